package recognition

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"

	"concord/internal/registry"
)

// addedItems are the items beyond the catalogue, in the order in which facts
// first named them. A code that no step has added yet has a slot too: what names
// it counts from the step that adds it.
type addedItems struct {
	slots    []itemSlot
	byCode   map[registry.ItemCode]itemIndex
	recorded []itemIndex          // those that a step added, in the order recorded
	byLOINC  map[string]localCode // checked codes of added items, together with those of the catalogue
}

// itemSlot is an item beyond the catalogue; noun is nil while nobody has added it.
type itemSlot struct {
	code     registry.ItemCode
	sequence registry.Sequence // forever while nobody has added it
	noun     *registry.Item
}

func (a *addedItems) clone() addedItems {
	return addedItems{slices.Clone(a.slots), maps.Clone(a.byCode), slices.Clip(a.recorded), maps.Clone(a.byLOINC)}
}

// Item returns the item with a code, of the catalogue or added by a step up to
// the newest.
func (s *Snapshot) Item(code registry.ItemCode) (*registry.Item, bool) {
	return s.ItemAt(code, s.head.Newest)
}

// ItemAt returns the item with a code, of the catalogue or added by a step up to
// a sequence.
func (s *Snapshot) ItemAt(code registry.ItemCode, at registry.Sequence) (*registry.Item, bool) {
	i := s.item(code, at)
	if i == none {
		return nil, false
	}
	return s.itemNoun(i), true
}

// Items are all items known at a sequence: the catalogue's in its order, then
// those added, in the order in which they were recorded.
func (s *Snapshot) Items(at registry.Sequence) iter.Seq[*registry.Item] {
	return func(yield func(*registry.Item) bool) {
		for i := range s.itemsKnown(at) {
			if !yield(s.itemNoun(i)) {
				return
			}
		}
	}
}

// itemsKnown are the indexes of [Snapshot.Items].
func (s *Snapshot) itemsKnown(at registry.Sequence) iter.Seq[itemIndex] {
	return func(yield func(itemIndex) bool) {
		for i := range s.catalogued() {
			if !yield(itemIndex(i)) {
				return
			}
		}
		for _, i := range s.added.recorded {
			if s.itemKnown(i, at) && !yield(i) {
				return
			}
		}
	}
}

// HasAddedItems reports whether any step added an item to the catalogue.
func (s *Snapshot) HasAddedItems() bool { return len(s.added.recorded) > 0 }

// itemCount is how many items have an index.
func (s *Snapshot) itemCount() int { return s.catalogued() + len(s.added.slots) }

func (s *Snapshot) catalogued() int { return len(s.reference.catalogue.Items) }

// item is the index of an item known at a sequence, or none.
func (s *Snapshot) item(code registry.ItemCode, at registry.Sequence) itemIndex {
	if i := s.reference.item(code); i != none || len(s.added.slots) == 0 {
		return i
	}
	i, ok := s.added.byCode[code]
	if !ok || !s.itemKnown(i, at) {
		return none
	}
	return i
}

func (s *Snapshot) itemKnown(i itemIndex, at registry.Sequence) bool {
	added := int(i) - s.catalogued()
	return added < 0 || s.added.slots[added].sequence <= at
}

// itemNoun is the item of an index that is known at some sequence.
func (s *Snapshot) itemNoun(i itemIndex) *registry.Item {
	if added := int(i) - s.catalogued(); added >= 0 {
		return s.added.slots[added].noun
	}
	return &s.reference.catalogue.Items[i]
}

func (s *Snapshot) itemCode(i itemIndex) registry.ItemCode {
	if added := int(i) - s.catalogued(); added >= 0 {
		return s.added.slots[added].code
	}
	return s.reference.catalogue.Items[i].Code
}

// loinc is the items with a checked LOINC code, as known at a sequence.
func (s *Snapshot) loinc(code string, at registry.Sequence) localCode {
	if local, ok := s.added.byLOINC[code]; ok {
		return s.knownAt(local, at)
	}
	return s.reference.loinc[code]
}

// newLocalCode is a code that means some items. They are listed in the order of
// the catalogue, then by code, whatever facts named them first.
func (s *Snapshot) newLocalCode(items []itemIndex) localCode {
	slices.SortFunc(items, func(a, b itemIndex) int {
		if n := itemIndex(s.catalogued()); a < n || b < n {
			return cmp.Compare(a, b)
		}
		return cmp.Compare(s.itemCode(a), s.itemCode(b))
	})
	codes := make([]string, len(items))
	for i, item := range items {
		codes[i] = string(s.itemCode(item))
	}
	return localCode{items: items, listed: strings.Join(codes, " ")}
}

// knownAt is a code as it was understood at a sequence, without the items that
// were added later: a new one, where there are any.
func (s *Snapshot) knownAt(local localCode, at registry.Sequence) localCode {
	later := func(i itemIndex) bool { return !s.itemKnown(i, at) }
	if !slices.ContainsFunc(local.items, later) {
		return local
	}
	return s.newLocalCode(slices.DeleteFunc(slices.Clone(local.items), later))
}

// Item takes an item that was added. What the catalogue holds meanwhile is the
// catalogue's.
func (b *Builder) Item(r registry.Recorded[registry.AddedItem]) {
	i := b.item(r.Value.Item.Code)
	added := int(i) - b.s.catalogued()
	if added < 0 {
		return
	}
	noun := r.Value.Item
	b.s.added.slots[added] = itemSlot{noun.Code, r.Sequence, &noun}
	b.s.added.recorded = append(b.s.added.recorded, i)
	if !noun.LOINCChecked {
		return
	}
	local, ok := b.s.added.byLOINC[noun.LOINC]
	if !ok {
		local = b.s.reference.loinc[noun.LOINC]
	}
	b.s.added.byLOINC[noun.LOINC] = b.s.newLocalCode(append(slices.Clone(local.items), i))
}

// item is the index of an item that a fact names; one that nothing named before
// gets a slot.
func (b *Builder) item(code registry.ItemCode) itemIndex {
	if i := b.s.reference.item(code); i != none {
		return i
	}
	i, ok := b.s.added.byCode[code]
	if !ok {
		i = itemIndex(b.s.itemCount())
		b.s.added.byCode[code] = i
		b.s.added.slots = append(b.s.added.slots, itemSlot{code: code, sequence: forever})
	}
	return i
}

// items are the indexes of items that a fact names, sorted.
func (b *Builder) items(codes []registry.ItemCode) []itemIndex {
	var indexes []itemIndex
	for _, code := range codes {
		indexes = append(indexes, b.item(code))
	}
	slices.Sort(indexes)
	return indexes
}
