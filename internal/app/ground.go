package app

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"concord/internal/naming"
	"concord/internal/registry"
)

// ground is the registry as a writer sees it: what drafts are judged against.
// It receives what a store reads, and takes in steps that are about to be
// written, so that a file may name what it brings itself.
type ground struct {
	*reference
	resolver       *naming.Resolver // nil where nothing printed is read
	head           registry.Head
	added          []registry.AddedItem
	institutions   map[registry.InstitutionID]registry.Institution
	alliances      map[registry.JurisdictionCode]registry.Alliance
	consortia      map[string]registry.Consortium
	lists          map[registry.ListID]*registry.ListHistory
	read           map[registry.ListID][]registry.Version // as they were read, whatever a step takes back
	qualifications map[registry.QualificationKey][]registry.Qualification
}

func newGround(ref *reference) *ground {
	return &ground{
		reference:      ref,
		institutions:   map[registry.InstitutionID]registry.Institution{},
		alliances:      map[registry.JurisdictionCode]registry.Alliance{},
		consortia:      map[string]registry.Consortium{},
		lists:          map[registry.ListID]*registry.ListHistory{},
		read:           map[registry.ListID][]registry.Version{},
		qualifications: map[registry.QualificationKey][]registry.Qualification{},
	}
}

// Item keeps an item that was added to the catalogue.
func (g *ground) Item(i registry.Recorded[registry.AddedItem]) { g.added = append(g.added, i.Value) }

// Institution keeps the newest state of an institution.
func (g *ground) Institution(i registry.Recorded[registry.Institution]) {
	g.institutions[i.Value.ID] = i.Value
}

// Alliance keeps the newest state of an alliance.
func (g *ground) Alliance(a registry.Recorded[registry.Alliance]) {
	g.alliances[a.Value.Code] = a.Value
}

// Qualification keeps a record.
func (g *ground) Qualification(q registry.Recorded[registry.Qualification]) {
	key := q.Value.Key()
	g.qualifications[key] = append(g.qualifications[key], q.Value)
}

// List keeps a history.
func (g *ground) List(h registry.ListHistory) {
	g.lists[h.ID] = &h
	g.read[h.ID] = h.Versions
}

// Consortium keeps the newest state of a consortium.
func (g *ground) Consortium(c registry.Recorded[registry.Consortium]) {
	g.consortia[c.Value.ID] = c.Value
}

// CodeMap is not asked for by any check.
func (g *ground) CodeMap(registry.Recorded[registry.CodeMap]) {}

// Revocation is not asked for by any check.
func (g *ground) Revocation(registry.Recorded[registry.Revocation]) {}

// Removal is not asked for by any check.
func (g *ground) Removal(registry.Recorded[registry.Removal]) {}

// institution is the one with an id.
func (g *ground) institution(id registry.InstitutionID) (registry.Institution, bool) {
	i, ok := g.institutions[id]
	return i, ok
}

// survivor is the institution that one is now, by way of its merges.
func (g *ground) survivor(id registry.InstitutionID) registry.InstitutionID {
	if g.institutions[id].MergedInto == "" {
		return id
	}
	return registry.Survivor(id, g.institution)
}

// history is a list's history; empty before its first version.
func (g *ground) history(id registry.ListID) registry.ListHistory {
	if h := g.lists[id]; h != nil {
		return *h
	}
	return registry.ListHistory{ID: id}
}

// jurisdiction reports whether lists can be published under a code.
func (g *ground) jurisdiction(code registry.JurisdictionCode) bool {
	if code == registry.Nation {
		return true
	}
	if _, ok := g.alliances[code]; ok {
		return true
	}
	_, ok := g.regions[registry.RegionCode(code)]
	return ok
}

// called is what a jurisdiction is called, with its code.
func (g *ground) called(code registry.JurisdictionCode) registry.Text {
	if a, ok := g.alliances[code]; ok {
		return registry.Text{Zh: a.Name, En: cmp.Or(a.NameEn, a.Name)}.WithCode(string(code))
	}
	return g.regionCalled(registry.RegionCode(code))
}

// entryCalled is what an entry of an item or institution list is called, with its
// key. An entry of a negative list has no name.
func (g *ground) entryCalled(key registry.EntryKey) registry.Text {
	item, _, _ := strings.Cut(string(key), ";")
	if i, ok := g.items[registry.ItemCode(item)]; ok {
		return registry.Text{Zh: i.Name, En: i.NameEn}.WithCode(string(key))
	}
	if id := registry.InstitutionID(key); has(g.institutions, id) {
		return g.institutionCalled(id)
	}
	return registry.Text{Zh: "本条", En: "this entry"}
}

// institutionCalled is what an institution is called, with its id; the id alone of
// one that is not known.
func (g *ground) institutionCalled(id registry.InstitutionID) registry.Text {
	name := cmp.Or(g.institutions[id].Name, string(id))
	return registry.Text{Zh: name, En: name}.WithCode(string(id))
}

// within reports whether a region lies in a jurisdiction's territory; of an
// alliance, in the region of any member it ever had.
func (g *ground) within(code registry.JurisdictionCode, region registry.RegionCode) bool {
	if code == registry.Nation {
		return true
	}
	chain := g.ancestors(region)
	alliance, ok := g.alliances[code]
	if !ok {
		return slices.Contains(chain, registry.RegionCode(code))
	}
	return slices.ContainsFunc(alliance.Members, func(m registry.AllianceMember) bool {
		return slices.Contains(chain, m.Region)
	})
}

// live reports whether any of a jurisdiction's lists has a version that was
// published on time: from then on, history may no longer be loaded.
func (g *ground) live(code registry.JurisdictionCode) bool {
	return slices.ContainsFunc(slices.Collect(maps.Values(g.lists)), func(h *registry.ListHistory) bool {
		return h.ID.Jurisdiction == code && slices.ContainsFunc(h.Versions, onTime)
	})
}

func onTime(v registry.Version) bool { return !v.RecordedLater && v.Withdrawn == 0 }
