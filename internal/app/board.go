package app

import (
	"slices"
	"sync"

	"concord/internal/progress"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// Board is the progress of every unit on a day against the national targets, as
// the registry knew it at a sequence (0: the newest), in the order of the
// catalogue. Of the newest snapshot, days that were asked for lately are not
// counted again: a snapshot never changes, and the next one begins anew. So it is
// shared, and nobody changes what it gives.
func (s *Service) Board(of *recognition.Snapshot, on registry.Day, at registry.Sequence) []progress.Progress {
	if at == of.Head().Newest {
		at = 0
	}
	if v := s.current.Load(); v != nil && v.snapshot == of {
		return v.boards.of(of, on, at)()
	}
	return countUnits(of, on, at)
}

func countUnits(s *recognition.Snapshot, on registry.Day, at registry.Sequence) []progress.Progress {
	cat := s.Catalogue()
	return progress.Board(s, progress.Units(cat), on, at, progress.Aims(cat))
}

// maxBoards bounds what a view keeps: today, and some days that people look back
// to. Of the whole country one takes half a megabyte.
const maxBoards = 8

// boards are the boards of one snapshot that were asked for last. Its zero value
// is empty.
type boards struct {
	mu   sync.Mutex
	kept []board // the one asked for last at the end
}

// board is counted once, by the first who asks; others wait for it.
type board struct {
	on    registry.Day
	at    registry.Sequence
	units func() []progress.Progress
}

func (b *boards) of(s *recognition.Snapshot, on registry.Day, at registry.Sequence) (units func() []progress.Progress) {
	b.mu.Lock()
	defer b.mu.Unlock()
	one := board{on, at, nil}
	if i := slices.IndexFunc(b.kept, func(k board) bool { return k.on == on && k.at == at }); i >= 0 {
		one = b.kept[i]
		b.kept = slices.Delete(b.kept, i, i+1)
	} else {
		one.units = sync.OnceValue(func() []progress.Progress { return countUnits(s, on, at) })
	}
	b.kept = append(b.kept[max(0, len(b.kept)+1-maxBoards):], one)
	return one.units
}
