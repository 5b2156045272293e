package recognition_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/internal/recognition"
	"concord/internal/registry"
)

var (
	januaryFirst = registry.DayOf(2026, 1, 1)
	marchFirst   = registry.DayOf(2026, 3, 1)
	juneFirst    = registry.DayOf(2026, 6, 1)
)

// wuhanItems is a version of Wuhan's item list that holds from a day on.
func wuhanItems(number int, from registry.Day, entries ...registry.ItemEntry) registry.Publication {
	return registry.Publication{
		Version: registry.Version{
			List: registry.ListID{Jurisdiction: "420100", Kind: registry.ItemList}, Number: number,
			Period: registry.Since(from), Terms: registry.DefaultTerms(), Unmapped: []registry.Unmapped{{Printed: "某项目"}},
		},
		Content: registry.Content{Items: entries},
	}
}

func publishing(p ...registry.Publication) registry.Step { return registry.Step{Publications: p} }

func TestListIsInTheStateOfItsDay(t *testing.T) {
	s := written(t,
		publishing(wuhanItems(1, januaryFirst, registry.ItemEntry{Item: "LCHM051"})),
		publishing(wuhanItems(2, juneFirst, registry.ItemEntry{Item: "LCHM051"}, registry.ItemEntry{Item: "LCHM052"})),
	)
	id := registry.ListID{Jurisdiction: "420100", Kind: registry.ItemList}
	for _, c := range []struct {
		id   registry.ListID
		on   registry.Day
		at   registry.Sequence
		want recognition.ListState
	}{
		{id, januaryFirst - 1, 2, recognition.ListState{Known: true, Next: 1, NextFrom: januaryFirst}},
		{id, marchFirst, 1, recognition.ListState{
			Known: true, Version: 1, Period: registry.Since(januaryFirst), Entries: 1, Unmapped: 1, NextFrom: registry.MaxDay}},
		{id, marchFirst, 2, recognition.ListState{
			Known: true, Version: 1, Period: registry.Period{From: januaryFirst, To: juneFirst}, Entries: 1, Unmapped: 1, Next: 2, NextFrom: juneFirst}},
		{id, juneFirst, 2, recognition.ListState{
			Known: true, Version: 2, Period: registry.Since(juneFirst), Entries: 2, Unmapped: 1, NextFrom: registry.MaxDay}},
		{id, marchFirst, 0, recognition.ListState{NextFrom: registry.MaxDay}},
		{registry.ListID{Jurisdiction: "420100", Kind: registry.NegativeList}, marchFirst, 2, recognition.ListState{NextFrom: registry.MaxDay}},
		{registry.ListID{Jurisdiction: "420200", Kind: registry.ItemList}, marchFirst, 2, recognition.ListState{NextFrom: registry.MaxDay}},
		{registry.ListID{Jurisdiction: "nowhere", Kind: registry.ItemList}, marchFirst, 2, recognition.ListState{NextFrom: registry.MaxDay}},
	} {
		if diff := cmp.Diff(c.want, s.List(c.id, c.on, c.at)); diff != "" {
			t.Errorf("%s on %s at %d (-want +got):\n%s", c.id, c.on, c.at, diff)
		}
	}
}

// threeLists publishes every list of Wuhan and the nation's item list.
func threeLists(t *testing.T) *recognition.Snapshot {
	t.Helper()
	of := func(code registry.JurisdictionCode, kind registry.ListKind, content registry.Content) registry.Publication {
		terms := registry.DefaultTerms()
		terms.Items.WindowLab = registry.Window{Unit: registry.WindowDays, Count: 9}
		return registry.Publication{Content: content, Version: registry.Version{
			List: registry.ListID{Jurisdiction: code, Kind: kind}, Number: 1, Period: registry.Since(januaryFirst), Terms: terms,
		}}
	}
	imaging := of("100000", registry.ItemList, registry.Content{Items: []registry.ItemEntry{{Item: "ECTX001"}}})
	imaging.Version.Terms.Items.Images, imaging.Version.Terms.Items.Mark = registry.ImagesExam, "甲HR"
	return written(t,
		recorded(hospital("east", "东院"), hospital("west", "西院")),
		publishing(
			of("420100", registry.ItemList, registry.Content{Items: []registry.ItemEntry{
				{Item: "LCHM051"}, {Item: "ECTX001", Images: true, Window: registry.Window{Unit: registry.WindowUnlimited}},
				{Item: "ECTX001", Qualifiers: registry.Qualifiers{registry.Laterality: "R"}, Mark: "乙HR"},
			}}),
			of("420100", registry.InstitutionList, registry.Content{Institutions: []registry.InstitutionEntry{
				{Institution: "east", Level: 3, Period: registry.Always, Scope: registry.Scope{Mode: registry.ScopeOnly, Items: []registry.ItemCode{"ECTX001", "LCHM051"}}},
				{Institution: "west", Role: registry.RoleReceives, Period: registry.Always},
			}}),
			of("420100", registry.NegativeList, registry.Content{Negatives: []registry.NegativeEntry{
				{Issuer: "east", Item: "LCHM051", Effect: registry.Deny, Period: registry.Always},
				{Item: "LCHM051", Situation: "ST03", Effect: registry.Discretion, Period: registry.Always},
			}}),
			imaging,
		),
	)
}

func TestPublishersAreThoseWithAList(t *testing.T) {
	s := threeLists(t)
	if diff := cmp.Diff([]registry.JurisdictionCode{"420100", registry.Nation}, slices.Collect(s.Publishers(2))); diff != "" {
		t.Errorf("publishers (-want +got):\n%s", diff)
	}
	if early := slices.Collect(s.Publishers(1)); early != nil {
		t.Errorf("before the first list %v publish", early)
	}
	for first := range s.Publishers(2) {
		if first != "420100" {
			t.Errorf("the first is %s", first)
		}
		break
	}
}

func TestEveryListCountsItsEntries(t *testing.T) {
	s := threeLists(t)
	for kind, want := range map[registry.ListKind]int{registry.ItemList: 3, registry.InstitutionList: 2, registry.NegativeList: 2} {
		if got := s.List(registry.ListID{Jurisdiction: "420100", Kind: kind}, marchFirst, 2).Entries; got != want {
			t.Errorf("%s has %d entries, want %d", kind, got, want)
		}
	}
}

func TestListingsSayWhatHoldsForTheItem(t *testing.T) {
	s := threeLists(t)
	wuhan := registry.ListID{Jurisdiction: "420100", Kind: registry.ItemList}
	nation := registry.ListID{Jurisdiction: registry.Nation, Kind: registry.ItemList}
	unlimited := registry.Window{Unit: registry.WindowUnlimited}
	for code, want := range map[registry.ItemCode][]recognition.ItemListing{
		"LCHM051": {{List: wuhan, Version: 1, Since: januaryFirst, Entry: "LCHM051", Window: registry.Window{Unit: registry.WindowDays, Count: 9}, Mark: "武汉HR"}},
		"ECTX001": {
			{List: wuhan, Version: 1, Since: januaryFirst, Entry: "ECTX001", Window: unlimited, Images: true, Mark: "武汉HR"},
			{List: wuhan, Version: 1, Since: januaryFirst, Entry: "ECTX001;R", Mark: "乙HR"},
			{List: nation, Version: 1, Since: januaryFirst, Entry: "ECTX001", Images: true, Mark: "甲HR"},
		},
		"LCHM052": nil,
		"NOTHING": nil,
	} {
		if diff := cmp.Diff(want, s.Listings(code, marchFirst, 2)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", code, diff)
		}
	}
	if early := s.Listings("LCHM051", januaryFirst-1, 2); early != nil {
		t.Errorf("before its first day the list names it: %v", early)
	}
}

func TestStandingsAreThoseOfTheListsInForce(t *testing.T) {
	s := threeLists(t)
	list := registry.ListID{Jurisdiction: "420100", Kind: registry.InstitutionList}
	for id, want := range map[registry.InstitutionID][]recognition.InstitutionListing{
		"east": {{
			List: list, Version: 1, Level: 3, Period: registry.Always, Removed: registry.MaxDay,
			Scope: registry.Scope{Mode: registry.ScopeOnly, Items: []registry.ItemCode{"ECTX001", "LCHM051"}},
		}},
		"west":  {{List: list, Version: 1, Role: registry.RoleReceives, Period: registry.Always, Removed: registry.MaxDay}},
		"north": nil,
	} {
		if diff := cmp.Diff(want, s.Standings(id, marchFirst, 2)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
	if early := s.Standings("east", marchFirst, 0); early != nil {
		t.Errorf("before it was recorded it stands on %v", early)
	}
}

func TestARemovalShowsAmongTheStandings(t *testing.T) {
	ledger := []registry.Step{
		recorded(hospital("east", "东院")),
		publishing(registry.Publication{
			Version: registry.Version{
				List: registry.ListID{Jurisdiction: "420100", Kind: registry.InstitutionList}, Number: 1,
				Period: registry.Since(januaryFirst), Terms: registry.DefaultTerms(),
			},
			Content: registry.Content{Institutions: []registry.InstitutionEntry{{Institution: "east", Period: registry.Always}}},
		}),
		{Removals: []registry.Removal{{Jurisdiction: "420100", Institution: "east", From: marchFirst}}},
	}
	standings := written(t, ledger...).Standings("east", juneFirst, 3)
	if len(standings) != 1 || standings[0].Removed != marchFirst {
		t.Errorf("removed from %s on, it stands as %+v", marchFirst, standings)
	}
}
