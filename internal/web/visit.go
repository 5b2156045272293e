package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/internal/httpapi"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// Rows of a visit: as many as a form begins with, and as many as it takes.
const (
	firstRows = 3
	maxRows   = 50
)

// fieldAdd adds a row to the form of a visit.
const fieldAdd = "add"

// visitPage asks about all results that a patient brings from one hospital.
type visitPage struct {
	frame
	Form                     form
	Issuer, Receiver, Reader nameField
	Items                    []nameField
	Details                  questionDetails
	Asks                     *asksView // what the answers ask for; nil: nothing
	Rows                     []visitRow
	Missed                   int            // lines that are not answered
	Counts                   []outcomeCount // of the items; those of panels one by one
	Told                     []string       // to the patient
	Sources                  sourcesView
	Cases                    []registry.Text
	Facts                    []given
	Fixed                    fixedLink
	Then                     thenView
	Merged                   []string // of institutions that others were merged into
}

func (*visitPage) template() string { return "visit" }

// visitRow is what is said about one line: an item, a panel, or something that was
// not understood.
type visitRow struct {
	Name     string
	Outcome  outcomeView
	Mark     string
	Validity validityView
	Reason   string
	Caveat   string         // as of an answer
	Note     string         // as of an answer
	Counts   []outcomeCount // of a panel
	Parts    []visitPart    // of a panel: its items that are not recognized
	Items    int            // of a panel
	Ask      string         // empty where there is no answer
	Field    string         // where it is put right; empty: nowhere
}

// visitPart is the items of a panel that have an outcome.
type visitPart struct {
	Outcome outcomeView
	Names   string
}

// visitLine is one line of a visit's form: what was typed, and what it means.
type visitLine struct {
	text, was string
	named
}

// visit answers GET /look-up/visit.
func (w *Web) visit(c echo.Context) error {
	s := w.snapshot(c)
	if s == nil {
		return httpapi.NotReady()
	}
	q := w.inquire(c, s)
	p := &visitPage{frame: w.frame(c, sectionLookUp, registry.Text{Zh: "整次就诊查询", En: "A whole visit"})}
	q.require(neededFields...)
	refused := q.form.Refused()
	entries, left := q.entries()
	switch {
	case !q.asks():
	case refused:
		q.decide("") // says what is wrong with the dates, along with the rest
	default:
		p.Missed = left
		if err := q.visitRows(c, p, entries); err != nil {
			return err
		}
	}
	p.Form = q.form
	p.Issuer, p.Receiver, p.Reader = q.partyFields(&p.frame)
	p.Items = q.entryFields(&p.frame, entries)
	p.Details = q.details()
	return w.render(c, q.status(), p)
}

// entries are the lines of the form that say something, with what they mean. A
// line with several names in it (血常规、肝功能) is several; of lines that mean the
// same, the first stays. Those beyond the most that are answered are left.
func (q *inquiry) entries() (lines []visitLine, left int) {
	var all []visitLine
	was := q.form.values[fieldItem+wasSuffix]
	for i, text := range q.form.values[fieldItem] {
		line := visitLine{text: strings.TrimSpace(text)}
		if i < len(was) {
			line.was = was[i]
		}
		all = append(all, q.read(line)...)
	}
	all = lo.UniqBy(all, visitLine.asked)
	if len(all) > maxRows {
		q.wrong(fieldItem, sprint("一次最多查 %d 项", "at most %d items at once", maxRows), registry.Text{Zh: "其余的再查一次", En: "ask for the others in a second turn"})
		left = len(all) - maxRows
		all = all[:maxRows]
	}
	for i := range all {
		q.settledAt(i, all[i])
	}
	return all, left
}

// asked is what a line asks about, or what was typed where it means nothing yet.
func (l visitLine) asked() string { return cmp.Or(l.Value, l.text) }

// read is what one line means.
func (q *inquiry) read(line visitLine) []visitLine {
	line.named = q.web.orderMeant(q.snapshot, line.text, line.was, q.lang)
	parts := strings.FieldsFunc(line.text, separates)
	switch {
	case line.text == "":
		return nil
	case line.Value != "", len(line.Choices) > 0, len(parts) < 2:
		return []visitLine{line}
	}
	return lo.FilterMap(parts, func(part string, _ int) (visitLine, bool) {
		part = strings.TrimSpace(part)
		return visitLine{text: part, named: q.web.orderMeant(q.snapshot, part, "", q.lang)}, part != ""
	})
}

// separates reports whether a rune stands between two names.
func separates(r rune) bool { return strings.ContainsRune("、，,；;\n\r\t", r) }

// lineField is the name of the field of a line, for its problems.
func lineField(i int) string { return fmt.Sprintf("%s/%d", fieldItem, i) }

// lineID is the id of the field of a line on the page.
func lineID(i int) string { return fmt.Sprintf("f-%s-%d", fieldItem, i) }

func (q *inquiry) settledAt(i int, e visitLine) { q.settled(lineField(i), e.named, orderFix) }

// visitRows puts the answers on the page. A line that means nothing does not keep
// the others from being answered, and stands among them as not answered.
func (q *inquiry) visitRows(c echo.Context, p *visitPage, entries []visitLine) error {
	meant := lo.Filter(entries, func(e visitLine, _ int) bool { return e.Value != "" })
	questions := lo.SumBy(meant, func(e visitLine) int { return len(q.items(e.Value)) })
	if err := httpapi.Charge(c, questions/questionsPerToken); err != nil {
		return err
	}
	if len(meant) == 0 || q.decide("") == nil { // whatever is wrong with the dates is wrong for all
		return nil
	}
	var orders []answered
	for i, e := range entries {
		if e.Value == "" {
			p.Rows = append(p.Rows, q.missedRow(i, e))
			continue
		}
		order := q.answerOrder(e.Value)
		orders = append(orders, order)
		p.Rows = append(p.Rows, q.visitRow(order))
	}
	p.Missed += len(entries) - len(meant)
	q.sumUp(p, entries, orders)
	return nil
}

// sumUp puts on the page what is said of all answers together.
func (q *inquiry) sumUp(p *visitPage, entries []visitLine, orders []answered) {
	var answers []*recognition.Answer
	var views []answerView
	seen := map[string]bool{}
	for _, order := range orders {
		for i, a := range order.answers {
			item := cmp.Or(string(a.Item), order.views[i].asked)
			if !seen[item] { // by itself and in a panel it is one
				answers, views = append(answers, a), append(views, order.views[i])
			}
			seen[item] = true
		}
	}
	texts := lo.Map(entries, func(e visitLine, _ int) string { return e.asked() })
	p.Counts = q.count(answers)
	if p.Missed > 0 {
		p.Counts = append(p.Counts, outcomeCount{q.notAnswered(), p.Missed})
	}
	p.Asks = q.asksFor("/look-up/visit", stating(p.Query, texts...), views)
	p.Told, p.Sources, p.Cases = q.told(orders), q.sources(views), q.cases()
	read := answers[max(0, slices.IndexFunc(answers, func(a *recognition.Answer) bool { return a.Reader != "" }))]
	p.Facts, p.Merged = q.facts("", read), q.merged(read)
	values := q.valuesFor(texts...)
	p.Then = q.then("/look-up/visit", values, answers[0])
	p.Fixed = q.fixedAt("/look-up/visit", values, answers[0])
}

// notAnswered stands where an outcome would.
func (q *inquiry) notAnswered() outcomeView {
	return outcomeView{Word: q.word("未回答", "Not answered"), Tone: "plain"}
}

// missedRow is a line that was not understood.
func (q *inquiry) missedRow(i int, e visitLine) visitRow {
	row := visitRow{Name: e.text, Outcome: q.notAnswered(), Field: lineID(i)}
	if problems := q.form.Problems(lineField(i)); len(problems) > 0 {
		row.Reason = problems[0].Message
	}
	return row
}

func (q *inquiry) visitRow(order answered) visitRow {
	first := order.views[0]
	if order.panel == nil {
		return visitRow{
			Name: first.Name, Outcome: first.Outcome, Mark: first.Mark, Validity: first.Validity,
			Reason: first.Reason, Caveat: first.Caveat, Note: first.Note, Ask: first.Ask,
		}
	}
	rolled := q.rollUp(order.panel, order.answers, nil)
	row := visitRow{
		Name: rolled.Name, Outcome: rolled.Outcome, Counts: rolled.Counts, Items: len(order.answers),
		Note: first.Note, Ask: order.asking.address(order.order, order.answers[0]),
	}
	for _, o := range outcomesInOrder {
		if names := order.namesOf(o, q.lang); rolled.Mixed() && o != recognition.Recognized && len(names) > 0 {
			row.Parts = append(row.Parts, visitPart{outcomeOf(o, q.lang), strings.Join(names, q.word("、", ", "))})
		}
	}
	return row
}

// entryFields are the lines of the form, and empty ones to go on with.
func (q *inquiry) entryFields(f *frame, entries []visitLine) []nameField {
	texts := lo.Map(entries, func(e visitLine, _ int) string { return e.asked() })
	rows := max(firstRows, len(entries)+1)
	if q.form.Get(fieldAdd) != "" {
		rows = max(rows, len(q.form.values[fieldItem])+1)
	}
	fields := make([]nameField, min(rows, maxRows))
	for i := range fields {
		fields[i] = nameField{ID: lineID(i), Name: fieldItem, Kind: "orders", Optional: i > 0}
		if i < len(entries) {
			fields[i].named = entries[i].named
			fields[i].Problems = q.form.Problems(lineField(i))
			fields[i].Links = q.lineLinks(f, texts, i, entries[i].Choices)
		}
	}
	if len(entries) == 0 {
		fields[0].Problems = q.form.Problems(fieldItem)
	}
	return fields
}

// lineLinks choose one of several meanings of a line, and leave the others.
func (q *inquiry) lineLinks(f *frame, texts []string, line int, choices []suggestion) []choiceLink {
	return lo.Map(choices, func(choice suggestion, _ int) choiceLink {
		values := stating(f.Query, slices.Clone(texts)...)
		values[fieldItem][line] = choice.Value
		return choiceLink{pathWith("/look-up/visit", values), choice.Label, choice.Note}
	})
}
