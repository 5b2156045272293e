package httpapi

import (
	"context"
	"fmt"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/office"
	"concord/internal/progress"
	"concord/internal/registry"
)

// GetTargets answers GET /v1/jurisdictions/{code}/targets.
func (a *API) GetTargets(ctx context.Context, r api.GetTargetsRequestObject) (api.GetTargetsResponseObject, error) {
	code := registry.JurisdictionCode(r.Code)
	if _, ok := a.office.Seat(code); !ok {
		return nil, notFound(registry.Text{Zh: "发布主体", En: "jurisdiction"}, r.Code)
	}
	targets, err := a.office.Targets(ctx, code)
	if err != nil {
		return nil, err
	}
	callOf(ctx).header.Set("ETag", tagOf(numbered(targets.Version)))
	return api.GetTargets200JSONResponse(targetsOf(targets)), nil
}

// PutTargets answers PUT /v1/jurisdictions/{code}/targets.
func (a *API) PutTargets(ctx context.Context, r api.PutTargetsRequestObject) (api.PutTargetsResponseObject, error) {
	code := registry.JurisdictionCode(r.Code)
	c := callOf(ctx)
	if err := a.may(c, office.Aiming, code); err != nil {
		return nil, err
	}
	targets, problems := targetsIn(r.Body.Targets)
	if problems != nil {
		return nil, refuse(problems)
	}
	return write(ctx, a, func() (plan[api.PutTargets200JSONResponse], error) {
		set, change, err := a.office.Aim(ctx, office.Targets{Jurisdiction: code, Targets: targets})
		if err == nil {
			err = c.matches(numbered(set.Version))
		}
		return plan[api.PutTargets200JSONResponse]{change: change, answer: api.PutTargets200JSONResponse(targetsOf(set))}, err
	})
}

// targetsIn reads targets of a request.
func targetsIn(wire []api.OwnTarget) (targets []office.Target, problems []registry.Problem) {
	day := func(text, pointer string) registry.Day {
		d, err := registry.ParseDay(text)
		if err != nil {
			problems = append(problems, invalid(pointer,
				textf("%q 不是日期", "%q is not a date", text),
				registry.Text{Zh: "写成 2026-11-22", En: "write it as 2026-11-22"}))
		}
		return d
	}
	for i, w := range wire {
		place := fmt.Sprintf("/targets/%d", i)
		t := office.Target{Target: registry.Target{ID: w.ID, Threshold: w.Threshold, Due: day(w.Due, place+"/due"), Basis: lo.FromPtr(w.Basis)}}
		for k, m := range w.Milestones {
			t.Milestones = append(t.Milestones, office.Milestone{Due: day(m.Due, fmt.Sprintf("%s/milestones/%d/due", place, k)), Count: m.Count})
		}
		targets = append(targets, t)
	}
	return targets, problems
}

func targetsOf(t office.Targets) api.OwnTargets {
	return api.OwnTargets{
		Jurisdiction: string(t.Jurisdiction),
		Targets: lo.Map(t.Targets, func(t office.Target, _ int) api.OwnTarget {
			return api.OwnTarget{
				ID: t.ID, Threshold: t.Threshold, Due: t.Due.String(), Basis: orNull(t.Basis),
				Milestones: lo.Map(t.Milestones, func(m office.Milestone, _ int) api.Milestone {
					return api.Milestone{Due: m.Due.String(), Count: m.Count}
				}),
			}
		}),
	}
}

// aims are what a region is held against: the national targets, and its own where
// there is an office.
func (a *API) aims(ctx context.Context, c *call, region registry.RegionCode) (aims []progress.Aim, version string, err error) {
	if a.office == nil {
		return progress.Aims(c.snapshot.Catalogue()), "", nil
	}
	return a.office.Aims(ctx, region)
}
