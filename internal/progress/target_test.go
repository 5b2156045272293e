package progress_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"concord/catalogs"
	"concord/catalogs/demo"
	"concord/internal/progress"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// some are the first items of the catalogue.
func some(n int) []registry.ItemCode {
	var codes []registry.ItemCode
	for _, item := range catalogs.Load().Items[:n] {
		codes = append(codes, item.Code)
	}
	return codes
}

// listing is a city that has so many items on its own list and so many on the
// province's, all live: standing on the list is the evidence.
func listing(t *testing.T, own, all int) *recognition.Snapshot {
	t.Helper()
	u := wuhanUnit()
	u.forget(registry.ItemList)
	u.list(wuhan, some(own)...).Terms.Items.QualityLab = registry.ByListing
	u.list("420000", some(all)...).Terms.Items.QualityLab = registry.ByListing
	return u.look(t)
}

// reached is what is held against the target of 2026.
type reached struct {
	AtLeast, Over, OwnAtLeast, OwnOver bool
	Needed                             int
}

func TestThreeHundredAndMoreThanThreeHundred(t *testing.T) {
	for _, c := range []struct {
		own, all int
		want     reached
	}{
		{0, 0, reached{Needed: 301}},
		{299, 299, reached{Needed: 2}},
		{300, 300, reached{AtLeast: true, OwnAtLeast: true, Needed: 1}},
		{301, 301, reached{AtLeast: true, Over: true, OwnAtLeast: true, OwnOver: true}},
		{200, 300, reached{AtLeast: true, Needed: 1}},
		{200, 301, reached{AtLeast: true, Over: true}},
		{300, 310, reached{AtLeast: true, Over: true, OwnAtLeast: true}},
	} {
		p := progress.Of(listing(t, c.own, c.all), wuhan, firstOfJune, 0, aims)
		if p.Live.Own != c.own || p.Live.Total() != max(c.own, c.all) {
			t.Fatalf("%d own of %d items: live are %+v", c.own, c.all, p.Live)
		}
		target := p.Targets[1]
		if target.Threshold != 300 {
			t.Fatalf("the second target is %+v", target)
		}
		got := reached{target.AtLeast, target.Over, target.OwnAtLeast, target.OwnOver, p.Pace.Needed}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%d own of %d items:\n%s", c.own, c.all, diff)
		}
	}
}

// The pace is that of the next target: 200 items until 30 November 2025, then
// 300 until 30 November 2026; afterwards it stays with the last.
func TestPaceIsThatOfTheNextTarget(t *testing.T) {
	s := wuhanUnit().look(t) // one item is live
	for _, c := range []struct {
		on   registry.Day
		want progress.Pace
	}{
		{registry.DayOf(2025, time.November, 29), progress.Pace{Target: "2025", DaysLeft: 1, Needed: 200}},
		{registry.DayOf(2025, time.November, 30), progress.Pace{Target: "2025", DaysLeft: 0, Needed: 200}},
		{registry.DayOf(2025, time.December, 1), progress.Pace{Target: "2026", DaysLeft: 364, Needed: 300}},
		{registry.DayOf(2026, time.November, 30), progress.Pace{Target: "2026", DaysLeft: 0, Needed: 300}},
		{registry.DayOf(2026, time.December, 2), progress.Pace{Target: "2026", DaysLeft: -2, Needed: 300}},
	} {
		if diff := cmp.Diff(c.want, progress.Of(s, wuhan, c.on, 0, aims).Pace); diff != "" {
			t.Errorf("on %s:\n%s", c.on, diff)
		}
	}
}

func TestWithoutTargetsThereIsNoPace(t *testing.T) {
	aimless := *catalogs.Load()
	aimless.Targets = nil
	s := recognition.NewBuilder(&aimless).Snapshot(registry.NewLedger().Head())
	if p := progress.Of(s, wuhan, firstOfJune, 0, progress.Aims(&aimless)); p.Targets != nil || p.Pace != (progress.Pace{}) {
		t.Errorf("targets %+v, pace %+v", p.Targets, p.Pace)
	}
}

func TestUnitsAreWhatCountsTowardTheTarget(t *testing.T) {
	units := map[registry.RegionCode]bool{}
	for _, region := range progress.Units(catalogs.Load()) {
		units[region.Code] = true
	}
	for code, want := range map[registry.RegionCode]bool{
		"420100": true,                   // a prefecture
		"310000": true,                   // a municipality
		"429004": true,                   // a county administered by its province
		"659001": true,                   // a city of the XPCC
		"420000": false, "660000": false, // what contains units
		"420102": false, "310101": false, // districts
		"710000": false, "810000": false, "820000": false, // not taking part
	} {
		if units[code] != want {
			t.Errorf("%s is a unit: %v, want %v", code, units[code], want)
		}
	}
}

// The country's figures count its own units, of a demonstration too.
func TestTheFictionalUnitIsNoneOfTheCountry(t *testing.T) {
	const fictional registry.RegionCode = "990100"
	u := found(fictional, fictional, fictional)
	u.list(wuhan, potassium)
	b := recognition.NewBuilder(demo.Catalogue(catalogs.Load()))
	ledger := registry.NewLedger()
	if _, err := ledger.Write(u.Step); err != nil {
		t.Fatal(err)
	}
	s := b.Snapshot(ledger.Read(registry.Selection{}, b))
	all := progress.Board(s, progress.Units(s.Catalogue()), firstOfJune, 0, aims)
	national := progress.National(s, all)
	if len(all)-len(national) != 1 || all[len(all)-1].Region != fictional {
		t.Errorf("of %d units %d are of the country, want all but %s", len(all), len(national), fictional)
	}
	if got := all[len(all)-1].Live.Total(); got != 1 {
		t.Errorf("%s has %d live items, want 1", fictional, got)
	}
	hubei, _ := s.Region("420500")
	suggestions := progress.Suggest(s, hubei, firstOfJune, 0)
	if len(suggestions) == 0 {
		t.Error("420500 is suggested nothing, want potassium")
	}
	for _, suggestion := range suggestions {
		if want := (progress.Peers{Listing: 1, Publishing: 1}); suggestion.Nation != want {
			t.Errorf("%s is listed in the nation as %+v, want %+v", suggestion.Code, suggestion.Nation, want)
		}
	}
}
