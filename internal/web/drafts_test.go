package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// hubei is a list with a window that cannot be read, a name that needs a person
// and a name that no catalogue has.
const hubei = "序号,类别,项目名称,互认时限\n" +
	"1,临床化学检验类,总蛋白,30天\n" +
	"2,临床化学检验类,葡萄糖,三十来天\n" +
	"3,临床化学检验类,白蛋白测定(比色),30天\n" +
	"4,临床化学检验类,\"<script>alert('项目')</script>\",30天\n"

// uploadHubei makes the first draft of 湖北省.
func (v *visitor) uploadHubei(t testing.TB, name string) (body string) {
	t.Helper()
	status, body := v.sendFile(t, "/console/drafts/new", url.Values{
		"jurisdiction": {"420000"}, "kind": {"items"}, "effective_from": {"2026-12-01"}, "terms/quality_lab": {"by_listing"},
		"document/title": {"湖北省互认项目（测试）"},
	}, name, hubei)
	if status != http.StatusOK || !strings.Contains(body, "文件已上传并检查完毕") {
		t.Fatalf("the upload: %d %s", status, body)
	}
	return body
}

func etagOf(t testing.TB, body string) string {
	t.Helper()
	return found(t, body, `name="etag" value="([^"]+)"`)
}

// draftOf is the address of the draft that a page shows.
func draftOf(t testing.TB, body string) string {
	t.Helper()
	return found(t, body, `action="(/console/drafts/[0-9a-z-]+)" data-mend`)
}

// mends is what puts hubei right: a cell of its row 3, and two names; keys are
// those of the page.
func mends(t testing.TB, body string) url.Values {
	t.Helper()
	cell := found(t, body, `name="cell:([^"]*!3!D)"`)
	return url.Values{
		"etag": {etagOf(t, body)}, "page": {"1"},
		"was:" + cell: {"三十来天"}, "cell:" + cell: {"30天"},
		"mean:白蛋白测定(比色)":                     {"LCHM009"},
		"other:白蛋白测定(比色)":                    {""},
		"mean:<script>alert('项目')</script>":  {"none"},
		"other:<script>alert('项目')</script>": {""},
	}
}

// TestAListIsPublishedByTwoPeople goes the whole way without JavaScript.
func TestAListIsPublishedByTwoPeople(t *testing.T) {
	s := newSite(t)
	s.person(t, "wang", "editor:420000", "approver:420000")
	s.person(t, "li", "approver:420000")
	wang, li := s.signedIn(t, "wang", "zh"), s.signedIn(t, "li", "zh")

	body := wang.uploadHubei(t, `"><img src=x>湖北.csv`)
	holds(t, "the report", body, "三十来天", "“白蛋白测定(比色)”是指：", "LCHM009", "待确认名称")
	lacks(t, "hostile cells and file names", body, "<script>alert", "<img src=x>")
	draft := draftOf(t, body)
	if _, home := wang.get(t, "/console"); !strings.Contains(home, draft) || !strings.Contains(home, "处待更正") {
		t.Errorf("what waits for the editor does not name the draft: %s", home)
	}

	status, body := wang.post(t, draft, mends(t, body))
	if status != http.StatusOK || !strings.Contains(body, "确认：这正是本意") {
		t.Fatalf("mended: %d %s", status, body)
	}
	status, body = wang.post(t, draft, url.Values{"etag": {etagOf(t, body)}, "asks": {"confirm"}, "confirm": {"true"}})
	if status != http.StatusOK || !strings.Contains(body, "全部检查通过") {
		t.Fatalf("confirmed: %d %s", status, body)
	}
	holds(t, "mended", body, "撤销“白蛋白测定(比色)”", "提交后不能再改", draft+"/submit")
	if _, body = wang.post(t, draft+"/submit", url.Values{"etag": {etagOf(t, body)}, "comment": {"请审核"}}); !strings.Contains(body, "已提交，等待审核") {
		t.Fatalf("submitted: %s", body)
	}
	holds(t, "who submitted", body, "不能审核自己的草案", "请审核")
	lacks(t, "who submitted", body, draft+"/approve", "保存并重新检查")
	if status, refused := wang.post(t, draft+"/approve", url.Values{"etag": {etagOf(t, body)}}); status != http.StatusUnprocessableEntity || !strings.Contains(refused, "起草或提交的人员不能审核") {
		t.Errorf("who submitted approves: %d %s", status, refused)
	}

	if _, home := li.get(t, "/console"); !strings.Contains(home, "去审核") {
		t.Errorf("nothing waits for the approver: %s", home)
	}
	_, body = li.get(t, draft)
	holds(t, "the approver sees", body, draft+"/approve", "本次新增", "逐行对照", "人工确认")
	if _, body = li.post(t, draft+"/approve", url.Values{"etag": {etagOf(t, body)}}); !strings.Contains(body, "已审核通过") {
		t.Fatalf("approved: %s", body)
	}
	holds(t, "approved", body, "发布后成为第", "自 2026-12-01 起生效")
	if _, body = li.post(t, draft+"/publish", url.Values{"etag": {etagOf(t, body)}}); !strings.Contains(body, "已发布。") {
		t.Fatalf("published: %s", body)
	}
	holds(t, "published", body, `href="/lists/420000/items/versions/`, "此草案已发布")
	if _, home := li.get(t, "/console"); !strings.Contains(home, "待生效") {
		t.Errorf("the first page does not tell of the scheduled version: %s", home)
	}
}

// TestWhoIsOvertakenLosesNothing has two editors change one draft.
func TestWhoIsOvertakenLosesNothing(t *testing.T) {
	s := newSite(t)
	s.person(t, "wang", "editor:420000")
	s.person(t, "zhao", "editor:420000")
	wang, zhao := s.signedIn(t, "wang", "zh"), s.signedIn(t, "zhao", "zh")
	body := wang.uploadHubei(t, "湖北.csv")
	draft, typed := draftOf(t, body), mends(t, body)

	if status, body := zhao.post(t, draft, url.Values{"etag": {etagOf(t, body)}, "asks": {"facts"}, "effective_from": {"2026-12-02"}}); status != http.StatusOK {
		t.Fatalf("the other editor: %d %s", status, body)
	}
	status, body := wang.post(t, draft, typed)
	if status != http.StatusUnprocessableEntity {
		t.Fatalf("overtaken: %d %s", status, body)
	}
	holds(t, "overtaken", body, "他人已作修改", "您填写的已保留", `value="30天"`, `value="LCHM009" checked`, `value="none" checked`, "2026-12-02")
	typed.Set("etag", etagOf(t, body))
	if status, body := wang.post(t, draft, typed); status != http.StatusOK || !strings.Contains(body, "确认：这正是本意") {
		t.Errorf("saved again: %d %s", status, body)
	}
}

func TestANameThatIsTypedMustBeTold(t *testing.T) {
	s := newSite(t)
	s.person(t, "wang", "editor:420000")
	v := s.signedIn(t, "wang", "zh")
	body := v.uploadHubei(t, "湖北.csv")
	draft, name := draftOf(t, body), "白蛋白测定(比色)"
	for _, test := range []struct{ typed, says string }{
		{"蛋白", "不能确定是哪一个"},
		{"没有这样的项目", "不能确定是哪一个"},
		{"", "请填写“" + name + "”对应的项目"},
	} {
		status, refused := v.post(t, draft, url.Values{"etag": {etagOf(t, body)}, "mean:" + name: {"other"}, "other:" + name: {test.typed}})
		if status != http.StatusUnprocessableEntity || !strings.Contains(refused, test.says) {
			t.Errorf("%q: %d %s", test.typed, status, refused)
		}
		holds(t, fmt.Sprintf("%q", test.typed), refused, `value="`+test.typed+`"`)
	}
	status, body := v.post(t, draft, url.Values{"etag": {etagOf(t, body)}, "mean:" + name: {""}, "other:" + name: {"LCHM009"}})
	if status != http.StatusOK || !strings.Contains(body, "撤销“"+name+"”") {
		t.Errorf("a code: %d %s", status, body)
	}
	status, body = v.post(t, draft, url.Values{"etag": {etagOf(t, body)}, "undo:" + name: {"true"}})
	if status != http.StatusOK || strings.Contains(body, "撤销“") || !strings.Contains(body, "“"+name+"”是指：") {
		t.Errorf("undone: %d %s", status, body)
	}
}

func TestAnUploadThatIsRefusedKeepsWhatWasTyped(t *testing.T) {
	s := newSite(t)
	s.person(t, "wang", "editor:420000")
	v := s.signedIn(t, "wang", "zh")
	status, body := v.sendFile(t, "/console/drafts/new", url.Values{
		"jurisdiction": {"420000"}, "kind": {"items"}, "effective_from": {"2026-12-01"}, "document/number": {"鄂卫〔2026〕1号"},
	}, "", "")
	if status != http.StatusUnprocessableEntity {
		t.Fatalf("without a file: %d %s", status, body)
	}
	holds(t, "without a file", body, `value="2026-12-01"`, "鄂卫〔2026〕1号", "请重新选择")
}

func TestAFileThatCannotBeReadIsADraftAllTheSame(t *testing.T) {
	s := newSite(t)
	s.person(t, "wang", "editor:420000")
	v := s.signedIn(t, "wang", "zh")
	status, body := v.sendFile(t, "/console/drafts/new", url.Values{
		"jurisdiction": {"420000"}, "kind": {"items"}, "effective_from": {"2026-12-01"},
	}, "旧.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	if status != http.StatusOK {
		t.Fatalf("a file of another format: %d %s", status, body)
	}
	holds(t, "a file of another format", body, "整份清单", "更换文件")
	status, body = v.sendFile(t, draftOf(t, body)+"/file", url.Values{"etag": {etagOf(t, body)}}, "新.csv", hubei)
	if status != http.StatusOK || !strings.Contains(body, "文件已更换") || !strings.Contains(body, "三十来天") {
		t.Errorf("replaced: %d %s", status, body)
	}
}

func TestAVersionIsTakenBackKnowingWhatWillHappen(t *testing.T) {
	s := newSite(t)
	s.person(t, "li", "approver:420000")
	v := s.signedIn(t, "li", "zh")
	_, body := v.get(t, "/console/versions")
	withdraw := found(t, body, `href="(/console/versions/420000/items/[0-9]+/withdraw)"`)
	status, body := v.get(t, withdraw)
	if status != http.StatusOK {
		t.Fatalf("asked: %d %s", status, body)
	}
	holds(t, "asked", body, "撤回后将会", "从今天起不再有效", "撤回理由")
	if status, body := v.post(t, withdraw, url.Values{"comment": {""}, "confirm": {"true"}}); status != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d %s", status, body)
	}
	if status, body := v.post(t, withdraw, url.Values{"comment": {"发布有误"}, "confirm": {"true"}}); status != http.StatusOK || !strings.Contains(body, "版本已撤回") {
		t.Errorf("taken back: %d %s", status, body)
	}
}

func TestAFirstTimeInTheConsole(t *testing.T) {
	s := newSite(t)
	s.person(t, "wang", "editor:420100")
	s.person(t, "nobody")
	_, home := s.signedIn(t, "wang", "zh").get(t, "/console")
	holds(t, "an editor with nothing to do", home, "没有需要您处理的事项", "/console/drafts/new", "武汉市")
	s.person(t, "chief", "administrator:420100")
	_, home = s.signedIn(t, "chief", "zh").get(t, "/console")
	holds(t, "an administrator with nothing to do", home, "没有需要您处理的事项", `href="/console/people/new"`)
	_, home = s.signedIn(t, "nobody", "en").get(t, "/console")
	holds(t, "who has no role", home, "Your account has no role yet")
	_, page := s.signedIn(t, "wang", "zh").get(t, "/console/drafts/new")
	holds(t, "which list", page, "/console/drafts/new?kind=items", "/v1/templates/negative")
	_, page = s.signedIn(t, "wang", "zh").get(t, "/console/drafts/new?kind=institutions&jurisdiction=420100")
	holds(t, "the form", page, "出具机构的最低级别", `<option value="420100" selected>武汉市</option>`)
}

func TestADraftThatIsSentBackSaysWhy(t *testing.T) {
	s := furnished(t)
	wang, li := s.signedIn(t, "wang", "zh"), s.signedIn(t, "li", "zh")
	const draft = "/console/drafts/420000-negative-1"
	_, body := li.get(t, draft)
	status, refused := li.post(t, draft+"/reject", url.Values{"etag": {etagOf(t, body)}, "comment": {" "}})
	if status != http.StatusUnprocessableEntity || !strings.Contains(refused, "请填写理由") {
		t.Errorf("without a reason: %d %s", status, refused)
	}
	if _, body = li.post(t, draft+"/reject", url.Values{"etag": {etagOf(t, body)}, "comment": {"请补充急诊的范围"}}); !strings.Contains(body, "已退回为草稿") {
		t.Fatalf("sent back: %s", body)
	}
	lacks(t, "the approver may not change it", body, "保存并重新检查")
	_, home := wang.get(t, "/console")
	holds(t, "the editor learns", home, "li 退回：请补充急诊的范围", `href="`+draft+`"`)
	_, body = wang.get(t, draft)
	status, body = wang.post(t, draft+"/discard", url.Values{"etag": {etagOf(t, body)}})
	if status != http.StatusOK || !strings.Contains(body, "草案已作废") {
		t.Errorf("discarded: %d %s", status, body)
	}
}

func TestAnObjectionIsHandledBeforePublication(t *testing.T) {
	li := furnished(t).signedIn(t, "li", "zh")
	const draft = "/console/drafts/990100-negative-1"
	_, body := li.get(t, draft)
	holds(t, "in public notice", body, "公示中，截止 2026-11-28", "建议明确术前的时限", "未处理")
	lacks(t, "in public notice", body, draft+"/publish")
	status, refused := li.post(t, draft+"/objections", url.Values{"etag": {etagOf(t, body)}, "from": {"<b>某人</b>"}, "received_on": {"2027-01-01"}, "text": {"内容"}})
	if status != http.StatusUnprocessableEntity || !strings.Contains(refused, "尚未到来") {
		t.Errorf("of a day to come: %d %s", status, refused)
	}
	holds(t, "what was typed stays", refused, `value="&lt;b&gt;某人&lt;/b&gt;"`, ">内容</textarea>")
	status, body = li.post(t, draft+"/objections/1", url.Values{"etag": {etagOf(t, body)}, "handling": {"已写明"}})
	if status != http.StatusOK || !strings.Contains(body, "异议处理结果已登记") {
		t.Fatalf("handled: %d %s", status, body)
	}
	holds(t, "handled", body, "处理：已写明")
	lacks(t, "handled", body, "未处理")
}

func TestWhatANameMayMeanIsSaidInTheLanguageOfThePage(t *testing.T) {
	s := furnished(t)
	_, body := s.signedIn(t, "wang", "en").get(t, "/console/drafts/420000-items-2")
	holds(t, "in English", body, "Alanine aminotransferase (丙氨酸氨基转移酶)", "Confirmed: this is meant (it drops at least 16 entries")
	_, body = s.signedIn(t, "wang", "zh").get(t, "/console/drafts/420000-items-2")
	holds(t, "in Chinese", body, "> 丙氨酸氨基转移酶 <")
}

func TestOthersReadADraftAndChangeNothing(t *testing.T) {
	s := furnished(t)
	s.person(t, "province", "editor:420100", "auditor:420000")
	v := s.signedIn(t, "province", "zh")
	status, body := v.get(t, "/console/drafts/420000-items-2")
	if status != http.StatusOK {
		t.Fatalf("a draft to be read: %d %s", status, body)
	}
	holds(t, "a draft to be read", body, "由湖北省的编辑修改和提交；您可以查看", "大约一周")
	lacks(t, "a draft to be read", body, "data-mend", "/discard")
	if status, body := s.signedIn(t, "chief", "zh").get(t, "/console/drafts/420000-items-9"); status != http.StatusNotFound {
		t.Errorf("a draft that is none: %d %s", status, body)
	}
}

func TestWhereApprovalIsSwitchedOffOnePersonPublishes(t *testing.T) {
	s := furnished(t)
	s.signedIn(t, "chief", "zh").do(t, http.MethodPut, "/v1/jurisdictions/420000/settings", `{"notice_hours":0,"sole_approval":true}`)
	wang := s.signedIn(t, "wang", "zh")
	body := wang.uploadHubei(t, "湖北.csv")
	draft, fixes := draftOf(t, body), mends(t, body)
	fixes.Set("asks", "confirm")
	fixes.Set("confirm", "true")
	if _, body = wang.post(t, draft, fixes); !strings.Contains(body, draft+"/publish") {
		t.Fatalf("publishing is not offered: %s", body)
	}
	if status, body := wang.post(t, draft+"/publish", url.Values{"etag": {etagOf(t, body)}}); status != http.StatusOK || !strings.Contains(body, "已发布。") {
		t.Errorf("published: %d %s", status, body)
	}
}

func TestAnUploadThatLacksSomethingKeepsTheRest(t *testing.T) {
	s := newSite(t)
	s.person(t, "wang", "editor:420000")
	v := s.signedIn(t, "wang", "zh")
	status, body := v.post(t, "/console/drafts/new", url.Values{"kind": {"items"}, "document/title": {"关于公布清单的通知"}, "document/url": {"javascript:alert(1)"}})
	if status != http.StatusUnprocessableEntity {
		t.Errorf("a form that lacks everything: %d", status)
	}
	holds(t, "a form that lacks everything", body, "请选择发布主体", "请填写生效日期", "未选择文件", "公布网址须以", `value="关于公布清单的通知"`)
}

func TestAStepThatLacksItsReasonKeepsTheDraft(t *testing.T) {
	s := furnished(t)
	li := s.signedIn(t, "li", "zh")
	status, body := li.post(t, "/console/drafts/420000-negative-1/reject", url.Values{"comment": {" "}})
	if status != http.StatusUnprocessableEntity {
		t.Errorf("sent back without a word: %d", status)
	}
	holds(t, "sent back without a word", body, "请填写理由", "待审核")
	status, body = li.post(t, "/console/drafts/990100-negative-1/objections/1", url.Values{"etag": {`"0"`}, "handling": {"已与该院核实"}})
	if status != http.StatusUnprocessableEntity {
		t.Errorf("handled on an older draft: %d", status)
	}
	holds(t, "handled on an older draft", body, "已与该院核实</textarea>")
}
