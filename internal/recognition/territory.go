package recognition

import (
	"cmp"
	"slices"

	"concord/internal/registry"
)

// alliance is an alliance's states in the order of their sequences.
type alliance struct {
	code   registry.JurisdictionCode
	states []allianceState
}

// allianceState is an alliance as one step recorded it.
type allianceState struct {
	sequence registry.Sequence
	noun     registry.Alliance
	mark     string
}

// at is the state known at a sequence, or nil before the first.
func (a *alliance) at(seq registry.Sequence) *allianceState {
	for i := len(a.states) - 1; i >= 0; i-- {
		if a.states[i].sequence <= seq {
			return &a.states[i]
		}
	}
	return nil
}

// membersOn counts the member regions on a day, each once, of an alliance known
// at the sequence.
func (a *alliance) membersOn(day registry.Day, at registry.Sequence) int {
	n := 0
	members := a.at(at).noun.Members
	for i, m := range members {
		again := slices.ContainsFunc(members[:i], func(other registry.AllianceMember) bool {
			return other.Region == m.Region && other.Period.Contains(day)
		})
		if m.Period.Contains(day) && !again {
			n++
		}
	}
	return n
}

// allianceMembership is one stay of a region in an alliance, as known from one
// sequence to the next state of the alliance.
type allianceMembership struct {
	alliance placeIndex
	period   registry.Period
	known    known
}

func (s *Snapshot) membershipsOf(place placeIndex) []allianceMembership {
	if place == none || int(place) >= len(s.memberships) {
		return nil
	}
	return s.memberships[place]
}

// inAlliance reports whether a chain lies in a member region on a day.
func (s *Snapshot) inAlliance(c *chain, alliance placeIndex, day registry.Day, at registry.Sequence) bool {
	for _, place := range c {
		for _, m := range s.membershipsOf(place) {
			if m.alliance == alliance && m.period.Contains(day) && m.known.at(at) {
				return true
			}
		}
	}
	return false
}

// alliancesOf appends the alliances that a chain lies in on a day, each once and
// in no order that means anything: [Snapshot.narrowToWide] gives them one.
func (s *Snapshot) alliancesOf(c *chain, day registry.Day, at registry.Sequence, to []placeIndex) []placeIndex {
	first := len(to)
	for _, place := range c {
		for _, m := range s.membershipsOf(place) {
			if m.period.Contains(day) && m.known.at(at) && !slices.Contains(to[first:], m.alliance) {
				to = append(to, m.alliance)
			}
		}
	}
	return to
}

// spanning appends the jurisdictions that span a pair, narrow to wide: regions
// that hold both, alliances of which both are at both instants, the nation once
// it has published. Alliances are ordered by how few members they have on the
// day of asking, then by code.
func (j *judge) spanning(a, b *institutionState, to []placeIndex) []placeIndex {
	for _, place := range a.chain {
		if b.chain.holds(place) {
			to = append(to, place)
		}
	}
	first := len(to)
	to = j.s.alliancesOf(&a.chain, j.asked, j.at, to)
	allied := slices.DeleteFunc(to[first:], func(p placeIndex) bool {
		return !j.s.inAlliance(&a.chain, p, j.exam, j.at) ||
			!j.s.inAlliance(&b.chain, p, j.exam, j.at) || !j.s.inAlliance(&b.chain, p, j.asked, j.at)
	})
	j.s.narrowToWide(allied, j.asked, j.at)
	to = to[:first+len(allied)]
	if j.s.nationPublished(j.at) {
		to = append(to, j.s.nation())
	}
	return to
}

// narrowToWide orders jurisdictions as “narrow to wide” is meant: by kind,
// alliances by how few members they have on a day, then by code.
func (s *Snapshot) narrowToWide(places []placeIndex, day registry.Day, at registry.Sequence) {
	if len(places) < 2 {
		return
	}
	members := func(place placeIndex) int {
		if s.kind(place) != registry.AllianceKind {
			return 0
		}
		return s.alliances[place-s.firstAlliance()].membersOn(day, at)
	}
	slices.SortFunc(places, func(p, q placeIndex) int {
		return cmp.Or(
			cmp.Compare(s.kind(p), s.kind(q)),
			cmp.Compare(members(p), members(q)),
			cmp.Compare(s.code(p), s.code(q)),
		)
	})
}

// containing appends every jurisdiction in whose territory an institution lies
// on the day of asking; its alliances stand in no order.
func (j *judge) containing(state *institutionState, to []placeIndex) []placeIndex {
	for _, place := range state.chain {
		if place != none {
			to = append(to, place)
		}
	}
	to = j.s.alliancesOf(&state.chain, j.asked, j.at, to)
	return append(to, j.s.nation())
}

// lies reports whether an institution lies in a place's territory on the day of
// asking.
func (j *judge) lies(p *party, place placeIndex) bool {
	return place == j.s.nation() || p.state.chain.holds(place) || j.s.inAlliance(&p.state.chain, place, j.asked, j.at)
}

// nationPublished reports whether the nation had published an item or an
// institution list by a sequence. Before that it is no jurisdiction: everything
// would lie in it.
func (s *Snapshot) nationPublished(at registry.Sequence) bool {
	nation := s.jurisdiction(s.nation())
	if nation == nil {
		return false
	}
	visible := func(t registry.Tenure) bool { return t.VisibleAt(at) }
	return nation.items != nil && slices.ContainsFunc(nation.items.tenures, visible) ||
		nation.institutions != nil && slices.ContainsFunc(nation.institutions.tenures, visible)
}

// territory asks R30: some jurisdiction spans the pair, and the item is not one
// that only narrower jurisdictions of the issuer list.
func (j *judge) territory() {
	if !j.asksLists {
		return
	}
	by := j.listedElsewhere()
	if len(j.spans) == 0 || by != none {
		j.outOfScope = true
		f := Finding{Rule: 30, Code: OutOfScope, Effect: Against}
		if by != none {
			f.Parameters[0] = text(ParamListedBy, j.s.code(by))
		}
		j.find(f)
		return
	}
	j.find(Finding{Rule: 30, Code: Covered, Effect: For, Parameters: Parameters{
		text(ParamJurisdiction, j.s.code(j.standsAt)), text(ParamKind, j.s.kind(j.standsAt).String()),
	}})
}

// listedElsewhere is, where no covering jurisdiction lists the item, the
// narrowest jurisdiction of the judged institution that does not span the pair
// and lists it; else none.
func (j *judge) listedElsewhere() placeIndex {
	if j.item == none || j.covers && j.speaks.listed {
		return none
	}
	var buffer [16]placeIndex
	elsewhere := slices.DeleteFunc(j.containing(j.judged.state, buffer[:0]), func(place placeIndex) bool {
		return slices.Contains(j.spans, place) || !j.listing(place).listed
	})
	if len(elsewhere) == 0 {
		return none
	}
	j.s.narrowToWide(elsewhere, j.asked, j.at)
	return elsewhere[0]
}
