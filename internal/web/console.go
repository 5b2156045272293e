package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"concord/internal/httpapi"
	"concord/internal/office"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// consoleLink is one place of the console's navigation.
type consoleLink struct {
	At, Href string
	Label    registry.Text
}

// consoleGroup is a part of the console's navigation.
type consoleGroup struct {
	Label registry.Text
	Links []consoleLink
}

// consoleNavigation is the whole console, in the order in which people work.
var consoleNavigation = []consoleGroup{
	{registry.Text{Zh: "发布", En: "Publishing"}, []consoleLink{
		{"home", "/console", registry.Text{Zh: "待办", En: "What waits for me"}},
		{"drafts", "/console/drafts", registry.Text{Zh: "草案", En: "Drafts"}},
		{"versions", "/console/versions", registry.Text{Zh: "已发布版本", En: "Published versions"}},
	}},
	{registry.Text{Zh: "基础数据", En: "Registry"}, []consoleLink{
		{"institutions", "/console/institutions", registry.Text{Zh: "医疗机构", En: "Institutions"}},
		{"qualifications", "/console/qualifications", registry.Text{Zh: "质评质控", En: "Qualifications"}},
		{"consortia", "/console/consortia", registry.Text{Zh: "紧密型医联体", En: "Consortia"}},
		{"alliances", "/console/alliances", registry.Text{Zh: "区域联盟", En: "Alliances"}},
		{"code-maps", "/console/code-maps", registry.Text{Zh: "院内编码对照", En: "Code maps"}},
		{"items", "/console/items", registry.Text{Zh: "增补项目", En: "Added items"}},
		{"coverage", "/console/coverage", registry.Text{Zh: "接入情况", En: "Coverage"}},
		{"prices", "/console/prices", registry.Text{Zh: "价格", En: "Prices"}},
	}},
	{registry.Text{Zh: "督导", En: "Supervision"}, []consoleLink{
		{"statistics", "/console/statistics", registry.Text{Zh: "互认统计", En: "Statistics"}},
		{"notices", "/console/notices", registry.Text{Zh: "督办单", En: "Supervision notices"}},
		{"targets", "/console/targets", registry.Text{Zh: "目标与节点", En: "Targets"}},
	}},
	{registry.Text{Zh: "系统", En: "System"}, []consoleLink{
		{"settings", "/console/settings", registry.Text{Zh: "发布设置", En: "Settings"}},
		{"people", "/console/people", registry.Text{Zh: "人员", En: "People"}},
		{"keys", "/console/keys", registry.Text{Zh: "接口密钥", En: "API keys"}},
		{"audit", "/console/audit", registry.Text{Zh: "审计记录", En: "Audit"}},
	}},
}

// console is what stands around a page of the console: the frame, and where in
// the console it is.
type console struct {
	frame
	At string
}

// Navigation is the console's.
func (console) Navigation() []consoleGroup { return consoleNavigation }

func (w *Web) console(c echo.Context, at string, title registry.Text) console {
	return console{w.frame(c, sectionConsole, title), at}
}

// signedIn lets only people who are signed in see a page; others sign in first
// and come back, and who has a one-time password replaces it first.
func (w *Web) signedIn(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if w.office == nil {
			return httpapi.NotReady()
		}
		actor := httpapi.ActorOf(c)
		if !actor.Known() {
			return w.signInFirst(c)
		}
		if actor.OneTime && c.Path() != "/account" && c.Path() != "/account/password" {
			return c.Redirect(http.StatusSeeOther, "/account?to="+escaped(back(c)))
		}
		return next(c)
	}
}

// signInFirst sends somebody to sign in and back. A form that comes when the
// session has ended is kept on a page that sends it again; those of the account
// hold secrets, which no page keeps.
func (w *Web) signInFirst(c echo.Context) error {
	if c.Request().Method != http.MethodPost || !strings.HasPrefix(c.Path(), "/console") {
		return c.Redirect(http.StatusSeeOther, "/sign-in?to="+escaped(back(c)))
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	page := &keptFormPage{
		frame:  w.frame(c, sectionConsole, registry.Text{Zh: "登录已失效", En: "Your session has ended"}),
		Action: c.Request().URL.RequestURI(), Kept: f.pairs(),
		File: strings.HasPrefix(c.Request().Header.Get(echo.HeaderContentType), echo.MIMEMultipartForm) && !f.values.Has("carried"),
	}
	page.Here = "/sign-in"
	return w.render(c, http.StatusUnauthorized, page)
}

// keptFormPage keeps a form while somebody signs in anew.
type keptFormPage struct {
	frame
	Action string
	Kept   []pair
	File   bool // it had a file, which no page can keep
}

func (*keptFormPage) template() string { return "kept_form" }

// does reports whether who asks does a duty for a jurisdiction: what a page offers
// to them. What they may is decided by the contract alone.
func (w *Web) does(c echo.Context, duty office.Duty, code registry.JurisdictionCode) bool {
	seat, ok := w.office.Seat(code)
	return ok && duty.Allows(httpapi.ActorOf(c).Grants, w.office.Chain(seat))
}

// newest is the newest state; pages of the console are not shown before there
// is one.
func (w *Web) newest() (*recognition.Snapshot, registry.Sequence) {
	snapshot := w.registry.Snapshot()
	return snapshot, snapshot.Head().Newest
}
