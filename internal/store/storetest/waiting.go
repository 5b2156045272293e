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

func testWait(t *testing.T, open Opener) {
	here, there := open(t), open(t)
	// The first rounds find the listener just beginning, the later ones at work.
	for after := range registry.Sequence(5) {
		woken := make(chan error, 1)
		go func() { woken <- here.Wait(t.Context(), after) }()
		written := time.Now()
		write(t, there, registry.Step{Action: "news"})
		if err := <-woken; err != nil {
			t.Fatal(err)
		}
		if took := time.Since(written); took > noticed {
			t.Errorf("step %d was noticed after %v, want less than %v", after+1, took, noticed)
		}
		if got := newest(t, here); got <= after {
			t.Errorf("the wait ended at %d, want past %d", got, after)
		}
	}
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
