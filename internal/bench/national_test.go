package bench

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"concord/catalogs"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// The size of the country, from the design: about 400 jurisdictions, 15,000
// institutions of level 2 and above, 600 items a list, 10 versions of each
// list, 6 million qualifications.
const (
	institutionCount  = 15_000
	itemsPerList      = 600
	versionsPerList   = 10
	qualifiedItems    = 400 // for each institution: 6 million in all
	changedPerVersion = 18  // entries of a list that a new version changes: 3 %
	negativesPerList  = 20
)

var (
	firstDay = registry.DayOf(2026, 1, 1)
	askedOn  = registry.DayOf(2026, 11, 20)
)

// country is a generated registry. The same number of jurisdictions gives the
// same country.
type country struct {
	jurisdictions []registry.JurisdictionCode
	institutions  []registry.Institution
	members       map[registry.JurisdictionCode][]registry.InstitutionID
	items         map[registry.JurisdictionCode][]registry.ItemCode // on every version of its list
	qualified     []registry.ItemCode                               // what every institution is qualified for
	random        *rand.Rand
}

// newCountry generates a country of so many jurisdictions: provinces take part
// in proportion, and institutions are spread evenly over the units.
func newCountry(jurisdictions int) *country {
	c := &country{
		members: map[registry.JurisdictionCode][]registry.InstitutionID{},
		items:   map[registry.JurisdictionCode][]registry.ItemCode{},
		random:  rand.New(rand.NewPCG(1, 2026)),
	}
	var units []registry.Region
	for _, region := range catalogs.Load().Regions {
		publishes := region.Unit || region.Level == registry.RegionProvince
		if publishes && region.InScope && len(c.jurisdictions) < jurisdictions {
			c.jurisdictions = append(c.jurisdictions, registry.JurisdictionCode(region.Code))
			if region.Unit {
				units = append(units, region)
			}
		}
	}
	c.settle(units)
	for _, item := range catalogs.Load().Items {
		if item.Domain == registry.Lab && len(c.qualified) < qualifiedItems {
			c.qualified = append(c.qualified, item.Code)
		}
	}
	return c
}

// settle founds the institutions of the units; there are as many in each as in
// the whole country.
func (c *country) settle(units []registry.Region) {
	perUnit := institutionCount / 369
	for _, unit := range units {
		for n := range perUnit {
			id := registry.InstitutionID(fmt.Sprintf("%s-%04d", unit.Code, n+1))
			c.institutions = append(c.institutions, registry.Institution{
				ID: id, Name: unit.Name + fmt.Sprintf("第%d医院", n+1), Region: unit.Code, Kind: "综合医院", Open: registry.Always,
				Levels: []registry.LevelPeriod{{Level: registry.Level(2 + n%2), Period: registry.Always}},
			})
			for _, holder := range []registry.RegionCode{unit.Code, unit.Parent} {
				c.members[registry.JurisdictionCode(holder)] = append(c.members[registry.JurisdictionCode(holder)], id)
			}
		}
	}
}

// steps are the publications, one step for each round of versions, after the
// institutions.
func (c *country) steps() iter.Seq[registry.Step] {
	return func(yield func(registry.Step) bool) {
		if !yield(registry.Step{RecordedAt: firstDay.Start(), Action: "load", Institutions: c.institutions}) {
			return
		}
		contents := map[registry.JurisdictionCode]registry.Content{}
		for number := 1; number <= versionsPerList; number++ {
			step := registry.Step{RecordedAt: firstDay.Start(), Action: "publish"}
			for _, code := range c.jurisdictions {
				contents[code] = c.revise(code, contents[code], number)
				step.Publications = append(step.Publications, publish(code, contents[code], number)...)
			}
			if !yield(step) {
				return
			}
		}
	}
}

// revise makes the next version's entries: most are those of the version
// before.
func (c *country) revise(code registry.JurisdictionCode, old registry.Content, number int) registry.Content {
	if number == 1 {
		return c.firstContent(code)
	}
	next := registry.Content{
		Items:        slices.Clone(old.Items),
		Institutions: old.Institutions,
		Negatives:    old.Negatives,
	}
	for range changedPerVersion {
		entry := &next.Items[c.random.IntN(len(next.Items))]
		entry.Window = registry.Window{Unit: registry.WindowDays, Count: int32(7 + c.random.IntN(60))}
	}
	return next
}

func (c *country) firstContent(code registry.JurisdictionCode) registry.Content {
	var content registry.Content
	all := catalogs.Load().Items
	for _, i := range c.random.Perm(len(all))[:itemsPerList] {
		content.Items = append(content.Items, registry.ItemEntry{
			Item: all[i].Code, Printed: all[i].Name, Category: all[i].Category,
			Window: registry.Window{Unit: registry.WindowDays, Count: 30},
		})
		c.items[code] = append(c.items[code], all[i].Code)
	}
	for _, id := range c.members[code] {
		content.Institutions = append(content.Institutions, registry.InstitutionEntry{Institution: id, Period: registry.Always})
	}
	for n := range min(negativesPerList, len(c.members[code])) {
		content.Negatives = append(content.Negatives, registry.NegativeEntry{
			Issuer: c.members[code][n], Item: all[len(all)-1-n].Code, Effect: registry.Deny, Period: registry.Always,
		})
	}
	return content
}

func publish(code registry.JurisdictionCode, content registry.Content, number int) []registry.Publication {
	version := registry.Version{
		Number: number, Terms: registry.DefaultTerms(), Period: registry.Since(firstDay + registry.Day(28*(number-1))),
	}
	var all []registry.Publication
	for _, kind := range registry.ListKinds {
		p := registry.Publication{Version: version}
		p.Version.List = registry.ListID{Jurisdiction: code, Kind: kind}
		switch kind {
		case registry.ItemList:
			p.Content.Items = content.Items
		case registry.InstitutionList:
			p.Content.Institutions = content.Institutions
		case registry.NegativeList:
			p.Content.Negatives = content.Negatives
		}
		all = append(all, p)
	}
	return all
}

// qualifications are those of one institution.
func (c *country) qualifications(i int) []registry.Qualification {
	records := make([]registry.Qualification, len(c.qualified))
	for k, item := range c.qualified {
		records[k] = registry.Qualification{
			Institution: c.institutions[i].ID, Item: item, Result: registry.Pass,
			Programme: [...]string{"国家室间质评", "省级室间质评", "市级室间质评"}[k%3], Round: "2026-1",
			Period: registry.Between(firstDay, registry.DayOf(2026, 12, 31)),
		}
	}
	return records
}

// ledger writes the country's lists down in memory.
func (c *country) ledger(tb testing.TB) *registry.Ledger {
	ledger := registry.NewLedger()
	for step := range c.steps() {
		if _, err := ledger.Write(step); err != nil {
			tb.Fatal(err)
		}
	}
	return ledger
}

// snapshot builds the country's snapshot; qualifications go straight to the
// builder, as they come from a store.
func (c *country) snapshot(tb testing.TB) *recognition.Snapshot {
	builder := recognition.NewBuilder(catalogs.Load())
	head := c.ledger(tb).Read(registry.Selection{}, builder)
	for i := range c.institutions {
		for _, q := range c.qualifications(i) {
			builder.Qualification(registry.Recorded[registry.Qualification]{Sequence: 1, Value: q})
		}
	}
	return builder.Snapshot(head)
}

// national is the country of full size, built once for all benchmarks.
var national = sync.OnceValue(func() *country { return newCountry(400) })

// questions draws distinct questions uniformly over the country: two
// institutions of one unit and an item that its list holds and the issuer is
// qualified for. Past ones are asked after every window has ended.
func (c *country) questions(n int, past bool) []recognition.Question {
	random := rand.New(rand.NewPCG(7, uint64(n)))
	listed := map[registry.JurisdictionCode][]registry.ItemCode{}
	for code, items := range c.items {
		listed[code] = lasting(items, c.qualified)
	}
	questions := make([]recognition.Question, n)
	for k := range questions {
		issuer := c.institutions[random.IntN(len(c.institutions))]
		unit := registry.JurisdictionCode(issuer.Region)
		others := c.members[unit]
		items := listed[unit]
		asked := askedOn.Start() + registry.Instant(random.IntN(86400))
		age := registry.Instant(1+random.IntN(6)) * 86400
		if past {
			age = 100 * 86400
		}
		questions[k] = recognition.Question{
			Issuer: string(issuer.ID), Receiver: string(others[random.IntN(len(others))]),
			Item:     recognition.ItemRef{Code: string(items[random.IntN(len(items))])},
			ExamTime: asked - age, AskedAt: asked,
		}
		if questions[k].Receiver == questions[k].Issuer {
			questions[k].Receiver = string(others[(slices.Index(others, issuer.ID)+1)%len(others)])
		}
	}
	return questions
}

// lasting are the items of a list that institutions are qualified for.
func lasting(items, qualified []registry.ItemCode) []registry.ItemCode {
	held := map[registry.ItemCode]bool{}
	for _, q := range qualified {
		held[q] = true
	}
	return slices.DeleteFunc(slices.Clone(items), func(i registry.ItemCode) bool { return !held[i] })
}
