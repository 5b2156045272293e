package sheet_test

import (
	"fmt"
	"strings"
	"testing"

	"concord/internal/sheet"

	"github.com/google/go-cmp/cmp"
)

// cellEdit is an edit of one cell: Sheet1!B7.
func cellEdit(t testing.TB, place, value string) sheet.Edit {
	t.Helper()
	name, reference, _ := strings.Cut(place, "!")
	at := sheet.Place{Sheet: name, Column: strings.TrimRight(reference, "0123456789")}
	if _, err := fmt.Sscan(reference[len(at.Column):], &at.Row); err != nil {
		t.Fatalf("place %q: %v", place, err)
	}
	return sheet.Edit{Place: at, Value: value}
}

func removal(name string, row int) sheet.Edit {
	return sheet.Edit{Place: sheet.Place{Sheet: name, Row: row}, Remove: true}
}

// edited makes edits that must be possible.
func edited(t testing.TB, b *sheet.Book, edits ...sheet.Edit) *sheet.Book {
	t.Helper()
	after, problems := b.Edit(edits)
	if problems != nil {
		t.Fatalf("edits are refused: %v", problems)
	}
	return after
}

// shown is the rows of a book as tests look at them.
func shown(b *sheet.Book) []string {
	var lines []string
	rows, _ := b.Rows(0, 1000)
	for _, r := range rows {
		line := fmt.Sprintf("%s!%d", r.Sheet, r.Number)
		for _, c := range r.Cells {
			line += " " + c.Place.Column + "=" + c.Value
		}
		lines = append(lines, line)
	}
	return lines
}

func wantRows(t *testing.T, b *sheet.Book, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, shown(b)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

const shortList = "项目名称,类别,互认时限\n钾,生化,7天\n钠,生化,很久\n\n氯,,\n"

func TestEditsChangeCellsAndRows(t *testing.T) {
	b := open(t, "list.csv", []byte(shortList))
	after := edited(t, b,
		cellEdit(t, "list!C3", "72小时"), cellEdit(t, "!a2", " 血清钾 "), cellEdit(t, "list!B2", ""),
		removal("list", 5), cellEdit(t, "list!A9", "钙"), cellEdit(t, "list!C9", "3天"), cellEdit(t, "list!C9", "30天"),
	)
	wantRows(t, after, "list!1 A=项目名称 B=类别 C=互认时限", "list!2 A=血清钾 C=7天", "list!3 A=钠 B=生化 C=72小时", "list!9 A=钙 C=30天")
	reading := after.Items()
	wantProblems(t, reading.Problems)
	wantItems(t, reading.Rows, "A2 血清钾 7d", "A3 钠 [生化] 72h", "A9 钙 [生化] 30d")
	wantRows(t, b, "list!1 A=项目名称 B=类别 C=互认时限", "list!2 A=钾 B=生化 C=7天", "list!3 A=钠 B=生化 C=很久", "list!5 A=氯")
}

func TestAnEditAfterARemovalFillsTheRowAnew(t *testing.T) {
	b := open(t, "list.csv", []byte(shortList))
	wantRows(t, edited(t, b, removal("", 2), cellEdit(t, "!A2", "镁")),
		"list!1 A=项目名称 B=类别 C=互认时限", "list!2 A=镁", "list!3 A=钠 B=生化 C=很久", "list!5 A=氯")
}

// mergedInstitution has three rows of one institution and a header of two rows.
var mergedInstitution = page{
	rows: [][]any{
		{"机构名称", "检验项目", "有效期", nil, "质评结果"},
		{nil, nil, "起", "止", nil},
		{"演示市第一医院", "钾", "2026-01-01", nil, "合格"},
		{nil, "钠", "2026-01-01", nil, "合格"},
		{nil, "氯", "2026-01-01", nil, "合格"},
	},
	merges: []string{"A1:A2", "B1:B2", "C1:D1", "E1:E2", "A3:A5"},
}

func qualified(t *testing.T, b *sheet.Book) []string {
	t.Helper()
	reading := b.Qualifications()
	wantProblems(t, reading.Problems)
	var lines []string
	for _, r := range reading.Rows {
		lines = append(lines, r.Institution.Value+" "+r.Item.Value)
	}
	return lines
}

func TestAnEditInMergedRowsIsItsOwnRows(t *testing.T) {
	b := open(t, "q.xlsx", workbook(t, mergedInstitution))
	for name, test := range map[string]struct {
		edits []sheet.Edit
		want  []string
	}{
		"first":   {[]sheet.Edit{cellEdit(t, "!A3", "甲")}, []string{"甲 钾", "演示市第一医院 钠", "演示市第一医院 氯"}},
		"middle":  {[]sheet.Edit{cellEdit(t, "!A4", "乙")}, []string{"演示市第一医院 钾", "乙 钠", "演示市第一医院 氯"}},
		"last":    {[]sheet.Edit{cellEdit(t, "!A5", "丙")}, []string{"演示市第一医院 钾", "演示市第一医院 钠", "丙 氯"}},
		"all":     {[]sheet.Edit{cellEdit(t, "!A5", "丙"), cellEdit(t, "!A3", "甲"), cellEdit(t, "!A4", "乙")}, []string{"甲 钾", "乙 钠", "丙 氯"}},
		"removal": {[]sheet.Edit{removal("", 3)}, []string{"演示市第一医院 钠", "演示市第一医院 氯"}},
		"heading": {[]sheet.Edit{cellEdit(t, "!A1", "医疗机构"), cellEdit(t, "!B4", "镁")}, []string{"演示市第一医院 钾", "演示市第一医院 镁", "演示市第一医院 氯"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, qualified(t, edited(t, b, test.edits...))); diff != "" {
				t.Errorf("qualifications (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEditsAreMadeOneAfterTheOther(t *testing.T) {
	b := open(t, "q.xlsx", workbook(t, mergedInstitution))
	twice := edited(t, edited(t, b, cellEdit(t, "!A4", "乙")), cellEdit(t, "!A3", "甲"))
	if diff := cmp.Diff(shown(edited(t, b, cellEdit(t, "!A4", "乙"), cellEdit(t, "!A3", "甲"))), shown(twice)); diff != "" {
		t.Errorf("at once and in turn (-once +turn):\n%s", diff)
	}
}

func TestEditsThatCannotBeMade(t *testing.T) {
	b := open(t, "list.xlsx", workbook(t, page{rows: [][]any{{"项目名称"}, {"钾"}}}, page{name: "二", rows: [][]any{{"项目名称"}, {"钠"}}}))
	after, problems := b.Edit([]sheet.Edit{
		cellEdit(t, "!A2", "x"), cellEdit(t, "三!A2", "x"), cellEdit(t, "二!A100001", "x"), cellEdit(t, "二!A0", "x"),
		cellEdit(t, "二!IW2", "x"), cellEdit(t, "二!2", "x"), {Place: sheet.Place{Sheet: "二", Row: 2, Column: "甲"}}, {Place: sheet.Place{Sheet: "二", Row: 2, Column: "A2A"}},
		cellEdit(t, "二!A2", strings.Repeat("钾", 32_768)), cellEdit(t, "二!A2", "钾\x00"), cellEdit(t, "二!A2", "\xff"), removal("二", 0),
	})
	if after != nil {
		t.Error("a book with refused edits is given")
	}
	wantProblems(t, problems,
		"SHEET_UNKNOWN !A2", "SHEET_UNKNOWN 三!A2", "ROW_BEYOND 二!A100001", "ROW_BEYOND 二!A0",
		"COLUMN_BEYOND 二!IW2", "COLUMN_BEYOND 二!2", "COLUMN_BEYOND 二!甲2", "COLUMN_BEYOND 二!A2A2",
		"CELL_TOO_LONG 二!A2", "CELL_CHARACTERS 二!A2", "CELL_CHARACTERS 二!A2", "ROW_BEYOND 二!0")
}

func TestEditsKeepTheBoundOfCells(t *testing.T) {
	limits := sheet.DefaultLimits()
	limits.Cells = 4
	b, problems := sheet.Open("list.csv", []byte("项目名称\n钾\n"), limits)
	wantProblems(t, problems)
	_, problems = b.Edit([]sheet.Edit{cellEdit(t, "!A3", "钠"), cellEdit(t, "!A4", "氯"), cellEdit(t, "!A2", "钙"), cellEdit(t, "!A5", "镁")})
	wantProblems(t, problems, "CELLS_TOO_MANY list!A5")
}

func TestAnEditReplacesAFormula(t *testing.T) {
	b := open(t, "list.xlsx", workbook(t, page{rows: [][]any{{"项目名称", "互认时限"}, {"钾", formula("B9")}}}))
	wantProblems(t, b.Items().Problems, "FORMULA_CELL Sheet1!B2")
	reading := edited(t, b, cellEdit(t, "!B2", "7天"), cellEdit(t, "!A3", "=1+1")).Items()
	wantProblems(t, reading.Problems)
	wantItems(t, reading.Rows, "A2 钾 7d", "A3 =1+1")
}

func TestRowsArePaged(t *testing.T) {
	b := open(t, "q.xlsx", workbook(t, mergedInstitution, page{name: "二", rows: [][]any{{"a"}, {}, {"b"}}}))
	all, total := b.Rows(0, 100)
	if total != 7 || len(all) != 7 {
		t.Fatalf("%d of %d rows, want 7", len(all), total)
	}
	var pages []sheet.Row
	for offset := 0; offset < total; offset += 2 {
		rows, n := b.Rows(offset, 2)
		if n != total || len(rows) > 2 {
			t.Errorf("page at %d has %d rows of %d", offset, len(rows), n)
		}
		pages = append(pages, rows...)
	}
	if diff := cmp.Diff(all, pages); diff != "" {
		t.Errorf("pages (-all +paged):\n%s", diff)
	}
	for _, beyond := range [][2]int{{7, 5}, {-3, 0}, {1 << 40, 1}, {0, -1}} {
		if rows, _ := b.Rows(beyond[0], beyond[1]); len(rows) != 0 {
			t.Errorf("%d rows from %d of at most %d", len(rows), beyond[0], beyond[1])
		}
	}
	row, ok := b.Row(sheet.Place{Sheet: "Sheet1", Row: 4})
	if diff := cmp.Diff(all[3], row); !ok || diff != "" {
		t.Errorf("row 4 (-listed +looked up):\n%s", diff)
	}
	if _, ok := b.Row(sheet.Place{Sheet: "二", Row: 2}); ok {
		t.Error("a blank row is found")
	}
}

// FuzzEdit edits a workbook with merged rows anywhere and reads it as every kind.
func FuzzEdit(f *testing.F) {
	b := open(f, "q.xlsx", workbook(f, mergedInstitution))
	f.Add(4, "A", "乙", false, 5, "A", "")
	f.Add(1, "A", "项目", false, 3, "B", "")
	f.Add(3, "XFD", "x", true, 9, "C", "y")
	f.Fuzz(func(t *testing.T, row int, column, value string, remove bool, row2 int, column2, value2 string) {
		after, problems := b.Edit([]sheet.Edit{
			{Place: sheet.Place{Row: row, Column: column}, Value: value, Remove: remove},
			{Place: sheet.Place{Row: row2, Column: column2}, Value: value2},
		})
		if (after == nil) != (len(problems) > 0) {
			t.Fatalf("book %v with problems %v", after != nil, problems)
		}
		if after == nil {
			return
		}
		after.Qualifications()
		after.Items()
		after.Coverage()
		if got, ok := after.Row(sheet.Place{Sheet: "Sheet1", Row: row2}); ok != (len(got.Cells) > 0) {
			t.Errorf("row %d is %v, %+v", row2, ok, got)
		}
	})
}
