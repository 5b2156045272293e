package httpapi

import (
	"context"
	"net/http"
	"strconv"

	"concord/api"
	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/outcome"
	"concord/internal/registry"
)

// maxOutcomes bounds the events of one request.
const maxOutcomes = 1000

// ReportOutcomes answers POST /v1/outcomes.
func (a *API) ReportOutcomes(ctx context.Context, r api.ReportOutcomesRequestObject) (api.ReportOutcomesResponseObject, error) {
	c := callOf(ctx)
	if err := c.mayReport(); err != nil {
		return nil, err
	}
	if err := c.spend((len(r.Body.Events) - 1) / questionsPerToken); err != nil {
		return nil, err
	}
	i := intake{api: a, call: c, many: r.Body.Many}
	for n := range r.Body.Events {
		i.read(n, &r.Body.Events[n])
	}
	if len(i.events) == 0 {
		return nil, i.refusal()
	}
	fates, err := a.office.TakeOutcomes(ctx, i.events)
	if err != nil {
		return nil, err
	}
	answer, err := i.answer(fates)
	if err != nil {
		return nil, err
	}
	return answer, a.keepReceipt(ctx, answer)
}

// mayReport refuses who is not the system of an institution that reports.
func (c *call) mayReport() error {
	if err := c.signedIn(); err != nil {
		return err
	}
	if c.actor.Institution != "" && c.actor.Has(office.ScopeOutcomes) {
		return nil
	}
	return Refuse(http.StatusForbidden, codeNotAllowed,
		registry.Text{Zh: "只有接收机构的密钥（范围 outcomes）可以上报", En: "only an API key of the receiver, of the scope outcomes, may report"},
		registry.Text{Zh: "请管理员为该机构签发密钥", En: "let an administrator issue a key to the institution"})
}

// keepReceipt keeps the answer to a request with an Idempotency-Key. The events
// are recorded by then; whoever repeats the request before is told that they are
// there already.
func (a *API) keepReceipt(ctx context.Context, answer api.ReportOutcomes200JSONResponse) error {
	c := callOf(ctx)
	if c.receipt == nil {
		return nil
	}
	_, err := write(ctx, a, func() (plan[api.ReportOutcomes200JSONResponse], error) {
		return plan[api.ReportOutcomes200JSONResponse]{change: office.Change{Action: "outcomes.report"}, answer: answer}, nil
	})
	return err
}

// intake is the events of one request being judged.
type intake struct {
	api     *API
	call    *call
	many    bool
	events  []outcome.Event // those that hold
	places  []int           // of them in the request
	results []api.OutcomeResult
	refused []registry.Problem
}

// read judges the n-th event.
func (i *intake) read(n int, w *api.ReportedOutcome) {
	i.results = append(i.results, api.OutcomeResult{ID: w.ID})
	err := w.Refused
	if err == nil {
		var e outcome.Event
		if e, err = i.event(&w.OutcomeFields); err == nil {
			i.events = append(i.events, e)
			i.places = append(i.places, n)
			return
		}
		err = within(err, i.pointer(n))
	}
	i.refuse(n, err)
}

func (i *intake) pointer(n int) string {
	if !i.many {
		return ""
	}
	return "/" + strconv.Itoa(n)
}

func (i *intake) refuse(n int, err error) {
	problem := ProblemOf(err, i.call.lang)
	i.results[n].Status, i.results[n].Problem = api.Refused, &problem
	i.refused = append(i.refused, refusalOf(err).Problems...)
}

// refusal is the answer to a request of which nothing holds.
func (i *intake) refusal() error { return refuse(i.refused) }

// event is an event as stated, with everything that is wrong with it.
func (i *intake) event(w *api.OutcomeFields) (outcome.Event, error) {
	r := eventReader{}
	e := outcome.Event{
		ID: r.id("/id", w.ID), Corrects: r.id("/corrects", w.Corrects), Stage: r.stage(w.Outcome), Revision: r.revision(w.Revision),
		ExamTime: r.instant("/exam_time", w.ExamTime), OccurredAt: r.instant("/occurred_at", w.OccurredAt),
		Case: outcome.CaseID(w.CaseID), Issuer: registry.InstitutionID(w.Issuer), Receiver: registry.InstitutionID(w.Receiver),
		Item: registry.ItemCode(w.Item), Department: w.Department, Reason: registry.ReasonCode(w.Reason), Comment: w.Comment,
		RecordedAt: i.call.now, Actor: i.call.actor.Name,
	}
	r.required(w)
	if r.problems != nil {
		return e, refuse(r.problems)
	}
	problems := i.api.office.CheckOutcome(i.call.snapshot, &e, i.call.now)
	if app.House(i.call.snapshot, e.Receiver) != app.House(i.call.snapshot, i.call.actor.Institution) {
		problems = append([]registry.Problem{notOwn(e.Receiver, i.call.actor.Institution)}, problems...)
	}
	if len(problems) > 0 {
		return e, refuse(problems)
	}
	return e, nil
}

func notOwn(receiver, own registry.InstitutionID) registry.Problem {
	return registry.Problem{
		Pointer: "/receiver", Code: codeNotAllowed,
		Message: textf("密钥属于 %s，不能为 %s 上报", "the key is of %s and cannot report for %s", own, receiver),
		Fix:     registry.Text{Zh: "使用接收机构自己的密钥", En: "use the receiver's own key"},
	}
}

// answer tells what became of every event.
func (i *intake) answer(fates []outcome.Fate) (api.ReportOutcomes200JSONResponse, error) {
	for k, fate := range fates {
		n := i.places[k]
		switch fate {
		case outcome.Taken:
			i.results[n].Status = api.Taken
		case outcome.SameEvent:
			i.results[n].Status = api.SameEvent
		case outcome.SameStage:
			i.results[n].Status = api.SameStage
		default:
			problem := fate.Refusal(i.events[k])
			problem.Pointer = i.pointer(n) + problem.Pointer
			i.refuse(n, refuse([]registry.Problem{*problem}))
		}
	}
	answer := api.ReportOutcomes200JSONResponse{Results: i.results}
	for _, r := range i.results {
		switch r.Status {
		case api.Taken:
			answer.Taken++
		case api.Refused:
			answer.Refused++
		default:
			answer.Repeated++
		}
	}
	if answer.Refused == len(i.results) {
		return answer, i.refusal()
	}
	return answer, nil
}
