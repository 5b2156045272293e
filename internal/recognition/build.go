package recognition

import (
	"maps"
	"slices"

	"concord/internal/registry"
)

// Builder makes a snapshot of what a store reads. It implements
// [registry.Reader]; it is used once, by one goroutine. What it takes over from
// an older snapshot it copies before the first change.
type Builder struct {
	s              Snapshot
	owned          owned
	consortiaMoved bool
	alliancesMoved bool
	records        map[institutionIndex][]record // new qualifications
	revocations    []registry.Recorded[registry.Revocation]
	lastID         registry.InstitutionID // of the qualification before
	last           institutionIndex
}

// owned tells which parts are the builder's own copies.
type owned struct{ institutions, codeMaps, qualifications bool }

// NewBuilder starts from an empty registry.
func NewBuilder(cat *registry.Catalogue) *Builder {
	r := newReference(cat)
	return &Builder{
		s: Snapshot{
			reference:      r,
			byID:           map[registry.InstitutionID]institutionIndex{},
			byIdentifier:   map[string][]institutionIndex{},
			byAlliance:     map[registry.JurisdictionCode]placeIndex{},
			places:         make([]*jurisdiction, len(r.chains)+1),
			consortia:      map[string][]registry.Recorded[registry.Consortium]{},
			added:          addedItems{byCode: map[registry.ItemCode]itemIndex{}, byLOINC: map[string]localCode{}},
			codeMaps:       map[institutionIndex][]codeMap{},
			qualifications: newQualifications(),
		},
		owned:   owned{institutions: true, codeMaps: true, qualifications: true},
		records: map[institutionIndex][]record{},
		last:    none,
	}
}

// Extend starts from s: what is read next was recorded after it.
func (s *Snapshot) Extend() *Builder {
	b := &Builder{s: *s, records: map[institutionIndex][]record{}, last: none}
	b.s.places = slices.Clone(s.places)
	b.s.alliances = slices.Clone(s.alliances)
	b.s.byAlliance = maps.Clone(s.byAlliance)
	b.s.consortia = maps.Clone(s.consortia)
	b.s.added = s.added.clone()
	return b
}

// Snapshot returns the finished snapshot of a registry that stands at head.
func (b *Builder) Snapshot(head registry.Head) *Snapshot {
	b.s.head = head
	b.settleQualifications()
	b.settleUnions()
	b.settleDwellers()
	if b.consortiaMoved {
		b.settleConsortia()
	}
	if b.alliancesMoved {
		b.settleAlliances()
	}
	finished := b.s
	return &finished
}

// Institution takes a new state of an institution.
func (b *Builder) Institution(r registry.Recorded[registry.Institution]) {
	b.ownInstitutions()
	noun := r.Value
	state := institutionState{
		sequence: r.Sequence, chain: b.s.reference.chainOf(noun.Region), open: noun.Open,
		id: noun.ID, root: noun.Root(), noun: &noun,
	}
	if len(noun.Levels) > 0 {
		state.level = noun.Levels[0]
	}
	i, known := b.s.byID[noun.ID]
	if known {
		entry := &b.s.institutions[i]
		entry.earlier = append(slices.Clip(entry.earlier), entry.newest)
		entry.newest = state
	} else {
		i = institutionIndex(len(b.s.institutions))
		b.s.byID[noun.ID] = i
		b.s.institutions = append(b.s.institutions, institution{newest: state})
	}
	if noun.MergedInto != "" && !slices.Contains(b.s.merged, i) {
		b.s.merged = append(slices.Clip(b.s.merged), i)
	}
	for _, name := range identifiers(&noun) {
		if !slices.Contains(b.s.byIdentifier[name], i) {
			b.s.byIdentifier[name] = append(slices.Clip(b.s.byIdentifier[name]), i)
		}
	}
}

// settleDwellers lists every region's institutions anew where they have changed.
func (b *Builder) settleDwellers() {
	if !b.owned.institutions {
		return
	}
	b.s.dwellers = make([][]institutionIndex, len(b.s.reference.chains))
	for i := range b.s.institutions {
		index := institutionIndex(i)
		for _, state := range b.s.institutions[i].states() {
			for _, place := range state.chain {
				if place == none {
					continue
				}
				if there := b.s.dwellers[place]; len(there) == 0 || there[len(there)-1] != index {
					b.s.dwellers[place] = append(there, index)
				}
			}
		}
	}
}

func (b *Builder) ownInstitutions() {
	if b.owned.institutions {
		return
	}
	b.owned.institutions = true
	b.s.institutions = slices.Clone(b.s.institutions)
	b.s.byID = maps.Clone(b.s.byID)
	b.s.byIdentifier = maps.Clone(b.s.byIdentifier)
}

// Consortium takes a new state of a consortium.
func (b *Builder) Consortium(r registry.Recorded[registry.Consortium]) {
	b.consortiaMoved = true
	b.s.consortia[r.Value.ID] = append(slices.Clip(b.s.consortia[r.Value.ID]), r)
}

// settleConsortia lists every institution's memberships anew.
func (b *Builder) settleConsortia() {
	b.s.belonging = make([][]consortiumMembership, len(b.s.institutions))
	for id, states := range b.s.consortia {
		for k, state := range states {
			span := known{from: state.Sequence, until: forever}
			if k+1 < len(states) {
				span.until = states[k+1].Sequence
			}
			for _, m := range state.Value.Members {
				if i, ok := b.s.byID[m.Institution]; ok {
					b.s.belonging[i] = append(b.s.belonging[i], consortiumMembership{id, m.Period, span})
				}
			}
		}
	}
}

// Alliance takes a new state of an alliance.
func (b *Builder) Alliance(r registry.Recorded[registry.Alliance]) {
	b.alliancesMoved = true
	place, ok := b.s.byAlliance[r.Value.Code]
	if !ok {
		place = b.s.firstAlliance() + placeIndex(len(b.s.alliances))
		b.s.byAlliance[r.Value.Code] = place
		b.s.alliances = append(b.s.alliances, alliance{code: r.Value.Code})
		b.s.places = append(b.s.places, nil)
	}
	mark := r.Value.Mark
	if mark == "" {
		mark = r.Value.Name
	}
	a := &b.s.alliances[place-b.s.firstAlliance()]
	a.states = append(slices.Clip(a.states), allianceState{r.Sequence, r.Value, mark + "HR"})
}

// settleAlliances lists every region's memberships anew.
func (b *Builder) settleAlliances() {
	b.s.memberships = make([][]allianceMembership, len(b.s.reference.chains))
	for n, a := range b.s.alliances {
		for k, state := range a.states {
			span := known{from: state.sequence, until: forever}
			if k+1 < len(a.states) {
				span.until = a.states[k+1].sequence
			}
			for _, m := range state.noun.Members {
				if region := b.s.reference.region(m.Region); region != none {
					b.s.memberships[region] = append(b.s.memberships[region],
						allianceMembership{b.s.firstAlliance() + placeIndex(n), m.Period, span})
				}
			}
		}
	}
}

// CodeMap takes a version of an institution's own codes.
func (b *Builder) CodeMap(r registry.Recorded[registry.CodeMap]) {
	i, ok := b.s.byID[r.Value.Institution]
	if !ok {
		return
	}
	if !b.owned.codeMaps {
		b.owned.codeMaps = true
		b.s.codeMaps = maps.Clone(b.s.codeMaps)
	}
	m := codeMap{sequence: r.Sequence, number: r.Value.Number, period: r.Value.Period, codes: map[string]localCode{}}
	for _, code := range r.Value.Codes {
		m.codes[code.Code] = b.s.newLocalCode(b.items(code.Items))
	}
	b.s.codeMaps[i] = append(slices.Clip(b.s.codeMaps[i]), m)
}

// Removal takes a removal for cause.
func (b *Builder) Removal(r registry.Recorded[registry.Removal]) {
	i, known := b.s.byID[r.Value.Institution]
	if j := b.jurisdiction(r.Value.Jurisdiction); j != nil && known {
		j.removals = append(slices.Clip(j.removals), removal{i, r.Value.From, r.Sequence})
	}
}

// List takes a list's whole history in place of what was known of it.
func (b *Builder) List(h registry.ListHistory) {
	j := b.jurisdiction(h.ID.Jurisdiction)
	if j == nil {
		return
	}
	switch h.ID.Kind {
	case registry.ItemList:
		j.items = newItemList(&h, b)
	case registry.InstitutionList:
		j.institutions = newInstitutionList(&h, b)
	case registry.NegativeList:
		j.negatives = newNegativeList(&h, b)
	}
}

// jurisdiction puts a copy in a jurisdiction's place, to be changed; nil where
// the code is not known.
func (b *Builder) jurisdiction(code registry.JurisdictionCode) *jurisdiction {
	place := b.s.place(code)
	if place == none {
		return nil
	}
	fresh := jurisdiction{}
	if old := b.s.places[place]; old != nil {
		fresh = *old
	}
	b.s.places[place] = &fresh
	return &fresh
}
