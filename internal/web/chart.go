package web

import (
	"math"
	"strconv"
	"strings"

	"concord/internal/registry"
)

// The area of a chart of lines, in the units of its view box. Letters of 17 such
// units, as on a phone, have room around it.
const (
	chartWidth, chartHeight = 480, 280
	chartLeft, chartRight   = 46, 428
	chartTop, chartBottom   = 26, 236
)

// chartScale lays a range of numbers along a line of a chart.
type chartScale struct{ from, to, start, end float64 }

// at is where a number lies.
func (s chartScale) at(v float64) float64 {
	if s.to == s.from {
		return s.start
	}
	return tenths(s.start + (v-s.from)/(s.to-s.from)*(s.end-s.start))
}

// ticks are round numbers from 0 on, at most so many, the last one at or beyond
// the greatest.
func ticks(greatest float64, atMost int) []int {
	greatest = max(greatest, 1)
	step := roundStep(greatest / float64(atMost-1))
	all := []int{0}
	for float64(all[len(all)-1]) < greatest {
		all = append(all, all[len(all)-1]+step)
	}
	return all
}

// roundStep is the least of 1, 2, 5, 10, 20, 50 … that is not below a number.
func roundStep(least float64) int {
	power := math.Pow(10, math.Floor(math.Log10(least)))
	for _, m := range []float64{1, 2, 5, 10} {
		if m*power >= least {
			return max(1, int(m*power))
		}
	}
	return int(10 * power)
}

// linePath is the points of a line, as the attribute d of a path has them.
func linePath(points []chartPoint) string {
	var d strings.Builder
	for i, p := range points {
		d.WriteByte("ML"[min(i, 1)])
		d.WriteString(coordinateOf(p.X) + " " + coordinateOf(p.Y))
	}
	return d.String()
}

func coordinateOf(v float64) string { return strconv.FormatFloat(tenths(v), 'f', -1, 64) }

// tenths is a number with one digit after its point.
func tenths(v float64) float64 { return math.Round(v*10) / 10 }

// chartPoint is one point of a chart, and what stands beside it.
type chartPoint struct {
	X, Y  float64
	Label string // empty: none
}

// Anchor is where a label is held: in the middle, or by its end where the due day
// and the targets are named to the right of it.
func (p chartPoint) Anchor() string {
	if p.X > chartRight-labelRoom {
		return "end"
	}
	return "middle"
}

// Left is the left edge of a square of 6 around the point.
func (p chartPoint) Left() float64 { return p.X - 3 }

// Top is its upper edge.
func (p chartPoint) Top() float64 { return p.Y - 3 }

// chartMark is a line across a chart and what it says.
type chartMark struct {
	At    float64
	Label string
}

// curve is items over time: those live, those listed, the targets and the due
// day.
type curve struct {
	Title, Describe string
	Across, Down    []chartMark // ticks of both sides
	Targets         []chartMark
	Due             *chartMark // nil where it lies beyond
	LiveLine        string
	ListedLine      string
	TrendLine       string // from the last point on; empty: none
	LivePoints      []chartPoint
	ListedPoints    []chartPoint
	Left, Right     float64
	Top, Bottom     float64
	Width, Height   float64
}

// Where letters stand around a curve.

// DownX is where the ticks of the left side end.
func (c *curve) DownX() float64 { return c.Left - 8 }

// AcrossY is where the names of the months stand.
func (c *curve) AcrossY() float64 { return c.Bottom + 24 }

// TargetX is where the targets are named.
func (c *curve) TargetX() float64 { return c.Right + 6 }

// DueY is where the due day is named.
func (c *curve) DueY() float64 { return c.Top - 8 }

// curvePoint is one day of a curve.
type curvePoint struct {
	On           registry.Day
	Listed, Live int
}

// curvePlan is what a curve shows.
type curvePlan struct {
	Title, Describe string
	Points          []curvePoint
	Targets         []registry.Target
	Due             registry.Day
	DueLabel        string
	Arrival         registry.Day // where the straight line arrives; MaxDay: no line
	ArrivalCount    int
}

// mostLabels is how many points and ticks have letters beside them, for which a
// phone has room.
const mostLabels, mostTicks = 8, 5

// labelRoom is what half a label takes.
const labelRoom = 20

// How far ahead of the last point a curve shows the due day, and its trend.
const (
	farAway    = 3 * 366
	trendShown = 60
)

// draw lays a curve out. Its points are in the order of time, and at least one.
func (p curvePlan) draw() *curve {
	first, last := p.Points[0].On, p.Points[len(p.Points)-1].On
	end := last
	if p.Due <= last+farAway { // one beyond would leave no room for what is
		end = max(last, p.Due)
	}
	if p.Arrival != registry.MaxDay {
		end = max(end, last+trendShown)
	}
	x := chartScale{float64(first), float64(max(end, first+1)), chartLeft, chartRight}
	greatest := p.greatest()
	levels := ticks(greatest, 6)
	y := chartScale{0, float64(levels[len(levels)-1]), chartBottom, chartTop}
	c := &curve{
		Title: p.Title, Describe: p.Describe, Left: chartLeft, Right: chartRight, Top: chartTop, Bottom: chartBottom,
		Width: chartWidth, Height: chartHeight,
	}
	for _, level := range levels {
		c.Down = append(c.Down, chartMark{y.at(float64(level)), strconv.Itoa(level)})
	}
	for _, t := range p.Targets {
		c.Targets = append(c.Targets, chartMark{y.at(float64(t.Threshold)), strconv.Itoa(t.Threshold)})
	}
	c.Across = p.months(x)
	if p.Due <= end {
		c.Due = &chartMark{x.at(float64(p.Due)), p.DueLabel}
	}
	c.trace(p, x, y)
	return c
}

func (p curvePlan) greatest() float64 {
	greatest := 0
	for _, one := range p.Points {
		greatest = max(greatest, one.Listed, one.Live)
	}
	for _, t := range p.Targets {
		greatest = max(greatest, t.Threshold+10)
	}
	return float64(greatest)
}

// months are the names of some of the points' months, the last one among them.
func (p curvePlan) months(x chartScale) []chartMark {
	var marks []chartMark
	every := (len(p.Points) + mostTicks - 1) / mostTicks
	for i := len(p.Points) - 1; i >= 0; i -= every {
		on := p.Points[i].On
		marks = append(marks, chartMark{x.at(float64(on)), on.String()[2:len("2026-11")]})
	}
	return marks
}

func (c *curve) trace(p curvePlan, x, y chartScale) {
	every := (len(p.Points) + mostLabels - 1) / mostLabels
	for i, one := range p.Points {
		live := chartPoint{X: x.at(float64(one.On)), Y: y.at(float64(one.Live))}
		if (len(p.Points)-1-i)%every == 0 {
			live.Label = strconv.Itoa(one.Live)
		}
		c.LivePoints = append(c.LivePoints, live)
		c.ListedPoints = append(c.ListedPoints, chartPoint{X: live.X, Y: y.at(float64(one.Listed))})
	}
	c.LiveLine, c.ListedLine = linePath(c.LivePoints), linePath(c.ListedPoints)
	last := c.LivePoints[len(c.LivePoints)-1]
	if to := float64(p.Arrival); p.Arrival != registry.MaxDay && to <= x.to {
		c.TrendLine = linePath([]chartPoint{last, {X: x.at(to), Y: y.at(float64(p.ArrivalCount))}})
	} else if p.Arrival != registry.MaxDay { // the part of the line that the chart has room for
		from := float64(p.Points[len(p.Points)-1].On)
		part := (x.to - from) / (to - from)
		arrived := y.at(float64(p.ArrivalCount))
		c.TrendLine = linePath([]chartPoint{last, {X: x.end, Y: last.Y + part*(arrived-last.Y)}})
	}
}

// rowBar is a number in a row of a table, as a length: filled as far as items are
// live, in outline as far as they are listed. In hundredths of the row's width.
type rowBar struct {
	Filled, Outlined float64
	Marks            []float64
}

// barOf is a bar in a table whose greatest number is known.
func barOf(live, listed, greatest int, marks ...int) *rowBar {
	if greatest == 0 {
		return &rowBar{}
	}
	part := func(n int) float64 { return tenths(100 * float64(n) / float64(greatest)) }
	b := &rowBar{Filled: part(live), Outlined: part(listed)}
	for _, m := range marks {
		if m <= greatest {
			b.Marks = append(b.Marks, part(m))
		}
	}
	return b
}
