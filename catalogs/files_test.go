package catalogs_test

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// file is a catalogue file as it stands on disk.
type file struct {
	name   string
	header []string
	rows   [][]string
}

// sortedBy says which columns each file is sorted by. A column with an order
// of its own gives it in ranks.
var sortedBy = map[string][]string{
	"ambiguous_names.csv":     {"name"},
	"categories.csv":          {"name"},
	"departments.csv":         {"code"},
	"institution_classes.csv": {"code"},
	"item_aliases.csv":        {"item"},
	"items.csv":               {"code"},
	"panels.csv":              {"code"},
	"qualifiers.csv":          {"kind", "code"},
	"reasons.csv":             {"class", "code"},
	"regions.csv":             {"code"},
	"targets.csv":             {"id"},
}

var ranks = map[string][]string{
	"class": {"statutory", "local", "platform", "operational"},
	"kind":  {"specimen", "method", "body_site", "laterality", "contrast", "projection"},
}

func readFile(t *testing.T, name string) file {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil || len(records) == 0 {
		t.Fatalf("%s: %d records, %v", name, len(records), err)
	}
	return file{name, records[0], records[1:]}
}

func readFiles(t *testing.T) []file {
	t.Helper()
	names, err := filepath.Glob("*.csv")
	if err != nil || len(names) != len(sortedBy) {
		t.Fatalf("catalogue files are %v, %v; the tests know %d", names, err, len(sortedBy))
	}
	var files []file
	for _, name := range names {
		files = append(files, readFile(t, name))
	}
	return files
}

// column returns the cells of a column.
func (f file) column(name string) []string {
	i := slices.Index(f.header, name)
	var cells []string
	for _, row := range f.rows {
		cells = append(cells, row[i])
	}
	return cells
}

func TestFilesAreCleanText(t *testing.T) {
	for _, f := range readFiles(t) {
		data, err := os.ReadFile(f.name)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case !utf8.Valid(data):
			t.Errorf("%s is not UTF-8", f.name)
		case bytes.HasPrefix(data, []byte("\ufeff")):
			t.Errorf("%s starts with a byte order mark", f.name)
		case bytes.ContainsRune(data, '\r'):
			t.Errorf("%s has a carriage return", f.name)
		case !bytes.HasSuffix(data, []byte("\n")):
			t.Errorf("%s does not end its last line", f.name)
		case !norm.NFC.IsNormal(data):
			t.Errorf("%s is not in Unicode form NFC", f.name)
		}
	}
}

// listColumns hold several values, joined by semicolons.
var listColumns = []string{"aliases", "items", "sites", "sources", "specimens"}

func TestCellsHaveNoStraySpace(t *testing.T) {
	for _, f := range readFiles(t) {
		for i, row := range f.rows {
			for j, cell := range row {
				if !tidy(f.header[j], cell) {
					t.Errorf("%s:%d: %s %q has an empty value or stray space", f.name, i+2, f.header[j], cell)
				}
			}
		}
	}
}

// tidy reports whether a cell has no space around its values, no invisible
// characters, and no empty value among others.
func tidy(column, cell string) bool {
	values := []string{cell}
	if slices.Contains(listColumns, column) {
		values = strings.Split(cell, ";")
	}
	return !slices.ContainsFunc(values, func(value string) bool {
		return strings.TrimSpace(value) != value || strings.ContainsAny(value, "\n\t\u200b\u00a0") || len(values) > 1 && value == ""
	})
}

func TestFilesAreSorted(t *testing.T) {
	for _, f := range readFiles(t) {
		for i := 1; i < len(f.rows); i++ {
			if f.compare(i-1, i) > 0 {
				t.Errorf("%s:%d: %v stands before %v", f.name, i+2, f.rows[i-1][:2], f.rows[i][:2])
			}
		}
	}
}

// compare orders two rows by the columns that the file is sorted by.
func (f file) compare(a, b int) int {
	for _, name := range sortedBy[f.name] {
		i := slices.Index(f.header, name)
		order := cmp.Compare(f.rows[a][i], f.rows[b][i])
		if rank, ok := ranks[name]; ok {
			order = cmp.Compare(slices.Index(rank, f.rows[a][i]), slices.Index(rank, f.rows[b][i]))
		}
		if order != 0 {
			return order
		}
	}
	return 0
}

func TestReadmeDocumentsEveryColumn(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range readFiles(t) {
		_, section, found := strings.Cut(string(readme), "\n## "+f.name+"\n")
		if !found {
			t.Errorf("README.md has no section %s", f.name)
			continue
		}
		section, _, _ = strings.Cut(section, "\n## ")
		for _, column := range f.header {
			if !strings.Contains(section, fmt.Sprintf("\n| `%s` | ", column)) {
				t.Errorf("README.md does not document %s of %s", column, f.name)
			}
		}
	}
}

func TestReadmeShowsTheLOINCNotice(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	notice := "This material contains content from LOINC (http://loinc.org). LOINC is copyright © Regenstrief Institute, Inc."
	if !strings.Contains(string(readme), notice) {
		t.Errorf("README.md lacks the notice %q", notice)
	}
}
