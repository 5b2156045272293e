package recognition

import (
	"strings"

	"concord/internal/registry"
)

// itemIndex numbers items: those of the catalogue in its order, then those of
// [addedItems].
type itemIndex int32

// placeIndex numbers jurisdictions: the regions of the catalogue in its order,
// then the nation, then alliances in the order they were first recorded.
type placeIndex int32

// none is the index of nothing, for every kind of index.
const none = -1

// chainLength is the most jurisdictions of regions that one institution lies in:
// district, prefecture, province.
const chainLength = 3

// chain is the regions' jurisdictions that a place lies in, narrow to wide;
// unused places are none.
type chain [chainLength]placeIndex

var emptyChain = chain{none, none, none}

func (c *chain) holds(p placeIndex) bool {
	return p != none && (c[0] == p || c[1] == p || c[2] == p)
}

// reference is the catalogue made ready for decisions. All snapshots of a
// process share it.
type reference struct {
	catalogue   *registry.Catalogue
	items       map[registry.ItemCode]itemIndex
	loinc       map[string]localCode // only codes that were checked
	regions     map[registry.RegionCode]placeIndex
	chains      []chain  // by region
	marks       []string // by region: 赤峰HR
	reasons     map[registry.ReasonCode]*registry.Reason
	cases       map[registry.ReasonCode]registry.ReasonCode // the statutory case a reason leads to
	qualifiers  map[string]*registry.QualifierValue
	departments map[string]string // code, name or alias → code
}

func newReference(cat *registry.Catalogue) *reference {
	r := &reference{
		catalogue:   cat,
		items:       make(map[registry.ItemCode]itemIndex, len(cat.Items)),
		loinc:       map[string]localCode{},
		regions:     make(map[registry.RegionCode]placeIndex, len(cat.Regions)),
		reasons:     make(map[registry.ReasonCode]*registry.Reason, len(cat.Reasons)),
		cases:       map[registry.ReasonCode]registry.ReasonCode{},
		qualifiers:  make(map[string]*registry.QualifierValue, len(cat.Qualifiers)),
		departments: map[string]string{},
	}
	r.addItems()
	r.addRegions()
	r.addReasons()
	for i := range cat.Qualifiers {
		r.qualifiers[cat.Qualifiers[i].Code] = &cat.Qualifiers[i]
	}
	for _, d := range cat.Departments {
		for _, name := range append([]string{d.Code, d.Name}, d.Aliases...) {
			r.departments[name] = d.Code
		}
	}
	return r
}

func (r *reference) addItems() {
	for i := range r.catalogue.Items {
		item := &r.catalogue.Items[i]
		r.items[item.Code] = itemIndex(i)
		if item.LOINCChecked {
			local := r.loinc[item.LOINC]
			local.listed = strings.TrimPrefix(local.listed+" "+string(item.Code), " ")
			local.items = append(local.items, itemIndex(i))
			r.loinc[item.LOINC] = local
		}
	}
}

func (r *reference) addRegions() {
	for i, region := range r.catalogue.Regions {
		r.regions[region.Code] = placeIndex(i)
	}
	r.chains = make([]chain, len(r.catalogue.Regions))
	r.marks = make([]string, len(r.catalogue.Regions))
	for i, region := range r.catalogue.Regions {
		r.chains[i] = r.chainFrom(placeIndex(i))
		r.marks[i] = region.Mark + "HR"
	}
}

// chainFrom walks from a region to its parents.
func (r *reference) chainFrom(place placeIndex) chain {
	c := emptyChain
	for n := 0; n < chainLength && place != none; n++ {
		c[n] = place
		place = r.region(r.catalogue.Regions[place].Parent)
	}
	return c
}

// region is the place of a region, or none.
func (r *reference) region(code registry.RegionCode) placeIndex {
	if place, ok := r.regions[code]; ok {
		return place
	}
	return none
}

// chainOf is the chain of a region; empty where the region is not known.
func (r *reference) chainOf(code registry.RegionCode) chain {
	place := r.region(code)
	if place == none {
		return emptyChain
	}
	return r.chains[place]
}

// item is the index of an item of the catalogue, or none.
func (r *reference) item(code registry.ItemCode) itemIndex {
	if i, ok := r.items[code]; ok {
		return i
	}
	return none
}

func (r *reference) addReasons() {
	for i := range r.catalogue.Reasons {
		r.reasons[r.catalogue.Reasons[i].Code] = &r.catalogue.Reasons[i]
	}
	for code := range r.reasons {
		if end := r.followReason(code); end != "" {
			r.cases[code] = end
		}
	}
}

// followReason follows maps_to to its end and returns that code where it is one
// of the statutory cases.
func (r *reference) followReason(code registry.ReasonCode) registry.ReasonCode {
	reason := r.reasons[code]
	for hops := 0; reason != nil && hops < len(r.reasons); hops++ {
		if reason.Class == registry.Statutory {
			return reason.Code
		}
		reason = r.reasons[reason.MapsTo]
	}
	return ""
}

// comparable reports whether two codes of one vocabulary agree: they are equal,
// or one is a kind of the other (EDTA blood is whole blood).
func (r *reference) comparable(a, b string) bool {
	return r.isKindOf(a, b) || r.isKindOf(b, a)
}

func (r *reference) isKindOf(code, ancestor string) bool {
	for hops := 0; code != "" && hops <= len(r.qualifiers); hops++ {
		if code == ancestor {
			return true
		}
		value := r.qualifiers[code]
		if value == nil {
			return false
		}
		code = value.Parent
	}
	return false
}
