package httpapi

import (
	"context"
	"fmt"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/registry"
)

// ListConsortia answers GET /v1/consortia.
func (a *API) ListConsortia(ctx context.Context, r api.ListConsortiaRequestObject) (api.ListConsortiaResponseObject, error) {
	c := callOf(ctx)
	p, err := c.page(r.Params.On, r.Params.At, r.Params.Limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	every := func(*registry.Consortium) bool { return true }
	items, next := take(p, c.snapshot.Consortia(p.at), every, consortiumOf)
	return api.ListConsortia200JSONResponse{Items: items, NextCursor: next}, nil
}

// GetConsortium answers GET /v1/consortia/{id}.
func (a *API) GetConsortium(ctx context.Context, r api.GetConsortiumRequestObject) (api.GetConsortiumResponseObject, error) {
	c := callOf(ctx)
	m, err := c.moment(r.Params.On, r.Params.At)
	if err != nil {
		return nil, err
	}
	consortium, ok := c.snapshot.Consortium(r.ID, m.at)
	if !ok {
		return nil, notFound(registry.Text{Zh: "医联体", En: "consortium"}, r.ID)
	}
	if a.validateState(c, stateTold(*consortium)) {
		return unchanged{}, nil
	}
	return api.GetConsortium200JSONResponse(consortiumOf(consortium)), nil
}

// RecordConsortium answers POST /v1/consortia.
func (a *API) RecordConsortium(ctx context.Context, r api.RecordConsortiumRequestObject) (api.RecordConsortiumResponseObject, error) {
	c := callOf(ctx)
	stated := registry.Consortium{ID: r.Body.ID, Name: r.Body.Name}
	fields := draftReader{}
	for i, m := range r.Body.Members {
		stated.Members = append(stated.Members, registry.ConsortiumMember{
			Institution: registry.InstitutionID(m.Institution),
			Period:      fields.membership(fmt.Sprintf("/members/%d", i), m.From, m.To),
		})
	}
	if err := c.signedIn(); err != nil {
		return nil, err
	}
	if err := fields.err(); err != nil {
		return nil, err
	}
	return written(ctx, a, r.Params.DryRun, func() (plan[api.RecordConsortium200JSONResponse], error) {
		consortium, change, err := a.office.Associate(ctx, stated, lo.FromPtr(r.Body.Reason))
		if err != nil {
			return plan[api.RecordConsortium200JSONResponse]{}, err
		}
		if err := a.keeps(c, change); err != nil {
			return plan[api.RecordConsortium200JSONResponse]{}, err
		}
		answer := api.RecordConsortium200JSONResponse(consortiumOf(&consortium))
		return plan[api.RecordConsortium200JSONResponse]{change: change, answer: answer}, c.matchesFact(change)
	})
}

// membership is the period between two days, both included and either left out.
func (r *draftReader) membership(pointer string, from, last *string) registry.Period {
	p := registry.Always
	if lo.FromPtr(from) != "" {
		p.From = *r.day(pointer+"/from", from)
	}
	if lo.FromPtr(last) != "" {
		p.To = registry.Between(p.From, *r.day(pointer+"/to", last)).To
	}
	return p
}

func consortiumOf(c *registry.Consortium) api.Consortium {
	members := make([]api.ConsortiumMember, len(c.Members))
	for i, m := range c.Members {
		members[i] = api.ConsortiumMember{Institution: string(m.Institution), From: dayOrNull(m.Period.From), To: lastOrNull(m.Period)}
	}
	return api.Consortium{ID: c.ID, Name: c.Name, Members: members}
}
