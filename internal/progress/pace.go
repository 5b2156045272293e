package progress

import (
	"math"

	"concord/internal/registry"
)

// Trend is the straight line through the live items of the last 90 days, and
// when it arrives beyond the threshold.
//
// The 90 days are nine steps of ten days (旬). Their mean gain m is the line: it
// goes from the first day to the last. How much the gains differ (standard
// deviation s, eight degrees of freedom) says how far it can be trusted: after k
// more steps of the same kind the count lies, four times in five, within
// k·m ± 1.397·√(k·s² + k²·s²/9). Earliest and Latest are where the upper and the
// lower edge reach what is needed. Days are rounded up.
type Trend struct {
	Why      Trendless
	PerWeek  float64      // items gained a week
	Arrival  registry.Day // of the line
	Earliest registry.Day
	Latest   registry.Day // MaxDay where the lower edge does not arrive within ten years
}

// Trendless says why there is no straight line to go by.
type Trendless uint8

// The reasons; the zero value is none: there is a trend.
const (
	HasTrend   Trendless = iota
	Arrived              // nothing is needed any more
	TooShort             // the first list is younger than 90 days
	NoGain               // as many items are live as 90 days ago, or fewer
	SingleStep           // all that was gained came in one of the nine steps
	TooSlow              // the line arrives in more than ten years
)

// String is the reason's code; empty where there is a trend.
func (t Trendless) String() string {
	return [...]string{"", "arrived", "too_short", "no_gain", "single_step", "too_slow"}[t]
}

const (
	steps      = 9
	stepDays   = 10
	quantile   = 1.397 // of Student's t with 8 degrees of freedom, 90 % below
	tenYears   = 3652
	trendYears = tenYears / stepDays
)

// TrendDays is how far back a trend looks.
const TrendDays = steps * stepDays

// trend draws the line on a day towards what is needed.
func (t *Timeline) trend(on registry.Day, needed int) Trend {
	switch {
	case needed == 0:
		return Trend{Why: Arrived}
	case t.on(on-TrendDays).Listed.Total() == 0:
		return Trend{Why: TooShort}
	}
	var gains [steps]float64
	before := t.on(on - TrendDays).Live.Total()
	for i := range gains {
		live := t.on(on - TrendDays + registry.Day(stepDays*(i+1))).Live.Total()
		gains[i], before = float64(live-before), live
	}
	return extrapolate(gains, on, needed)
}

// extrapolate carries the mean of gains forward.
func extrapolate(gains [steps]float64, on registry.Day, needed int) Trend {
	mean, deviation, moved := spread(gains)
	switch {
	case mean <= 0:
		return Trend{Why: NoGain}
	case moved < 2:
		return Trend{Why: SingleStep}
	case float64(needed)/mean > trendYears:
		return Trend{Why: TooSlow}
	}
	edge := func(sign float64) registry.Day {
		return on + arrival(float64(needed), func(k float64) float64 {
			return k*mean + sign*quantile*deviation*math.Sqrt(k+k*k/steps)
		})
	}
	trend := Trend{PerWeek: mean * daysPerWeek / stepDays, Arrival: edge(0), Earliest: edge(+1), Latest: edge(-1)}
	if trend.Latest > on+tenYears {
		trend.Latest = registry.MaxDay
	}
	return trend
}

// spread is the mean of gains, their standard deviation, and how many of them
// are not zero.
func spread(gains [steps]float64) (mean, deviation float64, moved int) {
	for _, g := range gains {
		mean += g
		if g != 0 {
			moved++
		}
	}
	mean /= steps
	squares := 0.0
	for _, g := range gains {
		squares += (g - mean) * (g - mean)
	}
	return mean, math.Sqrt(squares / (steps - 1)), moved
}

// arrival is the first whole day on which a curve, given in steps, reaches what
// is needed; a day after ten years where it does not within them.
func arrival(needed float64, curve func(steps float64) float64) registry.Day {
	for day := registry.Day(1); day <= tenYears; day++ {
		if curve(float64(day)/stepDays) >= needed-1e-9 {
			return day
		}
	}
	return tenYears + 1
}
