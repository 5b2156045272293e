package httpapi

import (
	"context"
	"fmt"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/office"
	"concord/internal/registry"
)

// ListAlliances answers GET /v1/alliances.
func (a *API) ListAlliances(ctx context.Context, r api.ListAlliancesRequestObject) (api.ListAlliancesResponseObject, error) {
	c := callOf(ctx)
	p, err := c.page(r.Params.On, r.Params.At, r.Params.Limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	every := func(*registry.Alliance) bool { return true }
	items, next := take(p, c.snapshot.Alliances(p.at), every, allianceOf)
	return api.ListAlliances200JSONResponse{Items: items, NextCursor: next}, nil
}

// GetAlliance answers GET /v1/alliances/{code}.
func (a *API) GetAlliance(ctx context.Context, r api.GetAllianceRequestObject) (api.GetAllianceResponseObject, error) {
	c := callOf(ctx)
	m, err := c.moment(r.Params.On, r.Params.At)
	if err != nil {
		return nil, err
	}
	alliance, ok := c.alliance(registry.JurisdictionCode(r.Code), m.at)
	if !ok {
		return nil, notFound(registry.Text{Zh: "联盟", En: "alliance"}, r.Code)
	}
	if a.validateState(c, stateTold(*alliance)) {
		return unchanged{}, nil
	}
	return api.GetAlliance200JSONResponse(allianceOf(alliance)), nil
}

func (c *call) alliance(code registry.JurisdictionCode, at registry.Sequence) (*registry.Alliance, bool) {
	for alliance := range c.snapshot.Alliances(at) {
		if alliance.Code == code {
			return alliance, true
		}
	}
	return nil, false
}

// RecordAlliance answers POST /v1/alliances.
func (a *API) RecordAlliance(ctx context.Context, r api.RecordAllianceRequestObject) (api.RecordAllianceResponseObject, error) {
	c := callOf(ctx)
	stated := registry.Alliance{
		Code: registry.JurisdictionCode(r.Body.Code), Name: r.Body.Name, NameEn: lo.FromPtr(r.Body.NameEn),
		Mark: lo.FromPtr(r.Body.Mark), Lead: registry.RegionCode(r.Body.Lead),
	}
	fields := draftReader{}
	for i, m := range r.Body.Members {
		stated.Members = append(stated.Members, registry.AllianceMember{
			Region: registry.RegionCode(m.Region),
			Period: fields.membership(fmt.Sprintf("/members/%d", i), m.From, m.To),
		})
	}
	if err := a.mayLead(c, stated); err != nil {
		return nil, err
	}
	if err := fields.err(); err != nil {
		return nil, err
	}
	return written(ctx, a, r.Params.DryRun, func() (plan[api.RecordAlliance200JSONResponse], error) {
		alliance, change, err := a.office.Ally(ctx, stated, lo.FromPtr(r.Body.Reason))
		if err == nil {
			err = c.matchesFact(change)
		}
		return plan[api.RecordAlliance200JSONResponse]{change: change, answer: api.RecordAlliance200JSONResponse(allianceOf(&alliance))}, err
	})
}

// mayLead refuses whoever does not draft for the lead of an alliance: its present
// one, or the one that a new alliance is to have.
func (a *API) mayLead(c *call, stated registry.Alliance) error {
	lead := stated.Lead
	if before, ok := c.alliance(stated.Code, c.snapshot.Head().Newest); ok {
		lead = before.Lead
	}
	return a.mayIn(c, office.Drafting, lead)
}

func allianceOf(a *registry.Alliance) api.Alliance {
	members := make([]api.AllianceMember, len(a.Members))
	for i, m := range a.Members {
		members[i] = api.AllianceMember{Region: string(m.Region), From: dayOrNull(m.Period.From), To: lastOrNull(m.Period)}
	}
	return api.Alliance{Code: string(a.Code), Name: a.Name, NameEn: a.NameEn, Mark: a.Mark, Lead: string(a.Lead), Members: members}
}
