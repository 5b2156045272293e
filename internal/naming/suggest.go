package naming

import (
	"cmp"
	"math"
	"slices"
)

// suggestions are as many candidates as a person will read.
const suggestions = 5

// leastScore keeps out candidates that share no more than a word with the name.
const leastScore = 0.3

// ambiguousScore is the score of an item that answers to the very name, where
// nothing decides between it and others, or something speaks against it.
const ambiguousScore = 0.9

// gram is a pair of neighbouring runes; a name's ends count as a rune.
type gram [2]rune

// gramIndex finds names by the pairs of runes they share.
type gramIndex struct {
	postings map[gram][]int32 // names in which it stands
	sizes    []int            // grams of each name
	items    [][]int          // items of each name
}

func newGramIndex(names map[string][]int) gramIndex {
	g := gramIndex{postings: map[gram][]int32{}}
	keys := make([]string, 0, len(names))
	for key := range names {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for n, key := range keys {
		grams := gramsOf(key)
		g.sizes = append(g.sizes, len(grams))
		g.items = append(g.items, names[key])
		for _, pair := range grams {
			g.postings[pair] = append(g.postings[pair], int32(n))
		}
	}
	return g
}

// gramsOf are the distinct pairs of neighbouring runes of a folded name.
func gramsOf(key string) []gram {
	var grams []gram
	previous := rune(0)
	add := func(r rune) {
		if pair := (gram{previous, r}); !slices.Contains(grams, pair) {
			grams = append(grams, pair)
		}
		previous = r
	}
	for _, r := range key {
		add(r)
	}
	add(0)
	return grams
}

// scores is the best Dice coefficient of the pairs of runes for each item.
func (g gramIndex) scores(key string, into map[int]float64) {
	if key == "" {
		return
	}
	grams := gramsOf(key)
	shared := make([]uint16, len(g.sizes))
	for _, pair := range grams {
		for _, n := range g.postings[pair] {
			shared[n]++
		}
	}
	for n, count := range shared {
		if count == 0 {
			continue
		}
		score := 2 * float64(count) / float64(len(grams)+g.sizes[n])
		if score < leastScore {
			continue
		}
		for _, item := range g.items[n] {
			into[item] = max(into[item], score)
		}
	}
}

// suggest ranks the items whose names are like the printed one. Items of the
// printed category come before others that are as like.
func (r *Resolver) suggest(n printedName, c context) []Candidate {
	scores := map[int]float64{}
	r.grams.scores(n.whole, scores)
	for _, part := range n.parts {
		r.grams.scores(part.main, scores)
	}
	for i, score := range scores {
		scores[i] = score * 0.85 * r.favour(i, c)
	}
	for _, key := range r.answering(n, c) {
		scores[key] = ambiguousScore * r.favour(key, c)
	}
	return ranked(r, scores)
}

// answering are the items that answer to the name or to one of its brackets.
func (r *Resolver) answering(n printedName, c context) []int {
	items := slices.Clone(r.anywhere(n.whole, c))
	for _, part := range n.parts {
		items = append(items, r.anywhere(part.main, c)...)
	}
	if len(items) > 0 {
		return items
	}
	for _, part := range n.parts {
		if part.implied {
			continue
		}
		for _, bracket := range part.brackets {
			items = append(items, r.anywhere(Normalize(bracket), c)...)
		}
	}
	return items
}

// favour lowers the score of an item that the row speaks against.
func (r *Resolver) favour(i int, c context) float64 {
	item := &r.items[i]
	switch {
	case !r.fits(i, c):
		return 0.6
	case len(c.topics) > 0 && slices.Contains(c.topics, item.Category):
		return 1
	}
	return 0.95
}

func ranked(r *Resolver, scores map[int]float64) []Candidate {
	candidates := make([]Candidate, 0, len(scores))
	for i, score := range scores {
		candidates = append(candidates, Candidate{r.items[i].Code, math.Round(score*100) / 100})
	}
	slices.SortFunc(candidates, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Item, b.Item))
	})
	return candidates[:min(len(candidates), suggestions)]
}
