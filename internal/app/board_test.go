package app

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/internal/progress"
	"concord/internal/progress/planted"
	"concord/internal/registry"
)

// TestBoardsAreCountedOnceASnapshot asks for boards of planted fields from many
// sides at a time.
func TestBoardsAreCountedOnceASnapshot(t *testing.T) {
	store := newStore(t)
	service := newService(store)
	field := planted.Plant(3, service.catalogue)
	if _, err := store.Write(t.Context(), field.Step); err != nil {
		t.Fatal(err)
	}
	if err := service.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := service.Snapshot()
	var asking sync.WaitGroup
	got := make([][]progress.Progress, 4*maxBoards)
	for i := range got {
		asking.Go(func() { got[i] = service.Board(before, planted.On, 0) })
	}
	asking.Wait()
	if diff := cmp.Diff(countUnits(before, planted.On, 0), got[0]); diff != "" {
		t.Fatalf("the board (-counted +kept):\n%s", diff)
	}
	for i := range got {
		if &got[i][0] != &got[0][0] {
			t.Fatalf("ask %d was counted for itself", i)
		}
	}
	for day := range registry.Day(2 * maxBoards) {
		if board := service.Board(before, planted.On-day, before.Head().Newest); board[0].On != planted.On-day {
			t.Errorf("asked for %s, got %s", planted.On-day, board[0].On)
		}
	}
	if kept := len(service.current.Load().boards.kept); kept != maxBoards {
		t.Errorf("%d boards are kept, want %d", kept, maxBoards)
	}
}

// A publication shows on the next board, and not on one of a snapshot before it.
func TestBoardsFollowTheSnapshot(t *testing.T) {
	store := newStore(t)
	service := newService(store)
	if err := service.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := service.Snapshot()
	listed := func(board []progress.Progress) (sum int) {
		for i := range board {
			sum += board[i].Listed.Total()
		}
		return sum
	}
	if n := listed(service.Board(before, planted.On, 0)); n != 0 {
		t.Errorf("%d items are listed in an empty registry", n)
	}
	if _, err := store.Write(t.Context(), planted.Plant(3, service.catalogue).Step); err != nil {
		t.Fatal(err)
	}
	if err := service.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := listed(service.Board(service.Snapshot(), planted.On, 0)); n == 0 {
		t.Error("nothing is listed after a publication")
	}
	if n := listed(service.Board(before, planted.On, 0)); n != 0 {
		t.Errorf("%d items are listed in the snapshot before", n)
	}
}
