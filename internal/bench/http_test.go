package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"slices"
	"testing"
	"time"

	"concord/catalogs"
	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/recognition"
	"concord/internal/registry"
	"concord/internal/server"
	"concord/internal/store"
)

const (
	key    = "ck_" + keyID + "_secret"
	keyID  = "bench"
	rounds = 5
	round  = 2 * time.Second
)

// BenchmarkHTTP measures the server under load from eight connections: a full
// decision against the floor, which is a route with the same middleware that
// reads the body and writes a fixed answer of the same size; and batches. The
// kinds take turns, five rounds of each; figures are medians.
func BenchmarkHTTP(b *testing.B) {
	snapshot := national().snapshot(b)
	questions := national().questions(20_000, false)
	probe := serve(b, snapshot, 1)
	size := len(generator{address: probe}.ask(b, post("/v1/decisions", key, wire(questions[0]))))
	address := serve(b, snapshot, size)
	check(b, generator{address: address}.ask(b, batches(100, "full")[0]), 100)
	kinds := []struct {
		name      string
		decisions int
		requests  [][]byte
	}{
		{"floor", 1, singles("/v1/floor", questions)},
		{"full", 1, singles("/v1/decisions", questions)},
		{"batch-100-full", 100, batches(100, "full")},
		{"batch-100-brief", 100, batches(100, "brief")},
		{"batch-1000-full", 1000, batches(1000, "full")},
		{"uniform-1000-full", 1000, scattered(questions, 1000, "full")},
	}
	for b.Loop() {
		rates, tails := map[string][]float64{}, map[string][]float64{}
		for range rounds {
			for _, kind := range kinds {
				seen := generator{address, kind.requests}.run(b, round)
				rates[kind.name] = append(rates[kind.name], seen.perSecond()*float64(kind.decisions))
				tails[kind.name] = append(tails[kind.name], seen.p99().Seconds())
			}
		}
		b.ReportMetric(100*median(quotients(rates["full"], rates["floor"])), "%-of-floor")
		b.ReportMetric(median(quotients(tails["full"], tails["floor"])), "p99-to-floor")
		for _, kind := range kinds {
			b.ReportMetric(median(rates[kind.name]), kind.name+"/s")
		}
	}
}

// check insists that a batch was answered whole.
func check(b *testing.B, body []byte, size int) {
	if answered := bytes.Count(body, []byte(`"answer":{"outcome":"recognized"`)); answered < size*8/10 {
		b.Fatalf("only %d of %d questions of a batch are recognized: %.300s", answered, size, body)
	}
}

// serve starts a whole server on a free port of the loopback.
func serve(b *testing.B, snapshot *recognition.Snapshot, floor int) string {
	service := app.NewStill(nil, snapshot)
	s, err := server.New(service, catalogs.Load(), server.Options{
		Log: slog.New(slog.NewJSONHandler(io.Discard, nil)), Build: "bench", Office: withKey(b, service),
		KeyRate: 1e9, KeyBurst: 1e9, FloorSize: floor,
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	b.Cleanup(stop)
	bound := make(chan string, 1)
	go func() {
		_ = s.Run(ctx, "127.0.0.1:0", func(a net.Addr) { bound <- a.String() })
	}()
	return <-bound
}

// withKey is an office that knows the load generator's key and nothing else.
func withKey(b *testing.B, service *app.Service) *app.Office {
	kept, err := store.Open(b.Context(), "sqlite::memory:", store.MigrateFirst())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = kept.Close() })
	o := app.NewOffice(kept, service)
	_, change, err := o.IssueKey(b.Context(), key, office.Key{ID: keyID, Owner: "bench", Region: office.Nation, Scopes: []office.Scope{office.ScopeRead}})
	if err != nil {
		b.Fatal(err)
	}
	change.Actor = "bench"
	if _, err := o.Commit(b.Context(), change); err != nil {
		b.Fatal(err)
	}
	return o
}

// wire is a question as a hospital system sends it.
func wire(q recognition.Question) []byte {
	return fmt.Appendf(nil, `{"issuer":%q,"receiver":%q,"item":{"code":%q},"exam_time":%q,"asked_at":%q}`,
		q.Issuer, q.Receiver, q.Item.Code, q.ExamTime, q.AskedAt)
}

func singles(path string, questions []recognition.Question) [][]byte {
	requests := make([][]byte, len(questions))
	for i, q := range questions {
		requests[i] = post(path, key, wire(q))
	}
	return requests
}

// batches are what receivers ask about the results that patients bring them: a
// batch has one receiver and one moment, which its defaults state, and issuers
// of the same unit. Receivers are spread over the country.
func batches(size int, detail string) [][]byte {
	c := national()
	random := rand.New(rand.NewPCG(11, uint64(size)))
	requests := make([][]byte, 20_000/size)
	for k := range requests {
		receiver := c.institutions[random.IntN(len(c.institutions))]
		unit := registry.JurisdictionCode(receiver.Region)
		items := lasting(c.items[unit], c.qualified)
		var body bytes.Buffer
		fmt.Fprintf(&body, `{"defaults":{"receiver":%q,"asked_at":%q},"detail":%q,"questions":[`, receiver.ID, askedOn.Start(), detail)
		for n := range size {
			issuer := c.members[unit][random.IntN(len(c.members[unit]))]
			age := registry.Instant(1+random.IntN(6)) * 86400
			fmt.Fprintf(&body, `{"id":"q%d","issuer":%q,"item":{"code":%q},"exam_time":%q},`,
				n, issuer, items[random.IntN(len(items))], askedOn.Start()-age)
		}
		body.Truncate(body.Len() - 1)
		body.WriteString("]}")
		requests[k] = post("/v1/decisions/batch", key, body.Bytes())
	}
	return requests
}

// scattered are batches of questions that have nothing in common, drawn over
// the whole country: the worst that a batch can be.
func scattered(questions []recognition.Question, size int, detail string) [][]byte {
	var requests [][]byte
	for batch := range slices.Chunk(questions, size) {
		var body bytes.Buffer
		fmt.Fprintf(&body, `{"detail":%q,"questions":[`, detail)
		for i, q := range batch {
			fmt.Fprintf(&body, `{"id":"q%d",%s,`, i, wire(q)[1:])
		}
		body.Truncate(body.Len() - 1)
		body.WriteString("]}")
		requests = append(requests, post("/v1/decisions/batch", key, body.Bytes()))
	}
	return requests
}

// quotients divides round by round, so that a machine that slows down slows
// both.
func quotients(a, b []float64) []float64 {
	q := make([]float64, len(a))
	for i := range a {
		q[i] = a[i] / b[i]
	}
	return q
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
