package bench

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"testing"
	"time"

	"concord/catalogs"
	"concord/internal/app"
	"concord/internal/recognition"
	"concord/internal/server"
)

const (
	key    = "bench-key"
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
	kinds := []struct {
		name      string
		decisions int
		requests  [][]byte
	}{
		{"floor", 1, singles("/v1/floor", questions)},
		{"full", 1, singles("/v1/decisions", questions)},
		{"batch-100-full", 100, batches(questions, 100, "full")},
		{"batch-100-brief", 100, batches(questions, 100, "brief")},
		{"batch-1000-full", 1000, batches(questions, 1000, "full")},
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

// serve starts a whole server on a free port of the loopback.
func serve(b *testing.B, snapshot *recognition.Snapshot, floor int) string {
	hash := sha256.Sum256([]byte(key))
	keys, err := server.ParseKeyList([]string{"bench:" + hex.EncodeToString(hash[:])})
	if err != nil {
		b.Fatal(err)
	}
	s, err := server.New(app.NewStill(nil, snapshot), catalogs.Load(), server.Options{
		Log: slog.New(slog.NewJSONHandler(io.Discard, nil)), Build: "bench", Keys: keys,
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

func batches(questions []recognition.Question, size int, detail string) [][]byte {
	var requests [][]byte
	for batch := range slices.Chunk(questions, size) {
		var body bytes.Buffer
		body.WriteString(`{"questions":[`)
		for i, q := range batch {
			if i > 0 {
				body.WriteByte(',')
			}
			fmt.Fprintf(&body, `{"id":"q%d",%s`, i, wire(q)[1:])
		}
		fmt.Fprintf(&body, `],"detail":%q}`, detail)
		if !json.Valid(body.Bytes()) {
			panic("a batch that is not JSON")
		}
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
