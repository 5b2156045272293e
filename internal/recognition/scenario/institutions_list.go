package scenario

import (
	"slices"

	"concord/internal/registry"
)

// institutionsList publishes a version of an institution list.
type institutionsList struct {
	listHead
	entries []registry.InstitutionEntry
}

func parseInstitutionsList(w *words) (statement, error) {
	h, err := parseListHead(w, registry.InstitutionList)
	if err != nil {
		return nil, err
	}
	s := &institutionsList{listHead: h}
	for !w.done() && w.peek() != "empty" {
		e, err := parseListedInstitution(w)
		if err != nil {
			return nil, err
		}
		s.entries = append(s.entries, e)
	}
	return s, s.empty(w, len(s.entries))
}

// parseListedInstitution reads
// NAME [issues|receives|both] [level N] [only ITEMS|except ITEMS] [PERIOD].
func parseListedInstitution(w *words) (registry.InstitutionEntry, error) {
	e := registry.InstitutionEntry{Period: registry.Always}
	name, err := w.name("an institution")
	e.Institution = registry.InstitutionID(name)
	for err == nil {
		switch {
		case w.skip("issues"):
			e.Role = registry.RoleIssues
		case w.skip("receives"):
			e.Role = registry.RoleReceives
		case w.skip("both"):
			e.Role = registry.RoleBoth
		case w.skip("level"):
			e.Level, err = readListedLevel(w)
		case w.skip("only"):
			e.Scope, err = readScope(w, registry.ScopeOnly)
		case w.skip("except"):
			e.Scope, err = readScope(w, registry.ScopeExcept)
		case w.atPeriod():
			e.Period, err = w.period()
		default:
			return e, nil
		}
	}
	return e, err
}

func readListedLevel(w *words) (registry.Level, error) {
	text, err := w.choice("level", "1", "2", "3")
	if err != nil {
		return registry.LevelUnknown, err
	}
	return registry.Level(text[0] - '0'), nil
}

func readScope(w *words, mode registry.ScopeMode) (registry.Scope, error) {
	codes, err := w.items(mode.String())
	slices.Sort(codes)
	return registry.Scope{Mode: mode, Items: codes}, err
}

func (s *institutionsList) play(on *stage) error {
	for _, e := range s.entries {
		one, ok := on.institutions[e.Institution]
		if !ok {
			return s.unknown(e.Institution)
		}
		if !on.within(one.Region, s.list.Jurisdiction) {
			return s.fail("list it where it lies", "%s lies in %s, outside the territory of %s", one.ID, one.Region, s.list.Jurisdiction)
		}
		for _, code := range e.Scope.Items {
			if err := on.checkItem(s.place, code); err != nil {
				return err
			}
		}
	}
	return s.publish(on, registry.Content{Institutions: s.entries})
}
