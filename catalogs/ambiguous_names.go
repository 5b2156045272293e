package catalogs

import (
	"sync"

	"github.com/samber/lo"

	"concord/internal/registry"
)

// AmbiguousName is a name that hospitals print for several items (TG is
// triglyceride and thyroglobulin). It never resolves without its context.
type AmbiguousName struct {
	Name  string
	Items []registry.ItemCode
	Note  string // why, and what tells them apart
}

// AmbiguousNames are all names known to mean several items. The slice is
// shared: nobody may change it.
var AmbiguousNames = sync.OnceValue(func() []AmbiguousName {
	return readTable("ambiguous_names.csv", func(r row) AmbiguousName {
		return AmbiguousName{Name: r.text("name"), Items: itemCodes(r, "items"), Note: r.text("note")}
	})
})

// ambiguous are the same names as the resolver of names needs them.
func ambiguous() []registry.AmbiguousName {
	return lo.Map(AmbiguousNames(), func(a AmbiguousName, _ int) registry.AmbiguousName {
		return registry.AmbiguousName{Name: a.Name, Items: a.Items}
	})
}
