package catalogs

import "concord/internal/registry"

func regions() []registry.Region {
	return readTable("regions.csv", func(r row) registry.Region {
		return registry.Region{
			Code:     registry.RegionCode(r.text("code")),
			Name:     r.text("name"),
			NameEn:   r.text("name_en"),
			Level:    among(r, "level", registry.RegionProvince, registry.RegionPrefecture, registry.RegionCounty),
			Parent:   registry.RegionCode(r.text("parent")),
			Kind:     r.text("kind"),
			Unit:     r.yes("unit"),
			InScope:  r.yes("in_scope"),
			Mark:     r.text("mark"),
			Initials: r.text("initials"),
		}
	})
}
