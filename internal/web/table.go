package web

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"concord/internal/httpapi"
	"concord/internal/registry"
)

// table is how rows of one kind are shown: searched, filtered, sorted, in pages,
// and as a file, all by the address of the page.
type table[T any] struct {
	Name    string        // of the parameters, where a page has several tables
	File    registry.Text // what its file is called, without the ending; empty: as its caption
	Caption registry.Text
	Columns []column[T]
	Filters []filter[T]
	// Find says which rows a search finds besides those whose cells hold its words;
	// nil: no others.
	Find func(q string) func(T) bool
	// Sort is the column that rows are sorted by unless the address says otherwise,
	// with - before it for the other way round; empty leaves their order.
	Sort string
	Size int // rows on a page; 0: 50
	// Empty says why there is nothing, where there are no rows at all.
	Empty registry.Text
}

// column is one column of a table.
type column[T any] struct {
	Key    string // in the address
	Label  registry.Text
	Value  func(T) cell
	Less   func(a, b T) int // nil: rows are not sorted by it, unless by Name
	Name   func(T) string   // rows are sorted by it as Chinese sorts names, in place of Less
	Number bool             // aligned to the right
}

// cell is one cell.
type cell struct {
	Text  string
	Href  string  // empty: no link
	Parts []span  // of Text, where each leads elsewhere; nil: it is one
	Note  string  // second line, smaller
	Tone  string  // empty, or good, fair, bad, unsure, plain: shown as a badge
	Bar   *rowBar // nil: no bar
}

// span is a part of a cell's text, behind a label that leads nowhere.
type span struct{ Label, Text, Href string }

func (c column[T]) sortable() bool { return c.Less != nil || c.Name != nil }

// filter keeps the rows that one choice holds for.
type filter[T any] struct {
	Key     string
	Label   registry.Text
	Options []option
	Match   func(row T, value string) bool
}

// byText compares rows by a text that a machine made: a code, a date.
func byText[T any](of func(T) string) func(a, b T) int {
	return func(a, b T) int { return cmp.Compare(of(a), of(b)) }
}

// byNumber compares rows by a number.
func byNumber[T any, N cmp.Ordered](of func(T) N) func(a, b T) int {
	return func(a, b T) int { return cmp.Compare(of(a), of(b)) }
}

// tableView is a table as the template “table” shows it.
type tableView struct {
	Caption, Empty string
	Action         string // where its form goes
	Kept           []pair // other values of the address, which the form keeps
	QKey, Q        string
	Filters        []filterView
	Sort           filterView // for narrow screens, which show no heads; no options: nothing is sorted
	Heads          []headView
	Rows           [][]cellView
	Total, Shown   int // rows that match, and all
	First, Last    int // of this page, from 1
	Previous, Next string
	Pages, Page    int
	Export         string
	Narrowed       bool // a search or filter is on
	Clear          string
}

type pair struct{ Name, Value string }

type filterView struct {
	Key, Label, Value string
	Options           []option
}

type headView struct {
	Label, Href, Sorted string // Sorted: ascending, descending or none; Href empty: not sortable
	Number              bool
}

type cellView struct {
	cell
	Label  string // of its column, for narrow screens
	Number bool
	Head   bool // the first cell names the row
}

// view is what a table shows of rows for an address.
func (t table[T]) view(c echo.Context, rows []T) tableView {
	lang, query := languageOf(c), c.QueryParams()
	at := t.parameter
	v := tableView{
		Caption: t.Caption.In(lang), Empty: t.Empty.In(lang), Action: c.Request().URL.Path,
		QKey: at("q"), Q: strings.TrimSpace(query.Get(at("q"))), Shown: len(rows),
	}
	matching := t.matching(rows, query, at, v.Q)
	by := t.sort(query)
	sorted := t.sorted(matching, by)
	v.Total = len(matching)
	link := func(pairs ...string) string { return pathWith(v.Action, changed(copied(query), pairs...)) }
	v.Filters = t.filterViews(query, at, lang)
	v.Narrowed = v.Q != "" || slices.ContainsFunc(v.Filters, func(f filterView) bool { return f.Value != "" })
	v.Clear = link(t.cleared(at)...)
	v.Sort = t.sortView(by, at, lang)
	v.Heads = t.heads(by, at, lang, link)
	t.turn(&v, sorted, query, at, lang, link)
	v.Export = link(at("export"), "csv", at("page"), "")
	v.Kept = t.kept(query, at)
	return v
}

// parameter is the name of a value of the table in the address.
func (t table[T]) parameter(key string) string {
	if t.Name == "" {
		return key
	}
	return t.Name + "." + key
}

func copied(values url.Values) url.Values {
	all := make(url.Values, len(values))
	for key, value := range values {
		all[key] = slices.Clone(value)
	}
	return all
}

// matching are the rows that the search and the filters leave.
func (t table[T]) matching(rows []T, query url.Values, at func(string) string, q string) []T {
	words := strings.Fields(strings.ToLower(q))
	found := func(T) bool { return false }
	if t.Find != nil && q != "" {
		found = t.Find(q)
	}
	return lo.Filter(rows, func(row T, _ int) bool {
		for _, f := range t.Filters {
			if value := query.Get(at(f.Key)); value != "" && !f.Match(row, value) {
				return false
			}
		}
		return t.holds(row, words) || found(row)
	})
}

// holds reports whether every word stands in some cell of a row.
func (t table[T]) holds(row T, words []string) bool {
	if len(words) == 0 {
		return true
	}
	var text strings.Builder
	for _, column := range t.Columns {
		cell := column.Value(row)
		text.WriteString(strings.ToLower(cell.Text + "\n" + cell.Note + "\n"))
	}
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text.String(), word) })
}

// sort is the column that rows are sorted by, as in [table.Sort]: the address's,
// where it names one that they can be sorted by.
func (t table[T]) sort(query url.Values) string {
	if by := query.Get(t.parameter("sort")); t.sorter(by) >= 0 {
		return by
	}
	return t.Sort
}

// sorter is the place of the column that rows are sorted by; -1 where there is none.
func (t table[T]) sorter(by string) int {
	key := strings.TrimPrefix(by, "-")
	return slices.IndexFunc(t.Columns, func(c column[T]) bool { return c.Key == key && c.sortable() })
}

func (t table[T]) sorted(rows []T, by string) []T {
	i := t.sorter(by)
	if i < 0 {
		return rows
	}
	column, descending := t.Columns[i], strings.HasPrefix(by, "-")
	if column.Name != nil {
		return sortedByName(rows, column.Name, descending)
	}
	return sortedBy(rows, column.Less, descending)
}

func sortedBy[T any](rows []T, less func(a, b T) int, descending bool) []T {
	return slices.SortedStableFunc(slices.Values(rows), func(a, b T) int {
		if descending {
			return less(b, a)
		}
		return less(a, b)
	})
}

// sortedByName sorts rows by their names in the order of Chinese, which is that of
// pinyin. Where a name stands is worked out once.
func sortedByName[T any](rows []T, name func(T) string, descending bool) []T {
	type placed struct {
		row T
		key []byte
	}
	order, keys := collate.New(language.Chinese), &collate.Buffer{}
	all := lo.Map(rows, func(row T, _ int) placed { return placed{row, order.KeyFromString(keys, name(row))} })
	all = sortedBy(all, func(a, b placed) int { return bytes.Compare(a.key, b.key) }, descending)
	return lo.Map(all, func(p placed, _ int) T { return p.row })
}

func (t table[T]) filterViews(query url.Values, at func(string) string, lang string) []filterView {
	return lo.Map(t.Filters, func(f filter[T], _ int) filterView {
		return filterView{at(f.Key), f.Label.In(lang), query.Get(at(f.Key)), f.Options}
	})
}

// cleared are the pairs that take every search and filter of the table away.
func (t table[T]) cleared(at func(string) string) []string {
	pairs := []string{at("q"), "", at("page"), ""}
	for _, f := range t.Filters {
		pairs = append(pairs, at(f.Key), "")
	}
	return pairs
}

func (t table[T]) heads(by string, at func(string) string, lang string, link func(...string) string) []headView {
	key, descending := strings.CutPrefix(by, "-")
	return lo.Map(t.Columns, func(c column[T], _ int) headView {
		h := headView{Label: c.Label.In(lang), Number: c.Number, Sorted: "none"}
		if !c.sortable() {
			return h
		}
		next := c.Key
		if c.Key == key && descending {
			h.Sorted = "descending"
		}
		if c.Key == key && !descending {
			h.Sorted, next = "ascending", "-"+c.Key
		}
		h.Href = link(at("sort"), next, at("page"), "")
		return h
	})
}

const defaultRows = 50

// turn fills in the page that the address names.
func (t table[T]) turn(v *tableView, rows []T, query url.Values, at func(string) string, lang string, link func(...string) string) {
	size := cmp.Or(t.Size, defaultRows)
	v.Pages = max(1, (len(rows)+size-1)/size)
	page, _ := strconv.Atoi(query.Get(at("page"))) // 0 of what is no number; the largest of what is larger
	v.Page = min(max(page, 1), v.Pages)
	first := (v.Page - 1) * size
	shown := rows[first:min(first+size, len(rows))]
	v.First, v.Last = min(first+1, len(rows)), first+len(shown)
	if v.Page > 1 {
		v.Previous = link(at("page"), strconv.Itoa(v.Page-1))
	}
	if v.Page < v.Pages {
		v.Next = link(at("page"), strconv.Itoa(v.Page+1))
	}
	v.Rows = lo.Map(shown, func(row T, _ int) []cellView { return t.cells(row, lang) })
}

func (t table[T]) cells(row T, lang string) []cellView {
	return lo.Map(t.Columns, func(c column[T], i int) cellView {
		return cellView{cell: c.Value(row), Label: c.Label.In(lang), Number: c.Number, Head: i == 0}
	})
}

// sortView is the choice of an order.
func (t table[T]) sortView(by string, at func(string) string, lang string) filterView {
	say := saying(lang)
	view := filterView{Key: at("sort"), Label: say.t("排序", "Order"), Value: by}
	for _, c := range t.Columns {
		if c.sortable() {
			view.Options = append(view.Options,
				option{c.Key, c.Label.In(lang) + say.t("（升序）", ", ascending")}, option{"-" + c.Key, c.Label.In(lang) + say.t("（降序）", ", descending")})
		}
	}
	if view.Options != nil && t.Sort == "" {
		view.Options = slices.Insert(view.Options, 0, option{"", say.t("默认顺序", "as listed")})
	}
	return view
}

// kept are the values of the address that are not the table's own fields.
func (t table[T]) kept(query url.Values, at func(string) string) []pair {
	own := []string{at("q"), at("page"), at("sort"), at("export"), "done"}
	for _, f := range t.Filters {
		own = append(own, at(f.Key))
	}
	var kept []pair
	for _, name := range slices.Sorted(slices.Values(lo.Keys(query))) {
		if !slices.Contains(own, name) {
			kept = append(kept, pair{name, query.Get(name)})
		}
	}
	return kept
}

// exported answers with the table as a CSV file where the address asks for one:
// all rows that the search and the filters leave. ok is false where it does not.
func (t table[T]) exported(c echo.Context, rows []T) (ok bool, err error) {
	query := c.QueryParams()
	at := t.parameter
	if query.Get(at("export")) != "csv" {
		return false, nil
	}
	lang := languageOf(c)
	rows = t.sorted(t.matching(rows, query, at, strings.TrimSpace(query.Get(at("q")))), t.sort(query))
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	name := cmp.Or(t.File, t.Caption).In(lang)
	header.Set(echo.HeaderContentDisposition, httpapi.Attachment(name+".csv", t.plainName(c)+".csv"))
	if _, err := c.Response().Write([]byte("\ufeff")); err != nil { // Excel takes a file without it for GBK
		return true, err
	}
	file := csv.NewWriter(c.Response())
	_ = file.Write(lo.Map(t.Columns, func(c column[T], _ int) string { return c.Label.In(lang) })) // Flush says
	for _, row := range rows {
		_ = file.Write(lo.Map(t.Columns, func(c column[T], _ int) string { return exportedCell(c.Value(row), lang) }))
	}
	file.Flush()
	return true, file.Error()
}

// plainName is what the file of a table is called in ASCII: as its page's address,
// lists-990100-items.
func (t table[T]) plainName(c echo.Context) string {
	words := append(strings.Split(c.Request().URL.EscapedPath(), "/"), t.Name)
	return strings.Join(lo.Compact(words), "-")
}

// filed is the name of a file that says several things.
func filed(parts ...registry.Text) registry.Text {
	joined := func(lang string) string {
		return strings.Join(lo.Map(parts, func(t registry.Text, _ int) string { return t.In(lang) }), "-")
	}
	return registry.Text{Zh: joined(chinese), En: joined(english)}
}

// exportedCell is a cell as text that a spreadsheet does not take for a formula.
func exportedCell(c cell, lang string) string {
	text := c.Text
	if c.Note != "" {
		text += saying(lang).tf("（%s）", " (%s)", c.Note)
	}
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
