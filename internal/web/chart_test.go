package web

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"concord/catalogs"
	"concord/internal/registry"
)

func TestTicks(t *testing.T) {
	for _, test := range []struct {
		greatest float64
		atMost   int
		want     []int
	}{
		{0, 6, []int{0, 1}},
		{310, 6, []int{0, 100, 200, 300, 400}},
		{520, 6, []int{0, 200, 400, 600}},
		{7, 6, []int{0, 2, 4, 6, 8}},
		{100, 6, []int{0, 20, 40, 60, 80, 100}},
	} {
		if diff := cmp.Diff(test.want, ticks(test.greatest, test.atMost)); diff != "" {
			t.Errorf("ticks to %v (-want +got):\n%s", test.greatest, diff)
		}
	}
}

// Every province-level region has a tile of its own on the map, those that do not
// take part as well.
func TestEveryProvinceHasATile(t *testing.T) {
	taken := map[[2]int]registry.RegionCode{}
	for _, region := range catalogs.Load().Regions {
		if region.Level != registry.RegionProvince {
			continue
		}
		at, ok := tilePlaces[region.Code]
		if !ok {
			t.Errorf("%s has no tile", region.Name)
			continue
		}
		where := [2]int{at.column, at.row}
		if other, ok := taken[where]; ok {
			t.Errorf("%s lies on the tile of %s", region.Name, other)
		}
		if at.column > 7 || at.row > 7 {
			t.Errorf("the tile of %s lies beside the map", region.Name)
		}
		taken[where] = region.Code
	}
	if len(taken) != len(tilePlaces) {
		t.Errorf("%d tiles for %d regions", len(tilePlaces), len(taken))
	}
}

func TestSharesAreNeverRoundedToNoneOrAll(t *testing.T) {
	for _, test := range []struct {
		over, units, percent, step int
	}{
		{0, 0, 0, 0}, {0, 16, 0, 0}, {1, 369, 1, 1}, {4, 16, 25, 2}, {8, 16, 50, 3}, {12, 16, 75, 4}, {368, 369, 99, 4}, {369, 369, 100, 5},
	} {
		p := provinceStanding{Units: test.units, Over: test.over}
		if p.Percent() != test.percent || p.step() != test.step {
			t.Errorf("%d of %d: %d %%, shade %d; want %d %%, shade %d", test.over, test.units, p.Percent(), p.step(), test.percent, test.step)
		}
	}
}

func TestCurve(t *testing.T) {
	first := registry.DayOf(2026, 1, 31)
	plan := curvePlan{
		Points:  []curvePoint{{first, 100, 80}, {first + 28, 200, 150}, {first + 59, 320, 301}},
		Targets: []registry.Target{{Threshold: 300}}, Due: first + 100, Arrival: registry.MaxDay,
	}
	c := plan.draw()
	labels := func(points []chartPoint) (all []string) {
		for _, p := range points {
			all = append(all, p.Label)
		}
		return all
	}
	if diff := cmp.Diff([]string{"80", "150", "301"}, labels(c.LivePoints)); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
	if c.LivePoints[0].X != chartLeft || c.Due == nil || c.Due.At != chartRight {
		t.Errorf("the curve goes from %v to %v, want the whole width", c.LivePoints[0].X, c.Due)
	}
	if c.LivePoints[2].Y >= c.Targets[0].At {
		t.Error("301 items do not stand above the line of 300")
	}
	if c.TrendLine != "" {
		t.Error("there is a trend without one")
	}
	plan.Arrival, plan.ArrivalCount, plan.Due = first+300, 400, first+5000
	if c = plan.draw(); c.TrendLine == "" || c.Due != nil {
		t.Errorf("trend %q and due day %v, want a trend and a day too far away to be shown", c.TrendLine, c.Due)
	}
}

func TestCountdown(t *testing.T) {
	for days, want := range map[int]string{8: "<strong>8</strong>", 0: "今天到期", -3: "<strong>3</strong>"} {
		var html bytes.Buffer
		view := countryView{Due: "2026年11月30日", DaysLeft: days, DaysPast: -days}
		if err := parseTemplates(chinese)["home"].ExecuteTemplate(&html, "countdown", view); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(html.String(), want) || strings.Contains(html.String(), "已过") != (days < 0) {
			t.Errorf("%d days before: %s", days, &html)
		}
	}
}

// The shades of the map differ in lightness, so that they do on paper.
func TestShadesAreOrdered(t *testing.T) {
	css := string(joined("assets/chart.css"))
	_, printed, _ := strings.Cut(css, "@media print")
	var lightness []string
	for step := range shadeLabels {
		_, rest, _ := strings.Cut(printed, "--step-"+string(rune('0'+step))+": ")
		value, _, _ := strings.Cut(rest, ";")
		if len(value) == 4 {
			value += value[1:]
		}
		lightness = append(lightness, value)
	}
	if !slices.IsSortedFunc(lightness, func(a, b string) int { return strings.Compare(b, a) }) || len(slices.Compact(slices.Clone(lightness))) != len(shadeLabels) {
		t.Errorf("the shades on paper are %v, want each darker than the last", lightness)
	}
}

// The newest figure of a curve lies beside the names of the due day and the targets.
func TestTheLastLabelKeepsClearOfTheEdge(t *testing.T) {
	c := curvePlan{
		Points: []curvePoint{{registry.DayOf(2025, time.November, 30), 10, 8}, {registry.DayOf(2026, time.November, 26), 12, 9}},
		Due:    registry.DayOf(2026, time.November, 30), Arrival: registry.MaxDay,
	}.draw()
	if first, last := c.LivePoints[0].Anchor(), c.LivePoints[1].Anchor(); first != "middle" || last != "end" {
		t.Errorf("labels are held at %s and %s", first, last)
	}
}
