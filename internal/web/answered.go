package web

import (
	"errors"
	"slices"
	"strings"

	"github.com/samber/lo"

	"concord/internal/recognition"
	"concord/internal/registry"
	"concord/internal/wording"
)

// answered is an order as it was answered: an item, or a panel item by item.
type answered struct {
	order   string
	panel   *registry.Panel // nil: it is an item
	asking  *inquiry        // what was asked of it
	answers []*recognition.Answer
	views   []answerView
}

// answerOrder answers for an order of a visit. A reader that cannot be of an item
// is left out, and said so at the item: the others are read all the same.
func (q *inquiry) answerOrder(order string) answered {
	all := answered{order: order, asking: q}
	all.panel, _ = panelOf(q.snapshot, order)
	for _, item := range q.items(order) {
		all.asking = q.suiting(item)
		a := all.asking.decide(item)
		if a == nil {
			continue
		}
		view := all.asking.show(a, item)
		view.Note = view.ignored()
		if all.asking != q {
			view.Note = withoutReader.In(q.lang)
		}
		all.answers, all.views = append(all.answers, a), append(all.views, view)
	}
	return all
}

var withoutReader = registry.Text{
	Zh: "检验结果没有集中式诊断，未计诊断机构。",
	En: "A laboratory result is not read elsewhere: the reader is left out.",
}

// ignored says that an answer left the reader out; empty where it did not.
func (v answerView) ignored() string {
	for _, f := range v.Findings {
		if f.Code == recognition.ReaderIgnored.String() {
			return f.Message
		}
	}
	return ""
}

// suiting is the inquiry as it can be asked of an item: without the reader, where
// the item has none.
func (q *inquiry) suiting(item string) *inquiry {
	if q.reader.Value == "" {
		return q
	}
	question := q.question
	question.Item = recognition.ParseItemRef(item)
	var a recognition.Answer
	refused, _ := errors.AsType[recognition.InputErrors](recognition.Decide(q.snapshot, &question, &a))
	if !slices.ContainsFunc(refused, func(e recognition.InputError) bool { return e.Code == recognition.ReaderNotApplicable }) {
		return q
	}
	alone := *q
	alone.reader, alone.question.DiagnosedBy = named{}, ""
	return &alone
}

// namesOf are what of an order has an outcome: the panel where all of it has.
func (a answered) namesOf(o recognition.Outcome, lang string) []string {
	var names []string
	for i, answer := range a.answers {
		if answer.Outcome == o {
			names = append(names, a.views[i].Name)
		}
	}
	if a.panel != nil && len(names) == len(a.answers) {
		return []string{nameIn(lang, a.panel.Name, a.panel.NameEn)}
	}
	return names
}

// told are plain words for the patient: a sentence for each outcome.
func (q *inquiry) told(orders []answered) []string {
	var told []string
	for _, o := range outcomesInOrder {
		names := lo.Uniq(lo.FlatMap(orders, func(a answered, _ int) []string { return a.namesOf(o, q.lang) }))
		if len(names) == 0 {
			continue
		}
		like, view := firstOf(orders, o)
		if view.Name == names[0] && len(names) == 1 {
			told = append(told, view.ForPatient)
			continue
		}
		speaker := wording.NewSpeaker(q.snapshot, like, q.lang, wording.Plain)
		told = append(told, string(speaker.PatientTextOf(names, nil)))
	}
	return told
}

// firstOf is the first answer that has an outcome.
func firstOf(orders []answered, o recognition.Outcome) (*recognition.Answer, answerView) {
	for _, order := range orders {
		for i, a := range order.answers {
			if a.Outcome == o {
				return a, order.views[i]
			}
		}
	}
	return nil, answerView{}
}

// sourcesView are what several answers rest on.
type sourcesView struct {
	Lists     []sourceView
	Documents string
}

// sourceView is a version of a list, and the items whose answers rest on it.
type sourceView struct {
	List, Href string
	Items      string
}

// sources are the lists and documents that answers rest on, in the order in which
// they cite them.
func (q *inquiry) sources(views []answerView) sourcesView {
	var all sourcesView
	var documents []string
	items := map[string][]string{}
	for _, view := range views {
		for _, f := range view.Findings {
			if f.Basis != "" && !slices.Contains(documents, f.Basis) {
				documents = append(documents, f.Basis)
			}
			if f.Href == "" {
				continue
			}
			if items[f.Href] == nil {
				all.Lists = append(all.Lists, sourceView{List: f.List, Href: f.Href})
			}
			items[f.Href] = append(items[f.Href], view.Name)
		}
	}
	for i := range all.Lists {
		all.Lists[i].Items = q.namesAmong(lo.Uniq(items[all.Lists[i].Href]), len(views))
	}
	all.Documents = strings.Join(documents, q.word("、", ", "))
	return all
}

// namesAmong are names of items, or that they are all there are.
func (q *inquiry) namesAmong(names []string, of int) string {
	if len(names) == of && of > 1 {
		return saying(q.lang).tf("全部 %d 项", "all %d items", of)
	}
	return strings.Join(names, q.word("、", ", "))
}
