package web

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"concord/internal/progress"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// tilePlace is where a province-level region stands on the tile map: column and row.
type tilePlace struct {
	column, row int
	zh, en      string // what fits on a tile
}

// The tiles keep to neighbourhood as far as a grid can. XPCC stands beside
// Xinjiang, where it lies.
var tilePlaces = map[registry.RegionCode]tilePlace{
	"230000": {7, 0, "黑龙江", "HL"},
	"650000": {0, 1, "新疆", "XJ"}, "150000": {4, 1, "内蒙古", "NM"}, "210000": {6, 1, "辽宁", "LN"}, "220000": {7, 1, "吉林", "JL"},
	"660000": {0, 2, "兵团", "XPCC"}, "620000": {1, 2, "甘肃", "GS"}, "640000": {2, 2, "宁夏", "NX"}, "140000": {3, 2, "山西", "SX"},
	"130000": {4, 2, "河北", "HE"}, "110000": {5, 2, "北京", "BJ"}, "120000": {6, 2, "天津", "TJ"},
	"540000": {0, 3, "西藏", "XZ"}, "630000": {1, 3, "青海", "QH"}, "610000": {2, 3, "陕西", "SN"}, "410000": {3, 3, "河南", "HA"},
	"370000": {4, 3, "山东", "SD"},
	"510000": {1, 4, "四川", "SC"}, "500000": {2, 4, "重庆", "CQ"}, "420000": {3, 4, "湖北", "HB"}, "340000": {4, 4, "安徽", "AH"},
	"320000": {5, 4, "江苏", "JS"}, "310000": {6, 4, "上海", "SH"},
	"530000": {1, 5, "云南", "YN"}, "520000": {2, 5, "贵州", "GZ"}, "430000": {3, 5, "湖南", "HN"}, "360000": {4, 5, "江西", "JX"},
	"330000": {5, 5, "浙江", "ZJ"},
	"450000": {2, 6, "广西", "GX"}, "440000": {3, 6, "广东", "GD"}, "350000": {4, 6, "福建", "FJ"}, "710000": {6, 6, "台湾", "TW"},
	"460000": {2, 7, "海南", "HI"}, "820000": {3, 7, "澳门", "MO"}, "810000": {4, 7, "香港", "HK"},
}

const (
	tilePitch = 80
	tileSide  = 76
	tileMapOn = 8*tilePitch - (tilePitch - tileSide) // columns and rows alike
	tileBar   = 60                                   // length of a tile's bar
)

// tile is a province-level region on the tile map.
type tile struct {
	Code, Name, Short string
	X, Y              int
	Out               bool // does not take part
	provinceStanding
	Step int    // of the shades
	Bar  int    // length of the bar
	Says string // all of it in a sentence, which begins with what the tile shows
}

// provinceStanding is how the units of a province-level region stand.
type provinceStanding struct {
	Units, AtLeast, Over, Silent int
	Median                       float64
}

// Percent is the share of the units that are past the target, in full percent:
// 0 where none is, and 100 only where all are.
func (p provinceStanding) Percent() int {
	if p.Units == 0 || p.Over == 0 {
		return 0
	}
	return max(1, 100*p.Over/p.Units)
}

// step is the shade of a share: 0 none, 5 all.
func (p provinceStanding) step() int {
	if p.Over == 0 {
		return 0
	}
	return 1 + p.Percent()/25
}

// tileShade is a row of the map's legend.
type tileShade struct {
	Step  int
	Label string
	Count int // of regions
}

// shadeLabels are the shares that the shades stand for.
var shadeLabels = []string{"0%", "1–24%", "25–49%", "50–74%", "75–99%", "100%"}

// tileMap is the country's progress, a tile for each province-level region.
type tileMap struct {
	Side      int
	Threshold int
	Tiles     []tile // in the order of the codes
	Shades    []tileShade
}

// Rows are the tiles that take part.
func (m tileMap) Rows() []tile {
	return slices.DeleteFunc(slices.Clone(m.Tiles), func(t tile) bool { return t.Out })
}

// newTileMap lays out how the units of the country stand toward a target.
func newTileMap(s *recognition.Snapshot, units []progress.Progress, target registry.Target, lang string) tileMap {
	m := tileMap{Side: tileMapOn, Threshold: target.Threshold}
	for i, label := range shadeLabels {
		m.Shades = append(m.Shades, tileShade{Step: i, Label: label})
	}
	inside := map[registry.RegionCode][]progress.Progress{}
	for i := range units {
		code := provinceOf(s, units[i].Region)
		inside[code] = append(inside[code], units[i])
	}
	for code, at := range tilePlaces {
		t := tile{
			Code: string(code), Name: regionName(s, code, lang), Short: registry.Text{Zh: at.zh, En: at.en}.In(lang),
			X: at.column * tilePitch, Y: at.row * tilePitch, Out: inside[code] == nil,
			provinceStanding: provinceStandingOf(inside[code], target.ID),
		}
		t.Step = t.step()
		t.Bar = min(tileBar, int(t.Median*tileBar/float64(max(target.Threshold, 1))))
		t.Says = t.says(target.Threshold, lang)
		if !t.Out {
			m.Shades[t.Step].Count++
		}
		m.Tiles = append(m.Tiles, t)
	}
	slices.SortFunc(m.Tiles, func(a, b tile) int { return cmp.Compare(a.Code, b.Code) })
	return m
}

// provinceOf is the province-level region that a unit lies in, which of a
// municipality is itself.
func provinceOf(s *recognition.Snapshot, unit registry.RegionCode) registry.RegionCode {
	if region, ok := s.Region(unit); ok && region.Parent != "" {
		return region.Parent
	}
	return unit
}

// provinceStandingOf sums units up toward a target.
func provinceStandingOf(units []progress.Progress, target string) provinceStanding {
	rollup := progress.RollUp(units)
	p := provinceStanding{Units: rollup.Units, Silent: rollup.Silent, Median: rollup.Median}
	for _, t := range rollup.Targets {
		if t.ID == target && t.By == "" {
			p.AtLeast, p.Over = t.AtLeast, t.Over
		}
	}
	return p
}

func (t tile) says(threshold int, lang string) string {
	if t.Out {
		return fmt.Sprintf(registry.Text{Zh: "%s：不在本项工作范围内", En: "%s: does not take part"}.In(lang), t.Name)
	}
	return fmt.Sprintf(registry.Text{
		Zh: "%[6]s %[7]d%%：%[1]s，%[3]d 个单位中 %[2]d 个超过 %[4]d 项，实际互认项目中位数 %[5]s 项",
		En: "%[6]s %[7]d%%: %[1]s, %[2]d of %[3]d past %[4]d items; median of live items %[5]s",
	}.In(lang), t.Name, t.Over, t.Units, threshold, halves(t.Median), t.Short, t.Percent())
}

// halves is a number that may end in a half.
func halves(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
