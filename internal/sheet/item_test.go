package sheet_test

import (
	"os"
	"strings"
	"testing"

	"concord/internal/sheet"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func TestPublishedListsReadExactly(t *testing.T) {
	for _, test := range []struct {
		file        string
		rows        int
		first, last string
	}{
		{"hubei_2023.csv", 23, "D2 总蛋白 [临床化学检验类] 30d", "D24 丙氨酸氨[基转移酶] [临床化学检验类]"},
		{"guangdong_imaging_2024.csv", 55, "D2 站立正位腹部平片 [放射影像-DX]", "D56 "},
		{"beijing_lab_2025.csv", 176, "D2 白细胞计数(WBC) [血液/凝血]", "D177 "},
	} {
		data, err := os.ReadFile("testdata/" + test.file)
		check(t, err)
		reading := open(t, test.file, data).Items()
		wantProblems(t, reading.Problems)
		lines := brief(reading.Rows)
		if len(lines) != test.rows {
			t.Fatalf("%s has %d rows, want %d", test.file, len(lines), test.rows)
		}
		if lines[0] != test.first || !strings.HasPrefix(lines[len(lines)-1], test.last) {
			t.Errorf("%s reads from %q to %q, want %q to %q", test.file, lines[0], lines[len(lines)-1], test.first, test.last)
		}
		wantColumns(t, data, reading.Rows)
	}
}

// wantColumns compares rows with the file's own columns: seq, level, category,
// name_zh, validity, note, none of which holds a comma or a quotation mark.
func wantColumns(t *testing.T, data []byte, rows []sheet.ItemRow) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")[1:]
	for i, line := range lines {
		r := rows[i]
		got := []string{r.Scope.Value, r.Category.Value, r.Name.Value, r.WindowText.Value, r.Note.Value}
		if diff := cmp.Diff(strings.Split(line, ",")[1:], got); diff != "" {
			t.Errorf("row %d (-want +got):\n%s", i+2, diff)
		}
		if place := (sheet.Place{Sheet: r.Name.Place.Sheet, Row: i + 2, Column: "D"}); r.Name.Place != place {
			t.Errorf("row %d says it stands at %s", i+2, r.Name.Place)
		}
	}
}

func TestNotesOfPairsFillColumns(t *testing.T) {
	read := func(file string) []sheet.ItemRow {
		data, err := os.ReadFile("testdata/" + file)
		check(t, err)
		return open(t, file, data).Items().Rows
	}
	for _, r := range read("guangdong_imaging_2024.csv") {
		want := "部位=" + r.Site.Value + ";检查模态=" + r.Modality.Value
		if r.Site.Value == "" || r.Note.Value != want {
			t.Errorf("%s: site %q and modality %q of the note %q", r.Name.Value, r.Site.Value, r.Modality.Value, r.Note.Value)
		}
	}
	for _, r := range read("beijing_lab_2025.csv") {
		_, unit, _ := strings.Cut(r.Note.Value, "单位=")
		if unit == "-" {
			unit = ""
		}
		if r.Unit.Value != unit {
			t.Errorf("%s: unit %q of the note %q", r.Name.Value, r.Unit.Value, r.Note.Value)
		}
	}
}

func TestTitleHeaderFootnotesAndBlankRows(t *testing.T) {
	rows := items(t, page{
		name: "Sheet1",
		rows: [][]any{
			{"附件1"},
			{"赤峰市检查检验结果互认项目清单（2026年版）"},
			{"发文单位：赤峰市卫生健康委员会", nil, nil, "2026年1月"},
			{},
			{"序号", "项目名称", "英文缩写", "类别", "互认时限", "互认范围", "样本类型", "单位", "影像要求", "备注"},
			{1, "钾", "K", "临床化学检验", "７天", "市级", "血清", "mmol/L", nil, "空腹"},
			{},
			{2, "胸部CT平扫", nil, "CT", "30天", "赤峰HR", nil, nil, "是", nil},
			{3, nil, nil, nil, nil},
			{"合计", nil, nil, "2项"},
			{"注：1.以上项目须室间质评合格。"},
			{"填表人：某某", nil, "联系电话：", "0476"},
		},
		merges: []string{"A2:J2", "A11:J11"},
	})
	wantItems(t, rows, "B6 钾 [临床化学检验] 7d", "B8 胸部CT平扫 [CT] 30d")
	potassium, chest := rows[0], rows[1]
	got := []string{
		potassium.Abbreviation.Value, potassium.Scope.Value, potassium.Specimen.Value, potassium.Unit.Value,
		potassium.Note.Value, potassium.Mark.Value, chest.Mark.Value,
	}
	if diff := cmp.Diff([]string{"K", "市级", "血清", "mmol/L", "空腹", "", "赤峰HR"}, got); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	if potassium.Images != nil || chest.Images == nil || !*chest.Images {
		t.Errorf("images are %v for potassium and %v for the chest", potassium.Images, chest.Images)
	}
	if want := (sheet.Place{Sheet: "Sheet1", Row: 6, Column: "E"}); potassium.WindowText.Place != want {
		t.Errorf("the window stands at %s, want %s", potassium.WindowText.Place, want)
	}
}

func TestHeadingsAsPrefecturesPrintThem(t *testing.T) {
	for _, heads := range [][]any{
		{"编号", "检验项目", "分类", "有效期"},
		{"序号", "项目 名称", "专业", "时效"},
		{"序\n号", "项目\n名称", "类别/专业", "互认时限（要求）"},
		{"No.", "中文名称", "检查类别", "有效时间"},
		{"seq", "name_zh", "category", "validity"},
		{"序号", "互认项目", "项目类别", "互认期限"},
		{"序号", "检验检查互认项目名称", "所属专业", "互认有效期"},
		{"序号", "项目中文简称*", "亚专业", "结果有效期"},
	} {
		rows := items(t, page{rows: [][]any{heads, {1, "总蛋白", "生化", "30天"}}})
		if diff := cmp.Diff([]string{"B2 总蛋白 [生化] 30d"}, brief(rows)); diff != "" {
			t.Errorf("under %v (-want +got):\n%s", heads, diff)
		}
	}
}

func TestCategoryRowsBetweenItems(t *testing.T) {
	rows := items(t, page{
		rows: [][]any{
			{"序号", "项目名称", "时限"},
			{"一、临床化学检验（2项）"},
			{1, "钾", "7天"},
			{2, "钠", "7天"},
			{"二", "临床免疫检验"},
			{3, "甲胎蛋白", "30天"},
			{nil, "血液学检验"},
			{4, "白细胞计数", "1天"},
			{"（四）医学影像检查："},
			{5, "胸部CT平扫", "1个月"},
		},
		merges: []string{"A2:C2", "A9:C9"},
	})
	wantItems(t, rows,
		"B3 钾 [临床化学检验] 7d", "B4 钠 [临床化学检验] 7d", "B6 甲胎蛋白 [临床免疫检验] 30d",
		"B8 白细胞计数 [血液学检验] 1d", "B10 胸部CT平扫 [医学影像检查] 1mo")
	if want := (sheet.Place{Sheet: "Sheet1", Row: 2, Column: "A"}); rows[1].Category.Place != want {
		t.Errorf("the category of sodium stands at %s, want %s", rows[1].Category.Place, want)
	}
}

func TestMergedAndBlankCategoryCells(t *testing.T) {
	rows := items(t, page{
		rows: [][]any{
			{"类别", "序号", "项目名称", "互认时限"},
			{"临床化学\n（3项）", 1, "钾", "7天"},
			{nil, 2, "钠", nil},
			{nil, 3, "氯", nil},
			{"免疫", 4, "甲胎蛋白", "30天"},
			{nil, 5, "癌胚抗原", nil},
		},
		merges: []string{"A2:A4", "D2:D4"},
	})
	wantItems(t, rows,
		"C2 钾 [临床化学] 7d", "C3 钠 [临床化学] 7d", "C4 氯 [临床化学] 7d",
		"C5 甲胎蛋白 [免疫] 30d", "C6 癌胚抗原 [免疫]")
}

func TestMergedNamesAreOneItemUnlessTheirRowsDiffer(t *testing.T) {
	rows := items(t, page{
		rows: [][]any{
			{"序号", "项目名称", "样本", "时限"},
			{1, "钾", "血清", "7天"},
			{nil, nil, "尿液", "1天"},
			{2, "钠", "血清", "7天"},
			{},
		},
		merges: []string{"A2:A3", "B2:B3", "B4:B5", "C4:C5", "D4:D5"},
	})
	wantItems(t, rows, "B2 钾 7d", "B3 钾 1d", "B4 钠 7d")
	if rows[1].Specimen.Value != "尿液" {
		t.Errorf("the second specimen is %q", rows[1].Specimen.Value)
	}
}

func TestHeaderOfTwoRows(t *testing.T) {
	rows := items(t, page{
		rows: [][]any{
			{"互认项目清单"},
			{"序号", "项目", nil, "类别", "互认要求", nil},
			{nil, "中文名称", "英文缩写", nil, "时限", "标识"},
			{1, "钾", "K", "临床化学", "7天", "鄂HR"},
		},
		merges: []string{"A1:F1", "A2:A3", "B2:C2", "D2:D3", "E2:F2"},
	})
	wantItems(t, rows, "B4 钾 [临床化学] 7d")
	if rows[0].Abbreviation.Value != "K" || rows[0].Mark.Value != "鄂HR" {
		t.Errorf("abbreviation %q, mark %q", rows[0].Abbreviation.Value, rows[0].Mark.Value)
	}
}

func TestTablesSideBySide(t *testing.T) {
	rows := items(t, page{
		rows: [][]any{
			{"序号", "项目名称", "序号", "项目名称"},
			{"一、临床化学检验", nil, nil, nil},
			{1, "钾", 3, "氯"},
			{2, "钠", 4, "钙"},
			{"二、临床免疫检验", nil, nil, nil},
			{5, "甲胎蛋白", 6, "癌胚抗原"},
		},
		merges: []string{"A2:D2", "A5:D5"},
	})
	wantItems(t, rows,
		"B3 钾 [临床化学检验]", "B4 钠 [临床化学检验]", "B6 甲胎蛋白 [临床免疫检验]",
		"D3 氯 [临床化学检验]", "D4 钙 [临床化学检验]", "D6 癌胚抗原 [临床免疫检验]")
}

func TestColumnsOfNewspaperAndSharedCategory(t *testing.T) {
	rows := items(t,
		page{rows: [][]any{
			{"序号", "项目名称", "序号", "项目名称"},
			{"一、生化（3项）", nil, 3, "氯"},
			{1, "钾", "二、免疫", nil},
			{2, "钠", 4, "甲胎蛋白"},
		}},
		page{rows: [][]any{
			{"类别", "项目名称", "项目名称"},
			{"生化", "钾", "钠"},
			{nil, "氯", nil},
		}},
	)
	wantItems(t, rows,
		"B3 钾 [生化]", "B4 钠 [生化]", "D2 氯 [生化]", "D4 甲胎蛋白 [免疫]",
		"B2 钾 [生化]", "B3 氯 [生化]", "C2 钠 [生化]")
}

func TestCategoryBesideTheNameUnderOneWord(t *testing.T) {
	rows := items(t, page{
		rows: [][]any{
			{"序号", "检验项目", "项目名称", "单位"},
			{1, "肝功能", "总蛋白", "g/L"},
			{2, nil, "白蛋白", "g/L"},
		},
		merges: []string{"B2:B3"},
	})
	wantItems(t, rows, "C2 总蛋白 [肝功能]", "C3 白蛋白 [肝功能]")
}

func TestGroupsAndCategories(t *testing.T) {
	rows := items(t, page{
		rows: [][]any{
			{"大类", "小类", "项目名称"},
			{"医学检验", "生化", "钾"},
			{nil, nil, "钠"},
			{"医学影像", nil, "心脏超声"},
			{nil, "CT", "胸部CT平扫"},
		},
		merges: []string{"A2:A3", "A4:A5"},
	})
	wantItems(t, rows, "C2 钾 [生化]", "C3 钠 [生化]", "C4 心脏超声 [医学影像]", "C5 胸部CT平扫 [CT]")
}

func TestHeadingsMergedOverTwoColumns(t *testing.T) {
	rows := items(t,
		page{
			rows: [][]any{
				{"序号", "检查大类及小类", nil, "检查项目", "部位"},
				{1, "放射", "DR", "胸部正位", "胸部"},
				{2, nil, "CT", "胸部平扫", "胸部"},
			},
			merges: []string{"B1:C1", "B2:B3"},
		},
		page{
			rows:   [][]any{{"序号", "检验项目", nil}, {1, "肝功能", "总蛋白"}, {2, nil, "白蛋白"}},
			merges: []string{"B1:C1", "B2:B3"},
		},
		page{
			rows:   [][]any{{"序号", "检验项目", nil, "时限"}, {1, "钾", nil, "7天"}, {2, "钠", nil, "7天"}},
			merges: []string{"B1:C1", "B2:C2", "B3:C3"},
		},
	)
	wantItems(t, rows,
		"D2 胸部正位 [DR]", "D3 胸部平扫 [CT]", "C2 总蛋白 [肝功能]", "C3 白蛋白 [肝功能]", "B2 钾 7d", "B3 钠 7d")
}

func TestTablesUnderNumberedHeadings(t *testing.T) {
	rows := items(t, page{
		rows: [][]any{
			{"一、检验项目（2项）"}, {"序号", "项目名称"}, {1, "钾"}, {2, "钠"}, {},
			{"二、检查项目（1项）"}, {"序号", "项目（共1项）", "部位"}, {1, "胸部CT", "胸部"}, {"备注：有效期以发布为准"},
		},
		merges: []string{"A1:B1", "A6:C6"},
	})
	wantItems(t, rows, "B3 钾 [检验项目]", "B4 钠 [检验项目]", "B8 胸部CT [检查项目]")
}

func TestHeaderRepeatedOnEveryPage(t *testing.T) {
	head := []any{"序号", "项目名称", "时限"}
	rows := items(t, page{rows: [][]any{
		{"互认项目清单"}, head, {1, "钾", "7天"}, {"第 2 页"}, head, {2, "钠", "7天"},
		{"二、医学影像检查"}, {"序号", "检查项目", "检查部位", "互认时限"}, {1, "胸部CT平扫", "胸部", "30天"},
	}})
	wantItems(t, rows, "B3 钾 7d", "B6 钠 7d", "B9 胸部CT平扫 [医学影像检查] 30d")
}

func TestSeveralSheets(t *testing.T) {
	data := workbook(t,
		page{name: "填表说明", rows: [][]any{{"请按模板填写"}, {"项目名称", "必填"}}},
		page{name: "临床检验项目", rows: [][]any{{"项目名称", "时限"}, {"钾", "7天"}}},
		page{name: "CT", rows: [][]any{{"项目名称", "时限"}, {"胸部CT平扫", "30天"}}},
		page{name: "旧版", hidden: true, rows: [][]any{{"项目名称", "时限"}, {"不应读取", "7天"}}},
		page{name: "条款", rows: [][]any{{"条款", "取值"}, {"检验时限", "15天"}}},
		page{name: "空表"},
		page{name: "附件2", rows: [][]any{{"序号", "机构名称", "级别", "区县"}, {1, "演示市第一医院", "三级", "甲区"}}},
	)
	reading := open(t, "list.xlsx", data).Items()
	wantItems(t, reading.Rows, "A2 钾 [临床检验] 7d", "A2 胸部CT平扫 [CT] 30d")
	wantProblems(t, reading.Problems)
	wantProblems(t, reading.Notes, "SHEET_HIDDEN 旧版!0", "SHEET_SKIPPED 填表说明!0", "OTHER_LIST 附件2!0")
}

func TestParagraphsThatListNames(t *testing.T) {
	rows := items(t, page{rows: [][]any{
		{"演示市检验结果互认项目"},
		{"一、临床化学检验"},
		{"钾、钠、氯、总胆固醇"},
		{"免疫项目3项：甲胎蛋白、癌胚抗原、铁蛋白"},
		{"血气分析：pH"},
		{"注：以上项目须质评合格"},
	}})
	wantItems(t, rows,
		"A3 钾、钠、氯、总胆固醇 [临床化学检验]",
		"A4 免疫项目3项：甲胎蛋白、癌胚抗原、铁蛋白 [免疫项目]",
		"A5 血气分析：pH [血气分析]")
}

func TestCellsWithSeveralNamesStayWhole(t *testing.T) {
	rows := items(t, page{rows: [][]any{
		{"类别", "项目名称"},
		{"血脂", "总胆固醇、甘油三酯"},
		{"电解质", "1、钾"},
	}})
	wantItems(t, rows, "B2 总胆固醇、甘油三酯 [血脂]", "B3 钾 [电解质]")
}

func TestOneColumnOfNames(t *testing.T) {
	rows := items(t, page{rows: [][]any{{"互认项目名称"}, {"钾"}, {"一、免疫"}, {"甲胎蛋白"}, {"粪便检验"}}})
	wantItems(t, rows, "A2 钾", "A4 甲胎蛋白 [免疫]", "A5 粪便检验 [免疫]")
}

func TestNumbersWithTheirFormats(t *testing.T) {
	days := `0"天"`
	rows := items(t, page{
		rows: [][]any{{"项目名称", "互认时限（天）", "项目编码"}, {"钾", 7, 51}, {"钠", 30, 52}},
		edit: func(f *excelize.File, name string) error {
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &days})
			if err != nil {
				return err
			}
			return f.SetCellStyle(name, "B3", "B3", style)
		},
	})
	wantItems(t, rows, "A2 钾 7d", "A3 钠 30d")
	if rows[0].Code.Value != "51" {
		t.Errorf("code is %q", rows[0].Code.Value)
	}
}

func TestFormulasAreNotTrusted(t *testing.T) {
	data := workbook(t, page{rows: [][]any{
		{"序号", "项目名称", "互认时限", "备注"},
		{formula("ROW()-1"), "钾", formula("D9"), nil},
		{formula("ROW()-1"), formula("D8"), "7天", nil},
	}})
	reading := open(t, "list.xlsx", data).Items()
	wantProblems(t, reading.Problems, "FORMULA_CELL Sheet1!C2", "FORMULA_CELL Sheet1!B3", "VALUE_MISSING Sheet1!B3")
	if reading.Rows[0].Window.Stated() {
		t.Errorf("the cached value of a formula became the window %s", reading.Rows[0].Window)
	}
}

func TestEveryProblemIsReportedUpToTheLimit(t *testing.T) {
	rows := [][]any{{"序号", "项目名称", "互认时限", "影像要求"}}
	for range 30 {
		rows = append(rows, []any{1, "钾", "一段时间", "也许"})
	}
	rows = append(rows, []any{2, nil, "7天"})
	data := workbook(t, page{rows: rows})
	limits := sheet.DefaultLimits()
	b, _ := sheet.Open("list.xlsx", data, limits)
	if reading := b.Items(); len(reading.Problems) != 61 || reading.Truncated {
		t.Errorf("%d problems (truncated: %t), want 61", len(reading.Problems), reading.Truncated)
	}
	limits.Problems = 10
	b, _ = sheet.Open("list.xlsx", data, limits)
	reading := b.Items()
	if len(reading.Problems) != 10 || !reading.Truncated {
		t.Errorf("%d problems (truncated: %t), want 10 and truncated", len(reading.Problems), reading.Truncated)
	}
	wantProblems(t, reading.Problems[:2], "WINDOW_UNREADABLE Sheet1!C2", "IMAGES_UNREADABLE Sheet1!D2")
}

func TestSheetsWithoutAHeader(t *testing.T) {
	reading := open(t, "list.xlsx", workbook(t,
		page{name: "统计", rows: [][]any{{"月份", "次数"}, {"一月", 5}}},
		page{name: "清单", rows: [][]any{{"项目名称"}, {"钾"}}},
	)).Items()
	wantProblems(t, reading.Problems, "NO_HEADER 统计!0")
	if message := reading.Problems[0].Message; !strings.Contains(message.Zh, "项目名称") || !strings.Contains(message.Zh, "统计") {
		t.Errorf("the message names neither sheet nor column: %s", message.Zh)
	}
	wantItems(t, reading.Rows, "A2 钾")
}

func TestHeaderBeyondTheTwentiethRowIsNone(t *testing.T) {
	rows := [][]any{}
	for range 20 {
		rows = append(rows, []any{"前言", "正文"})
	}
	rows = append(rows, []any{"项目名称", "时限"}, []any{"钾", "7天"})
	reading := open(t, "list.xlsx", workbook(t, page{rows: rows})).Items()
	wantProblems(t, reading.Problems, "NO_HEADER Sheet1!0")
	reading = open(t, "list.xlsx", workbook(t, page{rows: rows[1:]})).Items()
	wantItems(t, reading.Rows, "A21 钾 7d")
}

func TestAFileOfAnotherListIsNamed(t *testing.T) {
	institutions := workbook(t, page{rows: [][]any{{"机构名称", "级别", "角色"}, {"演示市第一医院", "三级", "双向"}}})
	wantProblems(t, open(t, "x.xlsx", institutions).Items().Problems, "OTHER_LIST Sheet1!0")
	negative := workbook(t, page{rows: [][]any{{"项目名称", "情形", "效力"}, {"钾", "急诊", "医师酌定"}}})
	wantProblems(t, open(t, "x.xlsx", negative).Items().Problems, "OTHER_LIST Sheet1!0")
	list := workbook(t, page{rows: [][]any{{"项目名称", "类别", "互认时限"}, {"钾", "生化", "7天"}}})
	wantProblems(t, open(t, "x.xlsx", list).Negatives().Problems, "OTHER_LIST Sheet1!0")
	wantProblems(t, open(t, "x.xlsx", list).Institutions().Problems, "OTHER_LIST Sheet1!0")
	hidden := workbook(t, page{name: "说明"}, page{name: "清单", hidden: true, rows: [][]any{{"项目名称"}, {"钾"}}})
	wantProblems(t, open(t, "x.xlsx", hidden).Items().Problems, "NO_TABLE !0")
}

func TestHiddenRowsAreReadAndNoted(t *testing.T) {
	reading := open(t, "x.xlsx", workbook(t, page{
		rows: [][]any{{"项目名称"}, {"钾"}, {"钠"}},
		edit: func(f *excelize.File, name string) error { return f.SetRowVisible(name, 3, false) },
	})).Items()
	wantItems(t, reading.Rows, "A2 钾", "A3 钠")
	wantProblems(t, reading.Notes, "ROWS_HIDDEN Sheet1!3")
}

func TestTextFilesInEveryEncoding(t *testing.T) {
	const text = "演示市互认项目清单,,\r\n\r\n序号,项目名称,互认时限\r\n1,\"钾\n（K）\",７天\r\n\r\n2,γ-谷氨酰基转移酶,30天\r\n"
	encode := func(e interface{ String(string) (string, error) }, text string) []byte {
		encoded, err := e.String(text)
		check(t, err)
		return []byte(encoded)
	}
	utf16 := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()
	for name, data := range map[string][]byte{
		"UTF-8":                 []byte(text),
		"UTF-8 with BOM":        []byte("\ufeff" + text),
		"GBK":                   encode(simplifiedchinese.GBK.NewEncoder(), text),
		"GB18030":               encode(simplifiedchinese.GB18030.NewEncoder(), text),
		"UTF-16 with tabs":      encode(utf16, strings.ReplaceAll(text, ",", "\t")),
		"UTF-16 big endian":     encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder(), text),
		"UTF-16 without BOM":    encode(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder(), text),
		"semicolons":            []byte(strings.ReplaceAll(text, ",", ";")),
		"separator stated":      []byte("sep=;\r\n" + strings.ReplaceAll(text, ",", ";")),
		"tabs":                  []byte(strings.ReplaceAll(text, ",", "\t")),
		"line feeds":            []byte(strings.ReplaceAll(text, "\r", "")),
		"without the last line": []byte(strings.TrimSuffix(text, "\r\n")),
	} {
		reading := open(t, `C:\lists\清单.csv`, data).Items()
		if diff := cmp.Diff([]string{"B4 钾\n（K） 7d", "B6 γ-谷氨酰基转移酶 30d"}, brief(reading.Rows)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if len(reading.Rows) > 0 && reading.Rows[0].Name.Place.Sheet != "清单" {
			t.Errorf("%s: the sheet is called %q", name, reading.Rows[0].Name.Place.Sheet)
		}
	}
}

func TestTextFilesWithFormulas(t *testing.T) {
	reading := open(t, "x.csv", []byte("项目名称,编码,时限\n钾,=\"001\",=A1&\"天\"\n'+钠,002,7天\n")).Items()
	wantProblems(t, reading.Problems, "FORMULA_CELL x!C2")
	wantItems(t, reading.Rows, "A2 钾", "A3 +钠 7d")
	if reading.Rows[0].Code.Value != "001" {
		t.Errorf("code is %q", reading.Rows[0].Code.Value)
	}
}
