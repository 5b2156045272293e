package catalogs

import "concord/internal/registry"

func qualifiers() []registry.QualifierValue {
	return readTable("qualifiers.csv", func(r row) registry.QualifierValue {
		return registry.QualifierValue{
			Kind:    among(r, "kind", registry.QualifierKinds[:]...),
			Code:    r.text("code"),
			Parent:  r.text("parent"),
			Name:    r.text("name"),
			NameEn:  r.text("name_en"),
			Aliases: r.list("aliases"),
		}
	})
}
