package web

import (
	"io"
	"strconv"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/registry"
)

var pricesTaken = notice("prices-taken", "价格已写入。", "The prices are recorded.")

func (w *Web) registerPrices(e *echo.Echo) {
	e.GET("/console/prices", w.shown(w.pricesPage), w.signedIn)
	e.POST("/console/prices", w.taken(w.pricesPage, w.uploadPrices), w.signedIn)
}

// pricesPage is the page of a region's prices.
func (w *Web) pricesPage(c echo.Context, f form) (*deskPage, error) {
	s, code := sayingOf(c), w.placeAsked(c, f)
	p := w.desk(c, "prices", both("价格", "Prices"),
		s.t("用于估算互认节约的费用。本地没有价格的项目，采用最近的上级地区的价格。",
			"They estimate what recognition saves. An item without a price here has that of the nearest region above."))
	p.with(deskSection{Form: new(w.choosePlace(s, f, "/console/prices", code))})
	if code == "" {
		return p, nil
	}
	if code == string(registry.Nation) {
		return p.with(deskSection{Text: s.t("价格由各地区登记，全国没有统一的价格表。请选择地区。", "Prices are kept by regions; the nation has none of its own. Choose a region.")}), nil
	}
	r, err := asked(w.client(c).GetPricesWithResponse(c.Request().Context(), code))
	if err != nil {
		return p.refusal(&f, err)
	}
	p.with(rowsOn(p, c, w.pricesTable(s), r.JSON200.Rows).titled(w.placeName(s, code)), tableState(s, r.JSON200.Version, r.JSON200.File.Name))
	return w.regionUpload(c, p, f, code, r.HTTPResponse.Header.Get("ETag"), deskSection{Text: s.t("列：项目名称、价格（元）；另可有项目编码、起始日期。填写了项目编码的行，项目名称可留空。",
		"Columns: 项目名称 and 价格 in yuan; also 项目编码 and 起始日期. A row that states a code needs no name.")}), nil
}

func (w *Web) pricesTable(s saying) table[api.Price] {
	return table[api.Price]{
		Name: "rows", Caption: both("价格", "Prices"), Empty: both("还没有价格。", "There is no price yet."),
		Columns: []column[api.Price]{
			{Key: "item", Label: both("项目", "Item"), Less: byText(func(p api.Price) string { return p.Item }), Value: func(p api.Price) cell {
				return cell{Text: w.itemTitle(s, p.Item), Note: p.Item}
			}},
			{Key: "yuan", Label: both("价格（元）", "Yuan"), Number: true, Less: byNumber(func(p api.Price) float64 { return p.Yuan }),
				Value: func(p api.Price) cell {
					return cell{Text: strconv.FormatFloat(p.Yuan, 'f', 2, 64)}
				}},
			{Key: "from", Label: both("起始日期", "From"), Less: byText(func(p api.Price) string { return lo.FromPtr(p.From) }),
				Value: func(p api.Price) cell {
					return cell{Text: daysText(s, p.From, nil)}
				}},
		},
	}
}

// uploadPrices answers POST /console/prices.
func (w *Web) uploadPrices(c echo.Context, f *form) (echo.HandlerFunc, error) {
	s, code := sayingOf(c), f.Get("jurisdiction")
	u := w.regionTable(s, f, "prices", pricesTaken, both("上传价格", "Upload prices"))
	u.says = s.t("并入现有价格：同一项目同一起始日期的价格被替换，其余保留。",
		"They join the prices that stand: one of the same item and day is replaced, the others stay.")
	u.send = func(dryRun bool, media string, body io.Reader) (api.ImportReport, error) {
		r, err := asked(w.client(c).UploadPricesWithBodyWithResponse(c.Request().Context(),
			code, &api.UploadPricesParams{DryRun: dryRun}, media, body, ifMatch(f.Get("etag"))))
		if err != nil {
			return api.ImportReport{}, err
		}
		return *r.JSON200, nil
	}
	return w.uploaded(c, f, u)
}
