package web

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/httpapi"
	"concord/internal/office"
	"concord/internal/registry"
)

// draftsPage are the drafts that somebody may see.
type draftsPage struct {
	console
	Table tableView
	Draft bool // they may upload one
}

func (*draftsPage) template() string { return "console_drafts" }

func (w *Web) registerDrafts(e *echo.Echo) {
	e.GET("/console/drafts", w.drafts, w.signedIn)
	e.GET("/console/drafts/new", w.newDraft, w.signedIn)
	e.POST("/console/drafts/new", w.uploadDraft, w.signedIn)
	e.GET("/console/drafts/:id", w.draft, w.signedIn)
	e.POST("/console/drafts/:id", w.mend, w.signedIn)
	e.POST("/console/drafts/:id/file", w.replaceFile, w.signedIn)
	e.POST("/console/drafts/:id/objections", w.object, w.signedIn)
	e.POST("/console/drafts/:id/objections/:number", w.handleObjection, w.signedIn)
	e.POST("/console/drafts/:id/:step", w.moveDraft, w.signedIn)
}

// listTitle is what a list is called; nothing for what is none.
func listTitle(kind api.ListKind) registry.Text {
	parsed, _ := registry.ParseListKind(string(kind)) // ListUnknown has no name
	return listNames[parsed]
}

// stateTitles are what the states of drafts are called, and how they look.
var stateTitles = map[api.DraftState]struct {
	registry.Text
	tone string
}{
	"draft":     {registry.Text{Zh: "草稿", En: "draft"}, "unsure"},
	"submitted": {registry.Text{Zh: "待审核", En: "submitted"}, "fair"},
	"approved":  {registry.Text{Zh: "已审核", En: "approved"}, "good"},
	"announced": {registry.Text{Zh: "公示中", En: "in public notice"}, "fair"},
	"published": {registry.Text{Zh: "已发布", En: "published"}, "good"},
	"discarded": {registry.Text{Zh: "已作废", En: "discarded"}, "plain"},
}

// draftStates are the states in the order in which a draft goes through them.
var draftStates = lo.Map(office.States, func(s office.State, _ int) api.DraftState { return api.DraftState(s.String()) })

// theDrafts are all drafts in some states that who asks may see.
func (w *Web) theDrafts(c echo.Context, states ...api.DraftState) ([]api.DraftSummary, error) {
	return every(func(cursor string) ([]api.DraftSummary, *string, error) {
		r, err := asked(w.client(c).ListDraftsWithResponse(c.Request().Context(), &api.ListDraftsParams{State: states, Limit: largestPage, Cursor: cursor}))
		if err != nil {
			return nil, nil, err
		}
		return r.JSON200.Items, r.JSON200.NextCursor, nil
	})
}

// drafts answers GET /console/drafts.
func (w *Web) drafts(c echo.Context) error {
	all, err := w.theDrafts(c)
	if err != nil {
		return err
	}
	t := w.draftTable(c, all)
	if ok, err := t.exported(c, all); ok {
		return err
	}
	return w.render(c, http.StatusOK, &draftsPage{
		console: w.console(c, "drafts", registry.Text{Zh: "清单草案", En: "Drafts"}),
		Table:   t.view(c, all), Draft: len(w.acting(c, office.Drafting)) > 0,
	})
}

// acting are the jurisdictions for which who asks does a duty.
func (w *Web) acting(c echo.Context, duty office.Duty) []registry.JurisdictionCode {
	if w.snapshot(c) == nil {
		return nil
	}
	return w.office.Overseen(duty, httpapi.ActorOf(c).Grants)
}

func (w *Web) draftTable(c echo.Context, all []api.DraftSummary) table[api.DraftSummary] {
	lang := languageOf(c)
	place := func(d api.DraftSummary) string {
		return w.jurisdictionName(registry.JurisdictionCode(d.Jurisdiction), lang)
	}
	kind := func(d api.DraftSummary) string { return listTitle(d.Kind).In(lang) }
	changed := func(d api.DraftSummary) string { return lastStep(d.Transitions).At }
	return table[api.DraftSummary]{
		Caption: registry.Text{Zh: "清单草案", En: "Drafts"}, Sort: "-changed",
		Empty: registry.Text{Zh: "还没有草案。上传一份清单文件即可开始。", En: "There are no drafts yet. Upload a file to begin."},
		Columns: []column[api.DraftSummary]{
			{Key: "id", Label: registry.Text{Zh: "草案", En: "Draft"}, Less: byText(func(d api.DraftSummary) string { return d.ID }),
				Value: func(d api.DraftSummary) cell {
					return cell{Text: cmp.Or(lo.FromPtr(d.Document.Title), d.ID), Href: "/console/drafts/" + d.ID, Note: fileName(d.File, lang)}
				}},
			{Key: "state", Label: registry.Text{Zh: "状态", En: "State"},
				Less:  byNumber(func(d api.DraftSummary) int { return slices.Index(draftStates, d.State) }),
				Value: func(d api.DraftSummary) cell { return stateCell(d.State, lang) }},
			{Key: "list", Label: registry.Text{Zh: "清单", En: "List"}, Less: byText(func(d api.DraftSummary) string { return place(d) + kind(d) }),
				Value: func(d api.DraftSummary) cell { return cell{Text: place(d), Note: kind(d)} }},
			{Key: "from", Label: registry.Text{Zh: "生效日期", En: "From"}, Less: byText(func(d api.DraftSummary) string { return lo.FromPtr(d.EffectiveFrom) }),
				Value: func(d api.DraftSummary) cell { return cell{Text: lo.FromPtr(d.EffectiveFrom)} }},
			{Key: "changed", Label: registry.Text{Zh: "最近办理", En: "Last step"}, Less: byText(changed),
				Value: func(d api.DraftSummary) cell {
					last := lastStep(d.Transitions)
					return cell{Text: actionTitles[last.Action].In(lang) + " · " + last.By, Note: toTheMinute(last.At)}
				}},
		},
		Filters: []filter[api.DraftSummary]{
			{Key: "state", Label: registry.Text{Zh: "状态", En: "State"}, Options: stateOptions(lang), Match: func(d api.DraftSummary, v string) bool { return string(d.State) == v }},
			{Key: "kind", Label: registry.Text{Zh: "清单", En: "List"}, Options: kindOptions(lang), Match: func(d api.DraftSummary, v string) bool { return string(d.Kind) == v }},
			{Key: "place", Label: registry.Text{Zh: "发布主体", En: "Jurisdiction"}, Options: w.placesOf(all, lang), Match: func(d api.DraftSummary, v string) bool { return d.Jurisdiction == v }},
		},
	}
}

func stateCell(state api.DraftState, lang string) cell {
	return cell{Text: stateTitles[state].In(lang), Tone: stateTitles[state].tone}
}

func stateOptions(lang string) []option {
	return lo.Map(draftStates, func(s api.DraftState, _ int) option { return option{string(s), stateTitles[s].In(lang)} })
}

func kindOptions(lang string) []option {
	return lo.Map(registry.ListKinds[:], func(k registry.ListKind, _ int) option {
		return option{k.String(), listTitle(api.ListKind(k.String())).In(lang)}
	})
}

// placesOf are the jurisdictions of drafts, as a filter offers them.
func (w *Web) placesOf(all []api.DraftSummary, lang string) []option {
	codes := lo.Uniq(lo.Map(all, func(d api.DraftSummary, _ int) string { return d.Jurisdiction }))
	slices.Sort(codes)
	return w.placeOptions(codes, lang)
}

func (w *Web) placeOptions(codes []string, lang string) []option {
	return lo.Map(codes, func(code string, _ int) option {
		return option{code, w.jurisdictionName(registry.JurisdictionCode(code), lang)}
	})
}

// lastStep is the newest step of a draft's life.
func lastStep(all []api.Transition) api.Transition {
	if len(all) == 0 {
		return api.Transition{}
	}
	return all[len(all)-1]
}

// actionTitles are what the steps of a draft's life are called.
var actionTitles = map[string]registry.Text{
	"create": {Zh: "上传", En: "uploaded"}, "edit": {Zh: "修改", En: "edited"}, "submit": {Zh: "提交", En: "submitted"},
	"approve": {Zh: "审核通过", En: "approved"}, "reject": {Zh: "退回", En: "sent back"}, "announce": {Zh: "公示", En: "announced"},
	"publish": {Zh: "发布", En: "published"}, "discard": {Zh: "作废", En: "discarded"}, "object": {Zh: "登记异议", En: "objection noted"},
	"withdraw": {Zh: "撤回版本", En: "took a version back"},
}
