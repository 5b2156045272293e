package httpapi

import (
	"context"

	"concord/api"
	"concord/internal/app"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// TokensOfCounterparts is how many requests a walk over all institutions counts
// as. At 15,000 institutions it takes some 30 ms, a decision a few µs.
const TokensOfCounterparts = 20

// RecognizedIssuers answers GET /v1/institutions/{id}/recognized-issuers.
func (a *API) RecognizedIssuers(ctx context.Context, r api.RecognizedIssuersRequestObject) (api.RecognizedIssuersResponseObject, error) {
	counterparts, err := callOf(ctx).counterparts(r.ID, api.RecognizedAtParams(r.Params), false)
	return api.RecognizedIssuers200JSONResponse(counterparts), err
}

// RecognizedAt answers GET /v1/institutions/{id}/recognized-at.
func (a *API) RecognizedAt(ctx context.Context, r api.RecognizedAtRequestObject) (api.RecognizedAtResponseObject, error) {
	counterparts, err := callOf(ctx).counterparts(r.ID, r.Params, true)
	return api.RecognizedAt200JSONResponse(counterparts), err
}

// counterparts asks of every institution what holds between it and the one with
// an id, which is the one that issues, or else receives.
func (c *call) counterparts(id string, params api.RecognizedAtParams, issues bool) (api.CounterpartPage, error) {
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
	if err := c.spend(TokensOfCounterparts - 1); err != nil {
		return api.CounterpartPage{}, err
	}
	asking := app.NewCounterparts(c.snapshot, self.ID, issues, item.Code, p.day, p.at)
	wire := func(other *registry.Institution) api.Counterpart {
		return api.Counterpart{
			Institution: institutionOf(other, p.day),
			Outcome:     api.Outcome(asking.Answer.Outcome.String()),
			Mark:        orNull(asking.Answer.Mark),
			Governing:   governingOf(asking.Answer.Governing),
		}
	}
	items, next := take(p, c.snapshot.Institutions(p.at), asking.MayHold, wire)
	return api.CounterpartPage{Items: items, NextCursor: next}, nil
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
