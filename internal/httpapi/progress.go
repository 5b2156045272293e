package httpapi

import (
	"context"
	"iter"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/progress"
	"concord/internal/registry"
)

// Counting asks about every listed item of a unit, so it costs more of a
// client's rate limit than a decision: one unit, and at most a page of them.
const (
	tokensOfUnit  = 10
	tokensOfUnits = 100
)

// ListProgress answers GET /v1/progress.
func (a *API) ListProgress(ctx context.Context, r api.ListProgressRequestObject) (api.ListProgressResponseObject, error) {
	c := callOf(ctx)
	p, err := c.page(r.Params.On, r.Params.At, r.Params.Limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	if err := oneOf("level", r.Params.Level, api.Unit); err != nil {
		return nil, err
	}
	if err := c.spend(min(p.limit*tokensOfUnit, tokensOfUnits) - 1); err != nil {
		return nil, err
	}
	wanted := func(region *registry.Region) bool {
		return region.Unit && region.InScope &&
			(r.Params.Parent == "" || region.Parent == registry.RegionCode(r.Params.Parent))
	}
	wire := func(region *registry.Region) api.Progress {
		return ProgressOf(progress.Of(c.snapshot, region.Code, p.day, p.at))
	}
	items, next := take(p, c.everyRegion(), wanted, wire)
	return api.ListProgress200JSONResponse{Items: items, NextCursor: next}, nil
}

func (c *call) everyRegion() iter.Seq[*registry.Region] {
	return func(yield func(*registry.Region) bool) { all(c.snapshot.Catalogue().Regions, yield) }
}

// GetProgress answers GET /v1/regions/{code}/progress.
func (a *API) GetProgress(ctx context.Context, r api.GetProgressRequestObject) (api.GetProgressResponseObject, error) {
	c := callOf(ctx)
	m, err := c.moment(r.Params.On, r.Params.At)
	if err != nil {
		return nil, err
	}
	region, ok := c.snapshot.Region(registry.RegionCode(r.Code))
	if !ok || !region.Unit {
		return nil, notFound(registry.Text{Zh: "计数单位", En: "unit"}, r.Code)
	}
	if err := c.spend(tokensOfUnit - 1); err != nil {
		return nil, err
	}
	return api.GetProgress200JSONResponse(ProgressOf(progress.Of(c.snapshot, region.Code, m.day, m.at))), nil
}

// ProgressOf is a unit's progress as the wire shows it.
func ProgressOf(p progress.Progress) api.Progress {
	return api.Progress{
		Region: string(p.Region), On: p.On.String(), CountBasis: progress.CountBasis,
		Listed: p.Listed.Total(), Own: p.Listed.Own, Inherited: p.Listed.Inherited,
		Live: p.Live.Total(), LiveOwn: p.Live.Own, LiveInherited: p.Live.Inherited,
		Unmapped:   p.Unmapped,
		Targets:    lo.Map(p.Targets, func(t progress.Target, _ int) api.TargetState { return targetOf(t) }),
		ByCategory: lo.Map(p.ByCategory, func(c progress.Category, _ int) api.CategoryProgress { return categoryOf(c) }),
		Pace:       api.Pace(p.Pace),
	}
}

func targetOf(t progress.Target) api.TargetState {
	return api.TargetState{
		ID: t.ID, Threshold: t.Threshold, Due: t.Due.String(),
		AtLeast: t.AtLeast, Over: t.Over,
		Own: api.TargetReached{AtLeast: t.OwnAtLeast, Over: t.OwnOver},
	}
}

func categoryOf(c progress.Category) api.CategoryProgress {
	return api.CategoryProgress{Category: c.Name, Listed: c.Listed, Live: c.Live}
}
