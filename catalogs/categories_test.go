package catalogs_test

import (
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/samber/lo"

	"concord/catalogs"
	"concord/internal/registry"
)

func TestEveryCategoryAndGroupIsNamedOnce(t *testing.T) {
	want, named := map[string]int{}, map[string]int{}
	for _, item := range catalogs.Load().Items {
		want[item.Group], want[item.Category] = 1, 1
	}
	for _, c := range catalogs.Load().Categories {
		named[c.Name]++
	}
	if diff := cmp.Diff(want, named); diff != "" {
		t.Errorf("names of categories.csv (-of the items +named):\n%s", diff)
	}
}

func TestCategoriesAreNamedInEnglish(t *testing.T) {
	categories := catalogs.Load().Categories
	for _, c := range categories {
		if c.NameEn == "" || lo.SomeBy([]rune(c.NameEn), func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%s: %q is no English name", c.Name, c.NameEn)
		}
	}
	if distinct := lo.UniqMap(categories, func(c registry.Category, _ int) string { return c.NameEn }); len(distinct) != len(categories) {
		t.Errorf("%d categories have %d English names: no reader can tell them apart", len(categories), len(distinct))
	}
}
