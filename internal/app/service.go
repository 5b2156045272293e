package app

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"concord/internal/naming"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// firstRetry is the pause after the store was found unreachable; it doubles up
// to slowestRetry.
const (
	firstRetry   = 250 * time.Millisecond
	slowestRetry = 10 * time.Second
)

// Service answers from a snapshot and keeps it fresh. It is safe for concurrent
// use; no answer ever waits for the store.
type Service struct {
	store     registry.Store
	catalogue *registry.Catalogue
	log       *slog.Logger
	search    *search

	current  atomic.Pointer[view]
	degraded atomic.Bool
	building sync.Mutex // one view is built at a time
}

// view is one snapshot and what is derived from it, swapped as a whole.
type view struct {
	snapshot     *recognition.Snapshot
	institutions func() *naming.Index // made when first asked for
	items        func() *naming.Index // likewise; nil where no item was added to the catalogue
	orders       func() *naming.Index // likewise
	boards       boards
}

func newView(snapshot *recognition.Snapshot) *view {
	v := &view{snapshot: snapshot, institutions: sync.OnceValue(func() *naming.Index { return institutionIndex(snapshot) })}
	if snapshot.HasAddedItems() {
		panels := snapshot.Catalogue().Panels
		v.items = sync.OnceValue(func() *naming.Index { return itemIndex(panels, knownItems(snapshot)) })
		v.orders = sync.OnceValue(func() *naming.Index { return orderIndex(panels, knownItems(snapshot)) })
	}
	return v
}

// New returns a service over a store. It answers after the first [Service.Refresh].
func New(store registry.Store, catalogue *registry.Catalogue, log *slog.Logger) *Service {
	return &Service{
		store:     store,
		catalogue: catalogue,
		log:       log,
		search:    newSearch(catalogue),
	}
}

// NewStill returns a service that answers from one snapshot for ever: for a
// process that answers once.
func NewStill(store registry.Store, snapshot *recognition.Snapshot) *Service {
	s := New(store, snapshot.Catalogue(), slog.New(slog.DiscardHandler))
	s.current.Store(newView(snapshot))
	return s
}

// Snapshot is the newest state known here; nil before the first [Service.Refresh].
func (s *Service) Snapshot() *recognition.Snapshot {
	v := s.current.Load()
	if v == nil {
		return nil
	}
	return v.snapshot
}

// Degraded reports whether the store cannot be read, so that answers may be old.
func (s *Service) Degraded() bool { return s.degraded.Load() }

// Refresh brings the snapshot up to what the store holds now. On an error the
// last good snapshot stays.
func (s *Service) Refresh(ctx context.Context) error {
	s.building.Lock()
	defer s.building.Unlock()
	next, err := s.read(ctx, s.current.Load())
	if err != nil {
		s.lose(ctx)
		return fmt.Errorf("refresh the snapshot: %w", err)
	}
	s.current.Store(next)
	s.degraded.Store(false)
	return nil
}

// lose marks the answers as perhaps old, whatever keeps the next state away; but
// the end of whoever asked for it says nothing of the store.
func (s *Service) lose(ctx context.Context) {
	if ctx.Err() == nil {
		s.degraded.Store(true)
	}
}

// read makes the newest view, from the last one where that is of the same epoch:
// a restore may have taken back what the last one holds.
func (s *Service) read(ctx context.Context, last *view) (*view, error) {
	head, err := s.store.Head(ctx)
	if err != nil {
		return nil, err
	}
	if last == nil || last.snapshot.Revision().Epoch != head.Revision().Epoch {
		snapshot, err := ReadAll(ctx, s.store, s.catalogue)
		if err != nil {
			return nil, err
		}
		return newView(snapshot), nil
	}
	after := last.snapshot.Head().Newest
	if after == head.Newest {
		return last, nil
	}
	builder := &watch{Builder: last.snapshot.Extend()}
	read, err := s.store.Read(ctx, registry.Selection{After: after}, builder)
	if err != nil {
		return nil, err
	}
	next := newView(builder.Snapshot(read))
	if !builder.institutions {
		next.institutions = last.institutions
	}
	if !builder.items {
		next.items, next.orders = last.items, last.orders
	}
	return next, nil
}

// watch is a builder that remembers whether institutions or items were touched.
type watch struct {
	*recognition.Builder
	institutions, items bool
}

// Item hands the item on.
func (w *watch) Item(i registry.Recorded[registry.AddedItem]) {
	w.items = true
	w.Builder.Item(i)
}

// Institution hands the institution on.
func (w *watch) Institution(i registry.Recorded[registry.Institution]) {
	w.institutions = true
	w.Builder.Institution(i)
}

// Follow refreshes the snapshot whenever the registry moves, until ctx ends. While
// the store is away it asks again at growing intervals.
func (s *Service) Follow(ctx context.Context) {
	pause := firstRetry
	for ctx.Err() == nil {
		err := s.follow(ctx)
		if err == nil {
			pause = firstRetry
			continue
		}
		if ctx.Err() != nil {
			return
		}
		s.log.WarnContext(ctx, "answering from the last good snapshot", "error", err, "retry", pause)
		wait(ctx, pause)
		pause = min(2*pause, slowestRetry)
	}
}

// follow waits for one move of the registry and takes it in.
func (s *Service) follow(ctx context.Context) error {
	v := s.current.Load()
	if s.degraded.Load() || v == nil {
		return s.Refresh(ctx)
	}
	go s.prepare(v)
	err := s.store.Wait(ctx, s.Snapshot().Head().Newest)
	if err != nil {
		s.lose(ctx)
		return fmt.Errorf("wait for the next step: %w", err)
	}
	return s.Refresh(ctx)
}

// prepare makes the indexes of a view that are not made yet, so that nobody who
// types has to wait for them.
func (s *Service) prepare(v *view) {
	v.institutions()
	s.ordersOf(v)()
}

func wait(ctx context.Context, pause time.Duration) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
