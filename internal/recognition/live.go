package recognition

import (
	"iter"
	"slices"

	"concord/internal/registry"
)

// Survey looks at one day of one state of the registry, for progress. It is
// made of the rules of [Decide] and is for one goroutine at a time.
type Survey struct {
	s      *Snapshot
	on     registry.Day
	at     registry.Sequence
	answer Answer
}

// NewSurvey looks at a day as the registry knew it at a sequence; 0 is the
// newest.
func NewSurvey(s *Snapshot, on registry.Day, at registry.Sequence) *Survey {
	if at == 0 {
		at = s.head.Newest
	}
	return &Survey{s: s, on: on, at: at}
}

// Listing says who lists an item for a region.
type Listing uint8

// The values of a Listing. A region's own list comes first.
const (
	NotListed Listing = iota
	ListedByOwn
	ListedByOther // a jurisdiction that contains the region
)

// Listed tells whether a list in force of a region, or of a jurisdiction that
// contains it, names an item.
func (v *Survey) Listed(region registry.RegionCode, code registry.ItemCode) Listing {
	item, place := v.s.item(code, v.at), v.s.reference.region(region)
	if item == none || place == none {
		return NotListed
	}
	if v.names(place, item) {
		return ListedByOwn
	}
	chain := v.s.reference.chains[place]
	var buffer [16]placeIndex
	for _, wider := range append(v.s.alliancesOf(&chain, v.on, v.at, buffer[:0]), chain[1], chain[2], v.s.nation()) {
		if wider != none && v.names(wider, item) {
			return ListedByOther
		}
	}
	return NotListed
}

// names reports whether a place's item list in force holds an item.
func (v *Survey) names(place placeIndex, item itemIndex) bool {
	list, version := v.itemList(place)
	return version != none && holds(list.of(item), version)
}

func (v *Survey) itemList(place placeIndex) (*itemList, int) {
	published := v.s.jurisdiction(place)
	if published == nil || published.items == nil {
		return nil, none
	}
	return published.items, registry.InForce(published.items.tenures, v.on, v.at)
}

// Unmapped counts the rows without a catalogue item in a region's own list.
func (v *Survey) Unmapped(region registry.RegionCode) int {
	place := v.s.reference.region(region)
	if place == none {
		return 0
	}
	list, version := v.itemList(place)
	if version == none {
		return 0
	}
	return list.unmapped[version]
}

// Items are all items known at the sequence, as [Snapshot.Items] gives them.
func (v *Survey) Items() iter.Seq[*registry.Item] { return v.s.Items(v.at) }

// Institutions are the institutions of a region that are open on the day; of
// those merged into one only that one.
func (v *Survey) Institutions(region registry.RegionCode) []*registry.Institution {
	place := v.s.reference.region(region)
	var open []*registry.Institution
	for i := range v.s.institutions {
		p := v.s.partyOf(institutionIndex(i), v.at)
		if p.known() && p.index == institutionIndex(i) && p.state.chain.holds(place) && p.state.open.Contains(v.on) {
			open = append(open, p.state.noun)
		}
	}
	return open
}

// Same reports whether two institutions known on the day are one: a duplicate
// and its survivor, or campuses of one hospital.
func (v *Survey) Same(a, b registry.InstitutionID) bool {
	p, q := v.s.party(string(a), v.at), v.s.party(string(b), v.at)
	return p.known() && q.known() && v.s.same(&p, &q, v.at)
}

// leastLiveLevel is the level from which institutions count toward the target.
const leastLiveLevel registry.Level = 2

// Recognizes reports whether a result of issuer's, examined, reported and asked
// about at the beginning of the day, with images and optional data as required,
// is recognized or left to the physician at receiver's through R30 to R34, with
// no unconditional deny in the way. Consortia count for nothing here, one
// institution is no pair, and issuers below level 2 do not count.
func (v *Survey) Recognizes(issuer, receiver registry.InstitutionID, item registry.ItemCode) bool {
	q := Question{
		Issuer: string(issuer), Receiver: string(receiver), Item: ItemRef{Code: string(item)},
		ExamTime: v.on.Start(), AskedAt: v.on.Start(), At: v.at,
	}
	v.answer.reset()
	j := newJudge(v.s, &q, &v.answer)
	j.judged, j.unconditional = j.issuer, true
	j.codeResolves()
	if j.item == none || !j.issuer.known() || !j.receiver.known() || v.s.same(&j.issuer, &j.receiver, v.at) {
		return false
	}
	j.institutionsOpen()
	j.negatives()
	j.ground()
	j.territory()
	j.standings()
	j.levels()
	j.listed()
	j.quality()
	return j.covers && levelOf(&j.issuerStands, &j.judged, j.exam) >= leastLiveLevel &&
		!slices.ContainsFunc(v.answer.Findings, func(f Finding) bool { return f.Effect >= Unknown })
}
