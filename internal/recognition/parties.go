package recognition

import (
	"slices"
	"strings"

	"concord/internal/registry"
)

// institutionIndex numbers institutions in the order they were first recorded.
type institutionIndex int32

// institution is an institution's states; the newest stands apart because
// nearly every question is about it.
type institution struct {
	newest  institutionState
	earlier []institutionState // by sequence
}

// institutionState is an institution as one step recorded it.
type institutionState struct {
	sequence registry.Sequence
	chain    chain
	open     registry.Period
	level    registry.LevelPeriod // the first of the noun's; the others are looked up there
	id, root registry.InstitutionID
	noun     *registry.Institution
}

// at is the state known at a sequence, or nil before the first.
func (i *institution) at(seq registry.Sequence) *institutionState {
	if i.newest.sequence <= seq {
		return &i.newest
	}
	for k := len(i.earlier) - 1; k >= 0; k-- {
		if i.earlier[k].sequence <= seq {
			return &i.earlier[k]
		}
	}
	return nil
}

// states are all states, by sequence.
func (i *institution) states() []institutionState {
	return append(slices.Clip(i.earlier), i.newest)
}

func (s *institutionState) levelOn(day registry.Day) registry.Level {
	if s.level.Period.Contains(day) {
		return s.level.Level
	}
	return s.noun.LevelOn(day)
}

// party is an institution of the question; state is nil where it is not known.
// Where it was named by a duplicate it is the survivor.
type party struct {
	index     institutionIndex
	state     *institutionState
	union     *union // nil for the many that nobody was ever merged with
	ambiguous bool
}

func (p *party) known() bool { return p.state != nil }

// party finds an institution by id or by uscc:…, licence:… or insurance:….
func (s *Snapshot) party(name string, at registry.Sequence) party {
	if i, ok := s.byID[registry.InstitutionID(name)]; ok {
		return s.partyOf(i, at)
	}
	found := party{index: none}
	if !strings.Contains(name, ":") {
		return found
	}
	for _, i := range s.byIdentifier[name] {
		state := s.institutions[i].at(at)
		if state == nil || !state.hasIdentifier(name) {
			continue
		}
		named := s.partyOf(i, at)
		if found.known() && found.index != named.index {
			return party{index: none, ambiguous: true}
		}
		found = named
	}
	return found
}

// identifiers are the names under which an institution answers besides its id.
func identifiers(i *registry.Institution) []string {
	var names []string
	for _, one := range [...]struct{ scheme, value string }{
		{"uscc:", i.Identifiers.USCC}, {"licence:", i.Identifiers.Licence}, {"insurance:", i.Identifiers.Insurance},
	} {
		if one.value != "" {
			names = append(names, one.scheme+one.value)
		}
	}
	return names
}

func (s *institutionState) hasIdentifier(name string) bool {
	scheme, value, _ := strings.Cut(name, ":")
	ids := &s.noun.Identifiers
	switch scheme {
	case "uscc":
		return ids.USCC == value
	case "licence":
		return ids.Licence == value
	}
	return ids.Insurance == value
}

// consortiumMembership is one stay of an institution in a consortium, as known
// from one sequence to the next state of the consortium.
type consortiumMembership struct {
	id     string
	period registry.Period
	known  known
}

// known is the span of sequences over which a state was the newest.
type known struct{ from, until registry.Sequence }

const forever = ^registry.Sequence(0)

func (k known) at(seq registry.Sequence) bool { return k.from <= seq && seq < k.until }

// sharedConsortium is a consortium that holds both institutions on both days;
// of several the one with the smallest id, empty where there is none.
func (s *Snapshot) sharedConsortium(a, b *party, days [2]registry.Day, at registry.Sequence) string {
	shared := ""
	for k := range a.records() {
		for _, m := range s.belongingOf(a.record(k)) {
			if !m.known.at(at) || shared != "" && m.id >= shared {
				continue
			}
			if s.inConsortium(a, m.id, days, at) && s.inConsortium(b, m.id, days, at) {
				shared = m.id
			}
		}
	}
	return shared
}

func (s *Snapshot) belongingOf(i institutionIndex) []consortiumMembership {
	if int(i) >= len(s.belonging) {
		return nil
	}
	return s.belonging[i]
}

// inConsortium reports whether an institution is in a consortium on both days.
func (s *Snapshot) inConsortium(p *party, id string, days [2]registry.Day, at registry.Sequence) bool {
	var in [2]bool
	for k := range p.records() {
		for _, m := range s.belongingOf(p.record(k)) {
			if m.id != id || !m.known.at(at) {
				continue
			}
			in[0] = in[0] || m.period.Contains(days[0])
			in[1] = in[1] || m.period.Contains(days[1])
		}
	}
	return in[0] && in[1]
}

// codeMap is one recorded state of an institution's own codes.
type codeMap struct {
	sequence registry.Sequence
	number   int
	period   registry.Period
	codes    map[string]localCode
}

// localCode is the items that an institution's own code means.
type localCode struct {
	items  []itemIndex
	listed string // the items' codes joined by spaces, for a finding
}

// localCode looks a code up in the party's map in force on a day; where that
// does not know it, in those of the institutions merged into it.
func (s *Snapshot) localCode(p *party, code string, day registry.Day, at registry.Sequence) localCode {
	for k := range p.records() {
		m := s.codeMapOf(p.record(k), day, at)
		if m == nil {
			continue
		}
		if local, ok := m.codes[code]; ok {
			return s.knownAt(local, at)
		}
	}
	return localCode{}
}

// codeMapOf is the map in force on a day: of the maps known at the sequence whose
// period holds the day, the one with the highest number.
func (s *Snapshot) codeMapOf(i institutionIndex, day registry.Day, at registry.Sequence) *codeMap {
	var best *codeMap
	for k := range s.codeMaps[i] {
		m := &s.codeMaps[i][k]
		if m.sequence > at || !m.period.Contains(day) {
			continue
		}
		if best == nil || m.number > best.number || m.number == best.number && m.sequence > best.sequence {
			best = m
		}
	}
	return best
}
