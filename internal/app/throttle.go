package app

import (
	"fmt"
	"sync"

	"concord/internal/office"
	"concord/internal/registry"
)

// maxThrottled bounds how many names and networks are remembered: two
// generations of these.
const maxThrottled = 20_000

// longestWait is how long somebody waits at most, in seconds.
const longestWait = 300

// throttle makes who keeps failing wait: each failure beyond the free ones
// doubles the wait. It is kept in memory, by each server for itself.
type throttle[K comparable] struct {
	free     int              // failures before the first wait
	forgives registry.Instant // after so many seconds one failure is forgotten

	mu         sync.Mutex
	young, old map[K]failures
}

// failures are how often somebody failed, and when last.
type failures struct {
	count int
	last  registry.Instant
}

func newThrottle[K comparable](free int, forgives registry.Instant) *throttle[K] {
	return &throttle[K]{free: free, forgives: forgives, young: map[K]failures{}}
}

// try counts an attempt as a failure before it is made, so that many at once
// are no way around. It returns the seconds to wait instead, where there are any.
func (t *throttle[K]) try(key K, now registry.Instant) (wait registry.Instant) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.of(key)
	f.count = max(0, f.count-int((now-f.last)/t.forgives))
	if f.count >= t.free {
		if left := f.last + registry.Instant(min(1<<min(f.count-t.free, 16), longestWait)) - now; left > 0 {
			return left
		}
	}
	t.keep(key, failures{f.count + 1, now})
	return 0
}

// pardon takes one failure back.
func (t *throttle[K]) pardon(key K) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.of(key)
	t.keep(key, failures{max(0, f.count-1), f.last})
}

// clear takes all of them back.
func (t *throttle[K]) clear(key K) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.keep(key, failures{})
}

func (t *throttle[K]) of(key K) failures {
	if f, ok := t.young[key]; ok {
		return f
	}
	return t.old[key]
}

func (t *throttle[K]) keep(key K, f failures) {
	if _, ok := t.young[key]; !ok && len(t.young) >= maxThrottled {
		t.young, t.old = map[K]failures{}, t.young
	}
	t.young[key] = f
}

// WaitError says that too many attempts failed, and how long to wait.
type WaitError struct{ Seconds int }

// Error says how long.
func (e *WaitError) Error() string {
	return fmt.Sprintf("too many attempts failed: wait %d s", e.Seconds)
}

// gate lets attempts to prove who one is through: so many for each account, and
// so many from each network, behind which a whole hospital may sit.
type gate struct {
	accounts *throttle[office.AccountName]
	networks *throttle[string]
}

func newGate() gate {
	return gate{newThrottle[office.AccountName](5, 15*60), newThrottle[string](20, 60)}
}

// try lets an attempt through, or says how long to wait. What comes of it
// [gate.settle] is told.
func (g gate) try(name office.AccountName, network string, now registry.Instant) error {
	if wait := g.networks.try(network, now); wait > 0 {
		return &WaitError{int(wait)}
	}
	if wait := g.accounts.try(name, now); wait > 0 {
		g.networks.pardon(network)
		return &WaitError{int(wait)}
	}
	return nil
}

// succeeded forgets the failures of an account, but not of a network: who guesses
// for others may well own one account.
func (g gate) succeeded(name office.AccountName, network string) {
	g.accounts.clear(name)
	g.networks.pardon(network)
}

// undo takes back an attempt that neither failed nor succeeded.
func (g gate) undo(name office.AccountName, network string) {
	g.accounts.pardon(name)
	g.networks.pardon(network)
}
