package bench

import (
	"testing"
	"time"

	"concord/internal/app"
	"concord/internal/progress"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// The bounds of the issue: the server's time for the board, and what a page may
// weigh with all it loads, compressed.
const (
	boardPageBound = 50 * time.Millisecond
	pageBytes      = 50 << 10
)

// BenchmarkProgressBoardPage answers the page of every unit of the country, and
// those that sum it up.
func BenchmarkProgressBoardPage(b *testing.B) {
	for name, address := range map[string]string{
		"board": "/progress", "searched": "/progress?q=wuhan&sort=-live", "home": "/",
		"nation": "/progress/100000", "province": "/progress/420000",
	} {
		b.Run(name, func(b *testing.B) { measureWeighed(b, address) })
	}
	b.Run("board-of-a-new-snapshot", func(b *testing.B) {
		p := pagesOver(b, uncounted{app.NewStill(nil, national().snapshot(b))}, nil)
		p.measureOne(b, boardBound, "/progress")
	})
}

// uncounted is a registry whose snapshot is always a new one.
type uncounted struct{ *app.Service }

// Board counts anew.
func (uncounted) Board(s *recognition.Snapshot, on registry.Day, at registry.Sequence) []progress.Progress {
	return progress.Board(s, progress.Units(s.Catalogue()), on, at, progress.Aims(s.Catalogue()))
}

// BenchmarkUnitPage answers the pages of one unit.
func BenchmarkUnitPage(b *testing.B) {
	p := newPages(b)
	b.Run("unit", func(b *testing.B) { p.measureOne(b, unbounded, "/progress/420100") })
	b.Run("items", func(b *testing.B) { p.measureOne(b, unbounded, "/progress/420100/items") })
}

// measureWeighed measures a page within the bound of the board, and what it
// weighs.
func measureWeighed(b *testing.B, address string) {
	p := newPages(b)
	weight := 0
	for _, loaded := range []string{address, "/assets/style.css", "/assets/script.js"} {
		weight += p.ask(b, loaded)
	}
	p.measureOne(b, boardPageBound, address)
	b.ReportMetric(float64(weight)/1024, "KB-gzip")
	if weight > pageBytes {
		b.Errorf("%s loads %d bytes, more than %d", address, weight, pageBytes)
	}
}
