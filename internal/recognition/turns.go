package recognition

import (
	"slices"

	"concord/internal/registry"
)

// Turns are the days on which anything may change that progress of a region
// depends on, as the registry knew it at a sequence (0: the newest), in their
// order and each once: the first and the day after the last of every period.
// Between two of them nothing changes.
func (s *Snapshot) Turns(region registry.RegionCode, at registry.Sequence) []registry.Day {
	if at == 0 {
		at = s.head.Newest
	}
	place := s.reference.region(region)
	if place == none {
		return nil
	}
	t := turns{s: s, at: at, places: map[placeIndex]bool{}, filed: map[uint32]bool{}}
	t.look(s.reference.chains[place])
	for _, i := range s.dwellers[place] {
		t.institution(i)
	}
	slices.Sort(t.days)
	days := slices.Compact(t.days)
	return slices.DeleteFunc(days, func(d registry.Day) bool { return d == registry.MinDay || d == registry.MaxDay })
}

// turns collects days.
type turns struct {
	s      *Snapshot
	at     registry.Sequence
	places map[placeIndex]bool // looked at
	filed  map[uint32]bool     // dossiers looked at
	days   []registry.Day
}

func (t *turns) period(p registry.Period) { t.days = append(t.days, p.From, p.To) }

// look goes through a region, those that contain it, the nation, and the
// alliances that any of them is ever in.
func (t *turns) look(chain chain) {
	t.jurisdiction(t.s.nation())
	for _, p := range chain {
		if p == none {
			continue
		}
		t.jurisdiction(p)
		for _, m := range t.s.membershipsOf(p) {
			if m.known.at(t.at) {
				t.alliance(m.alliance)
			}
		}
	}
}

// alliance takes the memberships of an alliance, since their number orders it
// among others.
func (t *turns) alliance(place placeIndex) {
	if t.places[place] {
		return
	}
	t.jurisdiction(place)
	for _, m := range t.s.alliances[place-t.s.firstAlliance()].at(t.at).noun.Members {
		t.period(m.Period)
	}
}

func (t *turns) jurisdiction(place placeIndex) {
	published := t.s.jurisdiction(place)
	if published == nil || t.places[place] {
		t.places[place] = true
		return
	}
	t.places[place] = true
	if published.items != nil {
		t.tenures(published.items.tenures)
	}
	if published.institutions != nil {
		t.tenures(published.institutions.tenures)
	}
	if published.negatives == nil {
		return
	}
	t.tenures(published.negatives.tenures)
	for _, spans := range [...][]negativeSpan{published.negatives.named, published.negatives.others} {
		for i := range spans {
			t.period(spans[i].entry.Period)
		}
	}
}

func (t *turns) tenures(all []registry.Tenure) {
	for _, tenure := range all {
		if tenure.VisibleAt(t.at) {
			t.period(tenure.Period)
		}
	}
}

// institution takes what is filed under an institution, and its entries on the
// lists looked at.
func (t *turns) institution(i institutionIndex) {
	state := t.s.institutions[i].at(t.at)
	if state == nil {
		return
	}
	t.look(state.chain)
	t.period(state.open)
	for _, level := range state.noun.Levels {
		t.period(level.Period)
	}
	p := t.s.partyOf(i, t.at)
	for place := range t.places {
		if published := t.s.jurisdiction(place); published != nil && published.institutions != nil {
			t.entries(published, &p)
		}
	}
	for item := range t.s.itemCount() {
		if filed := t.s.filed(&p, itemIndex(item)); filed != 0 && !t.filed[filed] {
			t.filed[filed] = true
			t.dossier(&t.s.qualifications.dossiers[filed])
		}
	}
}

func (t *turns) entries(published *jurisdiction, p *party) {
	list := published.institutions
	for k := range p.records() {
		i := p.record(k)
		at, _ := slices.BinarySearch(list.holders, i)
		for ; at < len(list.holders) && list.holders[at] == i; at++ {
			t.period(list.spans[at].period)
		}
	}
	for _, r := range published.removals {
		if p.is(r.institution) && r.sequence <= t.at {
			t.days = append(t.days, r.from)
		}
	}
}

func (t *turns) dossier(d *dossier) {
	for k := range d.awards {
		a := &d.awards[k]
		if !a.at(t.at) {
			continue
		}
		t.period(a.period)
		for _, r := range a.revocations {
			t.days = append(t.days, r.from)
		}
	}
}
