package web

import (
	"cmp"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/httpapi"
	"concord/internal/registry"
)

func (w *Web) registerAnnouncements(e *echo.Echo) {
	e.GET("/announcements", w.listAnnouncements)
	e.GET("/announcements/:id", w.showAnnouncement)
}

// announcementsPage shows the lists in public notice.
type announcementsPage struct {
	frame
	ReadOnly bool // this server keeps nothing that is not yet published
	Table    tableView
}

func (*announcementsPage) template() string { return "announcements" }

// announcementPage shows a list in public notice: what it would say and change,
// until when objections are received, and by whom.
type announcementPage struct {
	frame
	Trail    []crumb
	Notice   announcementView
	Document documentView
	Holds    string // when the list would hold
	Terms    []string
	Against  string // address of the version that it is compared with; empty for a first one
	Diff     listDiffView
	Entries  tableView
}

func (*announcementPage) template() string { return "announcement" }

// announcementView is the public notice of a list.
type announcementView struct {
	ID, Code, Jurisdiction, Kind, Title string
	Period, Last, Contact               string
	Left, Tone                          string // how long objections are received, and how that looks
	kind                                registry.ListKind
	code                                registry.JurisdictionCode
	to                                  registry.Day
}

// announcements are all lists in public notice, the newest first.
func (w *Web) announcements(c echo.Context) ([]api.AnnouncementNotice, error) {
	return every(func(cursor string) ([]api.AnnouncementNotice, *string, error) {
		r, err := asked(w.client(c).ListAnnouncementsWithResponse(c.Request().Context(), &api.ListAnnouncementsParams{Limit: largestPage, Cursor: cursor}))
		if err != nil {
			return nil, nil, err
		}
		return r.JSON200.Items, r.JSON200.NextCursor, nil
	})
}

// noticesFor are the lists of a jurisdiction that are in public notice.
func (w *Web) noticesFor(c echo.Context, p phrases, code registry.JurisdictionCode) (map[registry.ListKind][]noticeLink, error) {
	if w.office == nil {
		return nil, nil
	}
	all, err := w.announcements(c)
	if err != nil {
		return nil, err
	}
	links := map[registry.ListKind][]noticeLink{}
	for _, a := range all {
		if a.Jurisdiction != string(code) {
			continue
		}
		v := p.announcement(a, w.now().Day())
		links[v.kind] = append(links[v.kind], noticeLink{"/announcements/" + v.ID, v.Title})
	}
	return links, nil
}

// announcement is a notice as pages show it on a day.
func (p phrases) announcement(a api.AnnouncementNotice, on registry.Day) announcementView {
	kind, _ := registry.ParseListKind(string(a.Kind)) // the contract writes no others
	code := registry.JurisdictionCode(a.Jurisdiction)
	notice := lo.FromPtr(a.Announcement)
	period := periodOf(notice.From, notice.To)
	v := announcementView{
		ID: a.ID, Code: a.Jurisdiction, Jurisdiction: p.jurisdiction(code), Kind: listNames[kind].In(p.lang), kind: kind, code: code, to: period.To,
		Title:  cmp.Or(lo.FromPtr(a.Document.Title), p.jurisdiction(code)+p.say("", ": ")+listNames[kind].In(p.lang)),
		Period: p.period(period), Last: period.Last().String(), Contact: notice.Contact,
	}
	left := int(period.Last() - on)
	switch {
	case on < period.From:
		v.Left, v.Tone = p.say("尚未开始", "not begun"), "unsure"
	case left > 1:
		v.Left, v.Tone = p.say("还有 "+strconv.Itoa(left)+" 天", strconv.Itoa(left)+" days left"), "fair"
	case left == 1:
		v.Left, v.Tone = p.say("还有 1 天", "1 day left"), "fair"
	case left == 0:
		v.Left, v.Tone = p.say("今天截止", "ends today"), "fair"
	default:
		v.Left, v.Tone = p.say("公示期已满，尚未公布", "over, not yet published"), "plain"
	}
	return v
}

// listAnnouncements answers GET /announcements.
func (w *Web) listAnnouncements(c echo.Context) error {
	s := w.snapshot(c)
	if s == nil {
		return httpapi.NotReady()
	}
	page := &announcementsPage{frame: w.frame(c, sectionAnnouncements, registry.Text{Zh: "公示中的清单", En: "Lists in public notice"})}
	if w.office == nil {
		page.ReadOnly = true
		return w.render(c, http.StatusOK, page)
	}
	all, err := w.announcements(c)
	if err != nil {
		return err
	}
	p := phrases{s, page.Lang}
	rows := lo.Map(all, func(a api.AnnouncementNotice, _ int) announcementView { return p.announcement(a, w.now().Day()) })
	t := p.announcementTable()
	if ok, err := t.exported(c, rows); ok {
		return err
	}
	page.Table = t.view(c, rows)
	return w.render(c, http.StatusOK, page)
}

func (p phrases) announcementTable() table[announcementView] {
	return table[announcementView]{
		Caption: registry.Text{Zh: "公示", En: "Public notices"}, Empty: registry.Text{Zh: "目前没有公示中的清单。", En: "No list is in public notice now."},
		Columns: []column[announcementView]{
			{Key: "title", Label: registry.Text{Zh: "公示内容", En: "Notice"}, Value: func(a announcementView) cell {
				return cell{Text: a.Title, Href: "/announcements/" + a.ID, Note: a.Kind}
			}},
			{Key: "region", Label: registry.Text{Zh: "发布地区", En: "Published by"}, Less: byText(func(a announcementView) string { return string(a.code) }),
				Value: func(a announcementView) cell {
					return cell{Text: a.Jurisdiction, Href: jurisdictionAddress(a.code)}
				}},
			{Key: "period", Label: registry.Text{Zh: "公示期", En: "Period"}, Less: byNumber(func(a announcementView) registry.Day { return a.to }),
				Value: func(a announcementView) cell { return cell{Text: a.Period} }},
			{Key: "left", Label: registry.Text{Zh: "剩余时间", En: "Time left"}, Less: byNumber(func(a announcementView) registry.Day { return a.to }),
				Value: func(a announcementView) cell { return cell{Text: a.Left, Tone: a.Tone} }},
			{Key: "contact", Label: registry.Text{Zh: "意见反馈", En: "Objections to"}, Value: func(a announcementView) cell { return cell{Text: a.Contact} }},
		},
		Filters: []filter[announcementView]{
			{Key: "kind", Label: registry.Text{Zh: "清单", En: "List"}, Options: lo.Map(registry.ListKinds[:], func(k registry.ListKind, _ int) option {
				return option{k.String(), listNames[k].In(p.lang)}
			}), Match: func(a announcementView, value string) bool { return a.kind.String() == value }},
		},
	}
}

// showAnnouncement answers GET /announcements/{id}.
func (w *Web) showAnnouncement(c echo.Context) error {
	if w.office == nil {
		return w.listAnnouncements(c) // which says why there is nothing
	}
	s := w.snapshot(c)
	if s == nil {
		return httpapi.NotReady()
	}
	read, err := asked(w.client(c).GetAnnouncementWithResponse(c.Request().Context(), c.Param("id")))
	if refused, ok := asRefused(err); ok && refused.problem.Status == http.StatusNotFound {
		return echo.ErrNotFound // what the contract says of it is for programs
	}
	if err != nil {
		return err
	}
	p, list := phrases{s, languageOf(c)}, read.JSON200
	notice := p.announcement(list.Notice, w.now().Day())
	version, content, err := versionOf(list, notice)
	if err != nil {
		return err
	}
	diff, err := diffOf(notice.kind, list.Diff)
	if err != nil {
		return err
	}
	entries := w.entries(p, version, content)
	if ok, err := entries.exported(c); ok {
		return err
	}
	page := &announcementPage{
		frame: w.frame(c, sectionAnnouncements, registry.Text{Zh: "公示：" + notice.Title, En: "In public notice: " + notice.Title}),
		Trail: []crumb{{"/announcements", p.say("公示", "Notices")}}, Notice: notice,
		Document: documentOf(version.Document), Holds: p.period(version.Period), Terms: p.terms(version),
		Diff: p.diff(diff), Entries: entries.view(c),
	}
	if n := lo.FromPtr(list.Diff.Against); n > 0 {
		page.Against = versionAddress(version.List, n)
	}
	return w.render(c, http.StatusOK, page)
}

// versionOf is the version that a list in public notice would be.
func versionOf(l *api.AnnouncedList, notice announcementView) (registry.Version, registry.Content, error) {
	terms, err := termsOf(notice.kind, l.Terms)
	if err != nil {
		return registry.Version{}, registry.Content{}, err
	}
	content, err := contentOf(notice.kind, l.Entries)
	d := l.Notice.Document
	return registry.Version{
		List: registry.ListID{Jurisdiction: notice.code, Kind: notice.kind}, Terms: terms,
		Period: periodOf(l.Notice.EffectiveFrom, l.Notice.EffectiveTo), Unmapped: unmappedOf(l.Unmapped),
		Document: registry.Document{
			Title: lo.FromPtr(d.Title), Number: lo.FromPtr(d.Number), Issuer: lo.FromPtr(d.Issuer), URL: lo.FromPtr(d.URL),
			IssuedOn: periodOf(d.IssuedOn, nil).From,
		},
	}, content, err
}
