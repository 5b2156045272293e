package server

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"concord/api"
	"concord/internal/httpapi/apitest"
	"concord/internal/office"
)

// read reads an answer's body as JSON.
func read[T any](t testing.TB, a apitest.Answer) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(a.Body), &v); err != nil {
		t.Fatalf("the answer is not JSON: %v\n%s", err, a.Body)
	}
	return v
}

func TestSigningInBeginsASession(t *testing.T) {
	h := newHouse(t, Options{})
	h.person(t, "li.si", "editor:420000")
	answer := h.trySignIn(t, "li.si", password, "")
	identity := read[api.Identity](t, answer)
	if answer.Status != http.StatusOK || identity.Account == nil || identity.Account.Grants[0].Region != "420000" || *identity.SignedIn != "password" {
		t.Fatalf("%d %s", answer.Status, answer.Body)
	}
	cookie := setCookie(answer)
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Secure || cookie.MaxAge != 0 {
		t.Errorf("the cookie is %s", cookie)
	}
	held := "Cookie: " + cookieOf(t, answer).String()
	if got := h.whoIs(t, held); got != "li.si" {
		t.Errorf("the cookie is taken for %q", got)
	}
	out := h.Ask(t, http.MethodDelete, "/v1/session", "", held)
	if gone := setCookie(out); out.Status != http.StatusNoContent || gone == nil || gone.MaxAge >= 0 {
		t.Errorf("signing out: %d, cookie %v", out.Status, gone)
	}
	if got := h.whoIs(t, held); got != "" {
		t.Errorf("after signing out the cookie is taken for %q", got)
	}
	events := h.events(t, office.EventSelection{Noun: office.NounSession, Subject: "li.si"})
	if len(events) != 1 || events[0].Action != "session.begin" || !strings.Contains(events[0].After, `"password"`) {
		t.Errorf("the record tells %+v", events)
	}
}

func TestWhoeverDoesNotGetInLearnsNothing(t *testing.T) {
	h := newHouse(t, Options{})
	h.person(t, "li.si")
	h.person(t, "gone")
	h.edit(t, "gone", func(a *office.Account) { a.Disabled = true })
	_, change, err := h.office.AddAccount(t.Context(), office.Account{Name: "sso", FullName: "王五", Subject: "a|b"}, "")
	h.commit(t, change, err)
	var first apitest.Answer
	for i, attempt := range []struct{ name, password string }{
		{"li.si", "wrong"}, {"nobody", password}, {"gone", password}, {"sso", password}, {"sso", ""}, {"Not A Name", password}, {"li.si", ""},
	} {
		answer := h.trySignIn(t, attempt.name, attempt.password, "")
		if i == 0 {
			first = answer
		}
		if answer.Status != http.StatusUnauthorized || answer.Body != first.Body || code(t, answer) != "SIGN_IN_FAILED" || setCookie(answer) != nil {
			t.Errorf("%s: %d %s, want %s", attempt.name, answer.Status, answer.Body, first.Body)
		}
	}
}

func TestCookieIsSecureWhereTheBrowserAskedOverTLS(t *testing.T) {
	h := newHouse(t, Options{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	h.person(t, "li.si")
	for _, test := range []struct {
		name, peer, proto string
		tls               *tls.ConnectionState
		secure            bool
	}{
		{"plain", "192.0.2.1:1", "", nil, false},
		{"over TLS", "192.0.2.1:1", "", &tls.ConnectionState{}, true},
		{"a trusted proxy says so", "10.1.2.3:1", "https", nil, true},
		{"a trusted proxy says otherwise", "10.1.2.3:1", "http", nil, false},
		{"anybody says so", "192.0.2.1:1", "https", nil, false},
	} {
		request := httptest.NewRequest(http.MethodPost, "/v1/session", strings.NewReader(`{"name":"li.si","password":"`+password+`"}`))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("X-Forwarded-Proto", test.proto)
		request.RemoteAddr, request.TLS = test.peer, test.tls
		recorder := httptest.NewRecorder()
		h.server.ServeHTTP(recorder, request)
		if cookie := setCookie(apitest.Answer{Header: recorder.Header()}); cookie == nil || cookie.Secure != test.secure {
			t.Errorf("%s: cookie %v, want secure %t", test.name, cookie, test.secure)
		}
	}
}

// retryAfter is how many seconds an answer asks to wait.
func retryAfter(t *testing.T, a apitest.Answer) time.Duration {
	t.Helper()
	seconds, err := strconv.Atoi(a.Header.Get("Retry-After"))
	if a.Status != http.StatusTooManyRequests || err != nil || code(t, a) != "SIGN_IN_THROTTLED" {
		t.Fatalf("%d %s, want to wait", a.Status, a.Body)
	}
	return time.Duration(seconds) * time.Second
}

func TestFailuresMakeAnAccountWait(t *testing.T) {
	hour := &clock{apitest.Now}
	h := newHouse(t, Options{Clock: hour.read})
	h.person(t, "li.si")
	for i := range 5 {
		if answer := h.trySignIn(t, "li.si", "wrong", "", "X-Forwarded-For: 203.0.113."+strconv.Itoa(i)); answer.Status != http.StatusUnauthorized {
			t.Fatalf("failure %d: %d", i+1, answer.Status)
		}
	}
	for _, want := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second} {
		wait := retryAfter(t, h.trySignIn(t, "li.si", password, ""))
		if wait != want {
			t.Fatalf("wait %s, want %s", wait, want)
		}
		hour.now = hour.now.Add(wait)
		h.trySignIn(t, "li.si", "wrong", "")
	}
	hour.now = hour.now.Add(retryAfter(t, h.trySignIn(t, "li.si", "wrong", "")))
	h.signIn(t, "li.si")
	for i := range 5 {
		if answer := h.trySignIn(t, "li.si", "wrong", ""); answer.Status != http.StatusUnauthorized {
			t.Errorf("failure %d after a success: %d, want 401", i+1, answer.Status)
		}
	}
}

func TestUnknownAccountsWaitLikeOthers(t *testing.T) {
	h := newHouse(t, Options{})
	for range 5 {
		h.trySignIn(t, "nobody", "wrong", "")
	}
	retryAfter(t, h.trySignIn(t, "nobody", "wrong", ""))
}

func TestFailuresMakeANetworkWaitWhateverItClaimsToBe(t *testing.T) {
	h := newHouse(t, Options{})
	h.person(t, "li.si")
	for i := range 20 {
		name := "guess" + strconv.Itoa(i/4)
		if answer := h.trySignIn(t, name, "wrong", "", "X-Forwarded-For: 203.0.113."+strconv.Itoa(i)); answer.Status != http.StatusUnauthorized {
			t.Fatalf("failure %d: %d", i+1, answer.Status)
		}
	}
	retryAfter(t, h.trySignIn(t, "li.si", password, "", "X-Forwarded-For: 203.0.113.99"))
}

func TestAPlantedTokenIsWorthNothing(t *testing.T) {
	h := newHouse(t, Options{})
	h.person(t, "li.si")
	h.person(t, "wang.wu")
	for name, planted := range map[string]string{
		"a made-up token":     "Cookie: " + sessionCookie + "=" + strings.Repeat("A", tokenLength),
		"another's session":   h.signIn(t, "wang.wu"),
		"an old one's own":    h.signIn(t, "li.si"),
		"what is not a token": "Cookie: " + sessionCookie + "=x",
	} {
		fresh := h.signIn(t, "li.si", planted)
		if fresh == planted {
			t.Errorf("%s was taken over", name)
		}
		if got := h.whoIs(t, planted); got != "" {
			t.Errorf("%s is taken for %s afterwards", name, got)
		}
		if got := h.whoIs(t, fresh); got != "li.si" {
			t.Errorf("%s: the new session is taken for %q", name, got)
		}
	}
}

func TestSessionsEndByThemselves(t *testing.T) {
	hour := &clock{apitest.Now}
	h := newHouse(t, Options{Clock: hour.read})
	h.person(t, "li.si")
	idle, busy := h.signIn(t, "li.si"), h.signIn(t, "li.si")
	for range 3 {
		hour.now = hour.now.Add(7 * time.Hour)
		if h.whoIs(t, busy) == "" {
			t.Fatalf("a session in use has ended at %s", hour.now)
		}
	}
	if h.whoIs(t, idle) != "" {
		t.Error("a session holds after 21 idle hours")
	}
	hour.now = hour.now.Add(3 * time.Hour)
	if h.whoIs(t, busy) != "" {
		t.Error("a session holds after 24 hours")
	}
}

func TestSessionsAreEnded(t *testing.T) {
	onEachDatabase(t, sessionsAreEnded)
}

func sessionsAreEnded(t *testing.T, database string) {
	h := houseIn(t, database, Options{})
	h.person(t, "ad.min", "administrator:100000")
	admin := h.signIn(t, "ad.min")
	for _, end := range []struct{ name, method, target, body string }{
		{"revoking", http.MethodDelete, "/v1/accounts/li.si/sessions", ""},
		{"disabling", http.MethodPut, "/v1/accounts/li.si", `{"full_name":"李四","grants":[],"disabled":true}`},
		{"a reset", http.MethodPost, "/v1/accounts/li.si/password", ""},
	} {
		name := office.AccountName("li.si")
		if _, err := h.office.Account(context.Background(), name); err != nil {
			h.person(t, name)
		}
		h.edit(t, name, func(a *office.Account) { a.Disabled = false })
		before := h.signIn(t, "li.si")
		if answer := h.Ask(t, end.method, end.target, end.body, admin); answer.Status != http.StatusOK {
			t.Fatalf("%s: %d %s", end.name, answer.Status, answer.Body)
		}
		if h.whoIs(t, before) != "" {
			t.Errorf("a session goes on after %s", end.name)
		}
	}
	if h.whoIs(t, admin) != "ad.min" {
		t.Error("somebody else's session ended as well")
	}
}

func TestANewPasswordEndsTheOtherSessions(t *testing.T) {
	h := newHouse(t, Options{})
	h.person(t, "li.si", "editor:420000")
	mine, other := h.signIn(t, "li.si"), h.signIn(t, "li.si")
	change := func(old, new, cookie string) apitest.Answer {
		return h.Ask(t, http.MethodPut, "/v1/account/password", `{"old":"`+old+`","new":"`+new+`"}`, cookie)
	}
	for _, refused := range []struct{ old, new, code string }{
		{"wrong", "quite another phrase", "SIGN_IN_FAILED"},
		{password, "short", "PASSWORD_WEAK"},
		{password, "aaaaaaaaaaaaaaaa", "PASSWORD_WEAK"},
		{password, "1234567890123456", "PASSWORD_WEAK"},
		{password, "li.si.li.si.li.si", "PASSWORD_WEAK"},
		{password, "Password12345678", "PASSWORD_WEAK"},
	} {
		if answer := change(refused.old, refused.new, mine); code(t, answer) != refused.code {
			t.Errorf("%s → %s: %d %s, want %s", refused.old, refused.new, answer.Status, answer.Body, refused.code)
		}
	}
	answer := change(password, "quite another phrase", mine)
	if answer.Status != http.StatusOK {
		t.Fatalf("%d %s", answer.Status, answer.Body)
	}
	for name, session := range map[string]struct{ cookie, who string }{
		"the one that asked, under its old token": {mine, ""},
		"the other one":      {other, ""},
		"the one that asked": {"Cookie: " + cookieOf(t, answer).String(), "li.si"},
	} {
		if got := h.whoIs(t, session.cookie); got != session.who {
			t.Errorf("%s: %q, want %q", name, got, session.who)
		}
	}
	if answer := h.trySignIn(t, "li.si", password, ""); answer.Status != http.StatusUnauthorized {
		t.Errorf("with the old password: %d", answer.Status)
	}
	if answer := h.trySignIn(t, "li.si", "quite another phrase", ""); answer.Status != http.StatusOK {
		t.Errorf("with the new password: %d", answer.Status)
	}
	key := "Authorization: Bearer " + h.key(t, office.Key{Account: "li.si", Scopes: []office.Scope{office.ScopeAccount}})
	if answer := change("quite another phrase", "yet another phrase", key); code(t, answer) != "SESSION_NEEDED" {
		t.Errorf("by a key: %d %s", answer.Status, answer.Body)
	}
}

func TestAOneTimePasswordOpensOnlyItsReplacement(t *testing.T) {
	h := newHouse(t, Options{})
	h.person(t, "ad.min", "administrator:100000")
	made := h.Post(t, "/v1/accounts", `{"name":"li.si","full_name":"李四","grants":[{"role":"administrator","region":"420000"}]}`, h.signIn(t, "ad.min"))
	once := *read[api.AccountWithPassword](t, made).Password
	answer := h.trySignIn(t, "li.si", once, "")
	cookie := "Cookie: " + cookieOf(t, answer).String()
	if !read[api.Identity](t, answer).Account.OneTimePassword {
		t.Error("whoever signs in is not told that the password opens once")
	}
	for _, target := range []string{"/v1/accounts", "/v1/keys"} {
		if refused := h.Get(t, target, cookie); code(t, refused) != "PASSWORD_CHANGE_NEEDED" {
			t.Errorf("%s with a one-time password: %d %s", target, refused.Status, refused.Body)
		}
	}
	changed := h.Ask(t, http.MethodPut, "/v1/account/password", `{"old":"`+once+`","new":"`+password+`"}`, cookie)
	if read := h.Get(t, "/v1/accounts", "Cookie: "+cookieOf(t, changed).String()); read.Status != http.StatusOK {
		t.Errorf("after its replacement: %d %s", read.Status, read.Body)
	}
}

func TestTheSecondFactorOpensOnce(t *testing.T) {
	onEachDatabase(t, theSecondFactorOpensOnce)
}

func theSecondFactorOpensOnce(t *testing.T, database string) {
	hour := &clock{apitest.Now}
	h := houseIn(t, database, Options{Clock: hour.read})
	h.person(t, "li.si")
	cookie := h.signIn(t, "li.si")
	if answer := h.Ask(t, http.MethodPut, "/v1/account/totp", `{"code":"123456"}`, cookie); code(t, answer) != "NO_SECOND_FACTOR" {
		t.Errorf("confirming nothing: %d %s", answer.Status, answer.Body)
	}
	factor := read[api.SecondFactor](t, h.Post(t, "/v1/account/totp", "", cookie))
	now := func(drift time.Duration) string {
		code, err := totp.GenerateCode(factor.Secret, hour.now.Add(drift))
		if err != nil {
			t.Fatal(err)
		}
		return code
	}
	if answer := h.trySignIn(t, "li.si", password, ""); answer.Status != http.StatusOK {
		t.Errorf("a second factor that is not confirmed is asked for: %d", answer.Status)
	}
	if answer := h.Ask(t, http.MethodPut, "/v1/account/totp", `{"code":"000000"}`, cookie); code(t, answer) != "CODE_INVALID" {
		t.Errorf("confirming with a wrong code: %d %s", answer.Status, answer.Body)
	}
	confirmed := h.Ask(t, http.MethodPut, "/v1/account/totp", `{"code":"`+now(0)+`"}`, cookie)
	if confirmed.Status != http.StatusOK || !read[api.Account](t, confirmed).TwoFactors {
		t.Fatalf("confirming: %d %s", confirmed.Status, confirmed.Body)
	}
	for _, attempt := range []struct{ name, code, want string }{
		{"without a code", "", "SECOND_FACTOR_NEEDED"},
		{"with the code that confirmed", now(0), "SIGN_IN_FAILED"},
		{"with an old code", now(-5 * time.Minute), "SIGN_IN_FAILED"},
		{"with the next code", now(30 * time.Second), ""},
		{"with it once more", now(30 * time.Second), "SIGN_IN_FAILED"},
	} {
		if answer := h.trySignIn(t, "li.si", password, attempt.code); code(t, answer) != attempt.want {
			t.Errorf("%s: %d %s, want %q", attempt.name, answer.Status, answer.Body, attempt.want)
		}
	}
	cookie = "Cookie: " + cookieOf(t, confirmed).String()
	hour.now = hour.now.Add(5 * time.Minute)
	if answer := h.Ask(t, http.MethodDelete, "/v1/account/totp", `{"code":"`+now(-2*time.Minute)+`"}`, cookie); code(t, answer) != "CODE_INVALID" {
		t.Errorf("ending it with an old code: %d %s", answer.Status, answer.Body)
	}
	if answer := h.Ask(t, http.MethodDelete, "/v1/account/totp", `{"code":"`+now(0)+`"}`, cookie); answer.Status != http.StatusOK {
		t.Errorf("ending it: %d %s", answer.Status, answer.Body)
	}
	h.signIn(t, "li.si")
}

func TestAPasswordChangeDoesNotBringAUsedCodeBack(t *testing.T) {
	onEachDatabase(t, aPasswordChangeDoesNotBringAUsedCodeBack)
}

func aPasswordChangeDoesNotBringAUsedCodeBack(t *testing.T, database string) {
	h := houseIn(t, database, Options{})
	h.person(t, "li.si")
	factor, err := h.office.NewTOTP("li.si")
	if err != nil {
		t.Fatal(err)
	}
	first, err := totp.GenerateCode(factor.Secret, apitest.Now)
	if err != nil {
		t.Fatal(err)
	}
	_, change, err := h.office.BeginTOTP(t.Context(), "li.si", factor.Secret, first, h.now())
	h.commit(t, change, err)
	_, change, err = h.office.ReplacePassword(t.Context(), "li.si", passwordHash(), h.now())
	second, _ := totp.GenerateCode(factor.Secret, apitest.Now.Add(30*time.Second))
	if answer := h.trySignIn(t, "li.si", password, second); answer.Status != http.StatusOK {
		t.Fatalf("%d %s", answer.Status, answer.Body)
	}
	h.commit(t, change, err) // planned before the code was used
	if answer := h.trySignIn(t, "li.si", password, second); code(t, answer) != "SIGN_IN_FAILED" {
		t.Errorf("the code opens again: %d %s", answer.Status, answer.Body)
	}
}

func TestCodesCannotBeGuessed(t *testing.T) {
	h := newHouse(t, Options{})
	h.person(t, "li.si")
	factor, err := h.office.NewTOTP("li.si")
	if err != nil {
		t.Fatal(err)
	}
	first, _ := totp.GenerateCode(factor.Secret, apitest.Now)
	_, change, err := h.office.BeginTOTP(t.Context(), "li.si", factor.Secret, first, h.now())
	h.commit(t, change, err)
	for range 5 {
		h.trySignIn(t, "li.si", password, "000000")
		h.trySignIn(t, "li.si", password, "") // asks for the code, and forgives nothing
	}
	retryAfter(t, h.trySignIn(t, "li.si", password, "000000"))
}

func TestOtherSitesCannotUseASession(t *testing.T) {
	h := newHouse(t, Options{})
	h.person(t, "ad.min", "administrator:100000")
	cookie := h.signIn(t, "ad.min")
	body := `{"name":"evil","full_name":"恶","grants":[]}`
	for _, attack := range []struct {
		name    string
		headers []string
		status  int
	}{
		{"another site's script", []string{"Sec-Fetch-Site: cross-site"}, http.StatusForbidden},
		{"another site, an old browser", []string{"Origin: https://evil.example"}, http.StatusForbidden},
		{"a neighbour's page", []string{"Sec-Fetch-Site: same-site"}, http.StatusForbidden},
		{"a form", []string{"Content-Type: text/plain"}, http.StatusUnsupportedMediaType},
		{"an encoded form", []string{"Content-Type: application/x-www-form-urlencoded"}, http.StatusUnsupportedMediaType},
	} {
		answer := h.Post(t, "/v1/accounts", body, append(attack.headers, cookie)...)
		if answer.Status != attack.status {
			t.Errorf("%s: %d %s, want %d", attack.name, answer.Status, answer.Body, attack.status)
		}
	}
	if _, err := h.office.Account(t.Context(), "evil"); err == nil {
		t.Error("another site made an account")
	}
}
