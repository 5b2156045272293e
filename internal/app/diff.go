package app

import (
	"slices"

	"concord/internal/registry"
)

// Diff is what a version changes against another version of the same list.
type Diff struct {
	Kind            registry.ListKind
	Added, Removed  registry.Content
	Changed         []Change // what decides, in the order of the newer version
	Cosmetic        []Change // only how entries are printed
	Unchanged       int
	Terms           []FieldChange // none against the time before the first version, when none held
	UnmappedAdded   []registry.Unmapped
	UnmappedRemoved []registry.Unmapped
	UnmappedKept    int // printed in both
}

// Change is an entry that both versions hold and of which they say different
// things.
type Change struct {
	Entry  registry.EntryKey
	Fields []FieldChange
}

// FieldChange is one field of an entry, or one term, before and after.
type FieldChange struct{ Name, Before, After string }

// Compare says what a version changes against an older one; the older may be
// the zero version with no content, against which everything is added.
func Compare(older, newer registry.Version, before, after registry.Content) Diff {
	d := Diff{
		Kind:            newer.List.Kind,
		Added:           without(after, before),
		Removed:         without(before, after),
		Terms:           compareTerms(older, newer),
		UnmappedAdded:   unmappedWithout(newer.Unmapped, older.Unmapped),
		UnmappedRemoved: unmappedWithout(older.Unmapped, newer.Unmapped),
	}
	all := changes(lines(before), lines(after))
	d.Unchanged = after.Len() - d.Added.Len() - len(all)
	d.UnmappedKept = len(newer.Unmapped) - len(d.UnmappedAdded)
	for _, c := range all {
		if c.cosmetic() {
			d.Cosmetic = append(d.Cosmetic, c)
			continue
		}
		d.Changed = append(d.Changed, c)
	}
	return d
}

// cosmeticFields say how an entry is printed, not what it means.
var cosmeticFields = []string{"printed", "category", "note", "reason"}

// cosmetic reports whether a change is of how the entry is printed alone.
func (c Change) cosmetic() bool {
	return !slices.ContainsFunc(c.Fields, func(f FieldChange) bool { return !slices.Contains(cosmeticFields, f.Name) })
}

func changes(before, after []line) []Change {
	old := map[registry.EntryKey][]Field{}
	for _, l := range before {
		old[l.key] = l.fields
	}
	var changed []Change
	for _, l := range after {
		fields, held := old[l.key]
		if !held {
			continue
		}
		if differing := compareFields(fields, l.fields); differing != nil {
			changed = append(changed, Change{l.key, differing})
		}
	}
	return changed
}

// compareFields compares two field lists of the same names.
func compareFields(before, after []Field) []FieldChange {
	var changed []FieldChange
	for i, f := range after {
		if before[i].Value != f.Value {
			changed = append(changed, FieldChange{f.Name, before[i].Value, f.Value})
		}
	}
	return changed
}

func compareTerms(older, newer registry.Version) []FieldChange {
	if older.Number == 0 {
		return nil
	}
	kind := newer.List.Kind
	return compareFields(termFields(older.Terms.All(kind)), termFields(newer.Terms.All(kind)))
}

func termFields(terms []registry.Term) []Field {
	fields := make([]Field, len(terms))
	for i, t := range terms {
		fields[i] = Field(t)
	}
	return fields
}

// without is the content of a that b has no entry of the same key for.
func without(a, b registry.Content) registry.Content {
	return registry.Content{
		Items:        missing(a.Items, b.Items),
		Institutions: missing(a.Institutions, b.Institutions),
		Negatives:    missing(a.Negatives, b.Negatives),
	}
}

func missing[E interface{ Key() registry.EntryKey }](a, b []E) []E {
	held := make(map[registry.EntryKey]bool, len(b))
	for _, e := range b {
		held[e.Key()] = true
	}
	return slices.DeleteFunc(slices.Clone(a), func(e E) bool { return held[e.Key()] })
}

// unmappedWithout is what of a is printed nowhere in b.
func unmappedWithout(a, b []registry.Unmapped) []registry.Unmapped {
	printed := make(map[string]bool, len(b))
	for _, u := range b {
		printed[u.Printed] = true
	}
	return slices.DeleteFunc(slices.Clone(a), func(u registry.Unmapped) bool { return printed[u.Printed] })
}
