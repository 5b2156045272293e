package httpapi

import (
	"context"
	"slices"

	"concord/api"
	"concord/internal/registry"
)

// ListReasons answers GET /v1/reasons.
func (a *API) ListReasons(ctx context.Context, r api.ListReasonsRequestObject) (api.ListReasonsResponseObject, error) {
	c := callOf(ctx)
	p, err := c.page(r.Params.On, r.Params.At, r.Params.Limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	every := func(registry.Reason) bool { return true }
	items, next := take(p, slices.Values(c.snapshot.Catalogue().Reasons), every, reasonOf)
	return api.ListReasons200JSONResponse{Items: items, NextCursor: next}, nil
}

func reasonOf(r registry.Reason) api.Reason {
	return api.Reason{
		Code: string(r.Code), Class: r.Class, Name: r.Name, NameEn: r.NameEn,
		CountsAsNonRecognition: r.CountsAsNonRecognition,
		NeedsExplanation:       r.NeedsExplanation,
		MapsTo:                 orNull(r.MapsTo),
		Basis:                  r.Basis,
	}
}
