package catalogs

import "concord/internal/registry"

func categories() []registry.Category {
	return readTable("categories.csv", func(r row) registry.Category {
		return registry.Category{Name: r.text("name"), NameEn: r.text("name_en")}
	})
}
