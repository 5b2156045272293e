package server

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"concord/catalogs"
	"concord/internal/app"
	"concord/internal/httpapi/apitest"
	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/store/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// outageLimit bounds how long a test waits for a server to notice.
const outageLimit = time.Minute

// storedReads are reads of what is not in the snapshot.
var storedReads = []string{
	"/v1/jurisdictions/150400/lists/items",
	"/v1/jurisdictions/150400/lists/items/versions",
	"/v1/jurisdictions/150400/lists/items/versions/1",
	"/v1/jurisdictions/150400/lists/items/versions/1.csv",
}

// TestAnOutageIsSaidAndIsNoRefusalToRecognize takes the database away from a
// server and gives it back.
func TestAnOutageIsSaidAndIsNoRefusalToRecognize(t *testing.T) {
	database := pgtest.Open(t)
	c := followingServer(t, database)
	restore := pgtest.Interrupt(t, database, "nobody")
	awaitReady(t, c, `"status":"degraded"`)

	answer := c.Post(t, "/v1/decisions", question)
	if answer.Status != http.StatusOK || answer.Header.Get("Concord-Degraded") != "true" || !strings.Contains(answer.Body, `"outcome":"recognized"`) {
		t.Errorf("a decision during the outage: %d, Concord-Degraded %q: %s", answer.Status, answer.Header.Get("Concord-Degraded"), answer.Body)
	}
	for _, target := range storedReads {
		answer := c.Get(t, target)
		if answer.Status != http.StatusServiceUnavailable || answer.Header.Get("Content-Type") != "application/problem+json" || code(t, answer) != "STORE_UNAVAILABLE" {
			t.Errorf("%s during the outage: %d %s: %s", target, answer.Status, answer.Header.Get("Content-Type"), answer.Body)
		}
		if strings.Contains(answer.Body, "not_recognized") || strings.Contains(answer.Body, "不予互认") {
			t.Errorf("%s during the outage says that something is not recognized: %s", target, answer.Body)
		}
	}

	restore()
	awaitReady(t, c, `"status":"ready"`)
	for _, target := range storedReads {
		answer := c.Get(t, target)
		if answer.Status != http.StatusOK || answer.Header.Get("Concord-Degraded") != "" {
			t.Errorf("%s after the outage: %d, Concord-Degraded %q", target, answer.Status, answer.Header.Get("Concord-Degraded"))
		}
	}
}

// followingServer is a server over the test registry in a database, which it
// follows until the test ends.
func followingServer(t *testing.T, database string) *apitest.Contract {
	t.Helper()
	service := apitest.RegistryIn(t, database)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		service.Follow(ctx)
	}()
	t.Cleanup(func() {
		stop()
		<-done
	})
	s, err := New(service, catalogs.Load(), Options{Clock: (&clock{apitest.Now}).read, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return apitest.NewContract(t, s)
}

// awaitReady asks a server whether it is ready until it says what it should.
func awaitReady(t *testing.T, c *apitest.Contract, part string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), outageLimit)
	defer cancel()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for {
		answer := c.Get(t, "/readyz")
		if answer.Status == http.StatusOK && strings.Contains(answer.Body, part) {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("after %v /readyz says %s, want %s", outageLimit, answer.Body, part)
		case <-again.C:
		}
	}
}

// TestTargetsOfOnesOwnOutliveAnOutage: progress goes on while the database is
// away, with the targets that were read last.
func TestTargetsOfOnesOwnOutliveAnOutage(t *testing.T) {
	database := pgtest.Open(t)
	service, kept := apitest.Open(t, database)
	set := office.Targets{Jurisdiction: "150400", Targets: []office.Target{{Target: registry.Target{ID: "own-20", Threshold: 20, Due: registry.DayOf(2027, 1, 31)}}}}
	if _, err := kept.Commit(t.Context(), office.Change{At: registry.InstantOf(apitest.Now), Actor: "test", Action: "targets.set", Targets: []office.Targets{set}}); err != nil {
		t.Fatal(err)
	}
	s, err := New(service, catalogs.Load(), Options{
		Clock: (&clock{apitest.Now}).read, Log: slog.New(slog.DiscardHandler), Office: app.NewOffice(kept, service),
	})
	if err != nil {
		t.Fatal(err)
	}
	c := apitest.NewContract(t, s)
	before := c.Get(t, "/v1/regions/150400/progress")
	pgtest.Interrupt(t, database, "nobody")
	after := c.Get(t, "/v1/regions/150400/progress")
	if before.Status != http.StatusOK || !strings.Contains(before.Body, `"id":"own-20"`) || after.Body != before.Body {
		t.Errorf("before the outage %d: %.600s\nduring it %d: %.600s", before.Status, before.Body, after.Status, after.Body)
	}
}
