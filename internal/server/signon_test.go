package server

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"concord/api"
	"concord/internal/office"
)

// providerProgram is a provider of single sign-on: the one that go.mod pins as a
// tool. It knows the client web with the secret "secret", and the users of a file.
const providerProgram = "github.com/zitadel/oidc/v3/example/server"

// users are who the provider knows, in its own format.
const users = `{"id1":{"ID":"id1","Username":"zhang","Password":"verysecure","FirstName":"San","LastName":"Zhang"},
"id2":{"ID":"id2","Username":"li","Password":"verysecure","FirstName":"Si","LastName":"Li"}}`

// startProvider starts the provider as a process of its own that sends browsers
// back to an address, and returns its issuer.
func startProvider(t *testing.T, port, redirect string) (issuer string) {
	t.Helper()
	program, err := exec.CommandContext(t.Context(), "go", "tool", "-n", providerProgram).Output()
	if err != nil {
		t.Fatalf("build the provider: %v", err)
	}
	file := t.TempDir() + "/users.json"
	if err := os.WriteFile(file, []byte(users), 0o600); err != nil {
		t.Fatal(err)
	}
	var output bytes.Buffer
	cmd := exec.Command(strings.TrimSpace(string(program)))
	cmd.Env = append(os.Environ(), "PORT="+port, "REDIRECT_URI="+redirect, "USERS_FILE="+file)
	cmd.Stderr = &output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("the provider said:\n%s", output.String())
		}
	})
	issuer = issuerAt(port)
	await(t, "the provider answers", func() bool {
		answer, err := http.Get(issuer + ".well-known/openid-configuration")
		if err != nil {
			return false
		}
		defer answer.Body.Close()
		return answer.StatusCode == http.StatusOK
	})
	return issuer
}

// issuerAt is the issuer that the provider is on a port.
func issuerAt(port string) string { return "http://localhost:" + port + "/" }

// freePort is a port that nobody listened on just now.
func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// signOnHouse is a house that listens, with a provider that is not started yet.
type signOnHouse struct {
	*house
	address  string
	port     string // of the provider
	redirect string
}

func newSignOnHouse(t *testing.T) *signOnHouse {
	t.Helper()
	listener := httptest.NewUnstartedServer(nil)
	address := "http://" + listener.Listener.Addr().String()
	s := &signOnHouse{address: address, port: freePort(t), redirect: address + "/v1/session/oidc/callback"}
	s.house = newHouse(t, Options{Clock: time.Now, SignOn: SignOn{
		Issuer: issuerAt(s.port), ClientID: "web", ClientSecret: "secret", RedirectURL: s.redirect,
	}})
	listener.Config.Handler = s.server
	listener.Start()
	t.Cleanup(listener.Close)
	return s
}

// browserAt is a browser that keeps cookies and follows redirects.
func browserAt(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, Timeout: time.Minute}
}

// page is where a browser ended up, and what it was shown.
type page struct {
	status int
	url    *url.URL
	body   string
}

func visit(t *testing.T, answer *http.Response, err error) page {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return page{answer.StatusCode, answer.Request.URL, string(body)}
}

// signInAs goes through the whole sign-in, as a person does: to the provider, its
// form, and back.
func (s *signOnHouse) signInAs(t *testing.T, browser *http.Client, user string) page {
	t.Helper()
	return s.signInTo(t, browser, user, "")
}

// signInTo is signInAs from a link with a query.
func (s *signOnHouse) signInTo(t *testing.T, browser *http.Client, user, query string) page {
	t.Helper()
	answer, err := browser.Get(s.address + "/v1/session/oidc" + query)
	form := visit(t, answer, err)
	id := regexp.MustCompile(`name="id" value="([^"]+)"`).FindStringSubmatch(form.body)
	if id == nil {
		t.Fatalf("the provider shows no form: %d %s\n%s", form.status, form.url, form.body)
	}
	answer, err = browser.PostForm(form.url.ResolveReference(&url.URL{Path: "/login/username"}).String(),
		url.Values{"id": {id[1]}, "username": {user}, "password": {"verysecure"}})
	return visit(t, answer, err)
}

func (p page) problem(t *testing.T) string {
	t.Helper()
	var problem api.Problem
	if err := json.Unmarshal([]byte(p.body), &problem); err != nil {
		t.Fatalf("%d %s is no problem: %s", p.status, p.url, p.body)
	}
	return problem.Code
}

func TestSingleSignOn(t *testing.T) {
	s := newSignOnHouse(t)
	issuer := startProvider(t, s.port, s.redirect)
	s.person(t, "zhang.san", "editor:420000")
	browser := browserAt(t)

	unbound := s.signInAs(t, browser, "zhang")
	if unbound.status != http.StatusForbidden || unbound.problem(t) != "SUBJECT_UNKNOWN" || !strings.Contains(unbound.body, issuer+"|id1") {
		t.Fatalf("before anybody bound the subject: %d %s", unbound.status, unbound.body)
	}

	s.edit(t, "zhang.san", func(a *office.Account) { a.Subject = issuer + "|id1" })
	landed := s.signInAs(t, browserAt(t), "zhang")
	if landed.status != http.StatusOK || landed.url.Path != "/console" {
		t.Fatalf("signed in, the browser is at %s: %d", landed.url, landed.status)
	}
	for to, want := range map[string]string{
		"/lists/420000?on=2026-11-22": "/lists/420000?on=2026-11-22", "https://evil.example/": "/console", "//evil.example": "/console",
		`/\evil.example`: "/console", "/v1/session/oidc": "/console", "/sign-in?to=//evil.example": "/console", "/" + strings.Repeat("a", 5000): "/console",
	} {
		if at := s.signInTo(t, browserAt(t), "zhang", "?to="+url.QueryEscape(to)).url; at.Host != strings.TrimPrefix(s.address, "http://") || at.RequestURI() != want {
			t.Errorf("signed in to come back to %.60s, the browser is at %s, want %s", to, at, want)
		}
	}
	browser = browserAt(t)
	s.signInAs(t, browser, "zhang")
	answer, err := browser.Get(s.address + "/v1/session")
	identity := visit(t, answer, err)
	if !strings.Contains(identity.body, `"name":"zhang.san"`) || !strings.Contains(identity.body, `"signed_in":"oidc"`) {
		t.Errorf("whoever signed in is %s", identity.body)
	}
	if events := s.events(t, office.EventSelection{Noun: office.NounSession, Subject: "zhang.san"}); len(events) != 9 || !strings.Contains(events[0].After, `"oidc"`) {
		t.Errorf("the record tells %+v", events)
	}
	if other := s.signInAs(t, browserAt(t), "li"); other.problem(t) != "SUBJECT_UNKNOWN" {
		t.Errorf("another user of the provider: %d %s", other.status, other.body)
	}
	s.edit(t, "zhang.san", func(a *office.Account) { a.Disabled = true })
	if disabled := s.signInAs(t, browserAt(t), "zhang"); disabled.problem(t) != "SUBJECT_UNKNOWN" {
		t.Errorf("a disabled account: %d %s", disabled.status, disabled.body)
	}
}

// callback is the way back from the provider, caught before the browser goes it.
func (s *signOnHouse) callback(t *testing.T, browser *http.Client) *url.URL {
	t.Helper()
	follow := browser.CheckRedirect
	defer func() { browser.CheckRedirect = follow }()
	var back *url.URL
	browser.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), s.redirect) {
			back = r.URL
			return http.ErrUseLastResponse
		}
		return nil
	}
	s.signInAs(t, browser, "zhang")
	if back == nil {
		t.Fatal("the provider did not send the browser back")
	}
	return back
}

func TestOnlyTheBrowserThatBeganSignsIn(t *testing.T) {
	s := newSignOnHouse(t)
	issuer := startProvider(t, s.port, s.redirect)
	s.person(t, "zhang.san")
	s.edit(t, "zhang.san", func(a *office.Account) { a.Subject = issuer + "|id1" })
	victim, attacker := browserAt(t), browserAt(t)
	s.callback(t, victim) // the victim began a sign-in of their own
	stolen := s.callback(t, attacker)

	try := func(browser *http.Client, back string) page {
		answer, err := browser.Get(back)
		return visit(t, answer, err)
	}
	for _, attack := range []struct {
		name    string
		browser *http.Client
		back    string
	}{
		{"a browser that began nothing", browserAt(t), stolen.String()},
		{"a browser that began another sign-in", victim, stolen.String()},
		{"a state made up", attacker, strings.Replace(stolen.String(), "state=", "state=x", 1)},
		{"the right one, which the last attempt used up", attacker, stolen.String()},
	} {
		if got := try(attack.browser, attack.back); got.status != http.StatusUnauthorized || got.problem(t) != "PROVIDER_REFUSED" {
			t.Errorf("%s: %d %s", attack.name, got.status, got.body)
		}
	}
	denied := browserAt(t)
	query := url.Values{"state": {s.callback(t, denied).Query().Get("state")}, "error": {"access_denied"}}
	if got := try(denied, s.redirect+"?"+query.Encode()); got.problem(t) != "PROVIDER_REFUSED" || !strings.Contains(got.body, "access_denied") {
		t.Errorf("denied by the provider: %d %s", got.status, got.body)
	}
	honest := browserAt(t)
	back := s.callback(t, honest)
	if got := try(honest, back.String()); got.status != http.StatusOK || got.url.Path != "/console" {
		t.Errorf("who began it: %d %s %s", got.status, got.url, got.body)
	}
	if got := try(honest, back.String()); got.status != http.StatusUnauthorized {
		t.Errorf("the same code once more: %d", got.status)
	}
}

func TestWhoIsRefusedElsewhereStillComesBackToTheirPage(t *testing.T) {
	s := newSignOnHouse(t)
	startProvider(t, s.port, s.redirect)
	browser := browserAt(t)
	ask := func(target string) page {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.address+target, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept", "text/html")
		answer, err := browser.Do(request)
		return visit(t, answer, err)
	}
	if form := ask("/sign-in"); !strings.Contains(form.body, `href="/v1/session/oidc"`) {
		t.Errorf("who came for nothing in particular is offered %s", form.body)
	}
	if form := ask("/sign-in?to=/console/keys"); !strings.Contains(form.body, `href="/v1/session/oidc?to=%2Fconsole%2Fkeys"`) {
		t.Errorf("who came for a page is offered %s", form.body)
	}
	var state string
	browser.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		state = r.URL.Query().Get("state")
		return http.ErrUseLastResponse
	}
	ask("/v1/session/oidc?to=/console/keys")
	denied := ask("/v1/session/oidc/callback?" + url.Values{"state": {state}, "error": {"access_denied"}}.Encode())
	if denied.status != http.StatusUnauthorized || !strings.Contains(denied.body, `name="to" value="/console/keys"`) || !strings.Contains(denied.body, "access_denied") {
		t.Errorf("denied: %d %s", denied.status, denied.body)
	}
}

func TestAProviderThatIsAwayStopsNothingElse(t *testing.T) {
	s := newSignOnHouse(t)
	if answer := s.Get(t, "/v1/session/oidc"); answer.Status != http.StatusServiceUnavailable || code(t, answer) != "PROVIDER_UNAVAILABLE" {
		t.Errorf("while it is away: %d %s", answer.Status, answer.Body)
	}
	s.person(t, "zhang.san")
	s.signIn(t, "zhang.san")
	startProvider(t, s.port, s.redirect)
	answer := s.Get(t, "/v1/session/oidc")
	to, err := url.Parse(answer.Header.Get("Location"))
	if err != nil || answer.Status != http.StatusFound {
		t.Fatalf("once it is there: %d %s, %v", answer.Status, answer.Body, err)
	}
	for name, want := range map[string]string{"code_challenge_method": "S256", "response_type": "code", "client_id": "web", "redirect_uri": s.redirect} {
		if got := to.Query().Get(name); got != want {
			t.Errorf("%s=%s, want %s", name, got, want)
		}
	}
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		if len(to.Query().Get(name)) < 20 {
			t.Errorf("%s is %q", name, to.Query().Get(name))
		}
	}
}

func TestWithoutAProviderThereIsNoSingleSignOn(t *testing.T) {
	h := newHouse(t, Options{})
	for _, target := range []string{"/v1/session/oidc", "/v1/session/oidc/callback?code=a&state=b"} {
		if answer := h.Get(t, target); answer.Status != http.StatusNotFound {
			t.Errorf("%s: %d", target, answer.Status)
		}
	}
}
