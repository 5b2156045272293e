package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/httpapi"
	"concord/internal/registry"
)

var allianceRecorded = notice("alliance-recorded", "区域联盟已登记。", "The alliance is recorded.")

func (w *Web) registerAlliances(e *echo.Echo) {
	e.GET("/console/alliances", w.shown(w.alliances), w.signedIn)
	w.registerUnion(e, w.allianceUnion(), w.recordAlliance)
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
			{Key: "name", Label: both("名称", "Name"), Name: func(a *registry.Alliance) string { return a.Name },
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

// allianceUnion is an alliance as its pages know it.
func (w *Web) allianceUnion() union {
	return union{
		at: "alliances", noun: "alliance", key: "code", title: alliancesTitle, adding: both("登记联盟", "Record an alliance"),
		keeper: both("牵头地区的“编辑”", "an editor of the lead region"),
		find:   w.allianceUnited, fill: w.allianceForm,
	}
}

func (w *Web) allianceForm(s saying, f form) deskForm {
	return deskForm{
		Fields: []fieldView{
			f.field("code", s.t("代码", "Code")).Needed().WithHint(s.t("字母开头，例如 JJJ", "a letter first, for example JJJ")),
			f.field("name", s.t("名称", "Name")).Needed(), f.field("name_en", s.t("英文名称", "Name in English")),
			f.field("mark", s.t("标识（HR 之前）", "Mark, before HR")).WithHint(s.t("例如 京津冀", "for example 京津冀")),
			f.field("lead", s.t("牵头地区", "Lead region")).Suggesting("regions").Needed().WithHint(s.t("须为成员之一", "one of the members")),
			f.field("reason", s.t("原因", "Why")),
		},
		Lines: memberLines(s, f, lineMember{"region", s.t("地区", "Region"), func(f fieldView) fieldView { return w.regionNamed(s, f) }}),
	}
}

func (w *Web) allianceUnited(s saying, code string) (united, bool) {
	snapshot, at := w.newest()
	known, ok := lo.Find(slices.Collect(snapshot.Alliances(at)), func(a *registry.Alliance) bool { return string(a.Code) == code })
	if !ok {
		return united{}, false
	}
	f := filled("name", known.Name, "name_en", known.NameEn, "mark", known.Mark, "lead", string(known.Lead))
	for n, m := range known.Members {
		f.setLine("members", n, setPeriod(map[string]string{"region": string(m.Region)}, m.Period))
	}
	return united{
		name: known.Name, tag: httpapi.Tag(*known), stands: f,
		members: lo.Map(known.Members, func(m registry.AllianceMember, _ int) string { return w.placeName(s, string(m.Region)) }),
		links:   []deskLink{{jurisdictionAddress(known.Code), s.t("三张清单", "Lists"), "quiet"}},
	}, true
}

// recordAlliance answers POST /console/alliances/{new or code}.
func (w *Web) recordAlliance(c echo.Context, f *form) (echo.HandlerFunc, error) {
	s := sayingOf(c)
	wanted := api.AllianceFields{
		Code: f.Get("code"), Name: f.Get("name"), NameEn: f.Optional("name_en"), Mark: f.Optional("mark"),
		Lead: w.regionTyped(f.Get("lead")), Reason: f.Optional("reason"), Members: []api.AllianceMember{},
	}
	for _, line := range f.lines("members", "region", "from", "to") {
		wanted.Members = append(wanted.Members, api.AllianceMember{Region: w.regionTyped(line["region"]), From: optional(line["from"]), To: optional(line["to"])})
	}
	if wanted.Lead == "" {
		f.wrong("lead", s.t("请填写牵头地区", "state the lead region"), "")
		return nil, nil
	}
	return w.unite(c, f, w.allianceUnion(), uniting{
		id: wanted.Code, name: wanted.Name, done: allianceRecorded,
		members: lo.Map(wanted.Members, func(m api.AllianceMember, _ int) string { return w.placeName(s, m.Region) }),
		says: s.tf("登记后 %s 办理联盟清单，清单在 %d 个成员地区内适用",
			"%s writes the lists of the alliance, which hold in %d member regions", w.placeName(s, wanted.Lead), len(wanted.Members)),
		send: func(dryRun bool) error {
			_, err := asked(w.client(c).RecordAllianceWithResponse(c.Request().Context(), &api.RecordAllianceParams{DryRun: dryRun}, wanted, ifMatch(f.Get("etag"))))
			return err
		},
	})
}
