package naive

import (
	"cmp"
	"slices"

	"concord/internal/registry"
)

// jurisdiction is a publisher of lists.
type jurisdiction struct {
	code    registry.JurisdictionCode
	kind    registry.JurisdictionKind
	members int // member regions of an alliance
}

// holds reports whether an institution lies in a jurisdiction's territory on a
// day.
func (a *asking) holds(code registry.JurisdictionCode, i *registry.Institution, day registry.Day) bool {
	if code == registry.Nation {
		return true
	}
	for _, alliance := range a.alliancesNow() {
		if alliance.Code == code {
			return len(a.memberRegions(alliance, i, day)) > 0
		}
	}
	return a.liesIn(i, registry.RegionCode(code))
}

func (a *asking) alliancesNow() []registry.Alliance {
	return known(a.alliances, a.at, func(l registry.Alliance) registry.JurisdictionCode { return l.Code })
}

// memberRegions are the members of an alliance on a day that an institution lies
// in, narrow to wide.
func (a *asking) memberRegions(alliance registry.Alliance, i *registry.Institution, day registry.Day) []registry.Region {
	var regions []registry.Region
	for _, region := range a.upward(i.Region) {
		joined := func(m registry.AllianceMember) bool { return m.Region == region.Code && m.Period.Contains(day) }
		if slices.ContainsFunc(alliance.Members, joined) {
			regions = append(regions, region)
		}
	}
	return regions
}

// jurisdictions are all publishers whose territory holds an institution on a
// day, “from narrow to wide: district, prefecture, province, alliance, nation”.
func (a *asking) jurisdictions(i *registry.Institution, day registry.Day) []jurisdiction {
	var all []jurisdiction
	for _, region := range a.upward(i.Region) {
		all = append(all, jurisdiction{code: registry.JurisdictionCode(region.Code), kind: region.JurisdictionKind()})
	}
	for _, alliance := range a.alliancesNow() {
		if a.holds(alliance.Code, i, day) {
			all = append(all, jurisdiction{alliance.Code, registry.AllianceKind, a.size(alliance)})
		}
	}
	if a.nationPublished() {
		all = append(all, jurisdiction{code: registry.Nation, kind: registry.NationKind})
	}
	slices.SortStableFunc(all, narrower)
	return all
}

// narrower orders jurisdictions. “Ties between alliances: fewest member regions,
// then smallest code.”
func narrower(x, y jurisdiction) int {
	if x.kind != registry.AllianceKind || y.kind != registry.AllianceKind {
		return cmp.Compare(x.kind, y.kind)
	}
	return cmp.Or(cmp.Compare(x.members, y.members), cmp.Compare(x.code, y.code))
}

// size counts the member regions of an alliance on the day of asking.
func (a *asking) size(alliance registry.Alliance) int {
	var regions []registry.RegionCode
	for _, m := range alliance.Members {
		if m.Period.Contains(a.asked) && !slices.Contains(regions, m.Region) {
			regions = append(regions, m.Region)
		}
	}
	return len(regions)
}

// nationPublished reports whether the nation has published a list of items or
// institutions: until then it is no jurisdiction.
func (a *asking) nationPublished() bool {
	for _, h := range a.Registry.lists {
		if h.ID.Jurisdiction != registry.Nation || h.ID.Kind == registry.NegativeList {
			continue
		}
		if slices.ContainsFunc(h.Versions, func(v registry.Version) bool { return visible(v, a.at) }) {
			return true
		}
	}
	return false
}

// spanning are the jurisdictions that span the pair, narrow to wide: “both
// institutions lie in its territory (alliance: in member regions, at both
// instants)”.
func (a *asking) spanning() []jurisdiction {
	return slices.DeleteFunc(a.jurisdictions(a.judged, a.asked), func(j jurisdiction) bool {
		return !a.holds(j.code, a.judged, a.exam) ||
			!a.holds(j.code, a.receiver, a.asked) || !a.holds(j.code, a.receiver, a.exam)
	})
}

// listedElsewhere is the narrowest “non-spanning one of the issuer” that lists
// the item; empty where none does, or the item is unknown.
func (a *asking) listedElsewhere(spanning []jurisdiction) registry.JurisdictionCode {
	if a.item == nil {
		return ""
	}
	for _, j := range a.jurisdictions(a.judged, a.asked) {
		if !slices.Contains(spanning, j) && a.listing(j).listed {
			return j.code
		}
	}
	return ""
}
