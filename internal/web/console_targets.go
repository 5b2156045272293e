package web

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/office"
	"concord/internal/registry"
)

var targetsSet = notice("targets-set", "目标已保存。", "The targets are saved.")

func (w *Web) registerTargets(e *echo.Echo) {
	e.GET("/console/targets", w.shown(w.targets), w.signedIn)
	e.POST("/console/targets", w.taken(w.targets, w.setTargets), w.signedIn)
}

func targetMembers(s saying) []lineMember {
	return []lineMember{
		{"id", s.t("名称", "Name"), nil},
		{"threshold", s.t("项目数", "Items"), func(f fieldView) fieldView { return f.As("number") }},
		{"due", s.t("期限", "Due"), func(f fieldView) fieldView { return f.As("date") }},
		{"basis", s.t("依据文号", "Document"), nil},
		{"milestones", s.t("节点", "Milestones"), nil},
	}
}

// targets is the page of what a jurisdiction aims at besides the national
// targets.
func (w *Web) targets(c echo.Context, f form) (*deskPage, error) {
	s, code := sayingOf(c), w.placeAsked(c, f)
	p := w.desk(c, "targets", both("目标与节点", "Targets"),
		s.t("全国目标对各地一律适用；这里另设本地的目标和分步节点，进度页随之显示。",
			"The national targets hold everywhere; these are a jurisdiction's own, with steps on the way. The progress pages show them."))
	p.with(deskSection{Form: new(w.choosePlace(s, f, "/console/targets", code))})
	if code == "" {
		return p, nil
	}
	r, err := asked(w.client(c).GetTargetsWithResponse(c.Request().Context(), code))
	if err != nil {
		return p.refusal(&f, err)
	}
	p.with(rowsOn(p, c, targetsTable(), r.JSON200.Targets).titled(w.placeName(s, code)),
		deskSection{Links: []deskLink{{"/progress/" + code, s.t("工作进度", "Progress"), "quiet"}}})
	if !w.does(c, office.Aiming, registry.JurisdictionCode(code)) {
		return p.with(denied(s, s.t("本地区的“编辑”或管理员", "an editor or administrator of the region itself"))), nil
	}
	return p.correct(f, correction{
		tag: r.HTTPResponse.Header.Get("ETag"), stands: targetsFilled(r.JSON200.Targets),
		fill: func(f form) deskForm { return targetsForm(s, f, code) },
	}), nil
}

func targetsForm(s saying, f form, code string) deskForm {
	return deskForm{
		Title: s.t("设定", "Set"), Action: "/console/targets", Kept: []pair{{"jurisdiction", code}}, Button: s.t("保存", "Save"),
		Lines: &linesView{
			Legend: s.t("本地目标", "Own targets"), Rows: f.lineFields("targets", targetMembers(s)...),
			Hint: s.t("节点写成“日期=项目数”，以分号分开，例如 2026-10-31=220；2026-11-15=270。清空一行即删除该目标。",
				"Milestones as date=items, separated by semicolons: 2026-10-31=220; 2026-11-15=270. Empty a line to drop its target."),
		},
	}
}

func targetsTable() table[api.OwnTarget] {
	return table[api.OwnTarget]{
		Name: "targets", Caption: both("本地目标", "Own targets"), Empty: both("没有另设目标，按全国目标计。",
			"There are none besides the national targets."),
		Columns: []column[api.OwnTarget]{
			{Key: "id", Label: both("名称", "Name"), Value: func(t api.OwnTarget) cell { return cell{Text: t.ID, Note: lo.FromPtr(t.Basis)} }},
			{Key: "threshold", Label: both("项目数", "Items"), Number: true, Less: byNumber(func(t api.OwnTarget) int { return t.Threshold }),
				Value: func(t api.OwnTarget) cell {
					return cell{Text: strconv.Itoa(t.Threshold)}
				}},
			textColumn("due", both("期限", "Due"), func(t api.OwnTarget) string { return t.Due }),
			{Key: "milestones", Label: both("节点", "Milestones"), Value: func(t api.OwnTarget) cell { return cell{Text: milestonesText(t.Milestones)} }},
		},
	}
}

func milestonesText(milestones []api.Milestone) string {
	return strings.Join(lo.Map(milestones, func(m api.Milestone, _ int) string { return fmt.Sprintf("%s=%d", m.Due, m.Count) }), "；")
}

func targetsFilled(targets []api.OwnTarget) form {
	f := filled()
	for n, t := range targets {
		f.setLine("targets", n, map[string]string{
			"id": t.ID, "threshold": strconv.Itoa(t.Threshold), "due": t.Due, "basis": lo.FromPtr(t.Basis),
			"milestones": milestonesText(t.Milestones),
		})
	}
	return f
}

// setTargets answers POST /console/targets.
func (w *Web) setTargets(c echo.Context, f *form) (echo.HandlerFunc, error) {
	s, code := sayingOf(c), f.Get("jurisdiction")
	wanted := api.NewTargets{Targets: []api.OwnTarget{}}
	for n, line := range f.lines("targets", "id", "threshold", "due", "basis", "milestones") {
		target := api.OwnTarget{ID: line["id"], Due: line["due"]}
		if basis := line["basis"]; basis != "" {
			target.Basis = &basis
		}
		var err error
		if target.Threshold, err = strconv.Atoi(line["threshold"]); err != nil {
			f.wrong(lineName("targets", n, "threshold"), s.t("须为整数", "this is no whole number"), "")
		}
		if target.Milestones, err = milestonesTyped(line["milestones"]); err != nil {
			f.wrong(lineName("targets", n, "milestones"), s.t("节点的写法不对", "these are no milestones"), s.t("写成 2026-10-31=220", "write 2026-10-31=220"))
		}
		wanted.Targets = append(wanted.Targets, target)
	}
	if f.Refused() {
		return nil, nil
	}
	_, err := asked(w.client(c).PutTargetsWithResponse(c.Request().Context(), code, wanted, ifMatch(f.Get("etag"))))
	return leadsTo("/console/targets?jurisdiction="+escaped(code), targetsSet), err
}

func milestonesTyped(text string) ([]api.Milestone, error) {
	var milestones []api.Milestone
	for _, one := range parted(text) {
		due, count, _ := strings.Cut(one, "=")
		n, err := strconv.Atoi(strings.TrimSpace(count))
		if err != nil {
			return nil, err
		}
		milestones = append(milestones, api.Milestone{Due: strings.TrimSpace(due), Count: n})
	}
	return milestones, nil
}
