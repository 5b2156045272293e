package web_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// document is a page as a browser without JavaScript sees it.
type document struct {
	address *url.URL
	links   []*url.URL
	forms   []formOn
	text    string
}

// formOn is a form of a page.
type formOn struct {
	method string
	action *url.URL
	multi  bool
	fixed  url.Values // of hidden fields, choices, and the button that is pressed
	typed  []string   // names of the fields that somebody types into
	files  []string
}

func read(t testing.TB, address *url.URL, text string) document {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	d := document{address: address, text: text}
	var form *formOn
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			d.element(n, &form)
		}
		for child := range n.ChildNodes() {
			walk(child)
		}
		if n.Type == html.ElementNode && n.Data == "form" {
			d.forms = append(d.forms, *form)
			form = nil
		}
	}
	walk(root)
	return d
}

func (d *document) element(n *html.Node, form **formOn) {
	switch n.Data {
	case "a", "link":
		if href, ok := attribute(n, "href"); ok {
			if link, err := d.address.Parse(href); err == nil {
				d.links = append(d.links, link)
			}
		}
	case "form":
		action, _ := attribute(n, "action")
		target, err := d.address.Parse(action)
		if err != nil {
			target = d.address
		}
		kind, _ := attribute(n, "enctype")
		method, _ := attribute(n, "method")
		*form = &formOn{method: strings.ToUpper(method), action: target, multi: kind == "multipart/form-data", fixed: url.Values{}}
	case "input", "textarea", "select", "button":
		if *form != nil {
			(*form).add(n)
		}
	}
}

func attribute(n *html.Node, name string) (string, bool) {
	i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
	if i < 0 {
		return "", false
	}
	return n.Attr[i].Val, true
}

func (f *formOn) add(n *html.Node) {
	name, _ := attribute(n, "name")
	value, _ := attribute(n, "value")
	kind, _ := attribute(n, "type")
	if name == "" {
		return
	}
	switch {
	case n.Data == "button" || kind == "submit":
		if f.fixed.Get(name) == "" {
			f.fixed.Set(name, value)
		}
	case n.Data == "select":
		if choice := lastOption(n); choice != "" {
			f.fixed.Set(name, choice)
		}
	case kind == "hidden", kind == "checkbox", kind == "radio":
		f.fixed.Add(name, value)
	case kind == "file":
		f.files = append(f.files, name)
	default:
		f.typed = append(f.typed, name)
	}
}

// lastOption is the last choice that there is.
func lastOption(n *html.Node) string {
	value := ""
	for option := range n.Descendants() {
		if option.Type == html.ElementNode && option.Data == "option" {
			if v, ok := attribute(option, "value"); ok && v != "" {
				value = v
			}
		}
	}
	return value
}

// identifier is what stands for one thing among many in an address.
var identifier = regexp.MustCompile(`/[^/]*\d[^/]*`)

// shape is an address without what tells one thing from another, so that pages of
// a kind are known from each other.
func shape(address *url.URL) string {
	keys := make([]string, 0, len(address.Query()))
	for key := range address.Query() {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return identifier.ReplaceAllString(address.Path, "/#") + "?" + strings.Join(keys, "&")
}

// samples is how many pages of a shape are asked for.
const samples = 5

// crawl follows every link of every page, a few of each shape, from where somebody
// begins. What does not resolve fails the test.
func (v *visitor) crawl(t *testing.T, begin ...string) []document {
	t.Helper()
	var pages []document
	asked, seen := map[string]int{}, map[string]bool{}
	type way struct{ from, to string }
	var queue []way
	for _, target := range begin {
		queue = append(queue, way{"", v.site.URL + target})
	}
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		address, err := url.Parse(next.to)
		if err != nil {
			t.Fatal(err)
		}
		address.Fragment = ""
		if seen[address.String()] || address.Host != strings.TrimPrefix(v.site.URL, "http://") || asked[shape(address)] == samples || address.Query().Has("lang") {
			continue
		}
		seen[address.String()] = true
		asked[shape(address)]++
		status, media, final, body := v.follow(t, address)
		if status != http.StatusOK {
			t.Errorf("%s, linked from %s: %d", address, next.from, status)
		}
		if !strings.HasPrefix(media, "text/html") || strings.HasPrefix(final.Path, "/docs") {
			continue
		}
		page := read(t, final, body)
		pages = append(pages, page)
		for _, link := range page.links {
			queue = append(queue, way{address.String(), link.String()})
		}
	}
	return pages
}

func (v *visitor) follow(t *testing.T, address *url.URL) (status int, media string, final *url.URL, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address.String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return v.exchange(t, request)
}

func TestEveryLinkResolves(t *testing.T) {
	s := furnished(t)
	for name, begin := range map[string][]string{"": {"/", "/look-up"}, "wang": {"/", "/console"}, "li": {"/console"}, "chief": {"/console"}} {
		t.Run("as "+name, func(t *testing.T) {
			v := s.visitor(t, "zh")
			if name != "" {
				v = s.signedIn(t, name, "zh")
			}
			pages := v.crawl(t, begin...)
			t.Logf("%d pages", len(pages))
			for _, page := range pages {
				if strings.Contains(page.text, "%!") || strings.Contains(page.text, "&lt;nil&gt;") || strings.Contains(page.text, "ZgotmplZ") {
					t.Errorf("%s shows what a program meant, not a person", page.address)
				}
			}
		})
	}
}

// probe is what would be code where a page took it for its own.
const probe = `"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7}}`

// hostile reports whether a page holds the probe as code.
func hostile(text string) bool {
	return strings.Contains(text, "<script>alert(1)") || strings.Contains(text, "<img src=x")
}

// TestNothingTypedBecomesCode sends every form of every page with the probe in
// every field and as the name of every file, and reads all pages again.
func TestNothingTypedBecomesCode(t *testing.T) {
	for _, name := range []string{"", "wang", "li", "chief"} {
		t.Run("as "+name, func(t *testing.T) {
			s := furnished(t)
			enter := func() *visitor {
				if name == "" {
					return s.visitor(t, "zh")
				}
				return s.signedIn(t, name, "zh")
			}
			v := enter()
			pages := v.crawl(t, "/", "/look-up", "/console")
			sent := map[string]bool{}
			for _, page := range pages {
				for _, form := range page.forms {
					kind := form.method + " " + shape(form.action) + strings.Join(form.typed, ",")
					if sent[kind] || form.action.Path == "/sign-out" {
						continue
					}
					sent[kind] = true
					status, _, _, body := v.exchange(t, form.request(t))
					if hostile(body) {
						t.Errorf("%s of %s gives the probe back as code", kind, page.address)
					}
					if status >= 500 {
						t.Errorf("%s of %s: %d %s", kind, page.address, status, body)
					}
					if name != "" && !v.isIn(t) {
						s = furnished(t)
						v = enter()
					}
				}
			}
			t.Logf("%d forms", len(sent))
			for _, page := range v.crawl(t, "/", "/look-up", "/console") {
				if hostile(page.text) {
					t.Errorf("%s shows the probe as code", page.address)
				}
			}
		})
	}
}

// isIn reports whether the session still holds.
func (v *visitor) isIn(t *testing.T) bool {
	t.Helper()
	status, _ := v.get(t, "/v1/session")
	return status == http.StatusOK
}

// request sends a form with the probe in it.
func (f formOn) request(t *testing.T) *http.Request {
	t.Helper()
	values := url.Values{}
	for name, fixed := range f.fixed {
		values[name] = fixed
	}
	for _, name := range f.typed {
		values.Set(name, probe)
	}
	if f.method != http.MethodPost {
		target := *f.action
		target.RawQuery = values.Encode()
		return request(t, http.MethodGet, target.String(), "", nil)
	}
	if !f.multi {
		return request(t, http.MethodPost, f.action.String(), "application/x-www-form-urlencoded", strings.NewReader(values.Encode()))
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, all := range values {
		for _, value := range all {
			if err := form.WriteField(name, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, name := range f.files {
		file, err := form.CreateFormFile(name, probe+".csv")
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(file, "seq,name_zh\n1,%s\n", probe)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return request(t, http.MethodPost, f.action.String(), form.FormDataContentType(), &body)
}

func request(t *testing.T, method, target, media string, body io.Reader) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, target, body)
	if err != nil {
		t.Fatal(err)
	}
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	return r
}

// TestNoOtherSiteWrites sends every form that writes as another site would have a
// browser send it, and asks whether any page can be framed.
func TestNoOtherSiteWrites(t *testing.T) {
	s := furnished(t)
	v := s.signedIn(t, "chief", "zh")
	sent := map[string]bool{}
	for _, page := range v.crawl(t, "/", "/console", "/sign-in") {
		for _, form := range page.forms {
			if form.method != http.MethodPost || sent[shape(form.action)] {
				continue
			}
			sent[shape(form.action)] = true
			for _, from := range []struct{ header, value string }{{"Origin", "https://evil.example"}, {"Origin", "null"}, {"Sec-Fetch-Site", "cross-site"}} {
				r := form.request(t)
				r.Header.Set("Accept", "text/html")
				r.Header.Set(from.header, from.value)
				response, err := v.client.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				response.Body.Close()
				if response.StatusCode != http.StatusForbidden {
					t.Errorf("POST %s with %s: %s gives %d", form.action.Path, from.header, from.value, response.StatusCode)
				}
			}
		}
	}
	if len(sent) == 0 {
		t.Error("no page has a form that writes")
	}
	for _, target := range []string{"/", "/look-up", "/sign-in", "/console", "/nothing"} {
		r := request(t, http.MethodGet, s.URL+target, "", nil)
		r.Header.Set("Accept", "text/html")
		response, err := v.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		policy := response.Header.Get("Content-Security-Policy")
		if response.Header.Get("X-Frame-Options") != "DENY" || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s can be framed: %q", target, policy)
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") || strings.Contains(policy, "http:") {
			t.Errorf("%s has the policy %q", target, policy)
		}
	}
}
