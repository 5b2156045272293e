package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/internal/app"
	"concord/internal/registry"
)

func (w *Web) registerLists(e *echo.Echo) {
	e.GET("/lists/:code/:kind", w.showList)
}

// listPage shows the version of a list in force on a day.
type listPage struct {
	frame
	Trail   []crumb
	Base    string
	Form    form // on
	On      string
	Today   bool
	Version *versionView // nil where none is in force that day
	Known   bool         // some version is published
	Next    string       // since when the next version holds; empty: none is scheduled
	Others  string       // address of the jurisdiction
	Notices []noticeLink
	Entries tableView
}

func (*listPage) template() string { return "list" }

// publishedList is the list that a path names, with its history.
type publishedList struct {
	phrases
	id      registry.ListID
	history registry.ListHistory
}

// listOf reads the list that a path names; its history is empty where nobody
// published it.
func (w *Web) listOf(c echo.Context) (publishedList, error) {
	p, code, err := w.jurisdictionOf(c)
	if err != nil {
		return publishedList{}, err
	}
	kind, err := registry.ParseListKind(c.Param("kind"))
	if err != nil {
		return publishedList{}, echo.ErrNotFound
	}
	l := publishedList{phrases: p, id: registry.ListID{Jurisdiction: code, Kind: kind}}
	l.history, err = w.registry.List(c.Request().Context(), l.id)
	return l, err
}

func (l publishedList) base() string { return listAddress(l.id) }

// title is the list's name, and what a page says of it.
func (l publishedList) title(of registry.Text) registry.Text {
	return registry.Text{
		Zh: l.jurisdiction(l.id.Jurisdiction) + listNames[l.id.Kind].Zh + of.Zh,
		En: listNames[l.id.Kind].En + " of " + l.jurisdiction(l.id.Jurisdiction) + of.En,
	}
}

func (l publishedList) trail() []crumb {
	return append(l.phrases.trail(l.id.Jurisdiction), crumb{l.base(), listNames[l.id.Kind].In(l.lang)})
}

// showList answers GET /lists/{code}/{kind}.
func (w *Web) showList(c echo.Context) error {
	l, err := w.listOf(c)
	if err != nil {
		return err
	}
	today, at := w.now().Day(), l.s.Head().Newest
	page := &listPage{
		frame: w.frame(c, sectionLists, l.title(registry.Text{})), Trail: l.trail(), Base: l.base(),
		Form: queryForm(c), Others: jurisdictionAddress(l.id.Jurisdiction),
	}
	on, status := page.day(today), http.StatusOK
	if page.Form.Refused() {
		status = http.StatusUnprocessableEntity
	}
	page.On, page.Today = on.String(), on == today
	page.Known = l.known() > 0
	notices, err := w.noticesFor(c, l.phrases, l.id.Jurisdiction)
	if err != nil {
		return err
	}
	page.Notices = notices[l.id.Kind]
	page.Next = l.next(on)
	v, err := app.VersionOn(l.history, on, at)
	if err != nil {
		return w.render(c, status, page) // none is in force, which the page says
	}
	entries := w.entries(l.phrases, v.Version, v.Content)
	if ok, err := entries.exported(c); ok {
		return err
	}
	view := w.version(l, v, today)
	page.Version, page.Entries = &view, entries.view(c)
	return w.render(c, status, page)
}

// known is how many versions of the list the snapshot knows; those are the first.
func (l publishedList) known() int {
	return lo.CountBy(l.history.Versions, func(v registry.Version) bool { return v.Sequence <= l.s.Head().Newest })
}

// next is since when the version holds that follows on a day; empty where none
// is scheduled.
func (l publishedList) next(on registry.Day) string {
	state := l.s.List(l.id, on, l.s.Head().Newest)
	if state.Next == 0 {
		return ""
	}
	return state.NextFrom.String()
}

// day is the one that the form names; today where it names none.
func (page *listPage) day(today registry.Day) registry.Day {
	said := page.Form.Get("on")
	if said == "" {
		return today
	}
	day, err := registry.ParseDay(said)
	if err != nil {
		page.Form.wrong("on",
			page.say(registry.Text{Zh: "“" + said + "”不是日期", En: "“" + said + "” is not a date"}),
			page.say(registry.Text{Zh: "写作 2026-11-30", En: "write it as 2026-11-30"}))
		return today
	}
	return day
}

// entryTable is the entries of a version in the table of their kind.
type entryTable interface {
	view(c echo.Context) tableView
	exported(c echo.Context) (ok bool, err error)
}

// filledTable is a table and its rows.
type filledTable[T any] struct {
	table table[T]
	rows  []T
}

func (f filledTable[T]) view(c echo.Context) tableView { return f.table.view(c, f.rows) }

func (f filledTable[T]) exported(c echo.Context) (ok bool, err error) {
	return f.table.exported(c, f.rows)
}

// entries are the table of a version's entries.
func (w *Web) entries(p phrases, v registry.Version, content registry.Content) entryTable {
	switch v.List.Kind {
	case registry.ItemList:
		rows := p.itemLines(v, content.Items)
		return entriesIn(w.itemEntryTable(p, rows), p.fileOf(v), rows)
	case registry.InstitutionList:
		rows := p.institutionLines(content.Institutions, w.now().Day())
		return entriesIn(w.institutionEntryTable(p, rows), p.fileOf(v), rows)
	}
	return entriesIn(w.negativeEntryTable(p), p.fileOf(v), content.Negatives)
}

func entriesIn[T any](t table[T], file registry.Text, rows []T) entryTable {
	t.File = file
	return filledTable[T]{t, rows}
}

// fileOf is what the file of a version's entries is called: 演示市-互认项目清单-第2版.
func (p phrases) fileOf(v registry.Version) registry.Text {
	version := sprint("第%d版", "version %d", v.Number)
	if v.Number == 0 {
		version = registry.Text{Zh: "公示", En: "public notice"}
	}
	return filed(p.listFile(v.List), version)
}

// listFile is what the names of a list's files begin with.
func (p phrases) listFile(id registry.ListID) registry.Text {
	name := p.jurisdiction(id.Jurisdiction)
	return filed(registry.Text{Zh: name, En: name}, listNames[id.Kind])
}

// itemLine is a line of an item list: an entry, or a row without a catalogue item.
type itemLine struct {
	registry.ItemEntry
	item     *registry.Item // nil where the row has none
	unmapped bool
	window   string // the entry's, else the version's for the domain
	own      bool   // the entry prints it
}

func (p phrases) itemLines(v registry.Version, entries []registry.ItemEntry) []itemLine {
	rows := make([]itemLine, 0, len(entries)+len(v.Unmapped))
	for _, e := range entries {
		item, _ := p.s.Item(e.Item)
		row := itemLine{ItemEntry: e, item: item, window: p.window(e.Window), own: e.Window.Stated()}
		if !row.own && item != nil {
			row.window = p.window(v.Terms.Items.Window(item.Domain))
		}
		rows = append(rows, row)
	}
	for _, u := range v.Unmapped {
		entry := registry.ItemEntry{Printed: u.Printed, Category: u.Category, Note: u.Note}
		rows = append(rows, itemLine{ItemEntry: entry, unmapped: true, window: p.windowSaid(u.Window), own: u.Window != ""})
	}
	return rows
}

// category is the catalogue's, else the one that the list prints.
func (r itemLine) category() string {
	if r.item == nil {
		return r.Category
	}
	return r.item.Category
}

func (r itemLine) modality() string {
	if r.item == nil {
		return ""
	}
	return r.item.Modality
}

func (w *Web) itemEntryTable(p phrases, rows []itemLine) table[itemLine] {
	return table[itemLine]{
		Caption: registry.Text{Zh: "清单项目", En: "Items of the list"}, Empty: registry.Text{Zh: "清单为空。", En: "The list is empty."},
		Columns: p.itemEntryColumns(rows),
		Filters: []filter[itemLine]{
			{Key: "category", Label: registry.Text{Zh: "类别", En: "Category"}, Options: p.categoryOptions(lo.Map(rows, func(r itemLine, _ int) string { return r.category() })),
				Match: func(r itemLine, value string) bool { return r.category() == value }},
			{Key: "modality", Label: registry.Text{Zh: "检查类型", En: "Modality"}, Options: p.modalityOptions(lo.Map(rows, func(r itemLine, _ int) string { return r.modality() })),
				Match: func(r itemLine, value string) bool { return r.modality() == value }},
			{Key: "images", Label: registry.Text{Zh: "影像", En: "Images"}, Options: []option{{"yes", p.say("须有影像", "required")}, {"no", p.say("不要求", "not required")}},
				Match: func(r itemLine, value string) bool { return r.Images == (value == "yes") && !r.unmapped }},
			{Key: "mapped", Label: registry.Text{Zh: "目录对应", En: "Catalogue"}, Options: []option{{"yes", p.say("已对应", "mapped")}, {"no", p.say("未对应", "unmapped")}},
				Match: func(r itemLine, value string) bool { return r.unmapped == (value == "no") }},
		},
		Find: func(q string) func(itemLine) bool {
			found := keyed(w.registry.Items(q))
			return func(r itemLine) bool { return found[r.Item] }
		},
	}
}

func (p phrases) itemEntryColumns(rows []itemLine) []column[itemLine] {
	columns := []column[itemLine]{
		{Key: "name", Label: registry.Text{Zh: "项目", En: "Item"}, Name: func(r itemLine) string { return r.Printed }, Value: p.itemEntryCell},
		{Key: "code", Label: registry.Text{Zh: "编码", En: "Code"}, Less: byText(func(r itemLine) string { return string(r.Item) }), Value: func(r itemLine) cell {
			if r.unmapped {
				return cell{Text: p.say("未对应目录", "unmapped"), Tone: "plain"}
			}
			return cell{Text: string(r.Item)}
		}},
		{Key: "category", Label: registry.Text{Zh: "类别", En: "Category"}, Name: func(r itemLine) string { return p.category(r.category()) }, Value: p.itemCategoryCell},
		{Key: "window", Label: registry.Text{Zh: "互认时限", En: "Window"}, Less: windowsFirst, Value: func(r itemLine) cell {
			switch {
			case r.window == "":
				return cell{Text: p.say("未注明", "not stated")}
			case !r.own:
				return cell{Text: r.window, Note: p.say("清单统一规定", "by the list's terms")}
			}
			return cell{Text: r.window}
		}},
		{Key: "images", Label: registry.Text{Zh: "影像", En: "Images"}, Value: func(r itemLine) cell { return cell{Text: cmp.Or(p.imagesSaid(r.Images), "—")} }},
	}
	if slices.ContainsFunc(rows, func(r itemLine) bool { return r.Mark != "" }) {
		columns = append(columns, column[itemLine]{Key: "mark", Label: registry.Text{Zh: "标识", En: "Mark"}, Value: func(r itemLine) cell { return cell{Text: r.Mark} }})
	}
	if slices.ContainsFunc(rows, func(r itemLine) bool { return r.Note != "" }) {
		columns = append(columns, column[itemLine]{Key: "note", Label: registry.Text{Zh: "备注", En: "Note"}, Value: func(r itemLine) cell { return cell{Text: r.Note} }})
	}
	return columns
}

// windowsFirst orders rows by how soon their own windows end.
func windowsFirst(a, b itemLine) int { return registry.CompareWindows(a.Window, b.Window, 0) }

// itemEntryCell is what the list prints, with the catalogue's name where that is
// another, and what narrows the entry.
func (p phrases) itemEntryCell(r itemLine) cell {
	if r.item == nil {
		return cell{Text: cmp.Or(r.Printed, string(r.Item))}
	}
	name := itemName(r.item, p.lang)
	printed := cmp.Or(r.Printed, name)
	var notes []string
	if name != printed {
		notes = append(notes, name)
	}
	if r.Qualifiers.Stated() {
		notes = append(notes, p.qualifiers(r.Qualifiers))
	}
	return cell{Text: printed, Href: itemAddress(r.Item), Note: strings.Join(notes, " · ")}
}

// itemCategoryCell is a category, with the one that the list prints where that is
// another.
func (p phrases) itemCategoryCell(r itemLine) cell {
	shown := cell{Text: p.category(r.category())}
	if !strings.Contains(r.Category, r.category()) {
		shown.Note = r.Category
	}
	return shown
}

// plainOptions are the values that rows have, as choices.
func plainOptions[T any](rows []T, of func(T) string) []option {
	values := lo.Uniq(lo.Compact(lo.Map(rows, func(r T, _ int) string { return of(r) })))
	slices.Sort(values)
	return lo.Map(values, func(value string, _ int) option { return option{value, value} })
}

// institutionLine is a line of an institution list.
type institutionLine struct {
	registry.InstitutionEntry
	institution *registry.Institution // nil where it is not known
	name        string
	level       registry.Level // as printed, else the registry's
}

func (p phrases) institutionLines(entries []registry.InstitutionEntry, on registry.Day) []institutionLine {
	return lo.Map(entries, func(e registry.InstitutionEntry, _ int) institutionLine {
		row := institutionLine{InstitutionEntry: e, name: string(e.Institution), level: e.Level}
		i, ok := p.s.Institution(e.Institution, p.s.Head().Newest)
		if !ok {
			return row
		}
		row.institution, row.name = i, i.Name
		if row.level == registry.LevelUnknown {
			row.level = i.LevelOn(on)
		}
		return row
	})
}

func (r institutionLine) region() registry.RegionCode {
	if r.institution == nil {
		return ""
	}
	return r.institution.Region
}

func (w *Web) institutionEntryTable(p phrases, rows []institutionLine) table[institutionLine] {
	return table[institutionLine]{
		Caption: registry.Text{Zh: "清单机构", En: "Institutions of the list"}, Empty: registry.Text{Zh: "清单为空。", En: "The list is empty."},
		Columns: p.institutionEntryColumns(rows),
		Filters: []filter[institutionLine]{
			{Key: "level", Label: registry.Text{Zh: "级别", En: "Level"}, Options: p.levelOptions(),
				Match: func(r institutionLine, value string) bool { return strconv.Itoa(int(r.level)) == value }},
			{Key: "role", Label: registry.Text{Zh: "参与方式", En: "Role"}, Options: p.roleOptions(),
				Match: func(r institutionLine, value string) bool { return r.Role.String() == value }},
			{Key: "region", Label: registry.Text{Zh: "地区", En: "Region"}, Options: p.regionOptions(lo.Map(rows, func(r institutionLine, _ int) registry.RegionCode { return r.region() })),
				Match: func(r institutionLine, value string) bool { return string(r.region()) == value }},
			{Key: "scope", Label: registry.Text{Zh: "项目范围", En: "Scope"}, Options: []option{{"all", p.say("全部项目", "all items")}, {"part", p.say("部分项目", "some items")}},
				Match: func(r institutionLine, value string) bool {
					return (r.Scope.Mode == registry.ScopeAll) == (value == "all")
				}},
		},
		Find: func(q string) func(institutionLine) bool {
			found := keyed(w.registry.Institutions(q))
			return func(r institutionLine) bool { return found[r.Institution] }
		},
	}
}

func (p phrases) institutionEntryColumns(rows []institutionLine) []column[institutionLine] {
	columns := []column[institutionLine]{
		{Key: "name", Label: registry.Text{Zh: "医疗机构", En: "Institution"}, Name: func(r institutionLine) string { return r.name },
			Value: func(r institutionLine) cell {
				return cell{Text: r.name, Href: institutionAddress(r.Institution), Note: string(r.Institution)}
			}},
		{Key: "level", Label: registry.Text{Zh: "级别", En: "Level"}, Less: byNumber(func(r institutionLine) registry.Level { return r.level }),
			Value: func(r institutionLine) cell {
				if r.institution == nil {
					return cell{Text: p.level(r.level)}
				}
				return cell{Text: p.level(r.level), Note: p.grade(r.institution.Grade)}
			}},
		{Key: "region", Label: registry.Text{Zh: "地区", En: "Region"}, Less: byText(func(r institutionLine) string { return string(r.region()) }),
			Value: func(r institutionLine) cell { return cell{Text: p.region(r.region())} }},
		{Key: "role", Label: registry.Text{Zh: "参与方式", En: "Role"}, Less: byNumber(func(r institutionLine) registry.Role { return r.Role }),
			Value: func(r institutionLine) cell { return cell{Text: p.role(r.Role)} }},
		{Key: "scope", Label: registry.Text{Zh: "项目范围", En: "Scope"}, Less: byNumber(func(r institutionLine) int { return len(r.Scope.Items) }),
			Value: func(r institutionLine) cell { return cell{Text: p.scope(r.Scope), Note: p.scopeItems(r.Scope)} }},
	}
	if slices.ContainsFunc(rows, func(r institutionLine) bool { return r.Note != "" || r.Period != registry.Always }) {
		columns = append(columns, column[institutionLine]{Key: "note", Label: registry.Text{Zh: "期间与备注", En: "Period and note"},
			Value: func(r institutionLine) cell { return cell{Text: p.period(r.Period), Note: r.Note} }})
	}
	return columns
}

func (p phrases) levelOptions() []option {
	return lo.Map([]registry.Level{3, 2, 1, 0}, func(l registry.Level, _ int) option { return option{strconv.Itoa(int(l)), p.level(l)} })
}

func (p phrases) roleOptions() []option {
	roles := []registry.Role{registry.RoleBoth, registry.RoleIssues, registry.RoleReceives}
	return lo.Map(roles, func(r registry.Role, _ int) option { return option{r.String(), p.role(r)} })
}

func (p phrases) regionOptions(codes []registry.RegionCode) []option {
	codes = lo.Uniq(lo.Compact(codes))
	slices.Sort(codes)
	return lo.Map(codes, func(code registry.RegionCode, _ int) option { return option{string(code), p.region(code)} })
}

func (w *Web) negativeEntryTable(p phrases) table[registry.NegativeEntry] {
	return table[registry.NegativeEntry]{
		Caption: registry.Text{Zh: "“负面”清单条目", En: "Entries of the negative list"},
		Empty:   registry.Text{Zh: "清单为空：没有不予互认的情形。", En: "The list is empty: nothing is excluded."},
		Columns: []column[registry.NegativeEntry]{
			{Key: "about", Label: registry.Text{Zh: "适用于", En: "About"}, Value: func(e registry.NegativeEntry) cell { return cell{Text: p.negative(e), Parts: p.about(e)} }},
			{Key: "effect", Label: registry.Text{Zh: "效力", En: "Effect"}, Less: byNumber(func(e registry.NegativeEntry) registry.NegativeEffect { return e.Effect }),
				Value: func(e registry.NegativeEntry) cell {
					return cell{Text: effectNames[e.Effect].In(p.lang), Tone: map[registry.NegativeEffect]string{registry.Deny: "bad", registry.Discretion: "fair"}[e.Effect]}
				}},
			{Key: "reason", Label: registry.Text{Zh: "理由", En: "Reason"}, Value: func(e registry.NegativeEntry) cell { return cell{Text: e.Reason} }},
			{Key: "period", Label: registry.Text{Zh: "期间", En: "Period"}, Less: byNumber(func(e registry.NegativeEntry) registry.Day { return e.Period.From }),
				Value: func(e registry.NegativeEntry) cell {
					return cell{Text: cmp.Or(p.period(e.Period), p.say("随清单", "as the list"))}
				}},
		},
		Filters: []filter[registry.NegativeEntry]{
			{Key: "effect", Label: registry.Text{Zh: "效力", En: "Effect"}, Options: []option{
				{"deny", effectNames[registry.Deny].In(p.lang)}, {"discretion", effectNames[registry.Discretion].In(p.lang)},
			}, Match: func(e registry.NegativeEntry, value string) bool { return e.Effect.String() == value }},
			{Key: "names", Label: registry.Text{Zh: "涉及", En: "Names"}, Options: []option{
				{"institution", p.say("机构", "an institution")}, {"item", p.say("项目或类别", "an item or category")}, {"condition", p.say("情形、年龄、科室", "a situation, age, department")},
			}, Match: negativeNames},
		},
		Find: func(q string) func(registry.NegativeEntry) bool {
			items, institutions := keyed(w.registry.Items(q)), keyed(w.registry.Institutions(q))
			return func(e registry.NegativeEntry) bool {
				return items[e.Item] || institutions[e.Issuer] || institutions[e.Receiver]
			}
		},
	}
}

func negativeNames(e registry.NegativeEntry, value string) bool {
	switch value {
	case "institution":
		return e.NamesInstitution()
	case "item":
		return e.NamesItem()
	}
	return !e.Unconditional()
}
