package outcome

import (
	"fmt"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"concord/internal/registry"
)

// day is a day of November 2026.
func day(n int) registry.Day { return registry.DayOf(2026, 11, n) }

func id(n int) ID { return ID{15: byte(n), 14: byte(n >> 8), 0: 1} }

// event is an event of case c on a day of November.
func event(n int, c CaseID, stage Stage, on int) Event {
	return Event{
		ID: id(n), Case: c, Stage: stage, OccurredAt: day(on).Start(), Issuer: "150400-0002", Receiver: "150400-0001",
		Item: "LCHM051", Department: "03",
	}
}

func corrected(e Event, by int, stage Stage) Event {
	e.Corrects = e.ID
	e.ID, e.Stage = id(by), stage
	if stage != Repeated {
		e.Reason = ""
	}
	return e
}

func TestBook(t *testing.T) {
	reminded, opened := event(1, "a", Reminded, 1), event(2, "a", Opened, 2)
	repeated := event(3, "a", Repeated, 30)
	repeated.Reason = "ST03"
	again := event(9, "a", Opened, 3)
	for name, test := range map[string]struct {
		events []Event
		fates  []Fate
		want   map[Cell]int
	}{
		"a case is counted in one place": {
			[]Event{opened, reminded, repeated}, []Fate{Taken, Taken, Taken},
			map[Cell]int{{Day: day(1), Issuer: "150400-0002", Item: "LCHM051", Department: "03", Reason: "ST03", Stages: StagesOf(Reminded, Opened, Repeated)}: 1},
		},
		"an id counts once": {
			[]Event{opened, opened}, []Fate{Taken, SameEvent},
			map[Cell]int{{Day: day(2), Issuer: "150400-0002", Item: "LCHM051", Department: "03", Stages: StagesOf(Opened)}: 1},
		},
		"a stage counts once": {
			[]Event{opened, again}, []Fate{Taken, SameStage},
			map[Cell]int{{Day: day(2), Issuer: "150400-0002", Item: "LCHM051", Department: "03", Stages: StagesOf(Opened)}: 1},
		},
		"a correction takes the place of what it corrects": {
			[]Event{reminded, repeated, corrected(repeated, 4, Recognized)}, []Fate{Taken, Taken, Taken},
			map[Cell]int{{Day: day(1), Issuer: "150400-0002", Item: "LCHM051", Department: "03", Stages: StagesOf(Reminded, Recognized)}: 1},
		},
		"a corrected event is not corrected twice": {
			[]Event{reminded, corrected(reminded, 4, Opened), corrected(reminded, 5, Recognized)}, []Fate{Taken, Taken, CorrectsCorrected},
			map[Cell]int{{Day: day(1), Issuer: "150400-0002", Item: "LCHM051", Department: "03", Stages: StagesOf(Opened)}: 1},
		},
		"a correction can be corrected": {
			[]Event{reminded, corrected(reminded, 4, Opened), corrected(event(4, "a", Opened, 1), 5, Reminded)}, []Fate{Taken, Taken, Taken},
			map[Cell]int{{Day: day(1), Issuer: "150400-0002", Item: "LCHM051", Department: "03", Stages: StagesOf(Reminded)}: 1},
		},
		"a correction to a stage that stands only takes away": {
			[]Event{reminded, opened, corrected(opened, 4, Reminded)}, []Fate{Taken, Taken, Taken},
			map[Cell]int{{Day: day(1), Issuer: "150400-0002", Item: "LCHM051", Department: "03", Stages: StagesOf(Reminded)}: 1},
		},
		"what nobody reported cannot be corrected": {
			[]Event{corrected(reminded, 4, Opened)}, []Fate{CorrectsNothing}, map[Cell]int{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := NewBook()
			var fates []Fate
			for _, e := range test.events {
				fates = append(fates, b.Take(e))
			}
			if diff := cmp.Diff(test.fates, fates); diff != "" {
				t.Errorf("fates (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.want, b.Changes()); diff != "" {
				t.Errorf("cells (-want +got):\n%s", diff)
			}
		})
	}
}

// Batch by batch comes to the same as all at once, whatever the batches.
func TestBatchesComeToTheSameAsAllEvents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := drawEvents(t)
		whole := NewBook()
		for _, e := range events {
			whole.Take(e)
		}
		k := newKeeper()
		for len(events) > 0 {
			n := rapid.IntRange(1, len(events)).Draw(t, "batch")
			k.take(events[:n])
			events = events[n:]
		}
		want := Tally(maps.Clone(whole.Changes()))
		if diff := cmp.Diff(want, k.tally); diff != "" {
			t.Errorf("cells (-all at once +by batches):\n%s", diff)
		}
	})
}

// drawEvents are events of few ids, cases and days, with corrections.
func drawEvents(t *rapid.T) []Event {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Event {
		e := event(rapid.IntRange(1, 30).Draw(t, "id"), CaseID(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "case")),
			rapid.SampledFrom(Stages).Draw(t, "stage"), rapid.IntRange(1, 3).Draw(t, "day"))
		e.Uncounted = e.Stage == Repeated && rapid.Bool().Draw(t, "uncounted")
		if rapid.Bool().Draw(t, "correction") {
			e.Corrects = id(rapid.IntRange(1, 30).Draw(t, "corrected"))
		}
		return e
	}), 1, 60).Draw(t, "events")
}

// keeper keeps between books what a store keeps.
type keeper struct {
	places map[ID]Place
	marks  map[string]Mark
	tally  Tally
}

func newKeeper() *keeper {
	return &keeper{map[ID]Place{}, map[string]Mark{}, Tally{}}
}

func (k *keeper) take(events []Event) {
	b := NewBook()
	for id, p := range k.places {
		b.Know(id, p)
	}
	for key, m := range k.marks {
		b.Recall(CaseID(key[:1]), m)
	}
	for _, e := range events {
		b.Take(e)
	}
	b.Marks(func(c CaseID, m Mark, gone bool) {
		if key := fmt.Sprint(c, m.Stage); gone {
			delete(k.marks, key)
		} else {
			k.marks[key] = m
		}
	})
	for _, e := range b.Taken() {
		k.places[e.ID] = Place{e.Case, e.Stage}
	}
	k.tally.add(b.Changes())
}

// add adds changes, and drops cells that come to nothing.
func (t Tally) add(changes Tally) {
	for cell, n := range changes {
		if t[cell] += n; t[cell] == 0 {
			delete(t, cell)
		}
	}
}
