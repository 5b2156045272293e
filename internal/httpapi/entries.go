package httpapi

import (
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/registry"
)

// EntriesOf are the entries of a list as the wire shows them, in printed order.
func EntriesOf(c registry.Content) []api.Entry {
	entries := make([]api.Entry, 0, c.Len())
	for _, e := range c.Items {
		entries = append(entries, itemEntryOf(e))
	}
	for _, e := range c.Institutions {
		entries = append(entries, institutionEntryOf(e))
	}
	for _, e := range c.Negatives {
		entries = append(entries, negativeEntryOf(e))
	}
	return entries
}

func itemEntryOf(e registry.ItemEntry) api.ItemEntry {
	return api.ItemEntry{
		Entry: string(e.Key()), Code: string(e.Item),
		Qualifiers: api.Qualifiers{
			Specimen: e.Qualifiers[registry.Specimen], Method: e.Qualifiers[registry.Method],
			BodySite: e.Qualifiers[registry.BodySite], Laterality: e.Qualifiers[registry.Laterality],
			Contrast: e.Qualifiers[registry.Contrast], Projection: e.Qualifiers[registry.Projection],
		},
		Printed: e.Printed, Category: orNull(e.Category),
		Window: orNull(e.Window.String()), Mark: orNull(e.Mark),
		Images: e.Images, Note: orNull(e.Note),
	}
}

func institutionEntryOf(e registry.InstitutionEntry) api.InstitutionEntry {
	return api.InstitutionEntry{
		Institution: string(e.Institution),
		Level:       levelOrNull(e.Level),
		Role:        api.InstitutionEntryRole(e.Role.String()),
		Scope:       api.Scope{Mode: api.ScopeMode(e.Scope.Mode.String()), Items: list(e.Scope.Items)},
		From:        dayOrNull(e.Period.From),
		To:          lastOrNull(e.Period),
		Note:        orNull(e.Note),
	}
}

func negativeEntryOf(e registry.NegativeEntry) api.NegativeEntry {
	return api.NegativeEntry{
		Issuer: orNull(e.Issuer), Receiver: orNull(e.Receiver), Item: orNull(e.Item),
		Category: orNull(e.Category), Modality: orNull(e.Modality), Origin: orNull(e.Origin),
		Situation:  orNull(e.Situation),
		Age:        agesOf(e.Age),
		Department: orNull(e.Department),
		Effect:     api.NegativeEntryEffect(e.Effect.String()),
		From:       dayOrNull(e.Period.From), To: lastOrNull(e.Period),
		Reason: orNull(e.Reason),
	}
}

// agesOf are both ends of a range, null where one is open; nil selects nothing.
func agesOf(r registry.AgeRange) []*int {
	if !r.Stated {
		return nil
	}
	ends := []*int{lo.ToPtr(int(r.Min)), nil}
	if r.Max != registry.MaxAge {
		ends[1] = lo.ToPtr(int(r.Max))
	}
	return ends
}
