package sheet

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"concord/internal/registry"
)

// Edit is one change to the cells of a file, which itself stays as uploaded.
type Edit struct {
	// Place is a cell as Excel shows it. A book of one sheet needs no sheet, a
	// removed row no column; a row after the last one is added.
	Place  Place
	Value  string // what the cell is to say; empty where nothing
	Remove bool   // the whole row is blanked; those below keep their numbers
}

// Edit returns a book in which the edits are made, the later one winning where
// two touch one cell. The bounds of the book hold. Where an edit cannot be made
// the result is nil and the problems say why; b is never changed.
//
// A cell of merged rows is edited for its own row alone: the others go on saying
// what the range says. A heading merged over the rows of a header stays one.
func (b *Book) Edit(edits []Edit) (*Book, []registry.Problem) {
	e := &editing{book: b, sheets: map[string]*editedSheet{}, quota: quota{limits: b.limits, cells: b.cells}}
	r := &report{limit: b.limits.Problems}
	for _, edit := range edits {
		if p, ok := e.apply(edit); !ok {
			r.add(p)
		}
	}
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	return e.finish(), nil
}

// editing is a book under edit.
type editing struct {
	book   *Book
	sheets map[string]*editedSheet
	quota  quota
}

// editedSheet is a grid under edit: a row is copied when it is first touched.
type editedSheet struct {
	*grid
	lines map[int]*line
}

// apply makes one edit, or tells why it cannot be made.
func (e *editing) apply(edit Edit) (p registry.Problem, ok bool) {
	s := e.sheet(edit.Place.Sheet)
	if s == nil {
		return sheetUnknown.at(edit.Place, edit.Place.Sheet, strings.Join(e.book.Sheets(), "、")), false
	}
	edit.Place.Sheet = s.name
	if edit.Place.Row < 1 || edit.Place.Row > e.quota.limits.Rows {
		return rowBeyond.at(edit.Place, e.quota.limits.Rows), false
	}
	if edit.Remove {
		s.remove(edit.Place.Row)
		return p, true
	}
	column, ok := parseColumn(edit.Place.Column)
	if !ok || column > e.quota.limits.Columns {
		return columnBeyond.at(edit.Place, columnName(e.quota.limits.Columns)), false
	}
	return e.set(s, spot{edit.Place.Row, column}, edit)
}

// set writes the value of an edit into a cell.
func (e *editing) set(s *editedSheet, at spot, edit Edit) (p registry.Problem, ok bool) {
	text := strings.TrimFunc(edit.Value, invisible)
	switch {
	case utf8.RuneCountInString(text) > maxCellRunes:
		return cellTooLong.at(edit.Place, maxCellRunes), false
	case !utf8.ValidString(text) || strings.ContainsFunc(text, binary):
		return cellCharacters.at(edit.Place), false
	}
	e.quota.cells += s.free(at)
	l := s.line(at.row)
	i, filled := l.find(at.column)
	switch {
	case filled && text == "":
		l.cells = slices.Delete(l.cells, i, i+1)
	case filled:
		l.cells[i] = cell{column: at.column, text: text}
	case text != "":
		if e.quota.cells++; e.quota.cells > e.quota.limits.Cells {
			return cellsTooMany.at(edit.Place, e.quota.limits.Cells), false
		}
		l.cells = slices.Insert(l.cells, i, cell{column: at.column, text: text})
	}
	return p, true
}

// sheet returns a sheet to be edited, or nil where there is none of the name.
func (e *editing) sheet(name string) *editedSheet {
	i := e.book.index(name)
	if i < 0 {
		return nil
	}
	name = e.book.grids[i].name
	if e.sheets[name] == nil {
		g := *e.book.grids[i]
		g.freed, g.ranges = cloned(g.freed), cloned(g.ranges)
		e.sheets[name] = &editedSheet{&g, map[int]*line{}}
	}
	return e.sheets[name]
}

// cloned is a copy of a map that can be written to, even of a nil one.
func cloned[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return maps.Clone(m)
}

// finish is the book with the rows as edited.
func (e *editing) finish() *Book {
	b := *e.book
	b.cells = e.quota.cells
	b.grids = slices.Clone(b.grids)
	for i, g := range b.grids {
		if s := e.sheets[g.name]; s != nil {
			b.grids[i] = s.finish()
		}
	}
	return &b
}

func (s *editedSheet) finish() *grid {
	untouched := func(l line) bool { return s.lines[l.number] == nil }
	var lines []line
	for _, l := range s.grid.lines {
		if untouched(l) {
			lines = append(lines, l)
		}
	}
	for _, l := range s.lines {
		if len(l.cells) > 0 {
			lines = append(lines, *l)
		}
	}
	slices.SortFunc(lines, func(a, b line) int { return cmp.Compare(a.number, b.number) })
	s.grid.lines = lines
	return s.grid
}

// line returns a row to be written to.
func (s *editedSheet) line(row int) *line {
	if s.lines[row] == nil {
		l := &line{number: row}
		if old := s.grid.line(row); old != nil {
			l.cells = slices.Clone(old.cells)
		}
		s.lines[row] = l
	}
	return s.lines[row]
}

// remove blanks a row.
func (s *editedSheet) remove(row int) {
	for column := range s.merges {
		s.freeRow(spot{row, column})
	}
	s.line(row).cells = nil
}

// free takes a cell out of the merged range over it, unless the range is one
// heading or the cell is where a range of one row begins. It returns how many
// cells that added.
func (s *editedSheet) free(at spot) int {
	m, ok := s.mergeAt(at.row, at.column)
	if !ok {
		return 0
	}
	begins := m.firstRow == at.row && m.firstColumn == at.column
	if begins && (m.lastRow == m.firstRow || isHeading(s.said(m).text)) {
		return 0
	}
	return s.freeRow(at)
}

// freeRow takes one row out of a merged range. What the range says is kept for
// its other rows, and in the row itself.
func (s *editedSheet) freeRow(at spot) int {
	m, ok := s.mergeAt(at.row, at.column)
	if !ok {
		return 0
	}
	said := s.said(m)
	s.freed[spot{at.row, m.firstColumn}] = true
	s.ranges[spot{m.firstRow, m.firstColumn}] = said
	l := s.line(at.row)
	i, filled := l.find(m.firstColumn)
	if filled || said.text == "" {
		return 0
	}
	said.column = m.firstColumn
	l.cells = slices.Insert(l.cells, i, said)
	return 1
}

// isHeading reports whether a text is a heading of some kind of table.
func isHeading(text string) bool {
	for _, l := range layouts {
		if h, ok := l.heading(text); ok && h.exact {
			return true
		}
	}
	return false
}
