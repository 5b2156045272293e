package app

import (
	"context"
	"maps"
	"slices"

	"concord/internal/office"
	"concord/internal/outcome"
	"concord/internal/progress"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// Grouping is what recognition statistics are grouped by.
type Grouping string

// The groupings; the zero value groups nothing.
const (
	Ungrouped           Grouping = ""
	GroupsByRegion      Grouping = "region"
	GroupsByInstitution Grouping = "institution"
	GroupsByIssuer      Grouping = "issuer"
	GroupsByItem        Grouping = "item"
	GroupsByCategory    Grouping = "category"
	GroupsByDepartment  Grouping = "department"
	GroupsByReason      Grouping = "reason"
	GroupsByMonth       Grouping = "month"
)

// Groupings are all groupings. There is none by physician.
var Groupings = []Grouping{
	GroupsByRegion, GroupsByInstitution, GroupsByIssuer, GroupsByItem, GroupsByCategory, GroupsByDepartment, GroupsByReason, GroupsByMonth,
}

// RecognitionQuery says what to count. Region and institution are known ones.
type RecognitionQuery struct {
	Region      registry.RegionCode    // the nation where empty
	Institution registry.InstitutionID // all where empty
	Issuing     bool                   // both are meant as issuers, not as receivers
	Item        registry.ItemCode      // all where empty
	Period      registry.Period
	By          Grouping
}

// RecognitionStatistics is how often results were recognized.
type RecognitionStatistics struct {
	Total  RecognitionGroup
	Groups []RecognitionGroup // by key
	Priced bool               // somebody has prices, so that savings can be estimated
}

// RecognitionGroup is one line of the statistics.
type RecognitionGroup struct {
	Key string
	outcome.Group
	// Comparison is the rate against that of peers; nil where it has none.
	Comparison *outcome.Comparison
	// Items is the number of live items of a unit against that of peers; likewise.
	Items *outcome.ItemComparison
}

// Recognition counts what physicians did with results, from the tallies.
func (o *Office) Recognition(ctx context.Context, s *recognition.Snapshot, q RecognitionQuery) (RecognitionStatistics, error) {
	c := newCensus(o.reference, s, q)
	prices, err := c.pricesOf(ctx, o.store)
	if err != nil {
		return RecognitionStatistics{}, err
	}
	main, peers := outcome.NewCounter(c.cut(prices)), outcome.NewCounter(c.peersCut())
	apart := !c.groupsAreHouses() && (c.comparesInstitutions() || c.comparesRegion())
	err = o.store.Tallies(ctx, c.selection(), func(receiver registry.InstitutionID, month registry.Day, packed []byte) error {
		if apart {
			if err := peers.Add(receiver, month, packed); err != nil {
				return err
			}
		}
		return main.Add(receiver, month, packed)
	})
	if err != nil {
		return RecognitionStatistics{}, err
	}
	houses := peers.Groups()
	if c.groupsAreHouses() {
		houses = main.Groups()
	}
	return c.statistics(main.Groups(), houses, prices != nil), nil
}

// census is one query being answered.
type census struct {
	*reference
	snapshot *recognition.Snapshot
	query    RecognitionQuery
	asked    registry.RegionCode // the region asked for, or that of the institution; empty for the nation
	scope    registry.RegionCode // the province whose institutions are peers; empty for the nation
	parties  map[registry.InstitutionID]party
	live     map[registry.RegionCode]int
}

// party is an institution as the census sees it.
type party struct {
	house   registry.InstitutionID
	regions []registry.RegionCode // narrow to wide
	asked   bool                  // within the region or the institution asked for
	scope   bool                  // within the scope
}

func newCensus(ref *reference, s *recognition.Snapshot, q RecognitionQuery) *census {
	c := &census{
		reference: ref, snapshot: s, query: q, asked: q.Region,
		parties: map[registry.InstitutionID]party{}, live: map[registry.RegionCode]int{},
	}
	house := House(s, q.Institution)
	if i, ok := s.Institution(house, s.Head().Newest); ok && q.Institution != "" {
		c.asked = i.Region
	}
	if chain := ref.ancestors(c.asked); len(chain) > 0 {
		c.scope = chain[len(chain)-1]
	}
	for i := range s.Institutions(s.Head().Newest) {
		p := party{house: House(s, i.ID), regions: ref.ancestors(i.Region)}
		p.asked = p.within(q.Region) && (q.Institution == "" || p.house == house)
		p.scope = p.within(c.scope)
		c.parties[i.ID] = p
	}
	return c
}

func (p party) within(region registry.RegionCode) bool {
	return region == "" || slices.Contains(p.regions, region)
}

// selection is the tallies of the scope, and of a hospital's campuses outside it.
func (c *census) selection() outcome.Selection {
	s := outcome.Selection{First: c.query.Period.From, Last: c.query.Period.Last()}
	if c.scope == "" {
		return s
	}
	ids := []registry.InstitutionID{}
	for id, p := range c.parties {
		if p.scope || p.asked {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	if c.query.Issuing {
		s.Issuers = ids
	} else {
		s.Receivers = ids
	}
	return s
}

// cut is the cases asked for, grouped as asked for.
func (c *census) cut(prices priceLists) outcome.Cut {
	cut := c.casesOf(func(p party) bool { return p.asked })
	if prices != nil {
		cut.Prices = func(id registry.InstitutionID, item registry.ItemCode) []outcome.Price {
			return prices.of(c.parties[id].regions, item)
		}
	}
	own := outcome.ByReceiver
	if c.query.Issuing {
		own = outcome.ByIssuer
	}
	switch c.query.By {
	case GroupsByRegion:
		cut.By, cut.Key = own, c.regionKey
	case GroupsByInstitution:
		cut.By, cut.Key = own, c.houseKey
	case GroupsByIssuer:
		cut.By, cut.Key = outcome.ByIssuer, c.houseKey
	case GroupsByItem:
		cut.By = outcome.ByItem
	case GroupsByCategory:
		cut.By, cut.Key = outcome.ByItem, c.categoryKey
	case GroupsByDepartment:
		cut.By = outcome.ByDepartment
	case GroupsByReason:
		cut.By = outcome.ByReason
	case GroupsByMonth:
		cut.By = outcome.ByMonths
	}
	return cut
}

// peersCut is the cases of the scope, by house.
func (c *census) peersCut() outcome.Cut {
	cut := c.casesOf(func(p party) bool { return p.scope })
	cut.By, cut.Key = outcome.ByReceiver, c.houseKey
	if c.query.Issuing {
		cut.By = outcome.ByIssuer
	}
	return cut
}

// casesOf is the cases of some parties, in the role that is asked for.
func (c *census) casesOf(meant func(party) bool) outcome.Cut {
	cut := outcome.Cut{Period: c.query.Period}
	among := func(id registry.InstitutionID) bool { return meant(c.parties[id]) }
	if c.query.Issuing {
		cut.Issuers = among
	} else {
		cut.Receivers = among
	}
	if c.query.Item != "" {
		cut.Items = func(item registry.ItemCode) bool { return item == c.query.Item }
	}
	return cut
}

func (c *census) houseKey(id string) (string, bool) {
	return string(c.parties[registry.InstitutionID(id)].house), true
}

// regionKey is the region below the one asked for; that one itself for who lies
// in none of them.
func (c *census) regionKey(id string) (string, bool) {
	return string(below(c.parties[registry.InstitutionID(id)].regions, c.asked)), true
}

// below is the region of a chain that lies right below another; the widest one
// below the nation.
func below(chain []registry.RegionCode, wide registry.RegionCode) registry.RegionCode {
	i := slices.Index(chain, wide)
	if wide == "" {
		i = len(chain)
	}
	if i < 1 {
		return wide
	}
	return chain[i-1]
}

func (c *census) categoryKey(item string) (string, bool) {
	i, ok := c.snapshot.Item(registry.ItemCode(item))
	if !ok {
		return "", false
	}
	return i.Category, true
}

// statistics puts together what was counted.
func (c *census) statistics(groups, houses map[string]*outcome.Group, priced bool) RecognitionStatistics {
	result := RecognitionStatistics{Priced: priced}
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		g := groups[key]
		result.Total.Counts = result.Total.Plus(g.Counts)
		result.Total.Fen += g.Fen
		result.Total.Priced += g.Priced
		// Of the cases without a repeat, none has a reason.
		if c.query.By != Ungrouped && (c.query.By != GroupsByReason || key != "") {
			result.Groups = append(result.Groups, RecognitionGroup{Key: key, Group: *g})
		}
	}
	c.compare(&result, houses)
	c.compareItems(&result)
	return result
}

// comparesInstitutions reports whether the rates of institutions are compared.
func (c *census) comparesInstitutions() bool {
	return c.query.By == GroupsByInstitution || c.query.Institution != ""
}

// groupsAreHouses reports whether the groups asked for are all hospitals of the
// scope, so that those need not be counted besides.
func (c *census) groupsAreHouses() bool {
	return c.query.By == GroupsByInstitution && c.query.Institution == "" && c.asked == c.scope
}

// comparesRegion reports whether the rate of the region asked for is compared
// with that of its neighbours.
func (c *census) comparesRegion() bool {
	return c.query.Institution == "" && c.asked != c.scope
}

func (c *census) compare(result *RecognitionStatistics, houses map[string]*outcome.Group) {
	circles := c.circles(houses)
	if c.query.Institution != "" {
		result.Total.Comparison = c.compareHouse(House(c.snapshot, c.query.Institution), result.Total.Counts, circles)
	}
	if c.comparesRegion() {
		result.Total.Comparison = c.compareRegion(c.asked, result.Total.Counts, c.byRegion(houses))
	}
	regions := countsByRegion(result.Groups)
	for i := range result.Groups {
		g := &result.Groups[i]
		switch c.query.By {
		case GroupsByInstitution:
			g.Comparison = c.compareHouse(registry.InstitutionID(g.Key), g.Counts, circles)
		case GroupsByRegion:
			g.Comparison = c.compareRegion(registry.RegionCode(g.Key), g.Counts, regions)
		}
	}
}

// circle is what hospitals have in common that are peers.
type circle struct {
	province registry.RegionCode
	level    registry.Level
}

// circleOf is the circle of a hospital on the last day; ok is false where its
// level is not known.
func (c *census) circleOf(id registry.InstitutionID) (_ circle, ok bool) {
	i, known := c.snapshot.Institution(id, c.snapshot.Head().Newest)
	if !known {
		return circle{}, false
	}
	level := i.LevelOn(c.query.Period.Last())
	return circle{below(c.parties[id].regions, ""), level}, level != registry.LevelUnknown
}

// inCircle is a hospital and what it counts.
type inCircle struct {
	id     registry.InstitutionID
	counts outcome.Counts
}

func (c *census) circles(houses map[string]*outcome.Group) map[circle][]inCircle {
	circles := map[circle][]inCircle{}
	for key, g := range houses {
		id := registry.InstitutionID(key)
		if of, ok := c.circleOf(id); ok {
			circles[of] = append(circles[of], inCircle{id, g.Counts})
		}
	}
	return circles
}

// compareHouse compares a hospital with those of its level and province.
func (c *census) compareHouse(id registry.InstitutionID, own outcome.Counts, circles map[circle][]inCircle) *outcome.Comparison {
	of, ok := c.circleOf(id)
	if !ok {
		return nil
	}
	var peers []outcome.Counts
	for _, peer := range circles[of] {
		if peer.id != id {
			peers = append(peers, peer.counts)
		}
	}
	comparison := outcome.Compare(own, peers)
	return &comparison
}

// byRegion sums houses up by the regions beside the one asked for.
func (c *census) byRegion(houses map[string]*outcome.Group) map[registry.RegionCode]outcome.Counts {
	sums := map[registry.RegionCode]outcome.Counts{}
	for key, g := range houses {
		region := below(c.parties[registry.InstitutionID(key)].regions, c.regions[c.asked].Parent)
		sums[region] = sums[region].Plus(g.Counts)
	}
	return sums
}

func countsByRegion(groups []RecognitionGroup) map[registry.RegionCode]outcome.Counts {
	sums := map[registry.RegionCode]outcome.Counts{}
	for _, g := range groups {
		sums[registry.RegionCode(g.Key)] = g.Counts
	}
	return sums
}

// compareRegion compares a region with those of its rank under the same parent.
func (c *census) compareRegion(code registry.RegionCode, own outcome.Counts, regions map[registry.RegionCode]outcome.Counts) *outcome.Comparison {
	var peers []outcome.Counts
	for _, peer := range c.siblings(code) {
		if counts, ok := regions[peer]; ok {
			peers = append(peers, counts)
		}
	}
	comparison := outcome.Compare(own, peers)
	return &comparison
}

// siblings are the regions of the same rank under the same parent.
func (c *census) siblings(code registry.RegionCode) []registry.RegionCode {
	own := c.regions[code]
	var codes []registry.RegionCode
	for _, r := range c.order {
		if r.Code != code && r.Parent == own.Parent && r.Unit == own.Unit && r.Level == own.Level && r.InScope {
			codes = append(codes, r.Code)
		}
	}
	return codes
}

// compareItems compares the live items of units on the last day.
func (c *census) compareItems(result *RecognitionStatistics) {
	if c.query.Issuing || c.query.Item != "" || c.query.Institution != "" {
		return
	}
	result.Total.Items = c.itemsOf(c.asked)
	if c.query.By != GroupsByRegion {
		return
	}
	for i := range result.Groups {
		result.Groups[i].Items = c.itemsOf(registry.RegionCode(result.Groups[i].Key))
	}
}

func (c *census) itemsOf(code registry.RegionCode) *outcome.ItemComparison {
	if !c.regions[code].Unit || c.scope == "" {
		return nil
	}
	var peers []int
	for _, peer := range c.siblings(code) {
		if c.regions[code].Parent != "" {
			peers = append(peers, c.liveItems(peer))
		}
	}
	comparison := outcome.CompareItems(c.liveItems(code), peers)
	return &comparison
}

// liveItems counts once for each unit.
func (c *census) liveItems(unit registry.RegionCode) int {
	n, ok := c.live[unit]
	if !ok {
		n = progress.Of(c.snapshot, unit, c.query.Period.Last(), 0, nil).Live.Total()
		c.live[unit] = n
	}
	return n
}

// priceLists are prices by region and item.
type priceLists map[registry.RegionCode]map[registry.ItemCode][]outcome.Price

// of is what an item costs in the narrowest region of a chain that has prices.
func (l priceLists) of(chain []registry.RegionCode, item registry.ItemCode) []outcome.Price {
	for _, region := range chain {
		if prices, ok := l[region]; ok {
			return prices[item]
		}
	}
	return nil
}

// pricesOf are the price lists of the scope; nil where there is none.
func (c *census) pricesOf(ctx context.Context, store office.Store) (priceLists, error) {
	var regions []registry.RegionCode // nil: all, which is the nation's
	if c.scope != "" {
		for _, r := range c.order {
			if slices.Contains(c.ancestors(r.Code), c.scope) {
				regions = append(regions, r.Code)
			}
		}
	}
	all, err := store.PricesIn(ctx, regions)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	lists := priceLists{}
	for _, p := range all {
		lists[p.Region] = map[registry.ItemCode][]outcome.Price{}
		for _, row := range p.Rows {
			lists[p.Region][row.Item] = append(lists[p.Region][row.Item], outcome.Price{From: row.From, Fen: row.Fen})
		}
	}
	return lists, nil
}
