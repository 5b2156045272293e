package app

import (
	"slices"
	"strings"

	"concord/internal/registry"
)

// regionsNamed finds regions by code or by name, with or without the last
// character (赤峰市, 赤峰), inside another region and not that region itself
// unless it is the one meant; inside nothing, everywhere.
func (r *reference) regionsNamed(name string, inside registry.RegionCode) []registry.RegionCode {
	name = strings.TrimSpace(name)
	var full, short []registry.RegionCode
	for _, region := range r.order {
		if inside != "" && !slices.Contains(r.ancestors(region.Code), inside) {
			continue
		}
		switch {
		case string(region.Code) == name || region.Name == name:
			full = append(full, region.Code)
		case shortened(region.Name, name):
			short = append(short, region.Code)
		}
	}
	if len(full) > 0 {
		return full
	}
	return short
}

// regionEndings are the words for the ranks of regions, longest first.
var regionEndings = []string{"自治州", "自治县", "自治旗", "地区", "林区", "特区", "省", "市", "盟", "州", "区", "县", "旗"}

// shortened reports whether name is a region's name without the word for its
// rank.
func shortened(full, name string) bool {
	for _, ending := range regionEndings {
		if stem, ok := strings.CutSuffix(full, ending); ok && stem == name {
			return strings.Count(stem, "")-1 > 1
		}
	}
	return false
}

// isOwnLevel reports whether a cell says that an institution belongs to the
// prefecture or province itself rather than to a part of it.
func isOwnLevel(name string) bool {
	return slices.Contains([]string{"市直", "市属", "市本级", "市级", "省直", "省属", "省本级", "省级", "本级"}, name)
}

// isZone reports whether a name is one of a development zone, which lists print
// among districts although it is none.
func isZone(name string) bool {
	return slices.ContainsFunc([]string{"开发区", "高新区", "新区", "园区", "示范区", "度假区", "管理区", "经开区"}, func(ending string) bool {
		return strings.HasSuffix(name, ending)
	})
}
