package store

import (
	"fmt"
	"maps"
	"slices"

	"github.com/samber/lo"

	"concord/internal/registry"
)

// checkNames gives ErrNotFound where a step names an institution that neither
// it nor any step before has recorded. The tables would refuse most of it too,
// but could not say who names whom.
func (w *writing) checkNames(step registry.Step) error {
	unknown := namedInstitutions(step)
	for _, i := range step.Institutions {
		delete(unknown, i.ID)
	}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(unknown)), w.tx.dialect.batch) {
		var known []registry.InstitutionID
		if err := w.tx.Model(&institutionRow{}).Where("id IN ?", ids).Pluck("id", &known).Error; err != nil {
			return err
		}
		for _, missing := range lo.Without(ids, known...) {
			return fmt.Errorf("institution %s, named by %s, is not in the registry: %w", missing, unknown[missing], registry.ErrNotFound)
		}
	}
	return nil
}

// namedInstitutions are the institutions that a step names, each with the kind of
// fact that names it.
func namedInstitutions(step registry.Step) map[registry.InstitutionID]string {
	named := map[registry.InstitutionID]string{}
	for _, i := range step.Institutions {
		named[i.CampusOf] = "its campus " + string(i.ID)
		named[i.MergedInto] = "its duplicate " + string(i.ID)
	}
	for _, c := range step.Consortia {
		for _, m := range c.Members {
			named[m.Institution] = "consortium " + c.ID
		}
	}
	for _, m := range step.CodeMaps {
		named[m.Institution] = "a code map"
	}
	for _, q := range step.Qualifications {
		named[q.Institution] = "a qualification"
	}
	for _, r := range step.Revocations {
		named[r.Institution] = "a revocation"
	}
	for _, r := range step.Removals {
		named[r.Institution] = "a removal from list " + string(r.Jurisdiction)
	}
	for _, p := range step.Publications {
		nameEntries(named, p)
	}
	delete(named, "")
	return named
}

func nameEntries(named map[registry.InstitutionID]string, p registry.Publication) {
	by := fmt.Sprintf("%s version %d", p.Version.List, p.Version.Number)
	for _, e := range p.Content.Institutions {
		named[e.Institution] = by
	}
	for _, e := range p.Content.Negatives {
		named[e.Issuer] = by
		named[e.Receiver] = by
	}
}
