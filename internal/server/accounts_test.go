package server

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/httpapi/apitest"
	"concord/internal/office"
	"concord/internal/registry"
)

// account is the body that makes or changes an account with grants.
func account(name string, grants ...string) string {
	var list []string
	for _, text := range grants {
		role, region, _ := strings.Cut(text, ":")
		list = append(list, `{"role":"`+role+`","region":"`+region+`"}`)
	}
	body := `{"full_name":"李四","grants":[` + strings.Join(list, ",") + `]`
	if name != "" {
		return body + `,"name":"` + name + `"}`
	}
	return body + `,"disabled":false}`
}

// TestWhoMayGive goes through who asks and where the grant lies: 420000 is a
// province, 420100 a prefecture of it.
func TestWhoMayGive(t *testing.T) {
	h := newHouse(t, Options{})
	cookies := map[string]string{"nobody": "Accept: application/json"}
	for who, grants := range map[string][]string{
		"nation": {"administrator:100000"}, "province": {"administrator:420000"}, "prefecture": {"administrator:420100"},
		"neighbour": {"administrator:430000"}, "editor": {"editor:420000", "approver:420000", "auditor:100000"},
	} {
		h.person(t, office.AccountName(who), grants...)
		cookies[who] = h.signIn(t, who)
	}
	n := 0
	for _, test := range []struct {
		region string
		may    []string
	}{
		{"100000", []string{"nation"}},
		{"420000", []string{"nation", "province"}},
		{"420100", []string{"nation", "province", "prefecture"}},
		{"420102", []string{"nation", "province", "prefecture"}},
		{"430100", []string{"nation", "neighbour"}},
	} {
		for who, cookie := range cookies {
			n++
			name := "made" + string(rune('a'+n%26)) + string(rune('a'+n/26))
			answer := h.Post(t, "/v1/accounts", account(name, "editor:"+test.region), cookie)
			if may := strings.Contains(strings.Join(test.may, " "), who); (answer.Status == http.StatusOK) != may {
				t.Errorf("%s gives editor:%s: %d, want %t", who, test.region, answer.Status, may)
			}
		}
	}
}

func TestNobodyTakesOverWhatReachesFurther(t *testing.T) {
	h := newHouse(t, Options{})
	h.person(t, "province", "administrator:420000")
	h.person(t, "wide", "editor:420100", "editor:430000")
	h.person(t, "nation", "administrator:100000")
	cookie := h.signIn(t, "province")
	for _, test := range []struct {
		name, method, target, body string
		status                     int
	}{
		{"a grant of one's own region is added", http.MethodPut, "/v1/accounts/wide", account("", "editor:420100", "editor:430000", "auditor:420000"), 200},
		{"and taken", http.MethodPut, "/v1/accounts/wide", account("", "editor:430000"), 200},
		{"one of another is taken", http.MethodPut, "/v1/accounts/wide", account(""), 403},
		{"or given", http.MethodPut, "/v1/accounts/wide", account("", "editor:430000", "editor:440000"), 403},
		{"an account that reaches there is disabled", http.MethodPut, "/v1/accounts/wide", strings.Replace(account("", "editor:430000"), "false", "true", 1), 403},
		{"its password is reset", http.MethodPost, "/v1/accounts/wide/password", "", 403},
		{"its sessions are ended", http.MethodDelete, "/v1/accounts/wide/sessions", "", 403},
		{"it is read once nothing of it is one's own", http.MethodGet, "/v1/accounts/wide", "", 403},
		{"the nation's password is reset", http.MethodPost, "/v1/accounts/nation/password", "", 403},
		{"nobody's password is reset", http.MethodPost, "/v1/accounts/nobody/password", "", 404},
	} {
		h.edit(t, "wide", func(a *office.Account) { a.FullName = "李四" })
		if answer := h.Ask(t, test.method, test.target, test.body, cookie); answer.Status != test.status {
			t.Errorf("%s: %d %s, want %d", test.name, answer.Status, answer.Body, test.status)
		}
	}
	page := read[api.AccountPage](t, h.Get(t, "/v1/accounts", cookie))
	if len(page.Items) != 1 || page.Items[0].Name != "province" {
		t.Errorf("a province's administrator sees %+v", page.Items)
	}
}

func TestSomebodyIsAlwaysLeft(t *testing.T) {
	h := newHouse(t, Options{})
	h.person(t, "first", "administrator:100000")
	h.person(t, "second", "administrator:100000")
	first, second := h.signIn(t, "first"), h.signIn(t, "second")
	put := func(name, body, cookie string) string {
		return code(t, h.Ask(t, http.MethodPut, "/v1/accounts/"+name, body, cookie))
	}
	disabled := strings.Replace(account("", "administrator:100000"), "false", "true", 1)
	for _, test := range []struct{ what, name, body, cookie, code string }{
		{"disables themselves", "first", disabled, first, "OWN_ADMINISTRATION"},
		{"takes their own administration", "first", account("", "editor:420000"), first, "OWN_ADMINISTRATION"},
		{"disables the other one", "second", disabled, first, ""},
		{"who then does nothing", "first", disabled, second, "SIGN_IN_NEEDED"},
	} {
		if got := put(test.name, test.body, test.cookie); got != test.code {
			t.Errorf("one %s: %q, want %q", test.what, got, test.code)
		}
	}
	a, err := h.office.Account(t.Context(), "first")
	if err != nil {
		t.Fatal(err)
	}
	a.Disabled = true
	if _, _, _, err := h.office.ChangeAccount(t.Context(), a, "", h.now()); err == nil {
		t.Error("the console disables the last administrator of the nation")
	}
}

// Nobody in particular learns how the body is to be of what only somebody does.
func TestNobodyIsAskedForABody(t *testing.T) {
	h := newHouse(t, Options{})
	for _, deed := range [][2]string{
		{http.MethodPut, "/v1/account/password"}, {http.MethodPost, "/v1/account/totp"},
		{http.MethodPut, "/v1/account/totp"}, {http.MethodDelete, "/v1/account/totp"},
	} {
		for _, body := range []string{"", "{", `{"nobody_knows":1}`} {
			if answer := h.Ask(t, deed[0], deed[1], body); answer.Status != http.StatusUnauthorized {
				t.Errorf("%s %s with the body %q: %d %.300s", deed[0], deed[1], body, answer.Status, answer.Body)
			}
		}
	}
}

// Administrators who demote each other at one instant, each on a server of their
// own, leave one of them.
func TestSomebodyIsLeftOfTwoAtOneInstant(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		north := houseIn(t, database, Options{})
		south := north.neighbour(t, Options{})
		north.person(t, "first", "administrator:100000")
		north.person(t, "second", "administrator:100000")
		first, second := north.signIn(t, "first"), south.signIn(t, "second")
		for round := range 8 {
			var answers [2]apitest.Answer
			var both sync.WaitGroup
			both.Go(func() { answers[0] = north.Ask(t, http.MethodPut, "/v1/accounts/second", account(""), first) })
			both.Go(func() { answers[1] = south.Ask(t, http.MethodPut, "/v1/accounts/first", account(""), second) })
			both.Wait()
			all, err := north.office.Accounts(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			left := lo.CountBy(all, office.Account.Administers)
			made := lo.CountBy(answers[:], func(a apitest.Answer) bool { return a.Status == http.StatusOK })
			if left != 1 || made != 1 {
				t.Fatalf("round %d: %d administrators are left after %d %.300s and %d %.300s",
					round, left, answers[0].Status, answers[0].Body, answers[1].Status, answers[1].Body)
			}
			for _, name := range []office.AccountName{"first", "second"} {
				north.edit(t, name, func(a *office.Account) {
					a.Grants = []office.Grant{{Role: office.Administrator, Region: office.Nation}}
				})
			}
		}
	})
}

func TestAccountsThatCannotBe(t *testing.T) {
	h := newHouse(t, Options{})
	h.person(t, "nation", "administrator:100000")
	cookie := h.signIn(t, "nation")
	for _, test := range []struct{ body, code string }{
		{account("nation"), "NAME_TAKEN"},
		{account("Li Si"), "ACCOUNT_INVALID"},
		{account("li.si", "editor:999999"), "REGION_UNKNOWN"},
		{account("li.si", "editor:420000", "editor:420000"), "GRANT_REPEATED"},
		{account("li.si", "king:420000"), "REQUEST_INVALID"},
		{`{"name":"li.si","full_name":"李四","grants":[],"password":"chosen by another"}`, "FIELD_UNKNOWN"},
	} {
		if answer := h.Post(t, "/v1/accounts", test.body, cookie); code(t, answer) != test.code {
			t.Errorf("%s: %d %s, want %s", test.body, answer.Status, answer.Body, test.code)
		}
	}
	stale := strings.Replace(account("", "administrator:100000"), "}", `}`, 1)
	stale = stale[:len(stale)-1] + `,"version":7}`
	if answer := h.Ask(t, http.MethodPut, "/v1/accounts/nation", stale, cookie); code(t, answer) != "CONFLICT" {
		t.Errorf("a version that was not read: %d %s", answer.Status, answer.Body)
	}
}

func TestReceiptsKeepNoSecret(t *testing.T) {
	h := newHouse(t, Options{})
	h.person(t, "nation", "administrator:100000")
	cookie := h.signIn(t, "nation")
	for _, write := range []struct{ target, body string }{
		{"/v1/accounts", account("li.si", "editor:420000")},
		{"/v1/accounts/li.si/password", ""},
		{"/v1/keys", `{"owner":"LIS","region":"420000","scopes":["read"]}`},
	} {
		id := "Idempotency-Key: " + write.target
		first := h.Post(t, write.target, write.body, cookie, id)
		again := h.Post(t, write.target, write.body, cookie, id)
		if first.Status != http.StatusOK || again.Status != http.StatusOK || again.Header.Get("Idempotency-Replayed") != "true" {
			t.Fatalf("%s: %d, again %d %s", write.target, first.Status, again.Status, again.Body)
		}
		secret := func(body string) bool {
			return !strings.Contains(body, `"password":null`) && !strings.Contains(body, `"secret":null`)
		}
		if !secret(first.Body) || secret(again.Body) {
			t.Errorf("%s answers %s, and then %s", write.target, first.Body, again.Body)
		}
	}
}

func TestWhoMayIssueKeys(t *testing.T) {
	h := newHouse(t, Options{})
	h.person(t, "nation", "administrator:100000")
	h.person(t, "province", "administrator:420000")
	h.person(t, "li.si", "editor:150400")
	cookies := map[string]string{}
	for _, who := range []string{"nation", "province", "li.si"} {
		cookies[who] = h.signIn(t, who)
	}
	cookies["li.si's key"] = "Authorization: Bearer " + h.key(t, office.Key{Account: "li.si", Scopes: []office.Scope{office.ScopeAccount}})
	for _, test := range []struct{ who, body, code string }{
		{"nation", `{"owner":"LIS","region":"150400","institution":"150400-0001","scopes":["read","outcomes"]}`, ""},
		{"nation", `{"owner":"LIS","region":"420000","institution":"150400-0001","scopes":["outcomes"]}`, "REGION_UNKNOWN"},
		{"nation", `{"owner":"LIS","region":"150400","institution":"150400-9999","scopes":["outcomes"]}`, "INSTITUTION_UNKNOWN"},
		{"nation", `{"owner":"LIS","region":"150400","scopes":["outcomes"]}`, "INSTITUTION_NEEDED"},
		{"nation", `{"owner":"LIS","region":"150400","scopes":["read"],"expires":"2020-01-01"}`, "KEY_IMPOSSIBLE"},
		{"nation", `{"owner":"LIS","region":"150400","scopes":["read"],"expires":"soon"}`, "REQUEST_INVALID"},
		{"nation", `{"owner":"LIS","region":"150400","scopes":["everything"]}`, "REQUEST_INVALID"},
		{"nation", `{"owner":"mine","account":"li.si","scopes":["account"]}`, "NOT_ALLOWED"},
		{"nation", `{"owner":"mine","account":"nobody","scopes":["account"]}`, "ACCOUNT_UNKNOWN"},
		{"province", `{"owner":"LIS","region":"150400","institution":"150400-0001","scopes":["outcomes"]}`, "NOT_ALLOWED"},
		{"province", `{"owner":"LIS","region":"100000","institution":"150400-0001","scopes":["outcomes"]}`, "NOT_ALLOWED"},
		{"province", `{"owner":"LIS","region":"420100","scopes":["read"]}`, ""},
		{"li.si", `{"owner":"LIS","region":"150400","scopes":["read"]}`, "NOT_ALLOWED"},
		{"li.si", `{"owner":"mine","account":"li.si","scopes":["account"]}`, ""},
		{"li.si", `{"owner":"mine","account":"li.si","region":"430000","scopes":["account"]}`, "REGION_UNKNOWN"},
		{"li.si", `{"owner":"mine","account":"li.si","scopes":["read"]}`, "KEY_IMPOSSIBLE"},
		{"li.si's key", `{"owner":"mine","account":"li.si","scopes":["account"]}`, "NOT_ALLOWED"},
	} {
		answer := h.Post(t, "/v1/keys", test.body, cookies[test.who])
		if code(t, answer) != test.code {
			t.Errorf("%s issues %s: %d %s, want %q", test.who, test.body, answer.Status, answer.Body, test.code)
		}
	}
	for who, want := range map[string]int{"nation": 4, "province": 1, "li.si": 2} {
		if page := read[api.KeyPage](t, h.Get(t, "/v1/keys", cookies[who])); len(page.Items) != want {
			t.Errorf("%s sees %d keys, want %d", who, len(page.Items), want)
		}
	}
}

func TestTheSetupLinkHoldsOnce(t *testing.T) {
	h := newHouse(t, Options{})
	setUp := func(token, name, password string) string {
		return code(t, h.Post(t, "/v1/setup", `{"token":"`+token+`","name":"`+name+`","full_name":"张三","password":"`+password+`"}`))
	}
	if got := setUp("", "first", password); got != "SETUP_INVALID" {
		t.Errorf("before there is a link: %q", got)
	}
	token, err := h.office.OpenSetup(t.Context())
	if err != nil || token == "" {
		t.Fatalf("%q, %v", token, err)
	}
	for _, step := range []struct{ token, name, password, code string }{
		{token + "x", "first", password, "SETUP_INVALID"},
		{token, "First One", password, "ACCOUNT_INVALID"},
		{token, "first", "short", "PASSWORD_WEAK"},
		{token, "first", password, ""},
		{token, "second", password, "SETUP_INVALID"},
	} {
		if got := setUp(step.token, step.name, step.password); got != step.code {
			t.Errorf("%s with password %q: %q, want %q", step.name, step.password, got, step.code)
		}
	}
	if a, err := h.office.Account(t.Context(), "first"); err != nil || !a.Administers() {
		t.Errorf("the first administrator is %+v, %v", a, err)
	}
	if token, err := h.office.OpenSetup(context.Background()); token != "" || err != nil {
		t.Errorf("with an account there is another link: %q, %v", token, err)
	}
}

func TestTheSetupLinkEndsWithAnyAccount(t *testing.T) {
	h := newHouse(t, Options{})
	token, err := h.office.OpenSetup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h.person(t, "somebody")
	if answer := h.Post(t, "/v1/setup", `{"token":"`+token+`","name":"first","full_name":"张三","password":"`+password+`"}`); code(t, answer) != "SETUP_INVALID" {
		t.Errorf("%d %s", answer.Status, answer.Body)
	}
}

// Of two servers on one database the one that was started last has the link, and
// it opens the other one too; whoever uses it at one instant, one is made.
func TestOneSetupLinkHolds(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		north := houseIn(t, database, Options{})
		south := north.neighbour(t, Options{})
		var tokens [2]string
		for i, h := range []*house{north, south} {
			token, err := h.office.OpenSetup(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			tokens[i] = token
		}
		setUp := func(h *house, token, name string) string {
			return code(t, h.Post(t, "/v1/setup", `{"token":"`+token+`","name":"`+name+`","full_name":"张三","password":"`+password+`"}`))
		}
		if got := setUp(north, tokens[0], "early"); got != "SETUP_INVALID" {
			t.Errorf("the link of the server started first: %q", got)
		}
		var got [2]string
		var both sync.WaitGroup
		both.Go(func() { got[0] = setUp(north, tokens[1], "first") })
		both.Go(func() { got[1] = setUp(south, tokens[1], "second") })
		both.Wait()
		if got != [2]string{"", "SETUP_INVALID"} && got != [2]string{"SETUP_INVALID", ""} {
			t.Errorf("the link used twice at one instant: %q", got)
		}
		if all, err := north.office.Accounts(t.Context()); err != nil || len(all) != 1 {
			t.Errorf("there are the accounts %+v (%v), want one", all, err)
		}
	})
}

func TestTheSetupPage(t *testing.T) {
	h := newHouse(t, Options{})
	token, err := h.office.OpenSetup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	get := func(target string) *httptest.ResponseRecorder {
		recorder := httptest.NewRecorder()
		h.server.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, target, nil))
		return recorder
	}
	page := get("/setup?token=" + token)
	if body := page.Body.String(); page.Code != http.StatusOK || !strings.Contains(body, `value="`+token+`"`) || page.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %s", page.Code, body)
	}
	if body := page.Body.String(); strings.Contains(body, "<script>") || strings.Contains(body, "style=") || !strings.Contains(page.Header().Get("Content-Security-Policy"), "form-action 'self'") {
		t.Error("the page has code or style inline, or no policy")
	}
	form := url.Values{"token": {token}, "name": {"first"}, "full_name": {`"><script>`}, "password": {password}, "again": {"another"}}
	send := func(headers ...string) (int, string) {
		request := httptest.NewRequest(http.MethodPost, "http://example.com/setup", strings.NewReader(form.Encode()))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for _, header := range headers {
			name, value, _ := strings.Cut(header, ": ")
			request.Header.Set(name, value)
		}
		recorder := httptest.NewRecorder()
		h.server.ServeHTTP(recorder, request)
		return recorder.Code, recorder.Body.String()
	}
	if status, body := send("Origin: https://evil.example"); status != http.StatusForbidden {
		t.Errorf("from another site: %d %s", status, body)
	}
	if status, body := send(); status != http.StatusUnprocessableEntity || strings.Contains(body, "<script>") || strings.Contains(body, password) {
		t.Errorf("with two passwords: %d %s", status, body)
	}
	form.Set("again", password)
	form.Set("full_name", "")
	if status, body := send(); status != http.StatusUnprocessableEntity || !strings.Contains(body, `value="first"`) {
		t.Errorf("without a name: %d %s", status, body)
	}
	form.Set("full_name", "张三")
	if status, body := send("Origin: http://example.com"); status != http.StatusOK || !strings.Contains(body, "管理员 first 已建立") {
		t.Errorf("%d %s", status, body)
	}
	if status, _ := send(); status != http.StatusForbidden {
		t.Errorf("once more: %d", status)
	}
	if a, err := h.office.Account(t.Context(), "first"); err != nil || a.FullName != "张三" || a.SessionsFrom != registry.Instant(0) {
		t.Errorf("%+v, %v", a, err)
	}
}
