package scenario

import (
	"strconv"
	"strings"

	"concord/internal/registry"
)

// institutions records institutions that have everything but their names in
// common.
type institutions struct {
	place
	names   []registry.InstitutionID
	common  registry.Institution
	leveled bool
}

// defaultLevel is the level of an institution that the scenario says nothing
// about: the conditions of level are then met.
const defaultLevel registry.Level = 3

func parseInstitutions(w *words) (statement, error) {
	s := &institutions{place: w.place, common: registry.Institution{Open: registry.Always}}
	for !w.done() && institutionFields[w.peek()] == nil {
		name, err := w.name("an institution")
		if err != nil {
			return nil, err
		}
		s.names = append(s.names, registry.InstitutionID(name))
	}
	for !w.done() {
		keyword := w.take()
		read, ok := institutionFields[keyword]
		if !ok {
			return nil, w.fail("names come first, then in, level, grade, open, campus-of, named, uscc, licence, insurance", "%q is not understood here", keyword)
		}
		if err := read(s, w, keyword); err != nil {
			return nil, err
		}
	}
	if len(s.names) == 0 {
		return nil, w.fail("write institutions north south", "no institution is named")
	}
	if !s.leveled {
		s.common.Levels = []registry.LevelPeriod{{Level: defaultLevel, Period: registry.Always}}
	}
	return s, nil
}

// institutionFields are what may be said about an institution.
var institutionFields = map[string]func(s *institutions, w *words, keyword string) error{
	"in": func(s *institutions, w *words, keyword string) error {
		code, err := w.value(keyword, "420100")
		s.common.Region = registry.RegionCode(code)
		return err
	},
	"campus-of": func(s *institutions, w *words, _ string) error {
		root, err := w.name("the root institution")
		s.common.CampusOf = registry.InstitutionID(root)
		return err
	},
	"open":      (*institutions).readOpen,
	"level":     (*institutions).readLevel,
	"named":     textField(func(i *registry.Institution) *string { return &i.Name }),
	"grade":     textField(func(i *registry.Institution) *string { return &i.Grade }),
	"uscc":      textField(func(i *registry.Institution) *string { return &i.Identifiers.USCC }),
	"licence":   textField(func(i *registry.Institution) *string { return &i.Identifiers.Licence }),
	"insurance": textField(func(i *registry.Institution) *string { return &i.Identifiers.Insurance }),
}

func textField(field func(*registry.Institution) *string) func(*institutions, *words, string) error {
	return func(s *institutions, w *words, keyword string) error {
		value, err := w.value(keyword, "TEXT")
		*field(&s.common) = value
		return err
	}
}

func (s *institutions) readOpen(w *words, keyword string) (err error) {
	if !w.atPeriod() {
		return w.fail("write open ..2026-06-30", "%s is not followed by a period", keyword)
	}
	s.common.Open, err = w.period()
	return err
}

// readLevel reads level 2, level 2 2026-01-01.. or level unknown; it may be said
// once for each period.
func (s *institutions) readLevel(w *words, keyword string) error {
	text, err := w.choice(keyword, "1", "2", "3", "unknown")
	if err != nil {
		return err
	}
	period, err := w.optionalPeriod(registry.Always)
	s.leveled = true
	if level, numeric := strconv.Atoi(text); numeric == nil {
		s.common.Levels = append(s.common.Levels, registry.LevelPeriod{Level: registry.Level(level), Period: period})
	}
	return err
}

func (s *institutions) play(on *stage) error {
	var step registry.Step
	for _, id := range s.names {
		one := s.common
		one.ID = id
		if one.Name == "" {
			one.Name = string(id)
		}
		if one.Region == "" {
			one.Region = on.home
		}
		if err := s.check(on, one); err != nil {
			return err
		}
		step.Institutions = append(step.Institutions, one)
		if !on.known(id) {
			step.Qualifications = append(step.Qualifications, on.impliedQualifications(id)...)
		}
		on.record(one)
	}
	return on.write(s.place, step)
}

func (s *institutions) check(on *stage, one registry.Institution) error {
	if one.Region == "" {
		return s.fail("write in 420100, or let the first list be a prefecture's", "it is not said where %s lies", one.ID)
	}
	if _, ok := on.region(one.Region); !ok {
		return s.fail("take a code of catalogs/regions.csv", "region %s of %s is not in the catalogue", one.Region, one.ID)
	}
	if root := one.CampusOf; root != "" && root != one.ID && !on.known(root) {
		return s.fail("record the root institution above", "%s is a campus of %s, which is not recorded", one.ID, root)
	}
	if err := one.Validate(); err != nil {
		return s.fail("correct the line", "%s", strings.TrimSpace(err.Error()))
	}
	return nil
}
