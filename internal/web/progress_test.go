package web_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"concord/api"
	"concord/internal/office"
	"concord/internal/registry"
)

// wants are pieces that a page has to show.
func wants(t *testing.T, v *visitor, target string, status int, pieces ...string) (body string) {
	t.Helper()
	got, body := v.get(t, target)
	if got != status {
		t.Fatalf("%s: %d, want %d", target, got, status)
	}
	for _, piece := range pieces {
		if !strings.Contains(body, piece) {
			t.Errorf("%s does not show %q", target, piece)
		}
	}
	return body
}

var tileLink = regexp.MustCompile(`<a class="tile [^"]*" href="/progress/(\d{6})"`)

func TestHome(t *testing.T) {
	s := newSite(t)
	zh := wants(t, s.visitor(t, "zh"), "/", http.StatusOK,
		`action="/look-up"`, `name="issuer"`, `name="receiver"`, `name="item"`, `name="exam_date"`, `data-suggest="institutions"`,
		"距 2026年11月30日 还有", "<strong>8</strong>", "/ 369", "11 月底验收口径", "另有演示单位 1 个")
	if tiles := tileLink.FindAllString(zh, -1); len(tiles) != 32 {
		t.Errorf("%d tiles lead to a province, want 31 and the XPCC", len(tiles))
	}
	if !strings.Contains(zh, "台湾") {
		t.Error("the map lacks a region that does not take part")
	}
	wants(t, s.visitor(t, "en"), "/", http.StatusOK, "until 30 November 2026", "Item or panel", "BJ 0%: Beijing, 0 of 1 past 300 items")
}

// The figures of a unit are those of the contract.
func TestUnitProgress(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	_, text := v.get(t, "/v1/regions/990100/progress")
	var want api.Progress
	if err := json.Unmarshal([]byte(text), &want); err != nil {
		t.Fatal(err)
	}
	body := wants(t, v, "/progress/990100", http.StatusOK,
		fmt.Sprintf(`<p class="standing-count"><strong>%d</strong>`, want.Live),
		fmt.Sprintf("%d 项：自有 %d，继承 %d", want.Live, want.LiveOwn, want.LiveInherited),
		fmt.Sprintf("%d 项：自有 %d，继承 %d", want.Listed, want.Own, want.Inherited),
		fmt.Sprintf("%d 项，每周需增 %.0f 项", want.Pace.Needed, math.Ceil(*want.Pace.PerWeek)),
		"近 90 天没有增加。", `href="/progress/990100/items?reason=only_one"`, `role="img"`, "按本登记的项目编码计数")
	for _, category := range want.ByCategory {
		if !strings.Contains(body, category.Category) {
			t.Errorf("the category %s is missing", category.Category)
		}
	}
	wants(t, v, "/progress/990100?on=2025-06-30", http.StatusOK, "截至 2025-06-30", "2025年11月30日", `<strong>153</strong>`)
	wants(t, v, "/progress/990100?on=2026-12-03", http.StatusOK, "2026年11月30日 已过")
	wants(t, v, "/progress/990100?on=2026-11-26", http.StatusOK, fmt.Sprintf("%d 项，距期限 4 天", want.Pace.Needed))
	for _, address := range []string{"/progress", "/progress/990100", "/progress/990100/items"} {
		wants(t, v, address+"?on=0026-11-22", http.StatusUnprocessableEntity, "年份写四位")
	}
}

func TestUnitItems(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	body := wants(t, v, "/progress/990100/items?reason=only_one", http.StatusOK, "糖化血红蛋白A1c", "曾至 2025-12-31", "演示市第一人民医院")
	if strings.Contains(body, "丙氨酸氨基转移酶") {
		t.Error("a live item stands among those that are kept by one reason")
	}
	wants(t, v, "/progress/990100/items?q=bcdb", http.StatusOK, "没有符合条件的行")
	wants(t, v, "/progress/990100/items?q=thxhdb", http.StatusOK, "糖化血红蛋白A1c")
	wants(t, v, "/progress/420000/items", http.StatusNotFound)
}

func TestBoard(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	wants(t, v, "/progress", http.StatusOK, "第 1–50 行，共 370 行", "计数单位", "另有演示单位 1 个")
	for query, want := range map[string]string{
		"province=420000":              "共 17 行",
		"q=wuhan":                      "武汉市",
		"q=xts":                        "仙桃市",
		"state=over":                   "没有符合条件的行",
		"state=without_own&sort=-live": "无可用清单",
		"on=2022-01-01":                "截至 2022-01-01",
	} {
		wants(t, v, "/progress?"+query, http.StatusOK, want)
	}
	first := wants(t, v, "/progress?sort=-live", http.StatusOK)
	if rows := first[strings.Index(first, "<tbody>"):]; strings.Index(rows, "北京市") > strings.Index(rows, "</tr>") {
		t.Error("the unit with the most live items does not come first")
	}
	_, file := v.get(t, "/progress?province=110000&export=csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][0] != "北京市" {
		t.Errorf("the file holds %v (%v)", rows, err)
	}
}

func TestADayThatIsNoneIsExplained(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	for _, target := range []string{"/progress", "/progress/990100", "/progress/420000", "/progress/990100/items"} {
		wants(t, v, target+"?on=30.11.2026", http.StatusUnprocessableEntity, `value="30.11.2026"`, "不是日期", "写成 2026-11-22")
	}
}

// What is shown of a day to come is no fact yet, and of a past one what is known of
// it today.
func TestAnotherDayIsSaidToBeOne(t *testing.T) {
	s := newSite(t)
	zh, en := s.visitor(t, "zh"), s.visitor(t, "en")
	for _, target := range []string{"/progress", "/progress/990100", "/progress/420000", "/progress/990100/items"} {
		for on, said := range map[string][2]string{
			"":           {"", ""},
			"2026-11-22": {"", ""},
			"2026-12-05": {"这是推算：按今天已登记的内容，到 2026年12月5日 的情况", "This is a forecast: how things will stand on 5 December 2026"},
			"2025-06-30": {"这是 2025年6月30日 当日的情况", "This is how things stood on 30 June 2025"},
		} {
			for v, want := range map[*visitor]string{zh: said[0], en: said[1]} {
				body := wants(t, v, target+"?on="+on, http.StatusOK, want)
				if want == "" && (strings.Contains(body, "这是") || strings.Contains(body, "This is")) {
					t.Errorf("%s?on=%s speaks of another day", target, on)
				}
			}
		}
	}
	wants(t, zh, "/progress/990100?on=2026-11-30", http.StatusOK, "当日到期")
}

func TestProvinceAndNation(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	wants(t, v, "/progress/420000", http.StatusOK, "湖北省互认项目进度", "共 17 行", "项目最少的单位", `href="/v1/progress.xlsx?parent=420000"`, "省级清单列有")
	wants(t, v, "/progress/100000", http.StatusOK, "全国互认项目进度", `class="tiles"`, "共 369 行")
	wants(t, v, "/progress/990000", http.StatusOK, "演示省", "共 1 行")
	// The contract counts the country as its pages do.
	for region, units := range map[string]string{"100000": "369", "420000": "17", "990000": "1"} {
		wants(t, v, "/v1/regions/"+region+"/progress", http.StatusOK, `"rollup":{`, `"units":`+units+`,`)
	}
	wants(t, v, "/v1/regions/990100/progress", http.StatusOK, `"name":"演示市"`)
	for _, none := range []string{"710000", "420106", "123456", "%3Cscript%3E"} {
		if body := wants(t, v, "/progress/"+none, http.StatusNotFound); strings.Contains(body, "<script>") {
			t.Error("what stands in the address is taken for HTML")
		}
	}
}

// A target and milestones that a jurisdiction set itself stand beside the national
// ones.
func TestOwnTargetsAreShown(t *testing.T) {
	s := newSite(t)
	_, change, err := s.office.Aim(context.Background(), office.Targets{Jurisdiction: "990100", Targets: []office.Target{
		{Target: registry.Target{ID: "2027-600", Threshold: 600, Due: registry.DayOf(2027, 11, 30)}},
		{Target: registry.Target{ID: "2026", Threshold: 300, Due: registry.DayOf(2026, 11, 30)},
			Milestones: []office.Milestone{{Due: registry.DayOf(2026, 6, 30), Count: 100}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	change.At, change.Actor = registry.InstantOf(asked), "test"
	if _, err := s.office.Commit(context.Background(), change); err != nil {
		t.Fatal(err)
	}
	wants(t, s.visitor(t, "zh"), "/progress/990100", http.StatusOK, "600 项<small>演示市</small>", "2026-06-30：15 / 100")
}
