package web

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/httpapi"
	"concord/internal/office"
	"concord/internal/registry"
)

// waitingPage is the first page of the console: what waits for who asks.
type waitingPage struct {
	console
	Mine     []waitingView // what they can do something about now
	Coming   []waitingView // what happens by itself, or by others
	Progress []progressView
	Draft    bool // they may upload a list
	People   bool // they make accounts
	Roles    bool // they have any role
}

func (*waitingPage) template() string { return "console_home" }

// waitingView is one thing that waits, with the link to the very step.
type waitingView struct {
	What, Why   string
	Href, Label string
	Tone, Badge string
}

// progressView is how far a region is, in a line.
type progressView struct{ Region, Says, Href string }

func (w *Web) registerWaiting(e *echo.Echo) {
	e.GET("/console", w.waiting, w.signedIn)
}

// waiting answers GET /console.
func (w *Web) waiting(c echo.Context) error {
	page := &waitingPage{
		console: w.console(c, "home", registry.Text{Zh: "待办", En: "What waits for me"}),
		Draft:   len(w.acting(c, office.Drafting)) > 0, Roles: len(httpapi.ActorOf(c).Grants) > 0,
		People: w.administers(c),
	}
	for _, gather := range []func(echo.Context, *waitingPage) error{w.waitingDrafts, w.waitingNotices, w.coming, w.standing} {
		if err := gather(c, page); err != nil {
			return err
		}
	}
	return w.render(c, http.StatusOK, page)
}

// waitingDrafts are the drafts that somebody has to do something about.
func (w *Web) waitingDrafts(c echo.Context, page *waitingPage) error {
	all, err := w.theDrafts(c, "submitted", "approved", "announced", "draft")
	if err != nil {
		return err
	}
	for _, d := range all {
		code := registry.JurisdictionCode(d.Jurisdiction)
		if !w.does(c, office.Drafting, code) && !w.does(c, office.Publication, code) {
			continue // of a region that they only supervise
		}
		if d.State == "draft" && !wrote(d.Transitions, httpapi.ActorOf(c).Person()) {
			continue
		}
		// Whether anything stands in the way is told by the whole draft alone.
		whole, err := asked(w.client(c).GetDraftWithResponse(c.Request().Context(), d.ID))
		if err != nil {
			return err
		}
		w.waitingDraft(c, page, *whole.JSON200)
	}
	return nil
}

// wrote reports whether somebody created, edited or submitted a draft.
func wrote(all []api.Transition, person string) bool {
	return slices.ContainsFunc(all, func(t api.Transition) bool {
		return t.By == person && (t.Action == "create" || t.Action == "edit" || t.Action == "submit")
	})
}

func (w *Web) waitingDraft(c echo.Context, page *waitingPage, d api.Draft) {
	p := w.partIn(c, d, false)
	v := waitingView{
		What: p.place.In(page.Lang) + " · " + listTitle(d.Kind).In(page.Lang), Href: "/console/drafts/" + escaped(d.ID),
		Badge: stateTitles[d.State].In(page.Lang), Tone: stateTitles[d.State].tone,
	}
	say := func(why, label registry.Text) {
		v.Why, v.Label = why.In(page.Lang), label.In(page.Lang)
		page.Mine = append(page.Mine, v)
	}
	wrong := len(d.Problems) + len(lo.UniqBy(d.Unresolved, func(u api.UnresolvedName) string { return u.Name }))
	last := lastStep(d.Transitions)
	switch {
	case d.State == "draft" && last.Action == "reject":
		say(registry.Text{Zh: last.By + " 退回：" + last.Comment, En: last.By + " sent it back: " + last.Comment}, registry.Text{Zh: "修改", En: "Change it"})
	case d.State == "draft" && wrong > 0:
		say(registry.Text{Zh: "有 " + number(wrong) + " 处待更正", En: "problems to correct: " + number(wrong)}, registry.Text{Zh: "去更正", En: "Put right"})
	case d.State == "draft":
		say(registry.Text{Zh: "检查通过，可以提交审核", En: "Every check is passed; it can be submitted"}, registry.Text{Zh: "去提交", En: "Submit"})
	case d.State == "submitted" && p.approves && !p.author:
		say(registry.Text{Zh: last.By + " 于 " + toTheMinute(last.At) + " 提交。" + p.counts(chinese), En: last.By + " submitted it on " + toTheMinute(last.At) + ". " + p.counts(english)}, registry.Text{Zh: "去审核", En: "Look and approve"})
	case d.State == "approved" && p.publishes && d.Announcement != nil:
		say(registry.Text{Zh: "已审核，可以开始公示", En: "Approved; it can be announced"}, registry.Text{Zh: "去公示", En: "Announce"})
	case d.State == "approved" && p.publishes:
		say(registry.Text{Zh: "已审核，可以发布", En: "Approved; it can be published"}, registry.Text{Zh: "去发布", En: "Publish"})
	case d.State == "announced" && p.publishes && p.openObjections() > 0:
		v.Href += "#objections"
		say(registry.Text{Zh: "有 " + number(p.openObjections()) + " 条异议未处理", En: "objections to be handled: " + number(p.openObjections())}, registry.Text{Zh: "去处理", En: "Handle"})
	case d.State == "announced" && p.publishes && p.today > announcedTo(d):
		say(registry.Text{Zh: "公示已期满，可以发布", En: "The notice is over; it can be published"}, registry.Text{Zh: "去发布", En: "Publish"})
	default:
		v.Why, v.Label = p.turnOf().In(page.Lang), registry.Text{Zh: "查看", En: "See"}.In(page.Lang)
		page.Coming = append(page.Coming, v)
	}
}

// waitingNotices are the supervision notices that wait for an answer.
func (w *Web) waitingNotices(c echo.Context, page *waitingPage) error {
	all, err := asked(w.client(c).ListNoticesWithResponse(c.Request().Context(), &api.ListNoticesParams{State: []api.NoticeState{"sent", "returned"}, Limit: largestPage}))
	if err != nil {
		return err
	}
	for _, n := range all.JSON200.Items {
		if !w.does(c, office.Pressing, registry.JurisdictionCode(n.Region)) {
			continue
		}
		v := waitingView{
			What:  registry.Text{Zh: "督办单：" + n.Asked, En: "Supervision notice: " + n.Asked}.In(page.Lang),
			Why:   registry.Text{Zh: n.FromName + " 发出，" + n.Due + " 前答复", En: "from " + n.FromName + ", to be answered by " + n.Due}.In(page.Lang),
			Href:  "/console/notices/" + escaped(n.ID),
			Label: registry.Text{Zh: "去答复", En: "Answer"}.In(page.Lang), Badge: registry.Text{Zh: "待答复", En: "to be answered"}.In(page.Lang), Tone: "fair",
		}
		if n.Overdue {
			v.Badge, v.Tone = registry.Text{Zh: "已逾期", En: "overdue"}.In(page.Lang), "bad"
		}
		page.Mine = append(page.Mine, v)
	}
	return nil
}

// fewPlaces bounds for how many jurisdictions the first page looks at lists and
// progress: almost everybody acts for one.
const fewPlaces = 5

// coming are the versions that have yet to begin.
func (w *Web) coming(c echo.Context, page *waitingPage) error {
	codes := w.acting(c, office.Publication)
	for _, code := range codes[:min(len(codes), fewPlaces)] {
		for _, kind := range registry.ListKinds {
			versions, err := w.scheduled(c, string(code), api.ListKind(kind.String()))
			if err != nil {
				return err
			}
			for _, v := range versions {
				page.Coming = append(page.Coming, waitingView{
					What: w.jurisdictionName(code, page.Lang) + " · " + listTitle(v.Kind).In(page.Lang),
					Why: registry.Text{
						Zh: "第 " + number(v.Version) + " 版将于 " + lo.FromPtr(v.EffectiveFrom) + " 生效，共 " + number(v.EntryCount) + " 条",
						En: "version " + number(v.Version) + " begins on " + lo.FromPtr(v.EffectiveFrom) + ", " + number(v.EntryCount) + " entries",
					}.In(page.Lang),
					Href: versionAddress(listNamed(v.Jurisdiction, v.Kind), v.Version), Label: registry.Text{Zh: "查看", En: "See"}.In(page.Lang),
					Badge: registry.Text{Zh: "待生效", En: "scheduled"}.In(page.Lang), Tone: "unsure",
				})
			}
		}
	}
	return nil
}

// standing is how far the regions of who asks are.
func (w *Web) standing(c echo.Context, page *waitingPage) error {
	regions := lo.Uniq(lo.Map(httpapi.ActorOf(c).Grants, func(g office.Grant, _ int) registry.RegionCode { return g.Region }))
	for _, region := range regions[:min(len(regions), fewPlaces)] {
		p, err := asked(w.client(c).GetProgressWithResponse(c.Request().Context(), string(region), &api.GetProgressParams{}))
		if refused, ok := asRefused(err); ok && refused.problem.Status == http.StatusNotFound {
			continue // it is none that is counted
		}
		if err != nil {
			return err
		}
		page.Progress = append(page.Progress, progressView{w.jurisdictionName(registry.JurisdictionCode(region), page.Lang), progressLine(p.JSON200, page.Lang), "/progress/" + escaped(string(region))})
	}
	return nil
}

// progressLine says how far a region is: a unit against its target, or how many
// of the units in it have reached theirs.
func progressLine(p *api.Progress, lang string) string {
	i := slices.IndexFunc(p.Targets, func(t api.TargetState) bool { return t.SetBy == nil && t.ID == lo.FromPtr(p.Pace.Target) })
	if i < 0 {
		return ""
	}
	target, reached := p.Targets[i], 0
	if p.Rollup == nil {
		return registry.Text{
			Zh: "实际互认 " + number(p.Live) + " 项，目标超过 " + number(target.Threshold) + " 项（" + target.Due + " 前），还差 " + number(target.Needed) + " 项",
			En: number(p.Live) + " items recognized; the target is more than " + number(target.Threshold) + " by " + target.Due + ", " + number(target.Needed) + " to go",
		}.In(lang)
	}
	for _, t := range p.Rollup.Targets {
		if t.ID == target.ID {
			reached = t.Over
		}
	}
	return registry.Text{
		Zh: "所辖 " + number(p.Rollup.Units) + " 个计数单位中，" + number(reached) + " 个已超过 " + number(target.Threshold) + " 项（" + target.Due + " 前完成）",
		En: number(reached) + " of " + number(p.Rollup.Units) + " units are past " + number(target.Threshold) + " items (due " + target.Due + ")",
	}.In(lang)
}
