package catalogs

import (
	"sync"

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
	names := make([]registry.AmbiguousName, 0, len(AmbiguousNames()))
	for _, a := range AmbiguousNames() {
		names = append(names, registry.AmbiguousName{Name: a.Name, Items: a.Items})
	}
	return names
}
