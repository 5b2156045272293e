package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestAFormOutlivesItsSession(t *testing.T) {
	s := newSite(t)
	s.person(t, "wang", "editor:420000")
	v := s.signedIn(t, "wang", "zh")
	typed := url.Values{"name": {"新华医院“一”"}, "region": {"420100"}, "reason": {"<b>新登记"}}
	v.post(t, "/sign-out", nil)
	status, body := v.post(t, "/console/institutions/new", typed)
	if status != http.StatusUnauthorized {
		t.Errorf("after signing out: %d", status)
	}
	holds(t, "after signing out", body, `action="/console/institutions/new"`, `name="name" value="新华医院“一”"`, `value="&lt;b&gt;新登记"`, "尚未写入")

	v.post(t, "/sign-in", url.Values{"name": {"wang"}, "password": {password}})
	if _, body = v.post(t, "/console/institutions/new", typed); !strings.Contains(body, "医疗机构已登记") {
		t.Errorf("sent again: %s", body)
	}
}

func TestNoPageKeepsASecret(t *testing.T) {
	_, body := newSite(t).visitor(t, "zh").post(t, "/account/password", url.Values{"old": {"a secret that was typed"}, "new": {"another secret"}, "again": {"another secret"}})
	lacks(t, "a password after the session", body, "a secret that was typed", "another secret")
	holds(t, "a password after the session", body, "<h1>登录</h1>")
}
