package bench

import (
	"slices"
	"testing"
	"time"

	"concord/catalogs"
	"concord/internal/progress"
	"concord/internal/registry"
)

// The bounds of the issue, for medians.
const (
	boardBound = 200 * time.Millisecond
	unitBound  = 20 * time.Millisecond
)

// twoYearsOn is a day 24 months after the first versions.
var twoYearsOn = registry.DayOf(2027, 12, 31)

// BenchmarkProgress counts every unit of the country on a day, and one unit with
// 24 months of history, its trend and its milestones. Figures are medians.
func BenchmarkProgress(b *testing.B) {
	s := national().snapshot(b)
	aims := progress.Aims(catalogs.Load())
	units := progress.Units(catalogs.Load())
	b.Run("board", func(b *testing.B) {
		live := 0
		medianOf(b, boardBound, func() {
			live = 0
			for _, p := range progress.Board(s, units, askedOn, 0, aims) {
				live += p.Live.Total()
			}
		})
		b.ReportMetric(float64(live)/float64(len(units)), "live/unit")
		b.ReportMetric(float64(len(units)), "units")
	})
	b.Run("unit-24-months", func(b *testing.B) {
		months := 0
		medianOf(b, unitBound, func() {
			months = len(progress.InFull(s, "420100", twoYearsOn, 0, aims).History)
		})
		b.ReportMetric(float64(months), "months")
	})
	b.Run("board-nearly-nothing-live", func(b *testing.B) { // all evidence has run out
		medianOf(b, boardBound, func() { progress.Board(s, units, twoYearsOn, 0, aims) })
	})
	b.Run("unit-every-reason", func(b *testing.B) {
		explained := 0
		medianOf(b, time.Second, func() {
			explained = 0
			inventory := progress.Take(s, "420100", askedOn, 0)
			for i := range inventory.Items {
				inventory.Explain(&inventory.Items[i])
				explained++
			}
		})
		b.ReportMetric(float64(explained), "items")
	})
	b.Run("suggestions", func(b *testing.B) {
		wuhan, _ := s.Region("420100")
		medianOf(b, boardBound, func() { progress.Suggest(s, wuhan, askedOn, 0) })
	})
}

// medianOf reports the median duration of what is done, and fails beyond a
// bound.
func medianOf(b *testing.B, bound time.Duration, do func()) {
	var took []time.Duration
	for b.Loop() {
		start := time.Now()
		do()
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	median := took[len(took)/2]
	b.ReportMetric(float64(median.Microseconds())/1000, "ms-median")
	if median > bound {
		b.Errorf("the median is %v, more than %v", median, bound)
	}
}
