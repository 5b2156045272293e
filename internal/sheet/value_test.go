package sheet

import (
	"testing"

	"concord/internal/registry"

	"github.com/google/go-cmp/cmp"
)

func TestWindowsAsPrinted(t *testing.T) {
	for _, test := range []struct{ text, headingUnit, want string }{
		{"30天", "", "30d"}, {"７天", "", "7d"}, {"30日内", "", "30d"}, {"≤7天", "", "7d"}, {"7d", "", "7d"}, {"不超过 7 天", "", "7d"},
		{"72小时", "", "72h"}, {"24小时内", "", "24h"}, {"72h", "", "72h"}, {"七十二小时", "", "72h"},
		{"3个月", "", "3mo"}, {"三个月内", "", "3mo"}, {"1年", "", "12mo"}, {"半年", "", "6mo"}, {"两年", "", "24mo"},
		{"一周", "", "7d"}, {"2周", "", "14d"}, {"十五天", "", "15d"}, {"14日（含）", "", "14d"}, {"7天内有效", "", "7d"}, {"30个自然日", "", "30d"},
		{"当日", "", "day"}, {"当天有效", "", "day"}, {"长期有效", "", "unlimited"}, {"不限", "", "unlimited"},
		{"", "", ""}, {"无", "", ""}, {"—", "", ""}, {"/", "", ""},
		{"30", "天", "30d"}, {"48", "小时", "48h"}, {"3个月", "天", "3mo"},
	} {
		got, ok := parseWindow(test.text, test.headingUnit)
		if !ok || got.String() != test.want {
			t.Errorf("window %q under a heading in %q is %q (understood: %t), want %q", test.text, test.headingUnit, got, ok, test.want)
		}
	}
}

func TestWindowsAreNeverGuessed(t *testing.T) {
	for _, text := range []string{
		"30", "7-14天", "3个工作日", "7天(门诊)、14天(住院)", "报告后7天", "<7天", "0天", "一段时间", "适当时间内", "半个月", "7天14天",
		"99999999天", "无时限", "根据病情", "天", "内", "7.5天", "-7天",
	} {
		if w, ok := parseWindow(text, ""); ok {
			t.Errorf("window %q was taken for %s", text, w)
		}
	}
}

func TestPrintedWindowsReadBack(t *testing.T) {
	for _, form := range []string{"", "72h", "15d", "3mo", "day", "unlimited"} {
		w, err := registry.ParseWindow(form)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := parseWindow(printWindow(w), ""); !ok || got != w {
			t.Errorf("%s is printed as %q and read as %s", w, printWindow(w), got)
		}
	}
}

func TestDaysAsWritten(t *testing.T) {
	for _, test := range []struct {
		text     string
		from1904 bool
		want     string
	}{
		{"2026-01-01", false, "2026-01-01"}, {"2026/1/1", false, "2026-01-01"}, {"2026.1.1", false, "2026-01-01"},
		{"2026年1月1日", false, "2026-01-01"}, {"20260101", false, "2026-01-01"}, {"２０２６年１月１日", false, "2026-01-01"},
		{"2026-01-01 00:00:00", false, "2026-01-01"}, {"46023", false, "2026-01-01"}, {"44561", true, "2026-01-01"},
		{"2024-02-29", false, "2024-02-29"},
		{"2026-02-29", false, ""}, {"2026年1月", false, ""}, {"2026", false, ""}, {"1月1日", false, ""}, {"12345678", false, ""}, {"99999", false, ""}, {"1/2/2026", false, ""},
	} {
		day, ok := parseDay(test.text, test.from1904)
		if ok != (test.want != "") || ok && day.String() != test.want {
			t.Errorf("date %q is %s (understood: %t), want %q", test.text, day, ok, test.want)
		}
	}
}

func TestPeriodsAsWritten(t *testing.T) {
	day := func(s string) registry.Day {
		d, err := registry.ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	year := registry.Between(day("2026-01-01"), day("2026-12-31"))
	for text, want := range map[string]registry.Period{
		"2026-01-01至2026-12-31": year, "2026.1.1—2026.12.31": year, "2026年1月1日-2026年12月31日": year,
		"2026/1/1~2026/12/31": year, "2026-01-01 - 2026-12-31": year, "20260101-20261231": year,
		"自2026年1月1日起至2026年12月31日止": year, "2026年度": year, "（2026-01-01至2026-12-31）": year,
		"长期": registry.Always, "": registry.Always, "-": registry.Always, "永久有效": registry.Always,
		"2026-01-01起": registry.Since(day("2026-01-01")), "2026-01-01至长期": registry.Since(day("2026-01-01")),
		"至2026-12-31": registry.Between(registry.MinDay, day("2026-12-31")),
	} {
		got, ok := parsePeriod(text)
		if !ok {
			t.Errorf("period %q is not understood", text)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("period %q (-want +got):\n%s", text, diff)
		}
	}
	for _, text := range []string{"2026-12-31", "2026年", "一年", "自发布之日起", "2026年1月-12月", "2026-02-30至2026-12-31", "2026-01-01至2026-02-01至2026-03-01"} {
		if got, ok := parsePeriod(text); ok {
			t.Errorf("period %q was taken for %v", text, got)
		}
	}
}

func TestAgesInCompletedYears(t *testing.T) {
	ages := func(first, last int16) registry.AgeRange {
		return registry.AgeRange{Stated: true, Min: first, Max: last}
	}
	for text, want := range map[string]registry.AgeRange{
		"6岁以下": ages(0, 6), "6岁及以下": ages(0, 6), "14周岁以下": ages(0, 14), "14周岁以下（含14周岁）": ages(0, 14), "≤6岁": ages(0, 6), "6岁以内": ages(0, 6),
		"0-6岁": ages(0, 6), "０～６岁": ages(0, 6), "6岁至12岁": ages(6, 12), "3岁": ages(3, 3),
		"≥60岁": ages(60, registry.MaxAge), "60岁以上": ages(60, registry.MaxAge), "60周岁及以上": ages(60, registry.MaxAge), "年满18周岁": ages(18, registry.MaxAge),
		"<6岁": ages(0, 5), "不满6周岁": ages(0, 5), "未满14周岁": ages(0, 13), ">60岁": ages(61, registry.MaxAge),
		"": {}, "无": {},
	} {
		got, ok := parseAge(text)
		if !ok || got != want {
			t.Errorf("age %q is %+v (understood: %t), want %+v", text, got, ok, want)
		}
	}
	for _, text := range []string{"儿童", "6月龄", "28天以下", "成人", "18岁(不含)以上", "12-6岁", "200岁以下", "未满0岁", "6", "6-岁"} {
		if got, ok := parseAge(text); ok {
			t.Errorf("age %q was taken for %+v", text, got)
		}
	}
}

func TestLevelsAndGrades(t *testing.T) {
	for _, test := range []struct {
		text  string
		level registry.Level
		grade string
	}{
		{"三级", 3, ""}, {"二级", 2, ""}, {"一级", 1, ""}, {"三级甲等", 3, "甲等"}, {"三甲", 3, "甲等"}, {"二级乙等", 2, "乙等"}, {"Ⅲ级", 3, ""}, {"3", 3, ""},
		{"2级", 2, ""}, {"三级未定等", 3, ""}, {"三级特等", 3, "特等"}, {"未定级", 0, ""}, {"", 0, ""}, {"无", 0, ""}, {"三级医院", 3, ""},
	} {
		level, grade, ok := parseLevel(test.text)
		if !ok || level != test.level || grade != test.grade {
			t.Errorf("level %q is %d %q (understood: %t), want %d %q", test.text, level, grade, ok, test.level, test.grade)
		}
	}
	for _, text := range []string{"四级", "甲等", "三级以上", "县级", "0"} {
		if level, _, ok := parseLevel(text); ok {
			t.Errorf("level %q was taken for %d", text, level)
		}
	}
}

func TestScopesAsPrinted(t *testing.T) {
	for text, want := range map[string]scope{
		"":                {},
		"全部":              {},
		"全部项目":            {},
		"钾、钠、氯":           {registry.ScopeOnly, []string{"钾", "钠", "氯"}},
		"CT平扫；MR平扫":       {registry.ScopeOnly, []string{"CT平扫", "MR平扫"}},
		"1,25-二羟维生素D,钙":   {registry.ScopeOnly, []string{"1,25-二羟维生素D", "钙"}},
		"血气（pH、PO2）、钾":    {registry.ScopeOnly, []string{"血气（pH、PO2）", "钾"}},
		"除钾、钠外":           {registry.ScopeExcept, []string{"钾", "钠"}},
		"除FT3、FT4以外的全部项目": {registry.ScopeExcept, []string{"FT3", "FT4"}},
		"全部（除甲胎蛋白外）":      {registry.ScopeExcept, []string{"甲胎蛋白"}},
		"全部，除外：甲胎蛋白":      {registry.ScopeExcept, []string{"甲胎蛋白"}},
		"除葡萄糖/血糖之外":       {registry.ScopeExcept, []string{"葡萄糖/血糖"}},
		"除钾、钠外，其余全部":      {registry.ScopeExcept, []string{"钾", "钠"}},
		"乙肝两对半\n丙肝抗体":     {registry.ScopeOnly, []string{"乙肝两对半", "丙肝抗体"}},
	} {
		got, ok := parseScope(text)
		if !ok {
			t.Errorf("scope %q is not understood", text)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(scope{})); diff != "" {
			t.Errorf("scope %q (-want +got):\n%s", text, diff)
		}
	}
	for _, text := range []string{"部分", "部分项目", "详见附件", "除外"} {
		if got, ok := parseScope(text); ok {
			t.Errorf("scope %q was taken for %+v", text, got)
		}
	}
}

func TestNumbersAsExcelShowsThem(t *testing.T) {
	for _, test := range []struct {
		id         int
		code, text string
		want       string
	}{
		{0, "", "30", "30"}, {0, "", "0.1", "0.1"}, {0, "", "7.0000000000000007E-2", "0.07"}, {0, "", "4.65E+21", "4.65000E+21"},
		{14, "", "46023", "2026-01-01"}, {31, "", "46023", "2026-01-01"}, {58, "", "46023", "2026-01-01"}, {22, "", "46023.5", "2026-01-01 12:00:00"},
		{176, `yyyy"年"m"月"d"日"`, "46023", "2026-01-01"}, {176, `[$-804]yyyy\-mm\-dd;@`, "46023", "2026-01-01"},
		{177, `0"天"`, "30", "30天"}, {177, `0天`, "30", "30天"}, {177, `"≤"0"小时"`, "72", "≤72小时"}, {178, "0000", "51", "0051"},
		{179, "General", "30", "30"}, {180, "#,##0.00_ ", "30", "30"}, {181, `[Red]0"天"`, "7", "7天"}, {0, "", "text", "text"},
	} {
		if got := formatOf(test.id, test.code).show(test.text, false); got != test.want {
			t.Errorf("%s under format %d %s shows %q, want %q", test.text, test.id, test.code, got, test.want)
		}
	}
}

func TestColumnNames(t *testing.T) {
	for column, name := range map[int]string{1: "A", 26: "Z", 27: "AA", 702: "ZZ", 703: "AAA", lastColumn: "XFD"} {
		if got := columnName(column); got != name {
			t.Errorf("column %d is %s, want %s", column, got, name)
		}
		if got, row, ok := parseReference(name + "7"); !ok || got != column || row != 7 {
			t.Errorf("%s7 is column %d, row %d (ok: %t)", name, got, row, ok)
		}
	}
	if column, _, ok := parseReference("ZZZZZZZZZZZZZZZZZZ1"); !ok || column != lastColumn+1 {
		t.Errorf("a column beyond the last one is %d (ok: %t)", column, ok)
	}
}
