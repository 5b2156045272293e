package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/httpapi"
	"concord/internal/registry"
)

// deskPage is a page of the console about one noun: what stands, and what can be
// done about it, in the order in which people read it.
type deskPage struct {
	console
	Trail    []deskLink // the pages above this one
	Lead     string
	Sections []deskSection

	// file is the file of one of the page's tables, where the address asks for it
	// in place of the page; nil: it does not.
	file func() error
}

func (*deskPage) template() string { return "console_desk" }

// deskSection is one part of a page; of what it may hold, what is nil or empty is
// not there.
type deskSection struct {
	Title  string
	Text   string
	Tone   string // of a notice that the text is: good, fair or bad; empty: plain text
	Facts  []deskFact
	Links  []deskLink
	Table  *tableView
	Form   *deskForm
	Report *reportView
	Secret *secretView
	Bars   *barsView
	Events []eventView
	Next   string // address of what follows
}

// titled is a section under a title.
func (s deskSection) titled(title string) deskSection { s.Title = title; return s }

// deskFact is what stands about one thing.
type deskFact struct {
	Label, Value string
	Href         string
	Tone         string // as of a [cell]
	Note         string // after the value, smaller
}

// deskLink leads to another page.
type deskLink struct {
	Href, Label string
	Kind        string // of the button: empty: the main one, or quiet, danger, bare
}

// deskForm is one form of a page.
type deskForm struct {
	Title, Lead string
	Get         bool // it asks for a page, and writes nothing
	Action      string
	Fields      []fieldView
	Checks      *checksView
	Lines       *linesView
	Kept        []pair
	Button      string
	Danger      bool
	File        bool // it sends a file
	Problems    []api.ProblemDetail
	Differs     []deskFact // where what stands now differs from what was typed
	Back        *deskLink
}

// checksView are boxes to check that belong together.
type checksView struct {
	Legend string
	Fields []fieldView
}

// linesView are fields that repeat, one line of them for each thing.
type linesView struct {
	Legend, Hint string
	Rows         [][]fieldView
	Problems     []api.ProblemDetail // of all of them together
}

// secretView is what is shown this once.
type secretView struct{ Label, Value, Warning string }

// institutionField suggests institutions, and says which one is meant.
func (w *Web) institutionField(f fieldView) fieldView {
	f = f.Suggesting("institutions")
	if name := w.institutionName(f.Value); name != f.Value {
		f.Hint = name + " · " + f.Value
	}
	return f
}

// regionNamed suggests regions, and says which one is meant.
func (w *Web) regionNamed(s saying, f fieldView) fieldView {
	f = f.Suggesting("regions")
	if name := w.placeName(s, f.Value); name != f.Value {
		f.Hint = name + " · " + f.Value
	}
	return f
}

// desk is a page of the console with nothing on it yet.
func (w *Web) desk(c echo.Context, at string, title registry.Text, lead string) *deskPage {
	return &deskPage{console: w.console(c, at, title), Lead: lead}
}

// under names the page that this one is below.
func (p *deskPage) under(href, label string) *deskPage {
	p.Trail = append(p.Trail, deskLink{Href: href, Label: label})
	return p
}

// with adds sections to a page.
func (p *deskPage) with(sections ...deskSection) *deskPage {
	p.Sections = append(p.Sections, sections...)
	return p
}

// form adds a form that takes what was typed, and says what is wrong with it.
func (p *deskPage) form(f form, d deskForm) *deskPage {
	d.Problems = lo.Map(f.AllProblems(), func(one api.ProblemDetail, _ int) api.ProblemDetail { return d.labelled(one, p.say(both("：", ": "))) })
	return p.with(deskSection{Form: &d})
}

// labelled is a problem as the summary above a form tells it: with the label of
// its field in place of the contract's name.
func (d deskForm) labelled(one api.ProblemDetail, colon string) api.ProblemDetail {
	said, named := unnamed(one)
	field, ok := lo.Find(d.Fields, func(f fieldView) bool { return one.Pointer == "/"+f.Name })
	if named && ok {
		said.Message = field.Label + colon + said.Message
	}
	return said
}

// denied says who may do what a page offers to others.
func denied(s saying, who string) deskSection {
	return deskSection{Text: s.tf("办理须由%s进行。您没有此角色；需要时请联系管理员。",
		"It is done by %s. You have no such role; an administrator can grant it.", who)}
}

// rowsOn is a table as a section of a page.
func rowsOn[T any](p *deskPage, c echo.Context, t table[T], rows []T) deskSection {
	if c.QueryParam(t.parameter("export")) == "csv" {
		p.file = func() error {
			_, err := t.exported(c, rows)
			return err
		}
	}
	v := t.view(c, rows)
	return deskSection{Table: &v}
}

// send answers with a page, or with the file that was asked for.
func (w *Web) send(c echo.Context, status int, p *deskPage) error {
	if p.file != nil {
		return p.file()
	}
	if last, ok := lo.Last(p.Trail); ok && c.Request().Method == http.MethodPost {
		p.Here = last.Href // the address of a step is no page
	}
	return w.render(c, status, p)
}

// showing makes a page of what somebody typed: empty at first, and what was
// refused after that.
type showing func(c echo.Context, f form) (*deskPage, error)

// shown answers with a page whose form is empty, or as the address fills it.
func (w *Web) shown(show showing) echo.HandlerFunc {
	return func(c echo.Context) error {
		if w.snapshot(c) == nil {
			return httpapi.NotReady()
		}
		p, err := show(c, queryForm(c))
		if err != nil {
			return err
		}
		return w.send(c, http.StatusOK, p)
	}
}

// taken answers a form: it does what the form asks for and goes where that
// leads. Where it is refused, the page is shown again with what was typed and what
// is wrong with it; so it is where somebody asks for more lines.
func (w *Web) taken(show showing, do func(c echo.Context, f *form) (echo.HandlerFunc, error)) echo.HandlerFunc {
	return func(c echo.Context) error {
		if w.snapshot(c) == nil {
			return httpapi.NotReady()
		}
		f, err := formOf(c)
		if err != nil {
			return err
		}
		if f.Get("more") != "" {
			return w.again(c, show, f, http.StatusOK)
		}
		next, err := do(c, &f)
		if f.Refused() || err != nil && f.refuse(err) {
			return w.again(c, show, f, http.StatusUnprocessableEntity)
		}
		if err != nil {
			return err
		}
		return next(c)
	}
}

func (w *Web) again(c echo.Context, show showing, f form, status int) error {
	p, err := show(c, f)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(p.Sections, func(s deskSection) bool { return s.Form != nil && len(s.Form.Problems) > 0 }) {
		p.tell(f)
	}
	return w.send(c, status, p)
}

// tell says what is wrong on a page that has no form for it any more: somebody
// else took the step, or the role is gone.
func (p *deskPage) tell(f form) {
	said := lo.Map(f.AllProblems(), func(one api.ProblemDetail, _ int) deskSection {
		return deskSection{Text: strings.TrimSpace(one.Message + " " + one.Fix), Tone: "bad"}
	})
	p.Sections = append(said, p.Sections...)
}

// leadsTo goes to a page, which says what was done, as of [notice].
func leadsTo(address, key string) echo.HandlerFunc {
	return func(c echo.Context) error { return seeOther(c, address, key) }
}

// answers sends a page in answer to a form.
func (w *Web) answers(p *deskPage) echo.HandlerFunc {
	return func(c echo.Context) error { return w.send(c, http.StatusOK, p) }
}

// warning is what a page asks before a step that cannot be taken back, or only
// by another one.
type warning struct {
	title  registry.Text
	says   []string // what will happen, and to how many
	button string
	back   deskLink
}

// sure reports whether somebody read the warning and goes on.
func (f form) sure() bool { return f.Has("sure", "true") }

// warn shows what a form will do, and sends the form again once somebody is sure.
func (w *Web) warn(c echo.Context, at string, f form, warned warning) echo.HandlerFunc {
	s := sayingOf(c)
	form := deskForm{
		Action: c.Request().URL.Path, Kept: append(f.pairs(), pair{"sure", "true"}),
		Button: warned.button, Danger: true, Back: &deskLink{warned.back.Href, s.t("不办理，返回", "Go back without it"), "quiet"},
	}
	p := w.desk(c, at, warned.title, s.t("以下内容尚未写入。请核对后确认。", "Nothing is written yet. Check, then confirm."))
	for _, line := range warned.says {
		p.with(deskSection{Text: line, Tone: "fair"})
	}
	return w.answers(p.with(deskSection{Form: &form}).under(warned.back.Href, warned.back.Label))
}

// pairs are all values of a form, for another form to keep.
func (f form) pairs() []pair {
	var kept []pair
	for _, name := range slices.Sorted(slices.Values(lo.Keys(f.values))) {
		for _, value := range f.values[name] {
			kept = append(kept, pair{name, value})
		}
	}
	return kept
}

// spareLines are the empty lines that a form with lines offers.
const spareLines = 3

// lines are the lines of a form as their members, those without any value left
// out. What is wrong with line n is at /name/n/member of what they become, so they
// are numbered anew.
func (f *form) lines(name string, members ...string) []map[string]string {
	var lines []map[string]string
	for n := range f.lineCount(name, members) {
		line := map[string]string{}
		for _, member := range members {
			if value := f.Get(lineName(name, n, member)); value != "" {
				line[member] = value
			}
			f.values.Del(lineName(name, n, member))
		}
		if len(line) > 0 {
			f.setLine(name, len(lines), line)
			lines = append(lines, line)
		}
	}
	return lines
}

func (f *form) setLine(name string, n int, line map[string]string) {
	for member, value := range line {
		f.values.Set(lineName(name, n, member), value)
	}
}

// maxLines is more than anybody types.
const maxLines = 500

// lineCount is one more than the number of the last line that has a value.
func (f form) lineCount(name string, members []string) int {
	count := 0
	for n := range maxLines {
		if slices.ContainsFunc(members, func(member string) bool { return f.Get(lineName(name, n, member)) != "" }) {
			count = n + 1
		}
	}
	return count
}

// lineName is the name of a field of a line: where the contract says that it is.
func lineName(name string, n int, member string) string {
	return name + "/" + strconv.Itoa(n) + "/" + member
}

// lineMember is one field of every line of a form.
type lineMember struct {
	name, label string
	shape       func(fieldView) fieldView // nil: a text
}

// lineFields are the lines of a form, with empty ones to be filled.
func (f form) lineFields(name string, members ...lineMember) [][]fieldView {
	var rows [][]fieldView
	names := lo.Map(members, func(m lineMember, _ int) string { return m.name })
	for n := range f.lineCount(name, names) + spareLines {
		rows = append(rows, lo.Map(members, func(m lineMember, _ int) fieldView {
			field := f.field(lineName(name, n, m.name), m.label)
			if m.shape == nil {
				return field
			}
			return m.shape(field)
		}))
	}
	return rows
}

// barsView is a chart of bars, one for each row of the table beside it.
type barsView struct {
	Title, Description string
	Height             int
	Rows               []barView
}

// barView is one bar; lengths are in units of the chart.
type barView struct {
	Label, Value string
	Top, Middle  int
	Length, End  int
	Below        bool // told by a pattern too
}

// textColumn is a column of texts, sorted by them.
func textColumn[T any](key string, label registry.Text, of func(T) string) column[T] {
	return column[T]{Key: key, Label: label, Name: of, Value: func(row T) cell { return cell{Text: of(row)} }}
}
