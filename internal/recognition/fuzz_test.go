package recognition_test

import (
	"math/rand/v2"
	"testing"

	"concord/catalogs"
	"concord/internal/recognition/naive/toy"
)

// spoken is a chance made of bytes; when they are used up, every choice is the
// plainest.
type spoken struct{ bytes []byte }

func (s *spoken) IntN(n int) int {
	if len(s.bytes) == 0 {
		return 0
	}
	b := s.bytes[0]
	s.bytes = s.bytes[1:]
	return int(b) % n
}

// FuzzDecide reads a registry and questions about it from bytes: whatever they
// are, the engine answers without a panic, and as the naive implementation does.
func FuzzDecide(f *testing.F) {
	cat := toy.Catalogue(catalogs.Load())
	f.Add([]byte{}, []byte{})
	for seed := range uint64(20) {
		chance := rand.New(rand.NewPCG(seed, 2))
		f.Add(noise(chance, 4000), noise(chance, 200))
	}
	f.Fuzz(func(t *testing.T, world, questions []byte) {
		w := toy.Draw(&spoken{world}, cat)
		r := newRivals(w)
		for c := (&spoken{questions}); ; {
			q := w.Question(c)
			if _, _, diff := r.ask(q); diff != "" {
				t.Fatalf("the two disagree on %+v\nnaive -, engine +:\n%s", q, diff)
			}
			if len(c.bytes) == 0 {
				return
			}
		}
	})
}

func noise(chance *rand.Rand, n int) []byte {
	bytes := make([]byte, n)
	for i := range bytes {
		bytes[i] = byte(chance.Uint32())
	}
	return bytes
}
