package httpapi

import (
	"context"
	"net/http"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
)

// CreateInstitution answers POST /v1/institutions.
func (a *API) CreateInstitution(ctx context.Context, r api.CreateInstitutionRequestObject) (api.CreateInstitutionResponseObject, error) {
	c := callOf(ctx)
	form, err := institutionForm(r.Body)
	if err != nil {
		return nil, err
	}
	if err := a.mayKeep(c, registry.RegionCode(lo.FromPtr(r.Body.Region))); err != nil {
		return nil, err
	}
	return written(ctx, a, r.Params.DryRun, func() (plan[api.CreateInstitution201JSONResponse], error) {
		i, change, err := a.office.CreateInstitution(ctx, form)
		return plan[api.CreateInstitution201JSONResponse]{
			change: change, answer: api.CreateInstitution201JSONResponse(institutionOf(&i, c.now.Day())), status: http.StatusCreated,
		}, err
	})
}

// CorrectInstitution answers PUT /v1/institutions/{id}.
func (a *API) CorrectInstitution(ctx context.Context, r api.CorrectInstitutionRequestObject) (api.CorrectInstitutionResponseObject, error) {
	c := callOf(ctx)
	id, err := a.keptInstitution(c, r.ID)
	if err != nil {
		return nil, err
	}
	form, err := institutionForm(r.Body)
	if err != nil {
		return nil, err
	}
	if form.Region != nil {
		if err := a.mayKeep(c, *form.Region); err != nil {
			return nil, err
		}
	}
	return a.writeInstitution(ctx, r.Params.DryRun, func() (registry.Institution, office.Change, error) {
		return a.office.CorrectInstitution(ctx, id, form)
	})
}

// CloseInstitution answers POST /v1/institutions/{id}/close.
func (a *API) CloseInstitution(ctx context.Context, r api.CloseInstitutionRequestObject) (api.CloseInstitutionResponseObject, error) {
	id, err := a.keptInstitution(callOf(ctx), r.ID)
	if err != nil {
		return nil, err
	}
	fields := draftReader{}
	on := fields.day("/on", &r.Body.On)
	if err := fields.err(); err != nil {
		return nil, err
	}
	return a.writeInstitution(ctx, r.Params.DryRun, func() (registry.Institution, office.Change, error) {
		return a.office.CloseInstitution(ctx, id, *on, r.Body.Reason)
	})
}

// MergeInstitution answers POST /v1/institutions/{id}/merge.
func (a *API) MergeInstitution(ctx context.Context, r api.MergeInstitutionRequestObject) (api.MergeInstitutionResponseObject, error) {
	id, err := a.keptInstitution(callOf(ctx), r.ID)
	if err != nil {
		return nil, err
	}
	into := registry.InstitutionID(r.Body.Into)
	return a.writeInstitution(ctx, r.Params.DryRun, func() (registry.Institution, office.Change, error) {
		return a.office.MergeInstitution(ctx, id, into, r.Body.Reason)
	})
}

// mayKeep refuses a request whose actor does not keep what lies in a region. Of a
// region that is none, everybody who is signed in is told so by the checks.
func (a *API) mayKeep(c *call, region registry.RegionCode) error {
	if _, known := c.snapshot.Region(region); !known {
		return c.signedIn()
	}
	return a.mayIn(c, office.Upkeep, region)
}

// keptInstitution is the id in a path, where the actor keeps its institution.
func (a *API) keptInstitution(c *call, id string) (registry.InstitutionID, error) {
	if err := c.signedIn(); err != nil {
		return "", err
	}
	i, err := c.institution(id, moment{at: c.snapshot.Head().Newest})
	if err != nil {
		return "", err
	}
	return i.ID, a.mayIn(c, office.Upkeep, i.Region)
}

// keeps refuses a change of what lies in a region that the actor does not keep:
// it is planned on the state of the registry that it is written to, which may be
// ahead of the snapshot.
func (a *API) keeps(c *call, change office.Change) error {
	for _, f := range change.Facts {
		if err := a.mayIn(c, office.Upkeep, registry.RegionCode(f.Jurisdiction)); err != nil {
			return err
		}
	}
	return nil
}

// writeInstitution answers with the state of an institution that a use case
// plans.
func (a *API) writeInstitution(ctx context.Context, dryRun bool, do func() (registry.Institution, office.Change, error)) (institutionWritten, error) {
	return written(ctx, a, dryRun, func() (plan[institutionWritten], error) {
		i, change, err := do()
		if err != nil {
			return plan[institutionWritten]{}, err
		}
		c := callOf(ctx)
		if err := a.keeps(c, change); err != nil {
			return plan[institutionWritten]{}, err
		}
		return plan[institutionWritten]{change: change, answer: institutionWritten{
			api.InstitutionJSONResponse(institutionOf(&i, c.now.Day())),
		}}, c.matchesFact(change)
	})
}

// institutionWritten is the answer of every write of one institution.
type institutionWritten struct{ api.InstitutionJSONResponse }

// VisitCorrectInstitutionResponse writes the answer.
func (w institutionWritten) VisitCorrectInstitutionResponse(to http.ResponseWriter) error {
	return api.CorrectInstitution200JSONResponse{InstitutionJSONResponse: w.InstitutionJSONResponse}.VisitCorrectInstitutionResponse(to)
}

// VisitCloseInstitutionResponse writes the answer.
func (w institutionWritten) VisitCloseInstitutionResponse(to http.ResponseWriter) error {
	return api.CloseInstitution200JSONResponse{InstitutionJSONResponse: w.InstitutionJSONResponse}.VisitCloseInstitutionResponse(to)
}

// VisitMergeInstitutionResponse writes the answer.
func (w institutionWritten) VisitMergeInstitutionResponse(to http.ResponseWriter) error {
	return api.MergeInstitution200JSONResponse{InstitutionJSONResponse: w.InstitutionJSONResponse}.VisitMergeInstitutionResponse(to)
}

func institutionForm(f *api.InstitutionFields) (app.InstitutionForm, error) {
	fields := draftReader{}
	form := app.InstitutionForm{
		Name: f.Name, Aliases: f.Aliases, Kind: f.Kind, Grade: f.Grade,
		CampusOf: as[registry.InstitutionID](f.CampusOf), Region: as[registry.RegionCode](f.Region),
		LevelSince: fields.day("/level_since", f.LevelSince), Opened: fields.day("/opened", f.Opened),
		RetrievalURL: f.RetrievalURL,
		Accepted:     f.Accept, Confirm: lo.FromPtr(f.Confirm), Reason: lo.FromPtr(f.Reason),
	}
	if f.Level != nil {
		form.Level = fields.level(*f.Level)
	}
	if i := f.Identifiers; i != nil {
		form.USCC, form.Licence, form.Insurance = i.Uscc, i.Licence, i.Insurance
	}
	return form, fields.err()
}

func (r *draftReader) level(n int) *registry.Level {
	if n < 0 || n > 3 {
		r.wrong("/level", textf("%d 不是等级", "%d is no level", n), "写成 1、2 或 3，未定级写 0", "write 1, 2 or 3, or 0 where it has none")
		return nil
	}
	return lo.ToPtr(registry.Level(n))
}

// as is a text as a code; nil where there is none.
func as[C ~string](text *string) *C {
	if text == nil {
		return nil
	}
	return lo.ToPtr(C(*text))
}
