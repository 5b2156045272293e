package sheet

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// headerRows is how far down a sheet its first header may stand, blank rows not
// counted.
const headerRows = 20

// table is a header and the lines below it, up to the next header.
type table struct {
	header header
	lines  []line
}

// records hands every record of a layout to emit, sheet by sheet.
func (b *Book) records(l *layout, r *report, emit func(*record)) {
	found := false
	for _, name := range b.hidden {
		r.note(sheetHidden.at(Place{Sheet: name}, name))
	}
	for _, g := range b.grids {
		if len(g.lines) == 0 || isTermSheet(g.name) {
			continue
		}
		if asideSheet.MatchString(g.name) && !g.file {
			r.note(sheetSkipped.at(Place{Sheet: g.name}, g.name))
			continue
		}
		found = true
		if g.readAs(l, r, emit) && len(g.hiddenRows) > 0 {
			r.note(rowsHidden.at(Place{Sheet: g.name, Row: g.hiddenRows[0]}, len(g.hiddenRows)))
		}
	}
	if !found {
		r.add(noTable.at(Place{}))
		return
	}
	b.refuseOthers(l, r)
}

// readAs reads a sheet as a layout and reports whether it is one.
func (g *grid) readAs(l *layout, r *report, emit func(*record)) bool {
	h, index, ok := g.firstHeader(l)
	if ok && g.betterAs(l, h, index) == nil {
		if lacking := l.missing(h); len(lacking) > 0 {
			for _, f := range lacking {
				r.add(columnMissing.at(Place{Sheet: g.name, Row: g.lines[h.last].number}, string(f)))
			}
			return false
		}
		g.walkTables(l, h, r, emit)
		return true
	}
	if other := g.kind(l); other != nil {
		r.note(otherList.at(Place{Sheet: g.name}, g.name, other.title.Zh, l.title.Zh, other.title.En, l.title.En))
		return false
	}
	if l.paragraphs && g.readParagraphs(r, emit) {
		return true
	}
	r.add(noHeader.at(Place{Sheet: g.name}, g.name, headerRows, l.title.Zh, l.title.En, l.wanted()))
	return false
}

// refuseOthers turns the notes of other lists into a problem where a book holds
// nothing else: the file was given as the wrong kind.
func (b *Book) refuseOthers(l *layout, r *report) {
	for _, g := range b.grids {
		if len(g.lines) == 0 || isTermSheet(g.name) || asideSheet.MatchString(g.name) && !g.file {
			continue
		}
		if g.kind(l) == nil {
			return
		}
	}
	kept := r.notes[:0]
	for _, n := range r.notes {
		if n.Code != otherList.code {
			kept = append(kept, n)
			continue
		}
		r.add(n)
	}
	r.notes = kept
}

// wanted names the columns that were looked for.
func (l *layout) wanted() string {
	var names []string
	if l.key != "" {
		names = append(names, string(l.key))
	}
	for _, f := range append(slices.Clone(l.needs), l.known...) {
		if f != l.key {
			names = append(names, string(f))
		}
	}
	return strings.Join(names, "、")
}

// firstHeader finds the first header of a layout in the first lines of a sheet.
func (g *grid) firstHeader(l *layout) (h header, index int, ok bool) {
	for i := range min(len(g.lines), headerRows) {
		if h, ok := l.header(g, i); ok {
			return h, i, true
		}
	}
	return header{}, 0, false
}

// kind is the layout that a sheet is rather than l, or nil.
func (g *grid) kind(l *layout) *layout {
	for i := range min(len(g.lines), headerRows) {
		h, _ := l.header(g, i)
		if other := g.betterAs(l, h, i); other != nil {
			return other
		}
	}
	return nil
}

// betterAs is another layout that the header at a line fits better than l, whose
// header h has no blocks where it fits not at all.
func (g *grid) betterAs(l *layout, h header, index int) *layout {
	best := l.score(h)
	var better *layout
	for _, other := range layouts {
		if other == l {
			continue
		}
		oh, ok := other.header(g, index)
		if n := other.score(oh); ok && n > best && len(other.missing(oh)) == 0 {
			best, better = n, other
		}
	}
	return better
}

// walkTables reads all tables of a sheet, each header with the lines below it.
func (g *grid) walkTables(l *layout, first header, r *report, emit func(*record)) {
	w := &walk{layout: l, grid: g, report: r, emit: emit}
	for _, line := range g.lines[:first.first] {
		if len(line.cells) == 1 && isCategory(line.cells[0].text) && !listTitle.MatchString(line.cells[0].text) {
			w.context = Text{categoryName(line.cells[0].text), g.place(line.number, line.cells[0].column)}
		}
	}
	for _, t := range g.tables(l, first) {
		w.table(t)
	}
}

// tables parts the lines of a sheet at its headers; pages often repeat theirs.
func (g *grid) tables(l *layout, first header) []table {
	tables := []table{{header: first}}
	start := first.last + 1
	for i := start; i < len(g.lines); i++ {
		h, ok := l.header(g, i)
		if !ok || !l.again(h, first) {
			continue
		}
		tables[len(tables)-1].lines = g.lines[start:i]
		tables = append(tables, table{header: h})
		i = h.last
		start = h.last + 1
	}
	tables[len(tables)-1].lines = g.lines[start:]
	return tables
}

// table reads the blocks of one table, each from top to bottom. A category runs
// on from one block into the next, unless category rows span them all.
func (w *walk) table(t table) {
	start := w.context
	for _, b := range t.header.blocks {
		if w.wide {
			w.context = start
		}
		w.block, w.carried, w.wide = b, nil, false
		for i := range t.lines {
			w.line(&t.lines[i])
		}
	}
}

// readParagraphs reads a sheet of prose: each paragraph that lists names is one
// record, under the heading above it or the one it begins with. What follows the
// first list and is no heading is a record too, so that nothing is lost.
func (g *grid) readParagraphs(r *report, emit func(*record)) bool {
	var records []*record
	context := Text{}
	for i := range g.lines {
		l := &g.lines[i]
		if len(l.cells) != 1 {
			return false
		}
		t := Text{l.cells[0].text, g.place(l.number, l.cells[0].column)}
		switch {
		case isAside(t.Value):
		case listsNames(t.Value):
			records = append(records, g.paragraph(r, l, t, context))
		case isCategory(t.Value) || endsAsCategory(t.Value) && utf8.RuneCountInString(t.Value) <= 12:
			context = Text{categoryName(t.Value), t.Place}
		case len(records) > 0:
			records = append(records, g.paragraph(r, l, t, context))
		}
	}
	for _, rec := range records {
		emit(rec)
	}
	return len(records) > 0
}

// paragraph is the record of a paragraph.
func (g *grid) paragraph(r *report, l *line, t, context Text) *record {
	rec := &record{grid: g, report: r, row: l.number, category: context, cells: map[field]Text{fieldName: t}}
	if before, _, ok := cutColon(t.Value); ok && utf8.RuneCountInString(before) <= longestHeading {
		rec.category = Text{categoryName(before), t.Place}
	}
	if l.cells[0].kind == formulaCell {
		r.add(formulaInCell.at(t.Place))
	}
	return rec
}

// listsNames reports whether text lists names: some after a colon, or three or
// more parted by 、 or semicolons.
func listsNames(text string) bool {
	if strings.HasPrefix(text, "附件") {
		return false
	}
	text = chineseOrdinal.ReplaceAllString(text, "")
	_, after, colon := cutColon(text)
	separators := strings.Count(text, "、") + strings.Count(text, "；") + strings.Count(text, ";")
	return separators >= 2 || colon && after != ""
}

// cutColon cuts text at its first colon of either width.
func cutColon(text string) (before, after string, found bool) {
	i := strings.IndexAny(text, "：:")
	if i < 0 {
		return text, "", false
	}
	return text[:i], strings.TrimLeft(text[i:], "：:"), true
}
