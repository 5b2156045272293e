package naming

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
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
	names    []name
	initials []string // of every name with Chinese characters
	pinyin   []string // of every name with Chinese characters
	length   int      // of the first name, in bytes: of equal hits the shorter name comes first
}

// name is a folded name and where its words begin: folding has closed the gaps
// between them, and alt is no part of gastrointestinal tract.
type name struct {
	text   string
	begins []bool // by byte
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
	for i, printed := range e.Names {
		own := nameOf(printed)
		in.names = append(in.names, own)
		if folded := Normalize(printed); folded != own.text {
			in.names = append(in.names, nameOf(folded))
		}
		if i > 0 && !strings.ContainsFunc(printed, isHan) {
			continue
		}
		spelled, initials := spell(printed)
		in.pinyin = append(in.pinyin, spelled)
		in.initials = append(in.initials, initials)
	}
	if e.Initials != "" && len(in.initials) > 0 {
		in.initials[0] = fold(e.Initials)
	}
	if len(in.names) > 0 {
		in.length = len(in.names[0].text)
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
	scattered // looked for only where there is no better hit at all
	noHit
)

// Search returns the keys of at most limit entries that answer to text, the
// best first; all of them where limit is 0, and none for an empty text.
func (x *Index) Search(text string, limit int) []string {
	texts := sought(text)
	if texts[0].text == "" {
		return nil
	}
	hits := x.hits(texts, (*indexed).rank)
	if len(hits) == 0 {
		hits = x.hits(texts, (*indexed).rankApart)
	}
	if limit > 0 && len(hits) > limit {
		hits = hits[:limit]
	}
	keys := make([]string, len(hits))
	for i, h := range hits {
		keys[i] = x.entries[h.entry].key
	}
	return keys
}

// hit is an entry that answers to a text, and how well.
type hit struct{ rank, entry int }

// hits are the entries that answer to any form of a text, the best first.
func (x *Index) hits(texts []folded, rankOf func(*indexed, folded) int) []hit {
	var hits []hit
	for i := range x.entries {
		rank := noHit
		for _, text := range texts {
			rank = min(rank, rankOf(&x.entries[i], text))
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
	return hits
}

// AreInitials reports whether a text is the pinyin initials of a name: xcg of
// 血常规.
func AreInitials(text, name string) bool {
	typed := fold(text)
	if typed == "" || strings.ContainsFunc(typed, isHan) {
		return false
	}
	_, initials := spell(name)
	return initials == typed
}

// folded is a text that is sought.
type folded struct {
	text    string
	spelled bool // it may be pinyin or initials, which have no Chinese characters
}

// spoken are words that people type and names do not print.
var spoken = strings.NewReplacer("核磁共振", "mri", "磁共振", "mri", "核磁", "mri", "彩超", "超声", "b超", "超声", "x光", "dr")

// sought are the forms in which a text is looked for.
func sought(text string) []folded {
	var all []folded
	for _, form := range distinct([]string{fold(text), Normalize(text), spoken.Replace(fold(text))}) {
		all = append(all, folded{form, !strings.ContainsFunc(form, isHan)})
	}
	return all
}

// nameOf folds a name. A word begins at every Chinese character, after a gap or a
// sign, and where letters change to digits or back.
func nameOf(printed string) name {
	n := name{}
	var folded strings.Builder
	previous := rune(-1)
	for _, r := range width.Fold.String(printed) {
		kept := fold(string(r))
		for i := range len(kept) {
			n.begins = append(n.begins, i == 0 && beginsWord(previous, r))
		}
		folded.WriteString(kept)
		previous = r
	}
	n.text = folded.String()
	return n
}

func beginsWord(previous, r rune) bool {
	switch {
	case isHan(previous) || isHan(r):
		return true
	case unicode.IsLetter(r):
		return !unicode.IsLetter(previous)
	}
	return !unicode.IsDigit(previous)
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// rank is how well an entry answers to a folded text.
func (in *indexed) rank(sought folded) int {
	text, best := sought.text, noHit
	for _, code := range in.codes {
		best = min(best, rankOf(code, text, exactCode, prefixOfCode, noHit))
	}
	for _, n := range in.names {
		best = min(best, n.rank(text))
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

// rankApart is how well an entry answers to a Chinese text by its characters alone,
// in their order but apart.
func (in *indexed) rankApart(sought folded) int {
	if !sought.spelled && slices.ContainsFunc(in.names, func(n name) bool { return n.holdsApart(sought.text) }) {
		return scattered
	}
	return noHit
}

// rank is how well a name answers to a folded text: whole, from its beginning, or
// from the beginning of one of its words.
func (n name) rank(text string) int {
	rank := rankOf(n.text, text, exactName, prefixOfName, insideName)
	if rank == insideName && !n.wordBegins(text) {
		return noHit
	}
	return rank
}

// holdsApart reports whether the characters of a Chinese text stand in the name
// one after the other, whatever stands between them: 头CT in 头颅CT平扫.
func (n name) holdsApart(text string) bool {
	if utf8.RuneCountInString(text) < 2 {
		return false
	}
	rest := n.text
	for _, r := range text {
		_, after, found := strings.Cut(rest, string(r))
		if !found {
			return false
		}
		rest = after
	}
	return true
}

// wordBegins reports whether a text that stands in a name stands at the beginning
// of a word there.
func (n name) wordBegins(text string) bool {
	for at := 0; ; at++ {
		next := strings.Index(n.text[at:], text)
		if next < 0 {
			return false
		}
		if at += next; n.begins[at] {
			return true
		}
	}
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
