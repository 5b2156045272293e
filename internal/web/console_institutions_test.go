package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestAnInstitutionFromItsFormToItsEnd(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", everything...)
	v := s.signedIn(t, "li.si", "zh")

	typed := url.Values{"name": {"武汉大学中南医院"}, "region": {"武汉市"}, "level": {"3"}, "grade": {"甲等"}, "kind": {"综合"}}
	status, body := v.post(t, "/console/institutions/new", typed)
	expect(t, "one that resembles another", status, body, http.StatusUnprocessableEntity, "420100-0004", `name="confirm"`, `value="武汉大学中南医院"`)

	typed.Set("name", "武汉市演示医院")
	status, body = v.post(t, "/console/institutions/new", typed)
	expect(t, "a new one", status, body, http.StatusOK, "医疗机构已登记", "<h1>武汉市演示医院</h1>", "420100-0018")

	typed.Set("name", "武汉市第一演示医院")
	typed.Set("retrieval_url", "http://images.example")
	status, body = v.post(t, "/console/institutions/420100-0018", typed)
	expect(t, "a link without TLS", status, body, http.StatusUnprocessableEntity, `value="http://images.example"`, `class="error"`)
	typed.Set("retrieval_url", "https://images.example")
	status, body = v.post(t, "/console/institutions/420100-0018", typed)
	expect(t, "corrected", status, body, http.StatusOK, "医疗机构已更正", "<h1>武汉市第一演示医院</h1>", `value="武汉市演示医院"`)

	status, body = v.post(t, "/console/institutions/420100-0018/merge", url.Values{"into": {"420100-0018"}, "reason": {"重复"}})
	expect(t, "merged into itself", status, body, http.StatusUnprocessableEntity, `class="error"`, `value="重复"`)
	status, body = v.post(t, "/console/institutions/420100-0018/merge", url.Values{"into": {"武汉大学中南医院"}, "reason": {"重复"}})
	warned := expect(t, "merging, asked", status, body, http.StatusOK, "保留编码 420100-0004", "现行机构清单 0 份")
	status, body = v.post(t, "/console/institutions/420100-0018/merge", kept(warned))
	expect(t, "merged", status, body, http.StatusOK, "重复登记已合并", "<h1>武汉大学中南医院</h1>")
	status, body = v.get(t, "/console/institutions/420100-0018")
	expect(t, "the duplicate", status, body, http.StatusOK, "已并入 武汉大学中南医院")

	status, body = v.post(t, "/console/institutions/420100-0001/close", url.Values{"on": {"2026-12-01"}})
	expect(t, "closing without a reason", status, body, http.StatusUnprocessableEntity, `value="2026-12-01"`)
	status, body = v.post(t, "/console/institutions/420100-0001/close", url.Values{"on": {"2026-12-01"}, "reason": {"停业"}})
	warned = expect(t, "closing, asked", status, body, http.StatusOK, "现行机构清单 1 份（湖北省）", "自 2026-12-01 起")
	status, body = v.post(t, "/console/institutions/420100-0001/close", kept(warned))
	expect(t, "closed", status, body, http.StatusOK, "关闭日期已登记", "至 2026-11-30")
}

func TestWhoKeepsNothingIsTold(t *testing.T) {
	s := newSite(t)
	s.person(t, "wang.wu", "editor:510100")
	v := s.signedIn(t, "wang.wu", "zh")
	_, body := v.get(t, "/console/institutions/420100-0001")
	if strings.Contains(body, "保存更正") || !strings.Contains(body, "办理须由") {
		t.Errorf("a form is offered, or nobody says why not: %s", mainOf(body))
	}
	status, body := v.post(t, "/console/institutions/420100-0001", url.Values{"name": {"别的"}, "region": {"420100"}})
	expect(t, "correcting it all the same", status, body, http.StatusUnprocessableEntity)
	if _, body := v.get(t, "/console/institutions/420100-0001"); strings.Contains(body, "别的") {
		t.Error("it was corrected")
	}
}

const evidenceHeading = "机构名称,项目名称,质评计划,轮次,结果,起始日期,截止日期\n"

func TestEvidenceFromAFile(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", everything...)
	v := s.signedIn(t, "li.si", "zh")
	const target = "/console/qualifications/upload"

	status, body := v.sendFile(t, target, url.Values{"jurisdiction": {"湖北省"}}, "", "")
	expect(t, "without a file", status, body, http.StatusUnprocessableEntity, "请选择文件", `value="湖北省"`)

	wrong := evidenceHeading + "武汉大学中南医院,血糖,室间质评,2026-1,合格,2026-01-01,不是日期\n"
	status, body = v.sendFile(t, target, url.Values{"jurisdiction": {"湖北省"}}, `质<i>评.csv`, wrong)
	expect(t, "a wrong row", status, body, http.StatusOK, "第 2 行", "质&lt;i&gt;评.csv", "改好后重新上传")

	unknown := evidenceHeading + "武汉大学中南医院,血里的糖分测定,室间质评,2026-1,合格,2026-01-01,2026-12-31\n"
	status, body = v.sendFile(t, target, url.Values{"jurisdiction": {"湖北省"}}, "质评.csv", unknown)
	asks := expect(t, "a name that means nothing", status, body, http.StatusOK, "这些名称请您确定", "血里的糖分测定")
	decided := kept(asks)
	decided.Set("resolve/0/other", "LCHM030")
	status, body = v.sendFile(t, target, decided, "", "")
	checked := expect(t, "decided", status, body, http.StatusOK, "写入 1 条", "只能撤销")
	if _, body := v.get(t, "/console/qualifications?institution=420100-0004"); !strings.Contains(body, "该机构还没有记录") {
		t.Fatal("it is written before anybody confirmed")
	}
	status, body = v.sendFile(t, target, kept(checked), "", "")
	expect(t, "written", status, body, http.StatusOK, "记录已写入")
	status, body = v.get(t, "/console/qualifications?institution="+url.QueryEscape("武汉大学中南医院"))
	listed := expect(t, "listed", status, body, http.StatusOK, "2026-1", "合格", "撤销…")

	_, link, _ := strings.Cut(listed, `href="/console/qualifications/revoke?`)
	link, _, _ = strings.Cut(link, `"`)
	status, body = v.get(t, "/console/qualifications/revoke?"+strings.ReplaceAll(link, "&amp;", "&"))
	taking := kept(expect(t, "revoking", status, body, http.StatusOK, "查看影响"))
	taking.Set("from", "2026-11-01")
	taking.Set("reason", "复核不合格")
	status, body = v.post(t, "/console/qualifications/revoke", taking)
	warned := expect(t, "revoking, asked", status, body, http.StatusOK, "共 1 条记录自 2026-11-01 起不再有效")
	status, body = v.post(t, "/console/qualifications/revoke", kept(warned))
	expect(t, "revoked", status, body, http.StatusOK, "该记录已撤销", "复核不合格")
}

func TestAnInstitutionIsTakenOffAListForCause(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", everything...)
	v := s.signedIn(t, "li.si", "en")
	typed := url.Values{"jurisdiction": {"420000"}, "institution": {"420100-0004"}, "from": {"2026-11-23"}, "reason": {"failed"}}
	status, body := v.post(t, "/console/qualifications/remove", typed)
	warned := expect(t, "asked", status, body, http.StatusOK, "From 2026-11-23", "Nothing is written yet")
	status, body = v.post(t, "/console/qualifications/remove", kept(warned))
	expect(t, "done", status, body, http.StatusOK, "The removal is recorded")
}
