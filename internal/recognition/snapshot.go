package recognition

import (
	"iter"
	"maps"
	"slices"

	"concord/internal/registry"
)

// Snapshot is one state of the registry, ready to answer. It is immutable and
// safe for concurrent use; snapshots share what they have in common.
type Snapshot struct {
	head           registry.Head
	reference      *reference
	added          addedItems
	institutions   []institution
	byID           map[registry.InstitutionID]institutionIndex
	byIdentifier   map[string][]institutionIndex // uscc:…, licence:…, insurance:…
	places         []*jurisdiction               // by place; nil where nothing was ever published
	alliances      []alliance
	byAlliance     map[registry.JurisdictionCode]placeIndex
	memberships    [][]allianceMembership // of regions; nil without alliances
	consortia      map[string][]registry.Recorded[registry.Consortium]
	belonging      [][]consortiumMembership // of institutions; nil without consortia
	codeMaps       map[institutionIndex][]codeMap
	merged         []institutionIndex // that a step recorded as merged into another
	unions         map[institutionIndex][]*union
	dwellers       [][]institutionIndex // of regions: the institutions that ever lay there
	qualifications qualifications
}

// Head tells which state this is, and of which epochs.
func (s *Snapshot) Head() registry.Head { return s.head }

// Revision is the newest revision the snapshot knows.
func (s *Snapshot) Revision() registry.Revision { return s.head.Revision() }

// Sequence returns the sequence that a revision names; ok is false where the
// snapshot knows no such state.
func (s *Snapshot) Sequence(r registry.Revision) (seq registry.Sequence, ok bool) {
	return r.Resolve(s.head.Epochs, s.head.Newest)
}

// Catalogue is the reference data the snapshot stands on.
func (s *Snapshot) Catalogue() *registry.Catalogue { return s.reference.catalogue }

// Region returns the catalogue's region with a code.
func (s *Snapshot) Region(code registry.RegionCode) (*registry.Region, bool) {
	place := s.reference.region(code)
	if place == none {
		return nil, false
	}
	return &s.reference.catalogue.Regions[place], true
}

// Reason returns the catalogue's reason with a code.
func (s *Snapshot) Reason(code registry.ReasonCode) (*registry.Reason, bool) {
	reason, ok := s.reference.reasons[code]
	return reason, ok
}

// Institution returns an institution as the registry knew it at a sequence.
func (s *Snapshot) Institution(id registry.InstitutionID, at registry.Sequence) (*registry.Institution, bool) {
	i, ok := s.byID[id]
	if !ok {
		return nil, false
	}
	state := s.institutions[i].at(at)
	if state == nil {
		return nil, false
	}
	return state.noun, true
}

// Institutions are all institutions known at a sequence, in the order in which
// they were first recorded.
func (s *Snapshot) Institutions(at registry.Sequence) iter.Seq[*registry.Institution] {
	return func(yield func(*registry.Institution) bool) {
		for i := range s.institutions {
			state := s.institutions[i].at(at)
			if state != nil && !yield(state.noun) {
				return
			}
		}
	}
}

// Alliances are all alliances known at a sequence, in the order in which they
// were first recorded.
func (s *Snapshot) Alliances(at registry.Sequence) iter.Seq[*registry.Alliance] {
	return func(yield func(*registry.Alliance) bool) {
		for i := range s.alliances {
			known := s.alliances[i].at(at)
			if known != nil && !yield(&known.noun) {
				return
			}
		}
	}
}

// Consortium returns a consortium as the registry knew it at a sequence.
func (s *Snapshot) Consortium(id string, at registry.Sequence) (*registry.Consortium, bool) {
	states := s.consortia[id]
	for i := len(states) - 1; i >= 0; i-- {
		if states[i].Sequence <= at {
			return &states[i].Value, true
		}
	}
	return nil, false
}

// Consortia are all consortia known at a sequence, by id.
func (s *Snapshot) Consortia(at registry.Sequence) iter.Seq[*registry.Consortium] {
	return func(yield func(*registry.Consortium) bool) {
		for _, id := range slices.Sorted(maps.Keys(s.consortia)) {
			if c, ok := s.Consortium(id, at); ok && !yield(c) {
				return
			}
		}
	}
}

// JurisdictionName is what a jurisdiction is called; its code where it is not
// known.
func (s *Snapshot) JurisdictionName(code registry.JurisdictionCode, at registry.Sequence) registry.Text {
	if code == registry.Nation {
		return registry.Text{Zh: "全国", En: "the nation"}
	}
	if region, ok := s.Region(registry.RegionCode(code)); ok {
		return registry.Text{Zh: region.Name, En: region.NameEn}
	}
	if place, ok := s.byAlliance[code]; ok {
		if known := s.alliances[place-s.firstAlliance()].at(at); known != nil {
			return registry.Text{Zh: known.noun.Name, En: known.noun.NameEn}
		}
	}
	return registry.Text{Zh: string(code), En: string(code)}
}

// nation is the place of the nation.
func (s *Snapshot) nation() placeIndex { return placeIndex(len(s.reference.chains)) }

// firstAlliance is the place of the first alliance.
func (s *Snapshot) firstAlliance() placeIndex { return s.nation() + 1 }

// jurisdiction is what a place has published; nil where it never has.
func (s *Snapshot) jurisdiction(place placeIndex) *jurisdiction { return s.places[place] }

// kind is the kind of a place's jurisdiction.
func (s *Snapshot) kind(place placeIndex) registry.JurisdictionKind {
	switch nation := s.nation(); {
	case place == nation:
		return registry.NationKind
	case place > nation:
		return registry.AllianceKind
	}
	return s.reference.catalogue.Regions[place].JurisdictionKind()
}

// code is the code of a place's jurisdiction.
func (s *Snapshot) code(place placeIndex) registry.JurisdictionCode {
	switch nation := s.nation(); {
	case place == nation:
		return registry.Nation
	case place > nation:
		return s.alliances[place-nation-1].code
	}
	return registry.JurisdictionCode(s.reference.catalogue.Regions[place].Code)
}

// place is the place of a jurisdiction, or none.
func (s *Snapshot) place(code registry.JurisdictionCode) placeIndex {
	if code == registry.Nation {
		return s.nation()
	}
	if place, ok := s.byAlliance[code]; ok {
		return place
	}
	return s.reference.region(registry.RegionCode(code))
}

// mark is the mark of a jurisdiction whose version prints none. An alliance is
// known at the sequence, or it would not have spoken.
func (s *Snapshot) mark(place placeIndex, at registry.Sequence) string {
	switch nation := s.nation(); {
	case place == nation:
		return "全国HR"
	case place > nation:
		return s.alliances[place-nation-1].at(at).mark
	}
	return s.reference.marks[place]
}
