package sheet_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func TestParagraphAcrossATableIsRead(t *testing.T) {
	f := excelize.NewFile()
	for i, row := range [][]any{
		{"序号", "项目名称", "互认时限"},
		{"一、生化检验"},
		{1, "葡萄糖", "7天"},
		{"生化项目3项：钾、钠、氯"},
		{"二、X线、CT、磁共振检查"},
		{2, "头颅CT平扫", "30天"},
	} {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		check(t, err)
		check(t, f.SetSheetRow("Sheet1", cell, &row))
	}
	for _, row := range []string{"2", "4", "5"} {
		check(t, f.MergeCell("Sheet1", "A"+row, "C"+row))
	}
	buffer, err := f.WriteToBuffer()
	check(t, err)

	reading := open(t, "list.xlsx", buffer.Bytes()).Items()
	wantProblems(t, reading.Problems)
	want := []string{"B3 葡萄糖 [生化检验] 7d", "A4 生化项目3项：钾、钠、氯 [生化项目]", "B6 头颅CT平扫 [X线、CT、磁共振检查] 30d"}
	if diff := cmp.Diff(want, brief(reading.Rows)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}
