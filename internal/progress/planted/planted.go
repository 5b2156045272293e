// Package planted makes registries whose progress is known: it plants which
// items are live from when until when, which are not and why, and by which
// hospitals. The truth is put down while planting, by no rule of the registry.
package planted

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"concord/internal/registry"
)

// The days that a planted registry turns on. On is the day looked at.
var (
	First     = registry.DayOf(2025, 1, 1) // the first lists
	Second    = registry.DayOf(2026, 6, 1) // the lists in force on the day
	On        = registry.DayOf(2026, 11, 22)
	Scheduled = registry.DayOf(2027, 3, 1) // lists that are published already
)

// Item is the truth about one item of a unit.
type Item struct {
	Code     registry.ItemCode
	Category string
	Domain   registry.Domain
	Own      bool            // on the unit's own list; else on its province's
	Listed   registry.Period // when it is on the list
	Live     registry.Period // when it is live; empty where it never is
	Reason   string          // why it is not live on the day; empty where it is
	Counted  []registry.InstitutionID
	Stopped  map[string][]registry.InstitutionID // by reason
}

// Unit is the truth about one unit.
type Unit struct {
	Region registry.Region
	Items  []Item
}

// LiveOn and ListedOn count items on a day, own and inherited.
func (u *Unit) LiveOn(day registry.Day) (own, inherited int) {
	return u.count(func(i *Item) bool { return i.Live.Contains(day) })
}

// ListedOn counts the items listed on a day.
func (u *Unit) ListedOn(day registry.Day) (own, inherited int) {
	return u.count(func(i *Item) bool { return i.Listed.Contains(day) })
}

func (u *Unit) count(holds func(*Item) bool) (own, inherited int) {
	for i := range u.Items {
		switch item := &u.Items[i]; {
		case !holds(item):
		case item.Own:
			own++
		default:
			inherited++
		}
	}
	return own, inherited
}

// Field is a planted registry and the truth about it.
type Field struct {
	Step  registry.Step
	Units []Unit
}

// regions are the units that are planted: prefectures of two provinces, a
// county administered by its province, a municipality, a city of the XPCC.
var regions = []registry.RegionCode{"420100", "420500", "429004", "150300", "310000", "659001"}

// Plant plants a field from a seed.
func Plant(seed uint64, cat *registry.Catalogue) *Field {
	p := &planter{chance: rand.New(rand.NewPCG(seed, 300)), cat: cat, inherited: map[registry.RegionCode][]registry.Item{}}
	for _, code := range regions {
		at := slices.IndexFunc(cat.Regions, func(r registry.Region) bool { return r.Code == code })
		p.unit(cat.Regions[at])
	}
	return &p.Field
}

// planter is a field under way.
type planter struct {
	Field
	chance    *rand.Rand
	cat       *registry.Catalogue
	inherited map[registry.RegionCode][]registry.Item // what provinces list
}

// plot is a unit under way.
type plot struct {
	*planter
	Unit
	hospitals []registry.InstitutionID // of level 2 and 3; the last two are limited in scope
	health    registry.InstitutionID   // a health centre of level 1 that stands as issuer
	receiver  registry.InstitutionID   // stands only as receiver
	versions  [3][]registry.ItemEntry
	denied    []registry.NegativeEntry
	beyond    []registry.ItemCode // outside the scope of the last two
}

func (p *planter) unit(region registry.Region) {
	b := &plot{planter: p, Unit: Unit{Region: region}}
	for n := range 4 {
		b.hospitals = append(b.hospitals, b.found(fmt.Sprintf("h%d", n+1), registry.Level(2+n%2)))
	}
	b.health, b.receiver = b.found("l1", 1), b.found("r1", 2)
	shared := p.province(region.Parent)
	items := slices.Clone(p.cat.Items)
	p.chance.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	n := 0
	for _, item := range items {
		inherited := slices.ContainsFunc(shared, func(i registry.Item) bool { return i.Code == item.Code })
		if inherited {
			b.inherit(item)
			continue
		}
		if n < 90 {
			b.fate(item, n)
			n++
		}
	}
	b.publish()
	p.Units = append(p.Units, b.Unit)
}

// province is what a province lists for its units: thirty laboratory items.
func (p *planter) province(code registry.RegionCode) []registry.Item {
	if code == "" {
		return nil
	}
	if items, ok := p.inherited[code]; ok {
		return items
	}
	var items []registry.Item
	var entries []registry.ItemEntry
	for _, i := range p.chance.Perm(len(p.cat.Items)) {
		if item := p.cat.Items[i]; item.Domain == registry.Lab && len(items) < 30 {
			items = append(items, item)
			entries = append(entries, registry.ItemEntry{Item: item.Code})
		}
	}
	p.inherited[code] = items
	p.list(code, registry.ItemList, 1, First, registry.Content{Items: entries})
	return items
}

func (b *plot) found(name string, level registry.Level) registry.InstitutionID {
	id := registry.InstitutionID(string(b.Region.Code) + "-" + name)
	b.Step.Institutions = append(b.Step.Institutions, registry.Institution{
		ID: id, Name: b.Region.Name + name, Region: b.Region.Code, Kind: "综合医院", Open: registry.Always,
		Levels: []registry.LevelPeriod{{Level: level, Period: registry.Always}},
	})
	return id
}

// between is a random day of a span.
func (p *planter) between(from, to registry.Day) registry.Day {
	return from + registry.Day(p.chance.IntN(int(to-from)))
}

// prove gives a hospital evidence of an item for a period.
func (p *planter) prove(id registry.InstitutionID, item registry.ItemCode, result registry.Result, period registry.Period) {
	p.Step.Qualifications = append(p.Step.Qualifications, registry.Qualification{
		Institution: id, Item: item, Programme: "省级室间质评", Round: "1", Result: result, Period: period,
	})
}

// inherit plants an item of the province: live from some day on, or proven by one.
func (b *plot) inherit(item registry.Item) {
	truth := b.truth(item, false, registry.Since(First))
	since := b.between(First, On)
	if b.chance.IntN(2) == 0 {
		b.prove(b.hospitals[0], item.Code, registry.Pass, registry.Since(since))
		truth.Reason = "only_one"
		b.settle(truth, b.hospitals[:1], "not_qualified")
		return
	}
	b.live(truth, since, registry.MaxDay)
}

// truth begins the truth about an item.
func (b *plot) truth(item registry.Item, own bool, listed registry.Period) Item {
	return Item{Code: item.Code, Category: item.Category, Domain: item.Domain, Own: own, Listed: listed, Stopped: map[string][]registry.InstitutionID{}}
}

// settle closes the truth about an item that some hospitals count for; the
// others are stopped by a reason.
func (b *plot) settle(truth Item, counted []registry.InstitutionID, others string) {
	truth.Counted = counted
	for _, id := range b.hospitals {
		if !slices.Contains(counted, id) {
			truth.Stopped[others] = append(truth.Stopped[others], id)
		}
	}
	b.bystanders(truth)
}

// bystanders puts down who never counts: the health centre and the receiver.
func (b *plot) bystanders(truth Item) {
	if truth.Listed.Contains(On) && truth.Reason != "denied" {
		truth.Stopped["level_too_low"] = append(truth.Stopped["level_too_low"], b.health)
		truth.Stopped["nobody_issues"] = append(truth.Stopped["nobody_issues"], b.receiver)
	}
	b.Items = append(b.Items, truth)
}

// live plants two hospitals that prove an item for a period of evidence.
func (b *plot) live(truth Item, since, until registry.Day) {
	for _, id := range b.hospitals[:2] {
		b.prove(id, truth.Code, registry.Pass, registry.Period{From: since, To: until})
	}
	truth.Live = registry.Period{From: max(since, truth.Listed.From), To: min(until, truth.Listed.To)}
	b.settle(truth, b.hospitals[:2], "not_qualified")
}

// fate plants the n-th own item.
func (b *plot) fate(item registry.Item, n int) {
	if item.Domain == registry.Exam { // standing on the list with the item is the evidence
		truth := b.truth(item, true, b.enter(item, 0, 2))
		truth.Live = truth.Listed
		b.settle(truth, b.hospitals, "")
		return
	}
	switch n % 10 {
	case 0, 1:
		b.live(b.truth(item, true, b.enter(item, 0, 2)), b.between(First-100, On), registry.MaxDay)
	case 2:
		b.live(b.truth(item, true, b.enter(item, 1, 2)), b.between(First, On), registry.MaxDay)
	case 3:
		b.single(b.truth(item, true, b.enter(item, 0, 2)))
	case 4:
		b.unproven(b.truth(item, true, b.enter(item, 0, 2)))
	case 5:
		b.expired(b.truth(item, true, b.enter(item, 0, 2)))
	case 6:
		b.later(b.truth(item, true, b.enter(item, 0, 2)))
	case 7:
		b.deny(b.truth(item, true, b.enter(item, 0, 2)))
	case 8:
		b.limit(b.truth(item, true, b.enter(item, 0, 2)))
	case 9:
		b.moved(item)
	}
}

// enter puts an item on the versions first to last, and tells when it is listed.
func (b *plot) enter(item registry.Item, first, last int) registry.Period {
	for v := first; v <= last; v++ {
		b.versions[v] = append(b.versions[v], registry.ItemEntry{Item: item.Code})
	}
	return registry.Period{From: [...]registry.Day{First, Second, Scheduled}[first], To: [...]registry.Day{Second, Scheduled, registry.MaxDay}[last]}
}

func (b *plot) single(truth Item) {
	b.prove(b.hospitals[1], truth.Code, registry.Pass, registry.Since(First))
	truth.Reason = "only_one"
	b.settle(truth, b.hospitals[1:2], "not_qualified")
}

// unproven has no evidence, or failed rounds.
func (b *plot) unproven(truth Item) {
	if b.chance.IntN(2) == 0 {
		b.prove(b.hospitals[0], truth.Code, registry.Fail, registry.Since(First))
	}
	truth.Reason = "not_qualified"
	b.settle(truth, nil, "not_qualified")
}

// expired was live until its evidence ran out or was revoked.
func (b *plot) expired(truth Item) {
	end := b.between(First+100, On)
	truth.Reason, truth.Live = "ended", registry.Period{From: First, To: end}
	revoked := b.chance.IntN(2) == 0
	for _, id := range b.hospitals[:2] {
		period := registry.Period{From: First, To: end}
		if revoked {
			period.To = registry.MaxDay
			b.Step.Revocations = append(b.Step.Revocations, registry.Revocation{
				QualificationKey: registry.QualificationKey{Institution: id, Item: truth.Code, Programme: "省级室间质评", Round: "1"},
				From:             end, Reason: "撤销",
			})
		}
		b.prove(id, truth.Code, registry.Pass, period)
	}
	truth.Stopped["ended"] = slices.Clone(b.hospitals[:2])
	truth.Stopped["not_qualified"] = slices.Clone(b.hospitals[2:])
	b.bystanders(truth)
}

// later is proven already for days to come.
func (b *plot) later(truth Item) {
	begin := b.between(On+1, On+300)
	for _, id := range b.hospitals[:2] {
		b.prove(id, truth.Code, registry.Pass, registry.Since(begin))
	}
	truth.Reason, truth.Live = "starts_later", registry.Since(begin)
	truth.Stopped["starts_later"] = slices.Clone(b.hospitals[:2])
	truth.Stopped["not_qualified"] = slices.Clone(b.hospitals[2:])
	b.bystanders(truth)
}

// deny is proven by all and denied to all.
func (b *plot) deny(truth Item) {
	for _, id := range b.hospitals {
		b.prove(id, truth.Code, registry.Pass, registry.Since(First))
	}
	b.denied = append(b.denied, registry.NegativeEntry{Item: truth.Code, Effect: registry.Deny, Period: registry.Always})
	truth.Reason = "denied"
	truth.Stopped["denied"] = append(slices.Clone(b.hospitals), b.health, b.receiver)
	b.bystanders(truth)
}

// limit is proven by the last two, whose scope leaves it out.
func (b *plot) limit(truth Item) {
	for _, id := range b.hospitals[2:] {
		b.prove(id, truth.Code, registry.Pass, registry.Since(First))
	}
	b.beyond = append(b.beyond, truth.Code)
	truth.Reason = "not_qualified" // comes before out_of_scope: the first two are stopped by that alone
	truth.Stopped["not_qualified"] = slices.Clone(b.hospitals[:2])
	truth.Stopped["out_of_scope"] = slices.Clone(b.hospitals[2:])
	b.bystanders(truth)
}

// moved is proven, but stands on the scheduled version only, or on the first one.
func (b *plot) moved(item registry.Item) {
	versions, reason := 2, "starts_later"
	if b.chance.IntN(2) == 0 {
		versions, reason = 0, "ended"
	}
	truth := b.truth(item, true, b.enter(item, versions, versions))
	for _, id := range b.hospitals[:2] {
		b.prove(id, item.Code, registry.Pass, registry.Since(First))
	}
	truth.Live, truth.Reason = truth.Listed, reason
	b.bystanders(truth)
}

// publish publishes the unit's lists.
func (b *plot) publish() {
	for v, from := range []registry.Day{First, Second, Scheduled} {
		b.list(b.Region.Code, registry.ItemList, v+1, from, registry.Content{Items: b.versions[v]})
	}
	slices.Sort(b.beyond)
	limited := registry.Scope{Mode: registry.ScopeExcept, Items: b.beyond}
	content := registry.Content{Institutions: []registry.InstitutionEntry{
		{Institution: b.hospitals[0], Period: registry.Always}, {Institution: b.hospitals[1], Period: registry.Always},
		{Institution: b.hospitals[2], Period: registry.Always, Scope: limited}, {Institution: b.hospitals[3], Period: registry.Always, Scope: limited},
		{Institution: b.health, Period: registry.Always}, {Institution: b.receiver, Period: registry.Always, Role: registry.RoleReceives},
	}}
	b.list(b.Region.Code, registry.InstitutionList, 1, First, content)
	b.list(b.Region.Code, registry.NegativeList, 1, First, registry.Content{Negatives: b.denied})
}

func (p *planter) list(by registry.RegionCode, kind registry.ListKind, number int, from registry.Day, content registry.Content) {
	p.Step.Publications = append(p.Step.Publications, registry.Publication{
		Version: registry.Version{
			List:   registry.ListID{Jurisdiction: registry.JurisdictionCode(by), Kind: kind},
			Number: number, Period: registry.Since(from), Terms: registry.DefaultTerms(),
			Document: registry.Document{IssuedOn: registry.MinDay},
		},
		Content: content,
	})
}
