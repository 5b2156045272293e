package web_test

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"concord/catalogs"
	"concord/catalogs/demo"
	"concord/internal/httpapi"
	"concord/internal/registry"
	"concord/internal/server"
)

// says asks for a page and insists on its status, on what it says and on what it
// does not.
func says(t *testing.T, v *visitor, target string, status int, parts ...string) string {
	t.Helper()
	got, body := v.get(t, target)
	if got != status {
		t.Errorf("%s: %d, want %d", target, got, status)
	}
	for _, part := range parts {
		if want, ok := strings.CutPrefix(part, "not "); ok == strings.Contains(body, want) {
			t.Errorf("%s: want %q in\n%s", target, part, main(body))
		}
	}
	return body
}

// main is what a page says, without what stands around it.
func main(body string) string {
	_, body, _ = strings.Cut(body, "<main")
	body, _, _ = strings.Cut(body, "</main>")
	return regexp.MustCompile(`\s+`).ReplaceAllString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, " "), " ")
}

func TestWhoHasPublishedWhat(t *testing.T) {
	s := newSite(t)
	zh, en := s.visitor(t, "zh"), s.visitor(t, "en")
	says(t, zh, "/lists", http.StatusOK, `<a href="/lists/990100/items">15 个项目</a>`, "自 2026-01-01 起", "未公布", "共 399 行")
	says(t, zh, "/lists", http.StatusOK, "个地市（含直辖市）有现行项目清单", "表中另有演示地区 2 个（虚构），不计入以上数字。")
	says(t, zh, "/lists?published=all", http.StatusOK, "演示市", "not 湖北省</a>")
	says(t, zh, "/lists?q=hubei", http.StatusOK, `href="/lists/420000"`, "not href=\"/lists/990100\"")
	says(t, zh, "/lists?q=whs", http.StatusOK, "武汉市")
	says(t, zh, "/lists?province=420000&published=none", http.StatusOK, "宜昌市", "not 湖南省</a>")
	says(t, en, "/lists", http.StatusOK, "15 items", "since 2026-01-01", "Demo City")
	if csv := says(t, zh, "/lists?export=csv&published=some", http.StatusOK); strings.Count(csv, "\n") != 6 {
		t.Errorf("the file of who has published: %s", csv)
	}
}

func TestAJurisdictionShowsItsThreeLists(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t, "zh")
	says(t, v, "/lists/990100", http.StatusOK, "演示市检查检验结果互认项目清单（第二批，虚构）", "第 2 版", "另有 1 行未对应目录",
		"上级机构对下级机构的结果，由接诊医师判断。", `href="/progress/990100"`, `href="/lists/990000"`, "4 个项目")
	says(t, v, "/lists/420000", http.StatusOK, "23", "尚未公布。", "所辖地区", "武汉市", "目前没有上级地区")
	says(t, v, "/lists/420100", http.StatusOK, "尚未公布。", "湖北省", "23 个项目")
	says(t, v, "/lists/100000", http.StatusOK, "全国", "北京市")
	says(t, v, "/lists/990102", http.StatusOK, "区县", "not /progress/990102")
	for _, unknown := range []string{"/lists/123456", "/lists/990100/everything", "/lists/123456/items", "/lists/990100/items/versions/9", "/lists/990100/items/versions/x", "/lists/990100/items/versions/02", "/lists/990100/items/versions/+2/diff",
		"/lists/990100/items/versions/2/diff?against=9", "/lists/990100/items/versions/2/diff?against=x", "/lists/990100/items/versions/9/diff"} {
		says(t, v, unknown, http.StatusNotFound, "未找到")
	}
}

func TestAListInForce(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	says(t, v, "/lists/990100/items", http.StatusOK, "演示市互认项目清单", "现行有效", "事后补录", "共 16 行",
		`href="/items/LCHM051"`, "须有影像", "未对应目录", "演示自建项目甲", "/v1/jurisdictions/990100/lists/items/versions/2.xlsx",
		"检验项目：出具机构该项目的室间质评须合格", "超声结果受操作者影响", "演示HR")
	says(t, v, "/lists/990000/items", http.StatusOK, "清单统一规定", "72小时", "检验项目：未单独注明互认时限的，为30天。")
	says(t, v, "/lists/990100/institutions", http.StatusOK, "除 2 个项目外", "甲胎蛋白、癌胚抗原", "仅接收", "仅出具", `href="/institutions/990100-0001"`)
	says(t, v, "/lists/990100/negative", http.StatusOK, `出具机构：<a href="/institutions/990100-0003">演示市中医医院</a>；项目：<a href="/items/LTUM001">甲胎蛋白</a>`, "6 岁及以下", "医师酌定", "本机构（含各院区）自己的结果不受本清单限制。")
	says(t, v, "/lists/420000/items", http.StatusOK, "/v1/jurisdictions/420000/lists/items/versions/1/source")
	says(t, v, "/lists/420000/negative", http.StatusOK, "该地区尚未公布这张清单。")
}

func TestAListOnADay(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	says(t, v, "/lists/990100/items?on=2025-06-01", http.StatusOK, "第 1 版", "2025-06-01 当日有效", "not 尿酸", "新版本自 2026-01-01 起生效")
	says(t, v, "/lists/990100/items?on=2020-01-01", http.StatusOK, "2020-01-01 没有有效的版本。", "2025-01-01")
	says(t, v, "/lists/990100/items?on=morgen", http.StatusUnprocessableEntity, "“morgen”不是日期", `value="morgen"`, "尿酸")
}

func TestEntriesAreSearchedAsPeopleType(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	says(t, v, "/lists/990100/items?q=thxhdb", http.StatusOK, "糖化血红蛋白", "共 1 行")
	says(t, v, "/lists/990100/items?q=GPT", http.StatusOK, "谷丙转氨酶", "not 尿酸")
	says(t, v, "/lists/990100/items?images=yes", http.StatusOK, "胸部CT平扫", "共 1 行")
	says(t, v, "/lists/990100/items?mapped=no", http.StatusOK, "演示自建项目甲", "共 1 行")
	says(t, v, "/lists/990100/items?modality=US", http.StatusOK, "肝胆胰脾超声", "共 1 行")
	says(t, v, "/lists/990100/items?sort=-window", http.StatusOK, `aria-sort="descending"`)
	says(t, v, "/lists/990100/institutions?q=ysey", http.StatusOK, "演示市第二人民医院", "共 1 行")
	says(t, v, "/lists/990100/institutions?level=1", http.StatusOK, "东山镇卫生院", "not 演示市第一人民医院")
	says(t, v, "/lists/990100/institutions?role=issues&scope=all&region=990102", http.StatusOK, "演示医学检验实验室", "共 1 行")
	says(t, v, "/lists/990100/negative?names=condition", http.StatusOK, "共 3 行")
	says(t, v, "/lists/990100/negative?names=institution&effect=deny", http.StatusOK, "共 1 行")
	says(t, v, "/lists/990100/negative?names=item", http.StatusOK, "共 4 行")
	says(t, v, "/lists/990100/negative?q=HBsAg", http.StatusOK, "共 1 行")
	for _, kind := range []string{"items", "institutions", "negative"} {
		if csv := says(t, v, "/lists/990100/"+kind+"?export=csv", http.StatusOK); !strings.HasPrefix(csv, "\ufeff") {
			t.Errorf("the file of %s is no CSV for Excel: %.100s", kind, csv)
		}
	}
	probe := `"><script>alert(1)</script>`
	says(t, v, "/lists/990100/items?q="+url.QueryEscape(probe)+"&on="+url.QueryEscape(probe), http.StatusUnprocessableEntity, "not <script>alert")
}

func TestAPageThatATableDoesNotHave(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	for said, page := range map[string]string{"99999": "第 8 页，共 8 页", "99999999999999999999999": "第 8 页，共 8 页", "-1": "第 1 页", "-99999999999999999999999": "第 1 页", "nine": "第 1 页", "3": "第 3 页"} {
		says(t, v, "/lists?page="+said, http.StatusOK, page)
	}
}

func TestASortThatATableDoesNotHave(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	_, plain := v.get(t, "/lists/990100/items")
	for _, said := range []string{"foo", "-foo", "-", "images"} {
		body := says(t, v, "/lists/990100/items?sort="+said, http.StatusOK, "not aria-sort")
		if main(body) != main(plain) {
			t.Errorf("sorted by %q: %s", said, main(body))
		}
	}
	says(t, v, "/lists/990100/items?sort=-code", http.StatusOK, `aria-sort="descending"`)
}

func TestNamesAreSortedByPinyin(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	inOrder := func(target string, names ...string) {
		t.Helper()
		body, at := says(t, v, target, http.StatusOK), -1
		for _, name := range names {
			next := strings.Index(body, name+"</a>")
			if next <= at {
				t.Errorf("%s: %s stands at %d, not after %d", target, name, next, at)
			}
			at = next
		}
	}
	inOrder("/lists/990100/items?sort=name", "肝胆胰脾超声", "钾", "尿酸", "糖化血红蛋白", "胸部CT平扫")
	inOrder("/lists/990100/items?sort=-name", "胸部CT平扫", "糖化血红蛋白", "尿酸", "钾", "肝胆胰脾超声")
	inOrder("/lists/990100/institutions?sort=name", "演示市第二人民医院", "演示市第一人民医院", "演示市中医医院")
}

func TestExportsAreNamedAfterWhatTheyHold(t *testing.T) {
	s := newSite(t)
	for _, test := range []struct{ target, lang, name, plain string }{
		{"/lists/990100/items", "zh", "演示市-互认项目清单-第2版.csv", "lists-990100-items.csv"},
		{"/lists/990100/negative", "zh", "演示市-“负面”清单-第1版.csv", "lists-990100-negative.csv"},
		{"/lists/990100/items/versions/1", "zh", "演示市-互认项目清单-第1版.csv", "lists-990100-items-versions-1.csv"},
		{"/lists/990100/items/versions", "zh", "演示市-互认项目清单-全部版本.csv", "lists-990100-items-versions.csv"},
		{"/lists/990100/items", "en", "Demo City-Item list-version 2.csv", ""},
		{"/items", "zh", "项目目录.csv", "items.csv"},
		{"/items/LCHM051", "zh", "钾-列入该项目的现行清单.csv", "items-LCHM051.csv"},
		{"/progress/990100/items", "zh", "演示市-逐项情况.csv", "progress-990100-items.csv"},
		{"/progress/420000", "zh", "湖北省-各单位进度.csv", "progress-420000.csv"},
		{"/institutions/990100-0001?quality.export=csv", "zh", "演示市第一人民医院-质评质控记录.csv", "institutions-990100-0001-quality.csv"},
	} {
		target, query, _ := strings.Cut(test.target, "?")
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+target+"?"+cmp.Or(query, "export=csv"), nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept-Language", test.lang)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		said := response.Header.Get("Content-Disposition")
		_, parameters, err := mime.ParseMediaType(said)
		if err != nil || parameters["filename"] != test.name || !strings.Contains(said, test.plain) {
			t.Errorf("%s: %s, which names %q, not %q (%v)", test.target, said, parameters["filename"], test.name, err)
		}
	}
}

// The heads, by which tables are sorted at a desk, are not shown on narrow screens.
func TestATableIsSortedByItsFormToo(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	says(t, v, "/lists/990100/items?sort=-name&category=", http.StatusOK, `<select name="sort">`, `<option value="">默认顺序</option>`, `<option value="name">项目（升序）</option>`,
		`<option value="-name" selected>项目（降序）</option>`, `not type="hidden" name="sort"`, `not value="images"`)
	says(t, v, "/lists/990100/items?sort=foo", http.StatusOK, `<option value="" selected>默认顺序</option>`, `not <option value="foo"`)
	says(t, v, "/lists/990100/items?sort=", http.StatusOK, `<option value="" selected>默认顺序</option>`)
}

func TestVersionsAndWhatTheyChange(t *testing.T) {
	s := newSite(t)
	zh, en := s.visitor(t, "zh"), s.visitor(t, "en")
	says(t, zh, "/lists/990100/items/versions", http.StatusOK, "第 2 版", "现行有效", "第 1 版", "已失效", "2025-01-01 至 2025-12-31", `href="/lists/990100/items/versions/2/diff"`)
	says(t, zh, "/lists/420000/negative/versions", http.StatusOK, "尚未公布任何版本。")
	says(t, zh, "/lists/990100/items/versions/1", http.StatusOK, "演示市互认项目清单 第 1 版", "已失效", "not 与上一版比较")
	says(t, zh, "/lists/990100/items/versions/2/diff", http.StatusOK, "＋5", "－0", "尿酸", "演示自建项目甲", "11")
	says(t, en, "/lists/990100/items/versions/1/diff?against=2", http.StatusOK, "－5", "Removed", "Uric acid")
	says(t, zh, "/lists/990100/institutions/versions/1/diff?against=0", http.StatusOK, "＋9", "除 2 个项目外", "not 条款变更")
	says(t, zh, "/lists/990100/negative/versions/1/diff", http.StatusOK, "＋4", "不予互认")
	says(t, zh, "/lists/990100/items/versions/2/diff?against=2", http.StatusOK, "内容相同。", `<option value="2" selected>第 2 版</option>`)
	says(t, zh, "/lists/990100/items/versions/2/diff", http.StatusOK, `<option value="1" selected>`, `not <option value="2"`)
}

// The list has 15 entries and a row that is not in the catalogue; the version
// before has 11 entries.
func TestFiguresOfADifferenceAddUp(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	for against, figures := range map[string]string{
		"2": "＋0 新增 －0 移除 △0 变更 16 不变",
		"1": "＋5 新增 －0 移除 △0 变更 11 不变",
		"0": "＋16 新增 －0 移除 △0 变更 0 不变",
	} {
		if body := says(t, v, "/lists/990100/items/versions/2/diff?against="+against, http.StatusOK); !strings.Contains(main(body), figures) {
			t.Errorf("against version %s, not %s: %s", against, figures, main(body))
		}
	}
}

func TestChangedFieldsAreSaidInWords(t *testing.T) {
	s := newSite(t)
	history, err := s.service.List(t.Context(), registry.ListID{Jurisdiction: "990100", Kind: registry.ItemList})
	if err != nil {
		t.Fatal(err)
	}
	v := history.Versions[1]
	content := history.Content(2)
	content.Items[0].Window, content.Items[0].Images = registry.Window{Unit: registry.WindowMonths, Count: 2}, true
	content.Items[1].Note = "只改备注"
	v.Document.URL = "javascript:alert(1)"
	v.Number, v.Period, v.Sequence, v.Withdrawn, v.Terms.Items.ListAt = 3, registry.Since(registry.DayOf(2027, 1, 1)), 0, 0, registry.AtAsked
	if _, err := s.store.Write(t.Context(), registry.Step{RecordedAt: registry.InstantOf(asked), Action: "publish", Publications: []registry.Publication{{Version: v, Content: content}}}); err != nil {
		t.Fatal(err)
	}
	if err := s.service.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	zh := s.visitor(t, "zh")
	says(t, zh, "/lists/990100/items/versions/3/diff", http.StatusOK, "△1", "≈1", "互认时限：", "<del>3天</del>", "<ins>2个月</ins>",
		"<del>不要求</del>", "<ins>须有影像</ins>", "仅文字调整", "只改备注", "<ins>接诊当时</ins>")
	says(t, zh, "/lists/990100/items", http.StatusOK, "新版本自 2027-01-01 起生效")
	says(t, zh, "/lists/990100/items/versions", http.StatusOK, "待生效")
	says(t, zh, "/lists/990100", http.StatusOK, "待生效", `href="/lists/990100/items/versions/3"`)
	says(t, zh, "/lists/990100/items/versions/3", http.StatusOK, "待生效", "not javascript:")
	taken := registry.Step{RecordedAt: registry.InstantOf(asked), Action: "withdraw", Withdrawals: []registry.Withdrawal{{List: v.List, Number: 3}}}
	if _, err := s.store.Write(t.Context(), taken); err != nil {
		t.Fatal(err)
	}
	if err := s.service.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	says(t, zh, "/lists/990100/items/versions", http.StatusOK, "已撤回", "现行有效", "not 待生效")
	says(t, zh, "/lists/990100", http.StatusOK, "not 待生效")
}

// away is a registry whose database cannot be reached.
type away struct{ httpapi.Registry }

// Degraded reports that answers may be old.
func (away) Degraded() bool { return true }

// List fails.
func (away) List(context.Context, registry.ListID) (registry.ListHistory, error) {
	return registry.ListHistory{}, fmt.Errorf("read a list: %w", registry.ErrUnavailable)
}

// The lists stand in the database; who has published, items and institutions do
// not need it. The server has no office besides: it only reads.
func TestListsWhileTheDatabaseIsAway(t *testing.T) {
	s := newSite(t)
	served, err := server.New(away{s.service}, demo.Catalogue(catalogs.Load()), server.Options{
		Clock: func() time.Time { return asked }, Log: slog.New(slog.DiscardHandler), AddressRate: 1e6, AddressBurst: 1e6,
	})
	if err != nil {
		t.Fatal(err)
	}
	without := &site{Server: httptest.NewServer(served)}
	t.Cleanup(without.Close)
	v := without.visitor(t, "zh")
	for _, target := range []string{"/lists/990100/items", "/lists/990100/items/versions", "/lists/990100/items/versions/2", "/lists/990100/items/versions/2/diff"} {
		says(t, v, target, http.StatusServiceUnavailable, "数据库暂不可用")
	}
	says(t, v, "/lists", http.StatusOK, "15 个项目", "数据库暂不可用")
	says(t, v, "/lists/990100", http.StatusOK, "15", "清单的文件、条款与公示暂时无法显示")
	says(t, v, "/items/LCHM051", http.StatusOK, "钾")
	says(t, v, "/institutions/990100-0001", http.StatusOK, "质评记录暂时无法读取")
	says(t, v, "/announcements", http.StatusOK, "本服务器只读")
	says(t, v, "/announcements/1", http.StatusOK, "本服务器只读")
}

// inNotice takes a list of Demo City into public notice and gives the number of
// its draft.
func (s *site) inNotice(t *testing.T, title, file string) string {
	t.Helper()
	s.person(t, "wang", "editor:990100")
	s.person(t, "li", "approver:990100")
	editor, approver := s.signedIn(t, "wang", "zh"), s.signedIn(t, "li", "zh")
	_, answer := editor.upload(t, "/v1/jurisdictions/990100/lists/items/drafts", "第三批.csv", file,
		"effective_from", "2026-12-15", "document_title", title, "document_url", "https://example.invalid/3.pdf",
		"resolve", "<script>alert(1)</script>=", "confirm", "true",
		"announcement_from", "2026-11-20", "announcement_to", "2026-11-26", "announcement_contact", "0476-0000000")
	id := regexp.MustCompile(`"id":"([^"]+)"`).FindStringSubmatch(answer)[1]
	editor.do(t, http.MethodPost, "/v1/drafts/"+id+"/submit", `{"confirm":true}`)
	approver.do(t, http.MethodPost, "/v1/drafts/"+id+"/approve", `{}`)
	approver.do(t, http.MethodPost, "/v1/drafts/"+id+"/announce", `{}`)
	return id
}

func TestAListInPublicNotice(t *testing.T) {
	s := newSite(t)
	zh, en := s.visitor(t, "zh"), s.visitor(t, "en")
	says(t, zh, "/announcements", http.StatusOK, "目前没有公示中的清单。")
	id := s.inNotice(t, "演示市第三批（征求意见）", "项目名称,互认时限,备注\n血糖,5天,\n钾,7天,\n<script>alert(1)</script>,7天,\n")
	says(t, zh, "/announcements", http.StatusOK, "演示市第三批（征求意见）", "2026-11-20 至 2026-11-26", "还有 4 天", "0476-0000000", `href="/announcements/`+id+`"`)
	says(t, zh, "/announcements/"+id, http.StatusOK, "如何提出意见", "0476-0000000", "意见请于 2026-11-26 前", "自 2026-12-15 起",
		`href="https://example.invalid/3.pdf" rel="noopener noreferrer"`, "&lt;script&gt;", "not <script>alert", "△", "<del>7天</del>", "<ins>5天</ins>", "移除", "尿酸", "/lists/990100/items/versions/2")
	says(t, en, "/announcements/"+id, http.StatusOK, "How to object", "4 days left", "Removed")
	says(t, zh, "/lists/990100/items", http.StatusOK, "公示中", "/announcements/"+id)
	says(t, zh, "/lists/990100", http.StatusOK, "公示中", "/announcements/"+id)
	for _, v := range []*visitor{zh, en} {
		says(t, v, "/announcements/nope", http.StatusNotFound, "not q=")
	}
	says(t, zh, "/announcements/999", http.StatusNotFound, "未找到", "这里没有页面")
}

func TestANoticeWithoutATitleIsCalledAfterItsList(t *testing.T) {
	s := newSite(t)
	id := s.inNotice(t, "", "项目名称,互认时限\n血糖,5天\n<script>alert(1)</script>,7天\n")
	for _, target := range []string{"/lists/990100", "/lists/990100/items", "/announcements"} {
		says(t, s.visitor(t, "zh"), target, http.StatusOK, `<a href="/announcements/`+id+`">演示市互认项目清单</a>`, "not >"+id+"<")
	}
}
