package sheet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"concord/internal/registry"
)

// field is what a column holds, named as we print its heading.
type field string

// layout is how one kind of table is printed: its columns under all the
// headings we have met.
type layout struct {
	title registry.Text
	// key is the column that every row fills in; empty where none is such.
	key field
	// weak are headings that mean the key where no better one stands beside
	// them, and else a category (检验项目 | 项目名称).
	weak field
	// needs are the columns without which the table cannot be read.
	needs []field
	// known are columns by which a table without a key is known, for messages.
	known []field
	// least is how many columns a header must have.
	least int
	words wordSet[field]
	// paragraphs reports that a sheet without a table may list names in prose.
	paragraphs bool
}

// fieldSeq numbers the rows; it is recognised and never read.
const fieldSeq field = "序号"

var seqWords = phrase[field]{fieldSeq, "序号 编号 序 号 no no. seq # 顺序号 项目序号 行号"}

// heading is a recognised cell of a header.
type heading struct {
	field  field
	column int
	words  string // the folded text
	unit   string // what the brackets say: 有效期（天）
	exact  bool   // the whole text is a known heading, not only its end
}

// longestHeading in characters; longer text is a title or a remark.
const longestHeading = 24

// heading recognises the text of a header cell.
func (l *layout) heading(text string) (heading, bool) {
	if utf8.RuneCountInString(text) > longestHeading || chineseOrdinal.MatchString(text) {
		return heading{}, false
	}
	words := foldHeading(text)
	outside, inside := bracketed(words)
	found := heading{words: words, unit: inside, exact: true}
	if strings.HasSuffix(outside, "天数") || strings.HasSuffix(outside, "days") {
		found.unit = "天"
	}
	for _, form := range append([]string{words, outside}, strings.FieldsFunc(outside, joinsHeadings)...) {
		if f, ok := l.words[form]; ok {
			found.field = f
			return found, true
		}
	}
	found.exact = false
	f, ok := l.ending(outside)
	found.field = f
	return found, ok
}

// joinsHeadings reports whether a character joins two headings in one cell.
func joinsHeadings(r rune) bool { return strings.ContainsRune("/、或及和与|", r) }

// ending finds the longest known heading of three or more characters that a
// text ends with: 检验检查互认项目名称.
func (l *layout) ending(words string) (field, bool) {
	const least = 3 * len("项")
	for i := range words {
		if len(words)-i < least {
			break
		}
		if f, ok := l.words[words[i:]]; ok {
			return f, true
		}
	}
	return "", false
}

// foldHeading folds a heading and drops what only decorates it.
func foldHeading(text string) string {
	return strings.Trim(strings.ReplaceAll(fold(text), "_", ""), "*:.★☆")
}

// bracketed parts a folded heading into what stands outside and inside its
// brackets.
func bracketed(words string) (outside, inside string) {
	before, rest, ok := strings.Cut(words, "(")
	if !ok {
		return words, ""
	}
	inside, after, _ := strings.Cut(rest, ")")
	return before + after, inside
}

// header is a recognised header and the columns below it.
type header struct {
	first, last int // indexes of its lines
	blocks      []block
}

// block is one table of those that stand side by side under a header.
type block struct {
	headings    []heading
	first, last int // its columns
}

// header recognises a header that begins at a line; ok is false where none does.
func (l *layout) header(g *grid, index int) (header, bool) {
	top := &g.lines[index]
	one := l.recognise(g, index)
	if len(one) == 0 {
		return header{}, false
	}
	if two, ok := l.twoLines(g, index); ok && l.isHeader(two, len(top.cells)) {
		return header{index, index + 1, l.blocks(two)}, true
	}
	if !l.isHeader(one, len(top.cells)) {
		return header{}, false
	}
	return header{index, index, l.blocks(one)}, true
}

// recognise finds the headings of a line.
func (l *layout) recognise(g *grid, index int) []heading {
	var found []heading
	for _, c := range g.lines[index].cells {
		h, ok := l.heading(c.text)
		if !ok {
			continue
		}
		h.column = c.column
		if first, ok := l.wideHeading(g, index, h); ok {
			found = append(found, first)
			h.column += g.width(g.lines[index].number, c.column) - 1
		}
		found = append(found, h)
	}
	return found
}

// wideHeading parts a heading merged over several filled columns: the wider
// category stands to the left of the narrower one, or of the name.
func (l *layout) wideHeading(g *grid, index int, h heading) (first heading, ok bool) {
	width := g.width(g.lines[index].number, h.column)
	if width == 1 || index+1 >= len(g.lines) {
		return heading{}, false
	}
	if _, filled := g.lines[index+1].at(h.column + width - 1); !filled {
		return heading{}, false
	}
	first = h
	switch h.field {
	case fieldCategory:
		first.field = fieldGroup
	case fieldName, fieldWeakName:
		first.field = fieldCategory
	default:
		return heading{}, false
	}
	return first, true
}

// twoLines recognises a header of two rows: at least half of the lower one is
// headings, and columns it leaves blank take theirs from above.
func (l *layout) twoLines(g *grid, index int) ([]heading, bool) {
	top := &g.lines[index]
	if len(top.cells) < 2 || index+1 >= len(g.lines) || g.lines[index+1].number != top.number+1 {
		return nil, false
	}
	low := &g.lines[index+1]
	var found []heading
	lower := 0
	for column := 1; column <= max(lastOf(top), lastOf(low)); column++ {
		c, isLow := low.at(column)
		if !isLow {
			c, _ = top.at(column)
		}
		h, ok := l.under(g.spanned(top, column), c)
		if !ok {
			continue
		}
		h.column = column
		found = append(found, h)
		if isLow && h.exact {
			lower++
		}
	}
	return found, lower > 0 && lower*2 >= len(low.cells) && !repeats(top, low)
}

// under recognises a lower heading by itself or with the one above it:
// 有效期 over 起 and 止. What adds no word of its own, as a bracket, is none.
func (l *layout) under(above string, c cell) (heading, bool) {
	words, _ := bracketed(foldHeading(c.text))
	adds := strings.ContainsFunc(words, unicode.IsLetter) && !strings.ContainsFunc(words, joinsHeadings)
	if above != "" && above != c.text && adds {
		if h, ok := l.heading(above + c.text); ok && h.exact {
			return h, true
		}
	}
	return l.heading(c.text)
}

// repeats reports whether a line says in some column what the one above says.
func repeats(top, low *line) bool {
	for _, c := range low.cells {
		if above, ok := top.at(c.column); ok && above.text == c.text {
			return true
		}
	}
	return false
}

func lastOf(l *line) int { return l.cells[len(l.cells)-1].column }

// isHeader reports whether the headings found in a line of so many cells make it
// a header.
func (l *layout) isHeader(found []heading, cells int) bool {
	keyed, exact, distinct := false, false, map[field]bool{}
	for _, h := range found {
		if h.field == l.key || h.field == l.weak {
			keyed = true
			exact = exact || h.exact
		}
		if h.field != fieldSeq {
			distinct[h.field] = true
		}
	}
	if l.key == "" {
		return len(distinct) >= l.least
	}
	others := len(found) > 1
	return keyed && len(distinct) >= l.least && (others || exact && cells <= 2)
}

// common are columns of every kind of table, by which none is told from another.
var common = map[field]bool{fieldSeq: true, fieldNote: true, fieldReason: true}

// score is how many of a header's headings tell a layout from others.
func (l *layout) score(h header) int {
	distinct := map[field]bool{}
	for _, b := range h.blocks {
		for _, heading := range b.headings {
			if heading.exact && !common[heading.field] {
				distinct[heading.field] = true
			}
		}
	}
	return len(distinct)
}

// again reports whether a header below the first one is one: data may end with
// the word of some heading, but does not consist of headings.
func (l *layout) again(h, first header) bool {
	exact := 0
	for _, heading := range h.blocks[0].headings {
		if heading.exact {
			exact++
		}
	}
	return exact >= min(2, len(first.blocks[0].headings)) && len(l.missing(h)) == 0
}

// missing are the columns that a header lacks.
func (l *layout) missing(h header) []field {
	var lacking []field
	for _, need := range l.needs {
		if !h.blocks[0].has(need) {
			lacking = append(lacking, need)
		}
	}
	return lacking
}

// blocks parts headings into tables side by side: a new one begins where the
// number or the name of a row comes again under the same words.
func (l *layout) blocks(found []heading) []block {
	found = l.settleWeak(found)
	var blocks []block
	for _, h := range found {
		n := len(blocks)
		if n == 0 || l.begins(blocks[n-1], h) {
			blocks = append(blocks, block{first: h.column})
			n++
		}
		blocks[n-1].headings = append(blocks[n-1].headings, h)
	}
	return l.share(bound(blocks))
}

// begins reports whether a heading is the first of another block.
func (l *layout) begins(b block, h heading) bool {
	if h.field != fieldSeq && h.field != l.key || !b.has(l.key) {
		return false
	}
	for _, earlier := range b.headings {
		if earlier.field == h.field && earlier.words == h.words {
			return true
		}
	}
	return false
}

// settleWeak decides what weak headings mean: the key if nothing better stands
// in the header, else a category to the left of the key, and nothing elsewhere.
func (l *layout) settleWeak(found []heading) []heading {
	if l.weak == "" {
		return found
	}
	key := 0
	for _, h := range found {
		if h.field == l.key {
			key = h.column
			break
		}
	}
	var settled []heading
	for _, h := range found {
		switch {
		case h.field != l.weak:
		case key == 0:
			h.field = l.key
		case h.column < key:
			h.field = fieldCategory
		default:
			continue
		}
		settled = append(settled, h)
	}
	return settled
}

// bound sets where each block ends; the outer ones reach to the sheet's edges.
func bound(blocks []block) []block {
	for i := range blocks {
		blocks[i].last = lastColumn
		if i+1 < len(blocks) {
			blocks[i].last = blocks[i+1].first - 1
		}
	}
	blocks[0].first = 1
	return blocks
}

// share gives later blocks the columns that stand before the first name: one
// category for all names of a row.
func (l *layout) share(blocks []block) []block {
	for _, h := range blocks[0].headings {
		if h.field == l.key {
			break
		}
		for i := 1; i < len(blocks); i++ {
			if h.field != fieldSeq && !blocks[i].has(h.field) {
				blocks[i].headings = append(blocks[i].headings, h)
			}
		}
	}
	return blocks
}

func (b block) has(f field) bool {
	for _, h := range b.headings {
		if h.field == f {
			return true
		}
	}
	return false
}
