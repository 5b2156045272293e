package storetest

import (
	"context"
	"testing"
	"time"

	"concord/internal/office"
)

// sessions are the rules of sessions.
var sessions = []rule{
	{"a session is kept, replaced and ended", testSession},
	{"sessions that have ended are forgotten", testEndedSessions},
	{"one setup link holds", testSetupLink},
}

// held reports whether a session is there and what it holds.
func held(t *testing.T, s office.Store, token string) (string, bool) {
	t.Helper()
	data, found, err := s.FindCtx(t.Context(), token)
	if err != nil {
		t.Fatalf("find a session: %v", err)
	}
	return string(data), found
}

func testSession(t *testing.T, open Opener) {
	s, other := open(t), open(t)
	later := time.Now().Add(time.Hour)
	if _, found := held(t, s, "a"); found {
		t.Error("a session is there before it began")
	}
	for _, data := range []string{"one", "\x00\xff", ""} {
		if err := s.CommitCtx(t.Context(), "a", []byte(data), later); err != nil {
			t.Fatal(err)
		}
		if got, found := held(t, other, "a"); !found || got != data {
			t.Errorf("the session holds %q (found: %t), want %q", got, found, data)
		}
	}
	if err := s.CommitCtx(t.Context(), "b", nil, later); err != nil {
		t.Fatal(err)
	}
	for range 2 { // to end what has ended is no error
		if err := other.DeleteCtx(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
	}
	if _, found := held(t, s, "a"); found {
		t.Error("a session is there after it ended")
	}
	if _, found := held(t, s, "b"); !found {
		t.Error("another session ended with it")
	}
}

func testSetupLink(t *testing.T, open Opener) {
	s, other := open(t), open(t)
	holding := func() (tokens string) {
		for _, token := range []string{"", "a", "b"} {
			holds, err := other.HoldsSetup(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			if holds {
				tokens += token
			}
		}
		return tokens
	}
	if got := holding(); got != "" {
		t.Errorf("before there is a link %q holds", got)
	}
	for _, token := range []string{"a", "b"} {
		if err := s.OpenSetup(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		if got := holding(); got != token {
			t.Errorf("after the link of %q that of %q holds", token, got)
		}
	}
}

// dropper is a store that forgets the sessions that have ended.
type dropper interface {
	DropSessions(ctx context.Context, ended time.Time) error
}

func testEndedSessions(t *testing.T, open Opener) {
	s := open(t)
	now := time.Unix(int64(noon), 0)
	for token, end := range map[string]time.Time{"past": now.Add(-time.Second), "now": now, "future": now.Add(time.Second)} {
		if err := s.CommitCtx(t.Context(), token, []byte("x"), end); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.(dropper).DropSessions(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	for token, want := range map[string]bool{"past": false, "now": false, "future": true} {
		if _, found := held(t, s, token); found != want {
			t.Errorf("session %q is there: %t, want %t", token, found, want)
		}
	}
}
