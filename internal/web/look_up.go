package web

import (
	"net/url"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/internal/httpapi"
	"concord/internal/recognition"
	"concord/internal/registry"
)

func (w *Web) registerLookUp(e *echo.Echo) {
	e.GET("/look-up", w.lookUp)
	e.GET("/look-up/visit", w.visit)
	e.GET("/look-up/who", w.counterparts)
}

// lookUpPage asks about one result, and answers. An order of several items is
// answered item by item.
type lookUpPage struct {
	frame
	Form                     form
	Issuer, Receiver, Reader nameField
	Item                     nameField
	Details                  questionDetails
	Asks                     *asksView   // what the answer asks for; nil: nothing
	Answer                   *answerView // of an item
	Panel                    *panelView
	Facts                    []given // the question, as it was answered
	Who                      string  // whose results of the item the receiver recognizes; empty: of no one item
	Then                     thenView
	Merged                   []string // of institutions that others were merged into
	Cases                    []registry.Text
}

func (*lookUpPage) template() string { return "look_up" }

// panelView is a panel, item by item.
type panelView struct {
	Name    string
	Outcome outcomeView // the worst of its items
	Counts  []outcomeCount
	Rows    []answerView
	Told    []string // to the patient
	Sources sourcesView
	Fixed   fixedLink
}

// Mixed reports whether its items have different outcomes.
func (p *panelView) Mixed() bool { return len(p.Counts) > 1 }

// outcomeCount is how many items have an outcome.
type outcomeCount struct {
	Outcome outcomeView
	Count   int
}

// lookUp answers GET /look-up.
func (w *Web) lookUp(c echo.Context) error {
	s := w.snapshot(c)
	if s == nil {
		return httpapi.NotReady()
	}
	q := w.inquire(c, s)
	order := q.order()
	p := &lookUpPage{frame: w.frame(c, sectionLookUp, registry.Text{Zh: "互认查询", En: "Look up"})}
	q.require(neededFields...)
	if q.asks() {
		if err := w.answer(c, p, q, order.Value); err != nil {
			return err
		}
	}
	p.Form = q.form
	p.Issuer, p.Receiver, p.Reader = q.partyFields(&p.frame)
	p.Item = q.nameField(&p.frame, fieldItem, "orders", order)
	p.Details = q.details()
	return w.render(c, q.status(), p)
}

// answer puts the answer for an order on the page, unless something is wrong
// with the question.
func (w *Web) answer(c echo.Context, p *lookUpPage, q *inquiry, order string) error {
	if q.form.Refused() {
		q.decide(order) // says what is wrong with the dates, along with the rest
		return nil
	}
	items := q.items(order)
	if err := httpapi.Charge(c, len(items)/questionsPerToken); err != nil {
		return err
	}
	answers := q.decideAll(items)
	if q.form.Refused() {
		return nil
	}
	rows := lo.Map(answers, func(a *recognition.Answer, i int) answerView { return q.show(a, items[i]) })
	if panel, ok := panelOf(q.snapshot, order); ok {
		p.Panel = q.rollUp(panel, answers, rows)
		p.Panel.Told = q.told([]answered{{panel: panel, answers: answers, views: rows}})
		p.Panel.Sources = q.sources(rows)
	} else {
		p.Answer = &rows[0]
		p.Who = whoAddress(answers[0])
	}
	p.Title = p.heading()
	p.Asks = q.asksFor("/look-up", stating(p.Query, order), rows)
	p.Facts = q.facts(order, answers[0])
	p.Merged = q.merged(answers[0])
	p.Then = q.then("/look-up", q.valuesFor(order), answers[0])
	p.Cases = q.cases()
	return nil
}

// heading names the page by its answer.
func (p *lookUpPage) heading() string {
	if p.Panel != nil {
		return p.Panel.Name
	}
	return p.Answer.Outcome.Word + " · " + p.Answer.Name
}

// whoAddress is where the results that a receiver recognizes stand; nowhere where
// receiver or item are not known.
func whoAddress(a *recognition.Answer) string {
	if a.Receiver == "" || a.Item == "" {
		return ""
	}
	return pathWith("/look-up/who", url.Values{fieldDirection: {directionFrom}, fieldInstitution: {string(a.Receiver)}, fieldItem: {string(a.Item)}})
}

// questionsPerToken is how many further questions count as a request, as in a
// batch of the contract.
const questionsPerToken = 10

// items are the items of an order: itself, unless it is a panel.
func (q *inquiry) items(order string) []string {
	if panel, ok := panelOf(q.snapshot, order); ok {
		return lo.Map(panel.Items, asText[registry.ItemCode])
	}
	return []string{order}
}

// decideAll answers for items in turn, and stops where the question cannot be
// asked.
func (q *inquiry) decideAll(items []string) []*recognition.Answer {
	var answers []*recognition.Answer
	for _, item := range items {
		a := q.decide(item)
		if a == nil {
			return answers
		}
		answers = append(answers, a)
	}
	return answers
}

// rollUp is a panel: the worst of its items, and each of them.
func (q *inquiry) rollUp(panel *registry.Panel, answers []*recognition.Answer, rows []answerView) *panelView {
	name := registry.Text{Zh: panel.Name, En: panel.NameEn}
	worst := recognition.Recognized
	for _, a := range answers {
		if a.Outcome.Worse(worst) {
			worst = a.Outcome
		}
	}
	return &panelView{
		Name: name.In(q.lang), Outcome: outcomeOf(worst, q.lang), Counts: q.count(answers), Rows: rows,
		Fixed: q.fixedFor(panel.Code, answers[0]),
	}
}

// outcomesInOrder are the outcomes as they are counted out.
var outcomesInOrder = []recognition.Outcome{
	recognition.Recognized, recognition.PhysicianDiscretion, recognition.NotRecognized, recognition.Undetermined,
}

// count is how many answers have each outcome, without those that none has.
func (q *inquiry) count(answers []*recognition.Answer) []outcomeCount {
	counts := lo.CountValuesBy(answers, func(a *recognition.Answer) recognition.Outcome { return a.Outcome })
	return lo.FilterMap(outcomesInOrder, func(o recognition.Outcome, _ int) (outcomeCount, bool) {
		return outcomeCount{outcomeOf(o, q.lang), counts[o]}, counts[o] > 0
	})
}

// cases are the situations that justify a repeat.
func (q *inquiry) cases() []registry.Text {
	return lo.FilterMap(q.snapshot.Catalogue().Reasons, func(r registry.Reason, _ int) (registry.Text, bool) {
		return registry.Text{Zh: r.Name, En: r.NameEn}, r.Class == registry.Statutory
	})
}
