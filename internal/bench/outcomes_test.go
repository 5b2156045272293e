package bench

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"concord/catalogs"
	"concord/internal/app"
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

// province is whose year it is: Inner Mongolia, with its 12 prefectures.
const province registry.RegionCode = "150000"

var prefectures = []registry.RegionCode{
	"150100", "150200", "150300", "150400", "150500", "150600", "150700", "150800", "150900", "152200", "152500", "152900",
}

func provinceHospital(n int) registry.InstitutionID {
	return registry.InstitutionID(fmt.Sprintf("%s-%04d", prefectures[n%len(prefectures)], n))
}

// hospitals are the institutions of the province, of level 2 and 3.
func hospitals() []registry.Institution {
	all := make([]registry.Institution, provinceReceivers)
	for n := range all {
		all[n] = registry.Institution{
			ID: provinceHospital(n), Name: fmt.Sprint("医院 ", n), Region: prefectures[n%len(prefectures)], Open: registry.Always,
			Levels: []registry.LevelPeriod{{Level: registry.Level(2 + n%2), Period: registry.Always}},
		}
	}
	return all
}

// batch is the events of one receiver on some days from one on: reminder,
// opening, and what came of it.
func (y *yearOfOutcomes) batch(receiver int, first registry.Day, days, size int) []outcome.Event {
	events := make([]outcome.Event, 0, size)
	for len(events) < size {
		y.n++
		day := first + registry.Day(y.random.IntN(days))
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
				return y.batch(y.random.IntN(provinceReceivers), firstDay+registry.Day(y.random.IntN(300)), 1, batchOfOutcomes)
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

// BenchmarkRecognitionStatistics asks for the year of a province, grouped in
// every way: -outcomes 10000000 for the year that the promise is about. What is
// measured is the use case over PostgreSQL, from the question to the figures.
func BenchmarkRecognitionStatistics(b *testing.B) {
	s, y := outcomeStore(b), newYearOfOutcomes()
	if _, err := s.Write(b.Context(), registry.Step{Action: "found", Institutions: hospitals()}); err != nil {
		b.Fatal(err)
	}
	// Larger batches than clients may send, which only fill the database sooner.
	const batch = 3000
	began := time.Now()
	for sent := 0; sent < *yearEvents; sent += batch {
		month := sent / batch / provinceReceivers % 12
		take(b, s, y.batch(sent/batch%provinceReceivers, firstDay+registry.Day(month*30), 28, batch))
	}
	b.Logf("%d events taken in %s", *yearEvents, time.Since(began).Round(time.Second))
	service := app.New(s, catalogs.Load(), slog.New(slog.DiscardHandler))
	if err := service.Refresh(b.Context()); err != nil {
		b.Fatal(err)
	}
	office := app.NewOffice(s, service)
	year := registry.Between(firstDay, registry.DayOf(2026, 12, 31))
	for name, q := range map[string]app.RecognitionQuery{
		"total":          {Region: province, Period: year},
		"by region":      {Region: province, Period: year, By: app.GroupsByRegion},
		"by institution": {Region: province, Period: year, By: app.GroupsByInstitution},
		"by item":        {Region: province, Period: year, By: app.GroupsByItem},
		"by month":       {Region: province, Period: year, By: app.GroupsByMonth},
		"by department":  {Region: province, Period: year, By: app.GroupsByDepartment},
		"as issuer":      {Region: province, Period: year, By: app.GroupsByInstitution, Issuing: true},
		"one prefecture": {Region: prefectures[0], Period: year, By: app.GroupsByInstitution},
		"one hospital":   {Institution: provinceHospital(0), Period: year, By: app.GroupsByItem},
	} {
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			var waits []time.Duration
			for b.Loop() {
				began := time.Now()
				if _, err := office.Recognition(b.Context(), service.Snapshot(), q); err != nil {
					b.Fatal(err)
				}
				waits = append(waits, time.Since(began))
			}
			slices.Sort(waits)
			b.ReportMetric(float64(waits[len(waits)/2].Milliseconds()), "ms-median")
		})
	}
}
