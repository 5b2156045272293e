package sheet_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"concord/internal/registry"
	"concord/internal/sheet"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// page is a sheet of a workbook built for a test: nil cells stay empty.
type page struct {
	name   string
	rows   [][]any
	merges []string // A1:B2
	hidden bool
	edit   func(f *excelize.File, sheet string) error
}

// formula is a cell with a formula; its cached value is what it would show.
type formula string

// workbook builds the bytes of a real .xlsx file.
func workbook(t testing.TB, pages ...page) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	for i, p := range pages {
		check(t, addPage(f, i, p))
	}
	var b bytes.Buffer
	check(t, f.Write(&b))
	return b.Bytes()
}

func addPage(f *excelize.File, i int, p page) error {
	if p.name == "" {
		p.name = fmt.Sprintf("Sheet%d", i+1)
	}
	if i == 0 {
		if err := f.SetSheetName("Sheet1", p.name); err != nil {
			return err
		}
	} else if _, err := f.NewSheet(p.name); err != nil {
		return err
	}
	for r, row := range p.rows {
		for c, value := range row {
			if err := setCell(f, p.name, c+1, r+1, value); err != nil {
				return err
			}
		}
	}
	for _, m := range p.merges {
		from, to, _ := strings.Cut(m, ":")
		if err := f.MergeCell(p.name, from, to); err != nil {
			return err
		}
	}
	if p.edit != nil {
		if err := p.edit(f, p.name); err != nil {
			return err
		}
	}
	return f.SetSheetVisible(p.name, !p.hidden)
}

func setCell(f *excelize.File, sheet string, column, row int, value any) error {
	cell, err := excelize.CoordinatesToCellName(column, row)
	if err != nil || value == nil {
		return err
	}
	if text, ok := value.(formula); ok {
		if err := f.SetCellValue(sheet, cell, "30天"); err != nil {
			return err
		}
		return f.SetCellFormula(sheet, cell, string(text))
	}
	return f.SetCellValue(sheet, cell, value)
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// open opens a file that must be readable.
func open(t testing.TB, name string, data []byte) *sheet.Book {
	t.Helper()
	b, problems := sheet.Open(name, data, sheet.DefaultLimits())
	if len(problems) > 0 {
		t.Fatalf("%s is refused: %v", name, problems)
	}
	return b
}

// items reads a workbook's items, which must have no problems.
func items(t *testing.T, pages ...page) []sheet.ItemRow {
	t.Helper()
	reading := open(t, "list.xlsx", workbook(t, pages...)).Items()
	for _, p := range reading.Problems {
		t.Errorf("unexpected problem: %v", p)
	}
	return reading.Rows
}

// brief is an item row as tests look at it: place, name, category, window.
func brief(rows []sheet.ItemRow) []string {
	var lines []string
	for _, r := range rows {
		line := fmt.Sprintf("%s%d %s", r.Name.Place.Column, r.Name.Place.Row, r.Name.Value)
		if r.Category.Stated() {
			line += " [" + r.Category.Value + "]"
		}
		if r.Window.Stated() {
			line += " " + r.Window.String()
		}
		lines = append(lines, line)
	}
	return lines
}

func wantItems(t *testing.T, rows []sheet.ItemRow, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, brief(rows)); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}

// codes are the codes of problems with their places.
func codes(problems []registry.Problem) []string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s!%s%d", p.Code, p.Sheet, p.Column, p.Row)))
	}
	return lines
}

// wantProblems compares codes and places, and sees that every problem can be
// read in both languages.
func wantProblems(t *testing.T, problems []registry.Problem, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, codes(problems)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	for _, p := range problems {
		for _, text := range []string{p.Message.Zh, p.Message.En, p.Fix.Zh, p.Fix.En} {
			if text == "" || strings.Contains(text, "%!") {
				t.Errorf("%s has the sentence %q", p.Code, text)
			}
		}
	}
}
