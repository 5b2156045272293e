package recognition

import (
	"cmp"
	"slices"
	"strings"

	"concord/internal/registry"
)

// negativeList is every version of a negative list.
type negativeList struct {
	tenures []registry.Tenure
	terms   []registry.NegativeTerms // by version
	named   []negativeSpan           // entries that name an issuer, by issuer
	issuers []institutionIndex       // of named
	others  []negativeSpan           // the rest, by item, those without one first
	items   []itemIndex              // of others
}

// negativeSpan is an entry and the indexes of the versions that hold it, both
// ends included. Selectors that do not select are none.
type negativeSpan struct {
	first, last      int32
	issuer, receiver institutionIndex
	item             itemIndex
	origin           placeIndex
	key              registry.EntryKey
	entry            *registry.NegativeEntry
}

// unknownSelector stands for a selector that names something the registry does
// not know: it selects nothing.
const unknownSelector = -2

// negatives asks R10 to R12, and R50 of the entries that leave the result to
// the physician. An entry that names an issuer inside its publisher's territory
// follows that issuer everywhere; every other holds for receivers inside it.
func (j *judge) negatives() {
	var buffer [24]placeIndex
	places := buffer[:0]
	if j.receiver.known() {
		places = j.containing(j.receiver.state, places)
	}
	holding := len(places)
	for _, p := range [...]*party{&j.issuer, &j.reader} {
		if p.known() {
			places = j.containing(p.state, places)
		}
	}
	for k, place := range places {
		if !slices.Contains(places[:k], place) {
			j.negativesOf(place, k < holding)
		}
	}
}

// negativesOf asks one place's list; inside tells that the receiver lies in its
// territory.
func (j *judge) negativesOf(place placeIndex, inside bool) {
	published := j.s.jurisdiction(place)
	if published == nil || published.negatives == nil {
		return
	}
	list := published.negatives
	version := registry.InForce(list.tenures, j.asked, j.at)
	if version == none {
		return
	}
	for _, p := range [...]*party{&j.issuer, &j.reader} {
		if p.known() && (inside || j.lies(p, place)) {
			j.negativeSpans(place, version, list, list.naming(p.index), p)
			for _, i := range p.merged() {
				j.negativeSpans(place, version, list, list.naming(i), p)
			}
		}
	}
	if inside {
		j.negativeSpans(place, version, list, list.of(none), &j.issuer)
		if j.item != none {
			j.negativeSpans(place, version, list, list.of(j.item), &j.issuer)
		}
	}
}

// naming are the entries that name an issuer.
func (l *negativeList) naming(i institutionIndex) []negativeSpan {
	return run(l.named, l.issuers, i)
}

// of are the entries without an issuer that select an item; of none, those that
// select no item.
func (l *negativeList) of(item itemIndex) []negativeSpan {
	return run(l.others, l.items, item)
}

// run is the part of spans whose sorted keys equal key.
func run[K ~int32](spans []negativeSpan, keys []K, key K) []negativeSpan {
	from, _ := slices.BinarySearch(keys, key)
	to := from
	for to < len(keys) && keys[to] == key {
		to++
	}
	return spans[from:to]
}

// negativeSpans asks the entries of one version with p in the issuer's place.
func (j *judge) negativeSpans(place placeIndex, version int, list *negativeList, spans []negativeSpan, p *party) {
	terms := &list.terms[version]
	skipped := j.same && !terms.ApplyToOwn || j.consortium && terms.SkipConsortium
	for i := range spans {
		span := &spans[i]
		if int(span.first) > version || int(span.last) < version || !j.selects(span, p) {
			continue
		}
		deny := span.entry.Effect == registry.Deny
		if deny && skipped || !deny && p == &j.reader || j.unconditional && !(deny && span.entry.Unconditional()) {
			continue
		}
		j.findNegative(span, Finding{
			List:       registry.ListID{Jurisdiction: j.s.code(place), Kind: registry.NegativeList},
			Version:    int32(version) + 1,
			Entry:      span.key,
			Parameters: Parameters{text(ParamReason, span.entry.Reason)},
		})
	}
}

// selects reports whether every selector fits that can be decided without the
// patient's age, the department or the modality.
func (j *judge) selects(span *negativeSpan, p *party) bool {
	e := span.entry
	return e.Period.Contains(j.asked) &&
		(span.receiver == none || j.receiver.known() && j.receiver.is(span.receiver)) &&
		(span.item == none || span.item == j.item) &&
		(e.Category == "" || j.item != none && e.Category == j.noun.Category) &&
		(span.origin == none || p.known() && p.state.chain.holds(span.origin)) &&
		(e.Situation == "" || j.stated(e.Situation))
}

// stated reports whether a situation is stated, itself or as what a stated one
// is a case of. One that is not stated is absent.
func (j *judge) stated(situation registry.ReasonCode) bool {
	for _, code := range j.q.Situations {
		for hops := 0; code != "" && hops <= len(j.s.reference.reasons); hops++ {
			if code == situation {
				return true
			}
			code = j.s.reference.reasons[code].MapsTo
		}
	}
	return false
}

// findNegative leaves the finding of an entry whose other selectors fit, once
// age, department and modality are known to fit or known to be missing.
func (j *judge) findNegative(span *negativeSpan, f Finding) {
	e := span.entry
	age := fitsAge(e.Age, j.q.Age)
	department := j.fitsDepartment(e.Department)
	modality := j.fitsModality(e.Modality)
	if age == No || department == No || modality == No {
		return
	}
	f.Rule, f.Code, f.Effect = negativeRule(e)
	if age == Yes && department == Yes && modality == Yes {
		j.find(f)
		return
	}
	f.Code, f.Effect = DataRequired, Unknown
	if e.Effect == registry.Discretion {
		f.Code, f.Effect = NegNotAssessed, Noted
	}
	for _, missing := range [...]struct {
		fits  Tri
		field string
	}{{age, "patient_age_years"}, {department, "department"}, {modality, "modality"}} {
		if missing.fits == NotStated {
			f.Parameters[1] = text(ParamField, missing.field)
			j.find(f)
		}
	}
}

// negativeRule is the rule an entry belongs to and what it leaves.
func negativeRule(e *registry.NegativeEntry) (Rule, Code, Effect) {
	switch {
	case e.Effect == registry.Discretion:
		return 50, NegDiscretion, Discretionary
	case e.NamesInstitution() && e.NamesItem():
		return 11, NegInstitutionItem, Against
	case e.NamesInstitution():
		return 10, NegInstitution, Against
	}
	return 12, NegItem, Against
}

func fitsAge(selected registry.AgeRange, stated Age) Tri {
	switch {
	case !selected.Stated:
		return Yes
	case !stated.Stated:
		return NotStated
	}
	return TriOf(selected.Min <= stated.Years && stated.Years <= selected.Max)
}

// fitsDepartment compares departments by code, name or alias; one that the
// catalogue does not know counts as not stated. A department holds its
// specialties (07.01 belongs to 07).
func (j *judge) fitsDepartment(selected string) Tri {
	if selected == "" {
		return Yes
	}
	stated, known := j.s.reference.departments[j.q.Department]
	if !known {
		return NotStated
	}
	return TriOf(stated == selected || strings.HasPrefix(stated, selected+"."))
}

func (j *judge) fitsModality(selected string) Tri {
	switch {
	case selected == "":
		return Yes
	case j.item == none:
		return NotStated
	}
	return TriOf(j.noun.Modality == selected)
}

// newNegativeList compiles the history of a negative list.
func newNegativeList(h *registry.ListHistory, b *Builder) *negativeList {
	l := &negativeList{tenures: tenures(h.Versions), terms: make([]registry.NegativeTerms, len(h.Versions))}
	for i := range h.Versions {
		l.terms[i] = h.Versions[i].Terms.Negative
	}
	for i := range h.Negatives {
		span := b.negativeSpan(&h.Negatives[i])
		if span.issuer == none {
			l.others = append(l.others, span)
			continue
		}
		l.named = append(l.named, span)
	}
	slices.SortFunc(l.named, func(a, b negativeSpan) int {
		return cmp.Or(cmp.Compare(a.issuer, b.issuer), cmp.Compare(a.key, b.key), cmp.Compare(a.first, b.first))
	})
	slices.SortFunc(l.others, func(a, b negativeSpan) int {
		return cmp.Or(cmp.Compare(a.item, b.item), cmp.Compare(a.key, b.key), cmp.Compare(a.first, b.first))
	})
	for i := range l.named {
		l.issuers = append(l.issuers, l.named[i].issuer)
	}
	for i := range l.others {
		l.items = append(l.items, l.others[i].item)
	}
	return l
}

func (b *Builder) negativeSpan(held *registry.Held[registry.NegativeEntry]) negativeSpan {
	e := held.Entry
	if code, ok := b.s.reference.departments[e.Department]; ok {
		e.Department = code
	}
	span := negativeSpan{
		first: int32(held.First) - 1, last: lastIndex(held.Last),
		issuer: b.selected(e.Issuer), receiver: b.selected(e.Receiver),
		item: none, origin: none, key: held.Entry.Key(), entry: &e,
	}
	if e.Item != "" {
		span.item = b.item(e.Item)
	}
	if e.Origin != "" {
		if span.origin = b.s.reference.region(e.Origin); span.origin == none {
			span.origin = unknownSelector
		}
	}
	return span
}

// selected is the index of a selected institution, none where none is selected.
func (b *Builder) selected(id registry.InstitutionID) institutionIndex {
	if id == "" {
		return none
	}
	if i, ok := b.s.byID[id]; ok {
		return i
	}
	return unknownSelector
}
