package web_test

import (
	"bytes"
	"context"
	"html"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"concord/catalogs"
	"concord/catalogs/demo"
	"concord/internal/app"
	"concord/internal/cli"
	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/server"
	"concord/internal/store"
)

// asked is the instant at which the tests ask.
var asked = time.Date(2026, 11, 22, 10, 0, 0, 0, registry.China)

// password is everybody's.
const password = "several unrelated words"

// passwordHash is made once: it is slow on purpose.
var passwordHash = sync.OnceValue(func() string {
	hash, err := argon2id.CreateHash(password, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		panic(err)
	}
	return hash
})

// site is a whole server over SQLite that holds the demonstration, on a port of
// its own.
type site struct {
	*httptest.Server
	office  *app.Office
	service *app.Service
	store   *store.Store
	file    string // of the database
	shut    func() // once; the end of the test does it too
}

// mould is a database that is made once and copied for every test.
type mould struct {
	once    sync.Once
	content []byte
}

// site is a site over a copy of what fill makes, which gives the name of its file.
func (m *mould) site(t testing.TB, fill func() (file string)) *site {
	t.Helper()
	m.once.Do(func() {
		content, err := os.ReadFile(fill())
		if err != nil {
			t.Fatal(err)
		}
		m.content = content
	})
	if m.content == nil {
		t.Fatal("the database could not be made: see the test that was first to need it")
	}
	file := filepath.Join(t.TempDir(), "concord.db")
	if err := os.WriteFile(file, m.content, 0o600); err != nil {
		t.Fatal(err)
	}
	return siteOver(t, file)
}

var demonstration mould

// newSite is a site that tests may write to.
func newSite(t testing.TB) *site {
	t.Helper()
	return demonstration.site(t, func() string {
		file := filepath.Join(t.TempDir(), "concord.db")
		kept, err := store.Open(context.Background(), "sqlite:"+file, store.MigrateFirst())
		if err != nil {
			t.Fatal(err)
		}
		if err := cli.Demonstrate(context.Background(), kept, registry.InstantOf(asked)); err != nil {
			t.Fatal(err)
		}
		if err := kept.Close(); err != nil {
			t.Fatal(err)
		}
		return file
	})
}

func siteOver(t testing.TB, file string) *site {
	t.Helper()
	kept, err := store.Open(context.Background(), "sqlite:"+file)
	if err != nil {
		t.Fatal(err)
	}
	catalogue := demo.Catalogue(catalogs.Load())
	s := &site{service: app.New(kept, catalogue, slog.New(slog.DiscardHandler)), store: kept, file: file}
	if err := s.service.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	s.office = app.NewOffice(kept, s.service)
	served, err := server.New(s.service, catalogue, server.Options{
		Office: s.office, Clock: func() time.Time { return asked }, Log: slog.New(slog.DiscardHandler),
		AddressRate: 1e6, AddressBurst: 1e6,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewServer(served)
	follow, stop := context.WithCancel(context.Background())
	var following sync.WaitGroup
	following.Go(func() { s.service.Follow(follow) })
	s.shut = sync.OnceFunc(func() {
		s.Close()
		stop()
		following.Wait()
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(s.shut)
	return s
}

// person makes an account with everybody's password and grants such as
// editor:420000.
func (s *site) person(t testing.TB, name office.AccountName, grants ...string) {
	t.Helper()
	a := office.Account{Name: name, FullName: "张三"}
	for _, text := range grants {
		role, region, _ := strings.Cut(text, ":")
		parsed, err := office.ParseRole(role)
		if err != nil {
			t.Fatal(err)
		}
		a.Grants = append(a.Grants, office.Grant{Role: parsed, Region: registry.RegionCode(region)})
	}
	_, change, err := s.office.AddAccount(context.Background(), a, passwordHash())
	if err != nil {
		t.Fatal(err)
	}
	change.At, change.Actor = registry.InstantOf(asked), "test"
	if _, err := s.office.Commit(context.Background(), change); err != nil {
		t.Fatal(err)
	}
}

// visitor is a browser without JavaScript: it keeps cookies and follows
// redirections.
type visitor struct {
	site   *site
	client *http.Client
	lang   string
}

// visitor is somebody who is not signed in; lang is zh or en.
func (s *site) visitor(t testing.TB, lang string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{s, &http.Client{Jar: jar}, lang}
}

// signedIn is a visitor who has a session.
func (s *site) signedIn(t testing.TB, name, lang string) *visitor {
	t.Helper()
	v := s.visitor(t, lang)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/v1/session", strings.NewReader(`{"name":"`+name+`","password":"`+password+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if status, body := v.send(t, request); status != http.StatusOK {
		t.Fatalf("%s does not get in: %d %s", name, status, body)
	}
	return v
}

// get is a page.
func (v *visitor) get(t testing.TB, target string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, v.site.URL+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	return v.send(t, request)
}

// post sends a form, as the page it stands on does.
func (v *visitor) post(t testing.TB, target string, form url.Values) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.site.URL+target, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.send(t, request)
}

// sendFile sends a form with a file.
func (v *visitor) sendFile(t testing.TB, target string, form url.Values, name, content string) (status int, body string) {
	t.Helper()
	var buffer bytes.Buffer
	w := multipart.NewWriter(&buffer)
	for field, values := range form {
		for _, value := range values {
			if err := w.WriteField(field, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	if name != "" {
		part, err := w.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.site.URL+target, &buffer)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", w.FormDataContentType())
	return v.send(t, request)
}

func (v *visitor) send(t testing.TB, request *http.Request) (status int, body string) {
	t.Helper()
	status, _, _, body = v.exchange(t, request)
	return status, body
}

// exchange sends a request as a browser does, from a page of the site.
func (v *visitor) exchange(t testing.TB, request *http.Request) (status int, media string, final *url.URL, body string) {
	t.Helper()
	request.Header.Set("Accept", "text/html,*/*")
	request.Header.Set("Accept-Language", v.lang)
	request.Header.Set("Origin", v.site.URL)
	response, err := v.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header.Get("Content-Type"), response.Request.URL, string(text)
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// kept are the hidden fields of a page: what the next form sends on.
func kept(body string) url.Values {
	values := url.Values{}
	for _, found := range hiddenField.FindAllStringSubmatch(body, -1) {
		values.Add(html.UnescapeString(found[1]), html.UnescapeString(found[2]))
	}
	return values
}

// found is what a pattern finds in a page.
func found(t testing.TB, body, pattern string) string {
	t.Helper()
	match := regexp.MustCompile(pattern).FindStringSubmatch(body)
	if match == nil {
		t.Fatalf("the page has nothing like %s:\n%s", pattern, body)
	}
	return html.UnescapeString(match[1])
}

// expect is the body of a page that must answer with a status and hold texts.
func expect(t testing.TB, what string, status int, body string, want int, texts ...string) string {
	t.Helper()
	if status != want {
		t.Fatalf("%s: %d, not %d: %s", what, status, want, mainOf(body))
	}
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("%s: the page lacks %q: %s", what, text, mainOf(body))
		}
	}
	return body
}

// mainOf is what a page says, without its frame.
func mainOf(body string) string {
	if _, after, ok := strings.Cut(body, `<div class="console-page">`); ok {
		return after[:min(len(after), 3000)]
	}
	return body[:min(len(body), 3000)]
}

func holds(t testing.TB, what, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("%s: the page does not say %q:\n%s", what, text, body)
		}
	}
}

func lacks(t testing.TB, what, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(body, text) {
			t.Errorf("%s: the page says %q:\n%s", what, text, body)
		}
	}
}

func TestAnUnknownPage(t *testing.T) {
	s := newSite(t)
	for lang, title := range map[string]string{"zh": "未找到", "en": "Not found"} {
		status, body := s.visitor(t, lang).get(t, "/nothing/here")
		if status != http.StatusNotFound || !strings.Contains(body, ">"+title+"</h1>") {
			t.Errorf("in %s: %d %s", lang, status, body)
		}
	}
	response, err := http.Get(s.URL + "/nothing/here")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if media := response.Header.Get("Content-Type"); media != "application/problem+json" {
		t.Errorf("whoever reads no pages gets %s", media)
	}
}

func TestALanguageThatWasChosenStays(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	if _, body := v.get(t, "/setup?lang=en"); !strings.Contains(body, "The first administrator") {
		t.Errorf("once chosen: %s", body)
	}
	if _, body := v.get(t, "/setup"); !strings.Contains(body, `lang="en"`) {
		t.Errorf("on the next page: %s", body)
	}
}

func TestALanguageLeadsToNoOtherSite(t *testing.T) {
	s := newSite(t)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, target := range []string{"//evil.example/?lang=en", "/%2Fevil.example/?lang=en", "/%5Cevil.example/?lang=en"} {
		response, err := client.Get(s.URL + target)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if to := response.Header.Get("Location"); to == "" || strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`) {
			t.Errorf("%s leads to %q", target, to)
		}
	}
}
