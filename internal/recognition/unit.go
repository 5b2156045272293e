package recognition

import (
	"iter"
	"slices"

	"concord/internal/registry"
)

// Unit is a region on the day of a survey: which items are listed for it, and
// whose results of them count toward the target.
//
// It says what [Survey.Recognizes] says of every pair, but looks up once what
// many pairs have in common: institutions that lie in the same regions and stand
// alike on the lists are of one class, and of two classes the jurisdictions that
// can govern are the same for every item. Like its survey it is for one goroutine
// at a time.
type Unit struct {
	v       *Survey
	place   placeIndex
	members []member
	homes   []home
	classes []class
	own     *dayList     // nil where none is in force
	wider   []placeIndex // the jurisdictions that contain the region, without its own
	others  []*dayList   // their lists
	denies  []denial
}

// member is an institution of the unit.
type member struct {
	party  party
	home   int
	stands []standing // by its home's governors
	class  int
}

// home is where some members lie: they share the jurisdictions they lie in.
type home struct {
	chain     chain
	places    []placeIndex // all of them, the nation included
	governors []placeIndex // of these, those with an item list in force
}

// class is members that stand alike.
type class struct {
	members []int32
	offers  []offer // to whom their results can go
}

// offer is the members that receive through the same jurisdictions.
type offer struct {
	governors []governor // those that cover the pair, narrow to wide
	receivers []int32
	governs   *governor // of the item being counted: the one whose list names it; nil where none lets it pass
	required  bool      // and whether evidence is required
}

// governor is a jurisdiction that covers a pair.
type governor struct {
	list   *dayList
	stands int  // of the issuer's standings, the one on its list
	fits   bool // the levels let results flow, and the issuer's counts
}

// denial is an unconditional deny in force; issuer and receiver are members, or
// none where it names nobody.
type denial struct {
	place            placeIndex
	issuer, receiver int32
	item             itemIndex
	entry            *registry.NegativeEntry
}

// Unit looks at a region; one that is not known has no institutions and lists.
func (v *Survey) Unit(region registry.RegionCode) *Unit {
	u := &Unit{v: v, place: v.s.reference.region(region)}
	if u.place == none {
		return u
	}
	u.own, u.wider = v.listIn(u.place), v.widerThan(u.place)
	for _, place := range u.wider {
		u.others = append(u.others, v.listIn(place))
	}
	j := v.judge()
	u.gather()
	u.classify(&j)
	for i := range u.classes {
		u.classes[i].offers = u.offersOf(&j, &u.classes[i])
	}
	u.hearDenials()
	return u
}

// gather finds the members and their homes.
func (u *Unit) gather() {
	s, v := u.v.s, u.v
	for _, i := range s.dwellers[u.place] {
		p := s.partyOf(i, v.at)
		if !p.known() || p.index != i || !p.state.chain.holds(u.place) || !p.state.open.Contains(v.on) {
			continue
		}
		at := slices.IndexFunc(u.homes, func(h home) bool { return h.chain == p.state.chain })
		if at < 0 {
			at = len(u.homes)
			u.homes = append(u.homes, v.homeOf(p.state.chain))
		}
		u.members = append(u.members, member{party: p, home: at})
	}
}

func (v *Survey) homeOf(c chain) home {
	h := home{chain: c}
	for _, place := range c {
		if place != none {
			h.places = append(h.places, place)
		}
	}
	h.places = append(v.s.alliancesOf(&c, v.on, v.at, h.places), v.s.nation())
	for _, place := range h.places {
		if v.listIn(place) != nil {
			h.governors = append(h.governors, place)
		}
	}
	return h
}

// classify looks up where members stand, and puts those that stand alike into
// one class.
func (u *Unit) classify(j *judge) {
	numbers := map[string]int{}
	var key []byte
	for i := range u.members {
		m := &u.members[i]
		key = append(key[:0], byte(m.home), byte(m.home>>8))
		for _, place := range u.homes[m.home].governors {
			st := j.stand(place, &m.party, u.v.on)
			m.stands = append(m.stands, st)
			key = append(key, byte(levelOf(&st, &m.party, u.v.on))<<2|bit(st.issues())<<1|bit(st.receives()))
		}
		number, known := numbers[string(key)]
		if !known {
			number = len(u.classes)
			numbers[string(key)] = number
			u.classes = append(u.classes, class{})
		}
		m.class = number
		u.classes[number].members = append(u.classes[number].members, int32(i))
	}
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// offersOf are the offers of a class, one for each set of jurisdictions that can
// govern.
func (u *Unit) offersOf(j *judge, from *class) []offer {
	var offers []offer
	for i := range u.classes {
		to := &u.classes[i]
		governors := u.governorsOf(j, &u.members[from.members[0]], &u.members[to.members[0]])
		if governors == nil {
			continue
		}
		at := slices.IndexFunc(offers, func(o offer) bool { return slices.Equal(o.governors, governors) })
		if at < 0 {
			at = len(offers)
			offers = append(offers, offer{governors: governors})
		}
		offers[at].receivers = append(offers[at].receivers, to.members...)
	}
	return offers
}

// governorsOf are the jurisdictions that cover a pair and have a list in force.
func (u *Unit) governorsOf(j *judge, issuer, receiver *member) []governor {
	var governors []governor
	j.judged, j.receiver, j.asksLists, j.covers, j.item = issuer.party, receiver.party, true, true, 0
	for _, place := range j.spanning(issuer.party.state, receiver.party.state, j.spans[:0]) {
		at := slices.Index(u.homes[issuer.home].governors, place)
		if at < 0 {
			continue
		}
		j.issuerStands = issuer.stands[at]
		j.receiverStands = receiver.stands[slices.Index(u.homes[receiver.home].governors, place)]
		if j.issuerStands.issues() && j.receiverStands.receives() {
			governors = append(governors, governor{list: u.v.listIn(place), stands: at, fits: j.levelsFit()})
		}
	}
	return governors
}

// levelsFit reports whether R32 lets results flow and the issuer's count toward
// the target.
func (j *judge) levelsFit() bool {
	j.a.reset()
	j.levels()
	return levelOf(&j.issuerStands, &j.judged, j.exam) >= leastLiveLevel && !stopped(j.a.Findings)
}

// hearDenials collects the unconditional denies of every jurisdiction that a
// member lies in.
func (u *Unit) hearDenials() {
	var heard []placeIndex
	for _, h := range u.homes {
		for _, place := range h.places {
			if !slices.Contains(heard, place) {
				heard = append(heard, place)
				u.hear(place)
			}
		}
	}
}

func (u *Unit) hear(place placeIndex) {
	published := u.v.s.jurisdiction(place)
	if published == nil || published.negatives == nil {
		return
	}
	list := published.negatives
	version := registry.InForce(list.tenures, u.v.on, u.v.at)
	if version == none {
		return
	}
	u.deny(place, version, list.others, none)
	for i := range u.members {
		p := &u.members[i].party
		for k := range p.records() {
			u.deny(place, version, list.naming(p.record(k)), int32(i))
		}
	}
}

// deny adds those of some entries that stand in the way of every result.
func (u *Unit) deny(place placeIndex, version int, spans []negativeSpan, issuer int32) {
	for i := range spans {
		span := &spans[i]
		e := span.entry
		if int(span.first) > version || int(span.last) < version || !e.Period.Contains(u.v.on) ||
			e.Effect != registry.Deny || !e.Unconditional() {
			continue
		}
		d := denial{place: place, issuer: issuer, receiver: none, item: span.item, entry: e}
		if span.receiver != none {
			at := slices.IndexFunc(u.members, func(m member) bool { return m.party.is(span.receiver) })
			if at < 0 {
				continue
			}
			d.receiver = int32(at)
		}
		u.denies = append(u.denies, d)
	}
}

// holds reports whether a member lies in a jurisdiction.
func (u *Unit) holds(place placeIndex, member int) bool {
	return slices.Contains(u.homes[u.members[member].home].places, place)
}

// holdsAll reports whether every member lies in a jurisdiction.
func (u *Unit) holdsAll(place placeIndex) bool {
	return !slices.ContainsFunc(u.homes, func(h home) bool { return !slices.Contains(h.places, place) })
}

// Institutions are the open institutions of the unit; of those merged into one
// only that one.
func (u *Unit) Institutions() []*registry.Institution {
	nouns := make([]*registry.Institution, len(u.members))
	for i := range u.members {
		nouns[i] = u.members[i].party.state.noun
	}
	return nouns
}

// Unmapped counts the rows without a catalogue item in the unit's own list.
func (u *Unit) Unmapped() int {
	if u.place == none {
		return 0
	}
	list, version := u.v.itemList(u.place)
	if version == none {
		return 0
	}
	return list.unmapped[version]
}

// UnitItem is an item that is listed for a unit.
type UnitItem struct {
	*registry.Item
	Listing Listing
	Live    bool // enough institutions of the unit have their results recognized by others
}

// Items are the items listed for the unit, in the order of [Survey.Items].
func (u *Unit) Items() iter.Seq[UnitItem] {
	return func(yield func(UnitItem) bool) {
		for i := range u.v.s.itemsKnown(u.v.at) {
			listing := u.listing(i)
			if listing == NotListed {
				continue
			}
			noun := u.v.s.itemNoun(i)
			if !yield(UnitItem{noun, listing, u.live(i, noun)}) {
				return
			}
		}
	}
}

func (u *Unit) listing(i itemIndex) Listing {
	if u.own.names(i) {
		return ListedByOwn
	}
	if slices.ContainsFunc(u.others, func(l *dayList) bool { return l.names(i) }) {
		return ListedByOther
	}
	return NotListed
}

// Listed tells whether a list in force of the unit, or of a jurisdiction that
// contains it, names an item.
func (u *Unit) Listed(code registry.ItemCode) Listing {
	i := u.v.s.item(code, u.v.at)
	if i == none {
		return NotListed
	}
	return u.listing(i)
}

// ListedBy are the jurisdictions that list an item for the unit, its own first.
func (u *Unit) ListedBy(code registry.ItemCode) []registry.JurisdictionCode {
	i := u.v.s.item(code, u.v.at)
	if i == none {
		return nil
	}
	var by []registry.JurisdictionCode
	if u.own.names(i) {
		by = append(by, u.v.s.code(u.place))
	}
	for k, list := range u.others {
		if list.names(i) {
			by = append(by, u.v.s.code(u.wider[k]))
		}
	}
	return by
}

// LeastIssuers is how many institutions whose results count make an item live.
const LeastIssuers = 2

// live reports whether enough institutions issue results of an item that count.
// Campuses of one institution count once, as they are one institution to R20.
func (u *Unit) live(i itemIndex, noun *registry.Item) bool {
	denies, all := u.deniesOf(i, noun)
	if all {
		return false
	}
	u.govern(i, noun)
	var counted [LeastIssuers]int
	n := 0
	for k := range u.members {
		if !u.issues(k, i, denies) || u.sameAsAny(k, counted[:n]) {
			continue
		}
		counted[n] = k
		if n++; n == LeastIssuers {
			return true
		}
	}
	return false
}

func (u *Unit) same(a, b int) bool {
	return u.v.s.same(&u.members[a].party, &u.members[b].party, u.v.at)
}

func (u *Unit) sameAsAny(k int, others []int) bool {
	return slices.ContainsFunc(others, func(other int) bool { return u.same(k, other) })
}

// deniesOf are the denies that fit an item; all tells that one of them stands in
// the way of every pair.
func (u *Unit) deniesOf(i itemIndex, noun *registry.Item) (denies []denial, all bool) {
	for k := range u.denies {
		d := &u.denies[k]
		if d.item != none && d.item != i ||
			d.entry.Category != "" && d.entry.Category != noun.Category ||
			d.entry.Modality != "" && d.entry.Modality != noun.Modality {
			continue
		}
		denies = append(denies, *d)
		if d.issuer == none && d.receiver == none && u.holdsAll(d.place) {
			return denies, true
		}
	}
	return denies, false
}

// govern finds, for every offer, the jurisdiction that governs an item.
func (u *Unit) govern(i itemIndex, noun *registry.Item) {
	for c := range u.classes {
		for k := range u.classes[c].offers {
			o := &u.classes[c].offers[k]
			o.governs = nil
			at := slices.IndexFunc(o.governors, func(g governor) bool { return g.list.names(i) })
			if at >= 0 && o.governors[at].fits {
				o.governs = &o.governors[at]
				o.required = o.governs.list.terms.Quality(noun.Domain) == registry.PerItem
			}
		}
	}
}

// issues reports whether a member's results of the item that is governed count at
// some other member.
func (u *Unit) issues(k int, i itemIndex, denies []denial) bool {
	m := &u.members[k]
	offers := u.classes[m.class].offers
	for n := range offers {
		o := &offers[n]
		if o.governs == nil || !u.v.heard(u.v.s.filed(&m.party, i)).serves(o.required) || !m.stands[o.governs.stands].entry.holds(i) {
			continue
		}
		for _, r := range o.receivers {
			if !u.same(k, int(r)) && !u.denied(k, int(r), denies) {
				return true
			}
		}
	}
	return false
}

// denied reports whether a deny stands between two members.
func (u *Unit) denied(issuer, receiver int, denies []denial) bool {
	for k := range denies {
		d := &denies[k]
		if d.issuer != none && int(d.issuer) != issuer || d.receiver != none && int(d.receiver) != receiver {
			continue
		}
		if u.holds(d.place, receiver) || d.issuer != none && u.holds(d.place, issuer) {
			return true
		}
	}
	return false
}

// Candidate is an institution of a unit and what stands in the way of its
// results of an item.
type Candidate struct {
	Institution *registry.Institution
	// Obstacles are the findings against it at the receiver where there are the
	// fewest; none where its results count.
	Obstacles []Finding
	// Receiver is the one they were found at; empty where there is no other
	// institution.
	Receiver registry.InstitutionID
	// Begins is the first day after the survey's from which the institution has
	// evidence that is known already; MaxDay where there is none.
	Begins registry.Day
	index  int
}

// Counts reports whether the institution's results count.
func (c Candidate) Counts() bool { return c.Receiver != "" && len(c.Obstacles) == 0 }

// Candidates are the institutions of the unit and what the rules find against
// their results of an item. Of a house with one that counts only the first that
// does is given: the others add nothing.
func (u *Unit) Candidates(code registry.ItemCode) []Candidate {
	i := u.v.s.item(code, u.v.at)
	if i == none {
		return nil
	}
	denies, _ := u.deniesOf(i, u.v.s.itemNoun(i))
	var all []Candidate
	var counted []int
	for k := range u.members {
		c := u.candidate(k, i, denies)
		if c.Counts() && !u.sameAsAny(k, counted) {
			counted = append(counted, k)
		}
		all = append(all, c)
	}
	return slices.DeleteFunc(all, func(c Candidate) bool {
		return !slices.Contains(counted, c.index) && u.sameAsAny(c.index, counted)
	})
}

func (u *Unit) candidate(k int, i itemIndex, denies []denial) Candidate {
	m := &u.members[k]
	c := Candidate{Institution: m.party.state.noun, Begins: u.v.begins(u.v.s.filed(&m.party, i)), index: k}
	for n := range u.classes {
		r := u.partner(k, &u.classes[n], denies)
		if r == none {
			continue
		}
		receiver := u.members[r].party.state.id
		obstacles := u.v.obstacles(m.party.state.id, receiver, u.v.s.itemCode(i))
		if c.Receiver == "" || len(obstacles) < len(c.Obstacles) {
			c.Obstacles, c.Receiver = obstacles, receiver
		}
	}
	return c
}

// partner is a member of a class to whom k's results could go, if possible one
// with no deny in between; else none.
func (u *Unit) partner(k int, c *class, denies []denial) int {
	partner := none
	for _, r := range c.members {
		if u.same(k, int(r)) {
			continue
		}
		if !u.denied(k, int(r), denies) {
			return int(r)
		}
		if partner == none {
			partner = int(r)
		}
	}
	return partner
}

// Qualified are the institutions of the unit whose evidence for an item passes
// on the day, listed or not.
func (u *Unit) Qualified(code registry.ItemCode) []*registry.Institution {
	i := u.v.s.item(code, u.v.at)
	if i == none {
		return nil
	}
	var nouns []*registry.Institution
	for k := range u.members {
		if u.v.heard(u.v.s.filed(&u.members[k].party, i)).serves(true) {
			nouns = append(nouns, u.members[k].party.state.noun)
		}
	}
	return nouns
}

// OwnList are the items on a jurisdiction's list in force, in the order of
// [Survey.Items]; published is false where there is none.
func (v *Survey) OwnList(code registry.JurisdictionCode) (codes []registry.ItemCode, published bool) {
	place := v.s.place(code)
	if place == none {
		return nil, false
	}
	list := v.listIn(place)
	if list == nil {
		return nil, false
	}
	for i := range v.s.itemsKnown(v.at) {
		if list.names(i) {
			codes = append(codes, v.s.itemCode(i))
		}
	}
	return codes, true
}
