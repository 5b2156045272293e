package bench

import (
	"net/url"
	"testing"
	"time"

	"concord/internal/app"
	"concord/internal/recognition"
)

// The bounds of the issue: the server's time for an answer, and from a key to what
// is suggested, which BenchmarkTyping measures as a whole.
const (
	lookUpPageBound = 5 * time.Millisecond
	suggestBound    = 100 * time.Millisecond
)

// BenchmarkLookUpPage answers the physician's page: by codes, as links and chosen
// suggestions have them, and by names as they are typed without JavaScript.
func BenchmarkLookUpPage(b *testing.B) {
	p := newPages(b)
	questions := national().questions(2_000, false)
	b.Run("codes", func(b *testing.B) {
		p.measure(b, lookUpPageBound, len(questions), func(n int) string { return lookUpOf(questions[n], questions[n].Issuer) })
	})
	names := map[string]string{}
	for _, i := range national().institutions {
		names[string(i.ID)] = i.Name
	}
	b.Run("names", func(b *testing.B) {
		p.measure(b, unbounded, len(questions), func(n int) string { return lookUpOf(questions[n], names[questions[n].Issuer]) })
	})
}

func lookUpOf(q recognition.Question, issuer string) string {
	values := url.Values{"issuer": {issuer}, "receiver": {q.Receiver}, "item": {q.Item.Code}, "exam_date": {q.ExamTime.Day().String()}}
	return "/look-up?" + values.Encode()
}

// BenchmarkSuggest measures the server's part of what is suggested after each key.
func BenchmarkSuggest(b *testing.B) {
	p := newPages(b)
	for kind, typed := range map[string][]string{
		"institutions": {"c", "cf", "cfs", "赤峰", "赤峰市第1", "第三医院", "yy", "医院", "150400"},
		"orders":       {"x", "xc", "xcg", "alt", "钾", "胸部CT", "CK-MB", "LCHM0"},
	} {
		b.Run(kind, func(b *testing.B) {
			p.measure(b, suggestBound, len(typed), func(n int) string { return "/suggest/" + kind + "?q=" + url.QueryEscape(typed[n]) })
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

// BenchmarkCounterparts walks over all institutions for one page.
func BenchmarkCounterparts(b *testing.B) {
	p := newPages(b)
	questions := national().questions(200, false)
	p.measure(b, unbounded, len(questions), func(n int) string {
		values := url.Values{"direction": {"to"}, "institution": {questions[n].Issuer}, "item": {questions[n].Item.Code}}
		return "/look-up/who?" + values.Encode()
	})
}
