package recognition_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"concord/catalogs"
	"concord/internal/recognition"
	"concord/internal/recognition/naive"
	"concord/internal/recognition/naive/toy"
	"concord/internal/registry"
)

// drawn is the chance of a property test.
type drawn struct{ t *rapid.T }

func (d drawn) IntN(n int) int { return rapid.IntRange(0, n-1).Draw(d.t, "choice") }

// seeded is a chance for choices whose shrinking would show nothing.
func seeded(t *rapid.T) toy.Chance { return rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3)) }

// check draws worlds and, for each, some questions.
func check(t *testing.T, holds func(t *rapid.T, w *toy.World, questions []recognition.Question)) {
	t.Helper()
	t.Parallel()
	cat := toy.Catalogue(catalogs.Load())
	world := rapid.Custom(func(t *rapid.T) *toy.World { return toy.Draw(drawn{t}, cat) })
	rapid.Check(t, func(t *rapid.T) {
		w := world.Draw(t, "world")
		question := rapid.Custom(func(t *rapid.T) recognition.Question { return w.Question(drawn{t}) })
		holds(t, w, rapid.SliceOfN(question, 10, 10).Draw(t, "questions"))
	})
}

// decided is a fresh answer, or nil where the question is refused.
func decided(s *recognition.Snapshot, q recognition.Question) *recognition.Answer {
	var a recognition.Answer
	if err := recognition.Decide(s, &q, &a); err != nil {
		return nil
	}
	return &a
}

func whole(w *toy.World) *recognition.Snapshot {
	return snapshotOf(w.Catalogue, w.Ledger(len(w.Steps)))
}

// difference is all that differs between two answers, to the last parameter.
func difference(want, got *recognition.Answer) string {
	return cmp.Diff(want, got, cmpopts.IgnoreUnexported(recognition.Answer{}), cmpopts.EquateEmpty())
}

func saysYes(a *recognition.Answer) bool {
	return a.Outcome == recognition.Recognized || a.Outcome == recognition.PhysicianDiscretion
}

// inOneHouse reports whether R20 or R21 made lists unnecessary.
func inOneHouse(a *recognition.Answer) bool {
	return slices.ContainsFunc(a.Findings, func(f recognition.Finding) bool {
		return f.Code == recognition.SameInstitution || f.Code == recognition.ConsortiumFull
	})
}

// TestAgreementShrinks is TestTwoImplementationsAgree on fewer questions; where
// the two disagree, it finds the smallest registry that shows it.
func TestAgreementShrinks(t *testing.T) {
	check(t, func(t *rapid.T, w *toy.World, questions []recognition.Question) {
		r := newRivals(w)
		for _, q := range questions {
			if _, _, diff := r.ask(q); diff != "" {
				t.Fatalf("the two disagree on %+v\nnaive -, engine +:\n%s", q, diff)
			}
		}
	})
}

func TestEveryAnswerHasFindings(t *testing.T) {
	check(t, func(t *rapid.T, w *toy.World, questions []recognition.Question) {
		s := whole(w)
		for _, q := range questions {
			a := decided(s, q)
			if a == nil {
				continue
			}
			if len(a.Findings) == 0 || len(a.Decisive(nil)) == 0 && a.Outcome != recognition.Undetermined {
				t.Fatalf("%v without a reason: %+v", a.Outcome, q)
			}
		}
	})
}

// published are the lists of a world.
type published struct {
	registry.Reader
	lists map[registry.ListID]registry.ListHistory
}

func (p *published) List(h registry.ListHistory) { p.lists[h.ID] = h }

func listsOf(w *toy.World) map[registry.ListID]registry.ListHistory {
	p := &published{Reader: &naive.Registry{}, lists: map[registry.ListID]registry.ListHistory{}}
	w.Ledger(len(w.Steps)).Read(registry.Selection{}, p)
	return p.lists
}

func byName(l, m registry.ListID) int { return strings.Compare(l.String(), m.String()) }

// TestYesCitesVersionInForce: a yes rests on a governing version that was in
// force on the day of the examination or of asking, unless issuer and receiver
// are one house; and so does everything that speaks for it.
func TestYesCitesVersionInForce(t *testing.T) {
	check(t, func(t *rapid.T, w *toy.World, questions []recognition.Question) {
		s, lists := whole(w), listsOf(w)
		for _, q := range questions {
			a := decided(s, q)
			if a == nil || !saysYes(a) {
				continue
			}
			inForce := func(list registry.ListID, number int32) bool {
				atExam, _ := lists[list].InForce(q.ExamTime.Day(), a.Revision.Sequence)
				atAsked, _ := lists[list].InForce(q.AskedAt.Day(), a.Revision.Sequence)
				return number > 0 && (int(number) == atExam.Number || int(number) == atAsked.Number)
			}
			if !inOneHouse(a) && !inForce(a.Governing.List, a.Governing.Version) {
				t.Fatalf("yes by %+v, which is not in force: %+v", a.Governing, q)
			}
			for _, f := range a.Findings {
				if f.Version > 0 && !inForce(f.List, f.Version) {
					t.Fatalf("%s rests on %s version %d, which is not in force: %+v", f.Code, f.List, f.Version, q)
				}
			}
		}
	})
}

// TestDenyNeverHelps: one deny more never makes an answer better. (That it never
// turns a no into a yes follows.)
func TestDenyNeverHelps(t *testing.T) {
	check(t, func(t *rapid.T, w *toy.World, questions []recognition.Question) {
		s, lists := whole(w), listsOf(w)
		for _, q := range questions {
			q.At = 0
			before := decided(s, q)
			if before == nil {
				continue
			}
			step, ok := denial(seeded(t), w, lists, q.AskedAt.Day())
			if !ok {
				continue
			}
			denying := *w
			denying.Steps = append(slices.Clip(w.Steps), step)
			after := decided(whole(&denying), q)
			if before.Outcome.Worse(after.Outcome) {
				t.Fatalf("%+v turned %v into %v: %+v", step.Publications[0].Content.Negatives, before.Outcome, after.Outcome, q)
			}
		}
	})
}

// denial is a step that adds a deny to some negative list as it is in force on a
// day; ok is false where a later version is scheduled already.
func denial(c toy.Chance, w *toy.World, lists map[registry.ListID]registry.ListHistory, day registry.Day) (step registry.Step, ok bool) {
	publishers := slices.SortedFunc(maps.Keys(lists), byName)
	list := registry.ListID{Jurisdiction: publishers[c.IntN(len(publishers))].Jurisdiction, Kind: registry.NegativeList}
	h := lists[list]
	v := registry.Version{List: list, Number: len(h.Versions) + 1, Period: registry.Always, Terms: registry.DefaultTerms()}
	for _, earlier := range h.Versions {
		if earlier.Withdrawn == 0 {
			v.Period.From = max(v.Period.From, earlier.Period.From)
		}
	}
	var content registry.Content
	if inForce, ok := h.InForce(day, registry.Sequence(len(w.Steps))); ok {
		v.Terms = inForce.Terms
		content = h.Content(inForce.Number)
	}
	deny := w.Negative(c)
	deny.Effect = registry.Deny
	if !slices.ContainsFunc(content.Negatives, func(e registry.NegativeEntry) bool { return e.Key() == deny.Key() }) {
		content.Negatives = append(content.Negatives, deny)
	}
	step.Publications = []registry.Publication{{Version: v, Content: content}}
	return step, v.Period.From <= day && deny.Selects()
}

// without is the world in which some lists were never published.
func without(w *toy.World, gone func(registry.ListID) bool) *toy.World {
	poorer := *w
	poorer.Steps = slices.Clone(w.Steps)
	for i := range poorer.Steps {
		step := &poorer.Steps[i]
		step.Publications = slices.DeleteFunc(slices.Clone(step.Publications), func(p registry.Publication) bool { return gone(p.Version.List) })
		step.Withdrawals = slices.DeleteFunc(slices.Clone(step.Withdrawals), func(d registry.Withdrawal) bool { return gone(d.List) })
	}
	return &poorer
}

// TestYesNeedsLists: where no item list, or no institution list, was ever
// published, nobody is told yes unless issuer and receiver are one house.
func TestYesNeedsLists(t *testing.T) {
	check(t, func(t *rapid.T, w *toy.World, questions []recognition.Question) {
		for _, kind := range []registry.ListKind{registry.ItemList, registry.InstitutionList} {
			s := whole(without(w, func(l registry.ListID) bool { return l.Kind == kind }))
			for _, q := range questions {
				if a := decided(s, q); a != nil && saysYes(a) && !inOneHouse(a) {
					t.Fatalf("%v without any list of %v: %+v", a.Outcome, kind, q)
				}
			}
		}
	})
}

// TestRemovingItemListHelpsOnlyWhereItGoverned: that removing a list never turns
// a no into a yes is not true of this rule. A prefecture's list that governs
// with a short window shields the province's longer one (vector 24); without it
// the province governs. True is that only the governing list can be in the way,
// and that a yes then comes from a jurisdiction at least as wide.
func TestRemovingItemListHelpsOnlyWhereItGoverned(t *testing.T) {
	check(t, func(t *rapid.T, w *toy.World, questions []recognition.Question) {
		s := whole(w)
		for _, list := range slices.SortedFunc(maps.Keys(listsOf(w)), byName) {
			if list.Kind != registry.ItemList {
				continue
			}
			poorer := whole(without(w, func(l registry.ListID) bool { return l == list }))
			for _, q := range questions {
				before, after := decided(s, q), decided(poorer, q)
				if before == nil || saysYes(before) || !saysYes(after) {
					continue
				}
				if before.Governing.List != list || after.Governing.Kind != 0 && after.Governing.Kind < before.Governing.Kind {
					t.Fatalf("without %s, %v by %+v became %v by %+v: %+v",
						list, before.Outcome, before.Governing, after.Outcome, after.Governing, q)
				}
			}
		}
	})
}

// TestOrderOfInputDecidesNothing: what is written in one step may stand in any
// order, as long as the versions of a list keep theirs.
func TestOrderOfInputDecidesNothing(t *testing.T) {
	check(t, func(t *rapid.T, w *toy.World, questions []recognition.Question) {
		mixed := *w
		mixed.Steps = slices.Clone(w.Steps)
		for i := range mixed.Steps {
			mix(seeded(t), &mixed.Steps[i])
		}
		s, other := whole(w), whole(&mixed)
		for _, q := range questions {
			if diff := difference(decided(s, q), decided(other, q)); diff != "" {
				t.Fatalf("another order gives another answer to %+v\n%s", q, diff)
			}
		}
	})
}

func mix(c toy.Chance, step *registry.Step) {
	step.Items = shuffled(c, step.Items)
	step.Institutions = shuffled(c, step.Institutions)
	step.Consortia = shuffled(c, step.Consortia)
	step.Alliances = shuffled(c, step.Alliances)
	step.CodeMaps = shuffled(c, step.CodeMaps)
	step.Qualifications = shuffled(c, step.Qualifications)
	step.Revocations = shuffled(c, step.Revocations)
	step.Removals = shuffled(c, step.Removals)
	step.Publications = shuffled(c, step.Publications)
	slices.SortStableFunc(step.Publications, func(p, q registry.Publication) int { return p.Version.Number - q.Version.Number })
	for i := range step.Publications {
		content := &step.Publications[i].Content
		content.Items = shuffled(c, content.Items)
		content.Institutions = shuffled(c, content.Institutions)
		content.Negatives = shuffled(c, content.Negatives)
	}
}

func shuffled[T any](c toy.Chance, values []T) []T {
	values = slices.Clone(values)
	for i := len(values) - 1; i > 0; i-- {
		j := c.IntN(i + 1)
		values[i], values[j] = values[j], values[i]
	}
	return values
}

// TestUsedAnswerTellsNothing: a batch that uses one answer again and again gets
// what single questions get, and asking twice gives the same.
func TestUsedAnswerTellsNothing(t *testing.T) {
	check(t, func(t *rapid.T, w *toy.World, questions []recognition.Question) {
		s := whole(w)
		var used recognition.Answer
		for _, q := range questions {
			single := decided(s, q)
			for range 2 {
				refused := recognition.Decide(s, &q, &used) != nil
				if refused != (single == nil) {
					t.Fatalf("refused in a batch %v, alone %v: %+v", refused, single == nil, q)
				}
				if refused {
					continue
				}
				if diff := difference(single, &used); diff != "" {
					t.Fatalf("alone -, in a batch +: %+v\n%s", q, diff)
				}
			}
		}
	})
}

// TestExtendingEqualsBuilding: a snapshot extended step by step answers as one
// built from everything at once, and older snapshots stay as they were.
func TestExtendingEqualsBuilding(t *testing.T) {
	check(t, func(t *rapid.T, w *toy.World, questions []recognition.Question) {
		extended := recognition.NewBuilder(w.Catalogue).Snapshot(registry.NewLedger().Head())
		var first *recognition.Snapshot
		for n := range w.Steps {
			b := extended.Extend()
			extended = b.Snapshot(w.Ledger(n+1).Read(registry.Selection{After: registry.Sequence(n)}, b))
			if n == 0 {
				first = extended
			}
		}
		s, founded := whole(w), snapshotOf(w.Catalogue, w.Ledger(1))
		for _, q := range questions {
			if diff := difference(decided(s, q), decided(extended, q)); diff != "" {
				t.Fatalf("built at once -, step by step +: %+v\n%s", q, diff)
			}
			q.At = 0
			if diff := difference(decided(founded, q), decided(first, q)); diff != "" {
				t.Fatalf("extending changed what it extends: %+v\n%s", q, diff)
			}
		}
	})
}

// TestPastRevisionAnswersAsItDid: at an earlier revision every question is
// answered as it was then, to the last parameter (vector 35).
func TestPastRevisionAnswersAsItDid(t *testing.T) {
	check(t, func(t *rapid.T, w *toy.World, questions []recognition.Question) {
		now := whole(w)
		for n := range w.Steps {
			then := snapshotOf(w.Catalogue, w.Ledger(n+1))
			for _, q := range questions {
				q.At = 0
				was := decided(then, q)
				q.At = registry.Sequence(n + 1)
				if diff := difference(was, decided(now, q)); diff != "" {
					t.Fatalf("then -, now at revision %d +: %+v\n%s", n+1, q, diff)
				}
			}
		}
	})
}
