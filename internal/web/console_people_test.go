package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

func TestAnAccountFromItsFormToItsEnd(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", everything...)
	v := s.signedIn(t, "li.si", "zh")

	typed := url.Values{
		"name": {"Not A Name"}, "full_name": {"王<b>五</b>"}, "grants/0/role": {"editor"}, "grants/0/region": {"武汉市"}, "grants/2/role": {"auditor"}, "grants/2/region": {"nowhere"},
	}
	status, body := v.post(t, "/console/people/new", typed)
	expect(t, "a region that there is not", status, body, http.StatusUnprocessableEntity,
		`value="王&lt;b&gt;五&lt;/b&gt;"`, `name="grants/0/region" type="text" value="武汉市"`, `name="grants/1/region" type="text" value="nowhere"`, `class="error"`)
	if strings.Contains(body, "<b>五") {
		t.Error("what was typed is taken for HTML")
	}
	holds(t, "a region that there is not", body, "没有区划 nowhere", "使用 GB/T 2260 区划代码，全国为 100000")
	lacks(t, "a region that there is not", body, "/v1/regions", "100000；")
	status, body = v.post(t, "/console/people/new", url.Values{
		"name": {"wang.wu"}, "full_name": {"王五"}, "grants/0/role": {"editor"}, "grants/1/region": {"武汉市"},
	})
	expect(t, "halves of grants", status, body, http.StatusUnprocessableEntity, "请填写地区", "请选择角色", `value="武汉市"`)
	status, body = v.post(t, "/console/people/new", url.Values{"name": {"wang.liu"}, "full_name": {"王六"}})
	expect(t, "without a grant", status, body, http.StatusOK, "只显示这一次")

	typed.Set("more", "lines")
	status, body = v.post(t, "/console/people/new", typed)
	expect(t, "more lines", status, body, http.StatusOK, `value="nowhere"`)

	typed = url.Values{"name": {"wang.wu"}, "full_name": {"王五"}, "grants/0/role": {"editor"}, "grants/0/region": {"武汉市"}}
	status, body = v.post(t, "/console/people/new", typed)
	expect(t, "an account", status, body, http.StatusOK, "只显示这一次")
	if !regexp.MustCompile(`id="secret"[^>]* value="[^"]{12,}"`).MatchString(body) {
		t.Errorf("no password is shown: %s", mainOf(body))
	}
	status, body = v.get(t, "/console/people/wang.wu")
	page := expect(t, "its page", status, body, http.StatusOK, "编辑（武汉市）", "待改密码")

	change := kept(page)
	change.Set("full_name", "王五")
	change.Set("disabled", "true")
	change.Set("grants/0/role", "editor")
	change.Set("grants/0/region", "420100")
	status, body = v.post(t, "/console/people/wang.wu", change)
	warned := expect(t, "disabling, asked", status, body, http.StatusOK, "尚未写入")
	if _, body := v.get(t, "/console/people/wang.wu"); strings.Contains(body, `<span class="badge bad">停用</span>`) {
		t.Fatal("it is disabled before anybody confirmed")
	}
	status, body = v.post(t, "/console/people/wang.wu", kept(warned))
	expect(t, "disabling", status, body, http.StatusOK, "账户已更新", `<span class="badge bad">停用</span>`)
}

func TestAKeyIsShownOnce(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", everything...)
	v := s.signedIn(t, "li.si", "zh")
	typed := url.Values{"owner": {"演示 LIS"}, "institution": {"武汉大学中南医院"}, "region": {"武汉市"}}
	status, body := v.post(t, "/console/keys/new", typed)
	expect(t, "without a scope", status, body, http.StatusUnprocessableEntity, "至少选择一项用途", `value="武汉大学中南医院"`)

	typed.Set("scope.outcomes", "true")
	status, body = v.post(t, "/console/keys/new", typed)
	issued := expect(t, "issued", status, body, http.StatusOK, "只显示这一次")
	secret := regexp.MustCompile(`value="ck_([a-z0-9]+)_[^"]+"`).FindStringSubmatch(issued)
	if secret == nil {
		t.Fatalf("no key is shown: %s", mainOf(issued))
	}
	status, body = v.get(t, "/console/keys")
	expect(t, "the list", status, body, http.StatusOK, "演示 LIS", "武汉大学中南医院", "从未")
	if strings.Contains(body, secret[0]) {
		t.Error("the list shows the key")
	}
	status, body = v.post(t, "/console/keys/"+secret[1]+"/revoke", nil)
	warned := expect(t, "revoking, asked", status, body, http.StatusOK, "不能恢复")
	status, body = v.post(t, "/console/keys/"+secret[1]+"/revoke", kept(warned))
	expect(t, "revoking", status, body, http.StatusOK, "密钥已撤销", `<span class="badge bad">已撤销</span>`)
}
