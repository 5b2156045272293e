package httpapi

import (
	"context"
	"iter"

	"concord/api"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// ListRegions answers GET /v1/regions.
func (a *API) ListRegions(ctx context.Context, r api.ListRegionsRequestObject) (api.ListRegionsResponseObject, error) {
	c := callOf(ctx)
	p, err := c.page(r.Params.On, r.Params.At, r.Params.Limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	if err := oneOf("level", r.Params.Level, api.RegionLevelProvince, api.RegionLevelPrefecture, api.RegionLevelCounty); err != nil {
		return nil, err
	}
	wanted := func(region *registry.Region) bool {
		return (r.Params.Level == "" || region.Level.String() == string(r.Params.Level)) &&
			(r.Params.Parent == "" || region.Parent == registry.RegionCode(r.Params.Parent)) &&
			(r.Params.Unit == nil || region.Unit == *r.Params.Unit)
	}
	items, next := take(p, a.regions(c.snapshot, r.Params.Q), wanted, regionOf)
	return api.ListRegions200JSONResponse{Items: items, NextCursor: next}, nil
}

// regions are what a search finds, the best first; without one, the catalogue.
func (a *API) regions(s *recognition.Snapshot, q string) iter.Seq[*registry.Region] {
	return func(yield func(*registry.Region) bool) {
		if q == "" {
			all(s.Catalogue().Regions, yield)
			return
		}
		for _, code := range a.registry.Regions(q) {
			if region, ok := s.Region(code); ok && !yield(region) {
				return
			}
		}
	}
}

func regionOf(r *registry.Region) api.Region {
	return api.Region{
		Code: string(r.Code), Name: r.Name, NameEn: r.NameEn,
		Level:  api.RegionLevel(r.Level.String()),
		Parent: orNull(r.Parent),
		Kind:   r.Kind, Unit: r.Unit, InScope: r.InScope, Mark: r.Mark,
		JurisdictionKind: api.JurisdictionKind(r.JurisdictionKind().String()),
	}
}
