package store

import (
	"context"

	"github.com/samber/lo"
	"gorm.io/gorm"

	"concord/internal/office"
	"concord/internal/registry"
)

// pricesJSON is a region's prices in the record.
type pricesJSON struct {
	Region registry.RegionCode `json:"region"`
	Rows   []priceJSON         `json:"rows"`
	Source sourceJSON          `json:"source"`
}

type priceJSON struct {
	Item registry.ItemCode `json:"item"`
	Fen  int64             `json:"fen"`
	From registry.Day      `json:"from"` // in days since 1970-01-01
}

var prices = kept[office.Prices, pricesJSON]{
	noun: office.NounPrices,
	state: func(p office.Prices) pricesJSON {
		return pricesJSON{p.Region, lo.Map(p.Rows, func(r office.Price, _ int) priceJSON { return priceJSON(r) }), sourceJSON(p.Source)}
	},
	value: func(j pricesJSON) (office.Prices, error) {
		rows := lo.Map(j.Rows, func(r priceJSON, _ int) office.Price { return office.Price(r) })
		return office.Prices{Region: j.Region, Rows: some(rows), Source: registry.SourceFile(j.Source)}, nil
	},
	about: func(p office.Prices) about {
		return about{subject: string(p.Region), jurisdiction: registry.JurisdictionCode(p.Region)}
	},
	number: func(p *office.Prices) *int { return &p.Version },
}

// Prices are the prices of a region.
func (s *Store) Prices(ctx context.Context, region registry.RegionCode) (office.Prices, error) {
	return prices.get(ctx, s, string(region))
}

// PricesIn are the prices of those of some regions that have any, by region; of
// nil, of all.
func (s *Store) PricesIn(ctx context.Context, regions []registry.RegionCode) ([]office.Prices, error) {
	within := func(db *gorm.DB) *gorm.DB { return db }
	if regions != nil {
		within = func(db *gorm.DB) *gorm.DB { return db.Where("e.subject "+s.db.dialect.among, jsonOf(regions)) }
	}
	return prices.all(ctx, s, within, bySubject)
}
