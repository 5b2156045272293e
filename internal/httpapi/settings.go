package httpapi

import (
	"context"

	"concord/api"
	"concord/internal/office"
	"concord/internal/registry"
)

// GetSettings answers GET /v1/jurisdictions/{code}/settings.
func (a *API) GetSettings(ctx context.Context, r api.GetSettingsRequestObject) (api.GetSettingsResponseObject, error) {
	code := registry.JurisdictionCode(r.Code)
	if _, ok := a.office.Seat(code); !ok {
		return nil, notFound(registry.Text{Zh: "发布主体", En: "jurisdiction"}, r.Code)
	}
	settings, err := a.office.Settings(ctx, code)
	if err != nil {
		return nil, err
	}
	callOf(ctx).header.Set("ETag", tagOf(numbered(settings.Version)))
	return api.GetSettings200JSONResponse(settingsOf(settings)), nil
}

// PutSettings answers PUT /v1/jurisdictions/{code}/settings.
func (a *API) PutSettings(ctx context.Context, r api.PutSettingsRequestObject) (api.PutSettingsResponseObject, error) {
	code := registry.JurisdictionCode(r.Code)
	c := callOf(ctx)
	if err := a.may(c, office.Administration, code); err != nil {
		return nil, err
	}
	return write(ctx, a, func() (plan[api.PutSettings200JSONResponse], error) {
		settings, change, err := a.office.Choose(ctx, office.Settings{
			Jurisdiction: code,
			NoticeHours:  r.Body.NoticeHours,
			SoleApproval: r.Body.SoleApproval,
		})
		if err == nil {
			err = c.matches(numbered(settings.Version))
		}
		return plan[api.PutSettings200JSONResponse]{change: change, answer: api.PutSettings200JSONResponse(settingsOf(settings))}, err
	})
}

func settingsOf(s office.Settings) api.Settings {
	return api.Settings{Jurisdiction: string(s.Jurisdiction), NoticeHours: s.NoticeHours, SoleApproval: s.SoleApproval}
}
