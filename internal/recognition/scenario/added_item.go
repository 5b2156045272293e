package scenario

import (
	"cmp"
	"strings"

	"concord/internal/registry"
)

// addedItem adds an item to the catalogue.
type addedItem struct {
	place
	value      registry.AddedItem
	qualifiers []string
}

// parseAddedItem reads ITEM category NAME [by JURISDICTION] [named TEXT] ….
func parseAddedItem(w *words) (statement, error) {
	code, err := w.value("item", "LCHM951")
	if err != nil {
		return nil, err
	}
	s := &addedItem{place: w.place, value: registry.AddedItem{By: registry.Nation, Item: registry.Item{Code: registry.ItemCode(code)}}}
	for !w.done() {
		keyword := w.take()
		set, ok := itemFields[keyword]
		if !ok {
			return nil, w.fail("write category, by, named, modality, specimen, body-site, qualifier or loinc", "%q is not understood here", keyword)
		}
		value, err := w.value(keyword, "VALUE")
		if err != nil {
			return nil, err
		}
		set(s, value)
	}
	s.complete()
	return s, nil
}

// itemFields are what may be said about an added item.
var itemFields = map[string]func(*addedItem, string){
	"category":  func(s *addedItem, value string) { s.value.Item.Category = value },
	"by":        func(s *addedItem, value string) { s.value.By = registry.JurisdictionCode(value) },
	"named":     func(s *addedItem, value string) { s.value.Item.Name = value },
	"modality":  func(s *addedItem, value string) { s.value.Item.Modality = value },
	"specimen":  func(s *addedItem, value string) { s.value.Item.Specimens = strings.Split(value, ",") },
	"body-site": func(s *addedItem, value string) { s.value.Item.Sites = strings.Split(value, ",") },
	"qualifier": func(s *addedItem, value string) { s.qualifiers = strings.Split(value, ",") },
	"loinc":     func(s *addedItem, value string) { s.value.Item.LOINC, s.value.Item.LOINCChecked = value, true },
}

// complete fills in what is not said: the domain is the code's, a laboratory
// item has one modality, and an item is called as its code.
func (s *addedItem) complete() {
	i := &s.value.Item
	i.Domain = registry.Lab
	if strings.HasPrefix(string(i.Code), "E") {
		i.Domain = registry.Exam
	}
	if i.Domain == registry.Lab {
		i.Modality = cmp.Or(i.Modality, "LAB")
	}
	i.Name = cmp.Or(i.Name, string(i.Code))
	i.NameEn = i.Name
}

func (s *addedItem) play(on *stage) error {
	added := s.value
	for _, code := range s.qualifiers {
		kind, known := on.kinds[code]
		if !known {
			return s.fail("take a code of catalogs/qualifiers.csv", "qualifier %s is not in the catalogue", code)
		}
		added.Item.Implied[kind] = code
	}
	for _, p := range added.Check(on.snapshot.Catalogue(), on.issued) {
		return s.fail(p.Fix.En, "item %s: %s", added.Item.Code, p.Message.En)
	}
	on.added[added.Item.Code] = added.Item
	return on.write(s.place, registry.Step{Items: []registry.AddedItem{added}})
}
