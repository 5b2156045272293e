package web

import (
	"maps"
	"net/url"
	"slices"

	"github.com/samber/lo"

	"concord/internal/registry"
)

// asksView is what answers ask for, and the form that gives it.
type asksView struct {
	Needed    int          // things that answers cannot do without
	Meanings  []meaningAsk // of codes that mean several items
	Images    bool         // yes or no are one tap each
	ImagesFor string       // the items that need them; empty where there is one item
	Yes, No   string
	Fields    []detailField
	Ruled     bool         // lists have rules that rest on the fields
	Apart     []choiceLink // items that can be asked of more closely one by one
	Form      form
	Action    string
	Kept      []pair
}

// meaningAsk asks which of several items a code means.
type meaningAsk struct {
	Code  string
	Links []choiceLink
}

// wanted is a field that answers ask for, and the items that they are about.
type wanted struct {
	want
	items []string
}

// asksFor is what the answers on a page ask for; nil where that is nothing. values
// are all that the address of the page states.
func (q *inquiry) asksFor(path string, values url.Values, rows []answerView) *asksView {
	view := &asksView{Form: q.form, Action: path}
	all := wantedBy(rows)
	tap := !slices.ContainsFunc(all, func(w wanted) bool { return !w.Optional && w.Field != fieldImages })
	for _, w := range all {
		switch {
		case w.Field == fieldImages && tap:
			view.Images, view.ImagesFor = true, q.among(w, rows)
			view.Yes = pathWith(path, changed(copied(values), fieldImages, "yes"))
			view.No = pathWith(path, changed(copied(values), fieldImages, "no"))
		case detailLabels[w.Field] == registry.Text{}:
			continue
		case len(rows) > 1 && isQualifier(w.Field):
			continue // what is said of one specimen or side would be said of all items
		default:
			view.Fields = append(view.Fields, q.wantedField(w, rows))
			view.Ruled = view.Ruled || !slices.Contains(hourFields, w.Field)
		}
		if !w.Optional {
			view.Needed++
		}
	}
	view.Meanings = q.meaningsOf(path, values, rows)
	view.Needed += len(view.Meanings)
	if len(rows) > 1 {
		view.Apart = apart(rows)
	}
	if !view.Images && len(view.Fields)+len(view.Meanings)+len(view.Apart) == 0 {
		return nil
	}
	view.Kept = lo.Reject(keptPairs(values), func(p pair, _ int) bool {
		return slices.ContainsFunc(view.Fields, func(f detailField) bool { return f.Name == p.Name })
	})
	return view
}

// wantedBy is what answers ask for, each field once: first those that some answer
// cannot do without.
func wantedBy(rows []answerView) []wanted {
	var all []wanted
	for _, row := range rows {
		for _, w := range row.wants {
			i := slices.IndexFunc(all, func(have wanted) bool { return have.Field == w.Field })
			if i < 0 {
				i = len(all)
				all = append(all, wanted{want: w})
			}
			all[i].Optional = all[i].Optional && w.Optional
			all[i].items = append(all[i].items, row.Name)
		}
	}
	slices.SortStableFunc(all, func(a, b wanted) int { return neededFirst(a.want, b.want) })
	return all
}

// among are the items that ask for a field, of several: the first few of many.
func (q *inquiry) among(w wanted, rows []answerView) string {
	names := lo.Uniq(w.items)
	switch {
	case len(rows) < 2:
		return ""
	case len(names) > fewItems && len(names) < len(rows):
		return saying(q.lang).tf("%s等 %d 项", "%s and others, %d in all", q.namesAmong(names[:fewItems], 0), len(names))
	}
	return q.namesAmong(names, len(rows))
}

// wantedField is the field that gives what answers ask for.
func (q *inquiry) wantedField(w wanted, rows []answerView) detailField {
	field := q.detail(w.Field)
	if slices.Contains(hourFields, w.Field) {
		field.Hint = q.word("结果是否仍在时限内，取决于报告上的具体时间", "the time on the report decides whether the result is still within its window")
		return field
	}
	if items := q.among(w, rows); items != "" {
		field.Hint = saying(q.lang).tf("用于：%s", "For: %s", items)
	}
	return field
}

func isQualifier(field string) bool {
	return slices.ContainsFunc(registry.QualifierKinds[:], func(k registry.QualifierKind) bool { return k.String() == field })
}

// apart leads to the items whose specimen, side or the like may be said of them
// alone.
func apart(rows []answerView) []choiceLink {
	return lo.FilterMap(rows, func(row answerView, _ int) (choiceLink, bool) {
		return choiceLink{Href: row.Ask, Label: row.Name}, slices.ContainsFunc(row.wants, func(w want) bool { return isQualifier(w.Field) })
	})
}

// meaningsOf asks which items are meant by codes that mean several: each choice
// takes the place of the code.
func (q *inquiry) meaningsOf(path string, values url.Values, rows []answerView) []meaningAsk {
	var all []meaningAsk
	for _, row := range rows {
		if len(row.meanings) == 0 {
			continue
		}
		ask := meaningAsk{Code: row.asked}
		for _, item := range orders(q.snapshot, row.meanings, q.lang) {
			chosen := copied(values)
			for i, text := range chosen[fieldItem] {
				if text == row.asked {
					chosen[fieldItem][i] = item.Value
				}
			}
			ask.Links = append(ask.Links, choiceLink{pathWith(path, chosen), item.Label, item.Note})
		}
		all = append(all, ask)
	}
	return all
}

// stating are the values of an address with what its items mean in place of what
// was typed.
func stating(query url.Values, items ...string) url.Values {
	values := changed(copied(query), fieldItem+wasSuffix, "", fieldAdd, "")
	values[fieldItem] = items
	return values
}

// keptPairs are the values of an address that another form of the page sends along.
func keptPairs(query url.Values) []pair {
	var all []pair
	for _, name := range slices.Sorted(maps.Keys(query)) {
		for _, value := range query[name] {
			if value != "" && name != "done" {
				all = append(all, pair{name, value})
			}
		}
	}
	return all
}
