package recognition

import (
	"slices"

	"concord/internal/registry"
)

// institutionList is every version of an institution list.
type institutionList struct {
	tenures []registry.Tenure
	terms   []registry.InstitutionTerms // by version
	holders []institutionIndex          // of the spans: sorted, and small enough to search fast
	spans   []institutionSpan           // by institution, then first version
}

// institutionSpan is an entry and the indexes of the versions that hold it,
// both ends included.
type institutionSpan struct {
	institution institutionIndex
	first, last int32
	level       registry.Level
	role        registry.Role
	mode        registry.ScopeMode
	scope       []itemIndex // sorted
	period      registry.Period
	key         registry.EntryKey
}

// removal takes an institution off a list for cause from a day on.
type removal struct {
	institution institutionIndex
	from        registry.Day
	sequence    registry.Sequence
}

// standing is where and how an institution stands on a jurisdiction's list on a
// day; entry is nil where it does not.
type standing struct {
	entry     *institutionSpan
	place     placeIndex // whose list holds the entry, or would
	version   int        // index of the version in force there, or none
	published bool       // a list is in force on which it could stand
	removed   registry.Day
	terms     registry.InstitutionTerms // of the jurisdiction asked, defaults where it has no version
}

func (s *standing) issues() bool   { return s.entry != nil && s.entry.role.Issues() }
func (s *standing) receives() bool { return s.entry != nil && s.entry.role.Receives() }

// stand finds the entry of a party on a place's list: its own first, else, for
// a province, alliance or nation that has no list or adds its members', that of
// the member the institution lies in.
func (j *judge) stand(place placeIndex, p *party, on registry.Day) standing {
	own := j.standOwn(place, p, on)
	if own.entry != nil || own.removed != registry.MaxDay {
		return own
	}
	if own.version != none && own.terms.Inherits == registry.InheritNone {
		return own
	}
	members := j.standMembers(place, p, on)
	if members.version == none {
		return own
	}
	members.terms = own.terms
	return members
}

// standOwn looks at the place's own list only.
func (j *judge) standOwn(place placeIndex, p *party, on registry.Day) standing {
	st := standing{place: place, version: none, removed: registry.MaxDay, terms: defaultTerms.Institutions}
	published := j.s.jurisdiction(place)
	if published == nil || published.institutions == nil {
		return st
	}
	list := published.institutions
	st.version = registry.InForce(list.tenures, on, j.at)
	if st.version == none {
		return st
	}
	st.published, st.terms = true, list.terms[st.version]
	if st.entry = list.findOf(p, st.version, on); st.entry == nil {
		return st
	}
	for _, r := range published.removals {
		if p.is(r.institution) && r.from <= on && r.sequence <= j.at && list.tenures[st.version].Sequence < r.sequence {
			st.entry, st.removed = nil, r.from
		}
	}
	return st
}

// standMembers asks the members of a province, alliance or nation that the
// institution lies in, narrow before wide for an alliance of both.
func (j *judge) standMembers(place placeIndex, p *party, on registry.Day) standing {
	best := standing{place: place, version: none, removed: registry.MaxDay}
	kind := j.s.kind(place)
	for _, member := range p.state.chain {
		if member == none || !j.isMember(member, place, kind, &p.state.chain, on) {
			continue
		}
		st := j.stand(member, p, on)
		if st.entry != nil || st.removed != registry.MaxDay {
			return st
		}
		if best.version == none {
			best = st
		}
	}
	return best
}

// isMember reports whether a region of the chain is a member of a place: the
// regions right below a province, the widest regions of the nation, the member
// regions of an alliance.
func (j *judge) isMember(member, place placeIndex, kind registry.JurisdictionKind, c *chain, on registry.Day) bool {
	switch kind {
	case registry.Province:
		return j.s.kind(member) == registry.Prefecture
	case registry.NationKind:
		i := slices.Index(c[:], member)
		return i == chainLength-1 || c[i+1] == none
	case registry.AllianceKind:
		return slices.ContainsFunc(j.s.membershipsOf(member), func(m allianceMembership) bool {
			return m.alliance == place && m.period.Contains(on) && m.known.at(j.at)
		})
	}
	return false
}

// findOf is the entry of a party: its own, else that of an institution merged
// into it.
func (l *institutionList) findOf(p *party, version int, on registry.Day) *institutionSpan {
	entry := l.find(p.index, version, on)
	for _, i := range p.merged() {
		if entry != nil {
			break
		}
		entry = l.find(i, version, on)
	}
	return entry
}

// find is the entry of an institution in a version whose own period holds the
// day.
func (l *institutionList) find(i institutionIndex, version int, on registry.Day) *institutionSpan {
	at, _ := slices.BinarySearch(l.holders, i)
	for ; at < len(l.holders) && l.holders[at] == i; at++ {
		span := &l.spans[at]
		if int(span.first) <= version && version <= int(span.last) && span.period.Contains(on) {
			return span
		}
	}
	return nil
}

// holds reports whether an item lies in the entry's scope.
func (s *institutionSpan) holds(item itemIndex) bool {
	if s.mode == registry.ScopeAll {
		return true
	}
	_, named := slices.BinarySearch(s.scope, item)
	return named == (s.mode == registry.ScopeOnly)
}

// standings asks R31.
func (j *judge) standings() {
	if !j.asksLists || len(j.spans) == 0 {
		return
	}
	j.find(j.byStanding(&j.issuerStands, &j.judged, j.issuerStands.issues(), IssuerListed, IssuerNotListed))
	j.find(j.byStanding(&j.receiverStands, &j.receiver, j.receiverStands.receives(), ReceiverListed, ReceiverNotListed))
}

func (j *judge) byStanding(st *standing, p *party, listed bool, yes, no Code) Finding {
	f := j.onStanding(st, Finding{Rule: 31, Code: yes, Effect: For})
	f.Parameters[0] = text(ParamInstitution, p.state.id)
	if st.entry != nil {
		f.Parameters[1] = text(ParamRole, st.entry.role.String())
	}
	if listed {
		return f
	}
	f.Code, f.Effect = no, Against
	f.Parameters[2] = boolean(ParamListPublished, st.published)
	if st.removed != registry.MaxDay {
		f.Parameters[3] = day(ParamRemovedFrom, st.removed)
	}
	return f
}

// onStanding makes a finding rest on the list and entry of a standing.
func (j *judge) onStanding(st *standing, f Finding) Finding {
	if st.version == none {
		return f
	}
	f.List = registry.ListID{Jurisdiction: j.s.code(st.place), Kind: registry.InstitutionList}
	f.Version = int32(st.version) + 1
	if st.entry != nil {
		f.Entry = st.entry.key
	}
	return f
}

// levels asks R32: the issuer's level against the least one, and against the
// receiver's where the terms have a direction.
func (j *judge) levels() {
	if !j.asksLists || !j.covers || j.item == none {
		return
	}
	terms := &j.issuerStands.terms
	issuer := levelOf(&j.issuerStands, &j.judged, j.exam)
	receiver := levelOf(&j.receiverStands, &j.receiver, j.asked)
	least := j.leastLevel(issuer, terms.MinLevel)
	direction := j.levelDirection(issuer, receiver, terms)
	if least && direction {
		j.find(j.level(LevelCovered, For, number(ParamLevel, issuer), number(ParamMinLevel, terms.MinLevel)))
	}
}

// leastLevel leaves a finding unless the issuer's level reaches the least one.
// Every level reaches 1, also one that is not known.
func (j *judge) leastLevel(issuer, least registry.Level) bool {
	switch {
	case least <= 1:
		return true
	case issuer == registry.LevelUnknown:
		j.find(j.level(LevelUnknown, Unknown, text(ParamParty, "issuer"), number(ParamMinLevel, least)))
		return false
	case issuer < least:
		j.find(j.level(LevelNotCovered, Against, number(ParamLevel, issuer), number(ParamMinLevel, least)))
		return false
	}
	return true
}

// levelDirection leaves a finding where results may not flow upwards and these
// do, or a level that decides it is not known.
func (j *judge) levelDirection(issuer, receiver registry.Level, terms *registry.InstitutionTerms) bool {
	if terms.Direction == registry.AnyDirection || issuer == highestLevel || receiver == lowestLevel {
		return true
	}
	switch {
	case issuer == registry.LevelUnknown:
		if terms.MinLevel <= 1 { // otherwise R32 has said so already
			j.find(j.level(LevelUnknown, Unknown, text(ParamParty, "issuer"), Parameter{}))
		}
		return false
	case receiver == registry.LevelUnknown:
		j.find(j.level(LevelUnknown, Unknown, text(ParamParty, "receiver"), Parameter{}))
		return false
	case issuer < receiver:
		effect := Against
		if terms.DirectionEffect == registry.Discretion {
			effect = Discretionary
		}
		j.find(j.level(LevelDirection, effect, number(ParamLevel, issuer), number(ParamReceiverLevel, receiver)))
		return false
	}
	return true
}

const (
	lowestLevel  registry.Level = 1
	highestLevel registry.Level = 3
)

func (j *judge) level(code Code, effect Effect, first, second Parameter) Finding {
	return j.onStanding(&j.issuerStands, Finding{
		Rule: 32, Code: code, Effect: effect, Parameters: Parameters{first, second},
	})
}

// levelOf is what the list prints, else what the registry knows for the day.
func levelOf(st *standing, p *party, on registry.Day) registry.Level {
	if st.entry != nil && st.entry.level != registry.LevelUnknown {
		return st.entry.level
	}
	return p.state.levelOn(on)
}

// newInstitutionList compiles the history of an institution list.
func newInstitutionList(h *registry.ListHistory, b *Builder) *institutionList {
	l := &institutionList{tenures: tenures(h.Versions), terms: make([]registry.InstitutionTerms, len(h.Versions))}
	for i := range h.Versions {
		l.terms[i] = h.Versions[i].Terms.Institutions
	}
	for i := range h.Institutions {
		held := &h.Institutions[i]
		index, ok := b.s.byID[held.Entry.Institution]
		if !ok {
			continue
		}
		l.spans = append(l.spans, institutionSpan{
			institution: index, first: int32(held.First) - 1, last: lastIndex(held.Last),
			level: held.Entry.Level, role: held.Entry.Role, mode: held.Entry.Scope.Mode,
			scope: b.items(held.Entry.Scope.Items), period: held.Entry.Period,
			key: registry.EntryKey(b.s.institutions[index].newest.id),
		})
	}
	slices.SortStableFunc(l.spans, func(a, b institutionSpan) int {
		if a.institution != b.institution {
			return int(a.institution) - int(b.institution)
		}
		return int(a.first) - int(b.first)
	})
	for i := range l.spans {
		l.holders = append(l.holders, l.spans[i].institution)
	}
	return l
}
