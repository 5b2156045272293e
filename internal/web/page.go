package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"concord/internal/httpapi"
	"concord/internal/recognition"
	"concord/internal/registry"
)

//go:embed templates
var templateFiles embed.FS

// page is what one page shows: a pointer to a struct that embeds a [frame], and
// is all that its template sees.
type page interface {
	template() string // name of the file in templates, without .tmpl
	around() *frame
}

// frame is what stands around every page.
type frame struct {
	Lang     string
	Title    string
	Section  string // of the navigation: look-up, lists, progress, announcements, console
	Here     string // address of this page, with its query, for a switch of language
	Query    url.Values
	Person   string // who is signed in; empty: nobody
	SignIn   bool   // whether anybody can
	Revision string // empty before the first snapshot
	Degraded bool
	Done     string // what was just done; empty: nothing
	Style    string // addresses of the assets
	Script   string
	Plain    bool // without navigation
}

func (f *frame) around() *frame { return f }

// The sections of the navigation.
const (
	sectionLookUp        = "look-up"
	sectionLists         = "lists"
	sectionProgress      = "progress"
	sectionAnnouncements = "announcements"
	sectionConsole       = "console"
)

// frame is what stands around a page with a title.
func (w *Web) frame(c echo.Context, section string, title registry.Text) frame {
	lang := languageOf(c)
	f := frame{
		Lang: lang, Title: title.In(lang), Section: section, Here: c.Request().URL.RequestURI(), Query: c.QueryParams(),
		Person: httpapi.ActorOf(c).Person(), SignIn: w.office != nil,
		Degraded: w.registry.Degraded(), Done: done[c.QueryParam("done")].In(lang),
		Style: w.assets.style.address, Script: w.assets.script.address,
	}
	if s := w.snapshot(c); s != nil {
		f.Revision = s.Revision().String()
	}
	return f
}

// snapshotKey is where a request keeps the state that its page rests on.
const snapshotKey = "snapshot"

// snapshot is the state of the registry that a page rests on, the same all through
// its request; nil before the first.
func (w *Web) snapshot(c echo.Context) *recognition.Snapshot {
	if kept, ok := c.Get(snapshotKey).(*recognition.Snapshot); ok {
		return kept
	}
	s := w.registry.Snapshot()
	c.Set(snapshotKey, s)
	return s
}

// In is this page in a language.
func (f *frame) In(lang string) string {
	address, err := url.Parse(f.Here)
	if err != nil {
		return "/?lang=" + lang
	}
	values := address.Query()
	values.Set("lang", lang)
	return pathWith(address.Path, values)
}

// With is this page with another value in its query; an empty one is left out.
func (f *frame) With(pairs ...string) string {
	address, err := url.Parse(f.Here)
	if err != nil {
		return f.Here
	}
	return pathWith(address.Path, changed(address.Query(), pairs...))
}

// changed is a query with other values.
func changed(values url.Values, pairs ...string) url.Values {
	values.Del("done")
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			values.Del(pairs[i])
			continue
		}
		values.Set(pairs[i], pairs[i+1])
	}
	return values
}

// pathWith is an address of this server: a path that begins with two slashes would
// be another host's.
func pathWith(path string, values url.Values) string {
	path = "/" + strings.TrimLeft(path, `/\`)
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// say is a text in the language of a page.
func (f *frame) say(t registry.Text) string { return t.In(f.Lang) }

// done is what pages say that was just done, by the value of ?done=. Files that
// do something add to it.
var done = map[string]registry.Text{}

// notice adds what a page says that was just done.
func notice(key, zh, en string) string {
	done[key] = registry.Text{Zh: zh, En: en}
	return key
}

// templateSet are the templates of all pages in one language, by name.
type templateSet map[string]*template.Template

// shared are the templates that every page may use.
var shared = []string{
	"templates/layout.tmpl", "templates/parts.tmpl", "templates/table.tmpl", "templates/charts.tmpl",
	"templates/draft_facts.tmpl", "templates/list_parts.tmpl", "templates/look_up_parts.tmpl",
}

// consoleFrame stands around the pages whose name begins with console_: they
// define “page” in place of “content”.
const consoleFrame = "templates/console_frame.tmpl"

// parseTemplates reads every page in a language.
func parseTemplates(lang string) templateSet {
	base := template.Must(template.New("layout.tmpl").Funcs(functions(lang)).ParseFS(templateFiles, shared...))
	files, err := fs.Glob(templateFiles, "templates/*.tmpl")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	consoles := template.Must(template.Must(base.Clone()).ParseFS(templateFiles, consoleFrame))
	set := templateSet{}
	for _, file := range files {
		if slices.Contains(shared, file) || file == consoleFrame {
			continue
		}
		name := strings.TrimSuffix(path.Base(file), ".tmpl")
		around := base
		if strings.HasPrefix(name, "console_") {
			around = consoles
		}
		set[name] = template.Must(template.Must(around.Clone()).ParseFS(templateFiles, file))
	}
	return set
}

// functions are what templates call: t and tf say a thing in the language of the
// page, text does it for a registry.Text.
func functions(lang string) template.FuncMap {
	return template.FuncMap{
		"t":      saying(lang).t,
		"tf":     saying(lang).tf,
		"text":   func(t registry.Text) string { return t.In(lang) },
		"path":   url.PathEscape,
		"add":    func(a, b int) int { return a + b },
		"field":  func(name, label string, form form) fieldView { return form.field(name, label) },
		"detail": detailOf,
	}
}

// policy lets pages load what this server serves, and send their own forms.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// render sends a page once it is whole.
func (w *Web) render(c echo.Context, status int, p page) error {
	f := p.around()
	set, ok := w.sets[f.Lang][p.template()]
	if !ok {
		return fmt.Errorf("there is no template %s", p.template())
	}
	var html bytes.Buffer
	if err := set.ExecuteTemplate(&html, "layout.tmpl", p); err != nil {
		return fmt.Errorf("render the page %s: %w", p.template(), err)
	}
	header := c.Response().Header()
	header.Set(echo.HeaderContentSecurityPolicy, policy)
	header.Set("X-Frame-Options", "DENY")
	// Under no-referrer, a browser would send its forms with Origin: null, which
	// nothing tells from another site's where there is no TLS.
	header.Set(echo.HeaderReferrerPolicy, "same-origin")
	header.Set(echo.HeaderCacheControl, "no-store")
	header.Set("Content-Language", f.Lang)
	header.Set("Vary", "Accept-Language, Cookie")
	return c.HTMLBlob(status, html.Bytes())
}

// seeOther sends the browser to a page once a form is done; key is what it says
// there, as of [notice].
func seeOther(c echo.Context, address, key string) error {
	target, err := url.Parse(address)
	if err != nil {
		return err
	}
	if key != "" {
		target.RawQuery = changed(target.Query(), "done", key).Encode()
	}
	return c.Redirect(http.StatusSeeOther, target.String())
}
