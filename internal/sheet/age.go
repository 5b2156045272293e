package sheet

import (
	"regexp"
	"strconv"

	"concord/internal/registry"
)

// The forms of an age. 以上 and 以下 include the number, 大于, 小于, 不满 and
// 未满 do not. Months and days are no completed years and are not read.
var (
	ageRange = regexp.MustCompile(`^([0-9]{1,3})(?:周?岁)?(?:-|~|—|–|至|到)([0-9]{1,3})周?岁(?:\(含\))?$`)
	ageOne   = regexp.MustCompile(`^([0-9]{1,3})周?岁$`)
	ageFloor = regexp.MustCompile(`^(?:([0-9]{1,3})周?岁(?:\(含\))?(?:及?以上)(?:\(含(?:[0-9]{1,3}周?岁)?\))?|(?:≥|>=|不小于|年满|满)([0-9]{1,3})周?岁(?:及?以上)?)$`)
	ageAbove = regexp.MustCompile(`^(?:>|大于|超过)([0-9]{1,3})周?岁$`)
	ageCeil  = regexp.MustCompile(`^(?:([0-9]{1,3})周?岁(?:\(含\))?(?:及?以下|以内)(?:\(含(?:[0-9]{1,3}周?岁)?\))?|(?:≤|<=|不大于|不超过)([0-9]{1,3})周?岁)$`)
	ageBelow = regexp.MustCompile(`^(?:<|小于|不满|未满|不足)([0-9]{1,3})周?岁$`)
)

// parseAge reads 6岁以下, 0-6岁, ≥60岁, 14周岁以下, 未满14周岁.
func parseAge(text string) (registry.AgeRange, bool) {
	if saysNothing(text) {
		return registry.AgeRange{}, true
	}
	folded, ok := foldShort(text)
	if !ok {
		return registry.AgeRange{}, false
	}
	for _, form := range []struct {
		pattern *regexp.Regexp
		ages    func(first, last int16) (from, to int16)
	}{
		{ageRange, func(a, b int16) (int16, int16) { return a, b }},
		{ageOne, func(a, _ int16) (int16, int16) { return a, a }},
		{ageFloor, func(a, _ int16) (int16, int16) { return a, registry.MaxAge }},
		{ageAbove, func(a, _ int16) (int16, int16) { return a + 1, registry.MaxAge }},
		{ageCeil, func(a, _ int16) (int16, int16) { return 0, a }},
		{ageBelow, func(a, _ int16) (int16, int16) { return 0, a - 1 }},
	} {
		parts := form.pattern.FindStringSubmatch(folded)
		if parts == nil {
			continue
		}
		first, last := years(parts[1:])
		from, to := form.ages(first, last)
		return registry.AgeRange{Stated: true, Min: from, Max: to}, from <= to && to <= registry.MaxAge
	}
	return registry.AgeRange{}, false
}

// years reads the numbers that a form found, in order.
func years(parts []string) (first, last int16) {
	var found []int16
	for _, part := range parts {
		if n, err := strconv.ParseInt(part, 10, 16); err == nil {
			found = append(found, int16(n))
		}
	}
	return found[0], found[len(found)-1]
}

// printAge is the form of an age range in published files; parseAge reads it.
func printAge(a registry.AgeRange) string {
	switch {
	case !a.Stated:
		return ""
	case a.Max == registry.MaxAge:
		return strconv.Itoa(int(a.Min)) + "岁以上"
	}
	return strconv.Itoa(int(a.Min)) + "-" + strconv.Itoa(int(a.Max)) + "岁"
}
