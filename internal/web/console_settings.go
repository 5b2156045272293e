package web

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"concord/api"
	"concord/internal/httpapi"
	"concord/internal/office"
	"concord/internal/registry"
)

var settingsChosen = notice("settings-chosen", "发布设置已保存。", "The settings are saved.")

func (w *Web) registerSettings(e *echo.Echo) {
	e.GET("/console/settings", w.shown(w.settings), w.signedIn)
	e.POST("/console/settings", w.taken(w.settings, w.chooseSettings), w.signedIn)
}

// placeAsked is the jurisdiction that a page is about: the one that was typed, or
// that of the first grant of whoever asks.
func (w *Web) placeAsked(c echo.Context, f form) string {
	if text := f.Get("jurisdiction"); text != "" {
		return w.regionTyped(text)
	}
	if grants := httpapi.ActorOf(c).Grants; len(grants) > 0 {
		return string(grants[0].Region)
	}
	return ""
}

// choosePlace is the form of a page about one jurisdiction.
func (w *Web) choosePlace(s saying, f form, action, code string) deskForm {
	field := f.field("jurisdiction", s.t("地区或联盟", "Region or alliance")).Suggesting("regions").Needed()
	if field.Value == "" {
		field.Value = code
	}
	return deskForm{Get: true, Action: action, Button: s.t("查看", "Show"), Fields: []fieldView{field}}
}

// settings is the page of what a jurisdiction chose about publishing.
func (w *Web) settings(c echo.Context, f form) (*deskPage, error) {
	s, code := sayingOf(c), w.placeAsked(c, f)
	p := w.desk(c, "settings", both("发布设置", "Settings"), s.t("一个发布主体发布清单时遵循的规则。", "What a jurisdiction asks of its own publications."))
	p.with(deskSection{Form: new(w.choosePlace(s, f, "/console/settings", code))})
	if code == "" {
		return p, nil
	}
	r, err := asked(w.client(c).GetSettingsWithResponse(c.Request().Context(), code))
	if err != nil {
		return p.refusal(&f, err)
	}
	p.with(deskSection{Title: w.placeName(s, code), Facts: settingsFacts(s, *r.JSON200)})
	if !w.does(c, office.Administration, registry.JurisdictionCode(code)) {
		return p.with(denied(s, s.t("该地区或上级的管理员", "an administrator of the region or of one above it"))), nil
	}
	stands := filled("notice_hours", strconv.Itoa(r.JSON200.NoticeHours), "sole_approval", strconv.FormatBool(r.JSON200.SoleApproval))
	return p.correct(f, correction{tag: r.HTTPResponse.Header.Get("ETag"), stands: stands, fill: func(f form) deskForm { return settingsForm(s, f, code) }}), nil
}

func settingsForm(s saying, f form, code string) deskForm {
	return deskForm{
		Title: s.t("更改", "Change"), Action: "/console/settings", Kept: []pair{{"jurisdiction", code}}, Button: s.t("保存", "Save"),
		Fields: []fieldView{
			f.field("notice_hours", s.t("提前告知期（小时）", "Notice period (hours)")).As("number").Needed().WithHint(s.t("新增内容自发布起至少这么久后才生效；0 为当日即可",
				"additions start at least this long after publication; 0 is the same day")),
			f.field("sole_approval", s.t("免审批", "Approval switched off")).As("checkbox").WithHint(s.t("一人即可发布，不再须另一人审核",
				"one person may publish without another's approval")),
		},
	}
}

// refusal shows on a page why what it is about cannot be read.
func (p *deskPage) refusal(f *form, err error) (*deskPage, error) {
	if !f.refuse(err) {
		return nil, err
	}
	for _, problem := range f.AllProblems() {
		p.with(deskSection{Tone: "bad", Text: problem.Message})
	}
	return p, nil
}

func settingsFacts(s saying, now api.Settings) []deskFact {
	approval := deskFact{Label: s.t("审批", "Approval"), Value: s.t("须由另一人审核", "by another person"), Tone: "good"}
	if now.SoleApproval {
		approval.Value, approval.Tone = s.t("免审批：一人可发布", "off: one person publishes"), "fair"
	}
	return []deskFact{{Label: s.t("提前告知期", "Notice period"), Value: s.tf("%d 小时", "%d hours", now.NoticeHours)}, approval}
}

// chooseSettings answers POST /console/settings. Switching approval off is asked
// about first.
func (w *Web) chooseSettings(c echo.Context, f *form) (echo.HandlerFunc, error) {
	s, code := sayingOf(c), f.Get("jurisdiction")
	back := "/console/settings?jurisdiction=" + escaped(code)
	hours, err := strconv.Atoi(f.Get("notice_hours"))
	if err != nil {
		f.wrong("notice_hours", s.t("须为整数", "this is no whole number"), s.t("例如 24", "for example 24"))
		return nil, nil
	}
	sole := f.Has("sole_approval", "true")
	if sole && !f.sure() {
		return w.warn(c, "settings", *f, warning{
			title: both("关闭审批", "Switch approval off"),
			back:  deskLink{Href: back, Label: w.placeName(s, code)}, button: s.t("关闭审批并保存", "Switch it off and save"),
			says: []string{s.tf("%s 的清单此后一人即可发布，无人复核。每次发布仍记入审计记录。",
				"From now on one person publishes the lists of %s, and nobody checks them. Every publication still enters the record.", w.placeName(s, code))},
		}), nil
	}
	_, err = asked(w.client(c).PutSettingsWithResponse(c.Request().Context(), code, api.NewSettings{NoticeHours: hours, SoleApproval: sole}, ifMatch(f.Get("etag"))))
	return leadsTo(back, settingsChosen), err
}
