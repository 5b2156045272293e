package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"concord/internal/app"
	"concord/internal/registry"
)

func (w *Web) registerListVersions(e *echo.Echo) {
	e.GET("/lists/:code/:kind/versions", w.listVersions)
	e.GET("/lists/:code/:kind/versions/:n", w.showVersion)
}

// listVersionsPage shows every version of a list.
type listVersionsPage struct {
	frame
	Trail []crumb
	Base  string
	Table tableView
}

func (*listVersionsPage) template() string { return "list_versions" }

// listVersionPage shows one version of a list with its entries.
type listVersionPage struct {
	frame
	Trail   []crumb
	Base    string
	Version versionView
	Entries tableView
	Diff    string // address of what it changed; empty for the first version
}

func (*listVersionPage) template() string { return "list_version" }

// listVersions answers GET /lists/{code}/{kind}/versions.
func (w *Web) listVersions(c echo.Context) error {
	l, err := w.listOf(c)
	if err != nil {
		return err
	}
	rows := l.versions()
	t := l.versionTable(w.now().Day())
	if ok, err := t.exported(c, rows); ok {
		return err
	}
	return w.render(c, http.StatusOK, &listVersionsPage{
		frame: w.frame(c, sectionLists, l.title(registry.Text{Zh: "的全部版本", En: ": every version"})),
		Trail: l.trail(), Base: l.base(), Table: t.view(c, rows),
	})
}

// versions are those that the snapshot knows too, the newest first.
func (l publishedList) versions() []app.Published {
	var all []app.Published
	for n := l.known(); n > 0; n-- {
		if v, err := l.number(n); err == nil {
			all = append(all, v)
		}
	}
	return all
}

// number is version n, where the snapshot knows it.
func (l publishedList) number(n int) (app.Published, error) {
	if n > l.known() {
		return app.Published{}, echo.ErrNotFound
	}
	v, err := app.VersionOf(l.history, n)
	if errors.Is(err, app.ErrNoVersion) {
		return v, echo.ErrNotFound
	}
	return v, err
}

func (l publishedList) versionTable(on registry.Day) table[app.Published] {
	return table[app.Published]{
		File:    filed(l.listFile(l.id), registry.Text{Zh: "全部版本", En: "versions"}),
		Caption: registry.Text{Zh: "版本", En: "Versions"}, Empty: registry.Text{Zh: "尚未公布任何版本。", En: "No version has been published."},
		Columns: []column[app.Published]{
			{Key: "version", Label: registry.Text{Zh: "版本", En: "Version"}, Less: byNumber(func(v app.Published) int { return v.Number }),
				Value: func(v app.Published) cell {
					return cell{Text: l.say("第 "+strconv.Itoa(v.Number)+" 版", "version "+strconv.Itoa(v.Number)), Href: l.version(v, on).Href, Note: v.Document.Title}
				}},
			{Key: "state", Label: registry.Text{Zh: "状态", En: "State"}, Value: func(v app.Published) cell {
				state := l.version(v, on)
				return cell{Text: state.State, Tone: state.Tone}
			}},
			{Key: "period", Label: registry.Text{Zh: "有效期间", En: "In force"}, Less: byNumber(func(v app.Published) registry.Day { return v.Period.From }),
				Value: func(v app.Published) cell {
					return cell{Text: l.period(heldFor(v, l.s.Head().Newest)), Note: l.later(v)}
				}},
			{Key: "entries", Label: registry.Text{Zh: "条目", En: "Entries"}, Number: true, Less: byNumber(func(v app.Published) int { return v.Content.Len() }),
				Value: func(v app.Published) cell { return cell{Text: strconv.Itoa(v.Content.Len()), Note: l.unmapped(v)} }},
			{Key: "published", Label: registry.Text{Zh: "登记日期", En: "Recorded"}, Less: byNumber(func(v app.Published) registry.Sequence { return v.Sequence }),
				Value: func(v app.Published) cell { return cell{Text: v.PublishedAt.Day().String()} }},
			{Key: "diff", Label: registry.Text{Zh: "变更", En: "Changes"}, Value: func(v app.Published) cell {
				if v.Number == 1 {
					return cell{Text: l.say("首个版本", "the first")}
				}
				return cell{Text: l.say("与上一版比较", "against the one before"), Href: l.version(v, on).Href + "/diff"}
			}},
		},
	}
}

func (l publishedList) later(v app.Published) string {
	if v.RecordedLater {
		return l.say("事后补录", "recorded later")
	}
	return ""
}

func (l publishedList) unmapped(v app.Published) string {
	if n := len(v.Unmapped); n > 0 {
		return l.say("另有 "+strconv.Itoa(n)+" 行未对应目录", "and "+strconv.Itoa(n)+" unmapped")
	}
	return ""
}

// numbered is the version that a path names, by the one address that it has.
func (l publishedList) numbered(c echo.Context) (app.Published, error) {
	n, err := strconv.Atoi(c.Param("n"))
	if err != nil || strconv.Itoa(n) != c.Param("n") {
		return app.Published{}, echo.ErrNotFound
	}
	return l.number(n)
}

// showVersion answers GET /lists/{code}/{kind}/versions/{n}.
func (w *Web) showVersion(c echo.Context) error {
	l, err := w.listOf(c)
	if err != nil {
		return err
	}
	v, err := l.numbered(c)
	if err != nil {
		return err
	}
	entries := w.entries(l.phrases, v.Version, v.Content)
	if ok, err := entries.exported(c); ok {
		return err
	}
	view := w.version(l, v, w.now().Day())
	page := &listVersionPage{
		frame: w.frame(c, sectionLists, l.title(registry.Text{
			Zh: " 第 " + strconv.Itoa(v.Number) + " 版", En: ", version " + strconv.Itoa(v.Number),
		})),
		Trail: l.trail(), Base: l.base(), Version: view, Entries: entries.view(c),
	}
	if v.Number > 1 {
		page.Diff = view.Href + "/diff"
	}
	return w.render(c, http.StatusOK, page)
}

// versionView is a version of a list as pages show it, without its entries.
type versionView struct {
	Number             int
	State, Tone        string
	Period, Published  string
	Revision, Digest   string
	RecordedLater      bool
	Document           documentView
	Announced, Contact string // the public notice it went through
	Entries, Unmapped  int
	Terms              []string
	Source             string // name of the file it was read from
	Href, Files        string // of its page, and what the addresses of its files begin with
}

// documentView is the paper behind a version.
type documentView struct {
	Title, Number, Issuer, IssuedOn string
	URL                             string // only over http or https
}

// stateNames are what has become of versions, and how it looks.
var stateNames = map[app.State]struct {
	registry.Text
	tone string
}{
	app.Scheduled:  {registry.Text{Zh: "待生效", En: "Scheduled"}, "unsure"},
	app.InForce:    {registry.Text{Zh: "现行有效", En: "In force"}, "good"},
	app.Superseded: {registry.Text{Zh: "已失效", En: "Past"}, "plain"},
	app.Withdrawn:  {registry.Text{Zh: "已撤回", En: "Withdrawn"}, "bad"},
}

// version is a version with the file it was read from, where this server has an
// office that keeps it.
func (w *Web) version(l publishedList, v app.Published, on registry.Day) versionView {
	view := l.version(v, on)
	if w.office == nil {
		view.Source = ""
	}
	return view
}

func (p phrases) version(v app.Published, on registry.Day) versionView {
	at := p.s.Head().Newest
	state := stateNames[v.State(on, at)]
	address := versionAddress(v.List, v.Number)
	return versionView{
		Number: v.Number, State: state.In(p.lang), Tone: state.tone,
		Period: p.period(heldFor(v, at)), Published: v.PublishedAt.Day().String(),
		Revision: p.s.Head().RevisionAt(v.Sequence).String(), Digest: v.Digest, RecordedLater: v.RecordedLater,
		Document:  documentOf(v.Document),
		Announced: p.announced(v.Announcement), Contact: v.Announcement.Contact,
		Entries: v.Content.Len(), Unmapped: len(v.Unmapped), Terms: p.terms(v.Version), Source: v.Source.Name,
		Href: address, Files: "/v1/jurisdictions/" + strings.Replace(v.List.String(), "/", "/lists/", 1) + "/versions/" + strconv.Itoa(v.Number),
	}
}

// heldFor is the period in which a version speaks: until its own end, or the day
// on which a later one begins.
func heldFor(v app.Published, at registry.Sequence) registry.Period {
	period := v.Period
	for _, later := range v.Tenures[v.Number:] {
		if later.VisibleAt(at) {
			period.To = min(period.To, later.Period.From)
		}
	}
	return period
}

func documentOf(d registry.Document) documentView {
	view := documentView{Title: d.Title, Number: d.Number, Issuer: d.Issuer, IssuedOn: d.IssuedOn.String()}
	if strings.HasPrefix(d.URL, "https://") || strings.HasPrefix(d.URL, "http://") {
		view.URL = d.URL
	}
	return view
}

// announced is the period of the public notice that a version went through;
// empty where it went through none.
func (p phrases) announced(a registry.Announcement) string {
	if a == (registry.Announcement{}) {
		return ""
	}
	return p.period(a.Period)
}
