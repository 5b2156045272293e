package sheet

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// grid is the cells of one sheet: only rows and cells that hold something.
type grid struct {
	name       string
	file       bool // the name is the file's, not one that somebody gave a sheet
	from1904   bool // serial dates count from 1904-01-01
	lines      []line
	merges     map[int][]merge // by column, by first row
	hiddenRows []int

	// Edits take single rows out of merged ranges, which are otherwise left alone.
	freed  map[spot]bool // by row and the range's first column
	ranges map[spot]cell // what such a range says, by where it begins

	// spread is how many cells the sheet has where every row is filled up to its
	// last cell, blank ones included.
	spread int
}

// spot is a cell of a grid.
type spot struct{ row, column int }

// line is one row that holds something.
type line struct {
	number int
	cells  []cell // by column
}

// cell is one cell that holds something.
type cell struct {
	column int
	kind   cellKind
	text   string // as shown, without surrounding space
}

// cellKind says whether the text of a cell can be relied on.
type cellKind uint8

const (
	plainCell   cellKind = iota
	formulaCell          // the text is what Excel computed some time ago
	errorCell            // #N/A, #REF! …
)

// merge is the part of a merged range that lies in one column.
type merge struct {
	firstRow, lastRow int
	firstColumn       int // where the range begins, and its text stands
	width             int // columns of the whole range
}

// place names a cell of the grid.
func (g *grid) place(row, column int) Place {
	return Place{Sheet: g.name, Row: row, Column: columnName(column)}
}

// mergeAt returns the merged range over a cell.
func (g *grid) mergeAt(row, column int) (merge, bool) {
	ranges := g.merges[column]
	i, found := slices.BinarySearchFunc(ranges, row, func(m merge, row int) int {
		return cmp.Compare(m.firstRow, row)
	})
	if !found {
		i--
	}
	if i < 0 || ranges[i].lastRow < row || g.freed[spot{row, ranges[i].firstColumn}] {
		return merge{}, false
	}
	return ranges[i], true
}

// width is how many columns the cell is merged over.
func (g *grid) width(row, column int) int {
	if m, ok := g.mergeAt(row, column); ok {
		return m.width
	}
	return 1
}

// sortMerges makes mergeAt work.
func (g *grid) sortMerges() {
	for _, ranges := range g.merges {
		slices.SortFunc(ranges, func(a, b merge) int { return cmp.Compare(a.firstRow, b.firstRow) })
	}
}

// at returns the cell in a column of a line. A cell inside a vertical merge is
// the merge's first one, and is not the line's own.
func (g *grid) at(l *line, column int) (c cell, own bool) {
	if c, ok := l.at(column); ok {
		return c, true
	}
	m, ok := g.mergeAt(l.number, column)
	if !ok || m.firstRow == l.number || m.firstColumn != column {
		return cell{}, false
	}
	return g.said(m), false
}

// said is the cell that a merged range shows.
func (g *grid) said(m merge) cell {
	if c, kept := g.ranges[spot{m.firstRow, m.firstColumn}]; kept {
		return c
	}
	if first := g.line(m.firstRow); first != nil {
		c, _ := first.at(m.firstColumn)
		return c
	}
	return cell{}
}

// spanned returns the text over a cell of a header: its own or that of the
// merged range it lies in, whichever way the range runs.
func (g *grid) spanned(l *line, column int) string {
	if c, ok := l.at(column); ok {
		return c.text
	}
	m, ok := g.mergeAt(l.number, column)
	if !ok {
		return ""
	}
	return g.said(m).text
}

// line returns the line with a row number, or nil.
func (g *grid) line(row int) *line {
	i, found := slices.BinarySearchFunc(g.lines, row, func(l line, row int) int { return cmp.Compare(l.number, row) })
	if !found {
		return nil
	}
	return &g.lines[i]
}

// linesWithin returns the lines between two rows, both included.
func (g *grid) linesWithin(first, last int) []line {
	byRow := func(l line, row int) int { return cmp.Compare(l.number, row) }
	from, _ := slices.BinarySearchFunc(g.lines, first, byRow)
	to, _ := slices.BinarySearchFunc(g.lines, last+1, byRow)
	return g.lines[from:max(from, to)]
}

func (l *line) at(column int) (cell, bool) {
	i, found := l.find(column)
	if !found {
		return cell{}, false
	}
	return l.cells[i], true
}

// find returns the index of a column's cell, or where it would stand.
func (l *line) find(column int) (i int, found bool) {
	return slices.BinarySearchFunc(l.cells, column, func(c cell, column int) int { return cmp.Compare(c.column, column) })
}

// within returns the cells of a line between two columns, both included.
func (l *line) within(first, last int) []cell {
	from, _ := l.find(first)
	to := from
	for to < len(l.cells) && l.cells[to].column <= last {
		to++
	}
	return l.cells[from:to]
}

// quota counts what a book may still hold.
type quota struct {
	limits Limits
	cells  int
}

// count takes one cell off the quota, blank or not.
func (q *quota) count(place Place) error {
	q.cells++
	if q.cells > q.limits.Cells {
		return cellsTooMany.refuse(place, q.limits.Cells)
	}
	return nil
}

// row checks a row's number.
func (q *quota) row(sheet string, row int) error {
	if row > q.limits.Rows {
		return rowsTooMany.refuse(Place{Sheet: sheet, Row: row}, q.limits.Rows)
	}
	return nil
}

// put adds a cell to a line if it holds anything.
func (q *quota) put(g *grid, l *line, c cell) error {
	if c.column > lastColumn {
		return columnsTooMany.refuse(Place{Sheet: g.name, Row: l.number}, q.limits.Columns)
	}
	c.text = strings.TrimFunc(c.text, invisible)
	if c.text == "" && c.kind == plainCell {
		return nil
	}
	place := g.place(l.number, c.column)
	if c.column > q.limits.Columns {
		return columnsTooMany.refuse(place, q.limits.Columns)
	}
	if len(c.text) > maxCellRunes && utf8.RuneCountInString(c.text) > maxCellRunes {
		return cellTooLong.refuse(place, maxCellRunes)
	}
	l.cells = append(l.cells, c)
	return nil
}

// invisible reports whether a character shows nothing: space of any kind, a
// zero-width space or a byte order mark.
func invisible(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' }
