package naive

import (
	"slices"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// evidence is what the qualification records say on the day of the examination.
type evidence struct {
	fails, passes, revoked bool // what programmes speak
	earlierPass            bool
}

// scopeAndQuality asks R34: “item within the institution's listed scope; and
// quality”.
func (a *asking) scopeAndQuality(j jurisdiction, l listing) {
	p := a.provider(j)
	standing := Finding{Rule: 34, List: p.version.List, Version: int32(p.version.Number), Entry: p.entry.Key()}
	inScope := holds(p.entry.Scope, a.item.Code)
	if !inScope {
		standing.Code, standing.Effect = recognition.ItemNotInInstitutionScope, recognition.Against
		a.leave(standing)
	}
	e := a.evidence()
	if l.terms().Quality(a.item.Domain) == registry.PerItem {
		a.perItem(e)
		return
	}
	// “Under by_listing standing on the list with the item in scope is the evidence.”
	switch {
	case e.bad():
		a.bad(e)
	case inScope:
		standing.Code, standing.Effect = recognition.ListedInScope, recognition.For
		a.leave(standing)
	}
}

func holds(s registry.Scope, item registry.ItemCode) bool {
	named := slices.Contains(s.Items, item)
	switch s.Mode {
	case registry.ScopeOnly:
		return named
	case registry.ScopeExcept:
		return !named
	}
	return true
}

// perItem: “under per_item at least one must speak pass. … No record ever, or
// fail → NOT_QUALIFIED; an earlier pass only, or revoked → QUALIFICATION_LAPSED.”
func (a *asking) perItem(e evidence) {
	switch {
	case e.bad():
		a.bad(e)
	case e.passes:
		a.leave(Finding{Rule: 34, Code: recognition.Qualified, Effect: recognition.For})
	case e.earlierPass:
		a.leave(Finding{Rule: 34, Code: recognition.QualificationLapsed, Effect: recognition.Against})
	default:
		a.leave(Finding{Rule: 34, Code: recognition.NotQualified, Effect: recognition.Against})
	}
}

// failuresAndRevocations is all that R34 asks under R21.
func (a *asking) failuresAndRevocations() {
	e := a.evidence()
	if e.bad() {
		a.bad(e)
		return
	}
	if e.passes {
		a.leave(Finding{Rule: 34, Code: recognition.Qualified, Effect: recognition.For})
	}
}

// bad reports whether a failure or a revocation stands in the way.
func (e evidence) bad() bool { return e.fails || e.revoked && !e.passes }

func (a *asking) bad(e evidence) {
	if e.fails {
		a.leave(Finding{Rule: 34, Code: recognition.NotQualified, Effect: recognition.Against})
		return
	}
	a.leave(Finding{Rule: 34, Code: recognition.QualificationLapsed, Effect: recognition.Against})
}

// evidence reads the records of issuer × item: “Of the records whose period
// contains exam_time, per programme the one starting latest speaks (tie: fail).
// It fails if any programme speaks fail.”
func (a *asking) evidence() evidence {
	var e evidence
	records := a.records()
	for _, programme := range programmes(records) {
		of := slices.DeleteFunc(slices.Clone(records), func(r record) bool { return r.Programme != programme })
		switch speaks(of, a.exam) {
		case saysFail:
			e.fails = true
		case saysPass:
			e.passes = true
		case saysRevoked:
			e.revoked = true
		}
	}
	e.earlierPass = slices.ContainsFunc(records, func(r record) bool {
		return r.Result == registry.Pass && r.Period.To <= a.exam
	})
	return e
}

// record is a qualification as it is known, with the day from which it was
// revoked.
type record struct {
	registry.Qualification
	revokedFrom registry.Day // MaxDay: never
}

func (a *asking) records() []record {
	var records []record
	for _, q := range a.qualifications {
		if q.Sequence > a.at || !a.is(a.judged, q.Value.Institution) || q.Value.Item != a.item.Code {
			continue
		}
		records = append(records, record{q.Value, a.revokedFrom(q)})
	}
	return records
}

// revokedFrom: “A revocation for cause counts from its stated date, whatever
// asked_at, in the registry state used.” It takes back what is recorded by then.
func (a *asking) revokedFrom(q registry.Recorded[registry.Qualification]) registry.Day {
	from := registry.MaxDay
	for _, v := range a.revocations {
		revoked, key := v.Value.QualificationKey, q.Value.Key()
		if a.is(a.judged, revoked.Institution) {
			revoked.Institution = key.Institution // any of the ids of one institution names it
		}
		if v.Sequence <= a.at && q.Sequence <= v.Sequence && revoked == key {
			from = min(from, v.Value.From)
		}
	}
	return from
}

func programmes(records []record) []string {
	var names []string
	for _, r := range records {
		if !slices.Contains(names, r.Programme) {
			names = append(names, r.Programme)
		}
	}
	return names
}

// What a programme says, from light to heavy: of records that start together the
// heaviest speaks.
const (
	saysNothing = iota
	saysPass
	saysRevoked
	saysFail
)

// speaks is what one programme's records say on a day.
func speaks(records []record, day registry.Day) int {
	latest, said := registry.MinDay, saysNothing
	for _, r := range records {
		if r.Period.From > day || day >= lasting(r, records) || r.Period.From < latest {
			continue
		}
		if r.Period.From > latest {
			latest, said = r.Period.From, saysNothing
		}
		said = max(said, r.says(day))
	}
	return said
}

func (r record) says(day registry.Day) int {
	switch {
	case r.revokedFrom <= day:
		return saysRevoked
	case r.Result == registry.Fail:
		return saysFail
	case r.Result == registry.Pass:
		return saysPass
	}
	return saysNothing
}

// lasting is the day a record no longer speaks: “A fail without an end runs until the programme's next record.”
func lasting(r record, records []record) registry.Day {
	until := r.Period.To
	if r.Result != registry.Fail || until != registry.MaxDay {
		return until
	}
	for _, next := range records {
		if next.Period.From > r.Period.From {
			until = min(until, next.Period.From)
		}
	}
	return until
}
