package bench

import (
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"concord/catalogs"
	"concord/internal/app"
	"concord/internal/httpapi"
	"concord/internal/server"
)

// unbounded is the bound of what the issue bounds nowhere.
const unbounded time.Duration = math.MaxInt64

// pages is a whole server over the country, asked in this process.
type pages struct{ handler http.Handler }

// newPages serves the country from memory.
func newPages(b *testing.B) pages {
	return pagesOver(b, app.NewStill(nil, national().snapshot(b)), nil)
}

// pagesOver serves a registry, with no office where that is nil.
func pagesOver(b *testing.B, r httpapi.Registry, office *app.Office) pages {
	handler, err := server.New(r, catalogs.Load(), server.Options{
		Office: office, Log: slog.New(slog.DiscardHandler), Build: "bench", AddressRate: 1e9, AddressBurst: 1e9,
		Clock: func() time.Time { return askedOn.Start().Time() },
	})
	if err != nil {
		b.Fatal(err)
	}
	return pages{handler}
}

// measure asks for addresses in turn, and fails beyond a bound of the median.
func (p pages) measure(b *testing.B, bound time.Duration, addresses int, address func(int) string) {
	p.ask(b, address(0))
	n := 0
	medianOf(b, bound, func() {
		p.ask(b, address(n%addresses))
		n++
	})
}

// measureOne asks for one address again and again.
func (p pages) measureOne(b *testing.B, bound time.Duration, address string) {
	p.measure(b, bound, 1, func(int) string { return address })
}

// ask asks for one address as browsers do, and gives how many bytes they would be
// sent.
func (p pages) ask(b *testing.B, address string) (size int) {
	request := httptest.NewRequest(http.MethodGet, address, nil)
	request.Header.Set("Accept", "text/html")
	request.Header.Set("Accept-Encoding", "gzip")
	answer := httptest.NewRecorder()
	p.handler.ServeHTTP(answer, request)
	if answer.Code != http.StatusOK {
		b.Fatalf("%s: %d %.2000s", address, answer.Code, answer.Body)
	}
	return answer.Body.Len()
}
