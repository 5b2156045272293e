package sheet

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// worksheet streams one sheet of a workbook into a grid.
type worksheet struct {
	book *workbook
	grid *grid
	line line
	cell struct {
		column  int
		kind    string // the attribute t: s, str, inlineStr, b, e, d, n
		style   int
		formula bool
		text    strings.Builder
	}
	lastColumn                      int // of the row
	inRow, inCell, inText, phonetic bool
}

func (w *workbook) grid(s sheetPart) (*grid, error) {
	ws := &worksheet{book: w, grid: &grid{name: s.name, from1904: w.from1904, merges: map[int][]merge{}}}
	if err := w.archive.walk(s.target, ws.visit); err != nil {
		return nil, fmt.Errorf("sheet %s: %w", s.name, err)
	}
	ws.grid.sortMerges()
	return ws.grid, nil
}

func (ws *worksheet) visit(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return ws.start(t)
	case xml.CharData:
		if ws.inText {
			ws.cell.text.Write(t)
		}
	case xml.EndElement:
		return ws.end(t.Name.Local)
	}
	return nil
}

func (ws *worksheet) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		return ws.startRow(e)
	case "c":
		if ws.inRow {
			return ws.startCell(e)
		}
	case "f":
		ws.cell.formula = ws.inCell
	case "rPh":
		ws.phonetic = true
	case "v", "t":
		ws.inText = ws.inCell && !ws.phonetic
	case "mergeCell":
		return ws.merge(attribute(e, "ref"))
	}
	return nil
}

func (ws *worksheet) end(name string) error {
	switch name {
	case "rPh":
		ws.phonetic = false
	case "v", "t":
		ws.inText = false
	case "c":
		return ws.endCell()
	case "row":
		ws.endRow()
	}
	return nil
}

// startRow begins a row; one without a number follows the one before it.
func (ws *worksheet) startRow(e xml.StartElement) error {
	number := ws.line.number + 1
	if r := attribute(e, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n < number || n > lastRow {
			return fmt.Errorf("row %q follows row %d", clip(r), ws.line.number)
		}
		number = n
	}
	ws.line = line{number: number}
	ws.inRow = true
	ws.cell.column, ws.lastColumn = 0, 0
	if isTrue(attribute(e, "hidden")) {
		ws.grid.hiddenRows = append(ws.grid.hiddenRows, number)
	}
	return ws.book.quota.row(ws.grid.name, number)
}

// startCell begins a cell; one without a reference follows the one before it.
func (ws *worksheet) startCell(e xml.StartElement) error {
	c := &ws.cell
	c.column++
	if r := attribute(e, "r"); r != "" {
		column, row, ok := parseReference(r)
		if !ok || row != ws.line.number {
			return fmt.Errorf("cell %q stands in row %d", clip(r), ws.line.number)
		}
		c.column = column
	}
	ws.lastColumn = max(ws.lastColumn, c.column)
	c.kind = attribute(e, "t")
	c.style, _ = strconv.Atoi(attribute(e, "s"))
	c.formula = false
	c.text.Reset()
	ws.inCell = true
	return ws.book.quota.count(Place{Sheet: ws.grid.name, Row: ws.line.number})
}

func (ws *worksheet) endCell() error {
	if !ws.inCell {
		return nil
	}
	ws.inCell = false
	shown, err := ws.shown()
	if err != nil {
		return err
	}
	return ws.book.quota.put(ws.grid, &ws.line, cell{column: ws.cell.column, kind: ws.kind(), text: shown})
}

func (ws *worksheet) kind() cellKind {
	switch {
	case ws.cell.formula:
		return formulaCell
	case ws.cell.kind == "e":
		return errorCell
	}
	return plainCell
}

// shown is the cell's text as Excel shows it, dates as 2006-01-02.
func (ws *worksheet) shown() (string, error) {
	text := ws.cell.text.String()
	switch ws.cell.kind {
	case "s":
		i, err := strconv.Atoi(text)
		if err != nil || i < 0 || i >= len(ws.book.strings) {
			return "", fmt.Errorf("row %d names shared string %q", ws.line.number, clip(text))
		}
		return ws.book.strings[i], nil
	case "inlineStr", "str":
		return unescape(text), nil
	case "", "n":
		return ws.format().show(text, ws.grid.from1904), nil
	}
	return text, nil
}

func (ws *worksheet) format() numberFormat {
	if ws.cell.style < 0 || ws.cell.style >= len(ws.book.formats) {
		return numberFormat{}
	}
	return ws.book.formats[ws.cell.style]
}

// endRow keeps a row that holds anything. Cells may come in any order; of two
// in one place the last one stands.
func (ws *worksheet) endRow() {
	ws.inRow = false
	ws.grid.spread += ws.lastColumn
	if len(ws.line.cells) == 0 {
		return
	}
	slices.SortStableFunc(ws.line.cells, func(a, b cell) int { return cmp.Compare(a.column, b.column) })
	kept := ws.line.cells[:0]
	for _, c := range ws.line.cells {
		if n := len(kept); n > 0 && kept[n-1].column == c.column {
			kept[n-1] = c
			continue
		}
		kept = append(kept, c)
	}
	ws.line.cells = slices.Clip(kept)
	ws.grid.lines = append(ws.grid.lines, ws.line)
}

// merge notes a merged range. Ranges share the quota of cells, one for each
// column they cover.
func (ws *worksheet) merge(reference string) error {
	from, to, _ := strings.Cut(reference, ":")
	firstColumn, firstRow, ok := parseReference(from)
	column, row, okTo := parseReference(to)
	if !ok || !okTo || column < firstColumn || row < firstRow {
		return errors.New("a merged range is not written as A1:B2")
	}
	m := merge{firstRow: firstRow, lastRow: row, firstColumn: firstColumn, width: column - firstColumn + 1}
	for c := firstColumn; c <= min(column, ws.book.quota.limits.Columns); c++ {
		if err := ws.book.quota.count(Place{Sheet: ws.grid.name, Row: firstRow}); err != nil {
			return err
		}
		ws.grid.merges[c] = append(ws.grid.merges[c], m)
	}
	return nil
}
