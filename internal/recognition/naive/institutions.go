package naive

import (
	"slices"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// place is where an institution is listed: the nearest listing, own entry first.
type place struct {
	published bool // some list that could name it is in force
	entered   bool // an entry names it
	removed   bool // and it was removed for cause
	version   version
	entry     registry.InstitutionEntry
}

func (p place) issues() bool   { return p.entered && !p.removed && p.entry.Role != registry.RoleReceives }
func (p place) receives() bool { return p.entered && !p.removed && p.entry.Role != registry.RoleIssues }

func (a *asking) provider(j jurisdiction) place { return a.place(j, a.judged, a.exam) }
func (a *asking) taker(j jurisdiction) place    { return a.place(j, a.receiver, a.asked) }

// place finds the nearest listing of an institution on a day. “A province,
// alliance or nation without an institution list of its own takes its members'
// lists, transitively; inherits=members adds them to its own.”
func (a *asking) place(j jurisdiction, i *registry.Institution, day registry.Day) place {
	own := a.inForce(registry.ListID{Jurisdiction: j.code, Kind: registry.InstitutionList}, day, a.at)
	for _, id := range a.ids(i) {
		if e, ok := own.institution(id); ok && e.Period.Contains(day) {
			return place{published: true, entered: true, removed: a.removed(own, i, day), version: own, entry: e}
		}
	}
	if own.exists() && own.Terms.Institutions.Inherits != registry.InheritMembers {
		return place{published: true, version: own}
	}
	// Where no entry names it, the answer names the first list it could stand on.
	at := place{published: own.exists(), version: own}
	inheriting := false
	for _, m := range a.members(j, i, day) {
		inherited := a.place(m, i, day)
		if inherited.entered {
			return inherited
		}
		if inherited.published && !inheriting {
			at, inheriting = inherited, true
		}
	}
	return at
}

// members are the jurisdictions whose institution lists a wider one takes over,
// as far as an institution lies in them, narrow before wide.
func (a *asking) members(j jurisdiction, i *registry.Institution, day registry.Day) []jurisdiction {
	var members []registry.Region
	upward := a.upward(i.Region)
	switch j.kind {
	case registry.Province:
		members = slices.DeleteFunc(upward, func(g registry.Region) bool {
			return g.JurisdictionKind() != registry.Prefecture
		})
	case registry.AllianceKind:
		for _, alliance := range a.alliancesNow() {
			if alliance.Code == j.code {
				members = a.memberRegions(alliance, i, day)
			}
		}
	case registry.NationKind:
		members = upward[max(0, len(upward)-1):]
	}
	var all []jurisdiction
	for _, region := range members {
		all = append(all, jurisdiction{code: registry.JurisdictionCode(region.Code), kind: region.JurisdictionKind()})
	}
	return all
}

// removed reports whether an entry of a version no longer counts on a day.
// “Institution entries, too, may be removed for cause from an earlier date”: in
// versions published before the removal.
func (a *asking) removed(v version, i *registry.Institution, day registry.Day) bool {
	return slices.ContainsFunc(a.removals, func(r registry.Recorded[registry.Removal]) bool {
		return r.Sequence <= a.at && v.Sequence < r.Sequence &&
			r.Value.Jurisdiction == v.List.Jurisdiction && a.is(i, r.Value.Institution) && r.Value.From <= day
	})
}

// covering are the spanning jurisdictions on which “both stand in their roles”.
func (a *asking) covering(spanning []jurisdiction) []jurisdiction {
	var covering []jurisdiction
	for _, j := range spanning {
		if a.provider(j).issues() && a.taker(j).receives() {
			covering = append(covering, j)
		}
	}
	return covering
}

// toldOfThePair is the jurisdiction that R31 is asked of: “the narrowest
// spanning one with a list”.
func (a *asking) toldOfThePair(spanning, covering []jurisdiction) jurisdiction {
	if len(covering) > 0 {
		return covering[0]
	}
	for _, j := range spanning {
		if a.provider(j).published || a.taker(j).published {
			return j
		}
	}
	return spanning[0]
}

// listedPair asks R31 of a jurisdiction.
func (a *asking) listedPair(j jurisdiction) {
	provider, taker := a.provider(j), a.taker(j)
	a.stands(provider, provider.issues(), recognition.IssuerListed, recognition.IssuerNotListed)
	a.stands(taker, taker.receives(), recognition.ReceiverListed, recognition.ReceiverNotListed)
}

func (a *asking) stands(p place, stands bool, listed, notListed recognition.Code) {
	f := Finding{Rule: 31, Code: listed, Effect: recognition.For}
	if !stands {
		f.Code, f.Effect = notListed, recognition.Against
	}
	if p.version.exists() {
		f.List, f.Version = p.version.List, int32(p.version.Number)
	}
	if p.entered && !p.removed {
		f.Entry = p.entry.Key()
	}
	a.leave(f)
}

// levels asks R32: “issuer's level ≥ min_level (a listed receiver of any level
// may receive); direction as the terms say; unknown level where one is needed”.
// “min_level and direction from the inheriting version, defaults where it has
// none.”
func (a *asking) levels(j jurisdiction) {
	terms := registry.DefaultTerms().Institutions
	if own := a.inForce(registry.ListID{Jurisdiction: j.code, Kind: registry.InstitutionList}, a.exam, a.at); own.exists() {
		terms = own.Terms.Institutions
	}
	provider := a.provider(j)
	f := Finding{Rule: 32, List: provider.version.List, Version: int32(provider.version.Number), Entry: provider.entry.Key()}
	before := len(a.answer.Findings)
	issuer := level(provider.entry, a.judged, a.exam)
	receiver := level(a.taker(j).entry, a.receiver, a.asked)
	leave := func(code recognition.Code, effect recognition.Effect) {
		f.Code, f.Effect = code, effect
		a.leave(f)
	}
	minimumUnknown := terms.MinLevel > 1 && issuer == registry.LevelUnknown
	switch {
	case minimumUnknown:
		leave(recognition.LevelUnknown, recognition.Unknown)
	case terms.MinLevel > 1 && issuer < terms.MinLevel:
		leave(recognition.LevelNotCovered, recognition.Against)
	}
	if terms.Direction == registry.IssuerNotLower && issuer != 3 && receiver != 1 {
		switch {
		case minimumUnknown: // has been said
		case issuer == registry.LevelUnknown || receiver == registry.LevelUnknown:
			leave(recognition.LevelUnknown, recognition.Unknown)
		case issuer < receiver && terms.DirectionEffect == registry.Discretion:
			leave(recognition.LevelDirection, recognition.Discretionary)
		case issuer < receiver:
			leave(recognition.LevelDirection, recognition.Against)
		}
	}
	if len(a.answer.Findings) == before {
		leave(recognition.LevelCovered, recognition.For)
	}
}

// level is “what the list entry prints, else the registry's at that instant;
// grade is never compared”.
func level(e registry.InstitutionEntry, i *registry.Institution, day registry.Day) registry.Level {
	if e.Level != registry.LevelUnknown {
		return e.Level
	}
	for _, l := range i.Levels {
		if l.Period.Contains(day) {
			return l.Level
		}
	}
	return registry.LevelUnknown
}
