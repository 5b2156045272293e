package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/office"
	"concord/internal/registry"
)

// versionsPage are the versions that stand, of the lists that who asks acts for.
type versionsPage struct {
	console
	Place  string // code of the jurisdiction
	Places []option
	Lists  []standingList
}

func (*versionsPage) template() string { return "console_versions" }

// standingList is one list with its versions in force and to come.
type standingList struct {
	Kind, Title  string
	Href, Upload string
	Versions     []standingVersion
}

// standingVersion is a version that stands, and what may be done about it.
type standingVersion struct {
	Number      int
	Days, About string
	State       cell
	Entries     int
	Href, Diff  string
	Withdraw    string // empty: not offered
}

// withdrawalPage says what taking a version back will do, and asks why.
type withdrawalPage struct {
	console
	Name      string
	Version   api.VersionSummary
	InForce   bool
	Scheduled []scheduledView
	Form      form
	Follows   int  // the version that would follow; 0: none
	Known     bool // what would happen is known, so that it may be done
	Confirm   bool
}

func (*withdrawalPage) template() string { return "console_withdraw" }

func (w *Web) registerVersions(e *echo.Echo) {
	e.GET("/console/versions", w.versions, w.signedIn)
	e.GET("/console/versions/:code/:kind/:n/withdraw", w.withdrawal, w.signedIn)
	e.POST("/console/versions/:code/:kind/:n/withdraw", w.withdraw, w.signedIn)
}

// versions answers GET /console/versions?jurisdiction=.
func (w *Web) versions(c echo.Context) error {
	lang := languageOf(c)
	codes := lo.Map(w.acting(c, office.Publication), func(code registry.JurisdictionCode, _ int) string { return string(code) })
	page := &versionsPage{
		console: w.console(c, "versions", registry.Text{Zh: "已发布版本", En: "Published versions"}), Places: w.placeOptions(codes, lang),
	}
	if len(codes) == 0 {
		return w.render(c, http.StatusOK, page)
	}
	page.Place = codes[0]
	if asked := c.QueryParam("jurisdiction"); lo.Contains(codes, asked) {
		page.Place = asked
	}
	for _, kind := range registry.ListKinds {
		list, err := w.standingList(c, page.Place, api.ListKind(kind.String()))
		if err != nil {
			return err
		}
		page.Lists = append(page.Lists, list)
	}
	return w.render(c, http.StatusOK, page)
}

func (w *Web) standingList(c echo.Context, code string, kind api.ListKind) (standingList, error) {
	lang := languageOf(c)
	list := standingList{Kind: string(kind), Title: listTitle(kind).In(lang), Href: listAddress(listNamed(code, kind)) + "/versions"}
	if w.does(c, office.Drafting, registry.JurisdictionCode(code)) {
		list.Upload = "/console/drafts/new?kind=" + string(kind) + "&jurisdiction=" + escaped(code)
	}
	versions, err := w.versionsOf(c, code, kind)
	if err != nil {
		return list, err
	}
	for _, v := range w.standingOf(versions) {
		one := w.standingVersion(v, lang)
		if w.does(c, office.Approval, registry.JurisdictionCode(code)) {
			one.Withdraw = "/console/versions/" + escaped(code) + "/" + string(kind) + "/" + number(v.Version) + "/withdraw"
		}
		list.Versions = append(list.Versions, one)
	}
	return list, nil
}

// standingOf are the versions in force today and to come.
func (w *Web) standingOf(all []api.VersionSummary) []api.VersionSummary {
	today := w.now().Day().String()
	return lo.Filter(all, func(v api.VersionSummary, _ int) bool {
		return v.State == "published" && (v.EffectiveTo == nil || *v.EffectiveTo >= today)
	})
}

func (w *Web) standingVersion(v api.VersionSummary, lang string) standingVersion {
	from, to := lo.FromPtr(v.EffectiveFrom), lo.FromPtr(v.EffectiveTo)
	one := standingVersion{
		Number: v.Version, Entries: v.EntryCount, About: lo.FromPtr(v.Document.Title),
		State: cell{Text: registry.Text{Zh: "现行有效", En: "in force"}.In(lang), Tone: "good"},
		Days:  registry.Text{Zh: from + " 起", En: "from " + from}.In(lang), Href: versionAddress(listNamed(v.Jurisdiction, v.Kind), v.Version),
	}
	if to != "" {
		one.Days = registry.Text{Zh: from + " 至 " + to, En: from + " to " + to}.In(lang)
	}
	if from > w.now().Day().String() {
		one.State = cell{Text: registry.Text{Zh: "待生效", En: "scheduled"}.In(lang), Tone: "unsure"}
	}
	if v.Version > 1 {
		one.Diff = one.Href + "/diff?against=" + number(v.Version-1)
	}
	return one
}

// withdrawalOf is the page of taking a version back.
func (w *Web) withdrawalOf(c echo.Context, f form) (*withdrawalPage, error) {
	code, kind, n := c.Param("code"), api.ListKind(c.Param("kind")), atoi(c.Param("n"))
	versions, err := w.versionsOf(c, code, kind)
	if err != nil {
		return nil, err
	}
	version, ok := lo.Find(w.standingOf(versions), func(v api.VersionSummary) bool { return v.Version == n })
	if !ok {
		return nil, echo.ErrNotFound
	}
	name := registry.Text{
		Zh: "撤回" + w.jurisdictionName(registry.JurisdictionCode(code), chinese) + listTitle(kind).Zh + "第 " + number(n) + " 版",
		En: "Take back version " + number(n) + ": " + w.jurisdictionName(registry.JurisdictionCode(code), english) + ", " + listTitle(kind).En,
	}
	today := w.now().Day().String()
	page := &withdrawalPage{
		console: w.console(c, "versions", name), Version: version, Form: f, InForce: lo.FromPtr(version.EffectiveFrom) <= today,
	}
	page.Name = page.say(name)
	for _, v := range w.standingOf(versions) {
		if page.InForce && v.Version != n && lo.FromPtr(v.EffectiveFrom) > today {
			page.Scheduled = append(page.Scheduled, scheduledView{number(v.Version), lo.FromPtr(v.EffectiveFrom), true})
		}
	}
	return page, nil
}

// withdrawal answers GET /console/versions/{code}/{kind}/{n}/withdraw: it asks the
// contract what would happen, and writes nothing.
func (w *Web) withdrawal(c echo.Context) error {
	page, err := w.withdrawalOf(c, form{})
	if err != nil {
		return err
	}
	if err := w.foresee(c, page); err != nil {
		return err
	}
	return w.render(c, http.StatusOK, page)
}

// foresee fills in what taking the version back would do.
func (w *Web) foresee(c echo.Context, page *withdrawalPage) error {
	fields := page.fields("?")
	would, err := w.takeBack(c, fields, true)
	if refused, ok := asRefused(err); ok && refused.problem.Code == "CONFIRM_NEEDED" {
		page.Confirm = true
		fields.Confirm = lo.ToPtr(true)
		would, err = w.takeBack(c, fields, true)
	}
	var f form
	if err != nil && !f.refuse(err) {
		return err
	}
	if page.Known = err == nil; page.Known {
		page.Follows = lo.FromPtr(would.Version)
		return nil
	}
	page.Form.problems = append(page.Form.problems, f.problems...)
	return nil
}

// fields is what the contract is told: all versions that have yet to begin go with
// the one in force.
func (p *withdrawalPage) fields(why string) api.WithdrawalFields {
	fields := api.WithdrawalFields{Comment: why}
	for _, v := range p.Scheduled {
		fields.Withdraws = append(fields.Withdraws, atoi(v.Number))
	}
	return fields
}

func (w *Web) takeBack(c echo.Context, fields api.WithdrawalFields, dry bool) (*api.Withdrawal, error) {
	done, err := asked(w.client(c).WithdrawVersionWithResponse(c.Request().Context(), c.Param("code"), api.ListKind(c.Param("kind")), atoi(c.Param("n")),
		&api.WithdrawVersionParams{DryRun: dry}, fields))
	if err != nil {
		return nil, err
	}
	return done.JSON200, nil
}

var takenBack = notice("taken-back", "版本已撤回。", "The version is taken back.")

// withdraw answers POST /console/versions/{code}/{kind}/{n}/withdraw.
func (w *Web) withdraw(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	page, err := w.withdrawalOf(c, f)
	if err != nil {
		return err
	}
	if f.Get("comment") == "" {
		page.Form.wrong("comment", page.say(registry.Text{Zh: "请填写撤回理由", En: "say why"}), "")
		return w.refusedWithdrawal(c, page)
	}
	fields := page.fields(f.Get("comment"))
	if f.Has("confirm", "true") {
		fields.Confirm = lo.ToPtr(true)
	}
	_, err = w.takeBack(c, fields, false)
	if err == nil {
		return seeOther(c, "/console/versions?jurisdiction="+escaped(c.Param("code")), takenBack)
	}
	if !page.Form.refuse(err) {
		return err
	}
	return w.refusedWithdrawal(c, page)
}

// refusedWithdrawal shows the page again with what is wrong.
func (w *Web) refusedWithdrawal(c echo.Context, page *withdrawalPage) error {
	if err := w.foresee(c, page); err != nil {
		return err
	}
	return w.render(c, http.StatusUnprocessableEntity, page)
}
