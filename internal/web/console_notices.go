package web

import (
	"cmp"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/httpapi"
	"concord/internal/office"
	"concord/internal/registry"
)

var (
	noticeSent     = notice("notice-sent", "督办单已发出。", "The notice is sent.")
	noticeAnswered = notice("notice-answered", "答复已提交。", "The answer is handed in.")
	noticeAccepted = notice("notice-accepted", "答复已认可，督办单办结。", "The answer is accepted; the notice is closed.")
	noticeReturned = notice("notice-returned", "答复已退回。", "The answer is returned.")
)

func (w *Web) registerNotices(e *echo.Echo) {
	e.GET("/console/notices", w.shown(w.notices), w.signedIn)
	e.GET("/console/notices/new", w.shown(w.newNotice), w.signedIn)
	e.POST("/console/notices/new", w.taken(w.newNotice, w.sendNotice), w.signedIn)
	e.GET("/console/notices/:id", w.shown(w.notice), w.signedIn)
	e.POST("/console/notices/:id/answer", w.taken(w.notice, w.answerNotice), w.signedIn)
	e.POST("/console/notices/:id/accept", w.taken(w.notice, w.acceptNotice), w.signedIn)
	e.POST("/console/notices/:id/return", w.taken(w.notice, w.returnNotice), w.signedIn)
}

var noticesTitle = both("督办单", "Supervision notices")

// notices answers GET /console/notices.
func (w *Web) notices(c echo.Context, _ form) (*deskPage, error) {
	s := sayingOf(c)
	all, err := every(func(cursor string) ([]api.Notice, *string, error) {
		r, err := asked(w.client(c).ListNoticesWithResponse(c.Request().Context(), &api.ListNoticesParams{Limit: largestPage, Cursor: cursor}))
		if err != nil {
			return nil, nil, err
		}
		return r.JSON200.Items, r.JSON200.NextCursor, nil
	})
	if err != nil {
		return nil, err
	}
	p := w.desk(c, "notices", noticesTitle, s.t("上级请下级或机构说明原因、限期改进。只有往来双方及其上级可见。",
		"A region above asks for the cause and for improvement by a day. Both sides and those above them see it."))
	if len(w.ownPlaces(c, office.Pressing)) > 0 {
		p.with(deskSection{Links: []deskLink{{Href: "/console/notices/new", Label: s.t("发出督办单", "Send a notice")}}})
	}
	return p.with(rowsOn(p, c, noticesTable(s), all)), nil
}

func noticesTable(s saying) table[api.Notice] {
	return table[api.Notice]{
		Caption: noticesTitle, Empty: both("没有督办单。", "There is no notice."),
		Columns: []column[api.Notice]{
			{Key: "about", Label: both("事项", "About"), Value: func(n api.Notice) cell {
				return cell{Text: concernText(s, n.About), Note: n.ID, Href: "/console/notices/" + n.ID}
			}},
			{Key: "from", Label: both("发出", "From"), Less: byText(func(n api.Notice) string { return n.From }), Value: func(n api.Notice) cell {
				return cell{Text: n.FromName}
			}},
			{Key: "to", Label: both("收到", "To"), Less: byText(func(n api.Notice) string { return n.Region }), Value: func(n api.Notice) cell {
				return cell{Text: addressee(n)}
			}},
			{Key: "sent", Label: both("发出时间", "Sent"), Less: byText(func(n api.Notice) string { return n.SentAt }),
				Value: func(n api.Notice) cell {
					return cell{Text: toTheMinute(n.SentAt)}
				}},
			textColumn("due", both("答复期限", "Due"), func(n api.Notice) string { return n.Due }),
			{Key: "state", Label: both("状态", "State"), Value: func(n api.Notice) cell { return noticeState(s, n) }},
			{Key: "waits", Label: both("等谁办理", "Who acts next"), Value: func(n api.Notice) cell { return cell{Text: waitsFor(s, n)} }},
		},
		Filters: []filter[api.Notice]{
			{Key: "state", Label: both("状态", "State"),
				Options: noticeStates(s), Match: func(n api.Notice, value string) bool { return string(n.State) == value }},
			{Key: "overdue", Label: both("期限", "Due"), Options: []option{{"yes", s.t("已逾期", "overdue")}}, Match: func(n api.Notice, _ string) bool { return n.Overdue }},
			{Key: "about", Label: both("事项", "About"),
				Options: concernOptions(s), Match: func(n api.Notice, value string) bool { return string(n.About) == value }},
		},
	}
}

func concernOptions(s saying) []option {
	return []option{
		{"items_below_average", s.t("项目数明显低于平均",
			"items clearly below average")}, {"rate_below_average", s.t("互认率明显低于平均", "recognition rate clearly below average")},
		{"milestone_missed", s.t("节点未达到", "a milestone was missed")}, {"coverage_missing", s.t("质控或调阅覆盖缺项",
			"quality control or retrieval is missing")}, {"other", s.t("其他", "other")},
	}
}

func noticeStates(s saying) []option {
	return []option{
		{"sent", s.t("待答复", "answer awaited")}, {"answered", s.t("已答复，待认可", "answered")},
		{"returned", s.t("已退回", "returned")}, {"accepted", s.t("已办结", "closed")},
	}
}

// labelOf is what an option is called.
func labelOf(options []option, value string) string {
	o, _ := lo.Find(options, func(o option) bool { return o.Value == value })
	return cmp.Or(o.Label, value)
}

func concernText(s saying, about api.Concern) string {
	return labelOf(concernOptions(s), string(about))
}

func addressee(n api.Notice) string {
	if n.InstitutionName != nil {
		return *n.InstitutionName
	}
	return n.RegionName
}

func noticeState(s saying, n api.Notice) cell {
	tones := map[api.NoticeState]string{"sent": "unsure", "answered": "fair", "returned": "unsure", "accepted": "good"}
	shown := cell{Text: labelOf(noticeStates(s), string(n.State)), Tone: tones[n.State]}
	if n.Overdue {
		shown.Text, shown.Tone = s.t("已逾期", "overdue"), "bad"
	}
	return shown
}

// waitsFor says who does the next step.
func waitsFor(s saying, n api.Notice) string {
	switch n.State {
	case "sent", "returned":
		return s.tf("%s 答复", "%s answers", n.RegionName)
	case "answered":
		return s.tf("%s 认可或退回", "%s accepts or returns", n.FromName)
	}
	return "—"
}

// newNotice is the page of a new notice.
func (w *Web) newNotice(c echo.Context, f form) (*deskPage, error) {
	s, places := sayingOf(c), w.ownPlaces(c, office.Pressing)
	p := w.desk(c, "notices", both("发出督办单", "Send a notice"),
		s.t("写明数据和要说明的原因。发出后双方及其上级可见，不能收回。", "State the figures and the cause asked for. Once it is sent, both sides and those above them see it, and it cannot be taken back."))
	p.under("/console/notices", noticesTitle.In(languageOf(c)))
	if len(places) == 0 {
		return p.with(denied(s, s.t("上级地区的“编辑”或“审核”", "an editor or approver of the region above"))), nil
	}
	return p.form(f, deskForm{
		Action: "/console/notices/new", Button: s.t("发出", "Send"),
		Fields: []fieldView{
			f.field("from", s.t("发出地区", "From")).Choosing(places), f.field("about", s.t("事项", "About")).Choosing(concernOptions(s)),
			f.field("region", s.t("收到的地区", "To a region")).Suggesting("regions").WithHint(s.t("或在右侧填写机构", "or state an institution")),
			f.field("institution", s.t("或收到的机构", "Or to an institution")).Suggesting("institutions"),
			f.field("due", s.t("答复期限", "Last day for an answer")).As("date").Needed(),
			f.field("figures", s.t("数据", "Figures")).As("textarea").Needed().WithHint(s.t("例如：在用 83 项，全省中位数 240 项",
				"for example: 83 live items, median of the province 240")),
			f.field("asked", s.t("要求说明", "What is asked")).As("textarea").Needed(),
		},
	}), nil
}

// sendNotice answers POST /console/notices/new.
func (w *Web) sendNotice(c echo.Context, f *form) (echo.HandlerFunc, error) {
	wanted := api.NoticeFields{From: f.Get("from"), About: api.Concern(f.Get("about")), Figures: f.Get("figures"), Asked: f.Get("asked"), Due: f.Get("due")}
	if region := w.regionTyped(f.Get("region")); region != "" {
		wanted.Region = &region
	}
	if id := w.institutionTyped(f.Get("institution")); id != "" {
		wanted.Institution = &id
	}
	r, err := asked(w.client(c).SendNoticeWithResponse(c.Request().Context(), wanted))
	if err != nil {
		return nil, err
	}
	return leadsTo("/console/notices/"+r.JSON201.ID, noticeSent), nil
}

// notice is the page of one notice: what was asked and answered, and what whoever
// reads it may do.
func (w *Web) notice(c echo.Context, f form) (*deskPage, error) {
	s := sayingOf(c)
	r, err := asked(w.client(c).GetNoticeWithResponse(c.Request().Context(), c.Param("id")))
	if err != nil {
		return nil, err
	}
	n := api.Notice(*r.JSON200)
	state := noticeState(s, n)
	p := w.desk(c, "notices", both(concernText(s, n.About), concernText(s, n.About)), n.ID).under("/console/notices", noticesTitle.In(languageOf(c)))
	p.with(deskSection{Facts: []deskFact{
		{Label: s.t("状态", "State"), Value: state.Text, Tone: state.Tone}, {Label: s.t("等谁办理", "Who acts next"), Value: waitsFor(s, n)},
		{Label: s.t("发出", "From"), Value: n.FromName}, {Label: s.t("收到", "To"), Value: addressee(n)},
		{Label: s.t("答复期限", "Due"), Value: n.Due}, {Label: s.t("数据", "Figures"), Value: n.Figures},
		{Label: s.t("要求说明", "What is asked"), Value: n.Asked},
	}})
	for i, a := range n.Answers {
		p.with(deskSection{Title: s.tf("第 %d 次答复", "Answer %d", i+1), Facts: []deskFact{
			{Label: s.t("原因", "Cause"), Value: a.Cause},
			{Label: s.t("措施", "Measures"), Value: a.Measures},
			{Label: s.t("答复人", "By"), Value: a.By + " · " + toTheMinute(a.At)},
		}})
	}
	p.with(rowsOn(p, c, transitionsTable(s), n.Transitions).titled(s.t("经过", "What happened")))
	return w.noticeSteps(c, p, f, n), nil
}

func transitionsTable(s saying) table[api.Transition] {
	return table[api.Transition]{
		Name: "steps", Caption: both("经过", "What happened"),
		Columns: []column[api.Transition]{
			{Key: "at", Label: both("时间", "When"), Value: func(t api.Transition) cell { return cell{Text: toTheMinute(t.At)} }},
			{Key: "action", Label: both("办理", "Step"), Value: func(t api.Transition) cell {
				return cell{Text: cmp.Or(auditVerbs[strings.TrimPrefix(t.Action, "notice.")].In(string(s)), t.Action)}
			}},
			{Key: "by", Label: both("办理人", "By"), Value: func(t api.Transition) cell { return cell{Text: t.By} }},
			{Key: "comment", Label: both("说明", "Comment"), Value: func(t api.Transition) cell { return cell{Text: t.Comment} }},
		},
	}
}

// noticeSteps adds the forms of what whoever reads a notice may do next.
func (w *Web) noticeSteps(c echo.Context, p *deskPage, f form, n api.Notice) *deskPage {
	s, here := sayingOf(c), "/console/notices/"+n.ID
	switch {
	case n.State == "accepted":
		return p
	case n.State == "answered" && w.does(c, office.Pressing, registry.JurisdictionCode(n.From)):
		return p.form(f, deskForm{
			Title: s.t("退回答复", "Return the answer"), Action: here + "/return", Button: s.t("退回", "Return"),
			Fields: []fieldView{f.field("comment", s.t("为何退回", "Why")).As("textarea").Needed(),
				f.field("due", s.t("新的期限", "Another last day")).As("date").WithHint(s.t("留空则不变", "empty leaves it"))},
		}).with(acceptance(s, f, n, httpapi.ActorOf(c).Person()))
	case n.State != "answered" && w.does(c, office.Pressing, registry.JurisdictionCode(n.Region)):
		return p.form(f, deskForm{
			Title: s.t("答复", "Answer"), Action: here + "/answer", Button: s.t("提交答复", "Hand in the answer"),
			Fields: []fieldView{f.field("cause", s.t("原因", "Cause")).As("textarea").Needed(),
				f.field("measures", s.t("改进措施", "Measures")).As("textarea").Needed(),
				f.field("comment", s.t("备注", "Comment"))},
		})
	}
	return p.with(deskSection{Text: s.tf("下一步：%s。您可以查看。", "Next: %s. You can read it.", waitsFor(s, n))})
}

// answerNotice answers POST /console/notices/{id}/answer.
func (w *Web) answerNotice(c echo.Context, f *form) (echo.HandlerFunc, error) {
	_, err := asked(w.client(c).AnswerNoticeWithResponse(c.Request().Context(),
		c.Param("id"), api.NoticeAnswerFields{Cause: f.Get("cause"), Measures: f.Get("measures"), Comment: f.Optional("comment")}))
	return leadsTo("/console/notices/"+c.Param("id"), noticeAnswered), err
}

// acceptance is the form that accepts the answer to a notice; who gave it is told
// that another person accepts it.
func acceptance(s saying, f form, n api.Notice, person string) deskSection {
	if len(n.Answers) > 0 && n.Answers[len(n.Answers)-1].By == person {
		return deskSection{Text: s.t("答复由您提交，须由发出地区的其他人认可。", "The answer is yours: another person of the sending region accepts it.")}
	}
	return deskSection{Form: &deskForm{
		Title: s.t("认可答复", "Accept the answer"), Lead: s.t("认可后督办单办结，不能再退回。",
			"That closes the notice; the answer cannot be returned any more."),
		Action: "/console/notices/" + n.ID + "/accept", Button: s.t("认可，办结", "Accept and close"),
		Fields: []fieldView{f.field("accepting", s.t("说明", "Comment"))},
	}}
}

// acceptNotice answers POST /console/notices/{id}/accept.
func (w *Web) acceptNotice(c echo.Context, f *form) (echo.HandlerFunc, error) {
	_, err := asked(w.client(c).AcceptNoticeWithResponse(c.Request().Context(),
		c.Param("id"), api.NoticeAcceptance{Comment: f.Optional("accepting")}))
	return leadsTo("/console/notices/"+c.Param("id"), noticeAccepted), err
}

// returnNotice answers POST /console/notices/{id}/return.
func (w *Web) returnNotice(c echo.Context, f *form) (echo.HandlerFunc, error) {
	_, err := asked(w.client(c).ReturnNoticeWithResponse(c.Request().Context(),
		c.Param("id"), api.NoticeReturn{Comment: f.Get("comment"), Due: f.Optional("due")}))
	return leadsTo("/console/notices/"+c.Param("id"), noticeReturned), err
}
