package sheet

import (
	"maps"
	"slices"
)

// Row is a row of a file as people see it there.
type Row struct {
	Sheet  string
	Number int
	// Cells are those that say something, by column. Below a merged range's first
	// row they say what the range says, and stand in the row all the same.
	Cells []Text
}

// Rows returns up to limit rows that hold something, from an offset on, sheet by
// sheet; total is how many there are.
func (b *Book) Rows(offset, limit int) (rows []Row, total int) {
	offset = max(offset, 0)
	for _, g := range b.grids {
		from := min(max(offset-total, 0), len(g.lines))
		to := min(from+max(limit-len(rows), 0), len(g.lines))
		columns := slices.Sorted(maps.Keys(g.merges))
		for i := from; i < to; i++ {
			rows = append(rows, g.row(&g.lines[i], columns))
		}
		total += len(g.lines)
	}
	return rows, total
}

// Row returns the row at a place; ok is false where it holds nothing.
func (b *Book) Row(p Place) (row Row, ok bool) {
	for _, g := range b.grids {
		if g.name != p.Sheet {
			continue
		}
		if l := g.line(p.Row); l != nil {
			return g.row(l, slices.Sorted(maps.Keys(g.merges))), true
		}
	}
	return Row{}, false
}

// row is a line with what the merged ranges over these columns say.
func (g *grid) row(l *line, merged []int) Row {
	columns := slices.Clone(merged)
	for _, c := range l.cells {
		columns = append(columns, c.column)
	}
	columns = slices.Compact(slices.Sorted(slices.Values(columns)))
	row := Row{Sheet: g.name, Number: l.number}
	for _, column := range columns {
		if c, _ := g.at(l, column); c.text != "" {
			row.Cells = append(row.Cells, Text{c.text, g.place(l.number, column)})
		}
	}
	return row
}
