package bench

import (
	"fmt"
	"testing"

	"concord/internal/recognition"
)

// BenchmarkDecide asks distinct questions, so that hardly anything is in the
// processor's caches, of a country of 1, 20 and 400 jurisdictions: the cost is
// to be flat.
func BenchmarkDecide(b *testing.B) {
	for _, jurisdictions := range []int{1, 20, 400} {
		c := national()
		if jurisdictions < 400 {
			c = newCountry(jurisdictions)
		}
		snapshot := c.snapshot(b)
		b.Run(fmt.Sprintf("recognized/jurisdictions=%d", jurisdictions), func(b *testing.B) {
			ask(b, snapshot, c.questions(200_000, false), recognition.Recognized)
		})
		b.Run(fmt.Sprintf("refused/jurisdictions=%d", jurisdictions), func(b *testing.B) {
			ask(b, snapshot, c.questions(200_000, true), recognition.NotRecognized)
		})
	}
}

// ask decides question after question and checks that each has the outcome that
// is measured.
func ask(b *testing.B, s *recognition.Snapshot, questions []recognition.Question, want recognition.Outcome) {
	var answer recognition.Answer
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if err := recognition.Decide(s, &questions[n%len(questions)], &answer); err != nil {
			b.Fatal(err)
		}
		if answer.Outcome != want {
			b.Fatalf("question %+v: %v %v, want %v", questions[n%len(questions)], answer.Outcome, answer.Decisive(nil), want)
		}
	}
}
