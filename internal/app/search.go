package app

import (
	"strings"
	"sync"

	"github.com/samber/lo"

	"concord/internal/naming"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// search finds what the catalogue holds by name, alias, abbreviation, code,
// pinyin and initials. Each index is made when first asked for. A view of a
// registry that has added items has an index of its own.
type search struct {
	items, orders, regions func() *naming.Index
	resolver               func() *naming.Resolver
}

func newSearch(c *registry.Catalogue) *search {
	return &search{
		items:    sync.OnceValue(func() *naming.Index { return itemIndex(c.Panels, c.Items) }),
		orders:   sync.OnceValue(func() *naming.Index { return orderIndex(c.Panels, c.Items) }),
		regions:  sync.OnceValue(func() *naming.Index { return naming.NewIndex(lo.Map(c.Regions, regionEntryOf)) }),
		resolver: sync.OnceValue(func() *naming.Resolver { return naming.NewResolver(c) }),
	}
}

// printed is what a text means that no index holds, as names stand on lists:
// 右肩关节正位 is the radiograph of the shoulder.
func (s *search) printed(text string) naming.Resolution {
	if strings.TrimSpace(text) == "" {
		return naming.Resolution{}
	}
	return s.resolver().Meaning(naming.Query{Name: text})
}

// itemIndex indexes items by their own names and, after those, by the names of
// the panels they belong to: people look for 血常规 (xcg) among the items.
func itemIndex(panels []registry.Panel, items []registry.Item) *naming.Index {
	ordered := map[registry.ItemCode][]string{}
	for _, panel := range panels {
		for _, code := range panel.Items {
			ordered[code] = append(ordered[code], panel.Name)
		}
	}
	return naming.NewIndex(lo.Map(items, func(i registry.Item, _ int) naming.Entry {
		entry := itemEntryOf(i)
		entry.Names = append(entry.Names, ordered[i.Code]...)
		return entry
	}))
}

func itemEntryOf(i registry.Item) naming.Entry {
	return naming.Entry{
		Key:      string(i.Code),
		Names:    append([]string{i.Name, i.NameEn}, i.Aliases...),
		Codes:    append([]string{string(i.Code), i.Abbreviation}, checkedLOINC(i)...),
		Initials: i.Initials,
	}
}

func checkedLOINC(i registry.Item) []string {
	if !i.LOINCChecked {
		return nil
	}
	return []string{i.LOINC}
}

// orderIndex indexes what hospitals order: panels, and items by their own names
// alone.
func orderIndex(panels []registry.Panel, items []registry.Item) *naming.Index {
	entries := make([]naming.Entry, 0, len(panels)+len(items))
	for _, p := range panels {
		entries = append(entries, naming.Entry{Key: p.Code, Names: append([]string{p.Name, p.NameEn}, p.Aliases...), Codes: []string{p.Code}})
	}
	for _, i := range items {
		entries = append(entries, itemEntryOf(i))
	}
	return naming.NewIndex(entries)
}

func regionEntryOf(r registry.Region, _ int) naming.Entry {
	return naming.Entry{
		Key:      string(r.Code),
		Names:    []string{r.Name, r.NameEn},
		Codes:    []string{string(r.Code)},
		Initials: r.Initials,
	}
}

// institutionIndex indexes the newest state of every institution.
func institutionIndex(s *recognition.Snapshot) *naming.Index {
	var entries []naming.Entry
	for i := range s.Institutions(s.Head().Newest) {
		entries = append(entries, naming.Entry{
			Key:   string(i.ID),
			Names: append([]string{i.Name}, i.Aliases...),
			Codes: []string{string(i.ID), i.Identifiers.USCC, i.Identifiers.Licence, i.Identifiers.Insurance},
		})
	}
	return naming.NewIndex(entries)
}

// knownItems are the items of the catalogue and those added up to the newest step.
func knownItems(s *recognition.Snapshot) []registry.Item {
	var items []registry.Item
	for i := range s.Items(s.Head().Newest) {
		items = append(items, *i)
	}
	return items
}

// Items are the items that a search text finds, the best first.
func (s *Service) Items(q string) []registry.ItemCode {
	index := s.search.items
	if v := s.current.Load(); v != nil && v.items != nil {
		index = v.items
	}
	if found := index().Search(q, 0); len(found) > 0 {
		return keys[registry.ItemCode](found)
	}
	printed := s.search.printed(q)
	switch {
	case printed.Match != nil:
		return []registry.ItemCode{printed.Match.Item}
	case printed.Panel != "":
		return lo.Map(printed.Candidates, func(c naming.Candidate, _ int) registry.ItemCode { return c.Item })
	}
	return nil
}

// Orders are the codes of the items and panels that a search text finds, the best
// first: 血常规 is one of them, and not what it is made of.
func (s *Service) Orders(q string) []string {
	if found := s.ordersOf(s.current.Load())().Search(q, 0); len(found) > 0 {
		return found
	}
	printed := s.search.printed(q)
	switch {
	case printed.Match != nil:
		return []string{string(printed.Match.Item)}
	case printed.Panel != "":
		return []string{printed.Panel}
	}
	return nil
}

// ordersOf is the index of what hospitals order in a view; nil is the view before
// the first.
func (s *Service) ordersOf(v *view) func() *naming.Index {
	if v != nil && v.orders != nil {
		return v.orders
	}
	return s.search.orders
}

// Regions are the regions that a search text finds, the best first.
func (s *Service) Regions(q string) []registry.RegionCode {
	return keys[registry.RegionCode](s.search.regions().Search(q, 0))
}

// Institutions are the institutions that a search text finds, the best first;
// none before the first [Service.Refresh].
func (s *Service) Institutions(q string) []registry.InstitutionID {
	v := s.current.Load()
	if v == nil {
		return nil
	}
	return keys[registry.InstitutionID](v.institutions().Search(q, 0))
}

func keys[K ~string](found []string) []K {
	return lo.Map(found, func(key string, _ int) K { return K(key) })
}
