package catalogs

import "concord/internal/registry"

func institutionClasses() []registry.InstitutionClass {
	return readTable("institution_classes.csv", func(r row) registry.InstitutionClass {
		return registry.InstitutionClass{Code: r.text("code"), Name: r.text("name")}
	})
}
