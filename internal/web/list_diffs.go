package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/internal/app"
	"concord/internal/registry"
)

func (w *Web) registerListDiffs(e *echo.Echo) {
	e.GET("/lists/:code/:kind/versions/:n/diff", w.showDiff)
}

// listDiffPage shows what a version changes against another.
type listDiffPage struct {
	frame
	Trail   []crumb
	Base    string
	Form    form
	Number  int
	Against int // 0: the time before the first version
	Choices []option
	Diff    listDiffView
}

func (*listDiffPage) template() string { return "list_diff" }

// showDiff answers GET /lists/{code}/{kind}/versions/{n}/diff.
func (w *Web) showDiff(c echo.Context) error {
	l, err := w.listOf(c)
	if err != nil {
		return err
	}
	v, err := l.numbered(c)
	if err != nil {
		return err
	}
	against := v.Number - 1
	if said := c.QueryParam("against"); said != "" {
		if against, err = strconv.Atoi(said); err != nil {
			return echo.ErrNotFound
		}
	}
	diff, err := app.DiffVersions(l.history, v.Number, against)
	if errors.Is(err, app.ErrNoVersion) {
		return echo.ErrNotFound
	}
	if err != nil {
		return err
	}
	return w.render(c, http.StatusOK, &listDiffPage{
		frame: w.frame(c, sectionLists, l.title(registry.Text{
			Zh: " 第 " + strconv.Itoa(v.Number) + " 版的变更", En: ", what version " + strconv.Itoa(v.Number) + " changes",
		})),
		Trail: l.trail(), Base: l.base(), Form: filled("against", strconv.Itoa(against)), Number: v.Number, Against: against,
		Choices: l.comparable(v.Number, against), Diff: l.diff(diff),
	})
}

// comparable are the versions that one can be compared with: the others, and what
// it is compared with already.
func (l publishedList) comparable(n, against int) []option {
	var all []option
	for other := l.known(); other > 0; other-- {
		if number := strconv.Itoa(other); other != n || other == against {
			all = append(all, option{number, l.say("第 "+number+" 版", "version "+number)})
		}
	}
	return append(all, option{"0", l.say("首个版本之前", "before the first version")})
}

// listDiffView is what a version changes, in words. Its figures count rows with
// and without a catalogue item, and add up to the rows of the version and those it removes. Signs stand beside the words, so
// that colour is never needed.
type listDiffView struct {
	Added, Removed, Changed, Cosmetic, Unchanged int
	Terms                                        []fieldChange
	Groups                                       []diffGroup
}

// fieldChange is a field before and after.
type fieldChange struct{ Name, Before, After string }

// diffGroup are entries that changed alike.
type diffGroup struct {
	Sign, Label, Tone string
	Lines             []diffLine
}

// diffLine is one entry that changed.
type diffLine struct {
	Name, Href, Note string
	Fields           []fieldChange
}

// diff says in words what a version changes.
func (p phrases) diff(d app.Diff) listDiffView {
	view := listDiffView{
		Added: d.Added.Len() + len(d.UnmappedAdded), Removed: d.Removed.Len() + len(d.UnmappedRemoved),
		Changed: len(d.Changed), Cosmetic: len(d.Cosmetic), Unchanged: d.Unchanged + d.UnmappedKept,
	}
	for _, f := range d.Terms {
		view.Terms = append(view.Terms, fieldChange{p.termName(f.Name), p.termValue(f.Name, f.Before), p.termValue(f.Name, f.After)})
	}
	change := func(c app.Change, _ int) diffLine { return p.changed(d.Kind, c) }
	groups := []diffGroup{
		{"＋", p.say("新增", "Added"), "good", append(p.lines(d.Added), p.unmappedLines(d.UnmappedAdded)...)},
		{"－", p.say("移除", "Removed"), "bad", append(p.lines(d.Removed), p.unmappedLines(d.UnmappedRemoved)...)},
		{"△", p.say("变更", "Changed"), "fair", lo.Map(d.Changed, change)},
		{"≈", p.say("仅文字调整（不影响互认）", "Only the wording (no effect on recognition)"), "plain", lo.Map(d.Cosmetic, change)},
	}
	view.Groups = slices.DeleteFunc(groups, func(g diffGroup) bool { return len(g.Lines) == 0 })
	return view
}

// lines name entries that came or went.
func (p phrases) lines(c registry.Content) []diffLine {
	var lines []diffLine
	for _, e := range c.Items {
		lines = append(lines, diffLine{
			Name: p.itemEntryName(e.Item, e.Qualifiers), Href: itemAddress(e.Item),
			Note: p.list(lo.Compact([]string{string(e.Item), p.window(e.Window), p.imagesSaid(e.Images)})),
		})
	}
	for _, e := range c.Institutions {
		lines = append(lines, diffLine{
			Name: p.institution(e.Institution), Href: institutionAddress(e.Institution),
			Note: p.list(lo.Compact([]string{p.role(e.Role), p.scope(e.Scope), p.period(e.Period)})),
		})
	}
	for _, e := range c.Negatives {
		note := lo.Compact([]string{effectNames[e.Effect].In(p.lang), p.period(e.Period), e.Reason})
		lines = append(lines, diffLine{Name: p.negative(e), Note: strings.Join(note, p.say("；", "; "))})
	}
	return lines
}

func (p phrases) imagesSaid(images bool) string {
	if images {
		return p.say("须有影像", "images")
	}
	return ""
}

func (p phrases) itemEntryName(code registry.ItemCode, q registry.Qualifiers) string {
	if !q.Stated() {
		return p.item(code)
	}
	return p.item(code) + p.say("（", " (") + p.qualifiers(q) + p.say("）", ")")
}

func (p phrases) unmappedLines(rows []registry.Unmapped) []diffLine {
	return lo.Map(rows, func(u registry.Unmapped, _ int) diffLine {
		return diffLine{Name: u.Printed, Note: p.say("未对应目录", "unmapped")}
	})
}

// changed is an entry of which two versions say different things.
func (p phrases) changed(kind registry.ListKind, c app.Change) diffLine {
	key, rest, _ := strings.Cut(string(c.Entry), ";")
	line := diffLine{Name: string(c.Entry), Note: string(c.Entry)}
	switch kind {
	case registry.ItemList:
		var qualifiers []string
		if rest != "" {
			qualifiers = lo.Map(strings.Split(rest, ";"), func(code string, _ int) string { return p.qualifier(code) })
		}
		line.Name, line.Href = p.list(append([]string{p.item(registry.ItemCode(key))}, qualifiers...)), itemAddress(registry.ItemCode(key))
	case registry.InstitutionList:
		line.Name, line.Href = p.institution(registry.InstitutionID(key)), institutionAddress(registry.InstitutionID(key))
	}
	for _, f := range c.Fields {
		line.Fields = append(line.Fields, fieldChange{p.fieldName(f.Name), p.fieldValue(f.Name, f.Before), p.fieldValue(f.Name, f.After)})
	}
	return line
}

// entryFieldNames are what the fields of entries are called.
var entryFieldNames = map[string]registry.Text{
	"printed": {Zh: "清单所印名称", En: "Printed name"}, "category": {Zh: "清单所印类别", En: "Printed category"}, "window": {Zh: "互认时限", En: "Window"},
	"mark": {Zh: "互认标识", En: "Mark"}, "images": {Zh: "影像要求", En: "Images"}, "note": {Zh: "备注", En: "Note"},
	"level": {Zh: "级别", En: "Level"}, "role": {Zh: "参与方式", En: "Role"}, "scope": {Zh: "项目范围", En: "Scope"},
	"from": {Zh: "开始日期", En: "From"}, "to": {Zh: "截止日期", En: "To"}, "reason": {Zh: "理由", En: "Reason"},
}

func (p phrases) fieldName(name string) string {
	if text, ok := entryFieldNames[name]; ok {
		return text.In(p.lang)
	}
	return name
}

// fieldValue says a value of an entry as [app.Compare] gives it.
func (p phrases) fieldValue(name, value string) string {
	switch {
	case name == "images":
		return cmp.Or(p.imagesSaid(value == "true"), p.say("不要求", "not required"))
	case value == "":
		return p.say("（无）", "(none)")
	case name == "window":
		return p.windowSaid(value)
	case name == "role":
		return p.role(registry.Role(slices.Index([]string{"both", "issues", "receives"}, value)))
	case name == "level":
		level, _ := strconv.Atoi(value)
		return p.level(registry.Level(level))
	case name == "scope":
		return p.scopeSaid(value)
	}
	return value
}

// windowSaid says a window as files write it; what is no window stays.
func (p phrases) windowSaid(value string) string {
	w, err := registry.ParseWindow(value)
	if err != nil {
		return value
	}
	return cmp.Or(p.window(w), p.say("（无）", "(none)"))
}

// scopeSaid says a scope that is written as its mode and items: only [A B].
func (p phrases) scopeSaid(value string) string {
	mode, items, _ := strings.Cut(value, " ")
	codes := strings.Fields(strings.Trim(items, "[]"))
	scope := registry.Scope{Items: lo.Map(codes, func(code string, _ int) registry.ItemCode { return registry.ItemCode(code) })}
	switch mode {
	case registry.ScopeOnly.String():
		scope.Mode = registry.ScopeOnly
	case registry.ScopeExcept.String():
		scope.Mode = registry.ScopeExcept
	default:
		return p.scope(scope)
	}
	return p.scope(scope) + p.say("：", ": ") + p.list(lo.Map(scope.Items, func(code registry.ItemCode, _ int) string { return p.item(code) }))
}
