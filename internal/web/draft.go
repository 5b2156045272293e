package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/httpapi"
	"concord/internal/office"
	"concord/internal/registry"
)

// draftPage is one draft: where it stands, what the checks say of it, and what
// who asks may do with it.
type draftPage struct {
	console
	Draft       api.Draft
	Name        string // 湖北省 互认项目清单
	About       string // document, days and file
	State       cell
	Path        []stepView
	Turn        string // whose turn it is, or why nothing can be changed here
	Tone        string // of what Turn says
	Form        form   // what was typed
	Editable    bool
	Places      []option
	Terms       []termView
	Report      reportOf
	Moves       []moveView // what comes next
	Ends        []moveView // how it may end besides
	Diff        diffView
	Names       *tableView
	Objecting   bool // objections may be noted and handled
	Handling    int  // number of the objection whose handling was refused; 0: none
	Today       string
	Published   string // address of the version it became
	MoreOf      bool
	Transitions []transitionView
}

func (*draftPage) template() string { return "console_draft" }

// transitionView is one step of a draft's life.
type transitionView struct{ Action, By, At, Comment string }

// draft answers GET /console/drafts/{id}.
func (w *Web) draft(c echo.Context) error {
	d, err := asked(w.client(c).GetDraftWithResponse(c.Request().Context(), c.Param("id")))
	if err != nil {
		return err
	}
	page, exported, err := w.draftPage(c, *d.JSON200, form{})
	if err != nil || exported {
		return err
	}
	return w.render(c, http.StatusOK, page)
}

// refusedDraft shows a draft as it stands, with what was typed and what is wrong
// with it.
func (w *Web) refusedDraft(c echo.Context, f form) error {
	id := c.Param("id")
	d, err := asked(w.client(c).GetDraftWithResponse(c.Request().Context(), id))
	if err != nil {
		return err
	}
	standAt(c, "/console/drafts/"+id, "page", f.Get("page"))
	page, _, err := w.draftPage(c, *d.JSON200, f)
	if err != nil {
		return err
	}
	return w.render(c, http.StatusUnprocessableEntity, page)
}

// standAt makes the links of a page that answers a form those of the page that
// the form stood on.
func standAt(c echo.Context, path string, pairs ...string) {
	request := c.Request().Clone(c.Request().Context())
	request.URL.Path, request.URL.RawPath = path, ""
	request.URL.RawQuery = changed(copied(nil), pairs...).Encode()
	c.SetRequest(request)
}

// draftPage is the page of a draft; exported is true where the address asked for
// a table as a file, which then is written.
func (w *Web) draftPage(c echo.Context, d api.Draft, f form) (page *draftPage, exported bool, err error) {
	code := registry.JurisdictionCode(d.Jurisdiction)
	lang := languageOf(c)
	name := registry.Text{
		Zh: w.jurisdictionName(code, chinese) + " " + listTitle(d.Kind).Zh,
		En: w.jurisdictionName(code, english) + ": " + listTitle(d.Kind).En,
	}
	page = &draftPage{
		console: w.console(c, "drafts", name), Draft: d, Name: name.In(lang), State: stateCell(d.State, lang),
		Path: pathOf(d, w.now().Day().String(), lang), Form: f, Editable: d.State == "draft" && w.does(c, office.Drafting, code),
		Terms: termViews(string(d.Kind), lang), Today: w.now().Day().String(),
	}
	page.About = aboutDraft(d, lang)
	page.Handling = atoi(c.Param("number"))
	page.Objecting = d.State == "announced" && w.does(c, office.Publication, code)
	page.Form = f.over(statedForm(d))
	page.MoreOf = slices.ContainsFunc(page.Form.problems, func(p api.ProblemDetail) bool { return isFact(p.Pointer) })
	if d.Version != nil {
		page.Published = versionAddress(listNamed(d.Jurisdiction, d.Kind), *d.Version)
	}
	for _, t := range slices.Backward(d.Transitions) {
		page.Transitions = append(page.Transitions, transitionView{actionTitles[t.Action].In(lang), t.By, toTheMinute(t.At), t.Comment})
	}
	settings, err := asked(w.client(c).GetSettingsWithResponse(c.Request().Context(), d.Jurisdiction))
	if err != nil {
		return nil, false, err
	}
	part := w.partIn(c, d, settings.JSON200.SoleApproval)
	page.Turn, page.Tone = part.turn(lang)
	page.Ends, page.Moves = lo.FilterReject(part.moves(lang, f.Get("comment")), func(m moveView, _ int) bool { return m.Danger })
	if d.Clean == nil {
		return page, false, nil
	}
	exported, err = w.report(c, page)
	return page, exported, err
}

// aboutDraft says in a line what a draft is made of.
func aboutDraft(d api.Draft, lang string) string {
	from, to := lo.FromPtr(d.EffectiveFrom), lo.FromPtr(d.EffectiveTo)
	days := registry.Text{Zh: from + " 起生效", En: "in force from " + from}.In(lang)
	if to != "" {
		days = registry.Text{Zh: from + " 至 " + to + " 有效", En: "in force from " + from + " to " + to}.In(lang)
	}
	return strings.Join(lo.Compact([]string{lo.FromPtr(d.Document.Title), days, fileName(d.File, lang)}), " · ")
}

// givenAsEntries reports whether a draft came as entries and not as a file.
func givenAsEntries(f api.SourceFile) bool { return strings.HasSuffix(f.Name, ".json") }

// fileName is the name of a draft's file, in words where there is none.
func fileName(f api.SourceFile, lang string) string {
	if givenAsEntries(f) {
		return registry.Text{Zh: "通过接口提交", En: "given through the API"}.In(lang)
	}
	return f.Name
}

// statedForm is what a draft states, as its form shows it.
func statedForm(d api.Draft) form {
	f := filled(
		"effective_from", lo.FromPtr(d.EffectiveFrom), "effective_to", lo.FromPtr(d.EffectiveTo),
		"document/title", lo.FromPtr(d.Document.Title), "document/number", lo.FromPtr(d.Document.Number),
		"document/issuer", lo.FromPtr(d.Document.Issuer), "document/issued_on", lo.FromPtr(d.Document.IssuedOn),
		"document/url", lo.FromPtr(d.Document.URL),
	)
	for name, value := range d.Terms {
		f.values.Set(termPrefix+name, value)
	}
	if a := d.Announcement; a != nil {
		f.values.Set("announcement/from", lo.FromPtr(a.From))
		f.values.Set("announcement/to", lo.FromPtr(a.To))
		f.values.Set("announcement/contact", a.Contact)
	}
	return f
}

// over is what was typed, over what stands.
func (f form) over(standing form) form {
	for name, values := range f.values {
		standing.values[name] = values
	}
	standing.problems = f.problems
	return standing
}

// stepView is one step of the way of a draft.
type stepView struct {
	Label   string
	Done    bool
	Present bool
}

// way are the steps of a draft, as people know them.
var way = []registry.Text{
	{Zh: "上传", En: "Upload"}, {Zh: "核对更正", En: "Check and mend"}, {Zh: "提交", En: "Submit"}, {Zh: "审核", En: "Approve"},
	{Zh: "公示", En: "Announce"}, {Zh: "发布", En: "Publish"},
}

// The places of the steps in the way.
const (
	stepMend = 1 + iota
	stepSubmit
	stepApprove
	stepAnnounce
	stepPublish
)

// pathOf says how far a draft has come. A notice that nobody asked for is no step
// of its way.
func pathOf(d api.Draft, today, lang string) []stepView {
	present := presentStep(d, today)
	var path []stepView
	for i, label := range way {
		if i == stepAnnounce && d.Announcement == nil {
			continue
		}
		path = append(path, stepView{label.In(lang), i < present, i == present})
	}
	return path
}

func presentStep(d api.Draft, today string) int {
	switch {
	case d.State == "published":
		return len(way)
	case d.State == "discarded":
		return -1
	case d.State == "announced" && today > announcedTo(d), d.State == "approved" && d.Announcement == nil:
		return stepPublish
	case d.State == "approved", d.State == "announced":
		return stepAnnounce
	case d.State == "submitted":
		return stepApprove
	case d.Clean != nil && *d.Clean:
		return stepSubmit
	}
	return stepMend
}

// part is what somebody has to do with a draft.
type part struct {
	draft                        api.Draft
	place                        registry.Text
	drafts, approves, publishes  bool
	author, submitter, alone     bool
	today                        string
	added, removed, changed, all int
}

// partIn is the part that who asks has in a draft. What they may is decided by the
// contract; this is what is offered to them.
func (w *Web) partIn(c echo.Context, d api.Draft, alone bool) part {
	code, person := registry.JurisdictionCode(d.Jurisdiction), httpapi.ActorOf(c).Person()
	p := part{
		draft: d, alone: alone, today: w.now().Day().String(),
		place:  registry.Text{Zh: w.jurisdictionName(code, chinese), En: w.jurisdictionName(code, english)},
		drafts: w.does(c, office.Drafting, code), approves: w.does(c, office.Approval, code), publishes: w.does(c, office.Publication, code),
	}
	for _, t := range d.Transitions {
		wrote := t.Action == "create" || t.Action == "edit" || t.Action == "submit"
		p.author = p.author || wrote && t.By == person
		if t.Action == "submit" {
			p.submitter = t.By == person
		}
	}
	if d.Diff != nil {
		p.added, p.removed, p.changed = len(d.Diff.Added)+len(d.Diff.UnmappedAdded), len(d.Diff.Removed)+len(d.Diff.UnmappedRemoved), len(d.Diff.Changed)
	}
	p.all = lo.FromPtr(d.EntryCount)
	return p
}

// turn says whose turn it is, and how that looks: nothing to somebody whose it is.
func (p part) turn(lang string) (says, tone string) {
	said := p.turnOf()
	return said.In(lang), cmp.Or(map[api.DraftState]string{"published": "good"}[p.draft.State], "fair")
}

func (p part) turnOf() registry.Text {
	switch p.draft.State {
	case "draft":
		return p.draftTurn()
	case "submitted":
		return p.submittedTurn()
	case "approved":
		if !p.publishes {
			return registry.Text{Zh: "已审核通过，等待" + p.place.Zh + "的编辑或审核人员发布。", En: "Approved: an editor or approver of " + p.place.En + " publishes it."}
		}
	case "announced":
		return p.announcedTurn()
	case "published":
		return registry.Text{Zh: "此草案已发布，内容不再改变。需要变更时请上传新的清单。", En: "It is published and does not change any more. To change the list, upload a new one."}
	case "discarded":
		return registry.Text{Zh: "此草案已作废，仅作记录保留。", En: "It is discarded and stays in the record."}
	}
	return registry.Text{}
}

func (p part) draftTurn() registry.Text {
	back := lastStep(p.draft.Transitions)
	switch {
	case !p.drafts:
		return registry.Text{Zh: "由" + p.place.Zh + "的编辑修改和提交；您可以查看。", En: "Editors of " + p.place.En + " change and submit it; you can read it."}
	case back.Action == "reject":
		return registry.Text{Zh: back.By + " 退回了此草案：" + back.Comment, En: back.By + " sent it back: " + back.Comment}
	}
	return registry.Text{}
}

func (p part) submittedTurn() registry.Text {
	switch {
	case p.approves && p.author:
		return registry.Text{Zh: "起草或提交的人员不能审核自己的草案，请由" + p.place.Zh + "的另一名审核人员审核。", En: "Who drafted or submitted it does not approve it: let another approver of " + p.place.En + " do it."}
	case !p.approves:
		return registry.Text{Zh: "已提交，等待" + p.place.Zh + "的审核人员审核。", En: "Submitted: an approver of " + p.place.En + " looks at it."}
	}
	return registry.Text{}
}

func (p part) announcedTurn() registry.Text {
	last := lo.FromPtr(p.draft.Announcement.To)
	switch {
	case p.today <= last:
		return registry.Text{Zh: "公示中，截止 " + last + "。期满且异议处理完毕后发布。", En: "In public notice until " + last + ". It is published when the notice is over and every objection handled."}
	case p.openObjections() > 0:
		return registry.Text{Zh: "公示已期满，尚有 " + number(p.openObjections()) + " 条异议未处理，处理后才能发布。", En: "The notice is over; objections to be handled before publication: " + number(p.openObjections()) + "."}
	}
	return registry.Text{}
}

func (p part) openObjections() int {
	return lo.CountBy(p.draft.Objections, func(o api.Objection) bool { return o.Handling == nil })
}
