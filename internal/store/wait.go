package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"concord/internal/registry"
)

// errClosed ends what still waits when a store is closed.
var errClosed = errors.New("the store is closed")

// How often a waiting store looks at the head by itself. Behind notifications
// it only mends what a lost connection missed; without them it is all there is
// for writes of other processes, and has to be quick.
const (
	pollBehindNotifications = 2 * time.Second
	pollAlone               = 250 * time.Millisecond
)

// watch wakes whoever waits for the next step.
type watch struct {
	db     *database
	poll   time.Duration
	listen sync.Once
	ctx    context.Context // ends when the store is closed
	stop   context.CancelFunc

	mu   sync.Mutex
	next chan struct{} // closed at the next signal
}

func newWatch(db *database, poll time.Duration) *watch {
	w := &watch{db: db, poll: poll, next: make(chan struct{})}
	w.ctx, w.stop = context.WithCancel(context.Background())
	if w.poll <= 0 && db.listen != nil {
		w.poll = pollBehindNotifications
	}
	if w.poll <= 0 {
		w.poll = pollAlone
	}
	return w
}

// signal wakes all that wait.
func (w *watch) signal() {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.next)
	w.next = make(chan struct{})
}

// signalled is closed at the next signal.
func (w *watch) signalled() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.next
}

// Wait returns when the registry has moved past a sequence. It ends with ctx's
// error, or with ErrUnavailable when it finds the database away or the store is
// closed.
func (s *Store) Wait(ctx context.Context, after registry.Sequence) error {
	s.watch.start()
	poll := time.NewTicker(s.watch.poll)
	defer poll.Stop()
	for {
		// Taken before looking, so that no step slips in between.
		signalled := s.watch.signalled()
		head, err := s.Head(ctx)
		if err != nil || head.Newest > after {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.watch.ctx.Done():
			return fmt.Errorf("wait for a step: %w: %w", registry.ErrUnavailable, errClosed)
		case <-signalled:
		case <-poll.C:
		}
	}
}

// start listens, where the database notifies, from the first wait on.
func (w *watch) start() {
	if w.db.listen == nil {
		return
	}
	w.listen.Do(func() { go w.hear() })
}

// Bounds of the pause before a lost connection is tried again.
const (
	shortestPause = 100 * time.Millisecond
	longestPause  = 5 * time.Second
)

// hear listens until the store is closed, anew where the connection is lost.
func (w *watch) hear() {
	pause := shortestPause
	for w.ctx.Err() == nil {
		began := time.Now()
		// The poll goes on meanwhile, and tells whoever waits of the cause.
		_ = w.db.listen(w.ctx, w.signal)
		if time.Since(began) > longestPause {
			pause = shortestPause
		}
		select {
		case <-w.ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, longestPause)
	}
}

// listener calls heard at every notification, and once when it begins to listen,
// until its connection or ctx ends.
type listener func(ctx context.Context, heard func()) error
