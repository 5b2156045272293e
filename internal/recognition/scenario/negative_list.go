package scenario

import (
	"strconv"
	"strings"

	"concord/internal/registry"
)

// negativeList publishes a version of a negative list.
type negativeList struct {
	listHead
	entries []registry.NegativeEntry
}

func parseNegativeList(w *words) (statement, error) {
	h, err := parseListHead(w, registry.NegativeList)
	if err != nil {
		return nil, err
	}
	s := &negativeList{listHead: h}
	for !w.done() && w.peek() != "empty" {
		e, err := parseNegative(w)
		if err != nil {
			return nil, err
		}
		s.entries = append(s.entries, e)
	}
	return s, s.empty(w, len(s.entries))
}

// parseNegative reads deny|discretion SELECTOR… [PERIOD].
func parseNegative(w *words) (registry.NegativeEntry, error) {
	e := registry.NegativeEntry{Effect: registry.Deny, Period: registry.Always}
	effect, err := w.choice("the effect", "deny", "discretion")
	if err != nil {
		return e, err
	}
	if effect == "discretion" {
		e.Effect = registry.Discretion
	}
	for !w.done() && w.peek() != "deny" && w.peek() != "discretion" {
		if err := readSelector(w, &e); err != nil {
			return e, err
		}
	}
	if !e.Selects() {
		return e, w.fail("select something: issuer, receiver, item, category, modality, origin, situation, age, department or a period", "the entry %s selects nothing", effect)
	}
	return e, nil
}

func readSelector(w *words, e *registry.NegativeEntry) (err error) {
	if w.atPeriod() {
		e.Period, err = w.period()
		return err
	}
	keyword := w.take()
	set, ok := selectors[keyword]
	if !ok {
		return w.fail("write issuer, receiver, item, category, modality, origin, situation, age, department or a period", "%q is no selector", keyword)
	}
	value, err := w.value(keyword, "VALUE")
	if err != nil {
		return err
	}
	if !set(e, value) {
		return w.fail("write age 6..14, age ..6 or age 80..", "%s %q is not understood", keyword, value)
	}
	return nil
}

// selectors are the selectors of a negative entry; each reports whether it
// understands a value.
var selectors = map[string]func(*registry.NegativeEntry, string) bool{
	"issuer":     selector(func(e *registry.NegativeEntry) *registry.InstitutionID { return &e.Issuer }),
	"receiver":   selector(func(e *registry.NegativeEntry) *registry.InstitutionID { return &e.Receiver }),
	"item":       selector(func(e *registry.NegativeEntry) *registry.ItemCode { return &e.Item }),
	"category":   selector(func(e *registry.NegativeEntry) *string { return &e.Category }),
	"modality":   selector(func(e *registry.NegativeEntry) *string { return &e.Modality }),
	"origin":     selector(func(e *registry.NegativeEntry) *registry.RegionCode { return &e.Origin }),
	"situation":  selector(func(e *registry.NegativeEntry) *registry.ReasonCode { return &e.Situation }),
	"department": selector(func(e *registry.NegativeEntry) *string { return &e.Department }),
	"age":        readAgeRange,
}

func selector[S ~string](field func(*registry.NegativeEntry) *S) func(*registry.NegativeEntry, string) bool {
	return func(e *registry.NegativeEntry, value string) bool {
		*field(e) = S(value)
		return true
	}
}

// readAgeRange reads 6..14, ..6 and 80.., both ends included.
func readAgeRange(e *registry.NegativeEntry, value string) bool {
	first, last, ok := strings.Cut(value, "..")
	youngest, okFirst := readAge(first, 0)
	oldest, okLast := readAge(last, registry.MaxAge)
	e.Age = registry.AgeRange{Stated: true, Min: youngest, Max: oldest}
	return ok && okFirst && okLast && youngest <= oldest && value != ".."
}

func readAge(text string, otherwise int16) (int16, bool) {
	if text == "" {
		return otherwise, true
	}
	n, err := strconv.ParseUint(text, 10, 8)
	return int16(n), err == nil && int16(n) <= registry.MaxAge
}

func (s *negativeList) play(on *stage) error {
	for _, e := range s.entries {
		if err := s.check(on, e); err != nil {
			return err
		}
	}
	return s.publish(on, registry.Content{Negatives: s.entries})
}

// addedCategory reports whether an item that the scenario added is of a category.
func (s *stage) addedCategory(name string) bool {
	for _, i := range s.added {
		if i.Category == name {
			return true
		}
	}
	return false
}

// check makes sure that what an entry names exists, so that no scenario passes
// by a slip of the pen.
func (s *negativeList) check(on *stage, e registry.NegativeEntry) error {
	for _, id := range []registry.InstitutionID{e.Issuer, e.Receiver} {
		if id != "" && !on.known(id) {
			return s.unknown(id)
		}
	}
	if e.Item != "" {
		if err := on.checkItem(s.place, e.Item); err != nil {
			return err
		}
	}
	if _, ok := on.region(e.Origin); e.Origin != "" && !ok {
		return s.fail("take a code of catalogs/regions.csv", "origin %s is not in the catalogue", e.Origin)
	}
	for _, v := range []struct{ name, value string }{
		{"category", e.Category}, {"modality", e.Modality},
		{"department", e.Department}, {"situation", string(e.Situation)},
	} {
		if v.value != "" && !on.vocabulary[v.name][v.value] && !(v.name == "category" && on.addedCategory(v.value)) {
			return s.fail("take a "+v.name+" of the catalogue", "%s %q is not in the catalogue", v.name, v.value)
		}
	}
	return nil
}
