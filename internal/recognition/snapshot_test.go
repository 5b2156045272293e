package recognition_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/catalogs"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// written is the snapshot of a registry in which steps were written.
func written(t *testing.T, steps ...registry.Step) *recognition.Snapshot {
	t.Helper()
	ledger := registry.NewLedger()
	for _, step := range steps {
		if _, err := ledger.Write(step); err != nil {
			t.Fatal(err)
		}
	}
	return snapshotOf(catalogs.Load(), ledger)
}

func hospital(id registry.InstitutionID, name string) registry.Institution {
	return registry.Institution{ID: id, Name: name, Region: "420100", Open: registry.Always}
}

func recorded(institutions ...registry.Institution) registry.Step {
	return registry.Step{Institutions: institutions}
}

func TestInstitutionIsAsItWasKnown(t *testing.T) {
	s := written(t,
		recorded(hospital("east", "东院")),
		recorded(hospital("west", "西院")),
		recorded(hospital("east", "东方医院")),
	)
	for _, c := range []struct {
		id   registry.InstitutionID
		at   registry.Sequence
		name string // empty: not known
	}{
		{"east", 0, ""},
		{"east", 1, "东院"},
		{"east", 2, "东院"},
		{"east", 3, "东方医院"},
		{"west", 1, ""},
		{"west", 3, "西院"},
		{"north", 3, ""},
	} {
		found, ok := s.Institution(c.id, c.at)
		if ok != (c.name != "") || ok && found.Name != c.name {
			t.Errorf("%s at %d is %+v, %v; want %q", c.id, c.at, found, ok, c.name)
		}
	}
}

func TestInstitutionsComeInTheOrderTheyWereRecorded(t *testing.T) {
	s := written(t,
		recorded(hospital("west", "西院"), hospital("east", "东院")),
		recorded(hospital("north", "北院"), hospital("west", "西方医院")),
	)
	names := func(at registry.Sequence) (all []string) {
		for i := range s.Institutions(at) {
			all = append(all, i.Name)
		}
		return all
	}
	if diff := cmp.Diff([]string{"西院", "东院"}, names(1)); diff != "" {
		t.Errorf("at the first step:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"西方医院", "东院", "北院"}, names(2)); diff != "" {
		t.Errorf("at the second step:\n%s", diff)
	}
	for i := range s.Institutions(2) {
		if i.Name != "西方医院" {
			t.Errorf("the first institution is %s", i.Name)
		}
		break
	}
}

func TestAlliancesAreAsTheyWereKnown(t *testing.T) {
	allied := func(code registry.JurisdictionCode, name string) registry.Alliance {
		return registry.Alliance{Code: code, Name: name, NameEn: "Alliance " + string(code), Lead: "420000"}
	}
	s := written(t,
		registry.Step{Alliances: []registry.Alliance{allied("RIVER", "江")}},
		registry.Step{Alliances: []registry.Alliance{allied("LAKE", "湖"), allied("RIVER", "长江")}},
	)
	names := func(at registry.Sequence) (all []string) {
		for a := range s.Alliances(at) {
			all = append(all, a.Name)
		}
		return all
	}
	got := [][]string{names(0), names(1), names(2)}
	if diff := cmp.Diff([][]string{nil, {"江"}, {"长江", "湖"}}, got); diff != "" {
		t.Error(diff)
	}
	for a := range s.Alliances(2) {
		if a.Code != "RIVER" {
			t.Errorf("the first alliance is %s", a.Code)
		}
		break
	}
	for _, c := range []struct {
		code registry.JurisdictionCode
		at   registry.Sequence
		name registry.Text
	}{
		{registry.Nation, 2, registry.Text{Zh: "全国", En: "the nation"}},
		{"420100", 2, registry.Text{Zh: "武汉市", En: "Wuhan"}},
		{"RIVER", 1, registry.Text{Zh: "江", En: "Alliance RIVER"}},
		{"RIVER", 2, registry.Text{Zh: "长江", En: "Alliance RIVER"}},
		{"LAKE", 1, registry.Text{Zh: "LAKE", En: "LAKE"}}, // not known yet: its code
		{"SEA", 2, registry.Text{Zh: "SEA", En: "SEA"}},
	} {
		if diff := cmp.Diff(c.name, s.JurisdictionName(c.code, c.at)); diff != "" {
			t.Errorf("%s at %d is called:\n%s", c.code, c.at, diff)
		}
	}
}

func TestConsortiumIsAsItWasKnown(t *testing.T) {
	s := written(t,
		registry.Step{Consortia: []registry.Consortium{{ID: "group", Name: "集团"}}},
		registry.Step{Consortia: []registry.Consortium{{ID: "group", Name: "医疗集团"}}},
	)
	for at, want := range []string{"", "集团", "医疗集团"} {
		found, ok := s.Consortium("group", registry.Sequence(at))
		if ok != (want != "") || ok && found.Name != want {
			t.Errorf("at %d the consortium is %+v, want %q", at, found, want)
		}
	}
}

func TestConsortiaAreListedById(t *testing.T) {
	s := written(t,
		registry.Step{Consortia: []registry.Consortium{{ID: "west", Name: "西"}}},
		registry.Step{Consortia: []registry.Consortium{{ID: "east", Name: "东"}, {ID: "west", Name: "大西"}}},
	)
	names := func(at registry.Sequence) (all []string) {
		for c := range s.Consortia(at) {
			all = append(all, c.Name)
		}
		return all
	}
	if diff := cmp.Diff([][]string{nil, {"西"}, {"东", "大西"}}, [][]string{names(0), names(1), names(2)}); diff != "" {
		t.Error(diff)
	}
	for c := range s.Consortia(2) {
		if c.ID != "east" {
			t.Errorf("the first consortium is %s", c.ID)
		}
		break
	}
}

func TestRevisionNamesOneSequence(t *testing.T) {
	s := written(t, recorded(hospital("east", "东院")), recorded(hospital("west", "西院")))
	if diff := cmp.Diff(registry.Revision{Epoch: 1, Sequence: 2}, s.Revision()); diff != "" {
		t.Error(diff)
	}
	if s.Head().Newest != 2 {
		t.Errorf("the head stands at %d", s.Head().Newest)
	}
	for revision, known := range map[registry.Revision]bool{
		{Epoch: 1, Sequence: 1}: true,
		{Epoch: 1, Sequence: 2}: true,
		{Epoch: 1, Sequence: 3}: false, // still to come
		{Epoch: 1, Sequence: 0}: false,
		{Epoch: 2, Sequence: 1}: false, // of another life of the registry
	} {
		sequence, ok := s.Sequence(revision)
		if ok != known || ok && sequence != revision.Sequence {
			t.Errorf("%s is sequence %d, %v", revision, sequence, ok)
		}
	}
}

func TestSnapshotFindsWhatTheCatalogueHolds(t *testing.T) {
	s := written(t)
	item, ok := s.Item("LCHM051")
	if !ok || !slices.ContainsFunc(s.Catalogue().Items, func(i registry.Item) bool { return i.Code == item.Code && i.Name == item.Name }) {
		t.Errorf("LCHM051 is %+v, %v", item, ok)
	}
	if region, ok := s.Region("420100"); !ok || region.Name != "武汉市" {
		t.Errorf("420100 is %+v, %v", region, ok)
	}
	if reason, ok := s.Reason("ST03"); !ok || reason.Class != registry.Statutory {
		t.Errorf("ST03 is %+v, %v", reason, ok)
	}
	_, item99 := s.Item("LCHM999")
	_, region99 := s.Region("999999")
	_, reason99 := s.Reason("ST99")
	if item99 || region99 || reason99 {
		t.Errorf("found what the catalogue does not hold: item %v, region %v, reason %v", item99, region99, reason99)
	}
}
