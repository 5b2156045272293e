package recognition_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/catalogs"
	"concord/internal/recognition"
	"concord/internal/recognition/naive"
	"concord/internal/recognition/naive/toy"
	"concord/internal/registry"
)

// snapshotOf is the engine's snapshot of what a ledger holds.
func snapshotOf(cat *registry.Catalogue, ledger *registry.Ledger) *recognition.Snapshot {
	b := recognition.NewBuilder(cat)
	return b.Snapshot(ledger.Read(registry.Selection{}, b))
}

// rivals are the two implementations of the rule, over one registry.
type rivals struct {
	snapshot *recognition.Snapshot
	naive    *naive.Registry
	answer   recognition.Answer
}

func newRivals(w *toy.World) *rivals {
	ledger := w.Ledger(len(w.Steps))
	return &rivals{
		snapshot: snapshotOf(w.Catalogue, ledger),
		naive:    naive.Read(w.Catalogue, ledger),
	}
}

// ask puts a question to both. It returns the engine's answer or refusal, and
// how the naive one differs; the difference is empty where they agree.
func (r *rivals) ask(q recognition.Question) (answer *recognition.Answer, refusal recognition.InputErrors, diff string) {
	want, wantRefusal := naive.Decide(r.naive, q)
	err := recognition.Decide(r.snapshot, &q, &r.answer)
	errors.As(err, &refusal)
	if diff := cmp.Diff(wantRefusal, refusal); diff != "" || err != nil {
		return &r.answer, refusal, diff
	}
	return &r.answer, nil, cmp.Diff(want, naive.Of(&r.answer))
}

const (
	worlds            = 2000
	questionsPerWorld = 50
)

// TestTwoImplementationsAgree asks the engine and the naive implementation a
// hundred thousand questions about random registries. It fails as well where a
// finding, an outcome or a refusal was never seen: then it tests less than it
// seems to.
func TestTwoImplementationsAgree(t *testing.T) {
	t.Parallel()
	cat := toy.Catalogue(catalogs.Load())
	n := worlds
	if testing.Short() {
		n = worlds / 20
	}
	seen := census{}
	disagreements := 0
	for seed := range n {
		chance := rand.New(rand.NewPCG(uint64(seed), 1))
		w := toy.Draw(chance, cat)
		r := newRivals(w)
		for range questionsPerWorld {
			q := w.Question(chance)
			answer, refusal, diff := r.ask(q)
			seen.count(answer, refusal)
			seen.countNews(w, q, answer, refusal)
			if diff == "" {
				continue
			}
			t.Errorf("world %d: the two disagree on %+v\nnaive -, engine +:\n%s", seed, q, diff)
			if disagreements++; disagreements == 5 {
				t.Fatal("the rest is not shown")
			}
		}
	}
	seen.report(t)
}

// census counts what was seen, by name.
type census map[string]int

func (c census) count(a *recognition.Answer, refusal recognition.InputErrors) {
	for _, e := range refusal {
		c[string(e.Code)]++
	}
	if refusal != nil {
		return
	}
	c[a.Outcome.String()]++
	for i := range a.Findings {
		c[a.Findings[i].Code.String()]++
	}
}

// The kinds of questions that rest on a merge or on an added item.
const (
	ofDuplicate = "a duplicate's result"
	atDuplicate = "a result shown at a duplicate"
	ofAddedItem = "an added item"
)

// countNews counts answers that rest on a merge or on an added item.
func (c census) countNews(w *toy.World, q recognition.Question, a *recognition.Answer, refusal recognition.InputErrors) {
	recorded := func(name string) bool {
		return slices.ContainsFunc(w.Institutions, func(i registry.Institution) bool { return string(i.ID) == name })
	}
	switch {
	case refusal != nil:
	case a.Issuer != "" && recorded(q.Issuer) && string(a.Issuer) != q.Issuer:
		c[ofDuplicate]++
	case a.Receiver != "" && recorded(q.Receiver) && string(a.Receiver) != q.Receiver:
		c[atDuplicate]++
	case slices.Contains(w.Items, a.Item):
		c[ofAddedItem]++
	}
}

// report fails the test for everything that should have been seen and was not.
func (c census) report(t *testing.T) {
	t.Helper()
	expected := []string{
		string(recognition.ReportBeforeExam), string(recognition.TimeAfterAsked),
		string(recognition.SituationUnknown), string(recognition.ReaderNotApplicable),
		ofDuplicate, atDuplicate, ofAddedItem,
	}
	for _, code := range recognition.Codes() {
		expected = append(expected, code.String())
	}
	for o := recognition.Undetermined; o <= recognition.NotRecognized; o++ {
		expected = append(expected, o.String())
	}
	for _, name := range expected {
		if c[name] == 0 {
			t.Errorf("%s was never seen", name)
		}
	}
}
