package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"concord/internal/registry"
)

// writers are the rules of writing side by side, and of much at once.
var writers = []rule{
	{"of writers on one basis one wins", testOneWinner},
	{"steps of many writers are dense and whole", testDense},
	{"a step may be large", testLargeStep},
	{"a write that is cancelled leaves nothing", testCancelled},
	{"a closed store is unavailable", testClosed},
}

const writersAtOnce = 8

// atOnce writes the steps at the same time through two stores, and returns the
// error of each.
func atOnce(t *testing.T, open Opener, step func(i int) registry.Step) []error {
	stores := []registry.Store{open(t), open(t)}
	errs := make([]error, writersAtOnce)
	var wg sync.WaitGroup
	for i := range writersAtOnce {
		wg.Go(func() { _, errs[i] = stores[i%len(stores)].Write(t.Context(), step(i)) })
	}
	wg.Wait()
	return errs
}

func testOneWinner(t *testing.T, open Opener) {
	s := open(t)
	write(t, s, founding())
	errs := atOnce(t, open, func(i int) registry.Step {
		step := publish(items(chifengItems, 1, registry.ItemCode(fmt.Sprint(i))))
		step.Basis = 1
		return step
	})
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, registry.ErrConflict):
			t.Errorf("a writer that came too late gets %v, want ErrConflict", err)
		}
	}
	if won != 1 || newest(t, s) != 2 {
		t.Errorf("%d writers won and the registry is at %d, want 1 and 2", won, newest(t, s))
	}
}

func testDense(t *testing.T, open Opener) {
	s := open(t)
	write(t, s, founding())
	errs := atOnce(t, open, func(i int) registry.Step {
		step := publish(items(registry.ListID{Jurisdiction: registry.JurisdictionCode(fmt.Sprint(i)), Kind: registry.ItemList}, 1, "A", "B"))
		step.Qualifications = []registry.Qualification{passed(lab, "A", fmt.Sprint(i)), passed(lab, "B", fmt.Sprint(i))}
		return step
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	c := ReadContents(t, s, registry.Selection{})
	var published, qualified []registry.Sequence
	for _, h := range c.Lists {
		published = append(published, h.Versions[0].Sequence)
	}
	for _, q := range c.Qualifications {
		qualified = append(qualified, q.Sequence)
	}
	slices.Sort(published)
	same(t, "steps that published", published, []registry.Sequence{2, 3, 4, 5, 6, 7, 8, 9})
	same(t, "steps that qualified", qualified, []registry.Sequence{2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9})
}

func testLargeStep(t *testing.T, open Opener) {
	s := open(t)
	step := founding()
	step.Qualifications = manyQualifications(100_000)
	codes := make([]registry.ItemCode, 5_000)
	for i := range codes {
		codes[i] = registry.ItemCode(fmt.Sprintf("X%05d", i))
	}
	step.Publications = []registry.Publication{items(chifengItems, 1, codes...), items(chifengItems, 2, codes[1:]...)}
	write(t, s, step)
	c := ReadContents(t, s, registry.Selection{})
	if len(c.Qualifications) != len(step.Qualifications) || len(c.Lists[chifengItems].Items) != len(codes) {
		t.Fatalf("read %d qualifications and %d entries, want %d and %d",
			len(c.Qualifications), len(c.Lists[chifengItems].Items), len(step.Qualifications), len(codes))
	}
	for i, q := range c.Qualifications {
		if q.Value != step.Qualifications[i] {
			t.Fatalf("qualification %d is %+v, want %+v", i, q.Value, step.Qualifications[i])
		}
	}
}

func testCancelled(t *testing.T, open Opener) {
	s := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Write(ctx, founding()); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled write gives %v, want context.Canceled", err)
	}
	if got := newest(t, s); got != 0 {
		t.Errorf("a cancelled write leaves the registry at %d, want 0", got)
	}
	write(t, s, founding())
}

func testClosed(t *testing.T, open Opener) {
	s := open(t)
	write(t, s, founding())
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Head(t.Context()); !errors.Is(err, registry.ErrUnavailable) {
		t.Errorf("the head of a closed store gives %v, want ErrUnavailable", err)
	}
	if _, err := s.Write(t.Context(), founding()); !errors.Is(err, registry.ErrUnavailable) {
		t.Errorf("a write to a closed store gives %v, want ErrUnavailable", err)
	}
}
