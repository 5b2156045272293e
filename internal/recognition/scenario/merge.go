package scenario

import "concord/internal/registry"

// merge records that an institution is another one's duplicate.
type merge struct {
	place
	duplicate, into registry.InstitutionID
}

// parseMerge reads DUPLICATE into SURVIVOR.
func parseMerge(w *words) (statement, error) {
	duplicate, err := w.name("the duplicate")
	if err != nil {
		return nil, err
	}
	if !w.skip("into") {
		return nil, w.fail("write merge "+duplicate+" into SURVIVOR", "it is not said into what %s is merged", duplicate)
	}
	into, err := w.name("the survivor")
	return &merge{w.place, registry.InstitutionID(duplicate), registry.InstitutionID(into)}, err
}

func (s *merge) play(on *stage) error {
	look := func(id registry.InstitutionID) (registry.Institution, bool) {
		i, known := on.institutions[id]
		return i, known
	}
	for _, p := range registry.CheckMerge(s.duplicate, s.into, look) {
		return s.fail(p.Fix.En, "%s", p.Message.En)
	}
	merged := on.institutions[s.duplicate]
	merged.MergedInto = s.into
	on.record(merged)
	return on.write(s.place, registry.Step{Institutions: []registry.Institution{merged}})
}
