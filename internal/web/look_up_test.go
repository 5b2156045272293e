package web_test

import (
	"encoding/json"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"concord/catalogs"
	"concord/internal/app"
	"concord/internal/registry"
	"concord/internal/server"
)

// cutOut is what stands in a page between two texts; empty where they do not.
func cutOut(body, before, after string) string {
	_, rest, _ := strings.Cut(body, before)
	inside, _, found := strings.Cut(rest, after)
	if !found {
		return ""
	}
	return inside
}

// aLookUp is the address of a question about a result of 演示市第一人民医院 at
// 演示市第二人民医院, examined two days ago; pairs say what is different.
func aLookUp(pairs ...string) string { return questionTo("/look-up", pairs...) }

func questionTo(path string, pairs ...string) string {
	values := url.Values{"issuer": {"990100-0001"}, "receiver": {"990100-0002"}, "item": {"LCHM051"}, "exam_date": {"2026-11-20"}}
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return path + "?" + values.Encode()
}

// outcomeOn is the answer at the top of a page; empty where there is none.
func outcomeOn(body string) string {
	return html.UnescapeString(cutOut(body, `<h1 id="outcome">`, "</h1>"))
}

// saidNear is what is said of a field.
func saidNear(body, id string) string {
	_, rest, _ := strings.Cut(body, `id="`+id+`"`)
	field, _, _ := strings.Cut(rest, `<div class="field`)
	_, said, _ := strings.Cut(field, `id="d-`)
	return said
}

// offeredOn are the links that choose a meaning, by what they say.
func offeredOn(body string) map[string]string {
	links := map[string]string{}
	for _, list := range regexp.MustCompile(`(?s)<ul class="lu-choices">.*?</ul>`).FindAllString(body, -1) {
		for _, link := range regexp.MustCompile(`<a href="([^"]*)">([^<]*)`).FindAllStringSubmatch(list, -1) {
			links[strings.TrimSpace(link[2])] = html.UnescapeString(link[1])
		}
	}
	return links
}

func TestLookUp(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t, "zh")
	for _, tt := range []struct {
		name, address, outcome string
		says                   []string
	}{
		{"recognized", aLookUp(), "可互认", []string{"演示HR", "有效至 2026-11-27 00:00", "还有 4 天", "R42 WITHIN_WINDOW", "/lists/990100/items/versions/2", "以接诊医师判断为准", "2026-11-20（按当日 00:00 计）"}},
		{"before an operation", aLookUp("situation", "ST03"), "由接诊医师判断", []string{"R50 SITUATION", "决定结果", "请记录采信或复查的理由"}},
		{"too old", aLookUp("exam_date", "2026-11-10"), "不互认", []string{"时限已于 2026-11-17 00:00 届满", "已过 5 天", "WINDOW_EXPIRED"}},
		{"of nobody", aLookUp("issuer", "999999-0001"), "无法判断", []string{"999999-0001", "没有登记", "INSTITUTION_UNKNOWN"}},
		{"by an identifier of nobody", aLookUp("issuer", "uscc:91110000000000000X"), "无法判断", []string{"INSTITUTION_UNKNOWN"}},
		{"by the code of the hospital", aLookUp("item", "local:K"), "可互认", []string{"CODE_RESOLVED"}},
		{"by a code that means two", aLookUp("item", "local:CKMB"), "无法判断", []string{"CODE_AMBIGUOUS", "LCHM074"}},
		{"without images", aLookUp("item", "ECTX018", "has_images", "no"), "不互认", []string{"IMAGES_MISSING", "不能调阅"}},
		{"cancelled", aLookUp("report_status", "cancelled"), "不互认", []string{"不应采信", "时限至 2026-11-27 00:00"}},
		{"of a child", aLookUp("item", "LHEM001", "patient_age_years", "5"), "不互认", []string{"NEG_ITEM", "患者年龄（周岁）"}},
		{"from the state before any list", aLookUp("at", "1-1", "asked_at", "2026-11-22T10:00:00+08:00"), "不互认", []string{"这是当时的回答", ">1-1<"}},
		{"a panel of all kinds", aLookUp("item", "PNL035"), "各项不同，请逐项看", []string{"电解质（组合，6 项）", "逐项回答"}},
		{"a panel of one kind", aLookUp("item", "PNL004"), "全部不互认", []string{"尿常规（组合，12 项）"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, body := v.get(t, tt.address)
			if got := outcomeOn(body); status != http.StatusOK || got != tt.outcome {
				t.Errorf("%d, %q, want %q", status, got, tt.outcome)
			}
			for _, text := range tt.says {
				if !strings.Contains(body, text) {
					t.Errorf("the page does not say %q", text)
				}
			}
		})
	}
	t.Run("in English", func(t *testing.T) {
		if _, body := s.visitor(t, "en").get(t, aLookUp("situation", "ST03")); outcomeOn(body) != "Physician's discretion" {
			t.Errorf("it says %q", outcomeOn(body))
		}
	})
}

func TestALinkGivesTheSameAnswer(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	_, body := v.get(t, questionTo("/look-up", "issuer", "演示一院", "item", "血钾", "situation", "ST03"))
	link := html.UnescapeString(cutOut(body, `<div class="lu-keep"><a class="button quiet no-print" href="`, `"`))
	for _, part := range []string{"issuer=990100-0001", "item=LCHM051", "asked_at=2026-11-22T10%3A00%3A00%2B08%3A00", "at=1-", "situation=ST03"} {
		if !strings.Contains(link, part) {
			t.Errorf("the link %s does not say %s", link, part)
		}
	}
	_, again := v.get(t, link)
	const findings, end = `<ol class="lu-findings">`, "</ol>"
	if got, want := cutOut(again, findings, end), cutOut(body, findings, end); got != want || got == "" {
		t.Errorf("the findings are\n%s\nand were\n%s", got, want)
	}
	if !strings.Contains(again, "这是当时的回答") || strings.Contains(body, "这是当时的回答") {
		t.Error("only the link's page says that it is of another moment")
	}
}

func TestAnAnswerOfAnotherMomentSaysWhich(t *testing.T) {
	v := newSite(t).visitor(t, "zh") // it is ten o'clock of the 22nd
	for _, tt := range []struct {
		address   string
		says, not []string
	}{
		{aLookUp(), []string{"还有 4 天"}, []string{"当时", "今天", "这是"}},
		{aLookUp("exam_date", "2026-11-14", "asked_at", "2026-11-18T10:00:00+08:00", "at", "1-13"),
			[]string{"有效至 2026-11-21 00:00", "当时还有 2 天", "今天已届满", "询问时间 2026-11-18 10:00，登记状态 1-13"}, []string{"今天还有"}},
		{aLookUp("asked_at", "2026-11-21T10:00:00+08:00", "at", "1-13"), []string{"当时还有 5 天", "今天还有 4 天"}, []string{"今天已届满"}},
		{aLookUp("asked_at", "2026-11-22T09:59:00+08:00", "at", "1-13"), []string{"当时还有 4 天"}, []string{">今天"}},
		{aLookUp("exam_date", "2026-11-10", "asked_at", "2026-11-18T10:00:00+08:00", "at", "1-13"), []string{"当时已过 1 天"}, []string{">今天"}},
		{aLookUp("at", "1-13"), []string{"按登记状态 1-13 作出的回答"}, []string{"当时", ">今天"}},
		{questionTo("/look-up/visit", "exam_date", "2026-11-14", "asked_at", "2026-11-18T10:00:00+08:00"), []string{"当时还有 2 天", "今天已届满", "询问时间 2026-11-18 10:00"}, nil},
	} {
		_, body := v.get(t, tt.address)
		answer := cutOut(body, `<article class="lu-answer`, "</article>")
		for _, text := range tt.says {
			if !strings.Contains(answer, text) {
				t.Errorf("%s does not say %q: %s", tt.address, text, cutOut(answer, `<p class="lu-valid`, "</p>"))
			}
		}
		for _, text := range tt.not {
			if strings.Contains(answer, text) {
				t.Errorf("%s says %q", tt.address, text)
			}
		}
	}
}

func TestNamesAsPeopleTypeThem(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	for _, tt := range []struct{ field, text, means string }{
		{"issuer", "演示市第一人民医院", "演示市第一人民医院 · 990100-0001"},
		{"issuer", "演示一院", "演示市第一人民医院 · 990100-0001"},
		{"issuer", "yszyyy", ""},
		{"issuer", "990100-0003", "演示市中医医院 · 990100-0003"},
		{"item", "LCHM001", "丙氨酸氨基转移酶 · LCHM001"},
		{"item", "alt", "丙氨酸氨基转移酶 · LCHM001"},
		{"item", "谷丙转氨酶", "丙氨酸氨基转移酶 · LCHM001"},
		{"item", "血常规", "血常规 · PNL001"},
		{"item", "CBC", "血常规 · PNL001"},
	} {
		status, body := v.get(t, aLookUp(tt.field, tt.text))
		if tt.means == "" {
			if status != http.StatusUnprocessableEntity || !strings.Contains(saidNear(body, "f-"+tt.field), "没有找到“"+tt.text+"”") {
				t.Errorf("%s %q: %d, %s", tt.field, tt.text, status, saidNear(body, "f-"+tt.field))
			}
			continue
		}
		if status != http.StatusOK || !strings.Contains(body, ">"+tt.means+"</") {
			t.Errorf("%s %q is not taken for %s: %d, %s", tt.field, tt.text, tt.means, status, cutOut(body, `<dl class="facts lu-facts">`, "</dl>"))
		}
	}
}

func TestWhatANameMayMeanIsOffered(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	for _, tt := range []struct{ field, text, choice, means string }{
		{"issuer", "ys", "演示市中医医院", "990100-0003"},
		{"issuer", "ysszyyy", "演示市中医医院", "990100-0003"}, // one alone is offered too
		{"issuer", "演示市中医", "演示市中医医院", "990100-0003"},
		{"item", "xbdjlctps", "胸部低剂量CT平扫", "ECTX020"},
		{"item", "xcg", "血常规", "PNL001"},
		{"item", "CK-MB", "肌酸激酶同工酶活性", "LCHM074"},
		{"item", "tg", "甘油三酯", "LCHM040"},
	} {
		status, body := v.get(t, aLookUp(tt.field, tt.text, "situation", "ST03"))
		link, offered := offeredOn(body)[tt.choice]
		if status != http.StatusUnprocessableEntity || !offered || outcomeOn(body) != "" {
			t.Errorf("%s %q: %d, %v", tt.field, tt.text, status, offeredOn(body))
			continue
		}
		if !strings.Contains(body, `value="`+tt.text+`" data-suggest`) {
			t.Errorf("%s: what was typed is gone", tt.text)
		}
		status, body = v.get(t, link)
		if status != http.StatusOK || !strings.Contains(body, " · "+tt.means+"</") || !strings.Contains(body, "术前") {
			t.Errorf("%s leads to %d, %s", link, status, cutOut(body, `<dl class="facts lu-facts">`, "</dl>"))
		}
	}
}

func TestWhatAFieldMeantBefore(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	_, body := v.get(t, aLookUp("item", "钾", "item_was", "LCHM051"))
	if !strings.Contains(body, ">钾 · LCHM051</") {
		t.Error("a name is not what it was before")
	}
	_, body = v.get(t, aLookUp("item", "钠", "item_was", "LCHM051"))
	if strings.Contains(body, ">钾 · LCHM051</") {
		t.Error("another name is what the field meant before")
	}
}

func TestWrongQuestions(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	for _, tt := range []struct{ name, address, field, says string }{
		{"nothing", "/look-up?ask=1", "f-issuer", "请填写出具结果的医院"},
		{"no date", aLookUp("exam_date", "", "ask", "1"), "f-exam_date", "请填写检查（采样）日期"},
		{"no hospital of the name", aLookUp("receiver", "没有的医院"), "f-receiver", "由接诊医师核对报告后决定"},
		{"no item of the name", aLookUp("item", "没有的项目"), "f-item", "没有找到“没有的项目”"},
		{"no date at all", aLookUp("exam_date", "20 Nov"), "f-exam_date", "写成 2026-11-20"},
		{"tomorrow", aLookUp("exam_date", "2026-11-23"), "f-exam_date", "这一天还没有到"},
		{"reported before it was done", aLookUp("report_date", "2026-11-19"), "f-report_date", "报告日期早于检查日期"},
		{"later today", aLookUp("exam_date", "2026-11-22", "exam_time", "11:00"), "f-exam_time", "这个时间还没有到"},
		{"reported an hour before", aLookUp("exam_time", "09:00", "report_date", "2026-11-20", "report_time", "08:00"), "f-report_time", "报告时间早于检查时间"},
		{"no time of day", aLookUp("exam_time", "morning"), "f-exam_time", "写成 08:30"},
		{"an hour of no day", aLookUp("report_time", "08:00"), "f-report_date", "请一并填写报告日期"},
		{"read elsewhere", aLookUp("diagnosed_by", "990100-0003"), "f-diagnosed_by", "检验结果没有集中式诊断"},
		{"no such age", aLookUp("patient_age_years", "-1"), "f-patient_age_years", "年龄“-1”不在 0 到 199 之间"},
		{"no such department", aLookUp("department", "没有的科"), "f-department", "没有科室“没有的科”"},
		{"neither yes nor no", aLookUp("has_images", "perhaps"), "f-has_images", "既不是有，也不是无"},
		{"no such status", aLookUp("report_status", "lost"), "f-report_status", "不认识的报告状态“lost”"},
		{"no such situation", aLookUp("situation", "ST99"), "main", "没有情形“ST99” <span class=\"fix\">在“更多条件”中勾选"},
		{"no such state", aLookUp("at", "9-9"), "main", "没有登记状态 9-9"},
		{"no such state of writing", aLookUp("at", "latest"), "main", "没有登记状态 latest"},
		{"a year of two digits", aLookUp("exam_date", "0026-11-20"), "f-exam_date", "年份写四位"},
		{"inside a word", aLookUp("item", "NOPE"), "f-item", "没有找到“NOPE”"},
		{"part of a name", aLookUp("item", "胃泌素释放"), "f-item", "可能指以下这项"},
		{"initials", aLookUp("item", "xcg"), "f-item", "“xcg”可能是以下之一"},
		{"a name as lists print it", aLookUp("item", "右肩关节正位"), "f-item", "可能指以下这项"},
		{"a moment to come", aLookUp("asked_at", "2099-01-01T00:00:00+08:00"), "main", "还没有到"},
		{"no such moment", aLookUp("asked_at", "now"), "main", "“now”不是询问时间"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, body := v.get(t, tt.address)
			said := body
			if tt.field != "main" {
				said = saidNear(body, tt.field)
			}
			if status != http.StatusUnprocessableEntity || !strings.Contains(said, tt.says) {
				t.Errorf("%d, at the field: %s", status, said)
			}
			if outcomeOn(body) != "" {
				t.Errorf("there is an answer: %s", outcomeOn(body))
			}
		})
	}
	_, body := v.get(t, aLookUp("issuer", "没有的医院", "exam_date", "2026-12-24", "patient_age_years", "x"))
	if n := len(regexp.MustCompile(`aria-invalid="true"`).FindAllString(body, -1)); n != 3 {
		t.Errorf("%d fields are marked, want 3 at once", n)
	}
	if status, body := v.get(t, "/look-up?item=LCHM051"); status != http.StatusOK || strings.Contains(body, "请填写") {
		t.Error("a link that begins a question is scolded")
	}
}

func TestAFieldThatStandsTwice(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	for _, field := range []string{"issuer", "receiver", "item", "exam_date"} {
		if status, body := v.get(t, "/look-up?"+field+"=&"+strings.TrimPrefix(aLookUp(), "/look-up?")); status != http.StatusOK || outcomeOn(body) != "可互认" {
			t.Errorf("with an empty %s before: %d, %s", field, status, outcomeOn(body))
		}
	}
}

func TestWhenTheHourOfTheReportMatters(t *testing.T) {
	v := newSite(t).visitor(t, "zh") // it is ten o'clock of the 22nd, and the window is seven days
	const caveat = "结果可能仍在时限内"
	for _, tt := range []struct {
		address string
		matters bool
	}{
		{aLookUp("exam_date", "2026-11-15"), true},
		{aLookUp("exam_date", "2026-11-12", "report_date", "2026-11-15"), true},
		{aLookUp("exam_date", "2026-11-14"), false},
		{aLookUp("exam_date", "2026-11-16"), false},
		{aLookUp("exam_date", "2026-11-15", "report_status", "preliminary"), false},
		{questionTo("/look-up", "exam_date", "2026-11-15", "item", "电解质"), true},
		{questionTo("/look-up/visit", "exam_date", "2026-11-15"), true},
		{questionTo("/look-up/visit", "exam_date", "2026-11-14"), false},
	} {
		if _, body := v.get(t, tt.address); strings.Contains(body, caveat) != tt.matters {
			t.Errorf("%s: that it may still be valid is said: %v", tt.address, !tt.matters)
		}
	}
}

func TestTheHourCanBeSaid(t *testing.T) {
	v := newSite(t).visitor(t, "zh") // it is ten o'clock of the 22nd, and the window is seven days
	for _, tt := range []struct{ name, address, outcome, says string }{
		{"within the hour", aLookUp("exam_date", "2026-11-15", "exam_time", "10:30"), "可互认", "2026-11-15 10:30</dd>"},
		{"past the hour", aLookUp("exam_date", "2026-11-15", "exam_time", "09:30"), "不互认", "2026-11-15 09:30</dd>"},
		{"to the second", aLookUp("exam_date", "2026-11-15", "exam_time", "10:00:01"), "可互认", `value="10:00:01"`},
		{"as the contract writes it", aLookUp("exam_date", "", "exam_time", "2026-11-15T02:30:00Z"), "可互认", "2026-11-15 10:30</dd>"},
		{"of the report", aLookUp("exam_date", "2026-11-14", "report_date", "2026-11-15", "report_time", "10:30"), "可互认", "2026-11-15 10:30</dd>"},
		{"reported that day", aLookUp("exam_time", "08:30", "report_date", "2026-11-20"), "可互认", "2026-11-20（按检查时间计）"},
	} {
		_, body := v.get(t, tt.address)
		if outcomeOn(body) != tt.outcome || !strings.Contains(body, tt.says) || strings.Contains(body, "结果可能仍在时限内") {
			t.Errorf("%s: %s, with %s", tt.name, outcomeOn(body), cutOut(body, `<dl class="facts lu-facts">`, "</dl>"))
		}
	}
	_, body := v.get(t, aLookUp("exam_date", "2026-11-15", "exam_time", "10:30"))
	link := html.UnescapeString(cutOut(body, `<div class="lu-keep"><a class="button quiet no-print" href="`, `"`))
	if _, again := v.get(t, link); outcomeOn(again) != "可互认" || !strings.Contains(link, "exam_time=10%3A30") {
		t.Errorf("the link %s forgets the hour", link)
	}
}

func TestWhatAnAnswerAsksFor(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	_, body := v.get(t, aLookUp())
	if strings.Contains(body, "patient_age_years") || strings.Contains(body, `name="department"`) {
		t.Error("age or department is asked for where nothing rests on it")
	}
	_, body = v.get(t, aLookUp("item", "LHEM001", "situation", "ST03"))
	asks := cutOut(body, `<section class="lu-asks needed-now`, "</section>")
	for _, part := range []string{"还差一项信息", `name="patient_age_years"`, `name="issuer" value="990100-0001"`, `name="situation" value="ST03"`} {
		if !strings.Contains(asks, part) {
			t.Errorf("what is asked for has no %s: %s", part, asks)
		}
	}
	_, body = v.get(t, aLookUp("item", "LCHM030"))
	if asks := cutOut(body, `<section class="lu-asks`, "</section>"); !strings.Contains(asks, `name="department"`) || outcomeOn(body) != "可互认" {
		t.Errorf("%s; asked for: %s", outcomeOn(body), asks)
	}
	shoulder := []string{"issuer", "440100-0001", "receiver", "440100-0002", "item", "EXRY007"}
	_, body = v.get(t, aLookUp(shoulder...))
	if asks := cutOut(body, `<section class="lu-asks`, "</section>"); !strings.Contains(asks, `name="laterality"`) || strings.Contains(asks, `name="specimen"`) {
		t.Errorf("of an entry for one side, asked for: %s", asks)
	}
	_, body = v.get(t, aLookUp(append(shoulder, "laterality", "L", "projection", "AP")...))
	if !strings.Contains(body, `<option value="L" selected>`) || strings.Contains(body, `<section class="lu-asks`) {
		t.Error("what was said of the side is not there, or asked for again")
	}
	_, body = v.get(t, aLookUp("item", "ECTX018"))
	yes := html.UnescapeString(cutOut(cutOut(body, `<section class="lu-asks`, "</section>"), `<a class="button" href="`, `"`))
	if _, body := v.get(t, yes); outcomeOn(body) != "可互认" {
		t.Errorf("with images (%s) it says %q", yes, outcomeOn(body))
	}
}

func TestACodeThatMeansTwoIsOffered(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	_, body := v.get(t, aLookUp("item", "local:CKMB"))
	link, ok := offeredOn(body)["肌酸激酶同工酶质量"]
	if !ok {
		t.Fatalf("offered: %v", offeredOn(body))
	}
	if _, body := v.get(t, link); !strings.Contains(body, "肌酸激酶同工酶质量 · LCAR005") {
		t.Errorf("%s leads to %s", link, outcomeOn(body))
	}
}

func TestAPanelItemByItem(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	_, body := v.get(t, aLookUp("item", "电解质"))
	rows := regexp.MustCompile(`<a href="(/look-up\?[^"]*)">([^<]*)</a></th>.*?<span class="badge \w+">([^<]*)<`).FindAllStringSubmatch(body, -1)
	if len(rows) != 6 {
		t.Fatalf("%d rows, want 6", len(rows))
	}
	for _, row := range rows {
		if _, one := v.get(t, html.UnescapeString(row[1])); outcomeOn(one) != row[3] {
			t.Errorf("%s is %s in the panel and %s alone", row[2], row[3], outcomeOn(one))
		}
	}
}

func TestNothingOfAQuestionIsMarkup(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	const probe = `"><script>alert(1)</script>`
	for _, address := range []string{"/look-up", "/look-up/visit", "/look-up/who"} {
		for _, field := range []string{
			"issuer", "receiver", "institution", "item", "item_was", "exam_date", "report_date", "report_status", "has_images", "situation",
			"diagnosed_by", "patient_age_years", "department", "specimen", "laterality", "asked_at", "at", "direction", "add", "q", "sort", probe,
		} {
			_, body := v.get(t, questionTo(address, "institution", "990100-0001", field, probe))
			if strings.Contains(body, "<script>alert") || strings.Contains(body, `"><script`) {
				t.Errorf("%s writes %s as markup", address, field)
			}
		}
	}
}

func TestBeforeTheRegistryIsLoadedNothingIsDecided(t *testing.T) {
	served, err := server.New(app.New(nil, catalogs.Load(), slog.New(slog.DiscardHandler)), catalogs.Load(), server.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{aLookUp(), questionTo("/look-up/visit"), "/look-up/who?institution=990100-0001&item=LCHM051"} {
		request := httptest.NewRequest(http.MethodGet, address, nil)
		request.Header.Set("Accept", "text/html")
		answer := httptest.NewRecorder()
		served.ServeHTTP(answer, request)
		if answer.Code != http.StatusServiceUnavailable || strings.Contains(answer.Body.String(), "不互认") {
			t.Errorf("%s: %d %s", address, answer.Code, answer.Body)
		}
	}
}

func TestSuggestions(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	for _, tt := range []struct{ address, first, label string }{
		{"/suggest/orders?q=xcg", "PNL001", "血常规"},
		{"/suggest/orders?q=alt", "LCHM001", "丙氨酸氨基转移酶"},
		{"/suggest/items?q=k", "LCHM051", "钾"},
		{"/suggest/institutions?q=ysxrm", "990100-0004", "演示县人民医院"},
		{"/suggest/regions?q=cf", "150400", "赤峰市"},
	} {
		_, body := v.get(t, tt.address)
		var found []struct{ Value, Label, Note string }
		if err := json.Unmarshal([]byte(body), &found); err != nil || len(found) == 0 || len(found) > 8 {
			t.Fatalf("%s: %v, %s", tt.address, err, body)
		}
		if found[0].Value != tt.first || found[0].Label != tt.label {
			t.Errorf("%s begins with %v", tt.address, found[0])
		}
	}
	for address, said := range map[string]bool{
		"/suggest/orders?q=xcg": true, "/suggest/institutions?q=ysyy": true, "/suggest/regions?q=cfs": true,
		"/suggest/orders?q=alt": false, "/suggest/orders?q=%E9%92%BE": false, "/suggest/orders?q=xb": false,
	} {
		_, body := v.get(t, address)
		if n := strings.Count(body, `"initials":true`); n > 1 || n == 1 != said {
			t.Errorf("%s: the initials of %d things: %s", address, n, body)
		}
	}
	if _, body := v.get(t, "/suggest/orders?q=zzzzzz"); strings.TrimSpace(body) != "[]" {
		t.Errorf("of nothing there is %s", body)
	}
}

func TestAVisit(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	address := "/look-up/visit?issuer=990100-0001&receiver=990100-0002&exam_date=2026-11-20&ask=1&item=" + url.QueryEscape("钾、ALT") + "&item=ckmb&item=PNL035&item=&item=" + url.QueryEscape("没有的项目")
	status, body := v.get(t, address)
	names := regexp.MustCompile(`<th scope="row"[^>]*><a href="([^"]*)">([^<]*)</a>`).FindAllStringSubmatch(body, -1)
	var got []string
	for _, name := range names {
		got = append(got, name[2])
		if status, _ := v.get(t, html.UnescapeString(name[1])); status != http.StatusOK {
			t.Errorf("%s leads to %d", name[1], status)
		}
	}
	if want := []string{"钾", "丙氨酸氨基转移酶", "电解质"}; status != http.StatusUnprocessableEntity || !slices.Equal(got, want) {
		t.Errorf("%d, answers about %v, want %v", status, got, want)
	}
	if !strings.Contains(saidNear(body, "f-item-4"), "没有找到“没有的项目”") {
		t.Errorf("at the line: %s", saidNear(body, "f-item-4"))
	}
	status, body = v.get(t, offeredOn(body)["肌酸激酶同工酶质量"])
	if status != http.StatusUnprocessableEntity || !strings.Contains(body, `value="肌酸激酶同工酶质量"`) || !strings.Contains(body, `value="没有的项目"`) {
		t.Errorf("once chosen: %d", status)
	}
	counted := cutOut(body, `<ul class="lu-counts">`, "</ul>")
	if !strings.Contains(counted, `可互认</span> <strong>4</strong>`) { // potassium by itself and in the panel is one
		t.Errorf("counted: %s", counted)
	}
}

// aVisit is the address of a question about several items, as aLookUp.
func aVisit(items []string, pairs ...string) string {
	_, query, _ := strings.Cut(questionTo("/look-up/visit", append(pairs, "item", items[0])...), "?")
	for _, item := range items[1:] {
		query += "&item=" + url.QueryEscape(item)
	}
	return "/look-up/visit?" + query
}

func TestAVisitAsksForWhatItsAnswersLack(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	_, body := v.get(t, aVisit([]string{"LCHM051", "LHEM001", "ECTX018", "没有的项目"}, "ask", "1", "situation", "ST03"))
	asks := cutOut(body, `<section class="lu-asks needed-now`, "</section>")
	for _, part := range []string{
		"还差 2 项信息", `action="/look-up/visit"`, `name="patient_age_years"`, `name="has_images"`, "用于：白细胞计数<", "用于：胸部CT平扫<",
		`name="item" value="LCHM051"`, `name="item" value="LHEM001"`, `name="item" value="没有的项目"`, `name="situation" value="ST03"`, `name="ask" value="1"`,
	} {
		if !strings.Contains(asks, part) {
			t.Errorf("what is asked for has no %s: %s", part, asks)
		}
	}
	_, body = v.get(t, aVisit([]string{"LCHM051", "LHEM001", "ECTX018"}, "patient_age_years", "30", "has_images", "yes"))
	if counted := cutOut(body, `<ul class="lu-counts">`, "</ul>"); strings.Contains(body, "needed-now") || strings.Contains(counted, "无法判断") {
		t.Errorf("with all of it: %s", counted)
	}
	_, body = v.get(t, aVisit([]string{"LCHM051", "ECTX018"}))
	yes := html.UnescapeString(cutOut(cutOut(body, `<section class="lu-asks`, "</section>"), `<a class="button" href="`, `"`))
	if _, body := v.get(t, yes); !strings.Contains(body, `可互认</span> <strong>2</strong>`) {
		t.Errorf("with images (%s): %s", yes, cutOut(body, `<ul class="lu-counts">`, "</ul>"))
	}
	_, body = v.get(t, aVisit([]string{"LCHM051", "local:CKMB"}))
	link, ok := offeredOn(body)["肌酸激酶同工酶质量"]
	if _, body := v.get(t, link); !ok || !strings.Contains(body, `value="钾"`) || !strings.Contains(body, `value="肌酸激酶同工酶质量"`) {
		t.Errorf("%s leaves %s", link, cutOut(body, "<fieldset class=\"lu-items\">", "</fieldset>"))
	}
	shoulder := []string{"issuer", "440100-0001", "receiver", "440100-0002"}
	_, body = v.get(t, aVisit([]string{"EXRY007", "LCHM051"}, shoulder...))
	if asks := cutOut(body, `<section class="lu-asks`, "</section>"); strings.Contains(asks, `name="laterality"`) || !strings.Contains(asks, "补充标本、侧别") {
		t.Errorf("the side of one examination is asked of all: %s", asks)
	}
	_, body = v.get(t, aVisit([]string{"LCHM051"}, "exam_date", "2026-11-15"))
	if asks := cutOut(body, `<section class="lu-asks`, "</section>"); !strings.Contains(asks, `name="exam_time" type="time"`) {
		t.Errorf("the hour is not asked for: %s", asks)
	}
}

func TestAVisitThatIsPartlyUnderstoodSaysSo(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	_, body := v.get(t, aVisit([]string{"没有的项目", "CKMB", "LCHM051"}))
	answer := cutOut(body, `<article class="lu-answer`, "</article>")
	if got := outcomeOn(body); got != "本次就诊的回答（另有 2 项未回答）" {
		t.Errorf("it is headed %q", got)
	}
	for _, part := range []string{
		`<span class="badge plain">未回答</span> <strong>2</strong>`, `data-label="项目">没有的项目</th>`, `data-label="项目">CKMB</th>`,
		"没有找到“没有的项目” <a class=\"no-print\" href=\"#f-item-0\">", "“CKMB”可能是以下之一",
	} {
		if !strings.Contains(answer, part) {
			t.Errorf("the answer has no %s: %s", part, answer)
		}
	}
	link := html.UnescapeString(cutOut(answer, `<div class="lu-keep"><a class="button quiet no-print" href="`, `"`))
	if _, again := v.get(t, link); outcomeOn(again) != outcomeOn(body) {
		t.Errorf("the link %s leads to %q", link, outcomeOn(again))
	}
	_, body = v.get(t, "/look-up/visit?issuer=990100-0001&receiver=990100-0002&exam_date=2026-11-20"+sixtyItems())
	if got := outcomeOn(body); !strings.Contains(got, "另有") {
		t.Errorf("of more than are answered it is headed %q", got)
	}
}

func TestTheRecordOfSeveralItemsIsWhole(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	panel := aLookUp("item", "电解质")
	visit := aVisit([]string{"LCHM051", "LCHM001", "ECTX018", "PNL004"})
	for address, told := range map[string][]string{
		panel: {"可以使用", "不在演示市第二人民医院应当认可的范围内"},
		visit: {"“钾、丙氨酸氨基转移酶”结果，在演示市第二人民医院可以使用", "“尿常规”结果，目前不在", "“胸部CT平扫”结果能否直接使用"},
	} {
		_, body := v.get(t, address)
		answer := cutOut(body, `<article class="lu-answer`, "</article>")
		for _, part := range append(told, "告诉患者", "六种情形", `href="/lists/990100/items/versions/2">`, "互认医疗机构清单 第", "国卫医发〔2022〕6号") {
			if !strings.Contains(answer, part) {
				t.Errorf("%s does not say %q", address, part)
			}
		}
	}
}

func TestAReaderIsOfTheItemsThatHaveOne(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	read := []string{"diagnosed_by", "990100-0004", "has_images", "yes"}
	if _, body := v.get(t, aVisit([]string{"ECTX018"}, read...)); !strings.Contains(cutOut(body, "<tbody>", "</tbody>"), "不属于同一紧密型医联体") {
		t.Errorf("that a reader of no consortium is ignored is not said: %s", cutOut(body, "<tbody>", "</tbody>"))
	}
	status, body := v.get(t, aVisit([]string{"LCHM051", "ECTX018", "PNL035"}, append(read, "issuer", "990100-0005")...))
	const note = "检验结果没有集中式诊断，未计诊断机构。"
	rows := regexp.MustCompile(`(?s)<tr>.*?</tr>`).FindAllString(cutOut(body, "<tbody>", "</tbody>"), -1)
	if status != http.StatusOK || len(rows) != 3 {
		t.Fatalf("%d, %d rows", status, len(rows))
	}
	if !strings.Contains(cutOut(body, `<dl class="facts lu-facts">`, "</dl>"), `href="/institutions/990100-0004"`) {
		t.Error("the record does not lead to the reader")
	}
	for i, without := range []bool{true, false, true} {
		link := html.UnescapeString(cutOut(rows[i], `<a href="`, `"`))
		if strings.Contains(rows[i], note) != without || strings.Contains(link, "diagnosed_by") == without {
			t.Errorf("row %d: %s", i, rows[i])
		}
		if status, _ := v.get(t, link); status != http.StatusOK {
			t.Errorf("%s leads to %d", link, status)
		}
	}
}

func TestWhatIsSaidTwiceIsAskedOnce(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	_, body := v.get(t, aLookUp("situation", "ST03")+"&situation=ST03")
	if n := strings.Count(body, "R50 SITUATION<"); n != 1 {
		t.Errorf("a situation stated twice is found %d times", n)
	}
	_, body = v.get(t, "/look-up/visit?issuer=990100-0001&receiver=990100-0002&exam_date=2026-11-20&item=LCHM051&item=K&item="+url.QueryEscape("血钾、钠"))
	if rows := strings.Count(body, `<th scope="row"`); rows != 2 {
		t.Errorf("potassium three times and sodium are %d rows, want 2", rows)
	}
	if fields := strings.Count(body, `value="钾"`); fields != 1 {
		t.Errorf("potassium stands in %d lines of the form", fields)
	}
}

func TestAVisitGrowsWithoutJavaScript(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	status, body := v.get(t, "/look-up/visit?issuer="+url.QueryEscape("演示一院")+"&receiver=&exam_date=2026-11-20&item=K&item=&item=&add=1&situation=ST03")
	if rows := strings.Count(body, `data-suggest="orders"`); status != http.StatusOK || rows != 4 {
		t.Errorf("%d, %d rows, want 4", status, rows)
	}
	for _, kept := range []string{`value="演示市第一人民医院"`, `value="2026-11-20"`, `value="ST03" checked`} {
		if !strings.Contains(body, kept) {
			t.Errorf("%s is gone", kept)
		}
	}
	many := "/look-up/visit?issuer=990100-0001&receiver=990100-0002&exam_date=2026-11-20" + sixtyItems()
	if status, body := v.get(t, many); status != http.StatusUnprocessableEntity || !strings.Contains(body, "一次最多查 50 项") {
		t.Errorf("60 items: %d", status)
	}
}

// sixtyItems are more lines than a visit takes.
func sixtyItems() string {
	var query strings.Builder
	for i := range 60 {
		fmt.Fprintf(&query, "&item=LCHM%03d", i+1)
	}
	return query.String()
}

func TestCounterpartsAreThoseOfTheContract(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t, "zh")
	for direction, path := range map[string]string{"from": "recognized-issuers", "to": "recognized-at"} {
		_, body := v.get(t, "/v1/institutions/990100-0002/"+path+"?item=LCHM051")
		var contract struct {
			Items []struct {
				Institution struct{ ID, Name string }
				Outcome     string
			}
		}
		if err := json.Unmarshal([]byte(body), &contract); err != nil || len(contract.Items) == 0 {
			t.Fatalf("%s: %v %s", path, err, body)
		}
		status, shown := v.get(t, "/look-up/who?institution="+url.QueryEscape("演示二院")+"&item="+url.QueryEscape("血钾")+"&direction="+direction)
		if rows := strings.Count(shown, `<th scope="row"`); status != http.StatusOK || rows != len(contract.Items) {
			t.Errorf("%s: %d, %d rows, want %d", direction, status, rows, len(contract.Items))
		}
		_, shown = v.get(t, "/look-up/who?institution=990100-0002&item=LCHM051&direction="+direction)
		for _, item := range contract.Items {
			if !strings.Contains(shown, `href="/institutions/`+item.Institution.ID+`"`) {
				t.Errorf("%s: %s is not shown", direction, item.Institution.Name)
			}
		}
		_, file := v.get(t, "/look-up/who?institution=990100-0002&item=LCHM051&export=csv&direction="+direction)
		if lines := strings.Count(strings.TrimSpace(file), "\n"); lines != len(contract.Items) {
			t.Errorf("%s: %d lines in the file, want %d", direction, lines, len(contract.Items))
		}
	}
}

func TestCounterpartsOpenAsTheyWereJudged(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	for item, images := range map[string]bool{"LCHM051": false, "ECTX018": true} {
		_, body := v.get(t, "/look-up/who?institution=990100-0002&item="+item)
		link := html.UnescapeString(cutOut(body, `href="/look-up?`, `"`))
		if link == "" || strings.Contains(link, "has_images=yes") != images || strings.Contains(body, "影像可以调阅") != images {
			t.Errorf("%s is judged with images: %v, and leads to %s", item, strings.Contains(body, "影像可以调阅"), link)
		}
	}
}

func TestWhoAsksTooOftenWaits(t *testing.T) {
	served, err := server.New(app.New(nil, catalogs.Load(), slog.New(slog.DiscardHandler)), catalogs.Load(), server.Options{
		Log: slog.New(slog.DiscardHandler), AddressRate: 1, AddressBurst: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{http.StatusServiceUnavailable, http.StatusTooManyRequests} {
		request := httptest.NewRequest(http.MethodGet, aLookUp(), nil)
		request.Header.Set("Accept", "text/html")
		answer := httptest.NewRecorder()
		served.ServeHTTP(answer, request)
		if answer.Code != want || strings.Contains(answer.Body.String(), "写入") {
			t.Errorf("%d, want %d; of a page that only reads it says %s", answer.Code, want, cutOut(answer.Body.String(), "<main", "</main>"))
		}
		if want == http.StatusTooManyRequests && !strings.Contains(answer.Body.String(), "请稍候几秒，再刷新本页") {
			t.Error("what to do is not said")
		}
	}
}

func TestTheHospitalsKeptOnADeviceAreForgotten(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	for _, address := range []string{"/", aLookUp(), questionTo("/look-up/visit")} {
		if _, body := v.get(t, address); !strings.Contains(body, "data-forget") {
			t.Errorf("%s does not offer it", address)
		}
	}
	_, body := v.get(t, aLookUp("issuer", "990100-0004"))
	if note := cutOut(body, `data-value="990100-0004" data-note="`, `"`); !strings.HasSuffix(note, "演示县") {
		t.Errorf("a hospital is kept with %q beside, want where it is", note)
	}
}

func TestAMergedHospitalIsExplained(t *testing.T) {
	s := newSite(t)
	_, err := s.store.Write(t.Context(), registry.Step{
		RecordedAt: registry.InstantOf(asked), Action: "test",
		Institutions: []registry.Institution{
			{ID: "990100-0060", Name: "演示市梨园医院", Region: "990100", Open: registry.Between(registry.DayOf(2000, 1, 1), registry.DayOf(2026, 6, 30)), MergedInto: "990100-0001"},
			{ID: "990100-0061", Name: "演示市第一人民医院", Region: "990100", Open: registry.Always, MergedInto: "990100-0001"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.service.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	v := s.visitor(t, "zh")
	const said = "演示市梨园医院已并入演示市第一人民医院（自 2026-07-01），按演示市第一人民医院回答。"
	for _, address := range []string{
		aLookUp("issuer", "990100-0060"), aLookUp("issuer", "演示市梨园医院"), aLookUp("issuer", "990100-0060", "item", "电解质"),
		aLookUp("receiver", "990100-0060", "issuer", "990100-0002"), questionTo("/look-up/visit", "issuer", "990100-0060"),
		"/look-up/who?institution=990100-0060&item=LCHM051", "/look-up/who?item=LCHM051&institution=" + url.QueryEscape("演示市梨园医院"),
	} {
		if _, body := v.get(t, address); strings.Count(body, said) != 1 {
			t.Errorf("%s does not say once that it was merged: %s", address, cutOut(body, "<main", "</main>"))
		}
	}
	_, body := v.get(t, aLookUp("issuer", "990100-0060"))
	if !strings.Contains(body, "演示市第一人民医院 · 990100-0001（原演示市梨园医院 · 990100-0060）</a>") {
		t.Errorf("the record says %s", cutOut(body, `<dl class="facts lu-facts">`, "</dl>"))
	}
	if _, body := v.get(t, aLookUp("issuer", "990100-0061")); !strings.Contains(body, "编号 990100-0061 已并入 演示市第一人民医院（990100-0001），") {
		t.Error("of two of one name it is not said which was merged")
	}
	if _, body := v.get(t, aLookUp("issuer", "演示市第一人民医院")); strings.Contains(body, "已并入") {
		t.Error("the name of the survivor is explained")
	}
	if _, body := v.get(t, "/suggest/institutions?q=ysslyyy"); !strings.Contains(body, `"演示市第一人民医院","note":"原演示市梨园医院 · `) {
		t.Errorf("suggested: %s", body)
	}
	if _, body := v.get(t, "/suggest/institutions?q="+url.QueryEscape("一院")); strings.Contains(body, "原演示市") {
		t.Errorf("suggested: %s", body)
	}
}

func TestCounterpartsOfAPanel(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	status, body := v.get(t, "/look-up/who?institution=990100-0002&item=PNL035&direction=to")
	link, ok := offeredOn(body)["钾"]
	if status != http.StatusUnprocessableEntity || !ok {
		t.Fatalf("%d, %v", status, offeredOn(body))
	}
	if _, body := v.get(t, link); !strings.Contains(body, "演示市第二人民医院 的 钾 结果") {
		t.Errorf("%s: %s", link, cutOut(body, "<h1>", "</h1>"))
	}
	_, searched := v.get(t, "/look-up/who?institution=990100-0002&item=LCHM051&direction=from&q=ysyy")
	if table := found(t, searched, `(?s)<tbody>(.*)</tbody>`); !strings.Contains(table, "演示市第一人民医院") || strings.Count(table, "<tr>") != 1 {
		t.Errorf("searched in pinyin: %s", table)
	}
	filtered := "/look-up/who?institution=990100-0002&item=LCHM051&outcome=physician_discretion"
	if _, body := v.get(t, filtered); strings.Count(body, `<th scope="row"`) != 1 || !strings.Contains(body, "演示县人民医院") {
		t.Error("the filter of outcomes leaves others")
	}
}
