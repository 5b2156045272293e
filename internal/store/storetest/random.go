package storetest

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"concord/internal/office"
	"concord/internal/outcome"
	"concord/internal/registry"
)

// random is the rule that holds them together.
var random = []rule{
	{"random steps read back as from the registry in memory", testRandom},
}

// testRandom writes random steps, good and bad, to the store and to a ledger.
// Every round names other jurisdictions and institutions, so that one registry
// serves all rounds and each is read from where it began.
func testRandom(t *testing.T, open Opener) {
	s := open(t)
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		g := &steps{t: rt, prefix: fmt.Sprintf("r%d-", round), numbers: map[registry.ListID]int{}, base: newest(t, s)}
		ledger := registry.NewLedger()
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			step := g.step()
			_, want := ledger.Write(step)
			onStore := step
			if step.Basis != 0 {
				onStore.Basis += g.base
			}
			_, got := s.Write(t.Context(), onStore)
			if errors.Is(want, registry.ErrConflict) != errors.Is(got, registry.ErrConflict) || (want == nil) != (got == nil) {
				rt.Fatalf("the store gives %v, the ledger %v for %+v", got, want, step)
			}
			if got == nil {
				g.taken(step)
			}
		}
		after := registry.Sequence(rapid.IntRange(0, int(ledger.Head().Newest)).Draw(rt, "after"))
		selection := g.selection()
		selection.After = after
		want := ledgerContents(ledger, selection)
		selection.After += g.base
		got := ReadContents(t, s, selection)
		if diff := cmp.Diff(moved(want, g.base), got, cmpopts.EquateEmpty()); diff != "" {
			rt.Fatalf("after %d (-ledger +store):\n%s", after, diff)
		}
	})
}

// steps draws steps that fit together, and some that do not.
type steps struct {
	t       *rapid.T
	prefix  string
	base    registry.Sequence // where the registry stood before
	written int
	numbers map[registry.ListID]int
}

func (g *steps) taken(step registry.Step) {
	g.written++
	for _, p := range step.Publications {
		g.numbers[p.Version.List] = p.Version.Number
	}
}

func (g *steps) step() registry.Step {
	step := registry.Step{
		RecordedAt: registry.Instant(rapid.Int64Range(0, 4e9).Draw(g.t, "recorded")),
		Actor:      rapid.SampledFrom([]string{"", "editor", "导入"}).Draw(g.t, "actor"),
	}
	if rapid.Bool().Draw(g.t, "checks its basis") {
		step.Basis = registry.Sequence(max(0, g.written-rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(g.t, "late")))
	}
	if g.written == 0 {
		step.Basis = 0
		for _, id := range g.institutions() {
			step.Institutions = append(step.Institutions, institution(id))
		}
	}
	if rapid.IntRange(0, 3).Draw(g.t, "adds an item") == 0 {
		code := g.prefix + rapid.SampledFrom([]string{"x", "y", "z"}).Draw(g.t, "code")
		step.Items = []registry.AddedItem{{Item: registry.Item{Code: registry.ItemCode(code), Domain: registry.Lab}, By: registry.Nation}}
	}
	if g.written > 0 && rapid.IntRange(0, 3).Draw(g.t, "merges") == 0 {
		merged := institution(g.institution())
		merged.MergedInto = g.institution()
		step.Institutions = []registry.Institution{merged}
	}
	for range rapid.IntRange(0, 3).Draw(g.t, "qualifications") {
		step.Qualifications = append(step.Qualifications, g.qualification())
	}
	if rapid.IntRange(0, 3).Draw(g.t, "withdraws") == 0 {
		step.Withdrawals = append(step.Withdrawals, registry.Withdrawal{List: g.list(), Number: rapid.IntRange(1, 3).Draw(g.t, "withdrawn")})
	}
	next := map[registry.ListID]int{}
	for range rapid.IntRange(0, 3).Draw(g.t, "publications") {
		step.Publications = append(step.Publications, g.publication(next))
	}
	return step
}

func (g *steps) institutions() []registry.InstitutionID {
	return []registry.InstitutionID{registry.InstitutionID(g.prefix + "a"), registry.InstitutionID(g.prefix + "B"), registry.InstitutionID(g.prefix + "b")}
}

func (g *steps) institution() registry.InstitutionID {
	return rapid.SampledFrom(g.institutions()).Draw(g.t, "institution")
}

func (g *steps) item() registry.ItemCode {
	return rapid.SampledFrom([]registry.ItemCode{"LCHM001", "LCHM002", "LCHM051", "EXRY012"}).Draw(g.t, "item")
}

func (g *steps) jurisdictions() []registry.JurisdictionCode {
	return []registry.JurisdictionCode{registry.JurisdictionCode(g.prefix + "1"), registry.JurisdictionCode(g.prefix + "2")}
}

func (g *steps) list() registry.ListID {
	return registry.ListID{
		Jurisdiction: rapid.SampledFrom(g.jurisdictions()).Draw(g.t, "jurisdiction"),
		Kind:         rapid.SampledFrom(registry.ListKinds[:]).Draw(g.t, "kind"),
	}
}

func (g *steps) period() registry.Period {
	bound := func(open registry.Day) registry.Day {
		return rapid.SampledFrom([]registry.Day{open, 0, 20_000, 20_100}).Draw(g.t, "day")
	}
	return registry.Period{From: bound(registry.MinDay), To: bound(registry.MaxDay)}
}

func (g *steps) qualification() registry.Qualification {
	return registry.Qualification{
		Institution: g.institution(), Item: g.item(), Programme: "p", Round: rapid.SampledFrom([]string{"1", "2"}).Draw(g.t, "round"),
		Result: rapid.SampledFrom([]registry.Result{registry.Pass, registry.Fail}).Draw(g.t, "result"), Period: g.period(),
	}
}

// publication draws the next version of a list; now and then its number is wrong.
func (g *steps) publication(next map[registry.ListID]int) registry.Publication {
	id := g.list()
	if next[id] == 0 {
		next[id] = g.numbers[id] + 1
	}
	number := next[id] + rapid.SampledFrom([]int{0, 0, 0, 0, 0, 0, 1, -1}).Draw(g.t, "wrong by")
	next[id]++
	p := registry.Publication{Version: registry.Version{List: id, Number: number, Period: g.period(), Terms: registry.DefaultTerms()}}
	for range rapid.IntRange(0, 4).Draw(g.t, "entries") {
		g.entry(&p.Content, id.Kind)
	}
	return p
}

func (g *steps) entry(c *registry.Content, kind registry.ListKind) {
	note := rapid.SampledFrom([]string{"", "空腹"}).Draw(g.t, "note")
	switch kind {
	case registry.ItemList:
		side := rapid.SampledFrom([]string{"", "", "L", "R"}).Draw(g.t, "side")
		c.Items = append(c.Items, registry.ItemEntry{Item: g.item(), Qualifiers: registry.Qualifiers{registry.Laterality: side}, Note: note})
	case registry.InstitutionList:
		e := registry.InstitutionEntry{Institution: g.institution(), Period: registry.Always, Note: note}
		if rapid.Bool().Draw(g.t, "scoped") {
			e.Scope = registry.Scope{Mode: registry.ScopeOnly, Items: []registry.ItemCode{g.item()}}
		}
		c.Institutions = append(c.Institutions, e)
	case registry.NegativeList:
		c.Negatives = append(c.Negatives, registry.NegativeEntry{Issuer: g.institution(), Item: g.item(), Effect: registry.Deny, Period: registry.Always, Reason: note})
	}
}

func (g *steps) selection() registry.Selection {
	// Rounds before this one must not be read, so that something is always named.
	s := registry.Selection{Jurisdictions: g.jurisdictions(), QualifiedInstitutions: g.institutions()}
	if rapid.Bool().Draw(g.t, "one jurisdiction") {
		s.Jurisdictions = s.Jurisdictions[:1]
	}
	if rapid.Bool().Draw(g.t, "one institution") {
		s.QualifiedInstitutions = s.QualifiedInstitutions[:1]
	}
	return s
}

// moved are contents as they are in a registry that stood at base before.
func moved(c Contents, base registry.Sequence) Contents {
	c.Head.Newest += base
	for i := range c.Items {
		c.Items[i].Sequence += base
	}
	for i := range c.Institutions {
		c.Institutions[i].Sequence += base
	}
	for i := range c.Qualifications {
		c.Qualifications[i].Sequence += base
	}
	for _, h := range c.Lists {
		for i := range h.Versions {
			h.Versions[i].Sequence += base
			if h.Versions[i].Withdrawn != 0 {
				h.Versions[i].Withdrawn += base
			}
		}
	}
	return c
}

// Whole is a store of everything.
type Whole interface {
	office.Store
	outcome.Store
}

// Fill writes to an empty registry something of all that one can hold, and
// random steps behind it.
func Fill(t *testing.T, s Whole, seed int) {
	t.Helper()
	c := wholeChange()
	c.Steps[0] = everything()
	c.Steps[1] = publish(items(chifengItems, 2, "A", "B"), items(hubeiItems, 1, "A"), listed(chifengInstitutions, 2, north),
		registry.Publication{Version: version(chifengNegative, 2)})
	c.Drafts = append(c.Drafts, fullDraft())
	commit(t, s, c)
	withdraw := publish()
	withdraw.Withdrawals = []registry.Withdrawal{{List: hubeiItems, Number: 1}}
	write(t, s, withdraw)
	if err := s.UseKeys(t.Context(), []office.KeyUse{{ID: "k1", At: noon}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.TakeOutcomes(t.Context(), outcomes()); err != nil {
		t.Fatal(err)
	}
	base := newest(t, s)
	for _, step := range rapid.Custom(randomSteps).Example(seed) {
		if step.Basis != 0 {
			step.Basis += base
		}
		write(t, s, step)
	}
}

// randomSteps are random steps that an empty registry takes.
func randomSteps(t *rapid.T) []registry.Step {
	g := &steps{t: t, prefix: "f-", numbers: map[registry.ListID]int{}}
	ledger := registry.NewLedger()
	var good []registry.Step
	for range 20 {
		step := g.step()
		if _, err := ledger.Write(step); err == nil {
			g.taken(step)
			good = append(good, step)
		}
	}
	return good
}

// OfficeContents is what an office holds besides its registry.
type OfficeContents struct {
	Events     []office.Event
	Drafts     []office.Draft
	Credential office.Credential
	File       office.File
	KeyUses    []office.KeyUse
}

// ReadOffice reads what [Fill] wrote besides the registry.
func ReadOffice(t *testing.T, s office.Store) OfficeContents {
	t.Helper()
	ctx := t.Context()
	c := OfficeContents{Events: events(t, s, office.EventSelection{})}
	var errs [4]error
	c.Drafts, errs[0] = s.Drafts(ctx, office.DraftSelection{})
	c.Credential, errs[1] = s.Credential(ctx, "li.si")
	c.File, errs[2] = s.File(ctx, theFile.SHA256)
	c.KeyUses, errs[3] = s.KeyUses(ctx)
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	return c
}
