package web

import (
	"slices"
	"strings"

	"github.com/samber/lo"

	"concord/internal/naming"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// named is what the text of a field for names was taken for.
type named struct {
	Text    string       // as typed; the name of what it means, once that is known
	Value   string       // id or code; empty where the text means nothing, or several things
	Choices []suggestion // what it may mean, where that is several things
	More    bool         // it may mean still others

	// Earlier is the institution that the text named and that was merged into
	// another one since; empty: none.
	Earlier registry.InstitutionID
}

// meaning settles on what a search found: the one thing whose name or code the
// text is. Whatever else was found is offered, also where it is a single thing: a
// text may stand inside a longer name and mean something that nobody registered.
func meaning(text string, found []suggestion, exact func(suggestion) bool) named {
	those := lo.Filter(found, func(s suggestion, _ int) bool { return exact(s) })
	if len(those) == 1 {
		return named{Text: those[0].Label, Value: those[0].Value}
	}
	if len(those) == 0 {
		those = found
	}
	return named{Text: text, Choices: those[:min(len(those), maxSuggestions)], More: len(those) > maxSuggestions}
}

// institutionMeant is the institution that a text means: an id, a name, a short
// name. was is what the field meant before: it means that still while
// its text is the name. Ids and identifiers that nobody has stand as they are,
// for the answer to say so.
func (w *Web) institutionMeant(s *recognition.Snapshot, text, was, lang string) named {
	merged := w.mergedNamed(s, text)
	n := w.institutionNamed(s, text, was, lang, merged)
	switch i, ok := s.Institution(registry.InstitutionID(n.Value), s.Head().Newest); {
	case !ok:
	case i.MergedInto != "":
		n.Earlier = i.ID
	default:
		n.Earlier = merged[i.ID]
	}
	return n
}

// institutionNamed is the institution of a text; merged are those that answer to it
// for others that were merged into them.
func (w *Web) institutionNamed(s *recognition.Snapshot, text, was, lang string, merged map[registry.InstitutionID]registry.InstitutionID) named {
	if text == "" {
		return named{}
	}
	newest := s.Head().Newest
	if i, ok := s.Institution(registry.InstitutionID(was), newest); ok && i.Name == text {
		return named{Text: text, Value: was}
	}
	if i, ok := s.Institution(registry.InstitutionID(text), newest); ok {
		return named{Text: i.Name, Value: text}
	}
	if isIdentifier(text) {
		return named{Text: text, Value: text}
	}
	return meaning(text, w.findInstitutions(s, text, lang), func(found suggestion) bool {
		i, _ := s.Institution(registry.InstitutionID(found.Value), newest)
		return institutionAnswersTo(i, text) || merged[i.ID] != ""
	})
}

// isIdentifier reports whether a text is written as an id of the registry
// (150400-0001) or as an identifier with its kind (uscc:…).
func isIdentifier(text string) bool {
	region, serial, found := strings.Cut(text, "-")
	if found && len(region) == 6 && isDigits(region) && isDigits(serial) {
		return true
	}
	kind, _, found := strings.Cut(text, ":")
	return found && slices.Contains([]string{"uscc", "licence", "insurance"}, kind)
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// institutionAnswersTo reports whether a text is a name or an identifier of an
// institution, and not a part of one.
func institutionAnswersTo(i *registry.Institution, text string) bool {
	folded := naming.NormalizeInstitution(text)
	names := append([]string{i.Identifiers.USCC, i.Identifiers.Licence, i.Identifiers.Insurance}, namesOf(i)...)
	return slices.ContainsFunc(names, func(name string) bool { return name != "" && naming.NormalizeInstitution(name) == folded })
}

func namesOf(i *registry.Institution) []string { return append([]string{i.Name}, i.Aliases...) }

// institutionNames are the names of the institution with an id.
func institutionNames(s *recognition.Snapshot, id string) []string {
	i, ok := s.Institution(registry.InstitutionID(id), s.Head().Newest)
	if !ok {
		return nil
	}
	return namesOf(i)
}

// orderMeant is the item or panel that a text means. A code of another system
// (local:K, loinc:2823-3) stands as it is.
func (w *Web) orderMeant(s *recognition.Snapshot, text, was, lang string) named {
	if text == "" {
		return named{}
	}
	if known, ok := order(s, was, lang); ok && known.Label == text {
		return named{Text: text, Value: was}
	}
	if known, ok := order(s, text, lang); ok {
		return named{Text: known.Label, Value: text}
	}
	if system, code, ok := strings.Cut(text, ":"); ok {
		if ref := strings.ToLower(system) + ":" + code; recognition.ParseItemRef(ref).System != recognition.RegistryCode {
			return named{Text: text, Value: ref}
		}
	}
	folded := naming.Normalize(text)
	for _, ambiguous := range s.Catalogue().Ambiguous {
		if naming.Normalize(ambiguous.Name) == folded {
			return named{Text: text, Choices: orders(s, lo.Map(ambiguous.Items, asText[registry.ItemCode]), lang)}
		}
	}
	return meaning(text, w.findOrders(s, text, lang), func(found suggestion) bool { return orderAnswersTo(s, found.Value, text) })
}

func asText[S ~string](s S, _ int) string { return string(s) }

// panelOf is the panel with a code.
func panelOf(s *recognition.Snapshot, code string) (*registry.Panel, bool) {
	panels := s.Catalogue().Panels
	i := slices.IndexFunc(panels, func(p registry.Panel) bool { return p.Code == code })
	if i < 0 {
		return nil, false
	}
	return &panels[i], true
}

// orderNames are the names, the abbreviation and the code of an item or panel.
func orderNames(s *recognition.Snapshot, code string) []string {
	if p, ok := panelOf(s, code); ok {
		return append([]string{p.Code, p.Name, p.NameEn}, p.Aliases...)
	}
	i, ok := s.Item(registry.ItemCode(code))
	if !ok {
		return nil
	}
	names := append([]string{code, i.Name, i.NameEn, i.Abbreviation}, i.Aliases...)
	if i.LOINCChecked {
		names = append(names, i.LOINC)
	}
	return lo.Filter(names, func(name string, _ int) bool { return name != "" })
}

// orderAnswersTo reports whether a text is a name, the abbreviation or the code of
// an item or panel, and not a part of one.
func orderAnswersTo(s *recognition.Snapshot, code, text string) bool {
	folded := naming.Normalize(text)
	return slices.ContainsFunc(orderNames(s, code), func(name string) bool { return naming.Normalize(name) == folded })
}

// order is an item or panel as it is offered.
func order(s *recognition.Snapshot, code, lang string) (suggestion, bool) {
	if p, ok := panelOf(s, code); ok {
		return suggestion{code, nameIn(lang, p.Name, p.NameEn), panelNote(p, lang)}, true
	}
	i, ok := s.Item(registry.ItemCode(code))
	if !ok {
		return suggestion{}, false
	}
	return suggestion{code, itemName(i, lang), phrases{s, lang}.itemNote(i)}, true
}

func orders(s *recognition.Snapshot, codes []string, lang string) []suggestion {
	return lo.FilterMap(codes, func(code string, _ int) (suggestion, bool) { return order(s, code, lang) })
}

// Forms that write are stricter than those that ask: they take the name of one
// thing alone, and leave what may be another to the contract, which refuses it.

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
	return onlyOne(text, w.registry.Items(text), func(code registry.ItemCode) bool { return orderAnswersTo(s, string(code), text) })
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
