package sheet

import (
	"strconv"
	"strings"

	"concord/internal/registry"
)

// PriceRow is what an item costs from a day on.
type PriceRow struct {
	Item      Text
	Code      Text // of the catalogue; empty where the name is to be resolved
	Fen       int64
	PriceText Text
	From      registry.Day // MinDay where none is stated
	Note      Text
}

const fieldPrice field = "价格"

var priceLayout = &layout{
	title: registry.Text{Zh: "价格表", En: "a price list"},
	key:   fieldItem,
	needs: []field{fieldItem, fieldPrice},
	least: 2,
	words: says(
		seqWords, noteWords, codeWords, itemWords, fromWords,
		phrase[field]{fieldPrice, "价格 单价 收费标准 收费价格 项目价格 价格(元) 单价(元) 收费标准(元) 金额 price"},
	),
}

// Prices reads the price lists of all sheets.
func (b *Book) Prices() Reading[PriceRow] { return read(b, priceLayout, priceRow) }

func priceRow(r *record) PriceRow {
	row := PriceRow{
		Item:      r.text(fieldItem),
		Code:      r.text(fieldCode),
		PriceText: r.demand(fieldPrice),
		From:      registry.MinDay,
		Note:      r.text(fieldNote),
	}
	if !row.Code.Stated() {
		r.demand(fieldItem)
	}
	if row.PriceText.Stated() {
		fen, ok := parseFen(row.PriceText.Value)
		if !ok {
			r.trouble(row.PriceText, priceUnreadable)
		}
		row.Fen = fen
	}
	if day, ok := r.day(fieldFrom); ok {
		row.From = day
	}
	return row
}

// maxYuan is the highest price that is believed.
const maxYuan = 1_000_000

// parseFen reads yuan with at most two decimals: 12.5, ¥12.50, 1,200元.
func parseFen(s string) (int64, bool) {
	folded := strings.TrimSuffix(strings.TrimLeft(fold(s), "¥￥"), "元")
	whole, decimals, _ := strings.Cut(strings.ReplaceAll(folded, ",", ""), ".")
	if whole == "" || strings.Trim(whole+decimals, "0123456789") != "" || len(decimals) > 2 {
		return 0, false
	}
	fen, err := strconv.ParseInt(whole+(decimals + "00")[:2], 10, 64)
	return fen, err == nil && fen <= maxYuan*100
}
