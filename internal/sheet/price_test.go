package sheet

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/internal/registry"
)

func TestPrices(t *testing.T) {
	book, problems := Open("价格.csv", []byte("项目编码,项目名称,价格(元),执行日期\nLCHM051,钾,12.5,2026-01-01\n,钠,¥1200元,\n,氯,十二,\n,钙,1.234,\n,镁,,\n"), DefaultLimits())
	if problems != nil {
		t.Fatal(problems)
	}
	read := book.Prices()
	type price struct {
		name string
		fen  int64
		from registry.Day
	}
	var got []price
	for _, row := range read.Rows {
		got = append(got, price{row.Item.Value, row.Fen, row.From})
	}
	want := []price{{"钾", 1250, registry.DayOf(2026, 1, 1)}, {"钠", 120_000, registry.MinDay}, {"氯", 0, registry.MinDay}, {"钙", 0, registry.MinDay}, {"镁", 0, registry.MinDay}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(price{})); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	var places []string
	for _, p := range read.Problems {
		places = append(places, p.Code+" "+p.Column+string(rune('0'+p.Row)))
	}
	if diff := cmp.Diff([]string{"PRICE_UNREADABLE C4", "PRICE_UNREADABLE C5", "VALUE_MISSING C6"}, places); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}
