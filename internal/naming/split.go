package naming

import (
	"slices"
	"strings"
	"unicode"
)

// longestJoin bounds how many pieces of a cell may belong to one name: 肝、胆、
// 胰、脾超声 are four.
const longestJoin = 6

// Split parts a cell that holds several names. A cell that is itself the name
// of an item stays whole, and so do names that hold a separator. So does the
// name of a panel, unless it only counts up items (补体C3、C4). Headings and
// counts of paragraph lists (生化项目24项：…), numbering and closing marks are
// dropped.
func (r *Resolver) Split(cell string) []string {
	cell = strings.TrimSpace(cell)
	if cell == "" {
		return nil
	}
	if isSingle(cell) || r.isItem(cell) {
		return []string{cell}
	}
	var names []string
	for _, line := range strings.FieldsFunc(cell, func(c rune) bool { return c == '\n' || c == '\r' }) {
		names = append(names, r.join(pieces(strings.TrimRight(withoutHeading(line), separators)))...)
	}
	return names
}

// isSingle reports whether a cell has nothing to part or to drop, so that it need
// not be looked up.
func isSingle(cell string) bool {
	return !strings.ContainsAny(cell, separators+"\r\n") && tidy(withoutHeading(cell)) == cell
}

// isItem reports whether a printed name is by itself one of an item, or of
// several that only a row can tell apart.
func (r *Resolver) isItem(s string) bool {
	return r.Meaning(Query{Name: s}).Match != nil || len(r.names[Normalize(s)]) > 0
}

// oneName reports whether pieces make one name together.
func (r *Resolver) oneName(all []piece) bool {
	name := joinPieces(all)
	if r.isItem(name) {
		return true
	}
	stranger := func(p piece) bool { return !r.isItem(p.text) }
	return r.Meaning(Query{Name: name}).Panel != "" && slices.ContainsFunc(all, stranger)
}

// piece is a part of a line and the separator before it.
type piece struct{ before, text string }

// pieces cuts a line at the separators outside brackets. A comma between digits
// (1,3-β-D-葡聚糖) separates nothing.
func pieces(line string) []piece {
	var all []piece
	runes := []rune(line)
	depth, start, before := 0, 0, ""
	for i, c := range runes {
		switch {
		case strings.ContainsRune("(（[【〔", c):
			depth++
		case strings.ContainsRune(")）]】〕", c):
			depth--
		case depth <= 0 && separates(runes, i):
			all = append(all, piece{before, tidy(string(runes[start:i]))})
			start, before = i+1, string(c)
		}
	}
	return append(all, piece{before, tidy(string(runes[start:]))})
}

// separators part the names in a line; one at its end parts nothing.
const separators = "、,，;；|\t"

func separates(runes []rune, i int) bool {
	if !strings.ContainsRune(separators, runes[i]) {
		return false
	}
	betweenDigits := i > 0 && i+1 < len(runes) && unicode.IsDigit(runes[i-1]) && unicode.IsDigit(runes[i+1])
	return runes[i] != ',' || !betweenDigits
}

// tidy drops numbering before a name and closing marks after it.
func tidy(s string) string {
	s = strings.TrimSpace(s)
	s = strings.TrimRight(s, "。.;；:： ")
	s = strings.TrimSuffix(s, "等")
	rest := strings.TrimLeft(s, "0123456789")
	for _, mark := range []string{".", "．", ")", "）"} {
		if after, ok := strings.CutPrefix(rest, mark); ok && rest != s && !startsWithDigit(after) {
			return strings.TrimSpace(after)
		}
	}
	return s
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// withoutHeading drops what stands before a colon in a paragraph list.
func withoutHeading(line string) string {
	for _, colon := range []string{"：", ":"} {
		heading, list, ok := strings.Cut(line, colon)
		if ok && strings.TrimSpace(list) != "" && !endsInLatin(heading) {
			return list
		}
	}
	return line
}

// endsInLatin tells vWF:Ag from a heading.
func endsInLatin(s string) bool { return s != "" && isASCIIAlnum(s[len(s)-1]) }

// join puts pieces together again where they are one name, the longest first.
func (r *Resolver) join(all []piece) []string {
	var names []string
	for i := 0; i < len(all); {
		taken := r.joined(all[i:])
		if name := joinPieces(all[i : i+taken]); name != "" {
			names = append(names, r.completed(name, names))
		}
		i += taken
	}
	return names
}

// joined is how many pieces from the first on make one name.
func (r *Resolver) joined(all []piece) int {
	for n := min(len(all), longestJoin); n > 1; n-- {
		if r.oneName(all[:n]) {
			return n
		}
	}
	return 1
}

func joinPieces(all []piece) string {
	var b strings.Builder
	for i, p := range all {
		if i > 0 {
			b.WriteString(p.before)
		}
		b.WriteString(p.text)
	}
	return b.String()
}

// completed gives a short piece the beginning of the name before it:
// 免疫球蛋白A、G、M. A single letter gets it even where that makes no name: the K
// of 维生素A、K is not potassium.
func (r *Resolver) completed(name string, before []string) string {
	if len(before) == 0 || len(name) > 2 || !isASCIIAlnum(name[0]) {
		return name
	}
	last := before[len(before)-1]
	stem := strings.TrimRightFunc(last, func(c rune) bool { return c < unicode.MaxASCII })
	if stem == "" || stem == last || len(name) > 1 && !r.isItem(stem+name) {
		return name
	}
	return stem + name
}
