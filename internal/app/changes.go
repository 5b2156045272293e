package app

import (
	"context"
	"errors"
	"fmt"

	"concord/internal/office"
	"concord/internal/registry"
)

// Feed is a part of the feed of changes.
type Feed struct {
	Head     registry.Head // when it was read
	Changes  []office.StepChange
	Next     registry.Revision // to ask after next time
	Restored *Restored         // nil where the client has seen nothing that was undone
}

// Restored says that a restore from a backup undid what a client has seen.
type Restored struct {
	To                   registry.Revision // the newest that the client has seen and that holds
	UndoneFrom, UndoneTo registry.Revision // what it has seen and does not hold
}

// ErrNoRevision says that the registry never was at a revision.
var ErrNoRevision = errors.New("there is no such revision")

// Changes are what changed after a revision, at most limit steps; after the zero
// revision, from the beginning. What they tell can be read from this process's
// snapshot.
func (o *Office) Changes(ctx context.Context, after registry.Revision, limit int) (Feed, error) {
	head, err := o.store.Head(ctx)
	if err != nil {
		return Feed{}, err
	}
	sequence, restored, ok := resumed(after, head)
	if !ok {
		return Feed{Head: head}, ErrNoRevision
	}
	changes, err := o.store.Changes(ctx, sequence, limit)
	if err != nil {
		return Feed{}, err
	}
	if len(changes) > 0 {
		sequence = changes[len(changes)-1].Sequence
		head.Newest = max(head.Newest, sequence)
	}
	return Feed{Head: head, Changes: changes, Next: head.RevisionAt(sequence), Restored: restored}, o.reach(ctx, head)
}

// reach brings the snapshot up to a head, where it is behind.
func (o *Office) reach(ctx context.Context, head registry.Head) error {
	known := o.service.Snapshot().Head()
	if known.Newest >= head.Newest && known.Revision().Epoch == head.Revision().Epoch {
		return nil
	}
	return o.service.Refresh(ctx)
}

// resumed is the sequence after which a client goes on that has seen a revision;
// ok is false where the registry never was there.
func resumed(after registry.Revision, head registry.Head) (from registry.Sequence, restored *Restored, ok bool) {
	if after == (registry.Revision{}) {
		return 0, nil, true
	}
	for i, epoch := range head.Epochs {
		if epoch.Number != after.Epoch {
			continue
		}
		if i+1 == len(head.Epochs) {
			return after.Sequence, nil, after.Sequence <= head.Newest
		}
		last := head.Epochs[i+1].After
		if after.Sequence <= last {
			return after.Sequence, nil, true
		}
		return last, &Restored{
			To:         head.RevisionAt(last),
			UndoneFrom: registry.Revision{Epoch: after.Epoch, Sequence: last + 1},
			UndoneTo:   after,
		}, true
	}
	return 0, nil, false
}

// Await returns when the registry may have moved past a sequence, or when
// waiting ends; the end of the wait is no error.
func (o *Office) Await(waiting context.Context, after registry.Sequence) error {
	err := o.store.Wait(waiting, after)
	if waiting.Err() != nil {
		return nil
	}
	return err
}

// RecordedAt is when a step was recorded.
func (o *Office) RecordedAt(ctx context.Context, step registry.Sequence) (registry.Instant, error) {
	changes, err := o.store.Changes(ctx, step-1, 1)
	if err != nil {
		return 0, err
	}
	if len(changes) == 0 || changes[0].Sequence != step {
		return 0, fmt.Errorf("step %d: %w", step, registry.ErrNotFound)
	}
	return changes[0].RecordedAt, nil
}
