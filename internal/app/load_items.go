package app

import "concord/internal/registry"

// addedItem reads an item that is added to the catalogue. Lists and all else may
// name it from this step on.
func (f *registryFile) addedItem(n node) registry.AddedItem {
	n.members("code", "name", "name_en", "abbreviation", "aliases", "domain", "group", "category", "modality", "specimens", "body_sites",
		"implied", "specimen_text", "body_site_text", "unit", "loinc", "loinc_checked", "initials", "by")
	added := registry.AddedItem{By: registry.JurisdictionCode(n.get("by").text()), Item: registry.Item{
		Code:         registry.ItemCode(n.get("code").text()),
		Name:         n.get("name").text(),
		NameEn:       n.get("name_en").text(),
		Abbreviation: n.get("abbreviation").text(),
		Aliases:      n.strings("aliases"),
		Domain:       oneOf(n.get("domain"), registry.Lab, registry.Exam),
		Group:        n.get("group").text(),
		Category:     n.get("category").text(),
		Modality:     n.get("modality").text(),
		Implied:      impliedQualifiers(n.get("implied")),
		Specimens:    n.strings("specimens"),
		Sites:        n.strings("body_sites"),
		SpecimenText: n.get("specimen_text").text(),
		SiteText:     n.get("body_site_text").text(),
		Unit:         n.get("unit").text(),
		LOINC:        n.get("loinc").text(),
		LOINCChecked: n.get("loinc_checked").boolean(),
		Initials:     n.get("initials").text(),
	}}
	if domain := n.get("domain"); !domain.stated() {
		domain.missing()
	}
	n.reportAll(added.Check(f.catalogue, func(code registry.ItemCode) bool { return has(f.items, code) }))
	f.reference.add(added.Item)
	return added
}

// impliedQualifiers are the qualifiers that an item implies by its nature; their
// codes are looked up with the item.
func impliedQualifiers(n node) registry.Qualifiers {
	var q registry.Qualifiers
	if !n.stated() {
		return q
	}
	var names []string
	for _, kind := range registry.QualifierKinds {
		names = append(names, kind.String())
		q[kind] = n.get(kind.String()).text()
	}
	n.members(names...)
	return q
}
