package progress

import (
	"slices"
	"sync"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// Timeline is a unit's progress over time, as the registry knew it at a
// sequence. It counts once for each span of days in which nothing changes, and
// only those that are asked for.
type Timeline struct {
	snapshot *recognition.Snapshot
	unit     registry.RegionCode
	at       registry.Sequence
	turns    []registry.Day
	counted  map[int]Progress // by the number of turns before
}

// NewTimeline looks at a unit as the registry knew it at a sequence; 0 is the
// newest.
func NewTimeline(s *recognition.Snapshot, unit registry.RegionCode, at registry.Sequence) *Timeline {
	return &Timeline{snapshot: s, unit: unit, at: at, turns: s.Turns(unit, at), counted: map[int]Progress{}}
}

// span is how many turns lie at or before a day.
func (t *Timeline) span(day registry.Day) int {
	i, exact := slices.BinarySearch(t.turns, day)
	if exact {
		return i + 1
	}
	return i
}

// on is the progress on a day; its own day is some day of the same span.
func (t *Timeline) on(day registry.Day) Progress {
	span := t.span(day)
	p, ok := t.counted[span]
	if !ok {
		p = count(recognition.NewSurvey(t.snapshot, day, t.at), t.unit)
		t.counted[span] = p
	}
	return p
}

// Live is how many items are live on a day.
func (t *Timeline) Live(day registry.Day) Count { return t.on(day).Live }

// prepare counts days side by side.
func (t *Timeline) prepare(days []registry.Day) {
	var missing []registry.Day
	claimed := map[int]bool{}
	for _, day := range days {
		span := t.span(day)
		if _, done := t.counted[span]; !done && !claimed[span] {
			claimed[span] = true
			missing = append(missing, day)
		}
	}
	for i, p := range sideBySide(missing, func(day registry.Day) Progress {
		return count(recognition.NewSurvey(t.snapshot, day, t.at), t.unit)
	}) {
		t.counted[t.span(missing[i])] = p
	}
}

// pass tells what was live on the days of milestones that have come.
func (t *Timeline) pass(targets []Target, on registry.Day) {
	for i := range targets {
		for k := range targets[i].Milestones {
			m := &targets[i].Milestones[k]
			m.Live = t.on(min(m.Due, on)).Live.Total()
		}
	}
}

// workers is how many goroutines count at most: the gain beyond is small, and a
// server has other things to do.
const workers = 4

// sideBySide applies a function to all values; several at a time.
func sideBySide[T, R any](all []T, do func(T) R) []R {
	results := make([]R, len(all))
	next := make(chan int)
	var working sync.WaitGroup
	for range min(workers, len(all)) {
		working.Go(func() {
			for i := range next {
				results[i] = do(all[i])
			}
		})
	}
	for i := range all {
		next <- i
	}
	close(next)
	working.Wait()
	return results
}
