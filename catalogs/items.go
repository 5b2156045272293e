package catalogs

import "concord/internal/registry"

func items() []registry.Item {
	aliases := itemAliases()
	return readTable("items.csv", func(r row) registry.Item {
		code := registry.ItemCode(r.text("code"))
		return registry.Item{
			Code:         code,
			Name:         r.text("name"),
			NameEn:       r.text("name_en"),
			Abbreviation: r.text("abbreviation"),
			Aliases:      aliases[code],
			Domain:       among(r, "domain", registry.Lab, registry.Exam),
			Group:        r.text("group"),
			Category:     r.text("category"),
			Modality:     r.text("modality"),
			Implied:      impliedQualifiers(r),
			Specimens:    r.list("specimens"),
			Sites:        r.list("sites"),
			SpecimenText: r.text("specimen_text"),
			SiteText:     r.text("site_text"),
			Unit:         r.text("unit"),
			LOINC:        r.text("loinc"),
			LOINCChecked: r.text("loinc") != "" && r.yes("loinc_checked"),
			Initials:     r.text("initials"),
			Withdrawn:    withdrawn(r),
		}
	})
}

// impliedQualifiers are the qualifiers that the item's own name states.
func impliedQualifiers(r row) registry.Qualifiers {
	var q registry.Qualifiers
	for _, kind := range []registry.QualifierKind{registry.Method, registry.Laterality, registry.Contrast, registry.Projection} {
		q[kind] = r.text(kind.String())
	}
	return q
}

func withdrawn(r row) registry.Day {
	if r.text("withdrawn") == "" {
		return 0
	}
	return r.day("withdrawn")
}
