package scenario

import (
	"cmp"
	"slices"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// home is where institutions lie that do not say: the territory of the first
// list, if a district or a prefecture publishes it.
func home(statements []statement, catalogue *recognition.Snapshot) registry.RegionCode {
	for _, one := range statements {
		head, ok := headOf(one)
		if !ok {
			continue
		}
		region, ok := catalogue.Region(registry.RegionCode(head.list.Jurisdiction))
		if !ok || region.JurisdictionKind() == registry.Province {
			return ""
		}
		return region.Code
	}
	return ""
}

func headOf(one statement) (*listHead, bool) {
	switch list := one.(type) {
	case *itemsList:
		return &list.listHead, true
	case *institutionsList:
		return &list.listHead, true
	case *negativeList:
		return &list.listHead, true
	}
	return nil, false
}

// imply gives, once and before the first question, every prefecture a list of
// the institutions in it that stand above, unless the scenario has an
// institution list of its own.
func (s *stage) imply() error {
	if s.implied {
		return nil
	}
	s.implied = true
	if slices.ContainsFunc(s.statements, func(one statement) bool { _, ok := one.(*institutionsList); return ok }) {
		return nil
	}
	var lists []*institutionsList
	for _, id := range s.recorded {
		unit := s.prefectureOf(s.institutions[id].Region)
		if unit == "" {
			continue
		}
		i := slices.IndexFunc(lists, func(l *institutionsList) bool { return l.list.Jurisdiction == unit })
		if i < 0 {
			i = len(lists)
			lists = append(lists, impliedList(unit))
		}
		lists[i].entries = append(lists[i].entries, registry.InstitutionEntry{Institution: id, Period: registry.Always})
	}
	slices.SortFunc(lists, func(a, b *institutionsList) int { return cmp.Compare(a.list.Jurisdiction, b.list.Jurisdiction) })
	for _, list := range lists {
		if err := list.play(s); err != nil {
			return err
		}
	}
	return nil
}

func impliedList(of registry.JurisdictionCode) *institutionsList {
	return &institutionsList{listHead: listHead{
		list:   registry.ListID{Jurisdiction: of, Kind: registry.InstitutionList},
		number: 1, period: registry.Always, terms: registry.DefaultTerms(),
	}}
}

// prefectureOf is the prefecture, municipality or other unit that a region lies
// in; empty for a province.
func (s *stage) prefectureOf(code registry.RegionCode) registry.JurisdictionCode {
	for code != "" {
		region, ok := s.region(code)
		if !ok {
			break
		}
		if region.JurisdictionKind() == registry.Prefecture {
			return registry.JurisdictionCode(code)
		}
		code = region.Parent
	}
	return ""
}

// evidence is what a qualification is about.
type evidence struct {
	institution registry.InstitutionID
	item        registry.ItemCode
}

// impliedQualifications are passes, without bounds, of a new institution: one
// for every item that a list or a question of the scenario names, unless the
// scenario says something about the two.
func (s *stage) impliedQualifications(id registry.InstitutionID) []registry.Qualification {
	said := s.saidAbout()
	var passes []registry.Qualification
	for _, item := range s.itemsInNeed() {
		if said[evidence{id, item}] {
			continue
		}
		passes = append(passes, registry.Qualification{
			Institution: id, Item: item, Programme: defaultProgramme, Round: defaultRound,
			Result: registry.Pass, Period: registry.Always,
		})
	}
	return passes
}

// saidAbout is every institution and item that the scenario has a record of, or
// says to have none.
func (s *stage) saidAbout() map[evidence]bool {
	said := map[evidence]bool{}
	mark := func(id registry.InstitutionID, items []registry.ItemCode) {
		for _, item := range items {
			said[evidence{id, item}] = true
		}
	}
	for _, one := range s.statements {
		switch record := one.(type) {
		case *qualification:
			mark(record.value.Institution, record.items)
		case *unassessed:
			mark(record.institution, record.items)
		}
	}
	return said
}

// itemsInNeed are the items that the scenario's item lists and questions name,
// in order.
func (s *stage) itemsInNeed() []registry.ItemCode {
	var items []registry.ItemCode
	for _, one := range s.statements {
		switch named := one.(type) {
		case *itemsList:
			for _, e := range named.entries {
				items = append(items, e.entry.Item)
			}
		case *addedItem:
			items = append(items, named.value.Item.Code)
		case *question:
			if code := registry.ItemCode(named.ask.Item.Code); named.ask.Item.System == recognition.RegistryCode && s.holds(code) {
				items = append(items, code)
			}
		}
	}
	slices.Sort(items)
	return slices.Compact(items)
}

// holds reports whether the catalogue holds an item or the scenario has added it.
func (s *stage) holds(item registry.ItemCode) bool {
	_, ok := s.snapshot.Item(item)
	return ok || s.issued(item)
}
