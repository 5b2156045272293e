package sheet

import (
	"slices"

	"concord/internal/registry"
)

// Book is the cells of a file, ready to be read as one of the lists.
type Book struct {
	grids  []*grid
	hidden []string // names of the hidden sheets, which are not read
	limits Limits
	cells  int // counted against the limit

	unzipped int64 // bytes of the parts that were read
}

// Sheets are the names of the sheets that are read, in order.
func (b *Book) Sheets() []string {
	names := make([]string, len(b.grids))
	for i, g := range b.grids {
		names[i] = g.name
	}
	return names
}

// index is that of the grid with a name; a book of one sheet needs none.
func (b *Book) index(sheet string) int {
	if sheet == "" && len(b.grids) == 1 {
		return 0
	}
	return slices.IndexFunc(b.grids, func(g *grid) bool { return g.name == sheet })
}

// Reading is what a book holds of one kind of row.
type Reading[R any] struct {
	Rows      []R
	Problems  []registry.Problem // what stands in the way of an import
	Truncated bool               // more problems were found than are reported
	Notes     []registry.Problem // what was left out on purpose; stands in nobody's way
}

// report gathers the problems of one reading up to a limit.
type report struct {
	limit     int
	problems  []registry.Problem
	truncated bool
	notes     []registry.Problem
}

func (r *report) add(p registry.Problem) {
	if len(r.problems) >= r.limit {
		r.truncated = true
		return
	}
	r.problems = append(r.problems, p)
}

func (r *report) note(p registry.Problem) {
	if len(r.notes) < r.limit {
		r.notes = append(r.notes, p)
	}
}

// read reads a book as a layout and turns each record into a row.
func read[R any](b *Book, l *layout, row func(*record) R) Reading[R] {
	r := &report{limit: b.limits.Problems}
	var rows []R
	b.records(l, r, func(rec *record) { rows = append(rows, row(rec)) })
	return Reading[R]{Rows: rows, Problems: r.problems, Truncated: r.truncated, Notes: r.notes}
}
