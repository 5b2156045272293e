package recognition

import (
	"reflect"

	"concord/internal/registry"
)

// jurisdiction is everything a place has published.
type jurisdiction struct {
	items        *itemList
	institutions *institutionList
	negatives    *negativeList
	removals     []removal
}

// itemList is every version of an item list. Entries stand once with the
// versions that hold them, grouped by item.
type itemList struct {
	tenures  []registry.Tenure
	terms    []*registry.ItemTerms // by version; versions with equal terms share them
	unmapped []int                 // by version: how many rows have no catalogue item
	starts   []uint32              // by item: where its spans begin; one more at the end
	spans    []itemSpan
}

// itemSpan is an entry and the indexes of the versions that hold it, both ends
// included.
type itemSpan struct {
	first, last int32
	window      registry.Window
	images      bool
	extra       *itemExtra // nil for the many entries whose key is their item's code
}

// itemExtra is what few entries have.
type itemExtra struct {
	qualifiers registry.Qualifiers
	mark       string
	key        registry.EntryKey
}

var noExtra itemExtra

func (s *itemSpan) more() *itemExtra {
	if s.extra == nil {
		return &noExtra
	}
	return s.extra
}

func (s *itemSpan) in(version int) bool { return int(s.first) <= version && version <= int(s.last) }

// of are the spans of an item; none where the list was compiled before any fact
// named it.
func (l *itemList) of(item itemIndex) []itemSpan {
	if int(item)+1 >= len(l.starts) {
		return nil
	}
	return l.spans[l.starts[item]:l.starts[item+1]]
}

func holds(spans []itemSpan, version int) bool {
	for i := range spans {
		if spans[i].in(version) {
			return true
		}
	}
	return false
}

// listing is what the item list of one jurisdiction says about the item of the
// question.
type listing struct {
	list        *itemList
	place       placeIndex
	published   bool // a version is in force at asked_at
	listed      bool // as R33 asks
	exam, asked bool // whether the version in force then holds the item
	version     int  // index of the version that governs; of the one in force at asked_at where none does
	spans       []itemSpan
}

// terms are the terms that speak: defaults where no version does.
func (l *listing) terms() *registry.ItemTerms {
	if l.list == nil || l.version == none {
		return &defaultTerms.Items
	}
	return l.list.terms[l.version]
}

var defaultTerms = registry.DefaultTerms()

// listing looks the item up in a place's list. list_at is read from the version
// in force at asked_at; it selects the version whose entry and terms govern.
func (j *judge) listing(place placeIndex) listing {
	found := listing{place: place, version: none}
	jurisdiction := j.s.jurisdiction(place)
	if jurisdiction == nil || jurisdiction.items == nil {
		return found
	}
	list := jurisdiction.items
	asked := registry.InForce(list.tenures, j.asked, j.at)
	if asked == none {
		return found
	}
	found.list, found.published, found.version = list, true, asked
	if j.item == none {
		return found
	}
	found.spans = list.of(j.item)
	found.asked = holds(found.spans, asked)
	exam := registry.InForce(list.tenures, j.exam, j.at)
	found.exam = exam != none && holds(found.spans, exam)
	found.listed = found.asked
	if list.terms[asked].ListAt == registry.AtExam {
		found.listed = found.asked && found.exam
		if found.listed {
			found.version = exam
		}
	}
	return found
}

// since is the first day of the unbroken run of visible versions that hold the
// item and ends with the governing one.
func (l *listing) since(at registry.Sequence) registry.Day {
	since := l.list.tenures[l.version].Period.From
	for v := l.version - 1; v >= 0; v-- {
		t := &l.list.tenures[v]
		if !t.VisibleAt(at) {
			continue
		}
		if t.Period.To < since || !holds(l.spans, v) {
			break
		}
		since = t.Period.From
	}
	return since
}

// speak finds the jurisdictions that the rules on lists are asked of: the
// narrowest covering one that lists the item governs. Where none does, the
// narrowest covering one with an item list is asked, and without a covering one
// the narrowest spanning ones with a list.
func (j *judge) speak() {
	if j.belongs() {
		j.speaks = j.narrowestListing()
		return
	}
	if len(j.spans) == 0 {
		return
	}
	for _, place := range j.spans {
		issuer, receiver := j.stand(place, &j.judged, j.exam), j.stand(place, &j.receiver, j.asked)
		if !issuer.issues() || !receiver.receives() {
			continue
		}
		l := j.listing(place)
		if !j.covers || l.listed || l.published && !j.speaks.published {
			j.speaks, j.standsAt, j.issuerStands, j.receiverStands = l, place, issuer, receiver
		}
		j.covers = true
		if l.listed || j.item == none {
			return
		}
	}
	if !j.covers {
		j.speakUncovered()
	}
}

// speakUncovered chooses whom R31 and R33 are asked of where nobody covers the
// pair.
func (j *judge) speakUncovered() {
	j.standsAt = j.spans[0]
	for _, place := range j.spans {
		if j.stand(place, &j.judged, j.exam).published || j.stand(place, &j.receiver, j.asked).published {
			j.standsAt = place
			break
		}
	}
	j.issuerStands = j.stand(j.standsAt, &j.judged, j.exam)
	j.receiverStands = j.stand(j.standsAt, &j.receiver, j.asked)
	j.speaks = j.listing(j.spans[0])
	for _, place := range j.spans {
		if l := j.listing(place); l.published {
			j.speaks = l
			return
		}
	}
}

// narrowestListing is the listing of the narrowest spanning jurisdiction that
// lists the item: what R40 to R42 rest on under R20 and R21.
func (j *judge) narrowestListing() listing {
	if j.item != none {
		for _, place := range j.spans {
			if l := j.listing(place); l.listed {
				return l
			}
		}
	}
	return listing{place: none, version: none}
}

// listed asks R33.
func (j *judge) listed() {
	if !j.asksLists || j.item == none || len(j.spans) == 0 || j.outOfScope {
		return
	}
	l := &j.speaks
	if l.listed {
		j.find(j.byListing(33, ItemListed, For, Parameters{day(ParamListedSince, l.since(j.at))}))
		return
	}
	j.find(j.byListing(33, ItemNotListed, Against, Parameters{
		boolean(ParamListPublished, l.published),
		boolean(ParamListedAtExam, l.exam), boolean(ParamListedAtAsked, l.asked),
	}))
}

// byListing is a finding that rests on the version and entry that speak.
func (j *judge) byListing(rule Rule, code Code, effect Effect, parameters Parameters) Finding {
	f := Finding{Rule: rule, Code: code, Effect: effect, Parameters: parameters}
	l := &j.speaks
	if l.version == none {
		return f
	}
	f.List = registry.ListID{Jurisdiction: j.s.code(l.place), Kind: registry.ItemList}
	f.Version = int32(l.version) + 1
	if j.entry != nil {
		f.Entry = j.key(j.entry)
	}
	return f
}

// govern chooses the entry of the item: of those that agree with the question
// the one whose window ends first, of none that agrees the same among all.
func (j *judge) govern() {
	l := &j.speaks
	if !l.listed {
		return
	}
	agrees := false
	for i := range l.spans {
		entry := &l.spans[i]
		if !entry.in(l.version) {
			continue
		}
		agreeing := j.agrees(entry)
		if j.entry == nil || agreeing && !agrees || agreeing == agrees && j.shorter(entry, j.entry) {
			j.entry, agrees = entry, agreeing
		}
	}
	if j.covers || j.belongs() {
		j.a.Governing = Governing{
			List:    registry.ListID{Jurisdiction: j.s.code(l.place), Kind: registry.ItemList},
			Kind:    j.s.kind(l.place),
			Version: int32(l.version) + 1,
			Entry:   j.key(j.entry),
		}
	}
}

// key is the key of an entry of the question's item.
func (j *judge) key(entry *itemSpan) registry.EntryKey {
	if entry.extra == nil {
		return registry.EntryKey(j.noun.Code)
	}
	return entry.extra.key
}

// shorter reports whether a's window ends before b's; of equal ones the smaller
// key comes first.
func (j *judge) shorter(a, b *itemSpan) bool {
	c := registry.CompareWindows(j.windowOf(a), j.windowOf(b), j.anchor())
	return c < 0 || c == 0 && j.key(a) < j.key(b)
}

// newItemList compiles the history of an item list.
func newItemList(h *registry.ListHistory, b *Builder) *itemList {
	l := &itemList{tenures: tenures(h.Versions), terms: make([]*registry.ItemTerms, len(h.Versions))}
	for i := range h.Versions {
		l.unmapped = append(l.unmapped, len(h.Versions[i].Unmapped))
		terms := h.Versions[i].Terms.Items
		l.terms[i] = &terms
		if i > 0 && reflect.DeepEqual(l.terms[i-1], l.terms[i]) {
			l.terms[i] = l.terms[i-1]
		}
	}
	items := make([]itemIndex, len(h.Items))
	for i := range h.Items {
		items[i] = b.item(h.Items[i].Entry.Item)
	}
	byItem := make([][]itemSpan, b.s.itemCount())
	for i, item := range items {
		byItem[item] = append(byItem[item], newItemSpan(&h.Items[i]))
	}
	l.starts = make([]uint32, len(byItem)+1)
	l.spans = make([]itemSpan, 0, len(h.Items))
	for i, spans := range byItem {
		l.spans = append(l.spans, spans...)
		l.starts[i+1] = uint32(len(l.spans))
	}
	return l
}

func newItemSpan(held *registry.Held[registry.ItemEntry]) itemSpan {
	e := &held.Entry
	span := itemSpan{
		first: int32(held.First) - 1, last: lastIndex(held.Last),
		window: e.Window, images: e.Images,
	}
	if e.Qualifiers.Stated() || e.Mark != "" {
		span.extra = &itemExtra{qualifiers: e.Qualifiers, mark: e.Mark, key: e.Key()}
	}
	return span
}

// lastIndex turns the number of the last version that holds an entry into an
// index; an entry that none has ended is held by all to come.
func lastIndex(last int) int32 { return int32(min(last, registry.StillHeld)) - 1 }

func tenures(versions []registry.Version) []registry.Tenure {
	all := make([]registry.Tenure, len(versions))
	for i := range versions {
		all[i] = versions[i].Tenure()
	}
	return all
}
