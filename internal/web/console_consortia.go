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

var consortiumRecorded = notice("consortium-recorded", "医联体已登记。", "The consortium is recorded.")

func (w *Web) registerConsortia(e *echo.Echo) {
	e.GET("/console/consortia", w.shown(w.consortia), w.signedIn)
	e.GET("/console/consortia/new", w.shown(w.consortium), w.signedIn)
	e.POST("/console/consortia/new", w.taken(w.consortium, w.recordConsortium), w.signedIn)
	e.GET("/console/consortia/:id", w.shown(w.consortium), w.signedIn)
	e.POST("/console/consortia/:id", w.taken(w.consortium, w.recordConsortium), w.signedIn)
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
			{Key: "name", Label: both("名称", "Name"), Less: byText(func(c *registry.Consortium) string { return c.Name }),
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

// memberLines are the members of a consortium or alliance, each with its period.
func memberLines(s saying, f form, member lineMember) *linesView {
	day := func(f fieldView) fieldView { return f.As("date") }
	return &linesView{
		Legend: s.t("成员", "Members"), Hint: s.t("每行一个成员。已退出的保留，并填写最后一日。",
			"One member on each line. Who has left keeps its line, with its last day."),
		Rows: f.lineFields("members", member, lineMember{"from", s.t("自", "From"), day}, lineMember{"to", s.t("最后一日", "Last day"), day}),
	}
}

// setPeriod shows the period of a member of a form.
func setPeriod(line map[string]string, p registry.Period) map[string]string {
	if p.From != registry.MinDay {
		line["from"] = p.From.String()
	}
	if p.To != registry.MaxDay {
		line["to"] = p.Last().String()
	}
	return line
}

// consortium is the page of one consortium, or of a new one.
func (w *Web) consortium(c echo.Context, f form) (*deskPage, error) {
	s, id := sayingOf(c), c.Param("id")
	p := w.desk(c, "consortia", both("登记医联体", "Record a consortium"), "").under("/console/consortia", consortiaTitle.In(languageOf(c)))
	d := deskForm{Action: c.Request().URL.Path, Kept: []pair{{"set", "true"}}, Button: s.t("登记", "Record")}
	if id == "" {
		d.Fields = []fieldView{f.field("id", s.t("编码", "Id")).Needed().WithHint(s.t("例如 150400-LHT01", "for example 150400-LHT01"))}
	}
	if id != "" {
		snapshot, at := w.newest()
		known, ok := snapshot.Consortium(id, at)
		if !ok {
			return nil, echo.ErrNotFound
		}
		p.Title, p.Lead = known.Name, known.ID
		d.Kept = append(d.Kept, pair{"id", known.ID})
		p.with(w.historyLink(c, "consortium", id))
		if f.Get("set") == "" {
			f.values = consortiumFilled(known).values
		}
	}
	if !w.keepsSomewhere(c) {
		return p.with(denied(s, s.t("包含全部成员的地区（或上级）的“编辑”", "an editor of the region that holds all members, or of one above it"))), nil
	}
	d.Fields = append(d.Fields, f.field("name", s.t("名称", "Name")).Needed(), f.field("reason", s.t("原因", "Why")))
	d.Lines = memberLines(s, f, lineMember{"institution", s.t("医疗机构", "Institution"), w.institutionField})
	return p.form(f, d), nil
}

// historyLink leads to what the record says of a thing, for whoever may read it.
func (w *Web) historyLink(c echo.Context, noun, subject string) deskSection {
	if !w.audits(c) {
		return deskSection{}
	}
	return deskSection{Links: []deskLink{{"/console/audit?noun=" + noun + "&subject=" + escaped(subject), sayingOf(c).t("变更历史", "History"), "quiet"}}}
}

func consortiumFilled(known *registry.Consortium) form {
	f := filled("id", known.ID, "name", known.Name)
	for n, m := range known.Members {
		f.setLine("members", n, setPeriod(map[string]string{"institution": string(m.Institution)}, m.Period))
	}
	return f
}

// recordConsortium answers POST /console/consortia/{new or id}.
func (w *Web) recordConsortium(c echo.Context, f *form) (echo.HandlerFunc, error) {
	wanted := api.ConsortiumFields{ID: f.Get("id"), Name: f.Get("name"), Reason: f.Optional("reason"), Members: []api.ConsortiumMember{}}
	for _, line := range f.lines("members", "institution", "from", "to") {
		wanted.Members = append(wanted.Members, api.ConsortiumMember{Institution: w.institutionTyped(line["institution"]), From: optional(line["from"]), To: optional(line["to"])})
	}
	snapshot, at := w.newest()
	known, taken := snapshot.Consortium(wanted.ID, at)
	if taken && c.Param("id") == "" {
		f.wrong("id", sayingOf(c).tf("此编码已用于“%s”", "“%s” has this id already", known.Name),
			sayingOf(c).t("换一个编码；要更改该医联体，请从列表进入", "choose another; to change that consortium, open it from the table"))
		return nil, nil
	}
	if f.sure() {
		_, err := asked(w.client(c).RecordConsortiumWithResponse(c.Request().Context(), &api.RecordConsortiumParams{}, wanted))
		return leadsTo("/console/consortia", consortiumRecorded), err
	}
	if _, err := asked(w.client(c).RecordConsortiumWithResponse(c.Request().Context(),
		&api.RecordConsortiumParams{DryRun: true}, wanted)); err != nil {
		return nil, err
	}
	s := sayingOf(c)
	var gone []string
	if taken {
		gone = s.dropped(lo.Map(known.Members, func(m registry.ConsortiumMember, _ int) string { return w.institutionName(string(m.Institution)) }),
			lo.Map(wanted.Members, func(m api.ConsortiumMember, _ int) string { return w.institutionName(m.Institution) }))
	}
	return w.warn(c, "consortia", *f, warning{
		title: both("登记 "+wanted.Name, "Record "+wanted.Name),
		back:  deskLink{Href: c.Request().URL.Path, Label: wanted.Name}, button: s.t("登记", "Record"),
		says: append(gone, s.tf("登记后 %d 家成员之间按医联体规则互认，各自在其期间内有效：%s。",
			"The %d members recognize each other by the rule of consortia, each in its period: %s.", len(wanted.Members),
			strings.Join(lo.Map(wanted.Members, func(m api.ConsortiumMember, _ int) string { return w.institutionName(m.Institution) }), s.t("、", ", ")))),
	}), nil
}

// dropped warns of members that a form leaves out; nothing where there are none.
func (s saying) dropped(stood, stay []string) []string {
	gone, _ := lo.Difference(stood, stay)
	if len(gone) == 0 {
		return nil
	}
	return []string{s.tf("%d 个现有成员不再列出，其成员期间一并取消：%s。只是退出的，请保留该行并填写最后一日。",
		"Members that stand and are left out, with their periods: %d, %s. Who only leaves keeps its line, with its last day.",
		len(gone), strings.Join(gone, s.t("、", ", ")))}
}
