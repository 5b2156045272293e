package httpapi

import (
	"cmp"
	"context"
	"iter"
	"strings"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// GetCodeMap answers GET /v1/institutions/{id}/code-map.
func (a *API) GetCodeMap(ctx context.Context, r api.GetCodeMapRequestObject) (api.GetCodeMapResponseObject, error) {
	c := callOf(ctx)
	m, err := c.moment(r.Params.On, r.Params.At)
	if err != nil {
		return nil, err
	}
	maps, err := a.codeMaps(ctx, r.ID, m)
	if err != nil {
		return nil, err
	}
	newest := ""
	for version := range maps {
		newest = cmp.Or(newest, numbered(version.Value.Number))
		if version.Value.Period.Contains(m.day) {
			if a.validateState(c, newest) {
				return unchanged{}, nil
			}
			return api.GetCodeMap200JSONResponse(c.codeMap(version)), nil
		}
	}
	return nil, notFound(registry.Text{Zh: "当日有效的编码对照", En: "code map in force that day:"}, r.ID)
}

// ListCodeMaps answers GET /v1/institutions/{id}/code-map/versions.
func (a *API) ListCodeMaps(ctx context.Context, r api.ListCodeMapsRequestObject) (api.ListCodeMapsResponseObject, error) {
	c := callOf(ctx)
	p, err := c.page(r.Params.On, r.Params.At, r.Params.Limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	maps, err := a.codeMaps(ctx, r.ID, p.moment)
	if err != nil {
		return nil, err
	}
	every := func(registry.Recorded[registry.CodeMap]) bool { return true }
	items, next := take(p, maps, every, c.codeMapSummary)
	return api.ListCodeMaps200JSONResponse{Items: items, NextCursor: next}, nil
}

// codeMaps are the versions of an institution's code map known at a moment, the
// newest first.
func (a *API) codeMaps(ctx context.Context, id string, m moment) (iter.Seq[registry.Recorded[registry.CodeMap]], error) {
	i, err := callOf(ctx).institution(id, m)
	if err != nil {
		return nil, err
	}
	versions, err := a.office.CodeMaps(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	return func(yield func(registry.Recorded[registry.CodeMap]) bool) {
		for n := len(versions) - 1; n >= 0; n-- {
			if versions[n].Sequence <= m.at && !yield(versions[n]) {
				return
			}
		}
	}, nil
}

func (c *call) codeMap(r registry.Recorded[registry.CodeMap]) api.CodeMap {
	m := r.Value
	return api.CodeMap{
		Institution: string(m.Institution), Version: m.Number,
		EffectiveFrom: dayOrNull(m.Period.From), EffectiveTo: lastOrNull(m.Period), Revision: c.revisionAt(r.Sequence),
		Codes: lo.Map(m.Codes, func(l registry.LocalCode, _ int) api.LocalCode {
			return api.LocalCode{Code: l.Code, Name: l.Name, Items: list(l.Items)}
		}),
	}
}

func (c *call) codeMapSummary(r registry.Recorded[registry.CodeMap]) api.CodeMapSummary {
	m := r.Value
	return api.CodeMapSummary{
		Institution: string(m.Institution), Version: m.Number,
		EffectiveFrom: dayOrNull(m.Period.From), EffectiveTo: lastOrNull(m.Period), Revision: c.revisionAt(r.Sequence),
		CodeCount: len(m.Codes),
		Ambiguous: lo.CountBy(m.Codes, func(l registry.LocalCode) bool { return len(l.Items) > 1 }),
		Unmapped:  lo.CountBy(m.Codes, func(l registry.LocalCode) bool { return len(l.Items) == 0 }),
	}
}

// MapCodes answers POST /v1/institutions/{id}/code-map.
func (a *API) MapCodes(ctx context.Context, r api.MapCodesRequestObject) (api.MapCodesResponseObject, error) {
	c := callOf(ctx)
	id, err := a.codedInstitution(c, r.ID)
	if err != nil {
		return nil, err
	}
	t, err := codeTable(r)
	if err != nil {
		return nil, err
	}
	m, err := c.moment(r.Params.EffectiveFrom, "")
	if err != nil {
		return nil, refuse([]registry.Problem{invalid("/effective_from",
			textf("%q 不是日期", "%q is not a date", r.Params.EffectiveFrom), registry.Text{Zh: "写成 2026-12-01", En: "write it as 2026-12-01"})})
	}
	order := app.CodeMapOrder{
		Institution: id, FileName: t.file.Name, File: t.file.Bytes, Limits: sheet.DefaultLimits(), From: m.day,
		Decisions: t.decisions, Publish: t.publish, Reason: t.reason,
	}
	return written(ctx, a, r.Params.DryRun, func() (plan[api.MapCodes200JSONResponse], error) {
		report, change, err := a.office.MapCodes(ctx, order)
		if err != nil {
			return plan[api.MapCodes200JSONResponse]{}, err
		}
		if report.Map.Number > 0 {
			if err := c.matches(numbered(report.Map.Number - 1)); err != nil {
				return plan[api.MapCodes200JSONResponse]{}, err
			}
		}
		if t.publish && !report.Clean() && !r.Params.DryRun {
			return plan[api.MapCodes200JSONResponse]{}, t.refused(&report.Report)
		}
		return plan[api.MapCodes200JSONResponse]{change: change, answer: api.MapCodes200JSONResponse(c.codeMapReport(t, report))}, nil
	})
}

// codedInstitution is the id in a path, where the actor keeps its codes: an
// editor, or a key of the institution itself.
func (a *API) codedInstitution(c *call, id string) (registry.InstitutionID, error) {
	if c.actor.Known() && c.actor.Institution != "" && string(c.actor.Institution) == id && c.actor.Has(office.ScopeCodeMap) {
		return c.actor.Institution, nil
	}
	return a.keptInstitution(c, id)
}

func codeTable(r api.MapCodesRequestObject) (table, error) {
	if r.MultipartBody != nil {
		return tableByForm(r.MultipartBody, "publish", "reason")
	}
	if r.JSONBody == nil {
		return table{}, refuse([]registry.Problem{missing("/rows")})
	}
	t, err := tableOf("code-map.csv", r.JSONBody.Rows, codeColumns)
	t.decisions = decisionsOf(r.JSONBody.Resolve)
	t.publish, t.reason = lo.FromPtr(r.JSONBody.Publish), lo.FromPtr(r.JSONBody.Reason)
	return t, err
}

var codeColumns = []column[api.CodeMapRow]{
	{"code", "本院编码", func(r api.CodeMapRow) string { return r.Code }},
	{"name", "本院名称", func(r api.CodeMapRow) string { return lo.FromPtr(r.Name) }},
	{"items", "项目编码", func(r api.CodeMapRow) string { return strings.Join(r.Items, ";") }},
	{"item", "项目名称", func(r api.CodeMapRow) string { return lo.FromPtr(r.Item) }},
	{"specimen", "标本", func(r api.CodeMapRow) string { return lo.FromPtr(r.Specimen) }},
	{"unit", "单位", func(r api.CodeMapRow) string { return lo.FromPtr(r.Unit) }},
}

func (c *call) codeMapReport(t table, r *app.CodeMapReport) api.CodeMapReport {
	w := ReportOf(t.placed(r.Report), c.lang)
	return api.CodeMapReport{
		Rows: w.Rows, Entries: w.Entries, Truncated: w.Truncated, Version: w.Version, Revision: w.Revision,
		Resolved: w.Resolved, Unresolved: w.Unresolved, Problems: w.Problems, Notes: w.Notes,
		Ambiguous: r.Ambiguous, Unmapped: r.Unmapped, Reviewed: r.Clean(),
	}
}
