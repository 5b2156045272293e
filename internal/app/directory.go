package app

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"concord/internal/naming"
	"concord/internal/registry"
)

// directory finds institutions by identifier and by name.
type directory struct {
	ground       *ground
	byIdentifier map[string][]registry.InstitutionID
	byName       map[string][]registry.InstitutionID // folded names and aliases
	former       map[registry.InstitutionID][]string // the names of those merged into one
	serials      map[registry.RegionCode]int         // the highest minted so far
}

func newDirectory(g *ground) *directory {
	d := &directory{
		ground:       g,
		byIdentifier: map[string][]registry.InstitutionID{},
		byName:       map[string][]registry.InstitutionID{},
		former:       map[registry.InstitutionID][]string{},
		serials:      map[registry.RegionCode]int{},
	}
	for _, id := range sortedIDs(g.institutions) {
		d.add(g.institutions[id])
	}
	return d
}

func sortedIDs(all map[registry.InstitutionID]registry.Institution) []registry.InstitutionID {
	ids := make([]registry.InstitutionID, 0, len(all))
	for id := range all {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// add makes an institution findable, a duplicate as its survivor.
func (d *directory) add(i registry.Institution) {
	id := d.ground.survivor(i.ID)
	for _, identifier := range identifiers(i.Identifiers) {
		d.byIdentifier[identifier] = append(d.byIdentifier[identifier], id)
	}
	names := append([]string{i.Name}, i.Aliases...)
	for _, name := range names {
		key := naming.NormalizeInstitution(name)
		if !slices.Contains(d.byName[key], id) {
			d.byName[key] = append(d.byName[key], id)
		}
	}
	if id != i.ID {
		d.former[id] = append(d.former[id], names...)
	}
	prefix, serial, _ := strings.Cut(string(i.ID), "-")
	if n, err := strconv.Atoi(serial); err == nil {
		region := registry.RegionCode(prefix)
		d.serials[region] = max(d.serials[region], n)
	}
}

// identifiers are the stated identifiers as system:code.
func identifiers(i registry.Identifiers) []string {
	var all []string
	for _, one := range [][2]string{{"uscc", i.USCC}, {"licence", i.Licence}, {"insurance", i.Insurance}} {
		if one[1] != "" {
			all = append(all, one[0]+":"+one[1])
		}
	}
	return all
}

// identified are the institutions that have any of the identifiers.
func (d *directory) identified(i registry.Identifiers) []registry.InstitutionID {
	var found []registry.InstitutionID
	for _, identifier := range identifiers(i) {
		found = append(found, d.byIdentifier[identifier]...)
	}
	return sortedCopy(found)
}

// has reports whether any of the identifiers is recorded.
func (d *directory) has(i registry.Identifiers) bool { return len(d.identified(i)) > 0 }

// named are the institutions with a name among those in question.
func (d *directory) named(name string, inQuestion func(registry.Institution) bool) []registry.InstitutionID {
	var found []registry.InstitutionID
	for _, id := range d.byName[naming.NormalizeInstitution(name)] {
		if inQuestion(d.ground.institutions[id]) {
			found = append(found, id)
		}
	}
	return found
}

// how tells by which of its names an institution was found.
func (d *directory) how(id registry.InstitutionID, name string) How {
	i := d.ground.institutions[id]
	switch {
	case i.Name == name:
		return HowExact
	case slices.Contains(i.Aliases, name), slices.Contains(d.former[id], name):
		return HowAlias
	}
	return HowNormalized
}

// mint makes the next id of a region: <prefecture>-<serial>.
func (d *directory) mint(region registry.RegionCode) registry.InstitutionID {
	unit := d.ground.unit(region)
	d.serials[unit]++
	return registry.InstitutionID(fmt.Sprintf("%s-%04d", unit, d.serials[unit]))
}

// candidates names institutions for a person to choose from.
func (d *directory) candidates(ids []registry.InstitutionID) []Candidate {
	all := make([]Candidate, len(ids))
	for i, id := range ids {
		all[i] = Candidate{string(id), d.ground.institutions[id].Name, 1}
	}
	return all
}
