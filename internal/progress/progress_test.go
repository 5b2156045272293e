package progress_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"concord/catalogs"
	"concord/internal/progress"
	"concord/internal/recognition"
	"concord/internal/registry"
)

const (
	wuhan     registry.RegionCode = "420100"
	potassium registry.ItemCode   = "LCHM051"
	sodium    registry.ItemCode   = "LCHM052"
	headCT    registry.ItemCode   = "ECTX001"
)

// aims are the national targets.
var aims = progress.Aims(catalogs.Load())

var firstOfJune = registry.DayOf(2026, time.June, 1)

// unit is what happens in a unit, as the first step of a registry.
type unit struct {
	region registry.RegionCode
	registry.Step
}

// found makes a unit in which two hospitals of level 3, east and west, both
// issue and receive, and potassium is listed and proven by both.
func found(region, east, west registry.RegionCode) *unit {
	u := &unit{region: region}
	u.hospital("east", east)
	u.hospital("west", west)
	u.prove("east", potassium)
	u.prove("west", potassium)
	u.list(region, potassium)
	u.admit("east", "west")
	return u
}

func (u *unit) hospital(id registry.InstitutionID, region registry.RegionCode) *registry.Institution {
	u.Institutions = append(u.Institutions, registry.Institution{
		ID: id, Name: string(id), Region: region, Open: registry.Always,
		Levels: []registry.LevelPeriod{{Level: 3, Period: registry.Always}},
	})
	return &u.Institutions[len(u.Institutions)-1]
}

func (u *unit) prove(id registry.InstitutionID, item registry.ItemCode) {
	u.Qualifications = append(u.Qualifications, registry.Qualification{
		Institution: id, Item: item, Programme: "EQA", Round: "2026", Result: registry.Pass, Period: registry.Always,
	})
}

// publish publishes the first version of a list, for ever.
func (u *unit) publish(by registry.RegionCode, kind registry.ListKind, content registry.Content) *registry.Version {
	list := registry.ListID{Jurisdiction: registry.JurisdictionCode(by), Kind: kind}
	u.Publications = append(u.Publications, registry.Publication{
		Version: registry.Version{List: list, Number: 1, Period: registry.Always, Terms: registry.DefaultTerms()},
		Content: content,
	})
	return &u.Publications[len(u.Publications)-1].Version
}

func (u *unit) list(by registry.RegionCode, items ...registry.ItemCode) *registry.Version {
	var content registry.Content
	for _, item := range items {
		content.Items = append(content.Items, registry.ItemEntry{Item: item})
	}
	return u.publish(by, registry.ItemList, content)
}

// admit puts institutions on the unit's list of institutions.
func (u *unit) admit(ids ...registry.InstitutionID) {
	var content registry.Content
	for _, id := range ids {
		content.Institutions = append(content.Institutions, registry.InstitutionEntry{Institution: id, Period: registry.Always})
	}
	u.publish(u.region, registry.InstitutionList, content)
}

func (u *unit) deny(e registry.NegativeEntry) {
	e.Effect, e.Period = registry.Deny, registry.Always
	u.publish(u.region, registry.NegativeList, registry.Content{Negatives: []registry.NegativeEntry{e}})
}

// forget forgets a list that the unit was founded with.
func (u *unit) forget(kind registry.ListKind) {
	var kept []registry.Publication
	for _, p := range u.Publications {
		if p.Version.List.Kind != kind {
			kept = append(kept, p)
		}
	}
	u.Publications = kept
}

func (u *unit) ally(region registry.RegionCode, until registry.Day) {
	u.Alliances = []registry.Alliance{{Code: "RIVER", Name: "江", Lead: region, Members: []registry.AllianceMember{
		{Region: region, Period: registry.Period{From: registry.MinDay, To: until}},
	}}}
}

// look is the unit's registry, after further steps.
func (u *unit) look(t *testing.T, later ...registry.Step) *recognition.Snapshot {
	t.Helper()
	ledger := registry.NewLedger()
	for _, step := range append([]registry.Step{u.Step}, later...) {
		if _, err := ledger.Write(step); err != nil {
			t.Fatal(err)
		}
	}
	b := recognition.NewBuilder(catalogs.Load())
	return b.Snapshot(ledger.Read(registry.Selection{}, b))
}

func wuhanUnit() *unit { return found(wuhan, wuhan, wuhan) }

// counts is how many items are listed and live.
type counts struct{ Listed, Live progress.Count }

func countsOf(p progress.Progress) counts { return counts{p.Listed, p.Live} }

// What one item may come to.
var (
	nothing       = counts{}
	ownListed     = counts{Listed: progress.Count{Own: 1}}
	ownLive       = counts{Listed: progress.Count{Own: 1}, Live: progress.Count{Own: 1}}
	inheritedOnly = counts{Listed: progress.Count{Inherited: 1}, Live: progress.Count{Inherited: 1}}
)

func TestWhatCounts(t *testing.T) {
	for _, c := range []struct {
		title  string
		change func(*unit)
		want   counts
	}{
		{"two hospitals recognize each other's potassium", func(*unit) {}, ownLive},
		{"the province lists it too: own comes first, one item counts once", func(u *unit) { u.list("420000", potassium) }, ownLive},
		{"only the province lists it", func(u *unit) { u.forget(registry.ItemList); u.list("420000", potassium) }, inheritedOnly},
		{"only the nation lists it", func(u *unit) { u.forget(registry.ItemList); u.list("100000", potassium) }, inheritedOnly},
		{"only an alliance lists it", func(u *unit) {
			u.forget(registry.ItemList)
			u.ally(wuhan, registry.MaxDay)
			u.list("RIVER", potassium)
		}, inheritedOnly},
		{"only an alliance lists it that the city has left", func(u *unit) {
			u.forget(registry.ItemList)
			u.ally(wuhan, firstOfJune)
			u.list("RIVER", potassium)
		}, nothing},
		{"only another city lists it", func(u *unit) { u.forget(registry.ItemList); u.list("420500", potassium) }, nothing},
		{"only one of its districts lists it", func(u *unit) { u.forget(registry.ItemList); u.list("420102", potassium) }, nothing},
		{"only one hospital has proof of quality", func(u *unit) { u.Qualifications = u.Qualifications[:1] }, ownListed},
		{"only one hospital issues, the other only receives", func(u *unit) {
			u.forget(registry.InstitutionList)
			u.publish(wuhan, registry.InstitutionList, registry.Content{Institutions: []registry.InstitutionEntry{
				{Institution: "east", Period: registry.Always},
				{Institution: "west", Period: registry.Always, Role: registry.RoleReceives},
			}})
		}, ownListed},
		{"the hospitals are one consortium, and on no list", func(u *unit) {
			u.forget(registry.InstitutionList)
			u.Consortia = []registry.Consortium{{ID: "group", Name: "集团", Members: []registry.ConsortiumMember{
				{Institution: "east", Period: registry.Always}, {Institution: "west", Period: registry.Always},
			}}}
		}, ownListed},
		{"potassium is denied", func(u *unit) { u.deny(registry.NegativeEntry{Item: potassium}) }, ownListed},
		{"everything of the laboratory is denied", func(u *unit) { u.deny(registry.NegativeEntry{Modality: "LAB"}) }, ownListed},
		{"one hospital's results are denied", func(u *unit) { u.deny(registry.NegativeEntry{Issuer: "east"}) }, ownListed},
		{"potassium is denied for small children", func(u *unit) {
			u.deny(registry.NegativeEntry{Item: potassium, Age: registry.AgeRange{Stated: true, Max: 6}})
		}, ownLive},
		{"potassium is denied in one department", func(u *unit) {
			u.deny(registry.NegativeEntry{Item: potassium, Department: "07"})
		}, ownLive},
		{"one hospital is of level 1", func(u *unit) { u.Institutions[0].Levels[0].Level = 1 }, ownListed},
		{"one hospital's level is unknown", func(u *unit) { u.Institutions[0].Levels = nil }, ownListed},
		{"one hospital has closed", func(u *unit) { u.Institutions[0].Open.To = firstOfJune }, ownListed},
		{"one hospital closes tomorrow", func(u *unit) { u.Institutions[0].Open.To = firstOfJune + 1 }, ownLive},
		{"one hospital lies in another city of the province", func(u *unit) {
			u.Institutions[0].Region = "420500"
			u.list("420000", potassium)
		}, ownListed},
		{"both are campuses of one hospital", func(u *unit) { u.Institutions[1].CampusOf = "east" }, ownListed},
		{"two campuses issue, a third institution only receives", func(u *unit) {
			u.forget(registry.InstitutionList)
			u.Institutions[1].CampusOf = "east"
			u.hospital("north", wuhan)
			u.publish(wuhan, registry.InstitutionList, registry.Content{Institutions: []registry.InstitutionEntry{
				{Institution: "east", Period: registry.Always}, {Institution: "west", Period: registry.Always},
				{Institution: "north", Period: registry.Always, Role: registry.RoleReceives},
			}})
		}, ownListed},
		{"two entries of one item are one item", func(u *unit) {
			serum, blood := registry.ItemEntry{Item: potassium}, registry.ItemEntry{Item: potassium}
			serum.Qualifiers[registry.Specimen], blood.Qualifiers[registry.Specimen] = "SERUM", "BLOOD"
			u.forget(registry.ItemList)
			u.publish(wuhan, registry.ItemList, registry.Content{Items: []registry.ItemEntry{serum, blood}})
		}, ownLive},
		{"images are asked for, and the hospitals have them", func(u *unit) {
			u.forget(registry.ItemList)
			u.list(wuhan, headCT).Terms.Items.Images = registry.ImagesExam
		}, ownLive},
		{"a row without a catalogue item is no item", func(u *unit) {
			u.forget(registry.ItemList)
			u.list(wuhan).Unmapped = []registry.Unmapped{{Printed: "神秘项目"}}
		}, nothing},
	} {
		u := wuhanUnit()
		c.change(u)
		got := progress.Of(u.look(t), wuhan, firstOfJune, 0, aims)
		if diff := cmp.Diff(c.want, countsOf(got)); diff != "" {
			t.Errorf("%s:\n%s", c.title, diff)
		}
	}
}

func TestEveryKindOfUnitCountsAsOne(t *testing.T) {
	for _, c := range []struct {
		title              string
		region, east, west registry.RegionCode
		wider              registry.RegionCode // whose list is inherited; empty: none
	}{
		{"a prefecture with its districts", wuhan, "420102", "420103", "420000"},
		{"a municipality with its districts", "310000", "310101", "310104", "100000"},
		{"a county administered by its province", "429004", "429004", "429004", "420000"},
		{"a city of the XPCC, below 660000", "659001", "659001", "659001", "660000"},
	} {
		u := found(c.region, c.east, c.west)
		u.prove("east", sodium)
		u.prove("west", sodium)
		u.list(c.wider, potassium, sodium)
		want := counts{Listed: progress.Count{Own: 1, Inherited: 1}, Live: progress.Count{Own: 1, Inherited: 1}}
		if diff := cmp.Diff(want, countsOf(progress.Of(u.look(t), c.region, firstOfJune, 0, aims))); diff != "" {
			t.Errorf("%s:\n%s", c.title, diff)
		}
	}
}

func TestTheNationCountsWhatItLists(t *testing.T) {
	u := wuhanUnit()
	u.list("100000", potassium, sodium)
	want := counts{Listed: progress.Count{Own: 2}}
	if diff := cmp.Diff(want, countsOf(progress.Of(u.look(t), "100000", firstOfJune, 0, aims))); diff != "" {
		t.Error(diff)
	}
}

func TestPastDaysAndPastRevisions(t *testing.T) {
	u := wuhanUnit()
	u.Publications[0].Version.Period = registry.Since(firstOfJune)
	denial := unit{region: wuhan}
	denial.deny(registry.NegativeEntry{Item: potassium})
	s := u.look(t, denial.Step)
	for _, c := range []struct {
		title string
		on    registry.Day
		at    registry.Sequence
		want  counts
	}{
		{"before the list was in force", firstOfJune - 1, 1, nothing},
		{"on its first day, as known before the denial", firstOfJune, 1, ownLive},
		{"as known now", firstOfJune, 2, ownListed},
		{"0 is now", firstOfJune, 0, ownListed},
	} {
		if diff := cmp.Diff(c.want, countsOf(progress.Of(s, wuhan, c.on, c.at, nil))); diff != "" {
			t.Errorf("%s:\n%s", c.title, diff)
		}
	}
}

func TestUnmappedRowsAreCountedApart(t *testing.T) {
	u := wuhanUnit()
	u.Publications[0].Version.Unmapped = []registry.Unmapped{{Printed: "神秘项目"}, {Printed: "另一项"}}
	got := progress.Of(u.look(t), wuhan, firstOfJune, 0, aims)
	if got.Unmapped != 2 {
		t.Errorf("%d rows without an item, want 2", got.Unmapped)
	}
	if diff := cmp.Diff(ownLive, countsOf(got)); diff != "" {
		t.Error(diff)
	}
}

func TestCategoriesAddUpToTheWhole(t *testing.T) {
	u := wuhanUnit()
	u.forget(registry.ItemList)
	u.list(wuhan, potassium, sodium, headCT)
	got := progress.Of(u.look(t), wuhan, firstOfJune, 0, aims)
	want := []progress.Part{
		{Name: "CT", Listed: progress.Count{Own: 1}, Live: progress.Count{Own: 1}},
		{Name: "临床化学检验", Listed: progress.Count{Own: 2}, Live: progress.Count{Own: 1}},
	}
	if diff := cmp.Diff(want, got.ByCategory); diff != "" {
		t.Error(diff)
	}
	want[0].Name, want[1].Name = "exam", "lab"
	if diff := cmp.Diff(want, got.ByDomain); diff != "" {
		t.Error(diff)
	}
}
