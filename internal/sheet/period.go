package sheet

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"concord/internal/registry"
)

const datePattern = `([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?|([0-9]{4})([0-9]{2})([0-9]{2})`

// timeOfDay may follow a date and is cut off: periods are whole days.
const timeOfDay = `(?:t?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?`

var (
	oneDate = regexp.MustCompile(`^(?:` + datePattern + `)` + timeOfDay + `$`)
	aDate   = regexp.MustCompile(datePattern)
	serial  = regexp.MustCompile(`^[0-9]{5}$`)
	// spans are what may stand around the dates D of a period.
	spans = map[string]string{
		"d至d": "both", "d到d": "both", "d~d": "both", "d-d": "both", "d--d": "both", "d—d": "both", "d——d": "both", "d–d": "both", "d,d": "both",
		"自d至d": "both", "从d至d": "both", "自d起至d": "both", "自d起至d止": "both", "自d至d止": "both", "d起至d止": "both", "d至d止": "both", "从d到d": "both",
		"d起": "from", "自d起": "from", "d起长期": "from", "d起长期有效": "from", "自d起长期有效": "from", "d以后": "from", "d后": "none",
		"d至长期": "from", "d-长期": "from", "d~长期": "from", "d—长期": "from", "d至今": "from", "d-": "from", "d至": "from", "d起施行": "from",
		"至d": "to", "至d止": "to", "截至d": "to", "截止d": "to", "截止到d": "to", "截至d止": "to", "-d": "to", "有效期至d": "to",
	}
	wholeYear = regexp.MustCompile(`^([0-9]{4})年度$`)
)

var always = says(phrase[bool]{true, "长期 长期有效 永久 永久有效 不限 无限期 always"})

// parseDay reads 2026-01-01, 2026/1/1, 2026.1.1, 2026年1月1日, 20260101, and a
// serial date of Excel.
func parseDay(text string, from1904 bool) (registry.Day, bool) {
	folded, ok := foldShort(text)
	if !ok {
		return 0, false
	}
	if serial.MatchString(folded) {
		n, _ := strconv.Atoi(folded)
		return serialDay(n, from1904)
	}
	parts := oneDate.FindStringSubmatch(folded)
	if parts == nil {
		return 0, false
	}
	return dayOf(parts)
}

// dayOf makes a day of the groups of datePattern; 30 February is none.
func dayOf(parts []string) (registry.Day, bool) {
	if parts[1] == "" {
		parts = parts[3:]
	}
	year, _ := strconv.Atoi(parts[1])
	month, _ := strconv.Atoi(parts[2])
	day, _ := strconv.Atoi(parts[3])
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, registry.China)
	return registry.InstantOf(t).Day(), t.Month() == time.Month(month) && t.Day() == day && year >= 1900
}

// parsePeriod reads a period from one cell: two dates, 长期, or a year (年度).
func parsePeriod(text string) (registry.Period, bool) {
	folded, ok := foldShort(text)
	if !ok {
		return registry.Period{}, false
	}
	if saysNothing(folded) || always[folded] {
		return registry.Always, true
	}
	if year := wholeYear.FindStringSubmatch(folded); year != nil {
		n, _ := strconv.Atoi(year[1])
		return registry.Between(registry.DayOf(n, time.January, 1), registry.DayOf(n, time.December, 31)), true
	}
	return periodOfDates(folded)
}

// periodOfDates reads the dates of a period by what stands around them.
func periodOfDates(folded string) (registry.Period, bool) {
	var days []registry.Day
	for _, parts := range aDate.FindAllStringSubmatch(folded, 3) {
		day, ok := dayOf(parts)
		if !ok {
			return registry.Period{}, false
		}
		days = append(days, day)
	}
	shape := aDate.ReplaceAllString(folded, "d")
	switch spans[strings.Trim(shape, "()。;")] {
	case "both":
		return registry.Between(days[0], days[1]), true
	case "from":
		return registry.Since(days[0]), true
	case "to":
		return registry.Between(registry.MinDay, days[0]), true
	}
	return registry.Period{}, false
}

// period reads the period of a record: from one column, or from two.
func (r *record) period() registry.Period {
	if whole := r.text(fieldPeriod); whole.Stated() {
		p, ok := parsePeriod(whole.Value)
		if !ok {
			r.trouble(whole, periodUnreadable)
			return registry.Always
		}
		return r.notEmpty(whole, p)
	}
	p := registry.Always
	if from, ok := r.day(fieldFrom); ok {
		p.From = from
	}
	to, ok := r.day(fieldTo)
	if !ok {
		return p
	}
	p.To = to + 1
	return r.notEmpty(r.text(fieldTo), p)
}

// notEmpty refuses a period that ends before it begins.
func (r *record) notEmpty(t Text, p registry.Period) registry.Period {
	if !p.Empty() {
		return p
	}
	r.report.add(periodEmpty.at(t.Place, p.From.String(), p.Last().String()))
	return registry.Always
}

// day reads a date; an open end (长期) is not stated.
func (r *record) day(f field) (registry.Day, bool) {
	t := r.text(f)
	if saysNothing(t.Value) {
		return 0, false
	}
	if folded, ok := foldShort(t.Value); ok && always[folded] {
		return 0, false
	}
	day, ok := parseDay(t.Value, r.grid.from1904)
	if !ok {
		r.trouble(t, dateUnreadable)
	}
	return day, ok
}
