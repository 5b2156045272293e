package httpapi

import (
	"context"

	"concord/api"
	"concord/internal/office"
	"concord/internal/registry"
)

// RemoveInstitution answers POST /v1/jurisdictions/{code}/lists/institutions/removals.
func (a *API) RemoveInstitution(ctx context.Context, r api.RemoveInstitutionRequestObject) (api.RemoveInstitutionResponseObject, error) {
	code := registry.JurisdictionCode(r.Code)
	if err := a.may(callOf(ctx), office.Approval, code); err != nil {
		return nil, err
	}
	fields := draftReader{}
	from := fields.day("/from", &r.Body.From)
	if err := fields.err(); err != nil {
		return nil, err
	}
	return written(ctx, a, r.Params.DryRun, func() (plan[api.RemoveInstitution200JSONResponse], error) {
		removal, change, err := a.office.Remove(ctx, registry.Removal{
			Jurisdiction: code, Institution: registry.InstitutionID(r.Body.Institution), From: *from, Reason: r.Body.Reason,
		})
		return plan[api.RemoveInstitution200JSONResponse]{change: change, answer: api.RemoveInstitution200JSONResponse{
			Jurisdiction: string(removal.Jurisdiction), Institution: string(removal.Institution),
			From: removal.From.String(), Reason: removal.Reason,
		}}, err
	})
}
