package naive

import (
	"slices"

	"concord/internal/registry"
)

// institution is the one with an id, or nil.
func (a *asking) institution(id registry.InstitutionID) *registry.Institution {
	for n := range a.institutions {
		if a.institutions[n].ID == id {
			return &a.institutions[n]
		}
	}
	return nil
}

// survivor is what an institution was merged into, that into, and so on. Merges
// that go in a circle merge nobody.
func (a *asking) survivor(i *registry.Institution) *registry.Institution {
	passed := []registry.InstitutionID{i.ID}
	for end := i; ; {
		into := a.institution(end.MergedInto)
		if into == nil {
			return end
		}
		if slices.Contains(passed, into.ID) {
			return i
		}
		passed = append(passed, into.ID)
		end = into
	}
}

// is reports whether an id is that of an institution or of one merged into it.
func (a *asking) is(i *registry.Institution, id registry.InstitutionID) bool {
	named := a.institution(id)
	return named != nil && a.survivor(named).ID == i.ID
}

// ids are the ids under which an institution is recorded: its own first, then
// those of its duplicates in order.
func (a *asking) ids(i *registry.Institution) []registry.InstitutionID {
	var duplicates []registry.InstitutionID
	for n := range a.institutions {
		if other := &a.institutions[n]; other.ID != i.ID && a.survivor(other).ID == i.ID {
			duplicates = append(duplicates, other.ID)
		}
	}
	slices.Sort(duplicates)
	return append([]registry.InstitutionID{i.ID}, duplicates...)
}
