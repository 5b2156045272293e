package catalogs_test

import (
	"slices"
	"testing"

	"github.com/samber/lo"

	"concord/catalogs"
	"concord/internal/naming"
	"concord/internal/registry"
)

// answeringTo are the items that answer to each normalized name.
func answeringTo() map[string][]registry.ItemCode {
	answering := map[string][]registry.ItemCode{}
	for _, item := range catalogs.Load().Items {
		names := append(slices.Clone(item.Aliases), item.Name, item.Abbreviation)
		for _, name := range lo.Uniq(lo.Map(lo.Compact(names), func(n string, _ int) string { return naming.Normalize(n) })) {
			answering[name] = append(answering[name], item.Code)
		}
	}
	return answering
}

func ambiguousNames() map[string]registry.AmbiguousName {
	return lo.KeyBy(catalogs.Load().Ambiguous, func(a registry.AmbiguousName) string { return naming.Normalize(a.Name) })
}

func TestNoTwoItemsAnswerToOneNameUnmarked(t *testing.T) {
	ambiguous := ambiguousNames()
	for name, codes := range answeringTo() {
		if len(codes) > 1 && !lo.Every(ambiguous[name].Items, codes) {
			t.Errorf("%v all answer to %q: mark it in ambiguous_names.csv or drop the alias", codes, name)
		}
	}
}

func TestAmbiguousNamesMeanSeveralItems(t *testing.T) {
	byCode := itemsByCode()
	for _, a := range catalogs.Load().Ambiguous {
		if len(a.Items) < 2 || len(lo.Uniq(a.Items)) != len(a.Items) {
			t.Errorf("%s: needs two items or more, each once", a.Name)
		}
		for _, code := range a.Items {
			if _, ok := byCode[code]; !ok {
				t.Errorf("%s: no item %s", a.Name, code)
			}
		}
	}
}

func TestAmbiguousNamesStandOnce(t *testing.T) {
	if named, distinct := len(catalogs.Load().Ambiguous), len(ambiguousNames()); named != distinct {
		t.Errorf("%d ambiguous names, of which %d are distinct when normalized", named, distinct)
	}
}

func TestItemsAnswerToTheirOwnName(t *testing.T) {
	ambiguous := ambiguousNames()
	for _, item := range catalogs.Load().Items {
		if a, ok := ambiguous[naming.Normalize(item.Name)]; ok {
			t.Errorf("%s is the own name of %s and cannot be ambiguous", a.Name, item.Code)
		}
	}
}

func TestAliasesAddAName(t *testing.T) {
	byCode, file := itemsByCode(), readFile(t, "item_aliases.csv")
	aliases := file.column("alias")
	for i, code := range file.column("item") {
		item, ok := byCode[registry.ItemCode(code)]
		alias := aliases[i]
		switch {
		case !ok:
			t.Errorf("alias %q: no item %s", alias, code)
		case alias == "":
			t.Errorf("%s: an empty alias", code)
		case alias == item.Name || alias == item.Abbreviation || lo.Count(item.Aliases, alias) > 1:
			t.Errorf("%s answers to %q already", code, alias)
		}
	}
}

func TestPanelsAndItemsShareNoName(t *testing.T) {
	items, ambiguous, seen := answeringTo(), ambiguousNames(), map[string]string{}
	for _, p := range catalogs.Load().Panels {
		for _, name := range append(slices.Clone(p.Aliases), p.Name) {
			key := naming.Normalize(name)
			if codes := items[key]; len(codes) > 0 {
				t.Errorf("panel %s and item %v both answer to %q", p.Code, codes, name)
			}
			if _, ok := ambiguous[key]; ok {
				t.Errorf("panel %s answers to the ambiguous name %q", p.Code, name)
			}
			if first, ok := seen[key]; ok && first != p.Code {
				t.Errorf("panels %s and %s both answer to %q", first, p.Code, name)
			}
			seen[key] = p.Code
		}
	}
}

func TestQualifiersOfAKindShareNoName(t *testing.T) {
	seen := map[string]string{}
	for _, q := range catalogs.Load().Qualifiers {
		for _, name := range append(slices.Clone(q.Aliases), q.Name) {
			key := q.Kind.String() + " " + naming.Normalize(name)
			if first, ok := seen[key]; ok && first != q.Code {
				t.Errorf("%s and %s both answer to %q", first, q.Code, name)
			}
			seen[key] = q.Code
		}
	}
}

func TestDepartmentsShareNoName(t *testing.T) {
	seen := map[string]string{}
	for _, d := range catalogs.Load().Departments {
		for _, name := range append(slices.Clone(d.Aliases), d.Name) {
			if first, ok := seen[naming.Normalize(name)]; ok {
				t.Errorf("%s and %s both answer to %q", first, d.Code, name)
			}
			seen[naming.Normalize(name)] = d.Code
		}
	}
}
