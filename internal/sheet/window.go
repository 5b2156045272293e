package sheet

import (
	"regexp"
	"strings"

	"concord/internal/registry"
)

var windowWords = says(
	phrase[registry.Window]{registry.Window{Unit: registry.WindowSameDay}, "当日 当天 同日 当日有效 当天有效 当日内 当天内 day sameday"},
	phrase[registry.Window]{registry.Window{Unit: registry.WindowUnlimited},
		"长期 长期有效 不限 不限时 不限时间 不限期 不限时限 无限期 无时间限制 永久 永久有效 一直有效 unlimited"},
	phrase[registry.Window]{registry.Window{Unit: registry.WindowMonths, Count: 6}, "半年 半年内 半年以内"},
)

// windowUnit is how a unit is counted: a week is seven days, a year twelve
// months.
type windowUnit struct {
	unit  registry.WindowUnit
	times int
}

var windowUnits = says(
	phrase[windowUnit]{windowUnit{registry.WindowHours, 1}, "小时 个小时 时 h hr hrs hour hours"},
	phrase[windowUnit]{windowUnit{registry.WindowDays, 1}, "天 日 个自然日 自然日 d day days"},
	phrase[windowUnit]{windowUnit{registry.WindowDays, 7}, "周 个周 星期 个星期 w week weeks"},
	phrase[windowUnit]{windowUnit{registry.WindowMonths, 1}, "月 个月 mo month months"},
	phrase[windowUnit]{windowUnit{registry.WindowMonths, 12}, "年 y year years"},
)

// windowPattern holds what may stand around a count and a unit without changing
// what they say. “检查后” and “报告后” may not: they name an anchor, which is a
// term of the whole list.
var windowPattern = regexp.MustCompile(
	`^(?:≤|<=|不超过|不大于|最长|有效期|时限|为|:)*([0-9]+|[零一二三四五六七八九十两]+)\(?([a-z]+|[^0-9a-z内以之有含()]+)?\)?(?:以内|之内|内)?(?:有效)?(?:\(含\))?$`)

// parseWindow reads 30天, 72小时, 3个月, 一周, 半年, ≤7天, 30日内, 当日, 长期有效.
// A bare number takes the unit of its heading, and says nothing without one.
func parseWindow(text, headingUnit string) (registry.Window, bool) {
	if saysNothing(text) {
		return registry.Window{}, true
	}
	folded, ok := foldShort(text)
	if !ok {
		return registry.Window{}, false
	}
	if w, ok := windowWords[folded]; ok {
		return w, true
	}
	parts := windowPattern.FindStringSubmatch(folded)
	if parts == nil {
		return registry.Window{}, false
	}
	unit, ok := windowUnits.of(firstStated(parts[2], headingUnit))
	count, okCount := parseCount(parts[1])
	if !ok || !okCount || count == 0 || count > 36_500 {
		return registry.Window{}, false
	}
	return registry.Window{Unit: unit.unit, Count: int32(count * unit.times)}, true
}

func firstStated(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// printWindow is the form of a window in published files; parseWindow reads it.
func printWindow(w registry.Window) string {
	count := strings.TrimRight(w.String(), "hdmo")
	switch w.Unit {
	case registry.WindowHours:
		return count + "小时"
	case registry.WindowDays:
		return count + "天"
	case registry.WindowMonths:
		return count + "个月"
	case registry.WindowSameDay:
		return "当日"
	case registry.WindowUnlimited:
		return "长期有效"
	}
	return ""
}
