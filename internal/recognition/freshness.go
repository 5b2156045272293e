package recognition

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"concord/internal/registry"
)

// Freshness is what of a region's evidence wants renewing, as is known on the
// day of a survey.
type Freshness struct {
	Expiring    []Expiry                // in the order of the registry
	Silent      []*registry.Institution // on an institution list, without a result of the year
	Unqualified []*registry.Item        // listed for the region, and no institution of it is qualified
}

// Expiry is an institution that is qualified on the day and, still open, is not
// going to be some days later, for some items.
type Expiry struct {
	Institution *registry.Institution
	Items       int
	First       registry.Day // the last day of the one that ends first
}

// Freshness looks at the open institutions of a region and what is listed for
// it; days is how far ahead an end is looked for.
func (v *Survey) Freshness(region registry.RegionCode, days int) Freshness {
	u := &Unit{v: v, place: v.s.reference.region(region)}
	if u.place == none {
		return Freshness{}
	}
	u.own, u.wider = v.listIn(u.place), v.widerThan(u.place)
	for _, place := range u.wider {
		u.others = append(u.others, v.listIn(place))
	}
	u.gather()
	year := v.on.Start().Time().Year()
	r := renewal{
		v: v, until: v.on + registry.Day(days), heard: map[uint32]told{}, round: strconv.Itoa(year),
		year: registry.Between(registry.DayOf(year, time.January, 1), registry.DayOf(year, time.December, 31)),
	}
	return r.look(u)
}

// InstitutionsIn are the open institutions of a region; of those merged into one
// only that one.
func (v *Survey) InstitutionsIn(region registry.RegionCode) []*registry.Institution {
	u := &Unit{v: v, place: v.s.reference.region(region)}
	if u.place != none {
		u.gather()
	}
	return u.Institutions()
}

// renewal looks for what is to be renewed.
type renewal struct {
	v     *Survey
	until registry.Day // the last day looked at
	round string       // what the rounds of the year begin with
	year  registry.Period
	heard map[uint32]told // by dossier
}

// told is what a dossier says to a renewal.
type told struct {
	last registry.Day // of those it passes on before it no longer does; MaxDay where it passes all the while
	year bool         // it holds a result of the year
}

func (r *renewal) look(u *Unit) Freshness {
	var f Freshness
	qualified := map[itemIndex]bool{}
	for k := range u.members {
		m := &u.members[k]
		e := Expiry{Institution: m.party.state.noun, First: registry.MaxDay}
		current := false
		for i := range r.v.s.itemsKnown(r.v.at) {
			filed := r.v.s.filed(&m.party, i)
			t := r.of(filed)
			current = current || t.year
			if !r.v.heard(filed).serves(true) {
				continue
			}
			qualified[i] = true
			if t.last != registry.MaxDay && m.party.state.open.Contains(t.last+1) {
				e.Items, e.First = e.Items+1, min(e.First, t.last)
			}
		}
		if e.Items > 0 {
			f.Expiring = append(f.Expiring, e)
		}
		if !current && u.stands(m) {
			f.Silent = append(f.Silent, e.Institution)
		}
	}
	for i := range r.v.s.itemsKnown(r.v.at) {
		if u.listing(i) != NotListed && !qualified[i] {
			f.Unqualified = append(f.Unqualified, r.v.s.itemNoun(i))
		}
	}
	return f
}

// stands reports whether a member is on an institution list of a jurisdiction
// that it lies in.
func (u *Unit) stands(m *member) bool {
	j := u.v.judge()
	return slices.ContainsFunc(u.homes[m.home].places, func(place placeIndex) bool {
		return j.standOwn(place, &m.party, u.v.on).entry != nil
	})
}

func (r *renewal) of(filed uint32) told {
	t, known := r.heard[filed]
	if !known {
		awards := r.v.s.qualifications.dossiers[filed].awards
		t = told{r.last(filed, awards), slices.ContainsFunc(awards, r.ofYear)}
		r.heard[filed] = t
	}
	return t
}

// ofYear reports whether a record is of a round of the year, or of a period that
// begins in it.
func (r *renewal) ofYear(a award) bool {
	return a.at(r.v.at) && (strings.HasPrefix(a.round, r.round) || r.year.Contains(a.period.From))
}

// last is the last day on which a dossier passes before the first one within
// reach on which it does not.
func (r *renewal) last(filed uint32, awards []award) registry.Day {
	var turns []registry.Day
	for k := range awards {
		turns = append(turns, awards[k].period.From, awards[k].period.To)
		for _, rev := range awards[k].revocations {
			turns = append(turns, rev.from)
		}
	}
	slices.Sort(turns)
	for _, day := range turns {
		if day <= r.v.on || day > r.until {
			continue
		}
		e := r.v.s.qualifications.evidence(filed, day, r.v.at)
		if _, against := e.against(true, day, r.v.at); against {
			return day - 1
		}
	}
	return registry.MaxDay
}
