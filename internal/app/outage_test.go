package app

import (
	"context"
	"fmt"
	"testing"
	"time"

	"concord/internal/recognition"
	"concord/internal/registry"
	"concord/internal/store/pgtest"
)

// outageLimit bounds each wait of a test; the longest is the pause between two
// tries of a store that was away.
const outageLimit = time.Minute

// TestAnswersOutliveTheDatabase takes the database away from a service and
// publishes past it.
func TestAnswersOutliveTheDatabase(t *testing.T) {
	database := pgtest.Open(t)
	publisher := openStore(t, pgtest.As(t, "publisher", database))
	load(t, publisher, twoProvinces)
	service := newService(openStore(t, database))
	follow(t, service)
	await(t, service, "1-9 degraded=false")

	restore := pgtest.Interrupt(t, database, "publisher")
	await(t, service, "1-9 degraded=true")
	if got := potassium(t, service); got != recognition.Recognized {
		t.Errorf("with the database away the answer is %v, want recognized", got)
	}
	denial := registry.Removal{Jurisdiction: "420100", Institution: "W1", From: registry.DayOf(2026, 1, 1), Reason: "演示"}
	if _, err := publisher.Write(t.Context(), registry.Step{Action: "remove", Removals: []registry.Removal{denial}}); err != nil {
		t.Fatal(err)
	}
	if got := standing(service); got != "1-9 degraded=true" {
		t.Errorf("after a step that it cannot see the service stands at %s", got)
	}
	restore()
	await(t, service, "1-10 degraded=false")
	if got := potassium(t, service); got != recognition.NotRecognized {
		t.Errorf("after the outage the answer is %v, want that of the step made meanwhile", got)
	}
}

// follow lets a service follow its store until the test ends.
func follow(t *testing.T, service *Service) {
	t.Helper()
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
}

func standing(service *Service) string {
	revision := "nothing"
	if s := service.Snapshot(); s != nil {
		revision = s.Revision().String()
	}
	return fmt.Sprintf("%s degraded=%v", revision, service.Degraded())
}

// await looks until the service stands where it should.
func await(t *testing.T, service *Service, want string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), outageLimit)
	defer cancel()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for standing(service) != want {
		select {
		case <-ctx.Done():
			t.Fatalf("after %v the service stands at %s, want %s", outageLimit, standing(service), want)
		case <-again.C:
		}
	}
}

// potassium is the outcome of one question between the hospitals of 武汉.
func potassium(t *testing.T, service *Service) recognition.Outcome {
	t.Helper()
	exam := registry.DayOf(2026, 6, 1).Start()
	return answer(t, service.Snapshot(), recognition.Question{
		Issuer: "W1", Receiver: "W2", Item: recognition.ParseItemRef("LCHM051"), ExamTime: exam, AskedAt: registry.DayOf(2026, 6, 2).Start(),
	}).Outcome
}
