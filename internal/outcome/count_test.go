package outcome

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"concord/internal/registry"
)

func drawTally(t *rapid.T) Tally {
	tally := Tally{}
	for range rapid.IntRange(0, 40).Draw(t, "cells") {
		cell := Cell{
			Day:        day(rapid.IntRange(1, 30).Draw(t, "day")),
			Issuer:     registry.InstitutionID(rapid.StringN(0, 12, -1).Draw(t, "issuer")),
			Item:       registry.ItemCode(rapid.SampledFrom([]string{"LCHM051", "LCHM052", "CT001"}).Draw(t, "item")),
			Department: rapid.SampledFrom([]string{"", "03", "05.01"}).Draw(t, "department"),
			Stages:     StageSet(rapid.IntRange(1, 15).Draw(t, "stages") << 1),
		}
		if cell.Stages.Has(Repeated) {
			cell.Reason = registry.ReasonCode(rapid.SampledFrom([]string{"ST03", "PF98"}).Draw(t, "reason"))
			cell.Uncounted = cell.Reason == "PF98"
		}
		tally[cell] = rapid.IntRange(1, 100_000).Draw(t, "cases")
	}
	return tally
}

func TestPackedTalliesReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tally := drawTally(t)
		packed := tally.Pack()
		got, err := Unpack(packed, day(1))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tally, got); diff != "" {
			t.Errorf("(-packed +unpacked):\n%s", diff)
		}
		if diff := cmp.Diff(packed, got.Pack()); diff != "" {
			t.Errorf("packed anew it is other bytes:\n%s", diff)
		}
	})
}

// Changes merged into a packed tally come to what both together are packed as.
func TestMergedTalliesArePackedTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, changes := drawTally(t), drawTally(t)
		for cell := range changes {
			if n := before[cell]; n > 0 {
				changes[cell] = -rapid.IntRange(1, n).Draw(t, "taken away")
			}
		}
		for cell, n := range before {
			if rapid.IntRange(0, 2).Draw(t, "emptied") == 0 {
				changes[cell] = -n
			}
		}
		got, err := Merge(before.Pack(), changes)
		if err != nil {
			t.Fatal(err)
		}
		before.add(changes)
		if diff := cmp.Diff(before.Pack(), got); diff != "" {
			t.Errorf("bytes (-packed together +merged):\n%s", diff)
		}
	})
	one := Tally{{Day: day(1), Stages: StagesOf(Reminded)}: 1}
	less := Tally{{Day: day(1), Stages: StagesOf(Reminded)}: -2}
	if _, err := Merge(one.Pack(), less); !errors.Is(err, ErrPacked) {
		t.Errorf("less than nothing gives %v", err)
	}
}

func TestBrokenTalliesAreErrors(t *testing.T) {
	good := Tally{{Day: day(1), Issuer: "i", Item: "t", Stages: StagesOf(Reminded)}: 3}.Pack()
	for n := 1; n < len(good); n++ {
		if _, err := Unpack(good[:n], day(1)); !errors.Is(err, ErrPacked) {
			t.Errorf("the first %d bytes of %d give %v", n, len(good), err)
		}
	}
	if _, err := Unpack(append(good, 0), day(1)); !errors.Is(err, ErrPacked) {
		t.Errorf("a byte more gives %v", err)
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(Tally{{Day: day(1), Issuer: "i", Item: "t", Stages: StagesOf(Reminded)}: 3}.Pack())
	f.Fuzz(func(t *testing.T, packed []byte) {
		if _, err := Unpack(packed, day(1)); err != nil || len(packed) == 0 {
			return
		}
		if err := NewCounter(Cut{Period: registry.Always, By: ByItem}).Add("r", day(1), packed); err != nil {
			t.Errorf("it can be unpacked and not counted: %v", err)
		}
	})
}

// A counter counts what the cells of a tally say, one by one.
func TestCounterAgreesWithTheCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tally := drawTally(t)
		period := registry.Between(day(5), day(20))
		c := NewCounter(Cut{
			Period: period, By: ByItem,
			Issuers: func(id registry.InstitutionID) bool { return len(id)%2 == 0 },
			Prices: func(_ registry.InstitutionID, item registry.ItemCode) []Price {
				if item != "LCHM051" {
					return nil
				}
				return []Price{{day(3), 100}, {day(12), 250}}
			},
		})
		if len(tally) == 0 {
			return
		}
		if err := c.Add("r", day(1), tally.Pack()); err != nil {
			t.Fatal(err)
		}
		want := map[string]*Group{}
		for cell, n := range tally {
			if len(cell.Issuer)%2 != 0 || !period.Contains(cell.Day) {
				continue
			}
			g := want[string(cell.Item)]
			if g == nil {
				g = &Group{}
				want[string(cell.Item)] = g
			}
			for range n {
				g.Counts = g.Plus(countsOf(cell.Stages, cell.Uncounted))
			}
			if cell.Item == "LCHM051" && cell.Stages.Has(Recognized) {
				g.Fen += 100 * int64(n)
				if cell.Day >= day(12) {
					g.Fen += 150 * int64(n)
				}
				g.Priced += n
			}
		}
		if diff := cmp.Diff(want, c.Groups()); diff != "" {
			t.Errorf("groups (-by cells +counted):\n%s", diff)
		}
	})
}

func TestWhichCasesTheRateIsMadeOf(t *testing.T) {
	for _, test := range []struct {
		stages    StageSet
		uncounted bool
		want      [2]int // numerator, denominator
	}{
		{StagesOf(Reminded), false, [2]int{0, 1}},
		{StagesOf(Reminded, Opened), false, [2]int{0, 1}},
		{StagesOf(Reminded, Recognized), false, [2]int{1, 1}},
		{StagesOf(Reminded, Repeated), false, [2]int{0, 1}},
		{StagesOf(Reminded, Repeated), true, [2]int{0, 0}},
		{StagesOf(Reminded, Recognized, Repeated), true, [2]int{1, 1}},
		{StagesOf(Recognized), false, [2]int{0, 0}},
		{StagesOf(Repeated), false, [2]int{0, 0}},
	} {
		c := countsOf(test.stages, test.uncounted)
		if got := [2]int{c.Numerator, c.Denominator}; got != test.want {
			t.Errorf("stages %b (uncounted: %v) come to %v, want %v", test.stages, test.uncounted, got, test.want)
		}
	}
	if _, ok := (Counts{Recognized: 3}).Rate(); ok {
		t.Error("nothing was reminded and there is a rate")
	}
}

// The bounds of a textbook example: 1 of 10 at 95 % lies in 0.0179 to 0.4042.
func TestWilson(t *testing.T) {
	low, high := Wilson(1, 10)
	if math.Abs(low-0.0179) > 0.0001 || math.Abs(high-0.4042) > 0.0001 {
		t.Errorf("1 of 10 lies in %.4f to %.4f", low, high)
	}
	if low, high := Wilson(0, 0); low != 0 || high != 1 {
		t.Errorf("nothing of nothing lies in %v to %v", low, high)
	}
}

func TestWhoIsBelowAverage(t *testing.T) {
	counts := func(k, n int) Counts { return Counts{Numerator: k, Denominator: n} }
	peers := []Counts{counts(80, 100), counts(85, 100), counts(75, 100), counts(0, 3)}
	for _, test := range []struct {
		name            string
		own             Counts
		peers           []Counts
		compared, below bool
	}{
		{"three reminders shame nobody", counts(0, 3), peers, false, false},
		{"half is clearly below", counts(50, 100), peers, true, true},
		{"chance explains it", counts(22, 30), peers, true, false},
		{"certain and small is no flag", counts(77_000, 100_000), peers, true, false},
		{"above the average", counts(95, 100), peers, true, false},
		{"two peers are no average", counts(10, 100), peers[:2], false, false},
		{"peers with few cases are none", counts(10, 100), []Counts{counts(9, 10), counts(9, 10), counts(9, 10)}, false, false},
	} {
		if got := Compare(test.own, test.peers); got.Compared != test.compared || got.Below != test.below {
			t.Errorf("%s: %+v", test.name, got)
		}
	}
	if c := CompareItems(250, []int{300, 310, 320}); !c.Below || c.Average != 310 {
		t.Errorf("250 live items against 310 on average: %+v", c)
	}
	if c := CompareItems(290, []int{300, 310, 320}); c.Below {
		t.Errorf("290 live items against 310 on average: %+v", c)
	}
}

func TestSmallNumbersAreHidden(t *testing.T) {
	groups := []Counts{{Reminded: 100, Recognized: 7}, {Reminded: 4}, {Reminded: 20, Recognized: 9}}
	veils := Veiled(groups)
	want := []Veil{{}, {Reminded: true}, {Reminded: true}} // the third, lest the total gives the second away
	if diff := cmp.Diff(want, veils); diff != "" {
		t.Errorf("veils (-want +got):\n%s", diff)
	}
	if v := VeiledAlone(Counts{Reminded: 5, Numerator: 4, Denominator: 5}); !v.Rate() || v.Reminded {
		t.Errorf("a rate of 4 of 5: %+v", v)
	}
	if v := VeiledAlone(Counts{}); v.Any() {
		t.Errorf("nothing is hidden of nothing, and it is %+v", v)
	}
}
