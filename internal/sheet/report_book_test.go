package sheet_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"concord/internal/sheet"
)

func twoPages() []sheet.ReportPage {
	columns := []sheet.ReportColumn{{Heading: "单位", Width: 20}, {Heading: "实际互认", Width: 10, Number: true}, {Heading: "目标", Width: 10, Number: true}}
	return []sheet.ReportPage{
		{Name: "进度", Report: sheet.Report{Title: "月报", Lines: []string{"2026年11月"}, Columns: columns, Rows: [][]string{
			{"=HYPERLINK(\"http://x\")", "12", "300"}, {"+1", "-3.5", "—"},
		}}, Chart: &sheet.Chart{Title: "图", Label: 0, Bars: []int{1}, Lines: []int{2}}},
		{Name: "督办单", Report: sheet.Report{Title: "@督办单", Lines: []string{"没有督办单"}, Columns: columns}, Chart: &sheet.Chart{Title: "无", Lines: []int{1}}},
	}
}

func TestReportsAreOneWorkbook(t *testing.T) {
	var file bytes.Buffer
	if err := sheet.WriteReports(&file, twoPages()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if diff := cmp.Diff([]string{"进度", "督办单"}, f.GetSheetList()); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	rows, err := f.GetRows("进度")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"月报"}, {"2026年11月"}, {"单位", "实际互认", "目标"}, {"=HYPERLINK(\"http://x\")", "12", "300"}, {"+1", "-3.5", "—"}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("cells (-want +got):\n%s", diff)
	}
	for cell, kind := range map[string]excelize.CellType{"A4": excelize.CellTypeSharedString, "B4": excelize.CellTypeUnset, "B5": excelize.CellTypeUnset, "C5": excelize.CellTypeSharedString} {
		if got, err := f.GetCellType("进度", cell); err != nil || got != kind {
			t.Errorf("%s is of type %v, want %v: %v", cell, got, kind, err)
		}
		if formula, err := f.GetCellFormula("进度", cell); err != nil || formula != "" {
			t.Errorf("%s became the formula %q: %v", cell, formula, err)
		}
	}
}

// A chart is drawn where the table has rows, and refers to its cells.
func TestReportsHaveTheirCharts(t *testing.T) {
	var file bytes.Buffer
	if err := sheet.WriteReports(&file, twoPages()); err != nil {
		t.Fatal(err)
	}
	charts := map[string]string{}
	for name, text := range unzipped(t, file.Bytes()) {
		if strings.HasPrefix(name, "xl/charts/chart") {
			charts[name] = text
		}
	}
	if len(charts) != 1 {
		t.Fatalf("%d charts, want that of the table with rows", len(charts))
	}
	for _, text := range charts {
		for _, want := range []string{"!$A$4:$A$5", "!$B$4:$B$5", "!$C$4:$C$5", "barChart", "lineChart"} {
			if !strings.Contains(text, want) {
				t.Errorf("the chart has no %s", want)
			}
		}
	}
}
