package httpapi

import (
	"context"

	"concord/api"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// tokensOfCounterparts is how many requests a walk over all institutions counts
// as. At 15,000 institutions it takes some 30 ms, a decision a few µs.
const tokensOfCounterparts = 20

// RecognizedIssuers answers GET /v1/institutions/{id}/recognized-issuers.
func (a *API) RecognizedIssuers(ctx context.Context, r api.RecognizedIssuersRequestObject) (api.RecognizedIssuersResponseObject, error) {
	counterparts, err := callOf(ctx).counterparts(r.ID, api.RecognizedAtParams(r.Params), func(q *recognition.Question, self, other string) {
		q.Issuer, q.Receiver = other, self
	})
	return api.RecognizedIssuers200JSONResponse(counterparts), err
}

// RecognizedAt answers GET /v1/institutions/{id}/recognized-at.
func (a *API) RecognizedAt(ctx context.Context, r api.RecognizedAtRequestObject) (api.RecognizedAtResponseObject, error) {
	counterparts, err := callOf(ctx).counterparts(r.ID, r.Params, func(q *recognition.Question, self, other string) {
		q.Issuer, q.Receiver = self, other
	})
	return api.RecognizedAt200JSONResponse(counterparts), err
}

// counterparts asks of every institution what holds between it and the one with
// an id; roles says which of the two issues.
func (c *call) counterparts(id string, params api.RecognizedAtParams, roles func(q *recognition.Question, self, other string)) (api.CounterpartPage, error) {
	p, err := c.page(params.On, params.At, params.Limit, params.Cursor)
	if err != nil {
		return api.CounterpartPage{}, err
	}
	self, err := c.institution(id, p.moment)
	if err != nil {
		return api.CounterpartPage{}, err
	}
	item, err := c.item(params.Item, p.moment)
	if err != nil {
		return api.CounterpartPage{}, err
	}
	if err := c.spend(tokensOfCounterparts - 1); err != nil {
		return api.CounterpartPage{}, err
	}
	question := finalReport(item.Code, p.moment)
	var answer recognition.Answer
	asked := func(other *registry.Institution) bool {
		roles(&question, string(self.ID), string(other.ID))
		return other.ID != self.ID && recognition.Decide(c.snapshot, &question, &answer) == nil && namesSurvivor(&answer, other.ID) && mayHold(&answer)
	}
	wire := func(other *registry.Institution) api.Counterpart {
		return api.Counterpart{
			Institution: institutionOf(other, p.day),
			Outcome:     api.Outcome(answer.Outcome.String()),
			Mark:        orNull(answer.Mark),
			Governing:   governingOf(answer.Governing),
		}
	}
	items, next := take(p, c.snapshot.Institutions(p.at), asked, wire)
	return api.CounterpartPage{Items: items, NextCursor: next}, nil
}

// namesSurvivor reports whether an answer is about an institution itself, and not
// about one that it was merged into, and about two of them.
func namesSurvivor(a *recognition.Answer, other registry.InstitutionID) bool {
	return a.Issuer != a.Receiver && (a.Issuer == other || a.Receiver == other)
}

// finalReport is the question of progress: a final report of the day's first
// second, asked about at once, images at hand.
func finalReport(item registry.ItemCode, m moment) recognition.Question {
	start := m.day.Start()
	return recognition.Question{
		Item:     recognition.ItemRef{Code: string(item)},
		ExamTime: start, ReportTime: start, AskedAt: start,
		HasImages: recognition.Yes,
		At:        m.at,
	}
}

// mayHold reports whether a result can be recognized: at once, by a physician,
// or once a question states what is asked for.
func mayHold(a *recognition.Answer) bool {
	switch a.Outcome {
	case recognition.Recognized, recognition.PhysicianDiscretion:
		return true
	case recognition.NotRecognized:
		return false
	}
	for i := range a.Findings {
		if f := &a.Findings[i]; f.Effect == recognition.Unknown && f.Code != recognition.DataRequired {
			return false
		}
	}
	return true
}

func governingOf(g recognition.Governing) *api.Governing {
	if g.Entry == "" {
		return nil
	}
	return &api.Governing{
		Jurisdiction: string(g.List.Jurisdiction),
		Kind:         api.JurisdictionKind(g.Kind.String()),
		List:         g.List.String(),
		Version:      int(g.Version),
		Entry:        string(g.Entry),
	}
}
