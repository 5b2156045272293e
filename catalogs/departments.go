package catalogs

import "concord/internal/registry"

func departments() []registry.Department {
	return readTable("departments.csv", func(r row) registry.Department {
		return registry.Department{
			Code:    r.text("code"),
			Name:    r.text("name"),
			NameEn:  r.text("name_en"),
			Aliases: r.list("aliases"),
		}
	})
}
