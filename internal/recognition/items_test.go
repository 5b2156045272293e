package recognition_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/catalogs"
	"concord/internal/recognition"
	"concord/internal/registry"
)

func added(codes ...registry.ItemCode) registry.Step {
	var step registry.Step
	for _, code := range codes {
		step.Items = append(step.Items, registry.AddedItem{By: registry.Nation, Item: registry.Item{Code: code, Domain: registry.Lab}})
	}
	return step
}

func TestItemsAreTheCataloguesThenThoseAdded(t *testing.T) {
	cat := *catalogs.Load()
	cat.Items = cat.Items[:2]
	ledger := registry.NewLedger()
	for _, step := range []registry.Step{added("LCHM990"), added("LCHM981", "LCHM980")} {
		if _, err := ledger.Write(step); err != nil {
			t.Fatal(err)
		}
	}
	s := snapshotOf(&cat, ledger)
	codes := func(at registry.Sequence, most int) []registry.ItemCode {
		var all []registry.ItemCode
		for i := range s.Items(at) {
			if all = append(all, i.Code); len(all) == most {
				break
			}
		}
		return all
	}
	first, second := cat.Items[0].Code, cat.Items[1].Code
	for _, c := range []struct {
		at   registry.Sequence
		most int
		want []registry.ItemCode
	}{
		{0, 9, []registry.ItemCode{first, second}},
		{1, 9, []registry.ItemCode{first, second, "LCHM990"}},
		{2, 9, []registry.ItemCode{first, second, "LCHM990", "LCHM981", "LCHM980"}},
		{2, 4, []registry.ItemCode{first, second, "LCHM990", "LCHM981"}},
		{2, 1, []registry.ItemCode{first}},
	} {
		if diff := cmp.Diff(c.want, codes(c.at, c.most)); diff != "" {
			t.Errorf("at %d, the first %d (-want +got):\n%s", c.at, c.most, diff)
		}
	}
	if !s.HasAddedItems() || written(t, twoHospitals()).HasAddedItems() {
		t.Error("it is not told whether items were added")
	}
	if _, known := s.ItemAt("LCHM980", 1); known {
		t.Error("LCHM980 is known a step before it was added")
	}
	if i, known := s.Item("LCHM980"); !known || i.Code != "LCHM980" {
		t.Errorf("LCHM980 is %+v", i)
	}
}

// A later catalogue may take up what the registry added; it is one item then.
func TestWhatTheCatalogueTookUpIsTheCatalogues(t *testing.T) {
	ledger := registry.NewLedger()
	if _, err := ledger.Write(added(potassium)); err != nil {
		t.Fatal(err)
	}
	s := snapshotOf(catalogs.Load(), ledger)
	if i, known := s.Item(potassium); !known || i.Name != "钾" {
		t.Errorf("potassium is %+v, want the catalogue's", i)
	}
	n := 0
	for range s.Items(1) {
		n++
	}
	if want := len(catalogs.Load().Items); n != want {
		t.Errorf("%d items, want the catalogue's %d", n, want)
	}
}

// Lists, and records of merged institutions, may be older than an item.
func TestOlderFactsSayNothingOfANewItem(t *testing.T) {
	step := twoHospitals()
	step.Institutions = append(step.Institutions, registry.Institution{ID: "east-2", Name: "东院", MergedInto: "east", Region: "420106", Open: registry.Always})
	b := written(t, step).Extend()
	b.Item(registry.Recorded[registry.AddedItem]{Sequence: 2, Value: added("LCHM990").Items[0]})
	s := b.Snapshot(registry.Head{Epochs: []registry.Epoch{{Number: 1}}, Newest: 2})
	q := fromEastToWest()
	q.Item.Code = "LCHM990"
	a := outcome(t, s, q)
	if diff := cmp.Diff([]recognition.Code{recognition.ItemNotListed, recognition.NotQualified}, a.Decisive(nil)); diff != "" || a.Outcome != recognition.NotRecognized {
		t.Errorf("%v by (-want +got):\n%s", a.Outcome, diff)
	}
}
