package catalogs

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"concord/internal/registry"
)

// row is one line of a catalogue file, which knows its place so that a panic
// names it.
type row struct {
	file   string
	line   int
	header []string
	cells  []string
}

// readTable turns every line of an embedded file into a T.
func readTable[T any](file string, parse func(row) T) []T {
	records := readRecords(file)
	values := make([]T, 0, len(records)-1)
	for i, cells := range records[1:] {
		values = append(values, parse(row{file, i + 2, records[0], cells}))
	}
	return values
}

// readRecords returns the header and the lines of a file.
func readRecords(file string) [][]string {
	f, err := files.Open(file)
	if err != nil {
		panic(fmt.Sprintf("catalogs: %v", err))
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("catalogs: reading %s: %v", file, err))
	}
	if len(records) == 0 {
		panic(fmt.Sprintf("catalogs: %s has no header", file))
	}
	return records
}

// text is the cell of a column as it stands.
func (r row) text(column string) string {
	i := slices.Index(r.header, column)
	if i < 0 {
		r.reject(column, "no such column")
	}
	return r.cells[i]
}

// list is a cell of values joined by semicolons; nil when it is empty.
func (r row) list(column string) []string {
	cell := r.text(column)
	if cell == "" {
		return nil
	}
	return strings.Split(cell, ";")
}

// yes reads a cell of yes or no.
func (r row) yes(column string) bool {
	switch r.text(column) {
	case "yes":
		return true
	case "no":
		return false
	}
	r.reject(column, "is neither yes nor no")
	return false
}

// number reads a decimal number.
func (r row) number(column string) int {
	n, err := strconv.Atoi(r.text(column))
	if err != nil {
		r.reject(column, "is not a number")
	}
	return n
}

// day reads a date of the form 2006-01-02.
func (r row) day(column string) registry.Day {
	day, err := registry.ParseDay(r.text(column))
	if err != nil {
		r.reject(column, err.Error())
	}
	return day
}

// among returns the value whose String is the cell.
func among[T fmt.Stringer](r row, column string, values ...T) T {
	cell := r.text(column)
	i := slices.IndexFunc(values, func(v T) bool { return v.String() == cell })
	if i < 0 {
		r.reject(column, fmt.Sprintf("is none of %v", values))
	}
	return values[i]
}

func (r row) reject(column, why string) {
	panic(fmt.Sprintf("catalogs: %s:%d: %s: %s", r.file, r.line, column, why))
}
