package sheet_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCoverageAsPrinted(t *testing.T) {
	b := open(t, "t.csv", []byte("类别,地区,机构名称,专业,级别,年度,数量,备注\n质控中心,演示市,演示市第一医院,临床检验,市级,,,挂靠\n培训医师,演示区,演示市第二医院,,,2026年,36人,\n"))
	reading := b.Coverage()
	wantProblems(t, reading.Problems)
	var got [][]any
	for _, r := range reading.Rows {
		got = append(got, []any{r.Kind.String(), r.Region.Value, r.Institution.Value, r.Specialty.Value, r.Level.String(), r.Year, r.Count, r.Note.Value})
	}
	want := [][]any{
		{"quality_centre", "演示市", "演示市第一医院", "临床检验", "prefecture", 0, 1, "挂靠"},
		{"trained_physicians", "演示区", "演示市第二医院", "", "", 2026, 36, ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("coverage (-want +got):\n%s", diff)
	}
}

func TestCoverageProblems(t *testing.T) {
	reading := open(t, "x.csv", []byte("类别,机构,专业,级别,年度,数量\n质控中心,,,,,\n培训医师,,,,,\n奖项,甲,乙,丙级,一九年,许多\n培训医师,甲,,,2026,-3\n,甲,,省级,1026,2000000\n")).Coverage()
	wantProblems(t, reading.Problems,
		"VALUE_MISSING x!C2", "VALUE_MISSING x!D2", "VALUE_MISSING x!B3", "VALUE_MISSING x!E3", "VALUE_MISSING x!F3",
		"COVERAGE_UNREADABLE x!A4", "COVERAGE_LEVEL_UNREADABLE x!D4", "YEAR_UNREADABLE x!E4", "COUNT_UNREADABLE x!F4",
		"COUNT_UNREADABLE x!F5", "VALUE_MISSING x!A6", "YEAR_UNREADABLE x!E6", "COUNT_UNREADABLE x!F6")
	wantProblems(t, open(t, "x.csv", []byte("类别,地区,专业,级别\n质控中心,甲,乙,省级\n")).Coverage().Problems, "COLUMN_MISSING x!1")
	wantProblems(t, open(t, "x.csv", []byte("机构名称,级别\n甲,三级\n")).Coverage().Problems, "OTHER_LIST x!0")
}
