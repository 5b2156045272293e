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

var consortiumRecorded = notice("consortium-recorded", "医联体已登记。", "The consortium is recorded.")

func (w *Web) registerConsortia(e *echo.Echo) {
	e.GET("/console/consortia", w.shown(w.consortia), w.signedIn)
	w.registerUnion(e, w.consortiumUnion(), w.recordConsortium)
}

var consortiaTitle = both("紧密型医联体", "Consortia")

// consortia answers GET /console/consortia.
func (w *Web) consortia(c echo.Context, _ form) (*deskPage, error) {
	s := sayingOf(c)
	snapshot, at := w.newest()
	p := w.desk(c, "consortia", consortiaTitle, s.t("成员之间的结果按医联体规则互认。", "Results between members are recognized by the rule of consortia."))
	p.with(w.newThing(c, "/console/consortia/new", s.t("登记医联体", "Record a consortium")))
	return p.with(rowsOn(p, c, w.consortiaTable(s), slices.Collect(snapshot.Consortia(at)))), nil
}

func (w *Web) consortiaTable(s saying) table[*registry.Consortium] {
	today := w.now().Day()
	return table[*registry.Consortium]{
		Caption: consortiaTitle, Sort: "id", Empty: both("还没有登记医联体。", "No consortium is recorded."),
		Columns: []column[*registry.Consortium]{
			{Key: "name", Label: both("名称", "Name"), Name: func(c *registry.Consortium) string { return c.Name },
				Value: func(c *registry.Consortium) cell {
					return cell{Text: c.Name, Href: "/console/consortia/" + url.PathEscape(c.ID)}
				}},
			textColumn("id", both("编码", "Id"), func(c *registry.Consortium) string { return c.ID }),
			{Key: "members", Label: both("现有成员", "Members today"), Value: func(c *registry.Consortium) cell {
				names := lo.FilterMap(c.Members, func(m registry.ConsortiumMember, _ int) (string, bool) {
					return w.institutionName(string(m.Institution)), m.Period.Contains(today)
				})
				return cell{Text: strings.Join(names, s.t("、", ", ")), Note: s.tf("%d 家", "%d", len(names))}
			}},
		},
	}
}

// consortiumUnion is a consortium as its pages know it.
func (w *Web) consortiumUnion() union {
	return union{
		at: "consortia", noun: "consortium", key: "id", title: consortiaTitle, adding: both("登记医联体", "Record a consortium"),
		keeper: both("包含全部成员的地区（或上级）的“编辑”", "an editor of the region that holds all members, or of one above it"),
		find:   w.consortiumUnited, fill: w.consortiumForm,
	}
}

func (w *Web) consortiumForm(s saying, f form) deskForm {
	return deskForm{
		Fields: []fieldView{
			f.field("id", s.t("编码", "Id")).Needed().WithHint(s.t("例如 150400-LHT01", "for example 150400-LHT01")),
			f.field("name", s.t("名称", "Name")).Needed(), f.field("reason", s.t("原因", "Why")),
		},
		Lines: memberLines(s, f, lineMember{"institution", s.t("医疗机构", "Institution"), w.institutionField}),
	}
}

func (w *Web) consortiumUnited(_ saying, id string) (united, bool) {
	snapshot, at := w.newest()
	known, ok := snapshot.Consortium(id, at)
	if !ok {
		return united{}, false
	}
	f := filled("name", known.Name)
	for n, m := range known.Members {
		f.setLine("members", n, setPeriod(map[string]string{"institution": string(m.Institution)}, m.Period))
	}
	return united{
		name: known.Name, tag: httpapi.Tag(*known), stands: f,
		members: lo.Map(known.Members, func(m registry.ConsortiumMember, _ int) string { return w.institutionName(string(m.Institution)) }),
	}, true
}

// recordConsortium answers POST /console/consortia/{new or id}.
func (w *Web) recordConsortium(c echo.Context, f *form) (echo.HandlerFunc, error) {
	s := sayingOf(c)
	wanted := api.ConsortiumFields{ID: f.Get("id"), Name: f.Get("name"), Reason: f.Optional("reason"), Members: []api.ConsortiumMember{}}
	for _, line := range f.lines("members", "institution", "from", "to") {
		wanted.Members = append(wanted.Members, api.ConsortiumMember{Institution: w.institutionTyped(line["institution"]), From: optional(line["from"]), To: optional(line["to"])})
	}
	return w.unite(c, f, w.consortiumUnion(), uniting{
		id: wanted.ID, name: wanted.Name, done: consortiumRecorded,
		members: lo.Map(wanted.Members, func(m api.ConsortiumMember, _ int) string { return w.institutionName(m.Institution) }),
		says: s.tf("登记后 %d 家成员之间按医联体规则互认，各自在其期间内有效",
			"The %d members recognize each other by the rule of consortia, each in its period", len(wanted.Members)),
		send: func(dryRun bool) error {
			_, err := asked(w.client(c).RecordConsortiumWithResponse(c.Request().Context(), &api.RecordConsortiumParams{DryRun: dryRun}, wanted, ifMatch(f.Get("etag"))))
			return err
		},
	})
}
