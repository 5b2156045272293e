package app

import (
	"cmp"
	"slices"

	"concord/internal/naming"
	"concord/internal/registry"
)

// reasonNamed finds a reason by its code or its name, folded.
func (r *reference) reasonNamed(text string) (registry.ReasonCode, bool) {
	folded := naming.Normalize(text)
	for _, reason := range r.reasonOrder {
		if string(reason.Code) == text || naming.Normalize(reason.Name) == folded {
			return reason.Code, true
		}
	}
	return "", false
}

// mostReasons is how many reasons are offered for a printed situation.
const mostReasons = 5

// likelyReasons are the reasons whose names share most with a printed
// situation, best first.
func (r *reference) likelyReasons(text string) []Candidate {
	var all []Candidate
	for _, reason := range r.reasonOrder {
		if score := likeness(text, reason.Name); score > 0 {
			all = append(all, Candidate{string(reason.Code), reason.Name, score})
		}
	}
	slices.SortStableFunc(all, func(a, b Candidate) int { return cmp.Compare(b.Score, a.Score) })
	return all[:min(len(all), mostReasons)]
}

// likeness is the share of the shorter text's pairs of neighbouring characters
// that the other text has too.
func likeness(a, b string) float64 {
	pairsA, pairsB := pairs(a), pairs(b)
	if len(pairsA) == 0 || len(pairsB) == 0 {
		return 0
	}
	shared := 0
	for pair := range pairsA {
		if pairsB[pair] {
			shared++
		}
	}
	return float64(shared) / float64(min(len(pairsA), len(pairsB)))
}

func pairs(s string) map[[2]rune]bool {
	set := map[[2]rune]bool{}
	var before rune
	for _, r := range s {
		if before != 0 {
			set[[2]rune{before, r}] = true
		}
		before = r
	}
	return set
}
