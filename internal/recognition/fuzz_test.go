package recognition_test

import (
	"math/rand/v2"
	"testing"

	"concord/catalogs"
	"concord/internal/recognition/naive/toy"
)

// spoken is a chance made of bytes; when they are used up, a random source goes
// on. Short inputs, which a fuzzer changes best, so make whole registries.
type spoken struct {
	bytes []byte
	after *rand.Rand
}

func (s *spoken) IntN(n int) int {
	if len(s.bytes) == 0 {
		return s.after.IntN(n)
	}
	b := s.bytes[0]
	s.bytes = s.bytes[1:]
	return int(b) % n
}

// FuzzDecide reads a registry and questions about it from bytes: whatever they
// are, the engine answers without a panic, and as the naive implementation does.
func FuzzDecide(f *testing.F) {
	cat := toy.Catalogue(catalogs.Load())
	f.Add([]byte{}, []byte{}, uint64(0))
	for seed := range uint64(20) {
		chance := rand.New(rand.NewPCG(seed, 2))
		f.Add(noise(chance, 40), noise(chance, 40), seed)
	}
	f.Fuzz(func(t *testing.T, world, questions []byte, after uint64) {
		w := toy.Draw(&spoken{world, rand.New(rand.NewPCG(after, 0))}, cat)
		r := newRivals(w)
		asked := &spoken{questions, rand.New(rand.NewPCG(after, 1))}
		for range 10 {
			q := w.Question(asked)
			if _, _, diff := r.ask(q); diff != "" {
				t.Fatalf("the two disagree on %+v\nnaive -, engine +:\n%s", q, diff)
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
