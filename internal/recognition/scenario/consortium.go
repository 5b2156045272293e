package scenario

import "concord/internal/registry"

// consortium records a 紧密型医联体 with its members.
type consortium struct {
	place
	value registry.Consortium
}

func parseConsortium(w *words) (statement, error) {
	id, err := w.name("a consortium")
	if err != nil {
		return nil, err
	}
	s := &consortium{w.place, registry.Consortium{ID: id, Name: id}}
	common, err := w.optionalPeriod(registry.Always)
	for err == nil && !w.done() {
		var name string
		if name, err = w.name("a member"); err != nil {
			break
		}
		member := registry.ConsortiumMember{Institution: registry.InstitutionID(name)}
		member.Period, err = w.optionalPeriod(common)
		s.value.Members = append(s.value.Members, member)
	}
	return s, err
}

func (s *consortium) play(on *stage) error {
	for _, m := range s.value.Members {
		if !on.known(m.Institution) {
			return s.unknown(m.Institution)
		}
	}
	return on.write(s.place, registry.Step{Consortia: []registry.Consortium{s.value}})
}

// unknown is the error of a fact about an institution that is not recorded.
func (p place) unknown(id registry.InstitutionID) error {
	return p.fail("record it above: institution "+string(id), "institution %s is not recorded", id)
}
