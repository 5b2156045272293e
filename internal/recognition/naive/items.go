package naive

import (
	"cmp"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// listing is what a jurisdiction's item list says about the item.
type listing struct {
	jurisdiction jurisdiction
	published    bool               // a version is in force at asked_at
	listed       bool               // as R33 asks
	version      version            // the one whose entry and terms govern; where none does, the one in force at asked_at
	entry        registry.ItemEntry // the one that governs, if listed
}

func (l listing) terms() registry.ItemTerms {
	if !l.version.exists() {
		return registry.DefaultTerms().Items
	}
	return l.version.Terms.Items
}

func (l listing) finding(rule recognition.Rule, code recognition.Code, effect recognition.Effect) Finding {
	f := Finding{Rule: rule, Code: code, Effect: effect}
	if l.version.exists() {
		f.List, f.Version = l.version.List, int32(l.version.Number)
	}
	if l.listed {
		f.Entry = l.entry.Key()
	}
	return f
}

// listing reads a jurisdiction's item list as R33 does. “list_at=exam: item
// listed at exam_time and at asked_at; asked: at asked_at.” “list_at is read
// from the item-list version in force at asked_at; it selects the version (in
// force at exam or at asking) whose entry and terms govern.”
func (a *asking) listing(j jurisdiction) listing {
	list := registry.ListID{Jurisdiction: j.code, Kind: registry.ItemList}
	now := a.inForce(list, a.asked, a.at)
	if !now.exists() {
		return listing{jurisdiction: j}
	}
	governs := now
	if now.Terms.Items.ListAt == registry.AtExam {
		governs = a.inForce(list, a.exam, a.at)
	}
	if len(now.items(a.item.Code)) == 0 || len(governs.items(a.item.Code)) == 0 {
		return listing{jurisdiction: j, published: true, version: now}
	}
	l := listing{jurisdiction: j, published: true, listed: true, version: governs}
	l.entry = a.choose(l)
	return l
}

// toldOfTheItem is the jurisdiction that is asked about an item that none lists:
// the narrowest with an item list in force at asked_at, else the narrowest.
func (a *asking) toldOfTheItem(among []jurisdiction) jurisdiction {
	for _, j := range among {
		if a.listing(j).published {
			return j
		}
	}
	return among[0]
}

// itemListed asks R33.
func (a *asking) itemListed(l listing) {
	if l.listed {
		a.leave(l.finding(33, recognition.ItemListed, recognition.For))
		return
	}
	a.leave(l.finding(33, recognition.ItemNotListed, recognition.Against))
}

func (l listing) governing() recognition.Governing {
	return recognition.Governing{
		List:    l.version.List,
		Kind:    l.jurisdiction.kind,
		Version: int32(l.version.Number),
		Entry:   l.entry.Key(),
	}
}

// mark is what stands on a report: “the region's (赤峰HR, 鄂HR); an entry may
// print another”.
func (a *asking) mark(l listing) string {
	if l.entry.Mark != "" {
		return l.entry.Mark
	}
	if terms := l.terms(); terms.Mark != "" {
		return terms.Mark
	}
	if place := a.markOf(l.jurisdiction.code); place != "" {
		return place + "HR"
	}
	return ""
}

func (a *asking) markOf(code registry.JurisdictionCode) string {
	if code == registry.Nation {
		return "全国"
	}
	for _, alliance := range a.alliancesNow() {
		if alliance.Code == code {
			return cmp.Or(alliance.Mark, alliance.Name)
		}
	}
	region, _ := a.region(registry.RegionCode(code))
	return region.Mark
}
