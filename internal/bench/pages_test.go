package bench

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"time"

	"concord/catalogs"
	"concord/internal/app"
	"concord/internal/recognition"
	"concord/internal/server"
)

// BenchmarkLookUpPage measures the server's time for the physician's page with an
// answer on it: by codes, as links and chosen suggestions have them, and by names
// as they are typed without JavaScript. The bound is 5 ms by codes.
func BenchmarkLookUpPage(b *testing.B) {
	s := newPages(b)
	questions := national().questions(2_000, false)
	b.Run("codes", func(b *testing.B) {
		s.measure(b, len(questions), func(n int) string { return lookUpOf(questions[n], questions[n].Issuer) })
	})
	names := map[string]string{}
	for _, i := range national().institutions {
		names[string(i.ID)] = i.Name
	}
	b.Run("names", func(b *testing.B) {
		s.measure(b, len(questions), func(n int) string { return lookUpOf(questions[n], names[questions[n].Issuer]) })
	})
}

func lookUpOf(q recognition.Question, issuer string) string {
	values := url.Values{"issuer": {issuer}, "receiver": {q.Receiver}, "item": {q.Item.Code}, "exam_date": {q.ExamTime.Day().String()}}
	return "/look-up?" + values.Encode()
}

// BenchmarkSuggest measures the server's time for what is suggested after each
// key. The bound is 100 ms, with the way there and back.
func BenchmarkSuggest(b *testing.B) {
	s := newPages(b)
	for kind, typed := range map[string][]string{
		"institutions": {"c", "cf", "cfs", "赤峰", "赤峰市第1", "第三医院", "yy", "医院", "150400"},
		"orders":       {"x", "xc", "xcg", "alt", "钾", "胸部CT", "CK-MB", "LCHM0"},
	} {
		b.Run(kind, func(b *testing.B) {
			s.measure(b, len(typed), func(n int) string { return "/suggest/" + kind + "?q=" + url.QueryEscape(typed[n]) })
		})
	}
}

// BenchmarkFirstSuggestion measures the one that makes the index of institutions.
func BenchmarkFirstSuggestion(b *testing.B) {
	snapshot := national().snapshot(b)
	for b.Loop() {
		if len(app.NewStill(nil, snapshot).Institutions("cfs")) == 0 {
			b.Fatal("nothing is found")
		}
	}
}

// BenchmarkCounterparts measures a walk over all institutions for one page.
func BenchmarkCounterparts(b *testing.B) {
	s := newPages(b)
	questions := national().questions(200, false)
	s.measure(b, len(questions), func(n int) string {
		values := url.Values{"direction": {"to"}, "institution": {questions[n].Issuer}, "item": {questions[n].Item.Code}}
		return "/look-up/who?" + values.Encode()
	})
}

// pages is a whole server over the country, asked in this process.
type pages struct{ handler http.Handler }

func newPages(b *testing.B) pages {
	handler, err := server.New(app.NewStill(nil, national().snapshot(b)), catalogs.Load(), server.Options{
		Log: slog.New(slog.NewJSONHandler(io.Discard, nil)), Build: "bench", AddressRate: 1e9, AddressBurst: 1e9,
		Clock: func() time.Time { return askedOn.Start().Time() },
	})
	if err != nil {
		b.Fatal(err)
	}
	return pages{handler}
}

// measure asks for addresses in turn and reports the median time of one.
func (s pages) measure(b *testing.B, addresses int, address func(int) string) {
	s.ask(b, address(0))
	var times []float64
	for n := 0; b.Loop(); n++ {
		start := time.Now()
		s.ask(b, address(n%addresses))
		times = append(times, float64(time.Since(start).Microseconds())/1000)
	}
	b.ReportMetric(median(times), "median-ms")
	b.ReportMetric(slices.Max(times), "worst-ms")
}

func (s pages) ask(b *testing.B, address string) {
	request := httptest.NewRequest(http.MethodGet, address, nil)
	request.Header.Set("Accept", "text/html")
	answer := httptest.NewRecorder()
	s.handler.ServeHTTP(answer, request)
	if answer.Code != http.StatusOK {
		b.Fatalf("%s: %d %.2000s", address, answer.Code, answer.Body)
	}
}
