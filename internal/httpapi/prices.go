package httpapi

import (
	"context"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
)

// GetPrices answers GET /v1/regions/{code}/prices.
func (a *API) GetPrices(ctx context.Context, r api.GetPricesRequestObject) (api.GetPricesResponseObject, error) {
	region, err := callOf(ctx).region(r.Code)
	if err != nil {
		return nil, err
	}
	prices, err := a.office.Prices(ctx, region)
	if err != nil {
		return nil, err
	}
	callOf(ctx).header.Set("ETag", tagOf(numbered(prices.Version)))
	return api.GetPrices200JSONResponse{
		Region: string(region), Version: prices.Version, File: sourceOf(prices.Source),
		Rows: lo.Map(prices.Rows, priceOf),
	}, nil
}

func priceOf(p office.Price, _ int) api.Price {
	return api.Price{Item: string(p.Item), Yuan: yuan(p.Fen), From: dayOrNull(p.From)}
}

// yuan are hundredths of a yuan as yuan.
func yuan(fen int64) float64 { return float64(fen) / 100 }

// UploadPrices answers POST /v1/regions/{code}/prices.
func (a *API) UploadPrices(ctx context.Context, r api.UploadPricesRequestObject) (api.UploadPricesResponseObject, error) {
	report, err := a.takeTable(ctx, r.Code, r.Params.DryRun, func() (table, error) { return priceTable(r) },
		func(order app.Import) (*app.Report, office.Change, error) { return a.office.Price(ctx, order) })
	return api.UploadPrices200JSONResponse(report), err
}

func priceTable(r api.UploadPricesRequestObject) (table, error) {
	if r.MultipartBody != nil {
		return tableByForm(r.MultipartBody)
	}
	if r.JSONBody == nil {
		return table{}, refuse([]registry.Problem{missing("/rows")})
	}
	t, err := tableOf("prices.csv", r.JSONBody.Rows, priceColumns)
	t.decisions = decisionsOf(r.JSONBody.Resolve)
	return t, err
}

var priceColumns = []column[api.PriceRowFields]{
	{"code", "项目编码", func(r api.PriceRowFields) string { return lo.FromPtr(r.Code) }},
	{"item", "项目名称", func(r api.PriceRowFields) string { return lo.FromPtr(r.Item) }},
	{"yuan", "价格", func(r api.PriceRowFields) string { return r.Yuan }},
	{"from", "起始日期", func(r api.PriceRowFields) string { return lo.FromPtr(r.From) }},
}
