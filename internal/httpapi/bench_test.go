package httpapi_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"concord/internal/httpapi"
	"concord/internal/httpapi/apitest"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// discard is a ResponseWriter that keeps nothing.
type discard struct {
	header http.Header
	bytes  int
}

func (d *discard) Header() http.Header { return d.header }
func (d *discard) WriteHeader(int)     {}
func (d *discard) Write(b []byte) (int, error) {
	d.bytes += len(b)
	return len(b), nil
}

// body is a request's body that can be read again.
type body struct{ strings.Reader }

func (*body) Close() error { return nil }

// benchmarkPost posts one body over and over, without a network.
func benchmarkPost(b *testing.B, target, text string, decisions int) {
	handler := newHandler(apitest.Registry(b))
	request := httptest.NewRequest(http.MethodPost, target, nil)
	request.Header.Set("Content-Type", "application/json")
	request.ContentLength = int64(len(text))
	content := &body{*strings.NewReader(text)}
	answer := &discard{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		content.Reset(text)
		request.Body = io.NopCloser(content)
		clear(answer.header)
		handler.ServeHTTP(answer, request)
	}
	b.ReportMetric(float64(answer.bytes)/float64(b.N), "bytes/op")
	b.ReportMetric(float64(b.N*decisions)/b.Elapsed().Seconds(), "decisions/s")
}

func BenchmarkDecide(b *testing.B) {
	b.Run("full", func(b *testing.B) { benchmarkPost(b, "/v1/decisions", potassium, 1) })
	b.Run("brief", func(b *testing.B) { benchmarkPost(b, "/v1/decisions?detail=brief", potassium, 1) })
}

func BenchmarkBatch(b *testing.B) {
	for _, n := range []int{100, 1000} {
		for _, detail := range []string{"full", "brief"} {
			b.Run(fmt.Sprintf("%d-%s", n, detail), func(b *testing.B) {
				benchmarkPost(b, "/v1/decisions/batch", batchOf(n, detail), n)
			})
		}
	}
}

// batchOf is a batch of n questions, each stating everything.
func batchOf(n int, detail string) string {
	var text strings.Builder
	fmt.Fprintf(&text, `{"detail":%q,"questions":[`, detail)
	for i := range n {
		if i > 0 {
			text.WriteByte(',')
		}
		fmt.Fprintf(&text, `{"id":"%d",%s`, i, potassium[1:])
	}
	return text.String() + "]}"
}

func BenchmarkAppendAnswer(b *testing.B) {
	snapshot := apitest.Registry(b).Snapshot()
	asked := registry.InstantOf(apitest.Now)
	question := recognition.Question{
		Issuer: "150400-0001", Receiver: "150400-0002", Item: recognition.ItemRef{Code: "LCHM051"},
		ExamTime: asked - 2*24*3600, AskedAt: asked,
	}
	var answer recognition.Answer
	if err := recognition.Decide(snapshot, &question, &answer); err != nil {
		b.Fatal(err)
	}
	var text []byte
	b.ReportAllocs()
	for b.Loop() {
		text = httpapi.AppendAnswer(text[:0], snapshot, &answer, "zh", "full")
	}
	b.SetBytes(int64(len(text)))
}
