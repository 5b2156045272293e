package app

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/internal/office"
	"concord/internal/outcome"
	"concord/internal/registry"
	"concord/internal/sheet"
	"concord/internal/store/pgtest"
)

// province is one whose truth is known: which hospitals and prefectures are
// clearly below the others, and every single case.
type province struct {
	institutions []registry.Institution
	below        []string // hospitals whose rate is clearly below that of their peers
	cases        []plantedCase
	events       []outcome.Event
}

// plantedCase is one case, as it happened.
type plantedCase struct {
	receiver, issuer registry.InstitutionID
	prefecture       registry.RegionCode
	item             registry.ItemCode
	department       string
	day              registry.Day
	stages           []outcome.Stage
	reason           registry.ReasonCode
}

// lowPrefecture is the one whose hospitals recognize little.
const lowPrefecture registry.RegionCode = "150300"

// farAway is where a campus lies: in another province than its hospital.
const farAway registry.RegionCode = "420100"

var plantedItems = []registry.ItemCode{"LCHM051", "LCHM052", "LCHM053"}

// plant makes a province of five prefectures with four hospitals of level 2 and
// four of level 3 each; in each prefecture one of level 3 is below, in one all are.
// The first hospital of all has a campus and a duplicate, the second 3 reminders.
func plant(seed uint64) *province {
	p := &province{}
	chance := rand.New(rand.NewPCG(seed, 1))
	for _, prefecture := range []registry.RegionCode{"150100", "150200", lowPrefecture, "150500", "150600"} {
		for n := range 8 {
			id := registry.InstitutionID(fmt.Sprintf("%s-%04d", prefecture, n+1))
			level := registry.Level(2 + n%2)
			i := registry.Institution{ID: id, Name: "医院 " + string(id), Region: prefecture, Open: registry.Always,
				Levels: []registry.LevelPeriod{{Level: level, Period: registry.Always}}}
			p.institutions = append(p.institutions, i)
		}
	}
	root := p.institutions[0]
	campus, duplicate := root, root
	campus.ID, campus.CampusOf, campus.Region = "150100-0101", root.ID, farAway
	duplicate.ID, duplicate.MergedInto = "150100-0102", root.ID
	p.institutions = append(p.institutions, campus, duplicate)
	for n, i := range p.institutions {
		size, recognized := 120+chance.IntN(80), 0.85+chance.Float64()*0.06
		switch {
		case n == 1:
			size, recognized = 3, 0
		case i.Region == lowPrefecture, n%8 == 7:
			recognized = 0.5
			p.below = append(p.below, string(i.ID))
		}
		for k := range size {
			p.plantCase(chance, i, float64(k) < recognized*float64(size))
		}
	}
	slices.Sort(p.below)
	return p
}

func (p *province) plantCase(chance *rand.Rand, at registry.Institution, recognized bool) {
	issuer := p.institutions[chance.IntN(40)]
	for house(issuer.ID) == house(at.ID) {
		issuer = p.institutions[chance.IntN(40)]
	}
	c := plantedCase{
		receiver: at.ID, issuer: issuer.ID, prefecture: at.Region, item: plantedItems[chance.IntN(3)],
		department: []string{"", "03", "04"}[chance.IntN(3)], day: registry.DayOf(2026, 1, 1) + registry.Day(chance.IntN(330)),
		stages: []outcome.Stage{outcome.Reminded},
	}
	switch {
	case recognized:
		c.stages = append(c.stages, outcome.Opened, outcome.Recognized)
	case chance.IntN(2) == 0:
		c.stages = append(c.stages, outcome.Repeated)
		c.reason = []registry.ReasonCode{"ST03", "ST06"}[chance.IntN(2)]
	}
	p.add(c)
	if chance.IntN(20) == 0 { // besides: a repeat that does not count
		uncounted := c
		uncounted.stages, uncounted.reason = []outcome.Stage{outcome.Reminded, outcome.Repeated}, "PF98"
		p.add(uncounted)
	}
}

// add keeps a case and the events that report it.
func (p *province) add(c plantedCase) {
	p.cases = append(p.cases, c)
	for k, stage := range c.stages {
		n := len(p.events)
		e := outcome.Event{
			ID: outcome.ID{1, 14: byte(n >> 8), 15: byte(n), 13: byte(n >> 16)}, Case: outcome.CaseID(fmt.Sprint(len(p.cases))),
			Issuer: c.issuer, Receiver: c.receiver, Item: c.item, Department: c.department, Stage: stage,
			OccurredAt: c.day.Start() + registry.Instant(k)*20*3600, // the last stage may be of the next day
			ExamTime:   c.day.Start(), RecordedAt: c.day.Start(), Actor: "test",
		}
		if stage == outcome.Repeated {
			e.Reason, e.Uncounted, e.Comment = c.reason, c.reason == "PF98", "说明"
		}
		p.events = append(p.events, e)
	}
}

// count counts cases as anybody would who has a list of them.
func (p *province) count(meant func(plantedCase) bool, key func(plantedCase) string) map[string]outcome.Counts {
	groups := map[string]outcome.Counts{}
	for _, c := range p.cases {
		if !meant(c) {
			continue
		}
		g := groups[key(c)]
		g.Reminded++
		for _, stage := range c.stages {
			switch stage {
			case outcome.Opened:
				g.Opened++
			case outcome.Recognized:
				g.Recognized++
				g.Numerator++
			case outcome.Repeated:
				g.Repeated++
			}
		}
		if c.reason != "PF98" {
			g.Denominator++
		}
		groups[key(c)] = g
	}
	return groups
}

// plantedOffice is an office over a database that holds a planted province.
func plantedOffice(t *testing.T, url string) (*province, *Office) {
	t.Helper()
	p := plant(7)
	store := openStore(t, url)
	// Roots before what names them.
	if _, err := store.Write(t.Context(), registry.Step{Action: "found", Institutions: p.institutions}); err != nil {
		t.Fatal(err)
	}
	service := newService(store)
	if err := service.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	for batch := range slices.Chunk(p.events, 500) {
		fates, err := store.TakeOutcomes(t.Context(), batch)
		if err != nil || slices.ContainsFunc(fates, func(f outcome.Fate) bool { return f != outcome.Taken }) {
			t.Fatalf("the planted events are taken as %v (%v)", fates, err)
		}
	}
	return p, NewOffice(store, service)
}

// house is the hospital of an institution: three of them are one.
func house(id registry.InstitutionID) string {
	if id == "150100-0101" || id == "150100-0102" {
		return "150100-0001"
	}
	return string(id)
}

// Every figure is the planted one, on both databases.
func TestStatisticsEqualThePlantedTruth(t *testing.T) {
	year := registry.Between(registry.DayOf(2026, 1, 1), registry.DayOf(2026, 12, 31))
	spring := registry.Between(registry.DayOf(2026, 3, 10), registry.DayOf(2026, 5, 20))
	always := func(plantedCase) bool { return true }
	within := func(c plantedCase) bool { return c.prefecture != farAway }
	in := func(region registry.RegionCode) func(plantedCase) bool {
		return func(c plantedCase) bool { return c.prefecture == region }
	}
	for database, url := range map[string]string{"sqlite": "sqlite::memory:", "postgres": pgtest.Open(t)} {
		p, o := plantedOffice(t, url)
		for name, test := range map[string]struct {
			query RecognitionQuery
			meant func(plantedCase) bool
			key   func(plantedCase) string
		}{
			"by region":               {RecognitionQuery{Region: "150000", Period: year, By: GroupsByRegion}, within, func(c plantedCase) string { return string(c.prefecture) }},
			"of the nation by region": {RecognitionQuery{Period: year, By: GroupsByRegion}, always, func(c plantedCase) string { return string(c.prefecture[:2]) + "0000" }},
			"by institution":          {RecognitionQuery{Region: "150000", Period: year, By: GroupsByInstitution}, within, func(c plantedCase) string { return house(c.receiver) }},
			"by issuer":               {RecognitionQuery{Region: "150200", Period: year, By: GroupsByIssuer}, in("150200"), func(c plantedCase) string { return house(c.issuer) }},
			"by item":                 {RecognitionQuery{Region: "150200", Period: year, By: GroupsByItem}, in("150200"), func(c plantedCase) string { return string(c.item) }},
			"by category":             {RecognitionQuery{Period: year, By: GroupsByCategory}, always, func(plantedCase) string { return "临床化学检验" }},
			"by department":           {RecognitionQuery{Period: year, By: GroupsByDepartment}, always, func(c plantedCase) string { return c.department }},
			"by month":                {RecognitionQuery{Period: year, By: GroupsByMonth}, always, func(c plantedCase) string { return outcome.Month(c.day) }},
			"by reason":               {RecognitionQuery{Period: year, By: GroupsByReason}, func(c plantedCase) bool { return c.reason != "" }, func(c plantedCase) string { return string(c.reason) }},
			"of one item":             {RecognitionQuery{Item: "LCHM052", Period: year, By: GroupsByItem}, func(c plantedCase) bool { return c.item == "LCHM052" }, func(c plantedCase) string { return string(c.item) }},
			"of some days":            {RecognitionQuery{Period: spring, By: GroupsByRegion, Region: "150000"}, func(c plantedCase) bool { return within(c) && spring.Contains(c.day) }, func(c plantedCase) string { return string(c.prefecture) }},
			"of one hospital": {RecognitionQuery{Institution: "150100-0102", Period: year, By: GroupsByInstitution},
				func(c plantedCase) bool { return house(c.receiver) == "150100-0001" }, func(c plantedCase) string { return house(c.receiver) }},
			"as issuer": {RecognitionQuery{Institution: "150100-0001", Issuing: true, Period: year, By: GroupsByMonth},
				func(c plantedCase) bool { return house(c.issuer) == "150100-0001" }, func(c plantedCase) string { return outcome.Month(c.day) }},
			"issuers by region": {RecognitionQuery{Region: "150000", Issuing: true, Period: year, By: GroupsByRegion}, always, func(c plantedCase) string { return string(c.issuer[:6]) }},
		} {
			got, err := o.Recognition(t.Context(), o.service.Snapshot(), test.query)
			if err != nil {
				t.Fatal(err)
			}
			counts := map[string]outcome.Counts{}
			for _, g := range got.Groups {
				counts[g.Key] = g.Counts
			}
			if diff := cmp.Diff(p.count(test.meant, test.key), counts); diff != "" {
				t.Errorf("%s, %s (-planted +counted):\n%s", database, name, diff)
			}
			whole := p.count(func(c plantedCase) bool { return test.meant(c) || test.query.By == GroupsByReason }, func(plantedCase) string { return "" })[""]
			if diff := cmp.Diff(whole, got.Total.Counts); diff != "" {
				t.Errorf("%s, %s, in all (-planted +counted):\n%s", database, name, diff)
			}
		}
		p.checkBelow(t, o, year)
		p.checkSaved(t, o, year)
	}
}

// checkBelow looks whether exactly those are flagged that were planted below.
func (p *province) checkBelow(t *testing.T, o *Office, year registry.Period) {
	t.Helper()
	below := func(q RecognitionQuery) (flagged []string) {
		s, err := o.Recognition(t.Context(), o.service.Snapshot(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range s.Groups {
			if g.Comparison.Below {
				flagged = append(flagged, g.Key)
			}
		}
		if s.Total.Comparison != nil && s.Total.Comparison.Below {
			flagged = append(flagged, "total")
		}
		return flagged
	}
	if diff := cmp.Diff(p.below, below(RecognitionQuery{Region: "150000", Period: year, By: GroupsByInstitution})); diff != "" {
		t.Errorf("hospitals below the average (-planted +flagged):\n%s", diff)
	}
	if diff := cmp.Diff([]string{string(lowPrefecture)}, below(RecognitionQuery{Region: "150000", Period: year, By: GroupsByRegion})); diff != "" {
		t.Errorf("prefectures below the average (-planted +flagged):\n%s", diff)
	}
	own := slices.DeleteFunc(slices.Clone(p.below), func(id string) bool { return registry.RegionCode(id[:6]) != lowPrefecture })
	if diff := cmp.Diff(append(own, "total"), below(RecognitionQuery{Region: lowPrefecture, Period: year, By: GroupsByInstitution})); diff != "" {
		t.Errorf("hospitals of the low prefecture, and itself (-planted +flagged):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"total"}, below(RecognitionQuery{Institution: registry.InstitutionID(own[0]), Period: year})); diff != "" {
		t.Errorf("a hospital that is below (-planted +flagged):\n%s", diff)
	}
}

// checkSaved looks at the money: one prefecture has prices, which rise in July,
// for one item.
func (p *province) checkSaved(t *testing.T, o *Office, year registry.Period) {
	t.Helper()
	july := registry.DayOf(2026, 7, 1)
	change := office.Change{Prices: []office.Prices{{Region: "150200", Rows: []office.Price{
		{Item: "LCHM051", Fen: 1250, From: registry.MinDay}, {Item: "LCHM051", Fen: 1500, From: july},
	}}}}
	if _, err := o.store.Commit(context.Background(), change); err != nil {
		t.Fatal(err)
	}
	want := map[string]outcome.Saved{}
	for _, c := range p.cases {
		if c.prefecture != "150200" || c.item != "LCHM051" || !slices.Contains(c.stages, outcome.Recognized) {
			continue
		}
		s := want["150200"]
		s.Priced++
		s.Fen += 1250
		if c.day >= july {
			s.Fen += 250
		}
		want["150200"] = s
	}
	s, err := o.Recognition(t.Context(), o.service.Snapshot(), RecognitionQuery{Region: "150000", Period: year, By: GroupsByRegion})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]outcome.Saved{}
	for _, g := range s.Groups {
		got[g.Key] = g.Saved
	}
	maps.DeleteFunc(got, func(_ string, s outcome.Saved) bool { return s == outcome.Saved{} })
	if diff := cmp.Diff(want, got); diff != "" || !s.Priced || s.Total.Saved != want["150200"] {
		t.Errorf("saved (-planted +counted): %s in all %+v", diff, s.Total.Saved)
	}
}

func TestPriceListsAddToThoseBefore(t *testing.T) {
	b := newBureau(t, newStore(t))
	upload := func(text string) *Report {
		t.Helper()
		report, change, err := b.office.Price(t.Context(), Import{Jurisdiction: "150400", FileName: "价格.csv", File: []byte(text), Limits: sheet.DefaultLimits()})
		if err != nil {
			t.Fatal(err)
		}
		if report.Clean() {
			if err := b.commit(change, nil); err != nil {
				t.Fatal(err)
			}
		}
		return report
	}
	upload("项目编码,项目名称,价格,起始日期\nLCHM051,钾,10,2026-01-01\nLCHM052,钠,20,2026-01-01\n")
	if r := upload("项目名称,价格,起始日期\n钾,12.5,2026-01-01\n钾,13,2026-07-01\n"); !r.Clean() || r.Version != 2 {
		t.Fatalf("a second list comes to %+v", r)
	}
	bad := upload("项目编码,项目名称,价格,起始日期\nXXX,,10,\n,没有这样的项目,10,\nLCHM051,钾,1,\nLCHM051,钾,2,\n,钠,免费,\n")
	var found []string
	for _, p := range bad.Problems {
		found = append(found, fmt.Sprint(p.Code, " ", p.Row))
	}
	slices.Sort(found)
	if diff := cmp.Diff([]string{"ITEM_UNKNOWN 2", "PRICE_TWICE 5", "PRICE_UNREADABLE 6"}, found); diff != "" || len(bad.Unresolved) != 1 {
		t.Errorf("problems (-want +got), and %d names unresolved:\n%s", len(bad.Unresolved), diff)
	}
	p, err := b.office.Prices(t.Context(), "150400")
	if err != nil {
		t.Fatal(err)
	}
	january, july := registry.DayOf(2026, 1, 1), registry.DayOf(2026, 7, 1)
	want := []office.Price{{Item: "LCHM051", Fen: 1250, From: january}, {Item: "LCHM051", Fen: 1300, From: july}, {Item: "LCHM052", Fen: 2000, From: january}}
	if diff := cmp.Diff(want, p.Rows); diff != "" || p.Version != 2 {
		t.Errorf("prices at version %d (-want +got):\n%s", p.Version, diff)
	}
}
