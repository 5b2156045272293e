package bench

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"concord/catalogs"
	"concord/internal/app"
	"concord/internal/store"
)

// listPageBound is the issue's, for the median of the page of a list of 600 items;
// searchPageBound is for a search among all institutions.
const (
	listPageBound   = 20 * time.Millisecond
	searchPageBound = 50 * time.Millisecond
)

// BenchmarkListPage asks for the page of a list of 600 items with ten versions
// behind it, for what else is built on it, and for who has published.
func BenchmarkListPage(b *testing.B) {
	p := pagesOverStore(b)
	for _, page := range []struct {
		name, address string
		bound         time.Duration
	}{
		{"list", "/lists/420100/items", listPageBound},
		{"list-sorted", "/lists/420100/items?sort=-name", listPageBound},
		{"list-searched", "/lists/420100/items?q=dg", listPageBound},
		{"institutions", "/lists/420100/institutions", listPageBound},
		{"jurisdiction", "/lists/420100", listPageBound},
		{"jurisdictions", "/lists", listPageBound},
		{"diff", "/lists/420100/items/versions/10/diff?against=1", listPageBound},
		{"item", "/items/LCHM051", listPageBound},
		{"institution-search", "/institutions?q=wh", searchPageBound},
		{"institutions-sorted", "/institutions?sort=name", searchPageBound},
	} {
		b.Run(page.name, func(b *testing.B) { p.measureOne(b, page.bound, page.address) })
	}
}

// pagesOverStore serves the country's lists and institutions out of an embedded
// database.
func pagesOverStore(b *testing.B) pages {
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
	return pagesOver(b, service, app.NewOffice(kept, service))
}
