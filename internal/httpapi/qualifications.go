package httpapi

import (
	"context"
	"slices"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
)

// ListQualifications answers GET /v1/qualifications.
func (a *API) ListQualifications(ctx context.Context, r api.ListQualificationsRequestObject) (api.ListQualificationsResponseObject, error) {
	c := callOf(ctx)
	p, err := c.page(r.Params.On, r.Params.At, r.Params.Limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	i, err := c.institution(r.Params.Institution, p.moment)
	if err != nil {
		return nil, err
	}
	evidence, err := a.office.Evidence(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	wanted := func(q registry.Recorded[registry.Qualification]) bool {
		return q.Sequence <= p.at &&
			(r.Params.Item == "" || string(q.Value.Item) == r.Params.Item) &&
			(r.Params.On == "" || q.Value.Period.Contains(p.day))
	}
	wire := func(q registry.Recorded[registry.Qualification]) api.Qualification {
		return c.qualification(q, evidence, p.at)
	}
	items, next := take(p, slices.Values(evidence.Records), wanted, wire)
	return api.ListQualifications200JSONResponse{Items: items, NextCursor: next}, nil
}

func (c *call) qualification(q registry.Recorded[registry.Qualification], e office.Evidence, at registry.Sequence) api.Qualification {
	v := q.Value
	w := api.Qualification{
		ID: app.QualificationID(v.Key()), Institution: string(v.Institution), Item: string(v.Item), Programme: v.Programme, Round: v.Round,
		Result: api.QualificationResult(v.Result.String()), From: dayOrNull(v.Period.From), To: lastOrNull(v.Period),
		Revision: c.revisionAt(q.Sequence),
	}
	if r := e.Revoked(q, at); r != nil {
		w.Revoked = &api.Revoked{From: dayOrNull(r.Value.From), Reason: r.Value.Reason, Revision: c.revisionAt(r.Sequence)}
	}
	return w
}

func (c *call) revisionAt(s registry.Sequence) string {
	return c.snapshot.Head().RevisionAt(s).String()
}

// ImportQualifications answers POST /v1/qualifications.
func (a *API) ImportQualifications(ctx context.Context, r api.ImportQualificationsRequestObject) (api.ImportQualificationsResponseObject, error) {
	c := callOf(ctx)
	code := registry.JurisdictionCode(r.Params.Jurisdiction)
	if err := a.may(c, office.Upkeep, code); err != nil {
		return nil, err
	}
	t, err := qualificationTable(r.JSONBody, r)
	if err != nil {
		return nil, err
	}
	return written(ctx, a, r.Params.DryRun, func() (plan[api.ImportQualifications200JSONResponse], error) {
		report, change, err := a.office.ImportQualifications(ctx, t.order(c, code))
		if err != nil {
			return plan[api.ImportQualifications200JSONResponse]{}, err
		}
		if !report.Clean() && !r.Params.DryRun {
			return plan[api.ImportQualifications200JSONResponse]{}, t.refused(report)
		}
		answer := api.ImportQualifications200JSONResponse(ReportOf(t.placed(*report), c.lang))
		return plan[api.ImportQualifications200JSONResponse]{change: change, answer: answer}, nil
	})
}

func qualificationTable(rows *api.QualificationFields, r api.ImportQualificationsRequestObject) (table, error) {
	if r.MultipartBody != nil {
		return tableByForm(r.MultipartBody)
	}
	if rows == nil {
		return table{}, refuse([]registry.Problem{missing("/rows")})
	}
	t, err := tableOf("qualifications.csv", rows.Rows, qualificationColumns)
	t.decisions = decisionsOf(rows.Resolve)
	return t, err
}

var qualificationColumns = []column[api.QualificationRow]{
	{"institution", "机构名称", func(r api.QualificationRow) string { return lo.FromPtr(r.Institution) }},
	{"institution_id", "机构编码", func(r api.QualificationRow) string { return lo.FromPtr(r.InstitutionID) }},
	{"uscc", "统一社会信用代码", func(r api.QualificationRow) string { return lo.FromPtr(r.Uscc) }},
	{"item", "项目名称", func(r api.QualificationRow) string { return lo.FromPtr(r.Item) }},
	{"code", "项目编码", func(r api.QualificationRow) string { return lo.FromPtr(r.Code) }},
	{"programme", "质评计划", func(r api.QualificationRow) string { return lo.FromPtr(r.Programme) }},
	{"round", "轮次", func(r api.QualificationRow) string { return lo.FromPtr(r.Round) }},
	{"result", "结果", func(r api.QualificationRow) string { return lo.FromPtr(r.Result) }},
	{"from", "起始日期", func(r api.QualificationRow) string { return lo.FromPtr(r.From) }},
	{"to", "截止日期", func(r api.QualificationRow) string { return lo.FromPtr(r.To) }},
	{"note", "备注", func(r api.QualificationRow) string { return lo.FromPtr(r.Note) }},
}

// RevokeQualification answers POST /v1/qualifications/{id}/revoke.
func (a *API) RevokeQualification(ctx context.Context, r api.RevokeQualificationRequestObject) (api.RevokeQualificationResponseObject, error) {
	c := callOf(ctx)
	key, err := a.keptQualification(c, r.ID)
	if err != nil {
		return nil, err
	}
	fields := draftReader{}
	from := fields.day("/from", &r.Body.From)
	if err := fields.err(); err != nil {
		return nil, err
	}
	return written(ctx, a, r.Params.DryRun, func() (plan[api.RevokeQualification200JSONResponse], error) {
		evidence, change, err := a.office.Revoke(ctx, registry.Revocation{QualificationKey: key, From: *from, Reason: r.Body.Reason})
		if err != nil {
			return plan[api.RevokeQualification200JSONResponse]{}, err
		}
		after := change.Steps[0].Basis + 1
		items := lo.Map(evidence.Of(key, after), func(q registry.Recorded[registry.Qualification], _ int) api.Qualification {
			return c.qualification(q, evidence, after)
		})
		return plan[api.RevokeQualification200JSONResponse]{change: change, answer: api.RevokeQualification200JSONResponse{Items: items}}, nil
	})
}

// keptQualification is the key of what a path names, where the actor keeps its
// institution.
func (a *API) keptQualification(c *call, id string) (registry.QualificationKey, error) {
	if err := c.signedIn(); err != nil {
		return registry.QualificationKey{}, err
	}
	key, err := app.ParseQualificationID(id)
	if err != nil {
		return key, notFound(registry.Text{Zh: "质评记录", En: "qualification"}, id)
	}
	_, err = a.keptInstitution(c, string(key.Institution))
	return key, err
}
