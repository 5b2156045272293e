package recognition

import (
	"iter"
	"slices"

	"concord/internal/registry"
)

// Publishers are the jurisdictions of which some list was known at a sequence:
// regions in the order of the catalogue, the nation, then alliances.
func (s *Snapshot) Publishers(at registry.Sequence) iter.Seq[registry.JurisdictionCode] {
	return func(yield func(registry.JurisdictionCode) bool) {
		for place, published := range s.places {
			if published != nil && published.knownAt(at) && !yield(s.code(placeIndex(place))) {
				return
			}
		}
	}
}

func (p *jurisdiction) knownAt(at registry.Sequence) bool {
	return slices.ContainsFunc(registry.ListKinds[:], func(kind registry.ListKind) bool {
		return slices.ContainsFunc(p.tenures(kind), func(t registry.Tenure) bool { return t.VisibleAt(at) })
	})
}

// tenures are those of a list; none of one that was never published.
func (p *jurisdiction) tenures(kind registry.ListKind) []registry.Tenure {
	switch {
	case p == nil:
		return nil
	case kind == registry.ItemList && p.items != nil:
		return p.items.tenures
	case kind == registry.InstitutionList && p.institutions != nil:
		return p.institutions.tenures
	case kind == registry.NegativeList && p.negatives != nil:
		return p.negatives.tenures
	}
	return nil
}

// entries is how many entries of a list the version with an index holds.
func (p *jurisdiction) entries(kind registry.ListKind, version int) int {
	n := 0
	count := func(first, last int32) {
		if int(first) <= version && version <= int(last) {
			n++
		}
	}
	switch kind {
	case registry.ItemList:
		for i := range p.items.spans {
			count(p.items.spans[i].first, p.items.spans[i].last)
		}
	case registry.InstitutionList:
		for i := range p.institutions.spans {
			count(p.institutions.spans[i].first, p.institutions.spans[i].last)
		}
	case registry.NegativeList:
		for _, spans := range [...][]negativeSpan{p.negatives.named, p.negatives.others} {
			for i := range spans {
				count(spans[i].first, spans[i].last)
			}
		}
	}
	return n
}

// ListState is a list on a day. Version and Next are numbers of versions, from 1.
type ListState struct {
	Known    bool            // some version is known
	Version  int             // in force; 0: none
	Period   registry.Period // of Version, as far as no known one follows it
	Entries  int             // of Version
	Unmapped int             // rows of Version that name no catalogue item, of an item list
	Next     int             // the first known one that begins later; 0: none
	NextFrom registry.Day    // of Next; MaxDay: none
}

// List is the state of a list on a day, as the registry knew it at a sequence.
func (s *Snapshot) List(id registry.ListID, on registry.Day, at registry.Sequence) ListState {
	place := s.place(id.Jurisdiction)
	if place == none {
		return ListState{NextFrom: registry.MaxDay}
	}
	published := s.jurisdiction(place)
	tenures := published.tenures(id.Kind)
	state := ListState{NextFrom: registry.MaxDay}
	for _, t := range tenures {
		if !t.VisibleAt(at) {
			continue
		}
		state.Known = true
		if t.Period.From > on {
			state.NextFrom = min(state.NextFrom, t.Period.From)
		}
	}
	if state.NextFrom != registry.MaxDay {
		state.Next = registry.InForce(tenures, state.NextFrom, at) + 1
	}
	version := registry.InForce(tenures, on, at)
	if version == none {
		return state
	}
	state.Version, state.Period = version+1, tenures[version].Period
	state.Period.To = min(state.Period.To, state.NextFrom)
	state.Entries = published.entries(id.Kind, version)
	if id.Kind == registry.ItemList {
		state.Unmapped = published.items.unmapped[version]
	}
	return state
}

// ItemListing is an entry of an item list that names an item.
type ItemListing struct {
	List    registry.ListID
	Version int
	Since   registry.Day // the first day of the version
	Entry   registry.EntryKey
	Window  registry.Window // the entry's, else the version's for the domain
	Images  bool            // images are required with a result
	Mark    string
}

// Listings are the entries of every item list in force on a day that name an
// item known at a sequence, in the order of [Snapshot.Publishers].
func (s *Snapshot) Listings(code registry.ItemCode, on registry.Day, at registry.Sequence) []ItemListing {
	item := s.item(code, at)
	if item == none {
		return nil
	}
	var found []ItemListing
	survey := NewSurvey(s, on, at)
	for place := range s.places {
		list, version := survey.itemList(placeIndex(place))
		if version == none {
			continue
		}
		for i := range list.of(item) {
			if span := &list.of(item)[i]; span.in(version) {
				found = append(found, s.itemListing(placeIndex(place), list, version, item, span, at))
			}
		}
	}
	return found
}

func (s *Snapshot) itemListing(place placeIndex, list *itemList, version int, item itemIndex, span *itemSpan, at registry.Sequence) ItemListing {
	terms, noun := list.terms[version], s.itemNoun(item)
	listing := ItemListing{
		List:    registry.ListID{Jurisdiction: s.code(place), Kind: registry.ItemList},
		Version: version + 1, Since: list.tenures[version].Period.From,
		Entry: registry.EntryKey(noun.Code), Window: span.window,
		Images: terms.Images == registry.ImagesMarked && span.images || terms.Images == registry.ImagesExam && noun.Domain == registry.Exam,
		Mark:   span.more().mark,
	}
	if span.extra != nil {
		listing.Entry = span.extra.key
	}
	if !listing.Window.Stated() {
		listing.Window = terms.Window(noun.Domain)
	}
	if listing.Mark == "" {
		listing.Mark = terms.Mark
	}
	if listing.Mark == "" {
		listing.Mark = s.mark(place, at)
	}
	return listing
}

// InstitutionListing is an entry of an institution list that names an
// institution, or its removal from there for cause.
type InstitutionListing struct {
	List    registry.ListID
	Version int
	Level   registry.Level // as printed
	Role    registry.Role
	Scope   registry.Scope
	Period  registry.Period
	Removed registry.Day // MaxDay where it stands
}

// Standings are the entries of every institution list in force on a day that
// name an institution, as the registry knew them at a sequence, in the order of
// [Snapshot.Publishers]. Of a merged institution they are the survivor's.
func (s *Snapshot) Standings(id registry.InstitutionID, on registry.Day, at registry.Sequence) []InstitutionListing {
	index, ok := s.byID[id]
	if !ok {
		return nil
	}
	p := s.partyOf(index, at)
	if !p.known() {
		return nil
	}
	var found []InstitutionListing
	j := judge{s: s, at: at}
	for place := range s.places {
		st := j.standOwn(placeIndex(place), &p, on)
		if st.entry == nil && st.removed == registry.MaxDay {
			continue
		}
		found = append(found, s.institutionListing(&st))
	}
	return found
}

func (s *Snapshot) institutionListing(st *standing) InstitutionListing {
	listing := InstitutionListing{
		List:    registry.ListID{Jurisdiction: s.code(st.place), Kind: registry.InstitutionList},
		Version: st.version + 1, Removed: st.removed,
	}
	if e := st.entry; e != nil {
		listing.Level, listing.Role, listing.Period, listing.Scope.Mode = e.level, e.role, e.period, e.mode
		for _, item := range e.scope {
			listing.Scope.Items = append(listing.Scope.Items, s.itemCode(item))
		}
		slices.Sort(listing.Scope.Items)
	}
	return listing
}
