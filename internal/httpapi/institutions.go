package httpapi

import (
	"context"
	"iter"
	"slices"

	"concord/api"
	"concord/internal/registry"
)

// ListInstitutions answers GET /v1/institutions.
func (a *API) ListInstitutions(ctx context.Context, r api.ListInstitutionsRequestObject) (api.ListInstitutionsResponseObject, error) {
	c := callOf(ctx)
	p, err := c.page(r.Params.On, r.Params.At, r.Params.Limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	if r.Params.Level < 0 || r.Params.Level > 3 {
		return nil, refuse([]registry.Problem{noWord("level", r.Params.Level, "1", "2", "3")})
	}
	level := registry.Level(r.Params.Level)
	wanted := func(i *registry.Institution) bool {
		return (r.Params.Kind == "" || i.Kind == r.Params.Kind) &&
			(level == registry.LevelUnknown || i.LevelOn(p.day) == level) &&
			(r.Params.Region == "" || slices.Contains(c.regionsAbove(i.Region), registry.RegionCode(r.Params.Region)))
	}
	wire := func(i *registry.Institution) api.Institution { return institutionOf(i, p.day) }
	items, next := take(p, a.institutions(c, r.Params.Q, p.at), wanted, wire)
	return api.ListInstitutions200JSONResponse{Items: items, NextCursor: next}, nil
}

// institutions are what a search finds, the best first; without one, all.
func (a *API) institutions(c *call, q string, at registry.Sequence) iter.Seq[*registry.Institution] {
	if q == "" {
		return c.snapshot.Institutions(at)
	}
	return func(yield func(*registry.Institution) bool) {
		for _, id := range a.registry.Institutions(q) {
			if i, ok := c.snapshot.Institution(id, at); ok && !yield(i) {
				return
			}
		}
	}
}

// regionsAbove are a region and those it lies in, from narrow to wide.
func (c *call) regionsAbove(code registry.RegionCode) []registry.RegionCode {
	var chain []registry.RegionCode
	for code != "" {
		chain = append(chain, code)
		region, ok := c.snapshot.Region(code)
		if !ok {
			return chain
		}
		code = region.Parent
	}
	return chain
}

// GetInstitution answers GET /v1/institutions/{id}.
func (a *API) GetInstitution(ctx context.Context, r api.GetInstitutionRequestObject) (api.GetInstitutionResponseObject, error) {
	c := callOf(ctx)
	m, err := c.moment(r.Params.On, r.Params.At)
	if err != nil {
		return nil, err
	}
	i, err := c.institution(r.ID, m)
	if err != nil {
		return nil, err
	}
	if a.validateState(c, stateTold(*i)) {
		return unchanged{}, nil
	}
	return api.GetInstitution200JSONResponse(institutionOf(i, m.day)), nil
}

// institution is the one with an id in a path.
func (c *call) institution(id string, m moment) (*registry.Institution, error) {
	i, ok := c.snapshot.Institution(registry.InstitutionID(id), m.at)
	if !ok {
		return nil, notFound(registry.Text{Zh: "机构", En: "institution"}, id)
	}
	return i, nil
}

func institutionOf(i *registry.Institution, on registry.Day) api.Institution {
	return api.Institution{
		ID: string(i.ID), Name: i.Name, Aliases: list(i.Aliases),
		CampusOf: orNull(i.CampusOf),
		Level:    levelOrNull(i.LevelOn(on)),
		Grade:    orNull(i.Grade),
		Kind:     i.Kind,
		Region:   string(i.Region),
		Identifiers: api.Identifiers{
			Uscc: i.Identifiers.USCC, Licence: i.Identifiers.Licence, Insurance: i.Identifiers.Insurance,
		},
		Status:       statusOn(i.Open, on),
		MergedInto:   orNull(i.MergedInto),
		RetrievalURL: orNull(i.RetrievalURL),
	}
}

func statusOn(open registry.Period, on registry.Day) api.InstitutionStatus {
	switch {
	case open.Contains(on):
		return api.Open
	case on < open.From:
		return api.Planned
	}
	return api.Closed
}

func levelOrNull(l registry.Level) *int {
	if l == registry.LevelUnknown {
		return nil
	}
	level := int(l)
	return &level
}
