package web

import (
	"cmp"
	"io"
	"net/url"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/httpapi"
	"concord/internal/office"
	"concord/internal/registry"
)

var (
	evidenceWritten    = notice("evidence-written", "质评质控记录已写入。", "The evidence is recorded.")
	evidenceRevoked    = notice("evidence-revoked", "该记录已撤销。", "The record is revoked.")
	institutionRemoved = notice("institution-removed", "移出已登记。", "The removal is recorded.")
)

func (w *Web) registerQualifications(e *echo.Echo) {
	e.GET("/console/qualifications", w.shown(w.qualifications), w.signedIn)
	e.GET("/console/qualifications/upload", w.shown(w.evidenceForm), w.signedIn)
	e.POST("/console/qualifications/upload", w.taken(w.evidenceForm, w.uploadEvidence), w.signedIn)
	e.GET("/console/qualifications/revoke", w.shown(w.revocation), w.signedIn)
	e.POST("/console/qualifications/revoke", w.taken(w.revocation, w.revokeEvidence), w.signedIn)
	e.GET("/console/qualifications/remove", w.shown(w.removal), w.signedIn)
	e.POST("/console/qualifications/remove", w.taken(w.removal, w.removeInstitution), w.signedIn)
}

var evidenceTitle = both("质评质控", "Qualifications")

// evidence is what is recorded about an institution's quality.
func (w *Web) evidence(c echo.Context, id string) ([]api.Qualification, error) {
	return every(func(cursor string) ([]api.Qualification, *string, error) {
		r, err := asked(w.client(c).ListQualificationsWithResponse(c.Request().Context(),
			&api.ListQualificationsParams{Institution: id, Limit: largestPage, Cursor: cursor}))
		if err != nil {
			return nil, nil, err
		}
		return r.JSON200.Items, r.JSON200.NextCursor, nil
	})
}

// qualifications answers GET /console/qualifications.
func (w *Web) qualifications(c echo.Context, f form) (*deskPage, error) {
	s, id := sayingOf(c), w.institutionTyped(f.Get("institution"))
	p := w.desk(c, "qualifications", evidenceTitle, s.t("机构在某项目上的室间质评与质控结果。清单要求的质量依据由此核对。",
		"Results of external quality assessment and quality control. Lists that ask for quality rest on them."))
	p.with(w.evidenceLinks(c, id), deskSection{Form: new(chooseInstitution(s, f, "/console/qualifications"))})
	if id == "" {
		return p, nil
	}
	rows, err := w.evidence(c, id)
	if err != nil {
		return p.refusal(&f, err)
	}
	return p.with(rowsOn(p, c, w.evidenceTable(c, w.keepsThat(c, id)), rows).titled(w.institutionName(id))), nil
}

// chooseInstitution is the form of a page about one institution.
func chooseInstitution(s saying, f form, action string) deskForm {
	return deskForm{Get: true, Action: action, Button: s.t("查看", "Show"), Fields: []fieldView{
		f.field("institution", s.t("医疗机构", "Institution")).Suggesting("institutions").Needed().WithHint(s.t("全称、别名或编码", "name, other name or id")),
	}}
}

func (w *Web) evidenceLinks(c echo.Context, id string) deskSection {
	s := sayingOf(c)
	section := deskSection{}
	if w.keepsSomewhere(c) {
		section.Links = append(section.Links, deskLink{Href: "/console/qualifications/upload", Label: s.t("上传质评结果", "Upload results")})
	}
	if len(w.ownPlaces(c, office.Approval)) > 0 {
		section.Links = append(section.Links, deskLink{"/console/qualifications/remove?institution=" + escaped(id), s.t("将机构移出清单…",
			"Take an institution off a list…"), "danger"})
	}
	if section.Links == nil {
		return denied(s, keeper(s))
	}
	return section
}

// keepsThat reports whether who asks keeps an institution.
func (w *Web) keepsThat(c echo.Context, id string) bool {
	snapshot, at := w.newest()
	i, ok := snapshot.Institution(registry.InstitutionID(id), at)
	return ok && w.keeps(c, i)
}

// ownPlaces are the jurisdictions for which whoever asks does a duty, as choices.
func (w *Web) ownPlaces(c echo.Context, duty office.Duty) []option {
	s, grants := sayingOf(c), httpapi.ActorOf(c).Grants
	var places []option
	if w.does(c, duty, registry.Nation) {
		places = append(places, option{string(registry.Nation), w.placeName(s, string(registry.Nation))})
	}
	for _, code := range w.office.Overseen(duty, grants) {
		places = append(places, option{string(code), w.placeName(s, string(code)) + " · " + string(code)})
	}
	return lo.UniqBy(places, func(o option) string { return o.Value })
}

func (w *Web) evidenceTable(c echo.Context, keeps bool) table[api.Qualification] {
	s, today := sayingOf(c), w.now().Day()
	t := table[api.Qualification]{
		Name: "evidence", Caption: both("质评质控记录", "Records"), Sort: "-from", Empty: both("该机构还没有记录。",
			"Nothing is recorded for this institution."),
		Columns: []column[api.Qualification]{
			{Key: "item", Label: both("项目", "Item"), Less: byText(func(q api.Qualification) string { return q.Item }),
				Value: func(q api.Qualification) cell {
					return cell{Text: w.itemTitle(s, q.Item), Note: q.Item}
				}},
			{Key: "programme", Label: both("计划与轮次", "Programme and round"), Value: func(q api.Qualification) cell {
				return cell{Text: q.Programme, Note: q.Round}
			}},
			{Key: "result", Label: both("结果", "Result"), Value: func(q api.Qualification) cell { return resultCell(s, q) }},
			{Key: "from", Label: both("有效期", "Valid"), Less: byText(func(q api.Qualification) string { return lo.FromPtr(q.From) }),
				Value: func(q api.Qualification) cell {
					return cell{Text: daysText(s, q.From, q.To)}
				}},
			{Key: "state", Label: both("状态", "State"), Value: func(q api.Qualification) cell { return evidenceState(s, q, today) }},
		},
		Filters: []filter[api.Qualification]{
			{Key: "state", Label: both("状态", "State"), Options: []option{{"speaks", s.t("有效", "valid")}, {"other", s.t("其他", "other")}},
				Match: func(q api.Qualification, value string) bool { return speaks(q, today) == (value == "speaks") }},
			{Key: "result", Label: both("结果", "Result"), Options: []option{{"pass", s.t("合格", "pass")}, {"fail", s.t("不合格", "fail")}},
				Match: func(q api.Qualification, value string) bool { return string(q.Result) == value }},
		},
	}
	if keeps {
		t.Columns = append(t.Columns, column[api.Qualification]{Key: "act", Label: both("办理", "Act"), Value: func(q api.Qualification) cell {
			if q.Revoked != nil {
				return cell{}
			}
			query := url.Values{"id": {q.ID}, "institution": {q.Institution}, "item": {q.Item}, "round": {q.Round}}
			return cell{Text: s.t("撤销…", "Revoke…"), Href: "/console/qualifications/revoke?" + query.Encode()}
		}})
	}
	return t
}

func resultCell(s saying, q api.Qualification) cell {
	if q.Result == passed {
		return cell{Text: s.t("合格", "Pass"), Tone: "good"}
	}
	return cell{Text: s.t("不合格", "Fail"), Tone: "bad"}
}

func evidenceState(s saying, q api.Qualification, today registry.Day) cell {
	switch {
	case q.Revoked != nil:
		return cell{Text: s.t("已撤销", "revoked"), Tone: "bad", Note: s.tf("自 %s：%s", "from %s: %s", lo.FromPtr(q.Revoked.From), q.Revoked.Reason)}
	case speaks(q, today):
		return cell{Text: s.t("有效", "valid"), Tone: "good"}
	case periodOf(q.From, q.To).From > today:
		return cell{Text: s.t("未开始", "not yet"), Tone: "unsure"}
	}
	return cell{Text: s.t("已到期", "expired"), Tone: "plain"}
}

// daysText is a period of two days of the contract, each null where it is open.
func daysText(s saying, from, to *string) string {
	return cmp.Or(phrases{lang: string(s)}.period(periodOf(from, to)), s.t("始终", "always"))
}

// evidenceForm is the page of an upload of evidence.
func (w *Web) evidenceForm(c echo.Context, f form) (*deskPage, error) {
	s := sayingOf(c)
	p := w.desk(c, "qualifications", both("上传质评结果", "Upload results"), "").under("/console/qualifications", evidenceTitle.In(languageOf(c)))
	if !w.keepsSomewhere(c) {
		return p.with(denied(s, keeper(s))), nil
	}
	p.with(templateLink(s, "qualifications"))
	return p.form(f, fileForm(s, f, "", "/console/qualifications/upload", w.regionField(c, f))), nil
}

// templateLink leads to an empty workbook to fill in.
func templateLink(s saying, kind string) deskSection {
	return deskSection{Links: []deskLink{{"/v1/templates/" + kind, s.t("下载空白模板", "Empty workbook"), "quiet"}}}
}

// regionField asks for which region something is done.
func (w *Web) regionField(c echo.Context, f form) fieldView {
	s := sayingOf(c)
	field := f.field("jurisdiction", s.t("地区", "Region")).Suggesting("regions").Needed()
	if field.Value == "" {
		if grants := httpapi.ActorOf(c).Grants; len(grants) > 0 {
			field.Value = string(grants[0].Region)
		}
	}
	return field
}

// uploadEvidence answers POST /console/qualifications/upload.
func (w *Web) uploadEvidence(c echo.Context, f *form) (echo.HandlerFunc, error) {
	s, code := sayingOf(c), w.regionTyped(f.Get("jurisdiction"))
	return w.uploaded(c, f, upload{
		at: "qualifications", title: both("上传质评结果", "Upload results"),
		back: deskLink{Href: "/console/qualifications", Label: evidenceTitle.In(string(s))},
		says: s.tf("记录写入 %s。写入后不可更改，只能撤销。", "The records go to %s. A record is never changed, only revoked.", w.placeName(s, code)),
		done: evidenceWritten, fields: map[string]string{"jurisdiction": code},
		send: func(dryRun bool, media string, body io.Reader) (api.ImportReport, error) {
			r, err := asked(w.client(c).ImportQualificationsWithBodyWithResponse(c.Request().Context(),
				&api.ImportQualificationsParams{Jurisdiction: code, DryRun: dryRun}, media, body))
			if err != nil {
				return api.ImportReport{}, err
			}
			return *r.JSON200, nil
		},
	})
}

// revocation is the page that takes evidence back.
func (w *Web) revocation(c echo.Context, f form) (*deskPage, error) {
	s, back := sayingOf(c), "/console/qualifications?institution="+escaped(f.Get("institution"))
	p := w.desk(c, "qualifications", both("撤销质评记录", "Revoke a record"), "").under("/console/qualifications", evidenceTitle.In(languageOf(c))).under(back, w.institutionName(f.Get("institution")))
	p.with(deskSection{Facts: []deskFact{
		{Label: s.t("项目", "Item"), Value: w.itemTitle(s, f.Get("item"))}, {Label: s.t("轮次", "Round"), Value: f.Get("round")},
	}})
	return p.form(f, deskForm{
		Action: "/console/qualifications/revoke", Button: s.t("查看影响", "See what it does"), Back: &deskLink{back, s.t("返回", "Back"), "quiet"},
		Kept: []pair{{"id", f.Get("id")}, {"institution", f.Get("institution")}, {"item", f.Get("item")}, {"round", f.Get("round")}},
		Fields: []fieldView{f.field("from", s.t("自哪日起不再有效", "First day on which it no longer counts")).As("date").Needed(),
			f.field("reason", s.t("原因", "Why")).Needed()},
	}), nil
}

// revokeEvidence answers POST /console/qualifications/revoke.
func (w *Web) revokeEvidence(c echo.Context, f *form) (echo.HandlerFunc, error) {
	s, back := sayingOf(c), "/console/qualifications?institution="+escaped(f.Get("institution"))
	r, err := asked(w.client(c).RevokeQualificationWithResponse(c.Request().Context(), f.Get("id"), &api.RevokeQualificationParams{DryRun: !f.sure()},
		api.Revoking{From: f.Get("from"), Reason: f.Get("reason")}))
	if err != nil || f.sure() {
		return leadsTo(back, evidenceRevoked), err
	}
	return w.warn(c, "qualifications", *f, warning{
		title: both("撤销质评记录", "Revoke a record"),
		back:  deskLink{Href: back, Label: w.institutionName(f.Get("institution"))}, button: s.t("撤销", "Revoke"),
		says: []string{s.tf("%s 的“%s”（轮次：%s）共 %d 条记录自 %s 起不再有效；没有别的依据时，这一项目的结果即不互认。撤销不可收回，可重新登记新的结果。",
			"%[1]s: %[4]d records of “%[2]s” (%[3]s) no longer speak from %[5]s; without other evidence its results are not recognized. A revocation stays; new results can be recorded.",
			w.institutionName(f.Get("institution")), w.itemTitle(s, f.Get("item")), cmp.Or(f.Get("round"), s.t("未注明", "none stated")), len(r.JSON200.Items), f.Get("from"))},
	}), nil
}

// removal is the page that takes an institution off a list for cause.
func (w *Web) removal(c echo.Context, f form) (*deskPage, error) {
	s, places := sayingOf(c), w.ownPlaces(c, office.Approval)
	p := w.desk(c, "qualifications", both("将机构移出清单", "Take an institution off a list"),
		s.t("质控不合格等情形：不经新版本，即日移出现行机构清单。", "For cause: off the institution list in force at once, without a new version."))
	p.under("/console/qualifications", evidenceTitle.In(languageOf(c)))
	if len(places) == 0 {
		return p.with(denied(s, s.t("本地区的“审核”", "an approver of the region itself"))), nil
	}
	return p.form(f, deskForm{
		Action: "/console/qualifications/remove", Button: s.t("查看影响", "See what it does"),
		Fields: []fieldView{
			f.field("jurisdiction", s.t("清单的发布主体", "Whose list")).Choosing(places),
			f.field("institution", s.t("医疗机构", "Institution")).Suggesting("institutions").Needed(),
			f.field("from", s.t("移出的首日", "First day off the list")).As("date").Needed(), f.field("reason", s.t("原因", "Why")).Needed(),
		},
	}), nil
}

// removeInstitution answers POST /console/qualifications/remove.
func (w *Web) removeInstitution(c echo.Context, f *form) (echo.HandlerFunc, error) {
	s, id := sayingOf(c), w.institutionTyped(f.Get("institution"))
	_, err := asked(w.client(c).RemoveInstitutionWithResponse(c.Request().Context(),
		f.Get("jurisdiction"), &api.RemoveInstitutionParams{DryRun: !f.sure()},
		api.RemovalFields{Institution: id, From: f.Get("from"), Reason: f.Get("reason")}))
	if err != nil || f.sure() {
		return leadsTo("/console/qualifications?institution="+escaped(id), institutionRemoved), err
	}
	touched, err := w.touched(c, id)
	return w.warn(c, "qualifications", *f, warning{
		title: both("将机构移出清单", "Take an institution off a list"), button: s.t("移出清单", "Take it off the list"),
		back: deskLink{Href: "/console/qualifications", Label: evidenceTitle.In(string(s))},
		says: append([]string{s.tf("自 %s 起，%s 不在 %s 的机构清单上，其结果在该范围内不再互认。再列入须发布新版本。",
			"From %s, %s is not on the institution list of %s, and its results are no longer recognized there. A new version lists it again.",
			f.Get("from"), w.institutionName(id), w.placeName(s, f.Get("jurisdiction")))}, touched...),
	}), err
}
