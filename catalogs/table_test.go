package catalogs

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/internal/registry"
)

// line is a row of an invented file with these columns.
func line(header, cells []string) row { return row{"invented.csv", 7, header, cells} }

func TestRowReadsCells(t *testing.T) {
	r := line([]string{"code", "aliases", "none", "unit", "threshold", "due", "domain"},
		[]string{"X1", "甲;乙", "", "yes", "300", "2026-11-30", "lab"})
	if diff := cmp.Diff([]string{"甲", "乙"}, r.list("aliases")); diff != "" {
		t.Errorf("aliases (-want +got):\n%s", diff)
	}
	if r.text("code") != "X1" || r.list("none") != nil || !r.yes("unit") || r.number("threshold") != 300 ||
		r.day("due").String() != "2026-11-30" || among(r, "domain", registry.Exam, registry.Lab) != registry.Lab {
		t.Errorf("%v is read wrongly", r.cells)
	}
}

func TestRowRejectsWithItsPlace(t *testing.T) {
	r := line([]string{"cell"}, []string{"maybe"})
	for want, read := range map[string]func(){
		"catalogs: invented.csv:7: unit: no such column":                               func() { r.text("unit") },
		"catalogs: invented.csv:7: cell: is neither yes nor no":                        func() { r.yes("cell") },
		"catalogs: invented.csv:7: cell: is not a number":                              func() { r.number("cell") },
		"catalogs: invented.csv:7: cell: date \"maybe\" is not of the form 2006-01-02": func() { r.day("cell") },
		"catalogs: invented.csv:7: cell: is none of [lab exam]":                        func() { among(r, "cell", registry.Lab, registry.Exam) },
		"catalogs: open no-such-file.csv: file does not exist":                         func() { readRecords("no-such-file.csv") },
	} {
		if got := panicOf(read); got != want {
			t.Errorf("panicked with %q, want %q", got, want)
		}
	}
}

// panicOf is what f panics with, or nil.
func panicOf(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}
