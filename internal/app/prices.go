package app

import (
	"context"
	"errors"

	"concord/internal/naming"
	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// Prices are what items cost in a region; none where nobody uploaded any.
func (o *Office) Prices(ctx context.Context, region registry.RegionCode) (office.Prices, error) {
	p, err := o.store.Prices(ctx, region)
	if errors.Is(err, registry.ErrNotFound) {
		return office.Prices{Region: region}, nil
	}
	return p, err
}

// Price plans to add a price list to those of a region; prices of the same item
// and day take the place of older ones. Where the report has problems, the change
// is empty.
func (o *Office) Price(ctx context.Context, order Import) (*Report, office.Change, error) {
	change := office.Change{Action: "prices.upload"}
	before, err := o.Prices(ctx, registry.RegionCode(order.Jurisdiction))
	if err != nil {
		return nil, change, err
	}
	book, problems := sheet.Open(order.FileName, order.File, order.Limits)
	if problems != nil {
		return &Report{Problems: problems}, change, nil
	}
	g, err := o.registrar.readInstitutions(ctx)
	if err != nil {
		return nil, change, err
	}
	run := &pricing{importing: newImporting(order, g), places: map[pricedDay]sheet.Place{}}
	read(run.importing, book.Prices(), run.row)
	run.report.Entries = len(run.rows)
	if !run.report.Clean() {
		return run.report, change, nil
	}
	file := office.File{SHA256: fileDigest(order.File), Name: order.FileName, Bytes: order.File}
	run.report.Version = before.Version + 1
	change.Prices = []office.Prices{{
		Region: before.Region, Rows: before.With(run.rows), Version: before.Version,
		Source: registry.SourceFile{Name: file.Name, SHA256: file.SHA256},
	}}
	change.Files = []office.File{file}
	return run.report, change, nil
}

// pricing is a price list being read.
type pricing struct {
	*importing
	rows   []office.Price
	places map[pricedDay]sheet.Place
}

// pricedDay is what has one price.
type pricedDay struct {
	item registry.ItemCode
	from registry.Day
}

// row takes a row: one price for each item that it means.
func (run *pricing) row(row sheet.PriceRow) {
	for _, item := range run.pricedItems(row) {
		day := pricedDay{item, row.From}
		if first, twice := run.places[day]; twice {
			run.problem(row.PriceText.Place, "PRICE_TWICE",
				texts("%s 自同一天起的价格在第 %d 行已有", "row %[2]d has a price of %[1]s from the same day already", item, first.Row),
				texts("保留一行，或填写不同的执行日期", "keep one of the rows, or state different days"))
			continue
		}
		run.places[day] = row.PriceText.Place
		run.rows = append(run.rows, office.Price{Item: item, Fen: row.Fen, From: row.From})
	}
}

func (run *pricing) pricedItems(row sheet.PriceRow) []registry.ItemCode {
	if row.Code.Stated() {
		code := registry.ItemCode(row.Code.Value)
		if !has(run.items, code) {
			run.unknownCode(row.Code, "ITEM_UNKNOWN")
			return nil
		}
		return []registry.ItemCode{code}
	}
	if !row.Item.Stated() {
		return nil
	}
	r := run.readItems(naming.Query{Name: row.Item.Value}, "", row.Item.Place)
	items := make([]registry.ItemCode, len(r.taken))
	for i, m := range r.taken {
		run.resolved(row.Item.Place, m.name, registry.EntryKey(m.item), string(m.item), m.how)
		items[i] = m.item
	}
	return items
}
