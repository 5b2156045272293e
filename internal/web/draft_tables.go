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
	first, wrong := placeRows(r.page.Draft), map[string]bool{}
	for _, p := range r.page.Draft.Problems {
		wrong[rowKey(p.Sheet, p.Row)] = true
	}
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
			if wrong[key] {
				line.how = "wrong"
			}
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
	case "wrong":
		return cell{Text: registry.Text{Zh: "有问题", En: "a problem"}.In(lang), Tone: "bad"}
	case "none":
		return cell{Text: registry.Text{Zh: "无名称或保留原文", En: "no name, or kept as printed"}.In(lang), Tone: "plain"}
	}
	return cell{Text: howTitles[how].In(lang), Tone: howTones[how]}
}

func (r *reading) nameTable() table[nameRow] {
	hows := []string{"open", "wrong", "exact", "alias", "normalized", "person", "panel", "identifier", "created", "none"}
	return table[nameRow]{
		Name: "rows", Caption: registry.Text{Zh: "逐行对照：文件原文与识别结果", En: "Row by row: the file, and what it was taken for"}, Size: 25,
		Columns: []column[nameRow]{
			{Key: "row", Label: registry.Text{Zh: "行", En: "Row"}, Value: func(n nameRow) cell { return cell{Text: n.place} }, Less: byNumber(func(n nameRow) int { return n.order })},
			{Key: "text", Label: registry.Text{Zh: "文件原文", En: "In the file"}, Value: func(n nameRow) cell { return cell{Text: n.text} }},
			{Key: "item", Label: registry.Text{Zh: "识别为", En: "Taken for"}, Name: func(n nameRow) string { return n.item },
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
	listDiffView
	Against string // address of the version compared with; empty: there is none
	Table   *tableView
}

// diffRow is one thing that a draft changes.
type diffRow struct{ kind, label, tone, name, note, detail string }

// diffKinds name the groups of a difference in addresses, by how they look.
var diffKinds = map[string]string{"good": "added", "bad": "removed", "fair": "changed", "plain": "wording"}

// diff shows what the draft changes against the version before it.
func (r *reading) diff(c echo.Context) (exported bool, err error) {
	wire := r.page.Draft.Diff
	if wire == nil {
		return false, nil
	}
	kind, err := registry.ParseListKind(string(wire.Kind))
	if err != nil {
		return false, err
	}
	diff, err := diffOf(kind, *wire)
	if err != nil {
		return false, err
	}
	r.page.Diff.listDiffView = phrases{r.w.snapshot(c), r.lang}.diff(diff)
	if wire.Against != nil {
		r.page.Diff.Against = versionAddress(listNamed(wire.Jurisdiction, wire.Kind), *wire.Against)
	}
	all := r.diffRows()
	t := r.diffTable(all)
	if exported, err := t.exported(c, all); exported {
		return true, err
	}
	v := t.view(c, all)
	r.page.Diff.Table = &v
	return false, nil
}

func (r *reading) diffRows() []diffRow {
	var all []diffRow
	for _, f := range r.page.Diff.Terms {
		all = append(all, diffRow{"terms", r.say("条款", "Term"), "unsure", f.Name, "", f.Before + " → " + f.After})
	}
	for _, g := range r.page.Diff.Groups {
		for _, line := range g.Lines {
			row := diffRow{diffKinds[g.Tone], g.Label, g.Tone, r.lineName(line.Name), "", line.Note}
			if len(line.Fields) > 0 {
				row.note, row.detail = line.Note, r.changes(line.Fields)
			}
			all = append(all, row)
		}
	}
	return all
}

// lineName is what an entry is called: an institution that the draft brings has
// its name there alone.
func (r *reading) lineName(name string) string {
	for _, n := range r.page.Draft.Resolved {
		if n.Code == name {
			return n.Name
		}
	}
	return name
}

func (r *reading) changes(fields []fieldChange) string {
	return strings.Join(lo.Map(fields, func(f fieldChange, _ int) string {
		return f.Name + r.say("：", ": ") + f.Before + " → " + f.After
	}), r.say("；", "; "))
}

func (r *reading) diffTable(all []diffRow) table[diffRow] {
	kinds := lo.UniqBy(all, func(d diffRow) string { return d.kind })
	return table[diffRow]{
		Name: "diff", Caption: registry.Text{Zh: "差异明细", En: "Differences"}, Size: 20,
		Empty: registry.Text{Zh: "与上一版没有差异。", En: "Nothing differs from the version before."},
		Columns: []column[diffRow]{
			{Key: "name", Label: registry.Text{Zh: "条目", En: "Entry"}, Name: func(d diffRow) string { return d.name }, Value: func(d diffRow) cell { return cell{Text: d.name, Note: d.note} }},
			{Key: "kind", Label: registry.Text{Zh: "变化", En: "Change"}, Less: byText(func(d diffRow) string { return d.kind }), Value: func(d diffRow) cell { return cell{Text: d.label, Tone: d.tone} }},
			{Key: "detail", Label: registry.Text{Zh: "内容", En: "What"}, Value: func(d diffRow) cell { return cell{Text: d.detail} }},
		},
		Filters: []filter[diffRow]{{
			Key: "kind", Label: registry.Text{Zh: "变化", En: "Change"}, Match: func(d diffRow, v string) bool { return d.kind == v },
			Options: lo.Map(kinds, func(d diffRow, _ int) option { return option{d.kind, d.label} }),
		}},
	}
}
