package web

import (
	"cmp"
	"slices"
	"strings"

	"concord/internal/naming"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// newest is the newest state; pages of the console are not shown before there
// is one.
func (w *Web) newest() (*recognition.Snapshot, registry.Sequence) {
	snapshot := w.registry.Snapshot()
	return snapshot, snapshot.Head().Newest
}

// institutionTyped is the id of the institution that somebody typed: an id, or a
// name that only one has. Anything else stays as it is, for the contract to
// refuse.
func (w *Web) institutionTyped(text string) string {
	s, at := w.newest()
	if _, ok := s.Institution(registry.InstitutionID(text), at); ok || text == "" {
		return text
	}
	return onlyOne(text, w.registry.Institutions(text), func(id registry.InstitutionID) bool {
		i, ok := s.Institution(id, at)
		return ok && i.MergedInto == "" && institutionAnswersTo(i, text)
	})
}

// regionTyped is the code of the region that somebody typed.
func (w *Web) regionTyped(text string) string {
	s, _ := w.newest()
	if text == "" {
		return ""
	}
	if text == "全国" || text == "中国" || strings.EqualFold(text, "China") {
		return string(registry.Nation)
	}
	return onlyOne(text, w.registry.Regions(text), func(code registry.RegionCode) bool {
		r, ok := s.Region(code)
		return ok && (string(code) == text || r.Name == text || strings.EqualFold(r.NameEn, text))
	})
}

// itemTyped is the code of the item that somebody typed.
func (w *Web) itemTyped(text string) string {
	s, _ := w.newest()
	if _, ok := s.Item(registry.ItemCode(text)); ok || text == "" {
		return text
	}
	return onlyOne(text, w.registry.Items(text), func(code registry.ItemCode) bool {
		return slices.ContainsFunc(orderNames(s, string(code)), func(name string) bool { return naming.Normalize(name) == naming.Normalize(text) })
	})
}

// institutionField suggests institutions, and says which one is meant.
func (w *Web) institutionField(f fieldView) fieldView {
	f = f.Suggesting("institutions")
	if name := w.institutionName(f.Value); name != f.Value {
		f.Hint = name + " · " + f.Value
	}
	return f
}

// regionNamed suggests regions, and says which one is meant.
func (w *Web) regionNamed(s saying, f fieldView) fieldView {
	f = f.Suggesting("regions")
	if name := w.placeName(s, f.Value); name != f.Value {
		f.Hint = name + " · " + f.Value
	}
	return f
}

// words say what stands in the registry in the language of a page.
func (w *Web) words(s saying) phrases { return phrases{w.registry.Snapshot(), string(s)} }

// placeName is the name of a region or alliance, or its code where it has none.
func (w *Web) placeName(s saying, code string) string {
	return cmp.Or(w.words(s).jurisdiction(registry.JurisdictionCode(code)), code)
}

// institutionName is the name of an institution, or its id where there is none.
func (w *Web) institutionName(id string) string {
	return w.words(chinese).institution(registry.InstitutionID(id))
}

// itemTitle is the name of an item, or its code where there is none.
func (w *Web) itemTitle(s saying, code string) string {
	return w.words(s).item(registry.ItemCode(code))
}

// onlyOne is the one code that is meant, or the text where there is none or are
// several.
func onlyOne[C ~string](text string, found []C, means func(C) bool) string {
	var meant []C
	for _, code := range found {
		if means(code) {
			meant = append(meant, code)
		}
	}
	if len(meant) == 1 {
		return string(meant[0])
	}
	return text
}
