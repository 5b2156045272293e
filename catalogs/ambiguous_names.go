package catalogs

import "concord/internal/registry"

func ambiguousNames() []registry.AmbiguousName {
	return readTable("ambiguous_names.csv", func(r row) registry.AmbiguousName {
		return registry.AmbiguousName{Name: r.text("name"), Items: itemCodes(r, "items")}
	})
}
