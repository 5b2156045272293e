package web

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/registry"
)

// nameRow is a row of the file beside what it was taken for.
type nameRow struct {
	place           string
	row, order      int
	text            string // of its cells
	name            string
	code, item, how string
}

// names shows every name of the file beside what it was taken for, so that a
// reviewer can look.
func (r *reading) names(c echo.Context) (exported bool, err error) {
	if len(r.rows) == 0 {
		return false, nil
	}
	all := r.nameRows()
	t := r.nameTable()
	if exported, err := t.exported(c, all); exported {
		return true, err
	}
	v := t.view(c, all)
	r.page.Names = &v
	return false, nil
}

func (r *reading) nameRows() []nameRow {
	open := lo.GroupBy(r.page.Draft.Unresolved, func(u api.UnresolvedName) string { return rowKey(u.Sheet, u.Row) })
	first := placeRows(r.page.Draft)
	var all []nameRow
	for i, row := range r.rows {
		key := rowKey(row.Sheet, row.Row)
		line := nameRow{place: r.place(row.Sheet, row.Row), row: row.Row, order: i, text: joinedCells(row)}
		for _, n := range r.taken[key] {
			line := line
			line.name, line.code, line.item, line.how = n.Name, n.Code, r.w.codeName(n.Code, r.lang), n.How
			all = append(all, line)
		}
		for _, u := range open[key] {
			line := line
			line.name, line.how = u.Name, "open"
			all = append(all, line)
		}
		if begins, ok := first[row.Sheet]; ok && row.Row >= begins && len(r.taken[key])+len(open[key]) == 0 {
			line.how = "none"
			all = append(all, line)
		}
	}
	return all
}

// joinedCells are the cells of a row, as one text.
func joinedCells(row api.FileRow) string {
	var cells []string
	for _, column := range sortedColumns(slices.Collect(maps.Keys(row.Cells))) {
		if text := strings.TrimSpace(oneLine(row.Cells[column])); text != "" {
			cells = append(cells, text)
		}
	}
	return strings.Join(cells, " ｜ ")
}

// howCell says how a name was resolved, in words and tone.
func howCell(how, lang string) cell {
	switch how {
	case "open":
		return cell{Text: registry.Text{Zh: "待确认", En: "open"}.In(lang), Tone: "bad"}
	case "none":
		return cell{Text: registry.Text{Zh: "无名称或保留原文", En: "no name, or kept as printed"}.In(lang), Tone: "plain"}
	}
	return cell{Text: howTitles[how].In(lang), Tone: howTones[how]}
}

func (r *reading) nameTable() table[nameRow] {
	hows := []string{"open", "exact", "alias", "normalized", "person", "panel", "identifier", "created", "none"}
	return table[nameRow]{
		Name: "rows", Caption: registry.Text{Zh: "逐行对照：文件原文与识别结果", En: "Row by row: the file, and what it was taken for"}, Size: 25,
		Columns: []column[nameRow]{
			{Key: "row", Label: registry.Text{Zh: "行", En: "Row"}, Value: func(n nameRow) cell { return cell{Text: n.place} }, Less: byNumber(func(n nameRow) int { return n.order })},
			{Key: "text", Label: registry.Text{Zh: "文件原文", En: "In the file"}, Value: func(n nameRow) cell { return cell{Text: n.text} }},
			{Key: "item", Label: registry.Text{Zh: "识别为", En: "Taken for"}, Less: byText(func(n nameRow) string { return n.item }),
				Value: func(n nameRow) cell { return cell{Text: cmp.Or(n.item, n.code, "—"), Note: n.code} }},
			{Key: "how", Label: registry.Text{Zh: "依据", En: "How"}, Less: byNumber(func(n nameRow) int { return slices.Index(hows, n.how) }), Value: func(n nameRow) cell { return howCell(n.how, r.lang) }},
		},
		Filters: []filter[nameRow]{{
			Key: "how", Label: registry.Text{Zh: "依据", En: "How"}, Match: func(n nameRow, v string) bool { return n.how == v },
			Options: lo.Map(hows, func(how string, _ int) option { return option{how, howCell(how, r.lang).Text} }),
		}},
	}
}

// diffView is what a draft changes.
type diffView struct {
	Against                              string // address of the version compared with; empty: there is none
	Version                              int
	Added, Removed, Changed, Same, Terms int
	Table                                *tableView
}

// diffKind is a kind of changes, and how it looks.
type diffKind struct {
	key, tone string
	title     registry.Text
}

// diffRow is one thing that a draft changes.
type diffRow struct{ kind, key, name, detail string }

// diffKinds are the kinds of changes, in the order in which they are looked at.
var diffKinds = []diffKind{
	{"removed", "bad", registry.Text{Zh: "停用", En: "removed"}},
	{"changed", "fair", registry.Text{Zh: "变更", En: "changed"}},
	{"added", "good", registry.Text{Zh: "新增", En: "added"}},
	{"terms", "unsure", registry.Text{Zh: "条款", En: "term"}},
	{"cosmetic", "plain", registry.Text{Zh: "仅文字", En: "wording only"}},
	{"unmapped", "plain", registry.Text{Zh: "保留原文", En: "kept as printed"}},
}

// diff shows what the draft changes against the version before it.
func (r *reading) diff(c echo.Context) (exported bool, err error) {
	d := r.page.Draft.Diff
	if d == nil {
		return false, nil
	}
	r.page.Diff = diffView{
		Version: d.Version, Added: len(d.Added), Removed: len(d.Removed), Changed: len(d.Changed), Same: d.Unchanged + len(d.Cosmetic), Terms: len(d.Terms),
	}
	if d.Against != nil {
		r.page.Diff.Against = versionAddress(d.Jurisdiction, d.Kind, *d.Against)
	}
	all := r.diffRows(d)
	t := r.diffTable()
	if exported, err := t.exported(c, all); exported {
		return true, err
	}
	v := t.view(c, all)
	r.page.Diff.Table = &v
	return false, nil
}

func (r *reading) diffRows(d *api.ListDiff) []diffRow {
	var all []diffRow
	for _, e := range d.Removed {
		all = append(all, r.entry("removed", e))
	}
	for _, change := range d.Changed {
		all = append(all, diffRow{"changed", change.Entry, r.entryName(change.Entry), r.fields(change.Fields)})
	}
	for _, e := range d.Added {
		all = append(all, r.entry("added", e))
	}
	for _, f := range d.Terms {
		all = append(all, diffRow{"terms", f.Name, termTitleOf(f.Name, r.lang), r.termChange(f)})
	}
	for _, change := range d.Cosmetic {
		all = append(all, diffRow{"cosmetic", change.Entry, r.entryName(change.Entry), r.fields(change.Fields)})
	}
	for _, u := range d.UnmappedAdded {
		all = append(all, diffRow{"unmapped", "", u.Printed, r.say("新增", "added")})
	}
	for _, u := range d.UnmappedRemoved {
		all = append(all, diffRow{"unmapped", "", u.Printed, r.say("去掉", "removed")})
	}
	return all
}

func (r *reading) entryName(key string) string {
	if name := r.w.codeName(key, r.lang); name != "" {
		return name
	}
	for _, n := range r.page.Draft.Resolved {
		if n.Code == key {
			return n.Name
		}
	}
	return key
}

// entry is an entry of a list as a row; the contract gives entries of all lists
// as objects.
func (r *reading) entry(kind string, e api.Entry) diffRow {
	members, _ := e.(map[string]any)
	head := ""
	for _, member := range []string{"entry", "institution"} {
		if key, ok := members[member].(string); ok && head == "" {
			head = key
		}
	}
	if head != "" {
		return diffRow{kind, head, r.entryName(head), r.members(members, memberTitles)}
	}
	of, does := lo.FilterReject(memberTitles, func(m memberTitle, _ int) bool { return !slices.Contains(outcomes, m.name) })
	return diffRow{kind, "", cmp.Or(r.members(members, of), r.say("全部结果", "every result")), r.members(members, does)}
}

// outcomes are the members of a negative entry that say what it does, and not to
// what.
var outcomes = []string{"effect", "from", "to", "reason", "note"}

// memberTitle is what a member of an entry is called.
type memberTitle struct {
	name  string
	title registry.Text
}

// memberTitles are the members of entries that are told, in order.
var memberTitles = []memberTitle{
	{"printed", registry.Text{Zh: "原文", En: "printed"}}, {"window", registry.Text{Zh: "时限", En: "window"}}, {"mark", registry.Text{Zh: "标识", En: "mark"}},
	{"images", registry.Text{Zh: "须有影像", En: "images"}}, {"level", registry.Text{Zh: "级别", En: "level"}}, {"role", registry.Text{Zh: "角色", En: "role"}},
	{"scope", registry.Text{Zh: "范围", En: "scope"}}, {"issuer", registry.Text{Zh: "出具机构", En: "issuer"}}, {"receiver", registry.Text{Zh: "接诊机构", En: "receiver"}},
	{"item", registry.Text{Zh: "项目", En: "item"}}, {"category", registry.Text{Zh: "类别", En: "category"}}, {"modality", registry.Text{Zh: "检查类型", En: "modality"}},
	{"origin", registry.Text{Zh: "来源地区", En: "origin"}}, {"situation", registry.Text{Zh: "情形", En: "situation"}}, {"department", registry.Text{Zh: "科室", En: "department"}},
	{"effect", registry.Text{Zh: "效力", En: "effect"}}, {"from", registry.Text{Zh: "起始", En: "from"}}, {"to", registry.Text{Zh: "截止", En: "to"}},
	{"reason", registry.Text{Zh: "原因", En: "reason"}}, {"note", registry.Text{Zh: "备注", En: "note"}},
}

// valueTitles are the words of the contract that entries hold.
var valueTitles = map[string]registry.Text{
	"both": {Zh: "出具并接收", En: "issues and receives"}, "issues": {Zh: "仅出具", En: "issues only"}, "receives": {Zh: "仅接收", En: "receives only"},
	"deny": {Zh: "不予互认", En: "not recognized"}, "discretion": {Zh: "医师酌定", En: "physician’s discretion"},
	"true": {Zh: "是", En: "yes"}, "false": {Zh: "否", En: "no"}, "all": {Zh: "全部项目", En: "all items"},
	"day": {Zh: "当日", En: "the same day"}, "unlimited": {Zh: "不限", En: "no limit"},
}

// windowUnits are the units of windows, as lists print them.
var windowUnits = map[registry.WindowUnit]registry.Text{
	registry.WindowHours: {Zh: "小时", En: " h"}, registry.WindowDays: {Zh: "天", En: " d"}, registry.WindowMonths: {Zh: "个月", En: " months"},
}

func (r *reading) value(text string) string {
	if w, err := registry.ParseWindow(text); err == nil && windowUnits[w.Unit].Zh != "" {
		return number(int(w.Count)) + windowUnits[w.Unit].In(r.lang)
	}
	if title, ok := valueTitles[text]; ok {
		return title.In(r.lang)
	}
	if name := r.w.codeName(text, r.lang); name != "" {
		return name
	}
	return text
}

// members are what an entry says in some of its members.
func (r *reading) members(members map[string]any, titles []memberTitle) string {
	var said []string
	for _, m := range titles {
		if text := r.told(m.name, r.member(members[m.name])); text != "" {
			said = append(said, m.title.In(r.lang)+r.say("：", ": ")+text)
		}
	}
	return strings.Join(said, r.say("；", "; "))
}

// levelTitles are what the levels of hospitals are called.
var levelTitles = map[string]registry.Text{"1": {Zh: "一级", En: "level 1"}, "2": {Zh: "二级", En: "level 2"}, "3": {Zh: "三级", En: "level 3"}}

// told is the value of a member in words.
func (r *reading) told(member, text string) string {
	if title, ok := levelTitles[text]; ok && member == "level" {
		return title.In(r.lang)
	}
	return r.value(text)
}

func (r *reading) member(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case float64:
		return number(int(v))
	case bool:
		if v {
			return r.say("是", "yes")
		}
	case map[string]any: // a scope
		items, _ := v["items"].([]any)
		mode, _ := v["mode"].(string)
		switch mode {
		case "only":
			return r.say("仅 "+number(len(items))+" 个项目", "only "+number(len(items))+" items")
		case "except":
			return r.say("除 "+number(len(items))+" 个项目外", "all but "+number(len(items))+" items")
		}
	}
	return ""
}

func (r *reading) fields(all []api.FieldChange) string {
	return strings.Join(lo.Map(all, func(f api.FieldChange, _ int) string {
		title := f.Name
		if i := slices.IndexFunc(memberTitles, func(m memberTitle) bool { return m.name == f.Name }); i >= 0 {
			title = memberTitles[i].title.In(r.lang)
		}
		return title + r.say("：", ": ") + r.change(f)
	}), r.say("；", "; "))
}

func (r *reading) change(f api.FieldChange) string {
	empty := r.say("未填", "none")
	return cmp.Or(r.told(f.Name, f.Before), empty) + " → " + cmp.Or(r.told(f.Name, f.After), empty)
}

func (r *reading) termChange(f api.FieldChange) string {
	empty, title := r.say("未填", "none"), termTitles[f.Name]
	if len(title.values) == 0 {
		return r.change(f)
	}
	return cmp.Or(valueTitle(title, f.Before, r.lang), empty) + " → " + cmp.Or(valueTitle(title, f.After, r.lang), empty)
}

func (r *reading) diffTable() table[diffRow] {
	order := func(d diffRow) int {
		return slices.IndexFunc(diffKinds, func(k diffKind) bool { return k.key == d.kind })
	}
	t := table[diffRow]{
		Name: "diff", Caption: registry.Text{Zh: "差异明细", En: "Differences"}, Size: 20,
		Empty: registry.Text{Zh: "与上一版没有差异。", En: "Nothing differs from the version before."},
		Columns: []column[diffRow]{
			{Key: "name", Label: registry.Text{Zh: "条目", En: "Entry"}, Less: byText(func(d diffRow) string { return d.name }), Value: func(d diffRow) cell { return cell{Text: d.name, Note: d.key} }},
			{Key: "kind", Label: registry.Text{Zh: "变化", En: "Change"}, Less: byNumber(order), Value: func(d diffRow) cell {
				k := diffKinds[order(d)]
				return cell{Text: k.title.In(r.lang), Tone: k.tone}
			}},
			{Key: "detail", Label: registry.Text{Zh: "内容", En: "What"}, Value: func(d diffRow) cell { return cell{Text: d.detail} }},
		},
		Filters: []filter[diffRow]{{Key: "kind", Label: registry.Text{Zh: "变化", En: "Change"}, Match: func(d diffRow, v string) bool { return d.kind == v }}},
	}
	for _, k := range diffKinds {
		t.Filters[0].Options = append(t.Filters[0].Options, option{k.key, k.title.In(r.lang)})
	}
	return t
}
