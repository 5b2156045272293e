package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"concord/internal/registry"
	"concord/internal/store"
	"concord/internal/store/pgtest"
)

// A wait outlives the loss of the connection that listens: it listens anew, and
// finds what was written meanwhile.
func TestWaitOutlivesLostConnections(t *testing.T) {
	url := pgtest.Open(t)
	// The poll would hide whether it listens anew.
	s, err := store.Open(t.Context(), url, store.MigrateFirst(), store.PollEvery(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	other := open(t, url)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for after := range registry.Sequence(3) {
		woken := make(chan error, 1)
		go func() { woken <- s.Wait(ctx, after) }()
		loseListener(ctx, t, url)
		write(t, other, registry.Step{Action: "meanwhile"})
		if err := <-woken; err != nil {
			t.Fatalf("after %d: %v", after, err)
		}
	}
}

// loseListener ends the connection that listens, as soon as there is one.
func loseListener(ctx context.Context, t *testing.T, url string) {
	t.Helper()
	db := raw(t, url)
	for ctx.Err() == nil {
		ended := column(t, db, `
			SELECT pid::text FROM pg_stat_activity
			WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle' AND pg_terminate_backend(pid)`)
		if len(ended) > 0 {
			return
		}
	}
	t.Fatal("nobody listens")
}

// A server that refuses connections is an outage too, and a wait tells of it.
func TestRefusedConnectionsAreUnavailability(t *testing.T) {
	url := pgtest.Open(t)
	s, err := store.Open(t.Context(), url, store.MigrateFirst(), store.PollEvery(10*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- s.Wait(ctx, 0) }()
	restore := pgtest.Interrupt(t, url, "nobody")
	if err := <-ended; !errors.Is(err, registry.ErrUnavailable) {
		t.Errorf("the wait ends with %v, want ErrUnavailable", err)
	}
	if _, err := s.List(ctx, registry.ListID{Jurisdiction: "150400"}); !errors.Is(err, registry.ErrUnavailable) {
		t.Errorf("reading a list gives %v, want ErrUnavailable", err)
	}
	restore()
	write(t, s, registry.Step{})
	if err := s.Wait(ctx, 0); err != nil {
		t.Errorf("after the outage: %v", err)
	}
}

// A connection that the server has ended is an outage, and the next one works.
func TestLostConnectionsAreUnavailability(t *testing.T) {
	url := pgtest.Open(t)
	s := open(t, url)
	write(t, s, roundStep(1))
	_, err := s.Read(t.Context(), registry.Selection{}, &losing{t: t, url: url})
	if !errors.Is(err, registry.ErrUnavailable) {
		t.Errorf("a read whose connection is lost gives %v, want ErrUnavailable", err)
	}
	write(t, s, registry.Step{Basis: 1})
}

// losing ends every other connection in the middle of a read.
type losing struct {
	counting
	t   *testing.T
	url string
}

func (l *losing) Institution(registry.Recorded[registry.Institution]) {
	column(l.t, raw(l.t, l.url), `
		SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`)
}
