package progress_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/internal/progress"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// climbing is a city whose own list holds some items from day to day; all that
// are listed are live.
func climbing(t *testing.T, changes ...change) *recognition.Snapshot {
	t.Helper()
	u := wuhanUnit()
	u.forget(registry.ItemList)
	for n, c := range changes {
		v := u.list(wuhan, some(c.items)...)
		v.Number, v.Period, v.Terms.Items.QualityLab = n+1, registry.Since(c.from), registry.ByListing
	}
	return u.look(t)
}

// change is how many items are listed from a day on.
type change struct {
	from  registry.Day
	items int
}

// steadily adds so many items every ten days, from some on.
func steadily(begin, gain int) []change {
	changes := []change{{firstOfJune - 100, begin}}
	for n := 1; n <= 9; n++ {
		changes = append(changes, change{firstOfJune - 90 + registry.Day(10*n), begin + gain*n})
	}
	return changes
}

func TestTheLineOfTheLast90Days(t *testing.T) {
	for _, c := range []struct {
		title   string
		changes []change
		want    progress.Trend
	}{
		{"ten items every ten days: 190 live, 111 missing, no doubt about it", steadily(100, 10), progress.Trend{
			PerWeek: 7, Arrival: firstOfJune + 111, Earliest: firstOfJune + 111, Latest: firstOfJune + 111,
		}},
		{"more than 300 are live", []change{{firstOfJune - 200, 301}}, progress.Trend{Why: progress.Arrived}},
		{"the list is younger than 90 days", []change{{firstOfJune - 60, 100}, {firstOfJune - 20, 120}}, progress.Trend{Why: progress.TooShort}},
		{"nothing was added", []change{{firstOfJune - 200, 100}}, progress.Trend{Why: progress.NoGain}},
		{"items were taken away", []change{{firstOfJune - 200, 100}, {firstOfJune - 20, 90}}, progress.Trend{Why: progress.NoGain}},
		{"all came at once", []change{{firstOfJune - 200, 100}, {firstOfJune - 20, 190}}, progress.Trend{Why: progress.SingleStep}},
		{"one item here and there does not do it", []change{{firstOfJune - 200, 10}, {firstOfJune - 40, 9}, {firstOfJune - 20, 11}, {firstOfJune - 5, 10}}, progress.Trend{Why: progress.NoGain}},
		{"two items in 90 days take forty years", []change{{firstOfJune - 200, 1}, {firstOfJune - 40, 2}, {firstOfJune - 20, 3}}, progress.Trend{Why: progress.TooSlow}},
	} {
		p := progress.InFull(climbing(t, c.changes...), wuhan, firstOfJune, 0, aims)
		if diff := cmp.Diff(c.want, p.Trend); diff != "" {
			t.Errorf("%s:\n%s", c.title, diff)
		}
	}
}

// Gains that differ leave an interval around the day of the line, and where they
// differ very much no end to it.
func TestTheIntervalIsAsWideAsTheGainsDiffer(t *testing.T) {
	uneven := climbing(t, change{firstOfJune - 200, 100}, change{firstOfJune - 80, 105}, change{firstOfJune - 60, 125},
		change{firstOfJune - 40, 140}, change{firstOfJune - 30, 145}, change{firstOfJune - 10, 165}, change{firstOfJune, 190})
	// Gains of the nine steps: 5 0 20 0 15 5 0 20 25, mean 10, s = √(800/8) = 10.
	// Line: 111/10 = 11.1 steps. Edges: 10k ± 13.97·√(k + k²/9) = 111 at k = 6.45 and k = 24.4.
	want := progress.Trend{PerWeek: 7, Arrival: firstOfJune + 111, Earliest: firstOfJune + 65, Latest: firstOfJune + 244}
	if diff := cmp.Diff(want, progress.InFull(uneven, wuhan, firstOfJune, 0, aims).Trend); diff != "" {
		t.Error(diff)
	}
	wild := climbing(t, change{firstOfJune - 200, 100}, change{firstOfJune - 50, 10}, change{firstOfJune - 10, 130})
	if trend := progress.InFull(wild, wuhan, firstOfJune, 0, aims).Trend; trend.Why != progress.HasTrend || trend.Latest != registry.MaxDay {
		t.Errorf("up and down: %+v", trend)
	}
}

func TestItemsAWeek(t *testing.T) {
	for _, c := range []struct {
		pace progress.Pace
		want float64
		ok   bool
	}{
		{progress.Pace{DaysLeft: 14, Needed: 10}, 5, true},
		{progress.Pace{DaysLeft: 0, Needed: 10}, 70, true}, // today
		{progress.Pace{DaysLeft: -1, Needed: 10}, 0, false},
		{progress.Pace{DaysLeft: -1, Needed: 0}, 0, true},
	} {
		if got, ok := c.pace.PerWeek(); got != c.want || ok != c.ok {
			t.Errorf("%+v: %v (%v), want %v (%v)", c.pace, got, ok, c.want, c.ok)
		}
	}
}

func TestMilestonesAreHeldAgainstTheirDay(t *testing.T) {
	s := climbing(t, steadily(100, 10)...)
	own := []progress.Aim{{
		Target: registry.Target{ID: "own", Threshold: 600, Due: firstOfJune + 100}, By: "420100",
		Milestones: []progress.Milestone{{Due: firstOfJune - 85, Count: 101}, {Due: firstOfJune - 45, Count: 140}, {Due: firstOfJune + 30, Count: 190}},
	}}
	target := progress.InFull(s, wuhan, firstOfJune, 0, append(own, aims...)).Targets[0]
	want := []progress.Passage{
		{Milestone: own[0].Milestones[0], Live: 100},
		{Milestone: own[0].Milestones[1], Live: 140},
		{Milestone: own[0].Milestones[2], Live: 190, Ahead: true},
	}
	if diff := cmp.Diff(want, target.Milestones); diff != "" {
		t.Error(diff)
	}
	if target.Milestones[0].Reached() || !target.Milestones[1].Reached() || target.Needed != 411 || target.By != "420100" {
		t.Errorf("%+v", target)
	}
	if p := progress.InFull(s, wuhan, firstOfJune, 0, append(own, aims...)); p.Pace.Target != "2026" {
		t.Errorf("the pace is that of %s", p.Pace.Target)
	}
}
