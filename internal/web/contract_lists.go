package web

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/app"
	"concord/internal/registry"
)

// What the contract says of lists, as the nouns that pages show.

// listNamed is the list of a jurisdiction and kind of the contract.
func listNamed(code string, kind api.ListKind) registry.ListID {
	parsed, _ := registry.ParseListKind(string(kind)) // the contract writes no others
	return registry.ListID{Jurisdiction: registry.JurisdictionCode(code), Kind: parsed}
}

// contentOf are the entries of a list.
func contentOf(kind registry.ListKind, entries []api.Entry) (content registry.Content, err error) {
	switch kind {
	case registry.ItemList:
		content.Items, err = converted(entries, itemEntryOf)
	case registry.InstitutionList:
		content.Institutions, err = converted(entries, institutionEntryOf)
	case registry.NegativeList:
		content.Negatives, err = converted(entries, negativeEntryOf)
	}
	return content, err
}

// converted reads entries as those of one kind: the generated client leaves them
// as they came.
func converted[W, E any](entries []api.Entry, convert func(W) E) ([]E, error) {
	text, err := json.Marshal(entries)
	if err != nil {
		return nil, fmt.Errorf("read entries of the contract: %w", err)
	}
	var wire []W
	if err := json.Unmarshal(text, &wire); err != nil {
		return nil, fmt.Errorf("read entries of the contract: %w", err)
	}
	return lo.Map(wire, func(e W, _ int) E { return convert(e) }), nil
}

func itemEntryOf(e api.ItemEntry) registry.ItemEntry {
	window, _ := registry.ParseWindow(lo.FromPtr(e.Window)) // the contract writes no others
	return registry.ItemEntry{
		Item: registry.ItemCode(e.Code),
		Qualifiers: registry.Qualifiers{
			registry.Specimen: e.Qualifiers.Specimen, registry.Method: e.Qualifiers.Method, registry.BodySite: e.Qualifiers.BodySite,
			registry.Laterality: e.Qualifiers.Laterality, registry.Contrast: e.Qualifiers.Contrast, registry.Projection: e.Qualifiers.Projection,
		},
		Printed: e.Printed, Category: lo.FromPtr(e.Category), Window: window, Mark: lo.FromPtr(e.Mark), Images: e.Images, Note: lo.FromPtr(e.Note),
	}
}

func institutionEntryOf(e api.InstitutionEntry) registry.InstitutionEntry {
	mode := slices.Index([]api.ScopeMode{"all", "only", "except"}, e.Scope.Mode)
	role := slices.Index([]api.InstitutionEntryRole{"both", "issues", "receives"}, e.Role)
	return registry.InstitutionEntry{
		Institution: registry.InstitutionID(e.Institution), Level: registry.Level(lo.FromPtr(e.Level)), Role: registry.Role(role),
		Scope: registry.Scope{
			Mode: registry.ScopeMode(mode), Items: lo.Map(e.Scope.Items, func(code string, _ int) registry.ItemCode { return registry.ItemCode(code) }),
		},
		Period: periodOf(e.From, e.To), Note: lo.FromPtr(e.Note),
	}
}

func negativeEntryOf(e api.NegativeEntry) registry.NegativeEntry {
	effect := registry.Discretion
	if e.Effect == api.NegativeEntryEffect(registry.Deny.String()) {
		effect = registry.Deny
	}
	return registry.NegativeEntry{
		Issuer: registry.InstitutionID(lo.FromPtr(e.Issuer)), Receiver: registry.InstitutionID(lo.FromPtr(e.Receiver)),
		Item: registry.ItemCode(lo.FromPtr(e.Item)), Category: lo.FromPtr(e.Category), Modality: lo.FromPtr(e.Modality),
		Origin: registry.RegionCode(lo.FromPtr(e.Origin)), Situation: registry.ReasonCode(lo.FromPtr(e.Situation)),
		Age: agesOf(e.Age), Department: lo.FromPtr(e.Department), Effect: effect, Period: periodOf(e.From, e.To), Reason: lo.FromPtr(e.Reason),
	}
}

// agesOf is a range of ages, whose ends are null where it is open.
func agesOf(ends []*int) registry.AgeRange {
	if len(ends) != 2 {
		return registry.AgeRange{}
	}
	r := registry.AgeRange{Stated: true, Max: registry.MaxAge}
	if ends[0] != nil {
		r.Min = int16(*ends[0])
	}
	if ends[1] != nil {
		r.Max = int16(*ends[1])
	}
	return r
}

// periodOf is from a first to a last day; null and empty leave an end open.
func periodOf(from, to *string) registry.Period {
	period := registry.Always
	if day, err := registry.ParseDay(lo.FromPtr(from)); err == nil {
		period.From = day
	}
	if day, err := registry.ParseDay(lo.FromPtr(to)); err == nil {
		period.To = day + 1
	}
	return period
}

// diffOf is what a version changes.
func diffOf(kind registry.ListKind, d api.ListDiff) (app.Diff, error) {
	added, err := contentOf(kind, d.Added)
	if err != nil {
		return app.Diff{}, err
	}
	removed, err := contentOf(kind, d.Removed)
	return app.Diff{
		Kind: kind, Added: added, Removed: removed, Changed: changesOf(d.Changed), Cosmetic: changesOf(d.Cosmetic),
		Unchanged: d.Unchanged, Terms: fieldChangesOf(d.Terms),
		UnmappedAdded: unmappedOf(d.UnmappedAdded), UnmappedRemoved: unmappedOf(d.UnmappedRemoved), UnmappedKept: d.UnmappedKept,
	}, err
}

func changesOf(all []api.EntryChange) []app.Change {
	return lo.Map(all, func(c api.EntryChange, _ int) app.Change {
		return app.Change{Entry: registry.EntryKey(c.Entry), Fields: fieldChangesOf(c.Fields)}
	})
}

func fieldChangesOf(all []api.FieldChange) []app.FieldChange {
	return lo.Map(all, func(f api.FieldChange, _ int) app.FieldChange {
		return app.FieldChange{Name: f.Name, Before: f.Before, After: f.After}
	})
}

func unmappedOf(rows []api.Unmapped) []registry.Unmapped {
	return lo.Map(rows, func(u api.Unmapped, _ int) registry.Unmapped {
		return registry.Unmapped{Printed: u.Printed, Category: lo.FromPtr(u.Category), Window: lo.FromPtr(u.Window), Note: lo.FromPtr(u.Note)}
	})
}

// termsOf are the terms of a list by their names.
func termsOf(kind registry.ListKind, stated map[string]string) (registry.Terms, error) {
	var terms []registry.Term
	for _, name := range registry.TermNames(kind) {
		if value, ok := stated[name]; ok {
			terms = append(terms, registry.Term{Name: name, Value: value})
		}
	}
	return registry.ParseTerms(kind, terms)
}
