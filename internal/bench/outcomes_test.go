package bench

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"concord/internal/outcome"
	"concord/internal/registry"
	"concord/internal/store"
	"concord/internal/store/pgtest"
)

// yearEvents is how many events the year of a province has.
var yearEvents = flag.Int("outcomes", 1_000_000, "events in the year of a province; the promise is about 10,000,000")

// The shape of a province's year: hospitals get results mostly from a few
// others, and a few items make most of the cases.
const (
	provinceReceivers = 300
	partnersOfEach    = 30
	provinceItems     = 400
	batchOfOutcomes   = 500
)

// yearOfOutcomes generates events, a receiver's batch at a time.
type yearOfOutcomes struct {
	random *rand.Rand
	items  *rand.Zipf
	n      int
}

func newYearOfOutcomes() *yearOfOutcomes {
	random := rand.New(rand.NewPCG(7, 2026))
	return &yearOfOutcomes{random: random, items: rand.NewZipf(random, 1.2, 8, provinceItems-1)}
}

func provinceHospital(n int) registry.InstitutionID {
	return registry.InstitutionID(fmt.Sprintf("15%02d00-%04d", n%12+1, n))
}

// batch is the events of one receiver from a day on: reminder, opening, and what
// came of it.
func (y *yearOfOutcomes) batch(receiver int, day registry.Day, size int) []outcome.Event {
	events := make([]outcome.Event, 0, size)
	for len(events) < size {
		y.n++
		e := outcome.Event{
			Case: outcome.CaseID(fmt.Sprintf("c%09x", y.n)), Receiver: provinceHospital(receiver),
			Issuer: provinceHospital((receiver + 1 + y.random.IntN(partnersOfEach)) % provinceReceivers),
			Item:   registry.ItemCode(fmt.Sprintf("LCHM%03d", y.items.Uint64())), Department: fmt.Sprintf("%02d", y.random.IntN(25)+1),
			ExamTime: day.Start(), OccurredAt: day.Start() + registry.Instant(y.random.IntN(80_000)), RecordedAt: day.Start(),
			Revision: "1-42", Actor: "key",
		}
		for _, stage := range y.stages() {
			e.Stage, e.Reason, e.Uncounted = stage, "", false
			if stage == outcome.Repeated {
				e.Reason = registry.ReasonCode([]string{"ST01", "ST02", "ST03", "PF98"}[y.random.IntN(4)])
				e.Uncounted = e.Reason == "PF98"
			}
			e.ID = outcome.ID{15: 1}
			for i := range 8 {
				e.ID[i] = byte(y.random.Uint32())
			}
			events = append(events, e)
		}
	}
	return events[:size]
}

func (y *yearOfOutcomes) stages() []outcome.Stage {
	last := outcome.Recognized
	if y.random.IntN(5) == 0 {
		last = outcome.Repeated
	}
	return []outcome.Stage{outcome.Reminded, outcome.Opened, last}
}

func outcomeStore(b *testing.B) *store.Store {
	url := pgtest.Open(b)
	s, err := store.Open(b.Context(), url, store.MigrateFirst())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return s
}

// BenchmarkTakeOutcomes takes batches of 500 events, each of one hospital and
// day, one client after the other and two side by side.
func BenchmarkTakeOutcomes(b *testing.B) {
	for _, clients := range []int{1, 2} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			s, y := outcomeStore(b), newYearOfOutcomes()
			next := func() []outcome.Event {
				return y.batch(y.random.IntN(provinceReceivers), firstDay+registry.Day(y.random.IntN(300)), batchOfOutcomes)
			}
			take(b, s, next()) // makes the connections
			var waits []time.Duration
			for b.Loop() {
				b.StopTimer()
				batches := make([][]outcome.Event, clients)
				for i := range batches {
					batches[i] = next()
				}
				b.StartTimer()
				began := time.Now()
				done := make(chan error, clients)
				for _, batch := range batches {
					go func() {
						_, err := s.TakeOutcomes(context.Background(), batch)
						done <- err
					}()
				}
				for range clients {
					if err := <-done; err != nil {
						b.Fatal(err)
					}
				}
				waits = append(waits, time.Since(began))
			}
			slices.Sort(waits)
			median := waits[len(waits)/2]
			b.ReportMetric(float64(clients*batchOfOutcomes)/median.Seconds(), "events/s")
		})
	}
}

func take(b *testing.B, s *store.Store, events []outcome.Event) {
	if _, err := s.TakeOutcomes(context.Background(), events); err != nil {
		b.Fatal(err)
	}
}
