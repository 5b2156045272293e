package bench

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"concord/catalogs"
	"concord/internal/app"
	"concord/internal/httpapi"
	"concord/internal/progress"
	"concord/internal/recognition"
	"concord/internal/registry"
	"concord/internal/server"
)

// The bounds of the issue: the server's time for the board, and what a page may
// weigh with all it loads, compressed.
const (
	boardPageBound = 50 * time.Millisecond
	pageBytes      = 50 << 10
)

// BenchmarkProgressBoardPage answers the page of every unit of the country, with
// the middleware of a whole server.
func BenchmarkProgressBoardPage(b *testing.B) {
	b.Run("board", func(b *testing.B) { benchmarkPage(b, "/progress") })
	b.Run("searched", func(b *testing.B) { benchmarkPage(b, "/progress?q=wuhan&sort=-live") })
	b.Run("home", func(b *testing.B) { benchmarkPage(b, "/") })
	b.Run("nation", func(b *testing.B) { benchmarkPage(b, "/progress/100000") })
	b.Run("province", func(b *testing.B) { benchmarkPage(b, "/progress/420000") })
	b.Run("board-of-a-new-snapshot", func(b *testing.B) {
		s := pagesOf(b, uncounted{app.NewStill(nil, national().snapshot(b))})
		medianOf(b, boardBound, func() { open(b, s, "/progress") })
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
	s := pagesOf(b, app.NewStill(nil, national().snapshot(b)))
	b.Run("unit", func(b *testing.B) {
		medianOf(b, time.Second, func() { open(b, s, "/progress/420100") })
	})
	b.Run("items", func(b *testing.B) {
		medianOf(b, time.Second, func() { open(b, s, "/progress/420100/items") })
	})
}

func benchmarkPage(b *testing.B, target string) {
	s := pagesOf(b, app.NewStill(nil, national().snapshot(b)))
	weight := 0
	for _, loaded := range []string{target, "/assets/style.css", "/assets/script.js"} {
		weight += open(b, s, loaded)
	}
	medianOf(b, boardPageBound, func() { open(b, s, target) })
	b.ReportMetric(float64(weight)/1024, "KB-gzip")
	if weight > pageBytes {
		b.Errorf("%s loads %d bytes, more than %d", target, weight, pageBytes)
	}
}

// pagesOf is a server that takes any number of requests.
func pagesOf(b *testing.B, r httpapi.Registry) *server.Server {
	s, err := server.New(r, catalogs.Load(), server.Options{
		Log: slog.New(slog.DiscardHandler), Build: "bench", AddressRate: 1e9, AddressBurst: 1e9,
		Clock: func() time.Time { return askedOn.Start().Time() },
	})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// open answers one request in this process, and gives how many bytes a browser
// would be sent.
func open(b *testing.B, s http.Handler, target string) (size int) {
	request := httptest.NewRequest(http.MethodGet, target, nil)
	request.Header.Set("Accept-Encoding", "gzip")
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, request)
	if answer.Code != http.StatusOK {
		b.Fatalf("%s: %d", target, answer.Code)
	}
	return answer.Body.Len()
}
