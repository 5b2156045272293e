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
	Rows                     []visitRow
	Counts                   []outcomeCount // of the items; those of panels one by one
	Facts                    []given
	Fixed                    fixedLink
	Then                     thenView
	Merged                   []string // of institutions that others were merged into
}

func (*visitPage) template() string { return "visit" }

// visitRow is what is said about one item or panel.
type visitRow struct {
	Name     string
	Outcome  outcomeView
	Mark     string
	Validity validityView
	Reason   string
	Caveat   string         // as of an answer
	Counts   []outcomeCount // of a panel
	Items    int            // of a panel
	Ask      string
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
	entries := q.entries()
	switch {
	case !q.asks():
	case refused:
		q.decide("") // says what is wrong with the dates, along with the rest
	default:
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
// same, the first is left.
func (q *inquiry) entries() []visitLine {
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
		all = all[:maxRows]
	}
	for i := range all {
		q.settledAt(i, all[i])
	}
	return all
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

func (q *inquiry) settledAt(i int, e visitLine) { q.settled(lineField(i), e.named, orderFix) }

// visitRows puts the answers on the page. A line that means nothing does not keep
// the others from being answered.
func (q *inquiry) visitRows(c echo.Context, p *visitPage, entries []visitLine) error {
	meant := lo.Filter(entries, func(e visitLine, _ int) bool { return e.Value != "" })
	questions := lo.SumBy(meant, func(e visitLine) int { return len(q.items(e.Value)) })
	if err := httpapi.Charge(c, questions/questionsPerToken); err != nil {
		return err
	}
	var all []*recognition.Answer
	for _, e := range meant {
		answers := q.decideAll(q.items(e.Value))
		if len(q.form.Problems(fieldReader)) > 0 || len(answers) == 0 {
			return nil
		}
		p.Rows = append(p.Rows, q.visitRow(e, answers))
		all = append(all, answers...)
	}
	if len(all) == 0 {
		return nil
	}
	p.Counts = q.count(all)
	p.Facts = q.facts("", all[0])
	values := q.values()
	values[fieldItem] = lo.Map(meant, func(e visitLine, _ int) string { return e.Value })
	p.Merged = q.merged(all[0])
	p.Then = q.then("/look-up/visit", values, all[0])
	p.Fixed = q.fixedAt("/look-up/visit", values, all[0])
	return nil
}

func (q *inquiry) visitRow(e visitLine, answers []*recognition.Answer) visitRow {
	if panel, ok := panelOf(q.snapshot, e.Value); ok {
		rolled := q.rollUp(panel, answers, nil)
		return visitRow{Name: rolled.Name, Outcome: rolled.Outcome, Counts: rolled.Counts, Items: len(panel.Items), Ask: q.address(e.Value, answers[0])}
	}
	v := q.show(answers[0], e.Value)
	return visitRow{Name: v.Name, Outcome: v.Outcome, Mark: v.Mark, Validity: v.Validity, Reason: v.Reason, Caveat: v.Caveat, Ask: v.Ask}
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
		fields[i] = nameField{ID: fmt.Sprintf("f-%s-%d", fieldItem, i), Name: fieldItem, Kind: "orders", Optional: i > 0}
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
		values := copied(f.Query)
		values.Del(fieldItem + wasSuffix)
		values.Del(fieldAdd)
		values[fieldItem] = slices.Clone(texts)
		values[fieldItem][line] = choice.Value
		return choiceLink{pathWith("/look-up/visit", values), choice.Label, choice.Note}
	})
}
