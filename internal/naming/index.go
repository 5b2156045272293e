package naming

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// Entry is something that can be searched for.
type Entry struct {
	Key      string   // what a search returns
	Names    []string // the first is the name, the others are aliases
	Codes    []string // codes and abbreviations
	Initials string   // initials in pinyin where they are known; else they are made from the name
}

// Index finds entries as people type: by name, alias, abbreviation, code,
// pinyin and pinyin initials. It is immutable and safe for concurrent use.
type Index struct{ entries []indexed }

// indexed is an entry's texts, folded for comparison.
type indexed struct {
	key      string
	codes    []string
	names    []string
	initials []string // of every name
	pinyin   []string // of every name
	length   int      // of the first name, in bytes: of equal hits the shorter name comes first
}

// NewIndex indexes entries; their order decides between equal hits.
func NewIndex(entries []Entry) *Index {
	x := &Index{entries: make([]indexed, len(entries))}
	for i, e := range entries {
		x.entries[i] = index(e)
	}
	return x
}

func index(e Entry) indexed {
	in := indexed{key: e.Key}
	for _, code := range e.Codes {
		if folded := fold(code); folded != "" {
			in.codes = append(in.codes, folded)
		}
	}
	for _, name := range e.Names {
		spelled, initials := spell(name)
		in.names = append(in.names, fold(name))
		if folded := Normalize(name); folded != in.names[len(in.names)-1] {
			in.names = append(in.names, folded)
		}
		in.pinyin = append(in.pinyin, spelled)
		in.initials = append(in.initials, initials)
	}
	if e.Initials != "" && len(in.initials) > 0 {
		in.initials[0] = fold(e.Initials)
	}
	if len(in.names) > 0 {
		in.length = len(in.names[0])
	}
	return in
}

// The ranks of hits, best first.
const (
	exactCode = iota
	exactName
	exactInitials
	prefixOfName
	prefixOfCode
	prefixOfInitials
	prefixOfPinyin
	insideName
	insideInitials
	noHit
)

// Search returns the keys of at most limit entries that answer to text, the
// best first; all of them where limit is 0, and none for an empty text.
func (x *Index) Search(text string, limit int) []string {
	texts := sought(text)
	if texts[0].text == "" {
		return nil
	}
	type hit struct{ rank, entry int }
	var hits []hit
	for i := range x.entries {
		rank := noHit
		for _, text := range texts {
			rank = min(rank, x.entries[i].rank(text))
		}
		if rank < noHit {
			hits = append(hits, hit{rank, i})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(
			cmp.Compare(a.rank, b.rank),
			cmp.Compare(x.entries[a.entry].length, x.entries[b.entry].length),
			cmp.Compare(a.entry, b.entry),
		)
	})
	if limit > 0 && len(hits) > limit {
		hits = hits[:limit]
	}
	keys := make([]string, len(hits))
	for i, h := range hits {
		keys[i] = x.entries[h.entry].key
	}
	return keys
}

// folded is a text that is sought.
type folded struct {
	text    string
	spelled bool // it may be pinyin or initials, which have no Chinese characters
}

// sought are the forms in which a text is looked for.
func sought(text string) []folded {
	var all []folded
	for _, form := range distinct([]string{fold(text), Normalize(text)}) {
		all = append(all, folded{form, !strings.ContainsFunc(form, isHan)})
	}
	return all
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// rank is how well an entry answers to a folded text.
func (in *indexed) rank(sought folded) int {
	text, best := sought.text, noHit
	for _, code := range in.codes {
		best = min(best, rankOf(code, text, exactCode, prefixOfCode, noHit))
	}
	for _, name := range in.names {
		best = min(best, rankOf(name, text, exactName, prefixOfName, insideName))
	}
	if !sought.spelled {
		return best
	}
	for i, initials := range in.initials {
		best = min(best, rankOf(initials, text, exactInitials, prefixOfInitials, insideInitials))
		best = min(best, rankOf(in.pinyin[i], text, exactInitials, prefixOfPinyin, noHit))
	}
	return best
}

func rankOf(have, text string, exact, prefix, inside int) int {
	switch {
	case have == text:
		return exact
	case strings.HasPrefix(have, text):
		return prefix
	case inside < noHit && len(text) > 1 && strings.Contains(have, text):
		return inside
	}
	return noHit
}
