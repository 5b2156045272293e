package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"concord/internal/registry"
)

// sharing are the rules of lists: versions, their entries and withdrawals.
var sharing = []rule{
	{"versions share the entries they have in common", testSharing},
	{"an entry that changes or returns is another entry", testChangedEntry},
	{"versions of one step share as those of several do", testOneStep},
	{"a withdrawn version stays, marked, and the next follows on it", testWithdrawn},
	{"a list without a version is not found", testNoList},
}

func list(t *testing.T, s registry.Store, id registry.ListID) registry.ListHistory {
	t.Helper()
	h, err := s.List(t.Context(), id)
	if err != nil {
		t.Fatalf("list %s: %v", id, err)
	}
	return h
}

// span is an item and the numbers of the versions that hold it.
type span struct {
	Item        registry.ItemCode
	First, Last int
}

func spans(h registry.ListHistory) []span {
	all := make([]span, len(h.Items))
	for i, held := range h.Items {
		all[i] = span{held.Entry.Item, held.First, held.Last}
	}
	return all
}

func testSharing(t *testing.T, open Opener) {
	s := open(t)
	write(t, s, publish(items(chifengItems, 1, "A", "B"), items(hubeiItems, 1, "A")))
	write(t, s, publish(items(chifengItems, 2, "C", "B", "A")))
	write(t, s, publish(items(chifengItems, 3, "A", "C")))
	h := list(t, s, chifengItems)
	same(t, "entries", spans(h), []span{{"A", 1, registry.StillHeld}, {"B", 1, 2}, {"C", 2, registry.StillHeld}})
	for number, want := range [][]registry.ItemCode{1: {"A", "B"}, 2: {"A", "C", "B"}, 3: {"A", "C"}} {
		var got []registry.ItemCode
		for _, e := range h.Content(number).Items {
			got = append(got, e.Item)
		}
		slices.Sort(got)
		slices.Sort(want)
		same(t, fmt.Sprintf("items of version %d", number), got, want)
	}
	same(t, "entries of another list", spans(list(t, s, hubeiItems)), []span{{"A", 1, registry.StillHeld}})
}

func testChangedEntry(t *testing.T, open Opener) {
	s := open(t)
	changed := items(chifengItems, 2, "A", "B")
	changed.Content.Items[0].Note = "空腹"
	write(t, s, publish(items(chifengItems, 1, "A", "B")))
	write(t, s, publish(changed))
	write(t, s, publish(items(chifengItems, 3, "B")))
	write(t, s, publish(items(chifengItems, 4, "A", "B")))
	h := list(t, s, chifengItems)
	same(t, "entries", spans(h), []span{{"A", 1, 1}, {"B", 1, registry.StillHeld}, {"A", 2, 2}, {"A", 4, registry.StillHeld}})
	if got := h.Content(2).Items[0].Note; got != "空腹" {
		t.Errorf("version 2 notes %q, want 空腹", got)
	}
}

func testOneStep(t *testing.T, open Opener) {
	all := []registry.Publication{
		items(chifengItems, 1, "A", "B"), items(chifengItems, 2, "B", "C"), items(chifengItems, 3, "A", "C"),
		listed(chifengInstitutions, 1, north, lab), listed(chifengInstitutions, 2, lab), listed(chifengInstitutions, 3, lab, campus),
	}
	s := open(t)
	step := founding()
	step.Publications = all
	write(t, s, step)
	want := []span{{"A", 1, 1}, {"B", 1, 2}, {"C", 2, registry.StillHeld}, {"A", 3, registry.StillHeld}}
	same(t, "entries", spans(list(t, s, chifengItems)), want)
	sameAsLedger(t, s, step)
}

func testWithdrawn(t *testing.T, open Opener) {
	s := open(t)
	write(t, s, publish(items(chifengItems, 1, "A"), items(chifengItems, 2, "A", "B")))
	instead := publish(items(chifengItems, 3, "A", "C"))
	instead.Withdrawals = []registry.Withdrawal{{List: chifengItems, Number: 2}}
	write(t, s, instead)
	h := list(t, s, chifengItems)
	for i, want := range []registry.Sequence{0, 2, 0} {
		if got := h.Versions[i].Withdrawn; got != want {
			t.Errorf("version %d is withdrawn by step %d, want %d", i+1, got, want)
		}
	}
	same(t, "entries", spans(h), []span{{"A", 1, registry.StillHeld}, {"B", 2, 2}, {"C", 3, registry.StillHeld}})
	if touched := ReadContents(t, s, registry.Selection{After: 1}).Lists; len(touched) != 1 || len(touched[chifengItems].Versions) != 3 {
		t.Errorf("a withdrawal hands over %+v, want the list whole", touched)
	}
}

func testNoList(t *testing.T, open Opener) {
	s := open(t)
	write(t, s, publish(items(chifengItems, 1, "A")))
	if _, err := s.List(t.Context(), chifengNegative); !errors.Is(err, registry.ErrNotFound) {
		t.Errorf("a list without a version gives %v, want ErrNotFound", err)
	}
}
