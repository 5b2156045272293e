package sheet_test

import (
	"testing"

	"concord/internal/registry"
	"concord/internal/sheet"

	"github.com/google/go-cmp/cmp"
)

func day(t testing.TB, s string) registry.Day {
	t.Helper()
	d, err := registry.ParseDay(s)
	check(t, err)
	return d
}

func TestInstitutionsAsPrinted(t *testing.T) {
	data := workbook(t, page{
		rows: [][]any{
			{"演示省检查检验结果互认医疗机构清单"},
			{"序号", "地市", "区县", "医疗机构名称", "统一社会信用代码", "机构级别", "类别", "互认角色", "互认范围", "有效期", nil, "备注"},
			{nil, nil, nil, nil, nil, nil, nil, nil, nil, "起", "止", nil},
			{1, "演示市", "甲区", "演示市第一医院", "12150400MB0000001A", "三级甲等", "综合医院", "双向", "全部", "2026-01-01", "2026年12月31日", "牵头"},
			{2, nil, "乙区", "演示市妇幼保健院", nil, "二级", "专科医院", "接收", "除甲胎蛋白、CEA外", 46023, "长期", nil},
			{3, "山城市", nil, "演示检验所", nil, "未定级", "独立实验室", "出具", "钾、钠", nil, nil, nil},
		},
		merges: []string{"A1:L1", "J2:K2", "B4:B5"},
	})
	reading := open(t, "list.xlsx", data).Institutions()
	wantProblems(t, reading.Problems)
	type row struct {
		Name, Prefecture, District, Grade, Kind, USCC, Note string
		Level                                               registry.Level
		Role                                                registry.Role
		Scope                                               registry.ScopeMode
		Names                                               []string
		Period                                              registry.Period
	}
	var got []row
	for _, r := range reading.Rows {
		got = append(got, row{
			r.Name.Value, r.Prefecture.Value, r.District.Value, r.Grade, r.Kind.Value, r.USCC.Value, r.Note.Value,
			r.Level, r.Role, r.ScopeMode, r.ScopeNames, r.Period,
		})
	}
	want := []row{
		{"演示市第一医院", "演示市", "甲区", "甲等", "综合医院", "12150400MB0000001A", "牵头", 3, registry.RoleBoth, registry.ScopeAll, nil, registry.Between(day(t, "2026-01-01"), day(t, "2026-12-31"))},
		{"演示市妇幼保健院", "演示市", "乙区", "", "专科医院", "", "", 2, registry.RoleReceives, registry.ScopeExcept, []string{"甲胎蛋白", "CEA"}, registry.Since(day(t, "2026-01-01"))},
		{"演示检验所", "山城市", "", "", "独立实验室", "", "", 0, registry.RoleIssues, registry.ScopeOnly, []string{"钾", "钠"}, registry.Always},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("institutions (-want +got):\n%s", diff)
	}
}

func TestLevelsInHeadingsAndInTwoColumns(t *testing.T) {
	reading := open(t, "list.xlsx", workbook(t,
		page{rows: [][]any{{"序号", "医院名称"}, {"一、三级医院（1家）"}, {1, "演示市第一医院"}, {"二、二级医院"}, {2, "演示市第二医院"}}},
		page{rows: [][]any{{"机构名称", "级别", "等次"}, {"演示市第三医院", "三级", "乙等"}, {"演示市第四医院", "三级甲等", "乙等"}, {"演示市第五医院", "四级", "头等"}}},
	)).Institutions()
	wantProblems(t, reading.Problems, "LEVEL_CONTRADICTS Sheet2!C3", "LEVEL_UNREADABLE Sheet2!B4", "GRADE_UNREADABLE Sheet2!C4")
	levels := map[string]registry.Level{}
	for _, r := range reading.Rows {
		levels[r.Name.Value] = r.Level
	}
	want := map[string]registry.Level{"演示市第一医院": 3, "演示市第二医院": 2, "演示市第三医院": 3, "演示市第四医院": 3, "演示市第五医院": 0}
	if diff := cmp.Diff(want, levels); diff != "" {
		t.Errorf("levels (-want +got):\n%s", diff)
	}
}

func TestInstitutionProblems(t *testing.T) {
	reading := open(t, "x.csv", []byte("机构名称,角色,互认范围,起始日期,截止日期\n,双向,全部,,\n演示医院,旁观,部分,2026-13-01,明天\n演示院,,,2026-02-01,2026-01-31\n")).Institutions()
	wantProblems(t, reading.Problems,
		"VALUE_MISSING x!A2", "DATE_UNREADABLE x!D3", "DATE_UNREADABLE x!E3", "ROLE_UNREADABLE x!B3", "SCOPE_UNREADABLE x!C3", "PERIOD_EMPTY x!E4")
}

func TestNegativesAsPrinted(t *testing.T) {
	data := workbook(t, page{
		rows: [][]any{
			{"演示市检查检验结果互认“负面”清单"},
			{"序号", "出具机构", "接收机构", "项目", "类别", "检查模态", "情形", "年龄", "科室", "效力", "起止日期", "原因"},
			{1, "演示市第四医院", nil, "甲胎蛋白", nil, nil, nil, nil, nil, "不予互认", "2026.1.1—2026.12.31", "质评不合格"},
			{2, "不限", "全部", nil, "临床化学检验", nil, "术前、输血前", "6岁以下", "儿科", "医师酌定", "长期", nil},
			{3, nil, nil, nil, nil, "US", "指标异常", "≥60岁", nil, nil, nil, nil},
			{"注：本清单自发布之日起施行。"},
		},
	})
	reading := open(t, "list.xlsx", data).Negatives()
	wantProblems(t, reading.Problems)
	type row struct {
		Issuer, Receiver, Item, Category, Modality, Situation, Department, Reason string
		Age                                                                       registry.AgeRange
		Effect                                                                    registry.NegativeEffect
		Period                                                                    registry.Period
		Row                                                                       int
	}
	var got []row
	for _, r := range reading.Rows {
		got = append(got, row{
			r.Issuer.Value, r.Receiver.Value, r.Item.Value, r.Category.Value, r.Modality.Value, r.Situation.Value,
			r.Department.Value, r.Reason.Value, r.Age, r.Effect, r.Period, r.Row.Row,
		})
	}
	want := []row{
		{Issuer: "演示市第四医院", Item: "甲胎蛋白", Reason: "质评不合格", Effect: registry.Deny, Period: registry.Between(day(t, "2026-01-01"), day(t, "2026-12-31")), Row: 3},
		{Category: "临床化学检验", Situation: "术前、输血前", Department: "儿科", Age: registry.AgeRange{Stated: true, Max: 6}, Effect: registry.Discretion, Period: registry.Always, Row: 4},
		{Modality: "US", Situation: "指标异常", Age: registry.AgeRange{Stated: true, Min: 60, Max: registry.MaxAge}, Period: registry.Always, Row: 5},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("negatives (-want +got):\n%s", diff)
	}
}

func TestNegativeProblems(t *testing.T) {
	reading := open(t, "x.csv", []byte("项目,情形,年龄,效力,有效期\n钾,急诊,儿童,看情况,2026年\n")).Negatives()
	wantProblems(t, reading.Problems, "PERIOD_UNREADABLE x!E2", "AGE_UNREADABLE x!C2", "EFFECT_UNREADABLE x!D2")
}

func TestQualificationsAsPrinted(t *testing.T) {
	data := workbook(t, page{
		rows: [][]any{
			{"机构名称", "检验项目", "室间质评计划名称", "轮次", "质评结果", "有效期起", "有效期止"},
			{"演示市第一医院", "钾", "演示省临检中心室间质评", "2026-1", "合格", "2026/1/1", "2026/12/31"},
			{nil, "钠", "演示省临检中心室间质评", "2026-1", "不合格", "2026/7/1", nil},
			{"演示市第二医院", "钾", nil, nil, "PASS", nil, nil},
			{"演示市第二医院", nil, nil, nil, "优秀", nil, nil},
			{nil, "钾", nil, nil, nil, nil, nil},
		},
		merges: []string{"A2:A3"},
	})
	reading := open(t, "x.xlsx", data).Qualifications()
	wantProblems(t, reading.Problems,
		"VALUE_MISSING Sheet1!B5", "RESULT_UNREADABLE Sheet1!E5", "VALUE_MISSING Sheet1!A6", "VALUE_MISSING Sheet1!E6")
	type row struct {
		Institution, Item, Programme, Round string
		Result                              registry.Result
		Period                              registry.Period
	}
	var got []row
	for _, r := range reading.Rows[:3] {
		got = append(got, row{r.Institution.Value, r.Item.Value, r.Programme.Value, r.Round.Value, r.Result, r.Period})
	}
	want := []row{
		{"演示市第一医院", "钾", "演示省临检中心室间质评", "2026-1", registry.Pass, registry.Between(day(t, "2026-01-01"), day(t, "2026-12-31"))},
		{"演示市第一医院", "钠", "演示省临检中心室间质评", "2026-1", registry.Fail, registry.Since(day(t, "2026-07-01"))},
		{"演示市第二医院", "钾", "", "", registry.Pass, registry.Always},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("qualifications (-want +got):\n%s", diff)
	}
}

func TestQualificationsNeedTheirColumns(t *testing.T) {
	reading := open(t, "x.csv", []byte("机构,项目,质评计划,轮次\n演示市第一医院,钾,省质评,1\n")).Qualifications()
	wantProblems(t, reading.Problems, "COLUMN_MISSING x!1")
	if len(reading.Rows) != 0 {
		t.Errorf("%d rows without results", len(reading.Rows))
	}
}

func TestCodeMaps(t *testing.T) {
	reading := open(t, "x.csv", []byte("院内编码,院内名称,项目编码,项目名称,单位\nK01,血清钾,LCHM051,,mmol/L\nCKMB,肌酸激酶同工酶,,CK-MB,\n,空,,,\n")).CodeMap()
	wantProblems(t, reading.Problems, "VALUE_MISSING x!A4")
	var got [][]string
	for _, r := range reading.Rows[:2] {
		got = append(got, []string{r.LocalCode.Value, r.LocalName.Value, r.Code.Value, r.Item.Value, r.Unit.Value})
	}
	want := [][]string{{"K01", "血清钾", "LCHM051", "", "mmol/L"}, {"CKMB", "肌酸激酶同工酶", "", "CK-MB", ""}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("codes (-want +got):\n%s", diff)
	}
}

func TestTermsInEnglishAndChinese(t *testing.T) {
	data := workbook(t,
		page{rows: [][]any{{"项目名称"}, {"钾"}}},
		page{name: "条款", rows: [][]any{
			{"互认条款"},
			{"条款", "取值"},
			{"quality_lab", "by_listing"},
			{"质控依据（检查）", "逐项"},
			{"检验时限", "15天"},
			{"window_exam", "3mo"},
			{"时限起算", "检查时间"},
			{"影像要求", "全部检查"},
			{"操作者依赖", "超声、心电"},
			{"mark", "赤峰HR"},
			{"最低级别", "三级及以上"},
			{"互认方向", "下级认上级"},
			{"本机构结果", "适用"},
			{"医联体内", "不适用"},
			{"注：其余从默认"},
		}},
	)
	reading := open(t, "x.xlsx", data).Terms()
	wantProblems(t, reading.Problems)
	var got []registry.Term
	for _, r := range reading.Rows {
		got = append(got, r.Term)
	}
	want := []registry.Term{
		{Name: "quality_lab", Value: "by_listing"}, {Name: "quality_exam", Value: "per_item"},
		{Name: "window_lab", Value: "15d"}, {Name: "window_exam", Value: "3mo"}, {Name: "anchor", Value: "exam"},
		{Name: "images", Value: "exam"}, {Name: "operator_dependent", Value: "US,ECG"}, {Name: "mark", Value: "赤峰HR"},
		{Name: "min_level", Value: "3"}, {Name: "direction", Value: "issuer_not_lower"},
		{Name: "own", Value: "apply"}, {Name: "consortium", Value: "skip"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("terms (-want +got):\n%s", diff)
	}
	if want := (sheet.Place{Sheet: "条款", Row: 5, Column: "A"}); reading.Rows[2].Place != want {
		t.Errorf("the third term stands at %s, want %s", reading.Rows[2].Place, want)
	}
}

func TestTermProblems(t *testing.T) {
	data := workbook(t, page{name: "条款", rows: [][]any{
		{"条款", "取值"}, {"mark", "赤峰"}, {"window_lab", "很久"}, {"互认费用", "0"}, {"unstated_lab", "无"}, {"list_at", formula("B2")}, {"direction", "随意"},
	}})
	wantProblems(t, open(t, "x.xlsx", data).Terms().Problems,
		"TERM_UNREADABLE 条款!B2", "TERM_UNREADABLE 条款!B3", "TERM_UNKNOWN 条款!A4", "TERM_UNREADABLE 条款!B5", "FORMULA_CELL 条款!A6", "TERM_UNREADABLE 条款!B7")
}
