package bench

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"concord/catalogs"
	"concord/internal/app"
	"concord/internal/server"
	"concord/internal/store"
)

// listPageBound is the issue's, for the median of the page of a list of 600 items;
// searchPageBound is for a search among all institutions.
const (
	listPageBound   = 20 * time.Millisecond
	searchPageBound = 50 * time.Millisecond
)

// BenchmarkListPage asks a whole server over the whole country in an embedded
// database for the page of a list of 600 items with ten versions behind it, for
// what else is built on it, and for who has published. Figures are medians.
func BenchmarkListPage(b *testing.B) {
	handler := pagesOverStore(b)
	for _, page := range []struct {
		name, target string
		bound        time.Duration
	}{
		{"list", "/lists/420100/items", listPageBound},
		{"list-searched", "/lists/420100/items?q=dg", listPageBound},
		{"institutions", "/lists/420100/institutions", listPageBound},
		{"jurisdiction", "/lists/420100", listPageBound},
		{"jurisdictions", "/lists", listPageBound},
		{"diff", "/lists/420100/items/versions/10/diff?against=1", listPageBound},
		{"item", "/items/LCHM051", listPageBound},
		{"institution-search", "/institutions?q=wh", searchPageBound},
	} {
		b.Run(page.name, func(b *testing.B) {
			medianOf(b, page.bound, func() {
				answer := httptest.NewRecorder()
				handler.ServeHTTP(answer, pageRequest(page.target))
				if answer.Code != http.StatusOK {
					b.Fatalf("%s: %d %s", page.target, answer.Code, answer.Body)
				}
			})
		})
	}
}

func pageRequest(target string) *http.Request {
	request := httptest.NewRequest(http.MethodGet, target, nil)
	request.Header.Set("Accept", "text/html")
	return request
}

// pagesOverStore is a whole server over the country's lists and institutions.
func pagesOverStore(b *testing.B) http.Handler {
	kept, err := store.Open(b.Context(), "sqlite:"+filepath.Join(b.TempDir(), "concord.db"), store.MigrateFirst())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = kept.Close() })
	for step := range national().steps() {
		if _, err := kept.Write(b.Context(), step); err != nil {
			b.Fatal(err)
		}
	}
	service := app.New(kept, catalogs.Load(), slog.New(slog.DiscardHandler))
	if err := service.Refresh(b.Context()); err != nil {
		b.Fatal(err)
	}
	s, err := server.New(service, catalogs.Load(), server.Options{
		Office: app.NewOffice(kept, service), Log: slog.New(slog.DiscardHandler), AddressRate: 1e9, AddressBurst: 1e9,
		Clock: func() time.Time { return askedOn.Start().Time() },
	})
	if err != nil {
		b.Fatal(err)
	}
	return s
}
