package scenario

import "concord/internal/registry"

// qualification records evidence about an institution and some items.
type qualification struct {
	place
	items []registry.ItemCode
	value registry.Qualification
}

// defaultProgramme and defaultRound name a record that does not say.
const (
	defaultProgramme = "EQA"
	defaultRound     = "1"
)

// parseQualification reads
// INSTITUTION ITEM[,ITEM]… pass|fail [PERIOD] [programme P] [round R].
func parseQualification(w *words) (statement, error) {
	s := &qualification{place: w.place}
	s.value = registry.Qualification{Programme: defaultProgramme, Round: defaultRound, Period: registry.Always}
	if err := s.readSubject(w); err != nil {
		return nil, err
	}
	result, err := w.choice("the result", "pass", "fail")
	s.value.Result = registry.Pass
	if result == "fail" {
		s.value.Result = registry.Fail
	}
	for err == nil && !w.done() {
		switch {
		case w.atPeriod():
			s.value.Period, err = w.period()
		case w.skip("programme"):
			s.value.Programme, err = w.value("programme", "NCCL")
		case w.skip("round"):
			s.value.Round, err = w.value("round", "2026-1")
		default:
			return s, w.end()
		}
	}
	return s, err
}

func (s *qualification) readSubject(w *words) error {
	name, err := w.name("an institution")
	if err != nil {
		return err
	}
	s.value.Institution = registry.InstitutionID(name)
	s.items, err = w.items(name)
	return err
}

func (s *qualification) play(on *stage) error {
	if err := on.checkSubject(s.place, s.value.Institution, s.items); err != nil {
		return err
	}
	var step registry.Step
	for _, item := range s.items {
		one := s.value
		one.Item = item
		step.Qualifications = append(step.Qualifications, one)
	}
	return on.write(s.place, step)
}

// unassessed says that an institution has no record at all for some items, so
// that none is implied.
type unassessed struct {
	place
	institution registry.InstitutionID
	items       []registry.ItemCode
}

func parseUnassessed(w *words) (statement, error) {
	var q qualification
	err := q.readSubject(w)
	return &unassessed{w.place, q.value.Institution, q.items}, err
}

func (s *unassessed) play(on *stage) error {
	return on.checkSubject(s.place, s.institution, s.items)
}

// revocation takes back qualifications for cause.
type revocation struct {
	place
	items []registry.ItemCode
	value registry.Revocation
}

// parseRevocation reads INSTITUTION ITEM[,ITEM]… from DAY [programme P] [round R].
func parseRevocation(w *words) (statement, error) {
	var q qualification
	if err := q.readSubject(w); err != nil {
		return nil, err
	}
	s := &revocation{place: w.place, items: q.items}
	s.value.QualificationKey = registry.QualificationKey{Institution: q.value.Institution, Programme: defaultProgramme, Round: defaultRound}
	if !w.skip("from") {
		return nil, w.fail("write from 2026-05-01", "it is not said from which day it is revoked")
	}
	var err error
	s.value.From, err = w.day("from")
	for err == nil && !w.done() {
		switch {
		case w.skip("programme"):
			s.value.Programme, err = w.value("programme", "NCCL")
		case w.skip("round"):
			s.value.Round, err = w.value("round", "2026-1")
		default:
			return s, w.end()
		}
	}
	return s, err
}

func (s *revocation) play(on *stage) error {
	if err := on.checkSubject(s.place, s.value.Institution, s.items); err != nil {
		return err
	}
	var step registry.Step
	for _, item := range s.items {
		one := s.value
		one.Item = item
		step.Revocations = append(step.Revocations, one)
	}
	return on.write(s.place, step)
}

// removal takes an institution off a list for cause.
type removal struct {
	place
	value registry.Removal
}

// parseRemoval reads JURISDICTION INSTITUTION from DAY.
func parseRemoval(w *words) (statement, error) {
	code, err := w.value("removal", "420100 north from 2026-05-01")
	if err != nil {
		return nil, err
	}
	name, err := w.name("an institution")
	if err != nil {
		return nil, err
	}
	s := &removal{w.place, registry.Removal{Jurisdiction: registry.JurisdictionCode(code), Institution: registry.InstitutionID(name)}}
	if !w.skip("from") {
		return nil, w.fail("write from 2026-05-01", "it is not said from which day %s is removed", name)
	}
	s.value.From, err = w.day("from")
	return s, err
}

func (s *removal) play(on *stage) error {
	if !on.known(s.value.Institution) {
		return s.unknown(s.value.Institution)
	}
	return on.write(s.place, registry.Step{Removals: []registry.Removal{s.value}})
}
