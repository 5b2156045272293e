package office

import (
	"cmp"
	"slices"

	"concord/internal/registry"
)

// Prices is what a region's institutions charge for items: what a recognized
// result saves is estimated from it. A file adds to what was uploaded before.
type Prices struct {
	Region  registry.RegionCode
	Rows    []Price // by item and day, each pair once
	Source  registry.SourceFile
	Version int
}

// Price is the price of an item from a day on.
type Price struct {
	Item registry.ItemCode
	Fen  int64 // hundredths of a yuan
	From registry.Day
}

// MaxFen is the highest price that is believed: a million yuan.
const MaxFen = 100_000_000

func comparePrices(a, b Price) int {
	return cmp.Or(cmp.Compare(a.Item, b.Item), cmp.Compare(a.From, b.From))
}

// With is the prices with others, which take the place of those of the same item
// and day.
func (p Prices) With(rows []Price) []Price {
	all := slices.Concat(rows, p.Rows)
	slices.SortStableFunc(all, comparePrices)
	return slices.CompactFunc(all, func(a, b Price) bool { return comparePrices(a, b) == 0 })
}

// Of are the prices of an item, by day.
func (p Prices) Of(item registry.ItemCode) []Price {
	first, _ := slices.BinarySearchFunc(p.Rows, item, func(r Price, item registry.ItemCode) int { return cmp.Compare(r.Item, item) })
	last := first
	for last < len(p.Rows) && p.Rows[last].Item == item {
		last++
	}
	return p.Rows[first:last]
}
