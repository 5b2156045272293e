package app

import (
	"context"
	"fmt"
	"slices"

	"concord/internal/office"
	"concord/internal/registry"
)

// Remove plans to take an institution off a jurisdiction's institution list for
// cause from a day on, which may lie in the past.
func (o *Office) Remove(ctx context.Context, r registry.Removal) (registry.Removal, office.Change, error) {
	g, err := o.registrar.readGround(ctx, registry.Selection{
		Jurisdictions:         []registry.JurisdictionCode{r.Jurisdiction},
		QualifiedInstitutions: []registry.InstitutionID{},
	})
	if err != nil {
		return r, office.Change{}, err
	}
	if err := needReason(r.Reason); err != nil {
		return r, office.Change{}, err
	}
	list := registry.ListID{Jurisdiction: r.Jurisdiction, Kind: registry.InstitutionList}
	if !stands(g.history(list), r) {
		return r, office.Change{}, Refused{at(registry.Problem{Pointer: "/institution"}, "NOT_ON_LIST",
			texts("%s自 %s 起不在%s互认医疗机构清单的任何版本中", "%s stands on no version of the institution list of %[3]s that holds on %[2]s or later",
				g.institutionCalled(r.Institution), r.From, g.called(r.Jurisdiction)),
			texts("核对机构和起始日期", "look at the institution and the day"))}
	}
	change, err := decided(g.head, deed{"removal.record", fmt.Sprintf("%s removed from %s from %s", r.Institution, list, r.From), r.Reason},
		registry.Step{Removals: []registry.Removal{r}}, telling{
			noun: office.NounRemoval, subject: string(r.Institution), jurisdiction: r.Jurisdiction, list: list.String(),
			after: removalFact{r.Institution, g.institutions[r.Institution].Name, r.From.String(), r.Reason},
		})
	return r, change, err
}

// stands reports whether an institution stands on a version that a removal
// touches: one that holds on its day or later, with an entry that does.
func stands(h registry.ListHistory, r registry.Removal) bool {
	return slices.ContainsFunc(h.Versions, func(v registry.Version) bool {
		return v.Withdrawn == 0 && until(h, v) > r.From &&
			slices.ContainsFunc(h.Content(v.Number).Institutions, func(e registry.InstitutionEntry) bool {
				return e.Institution == r.Institution && e.Period.To > max(r.From, v.Period.From)
			})
	})
}

// until is the first day on which a version no longer holds: its own end, or the
// first day of the next version that stands.
func until(h registry.ListHistory, v registry.Version) registry.Day {
	end := v.Period.To
	for _, later := range h.Versions[v.Number:] {
		if later.Withdrawn == 0 {
			end = min(end, later.Period.From)
		}
	}
	return end
}
