package httpapi

import (
	"context"
	"strconv"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
)

// GetCoverage answers GET /v1/regions/{code}/coverage.
func (a *API) GetCoverage(ctx context.Context, r api.GetCoverageRequestObject) (api.GetCoverageResponseObject, error) {
	region, err := callOf(ctx).region(r.Code)
	if err != nil {
		return nil, err
	}
	coverage, err := a.office.Coverage(ctx, region)
	if err != nil {
		return nil, err
	}
	callOf(ctx).header.Set("ETag", tagOf(numbered(coverage.Version)))
	return api.GetCoverage200JSONResponse{
		Region: string(region), Version: coverage.Version, File: sourceOf(coverage.Source),
		Rows: lo.Map(coverage.Rows, coverageRowOf),
	}, nil
}

// region is the one with a code in a path.
func (c *call) region(code string) (registry.RegionCode, error) {
	region, ok := c.snapshot.Region(registry.RegionCode(code))
	if !ok {
		return "", notFound(registry.Text{Zh: "行政区划", En: "region"}, code)
	}
	return region.Code, nil
}

func coverageRowOf(r office.CoverageRow, _ int) api.CoverageRow {
	return api.CoverageRow{
		Kind: api.CoverageKind(r.Kind), Region: string(r.Region), Institution: orNull(r.Institution), Name: orNull(r.Name),
		Specialty: orNull(r.Specialty), Level: as[api.CoverageRowLevel](orNull(r.Level)), Year: numberOrNull(r.Year),
		Count: r.Count, Note: orNull(r.Note),
	}
}

// UploadCoverage answers POST /v1/regions/{code}/coverage.
func (a *API) UploadCoverage(ctx context.Context, r api.UploadCoverageRequestObject) (api.UploadCoverageResponseObject, error) {
	report, err := a.takeTable(ctx, r.Code, r.Params.DryRun, func() (table, error) { return coverageTable(r) },
		func(order app.Import) (*app.Report, office.Change, error) {
			_, report, change, err := a.office.Cover(ctx, order)
			return report, change, err
		})
	return api.UploadCoverage200JSONResponse(report), err
}

func coverageTable(r api.UploadCoverageRequestObject) (table, error) {
	if r.MultipartBody != nil {
		return tableByForm(r.MultipartBody)
	}
	if r.JSONBody == nil {
		return table{}, refuse([]registry.Problem{missing("/rows")})
	}
	t, err := tableOf("coverage.csv", r.JSONBody.Rows, coverageColumns)
	t.decisions = decisionsOf(r.JSONBody.Resolve)
	return t, err
}

var coverageColumns = []column[api.CoverageRowFields]{
	{"kind", "类别", func(r api.CoverageRowFields) string { return string(r.Kind) }},
	{"region", "地区", func(r api.CoverageRowFields) string { return lo.FromPtr(r.Region) }},
	{"institution", "机构名称", func(r api.CoverageRowFields) string { return lo.FromPtr(r.Institution) }},
	{"specialty", "专业", func(r api.CoverageRowFields) string { return lo.FromPtr(r.Specialty) }},
	{"level", "级别", func(r api.CoverageRowFields) string { return lo.FromPtr(r.Level) }},
	{"year", "年度", func(r api.CoverageRowFields) string { return numberText(r.Year) }},
	{"count", "数量", func(r api.CoverageRowFields) string { return numberText(r.Count) }},
	{"note", "备注", func(r api.CoverageRowFields) string { return lo.FromPtr(r.Note) }},
}

func numberText(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}
