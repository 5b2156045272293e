package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/registry"
)

var allianceRecorded = notice("alliance-recorded", "区域联盟已登记。", "The alliance is recorded.")

func (w *Web) registerAlliances(e *echo.Echo) {
	e.GET("/console/alliances", w.shown(w.alliances), w.signedIn)
	e.GET("/console/alliances/new", w.shown(w.alliance), w.signedIn)
	e.POST("/console/alliances/new", w.taken(w.alliance, w.recordAlliance), w.signedIn)
	e.GET("/console/alliances/:id", w.shown(w.alliance), w.signedIn)
	e.POST("/console/alliances/:id", w.taken(w.alliance, w.recordAlliance), w.signedIn)
}

var alliancesTitle = both("区域联盟", "Alliances")

// alliances answers GET /console/alliances.
func (w *Web) alliances(c echo.Context, _ form) (*deskPage, error) {
	s := sayingOf(c)
	snapshot, at := w.newest()
	p := w.desk(c, "alliances", alliancesTitle, s.t("跨地区共同发布清单的联盟；清单由牵头地区办理。",
		"Regions that publish lists together; the people of the lead region write them."))
	p.with(w.newThing(c, "/console/alliances/new", s.t("登记联盟", "Record an alliance")))
	return p.with(rowsOn(p, c, w.alliancesTable(s), slices.Collect(snapshot.Alliances(at)))), nil
}

func (w *Web) alliancesTable(s saying) table[*registry.Alliance] {
	today := w.now().Day()
	return table[*registry.Alliance]{
		Caption: alliancesTitle, Sort: "code", Empty: both("还没有登记联盟。", "No alliance is recorded."),
		Columns: []column[*registry.Alliance]{
			{Key: "name", Label: both("名称", "Name"), Less: byText(func(a *registry.Alliance) string { return a.Name }),
				Value: func(a *registry.Alliance) cell {
					return cell{Text: a.Name, Note: a.NameEn, Href: "/console/alliances/" + url.PathEscape(string(a.Code))}
				}},
			textColumn("code", both("代码", "Code"), func(a *registry.Alliance) string { return string(a.Code) }),
			{Key: "mark", Label: both("标识", "Mark"), Value: func(a *registry.Alliance) cell { return cell{Text: a.Mark + "HR"} }},
			{Key: "lead", Label: both("牵头地区", "Lead"), Value: func(a *registry.Alliance) cell { return cell{Text: w.placeName(s, string(a.Lead))} }},
			{Key: "members", Label: both("现有成员", "Members today"), Value: func(a *registry.Alliance) cell {
				names := lo.FilterMap(a.Members, func(m registry.AllianceMember, _ int) (string, bool) {
					return w.placeName(s, string(m.Region)), m.Period.Contains(today)
				})
				return cell{Text: strings.Join(names, s.t("、", ", "))}
			}},
		},
	}
}

// alliance is the page of one alliance, or of a new one.
func (w *Web) alliance(c echo.Context, f form) (*deskPage, error) {
	s, code := sayingOf(c), registry.JurisdictionCode(c.Param("id"))
	p := w.desk(c, "alliances", both("登记联盟", "Record an alliance"), "").under("/console/alliances", alliancesTitle.In(languageOf(c)))
	d := deskForm{Action: c.Request().URL.Path, Kept: []pair{{"set", "true"}}, Button: s.t("登记", "Record")}
	if code == "" {
		d.Fields = []fieldView{f.field("code", s.t("代码", "Code")).Needed().WithHint(s.t("字母开头，例如 JJJ", "a letter first, for example JJJ"))}
	}
	if code != "" {
		snapshot, at := w.newest()
		known, ok := lo.Find(slices.Collect(snapshot.Alliances(at)), func(a *registry.Alliance) bool { return a.Code == code })
		if !ok {
			return nil, echo.ErrNotFound
		}
		p.Title, p.Lead = known.Name, string(known.Code)
		d.Kept = append(d.Kept, pair{"code", string(code)})
		p.with(w.historyLink(c, "alliance", string(code)),
			deskSection{Links: []deskLink{{jurisdictionAddress(code), s.t("三张清单", "Lists"), "quiet"}}})
		if f.Get("set") == "" {
			f.values = allianceFilled(known).values
		}
	}
	if !w.keepsSomewhere(c) {
		return p.with(denied(s, s.t("牵头地区的“编辑”", "an editor of the lead region"))), nil
	}
	d.Fields = append(d.Fields,
		f.field("name", s.t("名称", "Name")).Needed(), f.field("name_en", s.t("英文名称", "Name in English")),
		f.field("mark", s.t("标识（HR 之前）", "Mark, before HR")).WithHint(s.t("例如 京津冀", "for example 京津冀")),
		f.field("lead", s.t("牵头地区", "Lead region")).Suggesting("regions").Needed().WithHint(s.t("须为成员之一", "one of the members")),
		f.field("reason", s.t("原因", "Why")))
	d.Lines = memberLines(s, f, lineMember{"region", s.t("地区", "Region"), func(f fieldView) fieldView { return w.regionNamed(s, f) }})
	return p.form(f, d), nil
}

func allianceFilled(known *registry.Alliance) form {
	f := filled("code", string(known.Code), "name", known.Name, "name_en", known.NameEn, "mark", known.Mark, "lead", string(known.Lead))
	for n, m := range known.Members {
		f.setLine("members", n, setPeriod(map[string]string{"region": string(m.Region)}, m.Period))
	}
	return f
}

// recordAlliance answers POST /console/alliances/{new or code}.
func (w *Web) recordAlliance(c echo.Context, f *form) (echo.HandlerFunc, error) {
	wanted := api.AllianceFields{
		Code: f.Get("code"), Name: f.Get("name"), NameEn: f.Optional("name_en"), Mark: f.Optional("mark"),
		Lead: w.regionTyped(f.Get("lead")), Reason: f.Optional("reason"), Members: []api.AllianceMember{},
	}
	for _, line := range f.lines("members", "region", "from", "to") {
		wanted.Members = append(wanted.Members, api.AllianceMember{Region: w.regionTyped(line["region"]), From: optional(line["from"]), To: optional(line["to"])})
	}
	snapshot, at := w.newest()
	known, taken := lo.Find(slices.Collect(snapshot.Alliances(at)), func(a *registry.Alliance) bool { return string(a.Code) == wanted.Code })
	if taken && c.Param("id") == "" {
		f.wrong("code", sayingOf(c).tf("此代码已用于“%s”", "“%s” has this code already", known.Name),
			sayingOf(c).t("换一个代码；要更改该联盟，请从列表进入", "choose another; to change that alliance, open it from the table"))
		return nil, nil
	}
	if wanted.Lead == "" {
		f.wrong("lead", sayingOf(c).t("请填写牵头地区", "state the lead region"), "")
		return nil, nil
	}
	if f.sure() {
		_, err := asked(w.client(c).RecordAllianceWithResponse(c.Request().Context(), &api.RecordAllianceParams{}, wanted))
		return leadsTo("/console/alliances", allianceRecorded), err
	}
	if _, err := asked(w.client(c).RecordAllianceWithResponse(c.Request().Context(), &api.RecordAllianceParams{DryRun: true}, wanted)); err != nil {
		return nil, err
	}
	s := sayingOf(c)
	var gone []string
	if taken {
		gone = s.dropped(lo.Map(known.Members, func(m registry.AllianceMember, _ int) string { return w.placeName(s, string(m.Region)) }),
			lo.Map(wanted.Members, func(m api.AllianceMember, _ int) string { return w.placeName(s, m.Region) }))
	}
	return w.warn(c, "alliances", *f, warning{
		title: both("登记 "+wanted.Name, "Record "+wanted.Name),
		back:  deskLink{Href: c.Request().URL.Path, Label: wanted.Name}, button: s.t("登记", "Record"),
		says: append(gone, s.tf("登记后 %s 办理联盟清单，清单在 %d 个成员地区内适用：%s。",
			"%s writes the lists of the alliance, which hold in %d member regions: %s.", w.placeName(s, wanted.Lead), len(wanted.Members),
			strings.Join(lo.Map(wanted.Members, func(m api.AllianceMember, _ int) string { return w.placeName(s, m.Region) }), s.t("、", ", ")))),
	}), nil
}
