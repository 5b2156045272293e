package web

import (
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/internal/registry"
)

// union is what the pages of consortia and of alliances have in common: both join
// members, each for its period, and are recorded whole.
type union struct {
	at, noun string        // in the navigation, and in the record
	key      string        // the field that its id is typed in
	title    registry.Text // of all of them
	adding   registry.Text // of a new one
	keeper   registry.Text // who records them
	find     func(s saying, id string) (united, bool)
	// fill is its form, the id first, without address and button.
	fill func(s saying, f form) deskForm
}

// united is one that is recorded.
type united struct {
	name, tag string
	stands    form
	members   []string // their names
	links     []deskLink
}

func (w *Web) registerUnion(e *echo.Echo, u union, record func(echo.Context, *form) (echo.HandlerFunc, error)) {
	page := w.unionPage(u)
	for _, path := range []string{"/new", "/:id"} {
		e.GET("/console/"+u.at+path, w.shown(page), w.signedIn)
		e.POST("/console/"+u.at+path, w.taken(page, record), w.signedIn)
	}
}

// unionPage is the page of one, or of a new one.
func (w *Web) unionPage(u union) showing {
	return func(c echo.Context, f form) (*deskPage, error) {
		s, id := sayingOf(c), c.Param("id")
		known, ok := u.find(s, id)
		if id != "" && !ok {
			return nil, echo.ErrNotFound
		}
		p := w.desk(c, u.at, u.adding, "").under("/console/"+u.at, u.title.In(string(s)))
		if ok {
			p.Title, p.Lead = known.name, id
			p.with(w.historyLink(c, u.noun, id), deskSection{Links: known.links})
		}
		if !w.keepsSomewhere(c) {
			return p.with(denied(s, u.keeper.In(string(s)))), nil
		}
		return p.correct(f, correction{tag: known.tag, stands: known.stands, fill: func(f form) deskForm {
			d := u.fill(s, f)
			d.Action, d.Button = c.Request().URL.Path, s.t("登记", "Record")
			if ok {
				d.Fields, d.Kept = d.Fields[1:], []pair{{u.key, id}}
			}
			return d
		}}), nil
	}
}

// uniting is a state of a union that somebody typed.
type uniting struct {
	id, name string
	members  []string // their names
	says     string   // what recording it does, before their names
	done     string   // of [notice]
	send     func(dryRun bool) error
}

// unite records a union once somebody is sure.
func (w *Web) unite(c echo.Context, f *form, u union, wanted uniting) (echo.HandlerFunc, error) {
	s := sayingOf(c)
	known, taken := u.find(s, wanted.id)
	if taken && c.Param("id") == "" {
		f.wrong(u.key, s.tf("已用于“%s”", "“%s” has it already", known.name),
			s.t("换一个；要更改已登记的，请从列表进入", "choose another; to change that one, open it from the table"))
		return nil, nil
	}
	if f.sure() {
		return leadsTo("/console/"+u.at, wanted.done), wanted.send(false)
	}
	if err := wanted.send(true); err != nil {
		return nil, err
	}
	return w.warn(c, u.at, *f, warning{
		title: both("登记 "+wanted.name, "Record "+wanted.name),
		back:  deskLink{Href: c.Request().URL.Path, Label: wanted.name}, button: s.t("登记", "Record"),
		says: append(s.dropped(known.members, wanted.members), wanted.says+s.t("：", ": ")+strings.Join(wanted.members, s.t("、", ", "))+s.t("。", ".")),
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

// memberLines are the members of a union, each with its period.
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

// historyLink leads to what the record says of a thing, for whoever may read it.
func (w *Web) historyLink(c echo.Context, noun, subject string) deskSection {
	if !w.audits(c) {
		return deskSection{}
	}
	return deskSection{Links: []deskLink{{"/console/audit?noun=" + noun + "&subject=" + escaped(subject), sayingOf(c).t("变更历史", "History"), "quiet"}}}
}
