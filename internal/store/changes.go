package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"concord/internal/office"
	"concord/internal/registry"
)

// Commit writes a change, all of it or none. What it acknowledged is on disk.
// Steps behave as with [Store.Write].
func (s *Store) Commit(ctx context.Context, c office.Change) (office.Committed, error) {
	steps, contents, err := prepared(c.Steps)
	if err != nil {
		return office.Committed{}, err
	}
	c.Steps = steps
	var done office.Committed
	err = s.db.write(ctx, func(tx *transaction) (err error) {
		done, err = tx.commit(c, contents)
		return err
	})
	if err != nil {
		return office.Committed{}, err
	}
	if len(steps) > 0 {
		s.watch.signal()
	}
	return done, nil
}

// prepared are steps with what the registry says of them, and the digests of
// what they record.
func prepared(steps []registry.Step) ([]registry.Step, []string, error) {
	steps = slices.Clone(steps)
	contents := make([]string, len(steps))
	for i := range steps {
		steps[i].Publications = completed(steps[i])
		content, err := steps[i].Digest()
		if err != nil {
			return nil, nil, fmt.Errorf("write step %d of %d: %w", i+1, len(steps), err)
		}
		contents[i] = content
	}
	return steps, contents, nil
}

// committing is one change being written.
type committing struct {
	tx     *transaction
	change office.Change
	steps  []stepRow
	last   office.Event
}

func (tx *transaction) commit(c office.Change, contents []string) (office.Committed, error) {
	w := &committing{tx: tx, change: c}
	for _, part := range []func() error{
		w.receipt,
		w.decidedOn,
		func() error { return w.record(contents) },
		w.facts,
		w.nouns,
		w.credentials,
		w.files,
	} {
		if err := part(); err != nil {
			return office.Committed{}, err
		}
	}
	head, err := tx.head()
	return office.Committed{Revision: head.Revision(), Event: w.last.Number}, err
}

// record writes the steps behind the newest one.
func (w *committing) record(contents []string) error {
	for i, step := range w.change.Steps {
		row, err := w.tx.record(step, contents[i])
		if err != nil {
			return fmt.Errorf("write step %d of %d: %w", i+1, len(contents), err)
		}
		w.steps = append(w.steps, row)
	}
	return nil
}

// event begins an event of the change.
func (w *committing) event() office.Event {
	return office.Event{At: w.change.At, Actor: w.change.Actor, Action: w.change.Action, Reason: w.change.Reason, Jurisdiction: w.change.Affair}
}

// facts tells the record what each step changed.
func (w *committing) facts() error {
	told := make([]bool, len(w.steps))
	for _, f := range w.change.Facts {
		e := w.event()
		if f.Step >= 0 {
			e = w.ofStep(e, f.Step)
			told[f.Step] = true
		}
		e.Noun, e.Subject, e.Jurisdiction, e.List, e.Before, e.After = f.Noun, f.Subject, f.Jurisdiction, f.List, f.Before, f.After
		if err := w.log(e); err != nil {
			return err
		}
	}
	for i, done := range told {
		if done {
			continue
		}
		if err := w.summarise(i); err != nil {
			return err
		}
	}
	return nil
}

func (w *committing) ofStep(e office.Event, i int) office.Event {
	e.Step, e.StepHash = registry.Sequence(w.steps[i].Sequence), w.steps[i].Hash
	return e
}

// log appends an event as the next one about its subject.
func (w *committing) log(e office.Event) error {
	last, err := w.tx.lastAbout(e.Noun, e.Subject)
	if err != nil {
		return err
	}
	e.Version = last.Version + 1
	w.last, err = w.tx.log(e)
	return err
}

// summaryJSON is what the record tells of a step that nobody told more about.
type summaryJSON struct {
	Summary       string `json:"summary"`
	ContentDigest string `json:"content_digest"`
}

func (w *committing) summarise(i int) error {
	step := w.steps[i]
	after, err := json.Marshal(summaryJSON{step.Summary, step.ContentDigest})
	if err != nil {
		return err
	}
	e := office.Event{At: registry.Instant(step.RecordedAt), Actor: step.Actor, Action: step.Action, Noun: office.NounStep}
	e.Subject, e.After = fmt.Sprint(step.Sequence), string(after)
	return w.log(w.ofStep(e, i))
}

// nouns writes the new states of what is kept as events.
func (w *committing) nouns() error {
	if err := puts(w, accounts, w.change.Accounts); err != nil {
		return err
	}
	if err := puts(w, keys, w.change.Keys); err != nil {
		return err
	}
	if err := puts(w, settings, w.change.Settings); err != nil {
		return err
	}
	if err := puts(w, coverages, w.change.Coverages); err != nil {
		return err
	}
	if err := puts(w, targets, w.change.Targets); err != nil {
		return err
	}
	if err := puts(w, prices, w.change.Prices); err != nil {
		return err
	}
	if err := puts(w, notices, w.change.Notices); err != nil {
		return err
	}
	return puts(w, drafts, w.change.Drafts)
}

func puts[T, S any](w *committing, k kept[T, S], values []T) (err error) {
	e := w.event()
	if len(w.steps) > 0 {
		e = w.ofStep(e, len(w.steps)-1)
	}
	for _, value := range values {
		if w.last, err = k.put(w.tx, e, value); err != nil {
			return err
		}
	}
	return nil
}
