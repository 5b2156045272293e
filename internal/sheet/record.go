package sheet

import "strconv"

// record is one row of a table: the cells under its headings.
type record struct {
	grid     *grid
	report   *report
	row      int
	cells    map[field]Text
	units    map[field]string // what the headings' brackets say
	category Text             // from the column, the rows above or the sheet
}

// text is what a column says; empty where it says nothing.
func (r *record) text(f field) Text { return r.cells[f] }

// column returns the column of a heading, for problems with empty cells.
func (r *record) place(f field) Place {
	if t, ok := r.cells[f]; ok {
		return t.Place
	}
	return Place{Sheet: r.grid.name, Row: r.row}
}

// trouble reports that a value is not understood.
func (r *record) trouble(t Text, kind trouble) { r.report.add(kind.at(t.Place, t.Value)) }

// demand reports a cell that may not be empty.
func (r *record) demand(f field) Text {
	t := r.text(f)
	if !t.Stated() {
		r.report.add(valueMissing.at(r.place(f), string(f)))
	}
	return t
}

// walk goes down one block of a table.
type walk struct {
	layout  *layout
	grid    *grid
	report  *report
	block   block
	context Text           // the category row above
	carried map[field]Text // the last category in its column
	wide    bool           // a category row spoke for all blocks
	emit    func(*record)
}

// line reads one line of the block: a record, a category, or nothing.
func (w *walk) line(l *line) {
	own := l.within(w.block.first, w.block.last)
	if w.spansAll(l) {
		own = l.cells
	}
	if len(own) == 0 || isAside(own[0].text) {
		return
	}
	if t, ok := w.prose(l, own); ok {
		w.emit(w.grid.paragraph(w.report, l, t, w.context))
		return
	}
	if t, ok := w.category(l, own); ok {
		w.context, w.wide, w.carried = t, w.wide || w.spansAll(l), nil
		return
	}
	if w.holdsNothing(own) {
		w.carryOn(l)
		return
	}
	w.emit(w.record(l))
}

// prose recognises a paragraph that lists items across the columns of a table:
// 生化项目24项：钾、钠、氯. Taken for a category, its items would be lost.
func (w *walk) prose(l *line, own []cell) (Text, bool) {
	c := own[0]
	if len(own) != 1 || !w.layout.paragraphs || c.kind != plainCell || w.grid.width(l.number, c.column) == 1 {
		return Text{}, false
	}
	_, after, _ := cutColon(c.text)
	return Text{c.text, w.grid.place(l.number, c.column)}, after != "" && listsNames(after)
}

// spansAll reports whether a line is one cell merged over the start of the block
// and over columns of its neighbour.
func (w *walk) spansAll(l *line) bool {
	if len(l.cells) != 1 {
		return false
	}
	c := l.cells[0]
	last := c.column + w.grid.width(l.number, c.column) - 1
	return last > w.block.last || c.column < w.block.first && last >= w.block.first
}

// category recognises a row that names a category for those below it.
func (w *walk) category(l *line, own []cell) (Text, bool) {
	if !w.block.has(w.layout.key) {
		return Text{}, false
	}
	c := own[len(own)-1]
	numbered := len(own) == 2 && w.fieldAt(own[0].column) == fieldSeq && onlyOrdinal.MatchString(own[0].text)
	if !numbered && (len(own) != 1 || !w.loneCategory(l, c)) {
		return Text{}, false
	}
	name := categoryName(c.text)
	return Text{name, w.grid.place(l.number, c.column)}, name != ""
}

// loneCategory reports whether the only cell of a row is a category rather than
// the name of an item, or a number printed in advance.
func (w *walk) loneCategory(l *line, c cell) bool {
	if _, err := strconv.Atoi(fold(c.text)); err == nil || c.kind != plainCell {
		return false
	}
	at, width := w.fieldAt(c.column), w.grid.width(l.number, c.column)
	if at == w.layout.key {
		return isCategory(c.text) || width > w.keyWidth() || w.block.has(fieldSeq) && endsAsCategory(c.text)
	}
	return width > 1 || at == fieldSeq || at == "" && c.column < w.column(w.layout.key)
}

// keyWidth is how many columns lie between the key's heading and the next one:
// names may be merged over so many.
func (w *walk) keyWidth() int {
	key := w.column(w.layout.key)
	next := key + 1
	for _, h := range w.block.headings {
		if h.column > key {
			next = h.column
			break
		}
	}
	return next - key
}

func (w *walk) fieldAt(column int) field {
	for _, h := range w.block.headings {
		if h.column == column {
			return h.field
		}
	}
	return ""
}

func (w *walk) column(f field) int {
	for _, h := range w.block.headings {
		if h.field == f {
			return h.column
		}
	}
	return 0
}

// holdsNothing reports whether a row has no cells of its own but numbers and
// categories: rows printed in advance, or the lower rows of merged cells.
func (w *walk) holdsNothing(own []cell) bool {
	for _, c := range own {
		switch w.fieldAt(c.column) {
		case fieldSeq, "":
		case fieldCategory, fieldGroup:
			if w.layout.key == "" {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// carryOn keeps a category that stands alone in its column.
func (w *walk) carryOn(l *line) {
	for _, f := range []field{fieldGroup, fieldCategory} {
		for _, h := range w.block.headings {
			if h.field == f {
				w.carry(f, l, h.column)
			}
		}
	}
}

// carry returns the category in a column: its own, that of the merged range, or
// the last one above. A new group ends the category below the one before, and a
// dash ends any.
func (w *walk) carry(f field, l *line, column int) Text {
	c, own := w.grid.at(l, column)
	if c.text == "" {
		return w.carried[f]
	}
	if saysNothing(c.text) {
		delete(w.carried, f)
		return Text{}
	}
	row := l.number
	if m, ok := w.grid.mergeAt(l.number, column); ok && !own {
		row = m.firstRow
	}
	t := Text{categoryName(c.text), w.grid.place(row, column)}
	if w.carried == nil || f == fieldGroup && w.carried[f] != t {
		w.carried = map[field]Text{}
	}
	w.carried[f] = t
	return t
}

// record gathers the cells of a line.
func (w *walk) record(l *line) *record {
	r := &record{grid: w.grid, report: w.report, row: l.number, cells: map[field]Text{}, units: map[field]string{}}
	for _, h := range w.block.headings {
		if h.field == fieldSeq {
			continue
		}
		w.take(r, l, h)
	}
	w.categorise(r, l)
	return r
}

// take puts the cell under a heading into a record.
func (w *walk) take(r *record, l *line, h heading) {
	c, own := w.grid.at(l, h.column)
	place := w.grid.place(l.number, h.column)
	switch {
	case c.kind == formulaCell && own:
		w.report.add(formulaInCell.at(place))
		c.text = ""
	case c.kind == errorCell && own:
		w.report.add(errorInCell.at(place, c.text))
		c.text = ""
	case c.kind != plainCell:
		c.text = ""
	}
	if _, taken := r.cells[h.field]; taken && r.cells[h.field].Stated() && (h.field != fieldCategory || c.text == "") {
		return
	}
	r.cells[h.field] = Text{c.text, place}
	r.units[h.field] = h.unit
}

// categorise finds a record's category: the column's, else the row's above,
// else the sheet's.
func (w *walk) categorise(r *record, l *line) {
	if w.layout.key == "" {
		r.category = r.text(fieldCategory)
		return
	}
	for _, f := range []field{fieldGroup, fieldCategory} {
		for _, h := range w.block.headings {
			if h.field != f {
				continue
			}
			if t := w.carry(f, l, h.column); t.Stated() {
				r.category = t
			}
		}
	}
	if !r.category.Stated() {
		r.category = w.context
	}
	if name := sheetCategory(w.grid.name); !r.category.Stated() && !w.grid.file && name != "" {
		r.category = Text{name, Place{Sheet: w.grid.name}}
	}
}
