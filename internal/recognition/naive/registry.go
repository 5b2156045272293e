package naive

import (
	"slices"

	"concord/internal/registry"
)

// Registry is everything a store handed over, as it came. It implements
// registry.Reader.
type Registry struct {
	catalogue      *registry.Catalogue
	head           registry.Head
	items          []registry.Recorded[registry.AddedItem]
	institutions   []registry.Recorded[registry.Institution]
	consortia      []registry.Recorded[registry.Consortium]
	alliances      []registry.Recorded[registry.Alliance]
	codeMaps       []registry.Recorded[registry.CodeMap]
	qualifications []registry.Recorded[registry.Qualification]
	revocations    []registry.Recorded[registry.Revocation]
	removals       []registry.Recorded[registry.Removal]
	lists          []registry.ListHistory
}

// Read returns what a ledger holds.
func Read(cat *registry.Catalogue, from *registry.Ledger) *Registry {
	r := &Registry{catalogue: cat}
	r.head = from.Read(registry.Selection{}, r)
	return r
}

// Item keeps an item that was added.
func (r *Registry) Item(i registry.Recorded[registry.AddedItem]) { r.items = append(r.items, i) }

// Institution keeps a state of an institution.
func (r *Registry) Institution(i registry.Recorded[registry.Institution]) {
	r.institutions = append(r.institutions, i)
}

// Consortium keeps a state of a consortium.
func (r *Registry) Consortium(c registry.Recorded[registry.Consortium]) {
	r.consortia = append(r.consortia, c)
}

// Alliance keeps a state of an alliance.
func (r *Registry) Alliance(a registry.Recorded[registry.Alliance]) {
	r.alliances = append(r.alliances, a)
}

// CodeMap keeps a code map.
func (r *Registry) CodeMap(m registry.Recorded[registry.CodeMap]) {
	r.codeMaps = append(r.codeMaps, m)
}

// Qualification keeps a qualification record.
func (r *Registry) Qualification(q registry.Recorded[registry.Qualification]) {
	r.qualifications = append(r.qualifications, q)
}

// Revocation keeps a revocation.
func (r *Registry) Revocation(v registry.Recorded[registry.Revocation]) {
	r.revocations = append(r.revocations, v)
}

// Removal keeps a removal for cause.
func (r *Registry) Removal(v registry.Recorded[registry.Removal]) {
	r.removals = append(r.removals, v)
}

// List keeps a list.
func (r *Registry) List(h registry.ListHistory) { r.lists = append(r.lists, h) }

// known returns the newest state of each noun that the registry knew at a
// sequence, in the order in which the nouns were first recorded.
func known[T any, K comparable](all []registry.Recorded[T], at registry.Sequence, key func(T) K) []T {
	var states []T
	for _, one := range all {
		if one.Sequence > at {
			continue
		}
		i := slices.IndexFunc(states, func(s T) bool { return key(s) == key(one.Value) })
		if i < 0 {
			states = append(states, one.Value)
			continue
		}
		states[i] = one.Value
	}
	return states
}

// version is a list version with its entries, or no version at all.
type version struct {
	registry.Version
	history registry.ListHistory
}

func (v version) exists() bool { return v.Number > 0 }

// items are the version's entries of an item.
func (v version) items(item registry.ItemCode) []registry.ItemEntry {
	var entries []registry.ItemEntry
	for _, h := range v.history.Items {
		if h.First <= v.Number && v.Number <= h.Last && h.Entry.Item == item {
			entries = append(entries, h.Entry)
		}
	}
	return entries
}

// institution is the version's entry of an institution as it was recorded.
func (v version) institution(id registry.InstitutionID) (registry.InstitutionEntry, bool) {
	for _, h := range v.history.Institutions {
		if h.First <= v.Number && v.Number <= h.Last && h.Entry.Institution == id {
			return h.Entry, true
		}
	}
	return registry.InstitutionEntry{}, false
}

// negatives are the version's negative entries.
func (v version) negatives() []registry.NegativeEntry {
	var entries []registry.NegativeEntry
	for _, h := range v.history.Negatives {
		if h.First <= v.Number && v.Number <= h.Last {
			entries = append(entries, h.Entry)
		}
	}
	return entries
}

// inForce returns the version of a list in force on a day, as the registry knew
// it at a sequence. “Numbers rise by one; n+1 starts no earlier than n; a list
// may end”: of the versions begun, the one with the highest number speaks, and
// where that one has ended, none does.
func (r *Registry) inForce(list registry.ListID, day registry.Day, at registry.Sequence) version {
	var speaks version
	for _, h := range r.lists {
		if h.ID != list {
			continue
		}
		for _, v := range h.Versions {
			if visible(v, at) && v.Period.From <= day && v.Number > speaks.Number {
				speaks = version{v, h}
			}
		}
	}
	if day >= speaks.Period.To {
		return version{}
	}
	return speaks
}

func visible(v registry.Version, at registry.Sequence) bool {
	return v.Sequence <= at && !(v.Withdrawn > 0 && v.Withdrawn <= at)
}

func (r *Registry) region(code registry.RegionCode) (registry.Region, bool) {
	for _, region := range r.catalogue.Regions {
		if region.Code == code {
			return region, true
		}
	}
	return registry.Region{}, false
}

// upward returns a region and all that contain it, narrow to wide.
func (r *Registry) upward(code registry.RegionCode) []registry.Region {
	var chain []registry.Region
	for code != "" {
		region, ok := r.region(code)
		if !ok {
			break
		}
		chain = append(chain, region)
		code = region.Parent
	}
	return chain
}

// liesIn reports whether an institution lies in a region.
func (r *Registry) liesIn(i *registry.Institution, code registry.RegionCode) bool {
	return slices.ContainsFunc(r.upward(i.Region), func(g registry.Region) bool { return g.Code == code })
}
