package sheet_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"concord/internal/registry"
	"concord/internal/sheet"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// catalogue calls every code by a made-up name.
type catalogue struct{}

func (catalogue) Item(code registry.ItemCode) string { return "项目" + string(code) }
func (catalogue) Institution(id registry.InstitutionID) registry.Institution {
	return registry.Institution{
		ID: id, Name: "演示医院" + string(id), Grade: "甲等", Kind: "综合医院", Region: "150402",
		Identifiers: registry.Identifiers{USCC: "12150400MB0000001A"},
	}
}
func (catalogue) Region(code registry.RegionCode) string { return "地区" + string(code) }
func (catalogue) Qualifier(code string) string           { return "限定" + code }
func (catalogue) Reason(code registry.ReasonCode) string { return "情形" + string(code) }
func (catalogue) Department(code string) string          { return "科室" + code }

func version(t *testing.T, kind registry.ListKind, terms ...registry.Term) registry.Version {
	t.Helper()
	parsed, err := registry.ParseTerms(kind, terms)
	check(t, err)
	return registry.Version{
		List: registry.ListID{Jurisdiction: "150400", Kind: kind}, Number: 3,
		Period: registry.Between(day(t, "2026-01-01"), day(t, "2026-12-31")), Terms: parsed,
		Document: registry.Document{Title: "演示市检查检验结果互认清单（2026年版）", Number: "演卫发〔2026〕1号", Issuer: "演示市卫生健康委员会", IssuedOn: day(t, "2025-12-20")},
	}
}

// everyFormat writes a version in each format and hands the book read back to
// look, which sees the same rows each time.
func everyFormat(t *testing.T, v registry.Version, c registry.Content, look func(t *testing.T, b *sheet.Book)) {
	t.Helper()
	for name, format := range map[string]sheet.Format{"list.xlsx": sheet.XLSX, "list.csv": sheet.CSV, "marked.csv": sheet.CSVWithBOM} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			check(t, sheet.Write(&b, format, v, c, catalogue{}))
			look(t, open(t, name, b.Bytes()))
		})
	}
}

func TestItemListsReadBack(t *testing.T) {
	content := registry.Content{Items: []registry.ItemEntry{
		{Item: "LCHM051", Printed: "钾", Category: "临床化学检验", Window: registry.Window{Unit: registry.WindowDays, Count: 7}, Note: "空腹"},
		{Item: "EXRY012", Qualifiers: registry.Qualifiers{registry.BodySite: "HAND", registry.Laterality: "R"}, Printed: "右手正斜位", Category: "DX", Images: true, Mark: "赤峰HR"},
		{Item: "LCHM052", Printed: "-危险=1+1", Category: "@类", Window: registry.Window{Unit: registry.WindowUnlimited}, Note: "'引号，“中文”,逗号\n换行\"英文\""},
		{Item: "LCHM053", Printed: "氯", Window: registry.Window{Unit: registry.WindowSameDay}},
		{Item: "LCHM054", Printed: "钙", Window: registry.Window{Unit: registry.WindowMonths, Count: 3}},
	}}
	v := version(t, registry.ItemList)
	v.Unmapped = []registry.Unmapped{{Printed: "某种特殊项目", Category: "其他", Window: "30d", Note: "无目录项目"}}
	everyFormat(t, v, content, func(t *testing.T, b *sheet.Book) {
		reading := b.Items()
		wantProblems(t, reading.Problems)
		var entries []registry.ItemEntry
		for _, r := range reading.Rows[:len(reading.Rows)-1] {
			entries = append(entries, registry.ItemEntry{
				Item: registry.ItemCode(r.Code.Value), Qualifiers: qualifiers(r), Printed: r.Name.Value, Category: r.Category.Value,
				Window: r.Window, Mark: r.Mark.Value, Images: r.Images != nil && *r.Images, Note: r.Note.Value,
			})
		}
		if diff := cmp.Diff(content.Items, entries); diff != "" {
			t.Errorf("entries (-written +read):\n%s", diff)
		}
		last := reading.Rows[len(reading.Rows)-1]
		unmapped := registry.Unmapped{Printed: last.Name.Value, Category: last.Category.Value, Window: last.Window.String(), Note: last.Note.Value}
		if diff := cmp.Diff(v.Unmapped[0], unmapped); diff != "" || last.Code.Stated() {
			t.Errorf("unmapped row with code %q (-written +read):\n%s", last.Code.Value, diff)
		}
	})
}

// TestAnyItemListReadsBack writes whatever a list may print: separators,
// quotation marks, formulas, ordinals, footnotes and headings as names.
func TestAnyItemListReadsBack(t *testing.T) {
	text := rapid.StringMatching(`([钾钠氯CT0-9]{1,3}|[-=+@'",;、：:（）()一注合计项目名称类别/*# \n]){1,8}`).
		Filter(func(s string) bool { return s != "" && s == strings.TrimSpace(s) })
	window := rapid.SampledFrom([]string{"", "72h", "15d", "3mo", "day", "unlimited"})
	rapid.Check(t, func(rt *rapid.T) {
		var content registry.Content
		for i := range rapid.IntRange(1, 8).Draw(rt, "entries") {
			w, err := registry.ParseWindow(window.Draw(rt, "window"))
			check(t, err)
			content.Items = append(content.Items, registry.ItemEntry{
				Item: registry.ItemCode(fmt.Sprintf("LCHM%03d", i)), Printed: text.Draw(rt, "printed"), Window: w,
				Category: rapid.SampledFrom([]string{"", "生化", "免疫"}).Draw(rt, "category"), Images: rapid.Bool().Draw(rt, "images"), Note: text.Draw(rt, "note"),
			})
		}
		format := rapid.SampledFrom([]sheet.Format{sheet.XLSX, sheet.CSV, sheet.CSVWithBOM}).Draw(rt, "format")
		var b bytes.Buffer
		check(t, sheet.Write(&b, format, version(t, registry.ItemList), content, catalogue{}))
		var entries []registry.ItemEntry
		for _, r := range open(t, "list", b.Bytes()).Items().Rows {
			entries = append(entries, registry.ItemEntry{
				Item: registry.ItemCode(r.Code.Value), Printed: r.Name.Value, Category: r.Category.Value,
				Window: r.Window, Images: r.Images != nil && *r.Images, Note: r.Note.Value,
			})
		}
		if diff := cmp.Diff(content.Items, entries); diff != "" {
			rt.Fatalf("entries (-written +read):\n%s", diff)
		}
	})
}

// qualifiers puts the codes of a row back in their kinds, as the catalogue of
// these tests has them.
func qualifiers(r sheet.ItemRow) registry.Qualifiers {
	var q registry.Qualifiers
	for code := range strings.FieldsFuncSeq(r.Qualifiers.Value, func(r rune) bool { return r == ';' }) {
		kind := registry.BodySite
		if code == "R" {
			kind = registry.Laterality
		}
		q[kind] = code
	}
	return q
}

func TestInstitutionListsReadBack(t *testing.T) {
	content := registry.Content{Institutions: []registry.InstitutionEntry{
		{Institution: "150400-0001", Level: 3, Period: registry.Always},
		{Institution: "150400-0002", Level: 2, Role: registry.RoleReceives, Scope: registry.Scope{Mode: registry.ScopeOnly, Items: []registry.ItemCode{"LCHM051", "LCHM052"}}, Period: registry.Since(day(t, "2026-02-01")), Note: "备注"},
		{Institution: "150400-0003", Role: registry.RoleIssues, Scope: registry.Scope{Mode: registry.ScopeExcept, Items: []registry.ItemCode{"LTMK001"}}, Period: registry.Between(day(t, "2026-02-01"), day(t, "2026-02-28"))},
	}}
	everyFormat(t, version(t, registry.InstitutionList), content, func(t *testing.T, b *sheet.Book) {
		reading := b.Institutions()
		wantProblems(t, reading.Problems)
		var entries []registry.InstitutionEntry
		for _, r := range reading.Rows {
			var codes []registry.ItemCode
			for code := range strings.FieldsFuncSeq(r.ScopeCodes.Value, func(r rune) bool { return r == ';' }) {
				codes = append(codes, registry.ItemCode(code))
			}
			entries = append(entries, registry.InstitutionEntry{
				Institution: registry.InstitutionID(r.ID.Value), Level: r.Level, Role: r.Role,
				Scope: registry.Scope{Mode: r.ScopeMode, Items: codes}, Period: r.Period, Note: r.Note.Value,
			})
			if r.Name.Value != "演示医院"+r.ID.Value || r.Grade != "甲等" || len(r.ScopeNames) != len(codes) {
				t.Errorf("row of %s says %q, %q and %q", r.ID.Value, r.Name.Value, r.Grade, r.ScopeNames)
			}
		}
		if diff := cmp.Diff(content.Institutions, entries); diff != "" {
			t.Errorf("entries (-written +read):\n%s", diff)
		}
	})
}

func TestNegativeListsReadBack(t *testing.T) {
	content := registry.Content{Negatives: []registry.NegativeEntry{
		{Issuer: "150400-0004", Item: "LTMK001", Effect: registry.Deny, Period: registry.Since(day(t, "2026-03-01")), Reason: "质评不合格"},
		{Receiver: "150400-0001", Category: "临床化学检验", Situation: "ST03", Age: registry.AgeRange{Stated: true, Max: 6}, Department: "07", Effect: registry.Discretion, Period: registry.Always},
		{Modality: "US", Origin: "150500", Age: registry.AgeRange{Stated: true, Min: 60, Max: registry.MaxAge}, Effect: registry.Deny, Period: registry.Always},
	}}
	everyFormat(t, version(t, registry.NegativeList), content, func(t *testing.T, b *sheet.Book) {
		reading := b.Negatives()
		wantProblems(t, reading.Problems)
		var entries []registry.NegativeEntry
		for _, r := range reading.Rows {
			entries = append(entries, registry.NegativeEntry{
				Issuer: registry.InstitutionID(r.IssuerID.Value), Receiver: registry.InstitutionID(r.ReceiverID.Value), Item: registry.ItemCode(r.Code.Value),
				Category: r.Category.Value, Modality: r.Modality.Value, Origin: registry.RegionCode(r.OriginCode.Value), Situation: registry.ReasonCode(r.SituationCode.Value),
				Age: r.Age, Department: r.DepartmentCode.Value, Effect: r.Effect, Period: r.Period, Reason: r.Reason.Value,
			})
		}
		if diff := cmp.Diff(content.Negatives, entries); diff != "" {
			t.Errorf("entries (-written +read):\n%s", diff)
		}
	})
}

func TestTermsReadBack(t *testing.T) {
	stated := map[registry.ListKind][]registry.Term{
		registry.ItemList: {
			{Name: "quality_lab", Value: "by_listing"}, {Name: "quality_exam", Value: "per_item"}, {Name: "list_at", Value: "asked"}, {Name: "anchor", Value: "exam"},
			{Name: "window_lab", Value: "72h"}, {Name: "window_exam", Value: "unlimited"}, {Name: "unstated_lab", Value: "day"}, {Name: "unstated_exam", Value: "6mo"},
			{Name: "images", Value: "none"}, {Name: "operator_dependent", Value: "ECG,US"}, {Name: "mark", Value: "赤峰HR"},
		},
		registry.InstitutionList: {{Name: "min_level", Value: "3"}, {Name: "direction", Value: "issuer_not_lower"}, {Name: "direction_effect", Value: "discretion"}, {Name: "inherits", Value: "members"}},
		registry.NegativeList:    {{Name: "own", Value: "apply"}, {Name: "consortium", Value: "skip"}},
	}
	for _, kind := range registry.ListKinds {
		for _, terms := range [][]registry.Term{nil, stated[kind]} {
			v := version(t, kind, terms...)
			var b bytes.Buffer
			check(t, sheet.Write(&b, sheet.XLSX, v, registry.Content{}, catalogue{}))
			reading := open(t, "list.xlsx", b.Bytes()).Terms()
			wantProblems(t, reading.Problems)
			var read []registry.Term
			for _, r := range reading.Rows {
				read = append(read, r.Term)
			}
			parsed, err := registry.ParseTerms(kind, read)
			check(t, err)
			if diff := cmp.Diff(v.Terms, parsed); diff != "" {
				t.Errorf("%s terms (-written +read):\n%s", kind, diff)
			}
			if names := registry.TermNames(kind); len(read) != len(names) {
				t.Errorf("%s: %d terms written, there are %v", kind, len(read), names)
			}
		}
	}
}

func TestAttachmentsLookOfficial(t *testing.T) {
	var b bytes.Buffer
	content := registry.Content{Items: []registry.ItemEntry{{Item: "LCHM051", Printed: "钾"}}}
	check(t, sheet.Write(&b, sheet.XLSX, version(t, registry.ItemList), content, catalogue{}))
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	check(t, err)
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows("清单")
	check(t, err)
	want := [][]string{
		{"演示市检查检验结果互认清单（2026年版）"}, {"演示市卫生健康委员会 演卫发〔2026〕1号 2025-12-20印发"}, {"自2026-01-01起施行，至2026-12-31止（共 1 项，第 3 版）"},
		{"序号", "项目编码", "项目名称", "类别", "互认时限"}, {"1", "LCHM051", "钾"},
	}
	for i := range rows {
		rows[i] = slices.DeleteFunc(rows[i], func(s string) bool { return s == "" })
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("sheet (-want +got):\n%s", diff)
	}
	panes, err := f.GetPanes("清单")
	check(t, err)
	if !panes.Freeze || panes.YSplit != 4 {
		t.Errorf("panes are %+v", panes)
	}
	layout, err := f.GetPageLayout("清单")
	check(t, err)
	if *layout.Orientation != "portrait" || *layout.Size != 9 || layout.FitToWidth == nil || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 {
		t.Errorf("five columns print %s on paper %d, fit to %v", *layout.Orientation, *layout.Size, layout.FitToWidth)
	}
	footer, err := f.GetHeaderFooter("清单")
	check(t, err)
	if !strings.Contains(footer.OddFooter, "&P") || !strings.Contains(footer.OddFooter, "&N") {
		t.Errorf("the footer %q numbers no pages", footer.OddFooter)
	}
	names := f.GetDefinedName()
	if i := slices.IndexFunc(names, func(n excelize.DefinedName) bool { return n.Scope == "清单" }); i < 0 || names[i].RefersTo != "清单!$4:$4" {
		t.Errorf("the defined names %+v repeat no header", names)
	}
}

func TestWritingIsRepeatable(t *testing.T) {
	content := registry.Content{Items: []registry.ItemEntry{{Item: "LCHM051", Printed: "钾"}, {Item: "LCHM052", Printed: "钠"}}}
	var first []byte
	for range 3 {
		var b bytes.Buffer
		check(t, sheet.Write(&b, sheet.XLSX, version(t, registry.ItemList), content, catalogue{}))
		if first == nil {
			first = b.Bytes()
		}
		if !bytes.Equal(first, b.Bytes()) {
			t.Fatal("one version gives different bytes")
		}
	}
}

// A report has the look of an attachment; its numbers are numbers in a workbook,
// and texts that look like formulas are texts.
func TestReports(t *testing.T) {
	r := sheet.Report{
		Title: "进度", Lines: []string{"截至 2026-11-22"},
		Columns: []sheet.ReportColumn{{Heading: "单位", Width: 20}, {Heading: "剩余天数", Width: 10, Number: true}},
		Rows:    [][]string{{"赤峰市", "-2"}, {"=1+1", "没有"}},
	}
	var text, workbook bytes.Buffer
	if err := sheet.WriteReport(&text, sheet.CSV, r); err != nil {
		t.Fatal(err)
	}
	if want := "单位,剩余天数\n赤峰市,-2\n'=1+1,没有\n"; text.String() != want {
		t.Errorf("as CSV:\n%s", text.String())
	}
	if err := sheet.WriteReport(&workbook, sheet.XLSX, r); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&workbook)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if sheets := f.GetSheetList(); len(sheets) != 1 {
		t.Errorf("the sheets are %v", sheets)
	}
	for cell, want := range map[string]excelize.CellType{"A4": excelize.CellTypeInlineString, "B4": excelize.CellTypeUnset, "A5": excelize.CellTypeInlineString, "B5": excelize.CellTypeInlineString} {
		if got, err := f.GetCellType("清单", cell); err != nil || got != want {
			value, _ := f.GetCellValue("清单", cell)
			t.Errorf("%s (%s) is of type %v, want %v (%v)", cell, value, got, want, err)
		}
	}
}
