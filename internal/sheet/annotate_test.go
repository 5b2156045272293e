package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"concord/internal/registry"
	"concord/internal/sheet"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

const problemSheet = "问题 Problems"

func annotated(t testing.TB, a sheet.Annotation) []byte {
	t.Helper()
	a.Limits = sheet.DefaultLimits()
	var b bytes.Buffer
	check(t, sheet.Annotate(&b, a))
	return b.Bytes()
}

// problem is one at a place, with sentences that a spreadsheet might compute.
func problem(t testing.TB, place, message string) registry.Problem {
	t.Helper()
	at := registry.Problem{Code: "NAME_UNRESOLVED", Message: registry.Text{Zh: message, En: "en " + message}, Fix: registry.Text{Zh: "=HYPERLINK(1)", En: "@fix"}}
	if place != "" {
		p := cellEdit(t, place, "").Place
		at.Sheet, at.Row, at.Column = p.Sheet, p.Row, p.Column
	}
	return at
}

// comments are those of a sheet, by cell; it sees that no cell is a formula.
func comments(t *testing.T, data []byte, name string) (map[string]string, *excelize.File) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	check(t, err)
	t.Cleanup(func() { _ = f.Close() })
	all, err := f.GetComments(name)
	check(t, err)
	texts := map[string]string{}
	for _, c := range all {
		if texts[c.Cell] != "" {
			t.Errorf("%s has two comments", c.Cell)
		}
		for _, run := range c.Paragraph {
			texts[c.Cell] += run.Text
		}
		texts[c.Cell] = strings.TrimSpace(texts[c.Cell] + c.Text)
	}
	for part, content := range unzipped(t, data) {
		if strings.Contains(content, "<f>") || strings.Contains(content, "<f ") {
			t.Errorf("part %s has a formula", part)
		}
	}
	return texts, f
}

func TestAnnotatedWorkbookKeepsItsLooks(t *testing.T) {
	p := mergedInstitution
	p.edit = func(f *excelize.File, name string) error {
		style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Color: "FF0000"}})
		if err != nil {
			return err
		}
		return f.SetCellStyle(name, "B3", "B3", style)
	}
	original := workbook(t, p, page{name: "封面", rows: [][]any{{"保留"}}})
	a := sheet.Annotation{Name: "q.xlsx", Data: original, Problems: []registry.Problem{
		problem(t, "Sheet1!B3", "=1+1"), problem(t, "Sheet1!B3", "二"), problem(t, "Sheet1!5", "整行"),
		problem(t, "Sheet1!A4", "并格"), problem(t, "", "全文件"), problem(t, "无!A1", "无表"), problem(t, "Sheet1!XFD1", "太远"),
	}}
	data := annotated(t, a)
	got, f := comments(t, data, "Sheet1")
	want := map[string]string{"B3": "=1+1\n→ =HYPERLINK(1)\n\n二\n→ =HYPERLINK(1)", "B5": "整行\n→ =HYPERLINK(1)", "A3": "并格\n→ =HYPERLINK(1)"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
	id, err := f.GetCellStyle("Sheet1", "B3")
	check(t, err)
	style, err := f.GetStyle(id)
	check(t, err)
	if !style.Font.Bold || len(style.Fill.Color) != 1 {
		t.Errorf("the marked cell has the font %+v and the fill %+v", style.Font, style.Fill)
	}
	rows, err := f.GetRows(problemSheet)
	check(t, err)
	if len(rows) != 8 || rows[1][4] != "=1+1" || rows[5][0] != "" || rows[6][0] != "无" {
		t.Errorf("the problems' sheet reads %q", rows)
	}
	if linked, to, err := f.GetCellHyperLink(problemSheet, "B2"); err != nil || !linked || to != "'Sheet1'!B3" {
		t.Errorf("the first problem leads to %q (%v)", to, err)
	}
	if value, err := f.GetCellValue("封面", "A1"); err != nil || value != "保留" {
		t.Errorf("the other sheet says %q (%v)", value, err)
	}
	again := open(t, "again.xlsx", data)
	if diff := cmp.Diff(qualified(t, open(t, "q.xlsx", original)), qualified(t, again)); diff != "" {
		t.Errorf("read again (-original +annotated):\n%s", diff)
	}
	a.Data, a.Language = data, "en"
	if got, _ := comments(t, annotated(t, a), "Sheet1"); got["A3"] != "en 并格\n→ @fix" {
		t.Errorf("annotated twice, the comment is %q", got["A3"])
	}
}

// TestAnnotatedCopiesReadAsTheEditedBook holds for workbooks and for CSV.
func TestAnnotatedCopiesReadAsTheEditedBook(t *testing.T) {
	merged := workbook(t, mergedInstitution)
	for name, test := range map[string]struct {
		file  string
		data  []byte
		edits []sheet.Edit
	}{
		"merged first":  {"q.xlsx", merged, []sheet.Edit{cellEdit(t, "!A3", "甲"), cellEdit(t, "!A6", "丁"), cellEdit(t, "!B6", "钙"), cellEdit(t, "!E6", "合格")}},
		"merged middle": {"q.xlsx", merged, []sheet.Edit{cellEdit(t, "!A4", "=乙"), cellEdit(t, "!C5", "")}},
		"removal":       {"q.xlsx", merged, []sheet.Edit{removal("", 3), cellEdit(t, "!A5", "丙")}},
		"heading":       {"q.xlsx", merged, []sheet.Edit{cellEdit(t, "!A1", "医院")}},
		"text":          {"机构说明.csv", []byte("机构,项目,结果\n甲,钾,合格\n乙,钠,合格\n"), []sheet.Edit{removal("", 2), cellEdit(t, "!A9", "丁"), cellEdit(t, "!B9", "'氯"), cellEdit(t, "!C9", "不合格")}},
	} {
		t.Run(name, func(t *testing.T) {
			data := annotated(t, sheet.Annotation{Name: test.file, Data: test.data, Edits: test.edits, Problems: []registry.Problem{problem(t, "", "-1")}})
			_, _ = comments(t, data, problemSheet)
			want := edited(t, open(t, test.file, test.data), test.edits...).Qualifications().Rows
			got := open(t, "copy.xlsx", data).Qualifications()
			wantProblems(t, got.Problems)
			place := func(r sheet.QualificationRow) []any {
				return []any{r.Institution.Value, r.Item.Value, r.Result, r.Period, r.Item.Place.Row}
			}
			for i := range max(len(want), len(got.Rows)) {
				if i >= len(want) || i >= len(got.Rows) {
					t.Fatalf("the copy has %d rows, the book %d", len(got.Rows), len(want))
				}
				if diff := cmp.Diff(place(want[i]), place(got.Rows[i])); diff != "" {
					t.Errorf("row %d (-book +copy):\n%s", i, diff)
				}
			}
		})
	}
}

func TestAnnotateRefuses(t *testing.T) {
	for _, a := range []sheet.Annotation{
		{Name: "x.csv", Data: []byte("项目名称\n钾\n"), Edits: []sheet.Edit{cellEdit(t, "三!A1", "x")}},
		{Name: "x.xlsx", Data: []byte("PK\x03\x04")},
	} {
		a.Limits = sheet.DefaultLimits()
		var b bytes.Buffer
		var refused *sheet.Refused
		if err := sheet.Annotate(&b, a); !errors.As(err, &refused) || len(refused.Problems) != 1 || b.Len() > 0 {
			t.Errorf("%s: %v with %d bytes", a.Name, err, b.Len())
		}
	}
}

// TestUnkindWorkbooksAreCopiedPlainly are files that the general library cannot
// open, or would take too much memory for.
func TestUnkindWorkbooksAreCopiedPlainly(t *testing.T) {
	wide := strings.Repeat(`<row><c r="XFDX"/></row>`, 3000)
	for i := range 3000 {
		wide = strings.Replace(wide, "XFDX", "XFD"+strconv.Itoa(i+3), 1)
	}
	for name, test := range map[string]string{
		"rows filled to the last column": strings.Replace(goodSheet, "</sheetData>", wide+"</sheetData>", 1),
		"many ranges":                    strings.Replace(goodSheet, "</sheetData>", "</sheetData><mergeCells>"+strings.Repeat(`<mergeCell ref="B5:C6"/>`, 3000)+"</mergeCells>", 1),
		"a sheet the library misreads":   strings.NewReplacer("</", "</x:", "<", "<x:").Replace(goodSheet),
	} {
		data := annotated(t, sheet.Annotation{Name: "x.xlsx", Data: minimal(test).zip(t), Problems: []registry.Problem{problem(t, "清单!A2", "看")}})
		wantItems(t, open(t, "copy.xlsx", data).Items().Rows, "A2 钾")
		if got, _ := comments(t, data, "清单"); got["A2"] == "" {
			t.Errorf("%s: the problem is not marked in %v", name, got)
		}
	}
}

func TestAnnotatedListsAreReadable(t *testing.T) {
	for _, file := range []string{"hubei_2023.csv", "guangdong_imaging_2024.csv"} {
		data, err := os.ReadFile("testdata/" + file)
		check(t, err)
		want := open(t, file, data).Items().Rows
		got := open(t, "copy.xlsx", annotated(t, sheet.Annotation{Name: file, Data: data})).Items()
		wantProblems(t, got.Problems)
		if diff := cmp.Diff(brief(want), brief(got.Rows)); diff != "" {
			t.Errorf("%s (-file +copy):\n%s", file, diff)
		}
	}
}

// unzipped are the parts of a workbook that was written.
func unzipped(t *testing.T, data []byte) parts {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	check(t, err)
	all := parts{}
	for _, f := range r.File {
		body, err := f.Open()
		check(t, err)
		content, err := io.ReadAll(body)
		check(t, err)
		all[f.Name] = string(content)
	}
	return all
}
