package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"concord/internal/registry"
)

// waiting are the rules of learning of steps.
var waiting = []rule{
	{"a wait ends within a second of a step of another store", testWait},
	{"a wait for what has come ends at once", testNoWait},
	{"a wait ends with its context", testWaitCancelled},
	{"a wait ends when its store is closed", testWaitClosed},
}

// noticed bounds how long another server may take to know of a publication.
const noticed = time.Second

// testWait lets two stores answer each other's steps: each is already waiting
// when the other writes, but for the first time.
func testWait(t *testing.T, open Opener) {
	const answers = 6
	here, there := open(t), open(t)
	done := make(chan error, 1)
	go func() { done <- answer(t.Context(), there, 0, answers) }()
	began := time.Now()
	write(t, here, registry.Step{Action: "question"})
	if err := answer(t.Context(), here, 1, answers); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 2*answers*noticed {
		t.Errorf("%d steps were noticed in %v, want less than %v for each", 2*answers, took, noticed)
	}
	if got := newest(t, here); got != 2*answers+1 {
		t.Errorf("the registry is at %d, want %d", got, 2*answers+1)
	}
}

// answer waits for the steps after a sequence, one by one, and writes the step
// that follows on each.
func answer(ctx context.Context, s registry.Store, after registry.Sequence, answers int) error {
	for range answers {
		if err := s.Wait(ctx, after); err != nil {
			return err
		}
		if _, err := s.Write(ctx, registry.Step{Action: "answer", Basis: after + 1}); err != nil {
			return err
		}
		after += 2
	}
	return nil
}

func testNoWait(t *testing.T, open Opener) {
	s := open(t)
	write(t, s, founding())
	if err := s.Wait(t.Context(), 0); err != nil {
		t.Error(err)
	}
}

func testWaitCancelled(t *testing.T, open Opener) {
	s := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Wait(ctx, 0) }()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled wait gives %v, want context.Canceled", err)
	}
}

func testWaitClosed(t *testing.T, open Opener) {
	s := open(t)
	ended := make(chan error, 1)
	go func() { ended <- s.Wait(t.Context(), 0) }()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, registry.ErrUnavailable) {
		t.Errorf("a wait on a closed store gives %v, want ErrUnavailable", err)
	}
}
