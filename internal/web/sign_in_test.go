package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

func TestSigningInLeadsToNoOtherSite(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	for to, want := range map[string]string{
		"/console/drafts?state=draft": "/console/drafts?state=draft", "": "/console", "https://evil.example/": "/console", "//evil.example": "/console",
		`/\evil.example`: "/console", "evil.example": "/console", "javascript:alert(1)": "/console", "/v1/session/oidc": "/console", "/sign-in": "/console",
		"/\t/evil.example": "/console",
	} {
		if _, body := v.get(t, "/sign-in?to="+url.QueryEscape(to)); !strings.Contains(body, `name="to" value="`+want+`"`) {
			t.Errorf("to %q does not lead to %s: %s", to, want, body)
		}
	}
}

func TestSigningInAndOut(t *testing.T) {
	s := newSite(t)
	s.person(t, "wang", "editor:420000")
	v := s.visitor(t, "zh")
	status, body := v.post(t, "/sign-in", url.Values{"name": {"wang"}, "password": {"another few words"}, "to": {"/console/drafts"}})
	if status != http.StatusUnauthorized {
		t.Fatalf("a wrong password: %d %s", status, body)
	}
	holds(t, "a wrong password", body, `value="wang"`, `value="/console/drafts"`, "账户名、密码或动态口令不对")
	lacks(t, "a wrong password", body, "another few words", `name="code"`)
	status, body = v.post(t, "/sign-in", url.Values{"name": {"wang"}, "password": {password}, "to": {"/console/drafts"}})
	if status != http.StatusOK || !strings.Contains(body, "<h1>清单草案</h1>") {
		t.Fatalf("signed in: %d %s", status, body)
	}
	if _, body = v.post(t, "/sign-out", nil); !strings.Contains(body, "已退出登录") {
		t.Errorf("signed out: %s", body)
	}
	if _, body = v.get(t, "/console/drafts"); !strings.Contains(body, `name="to" value="/console/drafts"`) {
		t.Errorf("who is signed out does not sign in first: %s", body)
	}
}

func TestSingleSignOnThatIsRefusedEndsOnAPage(t *testing.T) {
	status, body := newSite(t).visitor(t, "zh").get(t, "/v1/session/oidc/callback?state=none")
	if status != http.StatusNotFound {
		t.Errorf("without a provider: %d %s", status, body)
	}
	holds(t, "without a provider", body, "<h1>登录</h1>", "此服务未设置单点登录", `name="password"`)
}

func TestWhoFailsOftenLearnsHowLongToWait(t *testing.T) {
	s := newSite(t)
	s.person(t, "wang", "editor:420000")
	v := s.visitor(t, "zh")
	var status int
	var body string
	for range 7 {
		status, body = v.post(t, "/sign-in", url.Values{"name": {"wang"}, "password": {"another few words"}})
	}
	if status != http.StatusTooManyRequests || !strings.Contains(body, "秒后再试") {
		t.Errorf("after many failures: %d %s", status, body)
	}
}

func TestASecondFactor(t *testing.T) {
	s := newSite(t)
	s.person(t, "wang", "editor:420000")
	v := s.signedIn(t, "wang", "zh")
	_, body := v.post(t, "/account/second-factor", nil)
	holds(t, "a second factor", body, "<svg class=\"account-qr\"", "密钥")
	secret := found(t, body, `name="secret" value="([A-Z2-7]+)"`)
	address := found(t, body, `name="url" value="([^"]+)"`)
	confirm := func(code string) (int, string) {
		return v.post(t, "/account/second-factor/confirm", url.Values{"secret": {secret}, "url": {address}, "code": {code}})
	}
	if status, body := confirm("000 000"); status != http.StatusUnprocessableEntity || !strings.Contains(body, secret) {
		t.Errorf("a wrong code: %d %s", status, body)
	}
	code := func(at time.Time) string {
		code, err := totp.GenerateCode(secret, at)
		if err != nil {
			t.Fatal(err)
		}
		return code
	}
	if status, body := confirm(code(asked)); status != http.StatusOK || !strings.Contains(body, "动态口令已启用") {
		t.Fatalf("confirmed: %d %s", status, body)
	}

	other := s.visitor(t, "zh")
	_, body = other.post(t, "/sign-in", url.Values{"name": {"wang"}, "password": {password}})
	holds(t, "the code is asked for", body, `name="code"`, "还需要动态口令", `value="wang"`)
	lacks(t, "the code is asked for", body, password)
	next := code(asked.Add(30 * time.Second)) // a code opens once, and the site's clock stands still
	status, body := other.post(t, "/sign-in", url.Values{"name": {"wang"}, "password": {password}, "code": {next}})
	if status != http.StatusOK || !strings.Contains(body, "<h1>待办</h1>") {
		t.Errorf("with a code: %d %s", status, body)
	}
}

func TestTheOwnPassword(t *testing.T) {
	s := newSite(t)
	s.person(t, "wang", "editor:420000")
	v := s.signedIn(t, "wang", "zh")
	for _, test := range []struct{ old, new, again, says string }{
		{password, "a new password for wang", "another one", "两次输入的密码不同"},
		{"not the password", "a new password for wang", "a new password for wang", "账户名、密码或动态口令不对"},
		{password, "short", "short", "12"},
		{password, "a new password for wang", "a new password for wang", "密码已修改"},
	} {
		_, body := v.post(t, "/account/password", url.Values{"old": {test.old}, "new": {test.new}, "again": {test.again}})
		holds(t, test.new, body, test.says, "<h1>我的账户</h1>")
		lacks(t, test.new, body, `value="`+password, `value="a new password`)
	}
}
