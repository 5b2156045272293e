package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"

	"concord/api"
	"concord/catalogs"
	"concord/internal/httpapi/apitest"
	"concord/internal/office"
	"concord/internal/web"
)

const question = `{"issuer":"150400-0001","receiver":"150400-0002","item":{"code":"LCHM051"},"exam_time":"2026-11-20T08:00:00+08:00"}`

// clock is a clock that a test moves.
type clock struct{ now time.Time }

func (c *clock) read() time.Time { return c.now }

// newServer is a whole server over the test registry.
func newServer(t testing.TB, o Options) *Server {
	t.Helper()
	if o.Clock == nil {
		o.Clock = (&clock{apitest.Now}).read
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s, err := New(apitest.Registry(t), catalogs.Load(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func code(t *testing.T, a apitest.Answer) string {
	t.Helper()
	if a.Status == http.StatusOK {
		return ""
	}
	var problem api.Problem
	if err := json.Unmarshal([]byte(a.Body), &problem); err != nil {
		t.Fatalf("%d without a problem: %v\n%s", a.Status, err, a.Body)
	}
	return problem.Code
}

func TestRoutesAreThoseOfTheContract(t *testing.T) {
	s := newServer(t, Options{})
	var served []string
	for _, route := range s.echo.Routes() {
		if web.Serves(route.Path) {
			continue
		}
		served = append(served, route.Method+" "+regexp.MustCompile(`:(\w+)`).ReplaceAllString(route.Path, "{$1}"))
	}
	var written []string
	for _, route := range apitest.NewContract(t, s).Routes() {
		// To Echo, {n}, {n}.csv and {n}.xlsx are one route.
		written = append(written, strings.TrimSuffix(strings.TrimSuffix(route, "}.csv"), "}.xlsx"))
	}
	for i, route := range written {
		if strings.Count(route, "{") > strings.Count(route, "}") {
			written[i] = route + "}"
		}
	}
	slices.Sort(served)
	slices.Sort(written)
	if diff := cmp.Diff(slices.Compact(written), served); diff != "" {
		t.Errorf("routes (-openapi.yaml +server):\n%s", diff)
	}
}

func TestOperation(t *testing.T) {
	c := apitest.NewContract(t, newServer(t, Options{}))
	for _, test := range []struct{ target, mediaType, part string }{
		{"/healthz", "application/json", `{"status":"ok"}`},
		{"/readyz", "application/json", `{"revision":"1-6","status":"ready"}`},
		{"/metrics", "text/plain", "concord_snapshot_sequence 6"},
		{"/v1/openapi.yaml", "application/yaml", "openapi: 3.1.0"},
		{"/docs", "text/html", `id="FIELD_UNKNOWN"`},
		{"/docs/style.css", "text/css", "body {"},
	} {
		answer := c.Get(t, test.target)
		if answer.Status != http.StatusOK || !strings.Contains(answer.Body, test.part) || !strings.HasPrefix(answer.Header.Get("Content-Type"), test.mediaType) {
			t.Errorf("%s: %d %s without %q", test.target, answer.Status, answer.Header.Get("Content-Type"), test.part)
		}
		tag := answer.Header.Get("ETag")
		if again := c.Get(t, test.target, "If-None-Match: "+tag); tag != "" && again.Status != http.StatusNotModified {
			t.Errorf("%s again: %d, want 304", test.target, again.Status)
		}
	}
}

func TestDocsNeedNothingFromOutside(t *testing.T) {
	s := newServer(t, Options{})
	answer := apitest.NewContract(t, s).Get(t, "/docs")
	loaded := regexp.MustCompile(`(?:src|<link[^>]*href)="([^"]*)"`).FindAllStringSubmatch(answer.Body, -1)
	for _, match := range loaded {
		if !strings.HasPrefix(match[1], "/") {
			t.Errorf("/docs loads %s", match[1])
		}
	}
	if strings.Contains(answer.Body, "<script") || strings.Contains(answer.Body, "style=") {
		t.Error("/docs has code or style inline")
	}
	for _, anchor := range regexp.MustCompile(`href="#([^"]*)"`).FindAllStringSubmatch(answer.Body, -1) {
		if !strings.Contains(answer.Body, `id="`+anchor[1]+`"`) {
			t.Errorf("/docs links to #%s, which is not there", anchor[1])
		}
	}
}

func TestEveryAnswerIsSecured(t *testing.T) {
	c := apitest.NewContract(t, newServer(t, Options{}))
	for _, target := range []string{"/v1/items", "/v1/nothing", "/docs", "/healthz"} {
		header := c.Get(t, target).Header
		for _, name := range []string{"X-Request-Id", "X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy", "Concord-Revision"} {
			if header.Get(name) == "" {
				t.Errorf("%s has no %s", target, name)
			}
		}
	}
}

func TestASlashAtTheEndLeadsToThePageWithout(t *testing.T) {
	s := newServer(t, Options{})
	for target, want := range map[string]string{
		"/lists/":                            "/lists",
		"/look-up/?item=LCHM051&issuer=a%2F": "/look-up?item=LCHM051&issuer=a%2F",
		"/items/LCHM051//":                   "/items/LCHM051",
		"/items/a%3Fb/":                      "/items/a%3Fb",
		"/docs/":                             "/docs",
		"//":                                 "/",
		"//evil.example/":                    "/evil.example",
		"//evil.example/%2F..//":             "/evil.example/%2F..",
		`/\evil.example/`:                    "/%5Cevil.example",
		"/%2Fevil.example/":                  "/%2Fevil.example",
		"/":                                  "",
		"/lists":                             "",
		"/v1/items/":                         "",
		"/v1/items/LCHM051/":                 "",
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			answer := httptest.NewRecorder()
			s.ServeHTTP(answer, httptest.NewRequest(method, target, nil))
			if to := answer.Header().Get("Location"); to != want || (answer.Code == http.StatusMovedPermanently) != (want != "") {
				t.Errorf("%s %s: %d to %q, want %q", method, target, answer.Code, to, want)
			}
		}
	}
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/look-up/", nil))
	if answer.Code == http.StatusMovedPermanently {
		t.Errorf("a form is redirected: %d", answer.Code)
	}
}

func TestRequestIDsAreKeptWhereTheyAreSensible(t *testing.T) {
	c := apitest.NewContract(t, newServer(t, Options{}))
	for _, test := range []struct {
		id   string
		kept bool
	}{{"his-42.a_b", true}, {strings.Repeat("x", 65), false}, {"a b", false}, {"<script>", false}} {
		got := c.Get(t, "/healthz", "X-Request-Id: "+test.id).Header.Get("X-Request-Id")
		if (got == test.id) != test.kept || got == "" {
			t.Errorf("X-Request-Id %q was answered with %q", test.id, got)
		}
	}
}

func TestLimits(t *testing.T) {
	hour := &clock{apitest.Now}
	h := newHouse(t, Options{Clock: hour.read, AddressRate: 1, AddressBurst: 5, KeyRate: 10, KeyBurst: 100})
	c, key := h.Contract, h.key(t, office.Key{Scopes: []office.Scope{office.ScopeRead}})
	batch := `{"detail":"brief","questions":[` + strings.TrimSuffix(strings.Repeat(`{"id":"1"},`, 40), ",") + `]}`

	for range 5 {
		if answer := c.Get(t, "/v1/reasons"); answer.Status != http.StatusOK {
			t.Fatalf("within the burst: %d", answer.Status)
		}
	}
	refused := c.Get(t, "/v1/reasons")
	if refused.Status != http.StatusTooManyRequests || refused.Header.Get("Retry-After") != "1" || code(t, refused) != "RATE_LIMITED" {
		t.Errorf("past the burst: %d, Retry-After %q", refused.Status, refused.Header.Get("Retry-After"))
	}
	if answer := c.Get(t, "/healthz"); answer.Status != http.StatusOK {
		t.Errorf("health of a busy server: %d", answer.Status)
	}
	if answer := c.Get(t, "/v1/reasons", "Authorization: Bearer "+key); answer.Status != http.StatusOK {
		t.Errorf("with a key: %d", answer.Status)
	}
	hour.now = hour.now.Add(4 * time.Second)
	if answer := c.Post(t, "/v1/decisions/batch", batch); answer.Status != http.StatusOK {
		t.Errorf("40 questions on 4 tokens: %d", answer.Status)
	}
	if answer := c.Get(t, "/v1/reasons"); answer.Status != http.StatusTooManyRequests {
		t.Errorf("after 40 questions on 4 tokens: %d, want 429", answer.Status)
	}
	hour.now = hour.now.Add(3 * time.Second)
	if answer := c.Post(t, "/v1/decisions/batch", batch); answer.Status != http.StatusTooManyRequests {
		t.Errorf("40 questions on 3 tokens: %d, want 429", answer.Status)
	}
}

func TestAPageCountsOnce(t *testing.T) {
	h := newHouse(t, Options{AddressRate: 1e-9, AddressBurst: 2})
	h.person(t, "wang", "editor:420000")
	session := h.signIn(t, "wang")
	if answer := h.Ask(t, http.MethodGet, "/console/drafts", "", session, "Accept: text/html"); answer.Status != http.StatusOK {
		t.Errorf("the page on the last token: %d", answer.Status)
	}
	refused := h.Ask(t, http.MethodGet, "/console/drafts", "", session, "Accept: text/html")
	if refused.Status != http.StatusTooManyRequests || !strings.Contains(string(refused.Body), "刷新") {
		t.Errorf("without a token: %d %s", refused.Status, refused.Body)
	}
}

func TestAddressIsTheConnectionsUnlessAProxyIsTrusted(t *testing.T) {
	for _, test := range []struct {
		name    string
		proxies []netip.Prefix
		second  int // status of a second request that says it is for somebody else
	}{
		{"no proxy", nil, http.StatusTooManyRequests},
		{"another proxy", []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, http.StatusTooManyRequests},
		{"this proxy", []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}, http.StatusOK},
	} {
		c := apitest.NewContract(t, newServer(t, Options{AddressRate: 1e-9, AddressBurst: 1, TrustedProxies: test.proxies}))
		c.Get(t, "/v1/reasons", "X-Forwarded-For: 203.0.113.1")
		if answer := c.Get(t, "/v1/reasons", "X-Forwarded-For: 203.0.113.2"); answer.Status != test.second {
			t.Errorf("%s: %d, want %d", test.name, answer.Status, test.second)
		}
	}
}

func TestClientsAreRememberedInBoundedMemory(t *testing.T) {
	b := newBuckets[int](1, 1)
	first := b.of(0)
	for i := range 10 * maxBuckets {
		b.of(i)
	}
	if n := len(b.young) + len(b.old); n > 2*maxBuckets {
		t.Errorf("%d buckets, want at most %d", n, 2*maxBuckets)
	}
	if latest := b.of(1); b.of(1) != latest || b.of(0) == first {
		t.Error("the latest client was forgotten, or the first one was not")
	}
}

func TestNetworkCountsACustomerOnce(t *testing.T) {
	for _, test := range []struct{ address, network string }{
		{"192.0.2.1", "192.0.2.1"},
		{"::ffff:192.0.2.1", "192.0.2.1"},
		{"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
		{"no address", "invalid IP"},
	} {
		if got := network(test.address).String(); got != test.network {
			t.Errorf("network(%q) = %s, want %s", test.address, got, test.network)
		}
	}
}

func TestBodiesAreBounded(t *testing.T) {
	s := newServer(t, Options{MaxBody: 100})
	for name, body := range map[string]io.Reader{
		"length stated": strings.NewReader(strings.Repeat(" ", 101)),
		"chunked":       io.MultiReader(strings.NewReader(strings.Repeat(" ", 101))),
	} {
		request := httptest.NewRequest(http.MethodPost, "/v1/decisions", body)
		request.Header.Set("Content-Type", "application/json")
		recorder := httptest.NewRecorder()
		s.ServeHTTP(recorder, request)
		answer := apitest.Answer{Status: recorder.Code, Body: recorder.Body.String()}
		if answer.Status != http.StatusRequestEntityTooLarge || code(t, answer) != "REQUEST_TOO_LARGE" {
			t.Errorf("%s: %d %s, want 413", name, answer.Status, answer.Body)
		}
	}
}

// A form may be as large as the file in it; everything else is bounded as before.
func TestFormsAreAsLargeAsFiles(t *testing.T) {
	s := newServer(t, Options{})
	for _, test := range []struct {
		media  string
		size   int
		status int
	}{
		{"application/json", 5 << 20, http.StatusRequestEntityTooLarge},
		{"multipart/form-data; boundary=x", 5 << 20, http.StatusUnsupportedMediaType},
		{"multipart/form-data; boundary=x", 18 << 20, http.StatusRequestEntityTooLarge},
	} {
		request := httptest.NewRequest(http.MethodPost, "/v1/decisions", strings.NewReader(strings.Repeat(" ", test.size)))
		request.Header.Set("Content-Type", test.media)
		recorder := httptest.NewRecorder()
		s.ServeHTTP(recorder, request)
		if recorder.Code != test.status {
			t.Errorf("%s of %d bytes: %d, want %d: %.300s", test.media, test.size, recorder.Code, test.status, recorder.Body)
		}
		if recorder.Code == http.StatusRequestEntityTooLarge && !strings.Contains(recorder.Body.String(), "16 MiB") {
			t.Errorf("it is not said how large a file may be: %s", recorder.Body)
		}
	}
}

func TestBrowsersMayNotAskForOtherSites(t *testing.T) {
	c := apitest.NewContract(t, newServer(t, Options{}))
	answer := c.Post(t, "/v1/decisions", question, "Sec-Fetch-Site: cross-site")
	if answer.Status != http.StatusForbidden || code(t, answer) != "CROSS_ORIGIN" {
		t.Errorf("%d %s, want 403 CROSS_ORIGIN", answer.Status, code(t, answer))
	}
}

func TestPanicIsAnInternalErrorThatTellsNothing(t *testing.T) {
	var log bytes.Buffer
	s := newServer(t, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	s.echo.GET("/panic", func(echo.Context) error { panic("a secret") })
	answer := apitest.NewContract(t, s).Get(t, "/panic")
	if answer.Status != http.StatusInternalServerError || code(t, answer) != "INTERNAL" || strings.Contains(answer.Body, "secret") {
		t.Errorf("%d %s", answer.Status, answer.Body)
	}
	for _, part := range []string{"level=ERROR", "a secret", "server_test.go", "id=" + answer.Header.Get("X-Request-Id")} {
		if !strings.Contains(log.String(), part) {
			t.Errorf("the log does not say %q:\n%s", part, log.String())
		}
	}
}

func TestLogLeavesQueriesOut(t *testing.T) {
	var log bytes.Buffer
	c := apitest.NewContract(t, newServer(t, Options{Log: slog.New(slog.NewTextHandler(&log, nil))}))
	c.Get(t, "/v1/decisions?patient_name=somebody")
	if !strings.Contains(log.String(), "path=/v1/decisions") || strings.Contains(log.String(), "somebody") {
		t.Errorf("log: %s", log.String())
	}
}

func TestMetricsHaveFewLabels(t *testing.T) {
	c := apitest.NewContract(t, newServer(t, Options{}))
	for _, target := range []string{"/v1/items/LCHM051", "/v1/items/LCHM052", "/v1/a", "/v1/b"} {
		c.Get(t, target)
	}
	metrics := c.Get(t, "/metrics").Body
	for _, line := range []string{
		`concord_http_requests_total{method="GET",route="/v1/items/:code",status="200"} 2`,
		`concord_http_requests_total{method="GET",route="unmatched",status="404"} 2`,
	} {
		if !strings.Contains(metrics, line) {
			t.Errorf("no line %s", line)
		}
	}
}

func TestListsAreCompressedAndDecisionsAreNot(t *testing.T) {
	s := newServer(t, Options{})
	ask := func(method, target, body string) *httptest.ResponseRecorder {
		request := httptest.NewRequest(method, target, strings.NewReader(body))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Accept-Encoding", "gzip")
		recorder := httptest.NewRecorder()
		s.ServeHTTP(recorder, request)
		return recorder
	}
	items := ask(http.MethodGet, "/v1/items", "")
	unzipped, err := gzip.NewReader(items.Body)
	if err != nil {
		t.Fatalf("items are not compressed: %v", err)
	}
	if text, err := io.ReadAll(unzipped); err != nil || !bytes.Contains(text, []byte("next_cursor")) {
		t.Errorf("items do not decompress: %v", err)
	}
	if got := ask(http.MethodPost, "/v1/decisions", question).Header().Get("Content-Encoding"); got != "" {
		t.Errorf("a decision is encoded as %s", got)
	}
}

func TestHeadIsGetWithoutItsBody(t *testing.T) {
	server := httptest.NewServer(newServer(t, Options{}))
	defer server.Close()
	answer, err := http.Head(server.URL + "/v1/items/LCHM051")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if body, err := io.ReadAll(answer.Body); err != nil || len(body) > 0 || answer.StatusCode != 200 || answer.Header.Get("ETag") == "" {
		t.Errorf("%d, ETag %q, %d bytes, %v", answer.StatusCode, answer.Header.Get("ETag"), len(body), err)
	}
}

func TestFloorIsServedOnlyWhereAskedFor(t *testing.T) {
	if answer := apitest.NewContract(t, newServer(t, Options{})).Post(t, "/v1/floor", question); answer.Status != http.StatusNotFound {
		t.Errorf("without the option: %d", answer.Status)
	}
	if answer := apitest.NewContract(t, newServer(t, Options{FloorSize: 2600})).Post(t, "/v1/floor", question); len(answer.Body) != 2600 {
		t.Errorf("%d: %d bytes, want 2600", answer.Status, len(answer.Body))
	}
}

func TestStoppingLetsRequestsFinish(t *testing.T) {
	s := newServer(t, Options{})
	entered, finish := make(chan struct{}), make(chan struct{})
	s.echo.GET("/slow", func(c echo.Context) error {
		close(entered)
		<-finish
		return c.String(http.StatusOK, "done")
	})
	ctx, stop := context.WithCancel(context.Background())
	bound, stopped := make(chan net.Addr, 1), make(chan error, 1)
	go func() { stopped <- s.Run(ctx, "127.0.0.1:0", func(a net.Addr) { bound <- a }) }()
	address := (<-bound).String()

	answered := make(chan string, 1)
	go func() {
		answer, err := http.Get("http://" + address + "/slow")
		if err != nil {
			answered <- err.Error()
			return
		}
		defer answer.Body.Close()
		body, _ := io.ReadAll(answer.Body)
		answered <- string(body)
	}()
	<-entered
	stop()
	close(finish)
	if got := <-answered; got != "done" {
		t.Errorf("the request under way got %q", got)
	}
	if err := <-stopped; err != nil {
		t.Errorf("stop: %v", err)
	}
	if _, err := http.Get("http://" + address + "/healthz"); err == nil {
		t.Error("the server still answers")
	}
}

func TestAddressInUseIsSaid(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	err = newServer(t, Options{}).Run(context.Background(), taken.Addr().String(), func(net.Addr) {})
	if err == nil || !strings.Contains(err.Error(), taken.Addr().String()) {
		t.Errorf("error %v does not name the address", err)
	}
}
