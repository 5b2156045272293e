package web

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/registry"
)

// reportOf is what the checks say of a draft.
type reportOf struct {
	Clean              bool
	Rows, Entries      int
	Names, Open, Wrong int // names understood, names that need a person, problems
	Whole              []api.ProblemDetail
	Notes              []api.ProblemDetail
	Confirm, Confirmed bool
	ConfirmWhat        string
	Scheduled          []scheduledView
	Fix                []rowView // rows to put right
	First, Last, Total int
	Page               int
	Previous, Next     string
	Edits              []editView
	Decided            []decidedView
	Truncated          bool
	HasFile, HasRows   bool // it came as a file; that can be read
}

// scheduledView is a version that has yet to begin.
type scheduledView struct {
	Number, From string
	Taken        bool // publication takes it back
}

// editView is a cell that was put right, or a row that was taken out, by its place.
type editView struct{ Place, Value, Field string }

// decidedView is what a person decided about a name.
type decidedView struct{ Name, Means string }

// rowView is a row of the file that wants a person, beside what Concord made of it.
type rowView struct {
	N        int // of the rows on the page
	Place    string
	Key      string // sheet!row, of its fields
	Cells    []cellField
	Problems []problemView
	Names    []nameView
	Taken    []takenView
	Dropped  bool // typed: the row is to be taken out
}

// cellField is a cell as it stands, to be put right in place.
type cellField struct {
	Column, Heading string
	Key             string // sheet!row!column
	Was, Value      string // in the file, and typed
	Wrong, Edited   bool
	Long            bool // it wants the room of two
}

// problemView is a problem of a row.
type problemView struct {
	api.ProblemDetail
	Accept string // the identifier that a person may confirm; empty: none
}

// nameView is a name that needs a person.
type nameView struct {
	Name       string
	Again      string          // other rows of the same name
	Candidates []candidateView // the likeliest
	More       []candidateView
	Panel      *candidateView
	Suggest    string // kind of what may be typed
	Keep       bool   // it may stay as printed
	Choice     string // typed
	Other      string
	Problems   []api.ProblemDetail
}

type candidateView struct {
	Code, Name string
	Score      int // per cent
}

// takenView is a name of a row that Concord understood.
type takenView struct{ Name, Means, Code, How string }

// fixesShown is how many rows to be put right a page holds.
const fixesShown = 25

// longCell is how many characters a narrow field shows.
const longCell = 10

// fewCandidates is how many candidates stand open.
const fewCandidates = 5

// maxRowPages bounds how much of a file is read to be shown: 20,000 rows.
const maxRowPages = 20

// fileRows are the rows of a draft's file, edits made; none where it cannot be
// read, which the report says.
func (w *Web) fileRows(ctx context.Context, c echo.Context, id string) ([]api.FileRow, error) {
	var all []api.FileRow
	cursor := ""
	for range maxRowPages {
		page, err := asked(w.client(c).DraftRowsWithResponse(ctx, id, &api.DraftRowsParams{Limit: largestPage, Cursor: cursor}))
		if refused, ok := asRefused(err); ok && refused.problem.Status == http.StatusUnprocessableEntity {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, page.JSON200.Items...)
		if page.JSON200.NextCursor == nil {
			break
		}
		cursor = *page.JSON200.NextCursor
	}
	return all, nil
}

// report fills in what the checks say; exported is true where a table of it was
// asked for as a file, which then is written.
func (w *Web) report(c echo.Context, page *draftPage) (exported bool, err error) {
	d := page.Draft
	rows, err := w.fileRows(c.Request().Context(), c, d.ID)
	if err != nil {
		return false, err
	}
	scheduled, err := w.scheduled(c, d.Jurisdiction, d.Kind)
	if err != nil {
		return false, err
	}
	r := reading{w: w, page: page, lang: page.Lang, rows: rows, heads: headings(rows, d), taken: lo.GroupBy(d.Resolved, takenKey)}
	page.Report = r.summary()
	page.Report.Scheduled = lo.Map(scheduled, func(v api.VersionSummary, _ int) scheduledView {
		return scheduledView{number(v.Version), lo.FromPtr(v.EffectiveFrom), slices.Contains(d.Withdraws, v.Version) || page.Form.Has("withdraws", number(v.Version))}
	})
	r.turnTo(c.QueryParam("page"))
	if exported, err := r.names(c); exported || err != nil {
		return exported, err
	}
	return r.diff(c)
}

// scheduled are the versions of a list that have yet to begin.
func (w *Web) scheduled(c echo.Context, code string, kind api.ListKind) ([]api.VersionSummary, error) {
	all, err := w.versionsOf(c, code, kind)
	today := w.now().Day().String()
	return lo.Filter(all, func(v api.VersionSummary, _ int) bool {
		return v.State == "published" && lo.FromPtr(v.EffectiveFrom) > today
	}), err
}

// versionsOf are the newest versions of a list.
func (w *Web) versionsOf(c echo.Context, code string, kind api.ListKind) ([]api.VersionSummary, error) {
	page, err := asked(w.client(c).ListVersionsWithResponse(c.Request().Context(), code, kind, &api.ListVersionsParams{Limit: largestPage}))
	if refused, ok := asRefused(err); ok && refused.problem.Status == http.StatusNotFound {
		return nil, nil // nobody published the list yet
	}
	if err != nil {
		return nil, err
	}
	return page.JSON200.Items, nil
}

// reading turns the report of a draft into what its page shows.
type reading struct {
	w     *Web
	page  *draftPage
	lang  string
	rows  []api.FileRow
	heads map[string]map[string]string // by sheet and column
	taken map[string][]api.ResolvedName
}

func rowKey(sheet string, row int) string { return sheet + "!" + number(row) }

func takenKey(r api.ResolvedName) string { return rowKey(r.Sheet, r.Row) }

func (r *reading) say(zh, en string) string { return saying(r.lang).t(zh, en) }

// headings are the texts above the columns of each sheet: of the rows above the
// first that was understood, the one that says most.
func headings(rows []api.FileRow, d api.Draft) map[string]map[string]string {
	first := placeRows(d)
	heads := map[string]map[string]string{}
	for _, row := range rows {
		if begins, ok := first[row.Sheet]; ok && row.Row < begins && len(row.Cells) >= len(heads[row.Sheet]) {
			heads[row.Sheet] = row.Cells
		}
	}
	return heads
}

// placeRows are the first rows of sheets that the checks speak of.
func placeRows(d api.Draft) map[string]int {
	first := map[string]int{}
	note := func(sheet string, row int) {
		if known, ok := first[sheet]; row > 0 && (!ok || row < known) {
			first[sheet] = row
		}
	}
	for _, n := range d.Resolved {
		note(n.Sheet, n.Row)
	}
	for _, n := range d.Unresolved {
		note(n.Sheet, n.Row)
	}
	if len(first) == 0 {
		for _, p := range d.Problems {
			note(p.Sheet, p.Row)
		}
	}
	return first
}

func (r *reading) summary() reportOf {
	d := r.page.Draft
	open := lo.UniqBy(d.Unresolved, func(u api.UnresolvedName) string { return u.Name })
	report := reportOf{
		Clean: *d.Clean, Rows: lo.FromPtr(d.Rows), Entries: lo.FromPtr(d.EntryCount), Names: len(d.Resolved), Open: len(open), Wrong: len(d.Problems),
		Notes: d.Notes, Truncated: d.Truncated, HasRows: len(r.rows) > 0, HasFile: !givenAsEntries(d.File), Confirmed: d.Confirm || r.page.Form.Has("confirm", "true"), Confirm: d.Confirm,
	}
	for _, p := range d.Problems {
		if p.Code == "CONFIRM_NEEDED" {
			report.Confirm, report.ConfirmWhat = true, p.Message
			p.Fix = r.say("确认无误时，在下方勾选“确认”后保存", "where it is meant, tick the confirmation below and save")
		}
		if p.Row == 0 || p.Code == "CONFIRM_NEEDED" {
			report.Whole = append(report.Whole, p)
		}
	}
	if n := surelyRemoved(d); n > 0 && !report.Confirm {
		report.Confirm, report.ConfirmWhat = true, r.say("比上一版减少至少 "+number(n)+" 条", "it drops at least "+number(n)+" entries of the version before")
	}
	for _, e := range d.Edits {
		report.Edits = append(report.Edits, r.edit(e))
	}
	for _, name := range slices.Sorted(maps.Keys(d.Resolve)) {
		report.Decided = append(report.Decided, decidedView{name, r.meaning(d.Resolve[name])})
	}
	return report
}

// manyRemoved is how many times as many entries as a draft may take away without
// a confirmation stand in the version before: a fifth, as the checks have it.
const manyRemoved = 5

// surelyRemoved is how many entries a draft takes away whatever its open names
// come to mean and its wrong rows say; 0 where that takes no confirmation. The
// checks ask for one once all else is right.
func surelyRemoved(d api.Draft) int {
	if d.Diff == nil {
		return 0
	}
	before := len(d.Diff.Removed) + len(d.Diff.Changed) + len(d.Diff.Cosmetic) + d.Diff.Unchanged
	removed := len(d.Diff.Removed) - len(d.Unresolved) - len(d.Problems)
	if d.Truncated || removed*manyRemoved <= before {
		return 0
	}
	return removed
}

func (r *reading) edit(e api.Edit) editView {
	sheet := lo.FromPtr(e.Sheet)
	v := editView{Place: r.place(sheet, e.Row), Field: "restore:" + rowKey(sheet, e.Row)}
	if column := lo.FromPtr(e.Column); column != "" {
		v.Place += r.say(" "+cmp.Or(oneLine(r.heads[sheet][column]), column+" 列"), ", "+cmp.Or(oneLine(r.heads[sheet][column]), "column "+column))
		v.Value, v.Field = lo.FromPtr(e.Value), "revert:"+rowKey(sheet, e.Row)+"!"+column
	}
	return v
}

// place is a row as people find it in the file.
func (r *reading) place(sheet string, row int) string {
	place := r.say("第 "+number(row)+" 行", "Row "+number(row))
	if sheet != "" && len(r.heads) > 1 {
		return sheet + " · " + place
	}
	return place
}

// meaning is what a code of a decision is called.
func (r *reading) meaning(code string) string {
	if code == "" {
		return r.say("保留原文", "kept as printed")
	}
	if name := r.w.codeName(code, r.lang); name != "" {
		return registry.Text{Zh: name, En: name}.WithCode(code).In(r.lang)
	}
	return code
}

// candidate is what a name may mean, with the name that it is alike in where that is
// not what the page calls it.
func (r *reading) candidate(one api.UnresolvedCandidate) string {
	name := cmp.Or(r.w.codeName(one.Code, r.lang), one.Name)
	return registry.Text{Zh: name, En: name}.WithCode(one.Name).In(r.lang)
}

// wrongRow is a row that wants a person.
type wrongRow struct {
	sheet    string
	row      int
	problems []api.ProblemDetail
	names    []api.UnresolvedName
}

// wrongRows are the rows that want a person, as they follow one another in the
// file. A name is asked for once, in its first row.
func wrongRows(d api.Draft, rows []api.FileRow) (wrong []*wrongRow, again map[string][]int) {
	found, again := map[string]*wrongRow{}, map[string][]int{}
	at := func(sheet string, row int) *wrongRow {
		key := rowKey(sheet, row)
		if found[key] == nil {
			found[key] = &wrongRow{sheet: sheet, row: row}
			wrong = append(wrong, found[key])
		}
		return found[key]
	}
	seen := map[string]bool{}
	for _, u := range d.Unresolved {
		if seen[u.Name] {
			again[u.Name] = append(again[u.Name], u.Row)
			continue
		}
		seen[u.Name] = true
		row := at(u.Sheet, u.Row)
		row.names = append(row.names, u)
	}
	for _, p := range d.Problems {
		if p.Row > 0 && p.Code != "CONFIRM_NEEDED" {
			row := at(p.Sheet, p.Row)
			row.problems = append(row.problems, p)
		}
	}
	order := map[string]int{}
	for i, row := range rows {
		order[rowKey(row.Sheet, row.Row)] = i
	}
	slices.SortStableFunc(wrong, func(a, b *wrongRow) int {
		return cmp.Or(cmp.Compare(order[rowKey(a.sheet, a.row)], order[rowKey(b.sheet, b.row)]), cmp.Compare(a.row, b.row))
	})
	return wrong, again
}

// turnTo shows the rows of one page.
func (r *reading) turnTo(page string) {
	wrong, again := wrongRows(r.page.Draft, r.rows)
	v := &r.page.Report
	pages := max(1, (len(wrong)+fixesShown-1)/fixesShown)
	v.Page = min(max(atoi(page), 1), pages)
	first := (v.Page - 1) * fixesShown
	shown := wrong[first:min(first+fixesShown, len(wrong))]
	v.First, v.Last, v.Total = min(first+1, len(wrong)), first+len(shown), len(wrong)
	if v.Page > 1 {
		v.Previous = r.page.With("page", number(v.Page-1))
	}
	if v.Page < pages {
		v.Next = r.page.With("page", number(v.Page+1))
	}
	cells := map[string]map[string]string{}
	for _, row := range r.rows {
		cells[rowKey(row.Sheet, row.Row)] = row.Cells
	}
	for i, row := range shown {
		view := r.row(row, cells[rowKey(row.sheet, row.row)], again)
		view.N = i
		v.Fix = append(v.Fix, view)
	}
}

func (r *reading) row(wrong *wrongRow, cells map[string]string, again map[string][]int) rowView {
	key := rowKey(wrong.sheet, wrong.row)
	v := rowView{Place: r.place(wrong.sheet, wrong.row), Key: key, Dropped: r.page.Form.Has("drop:"+key, "true")}
	columns := slices.Collect(maps.Keys(cells))
	columns = append(columns, slices.Collect(maps.Keys(r.heads[wrong.sheet]))...)
	for _, p := range wrong.problems {
		view := problemView{ProblemDetail: p}
		view.Row = 0 // the card says where it is, and the cell is marked
		if p.Code == "USCC_INVALID" || p.Code == "LICENCE_INVALID" || p.Code == "INSURANCE_INVALID" {
			view.Accept = strings.ToUpper(strings.TrimSpace(cells[p.Column]))
			view.Fix = r.say("核对后更正；确认无误（如早期代码）时勾选下方选项", "put it right; where it is genuine all the same, tick the box below")
		}
		v.Problems = append(v.Problems, view)
		if p.Column != "" {
			columns = append(columns, p.Column)
		}
	}
	for _, column := range sortedColumns(columns) {
		v.Cells = append(v.Cells, r.cell(wrong, column, cells[column]))
	}
	for _, u := range wrong.names {
		v.Names = append(v.Names, r.name(u, again[u.Name]))
	}
	for _, n := range r.taken[key] {
		v.Taken = append(v.Taken, takenView{n.Name, r.w.codeName(n.Code, r.lang), n.Code, howTitles[n.How].In(r.lang)})
	}
	return v
}

// sortedColumns are columns as Excel orders them: A, B, … Z, AA.
func sortedColumns(columns []string) []string {
	columns = lo.Uniq(columns)
	slices.SortFunc(columns, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	return columns
}

func (r *reading) cell(wrong *wrongRow, column, value string) cellField {
	v := cellField{
		Column: column, Heading: oneLine(r.heads[wrong.sheet][column]), Key: rowKey(wrong.sheet, wrong.row) + "!" + column,
		Was: oneLine(value), Value: oneLine(value),
	}
	v.Wrong = slices.ContainsFunc(wrong.problems, func(p api.ProblemDetail) bool { return p.Column == column })
	v.Edited = slices.ContainsFunc(r.page.Draft.Edits, func(e api.Edit) bool {
		return lo.FromPtr(e.Sheet) == wrong.sheet && e.Row == wrong.row && lo.FromPtr(e.Column) == column
	})
	if typed, ok := r.page.Form.typedCell(v.Key); ok {
		v.Value = typed
	}
	v.Long = utf8.RuneCountInString(v.Value) > longCell
	return v
}

// oneLine is a text as an input holds it.
func oneLine(text string) string {
	return strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ").Replace(text)
}

func (r *reading) name(u api.UnresolvedName, again []int) nameView {
	v := nameView{
		Name: u.Name, Suggest: "items", Keep: r.page.Draft.Kind == "items",
		Choice: r.page.Form.Get("mean:" + u.Name), Other: r.page.Form.Get("other:" + u.Name), Problems: r.page.Form.exactly("other:" + u.Name),
	}
	if len(again) > 0 {
		rows := strings.Join(lo.Map(again, func(n int, _ int) string { return number(n) }), r.say("、", ", "))
		v.Again = r.say("第 "+rows+" 行同名，一并处理", "the same name in rows "+rows+" is settled with it")
	}
	all := lo.Map(u.Candidates, func(one api.UnresolvedCandidate, _ int) candidateView {
		return candidateView{one.Code, r.candidate(one), int(one.Score*100 + .5)}
	})
	v.Candidates, v.More = all[:min(len(all), fewCandidates)], all[min(len(all), fewCandidates):]
	if u.Panel != nil {
		v.Candidates, v.More = nil, all
		v.Panel = &candidateView{Code: *u.Panel, Name: r.w.codeName(*u.Panel, r.lang)}
	}
	if len(u.Candidates) > 0 {
		snapshot, at := r.w.newest()
		if _, ok := snapshot.Institution(registry.InstitutionID(u.Candidates[0].Code), at); ok {
			v.Suggest = "institutions"
		}
	}
	return v
}

// howTitles say how names were resolved.
var howTitles = map[string]registry.Text{
	"exact": {Zh: "名称一致", En: "exact"}, "alias": {Zh: "别名", En: "alias"}, "normalized": {Zh: "规范化后一致", En: "normalized"},
	"person": {Zh: "人工确认", En: "by a person"}, "panel": {Zh: "组合项目", En: "panel"}, "identifier": {Zh: "按编码", En: "by identifier"},
	"created": {Zh: "新登记", En: "new"},
}

// howTones are how the ways of resolving look: what a reviewer looks at first
// stands out.
var howTones = map[string]string{"exact": "good", "identifier": "good", "alias": "plain", "normalized": "plain", "person": "fair", "panel": "fair", "created": "unsure"}
