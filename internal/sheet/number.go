package sheet

import (
	"math"
	"strconv"
	"strings"
	"time"

	"concord/internal/registry"
)

// numberFormat is how a style shows numbers, as far as it changes what is said:
// dates, words around the number (30 shown as 30天) and leading zeros.
type numberFormat struct {
	date           bool
	prefix, suffix string
	digits         int // at least so many before the point
}

// formatOf reads the format with a number; code is empty for built-in ones.
func formatOf(id int, code string) numberFormat {
	if code == "" {
		return numberFormat{date: isDateFormat(id)}
	}
	code, _, _ = strings.Cut(code, ";")
	literals, pattern := splitFormat(code)
	if strings.ContainsAny(strings.ToLower(pattern), "ymdhs") && !strings.EqualFold(pattern, "general") {
		return numberFormat{date: true}
	}
	return literals
}

// isDateFormat reports whether a built-in format shows dates, the Chinese ones
// (27 to 36, 50 to 58) included.
func isDateFormat(id int) bool {
	return 14 <= id && id <= 22 || 27 <= id && id <= 36 || 45 <= id && id <= 47 || 50 <= id && id <= 58
}

// splitFormat parts a format code into the literals around the number and the
// pattern, which is everything that is neither quoted, escaped nor in square
// brackets.
func splitFormat(code string) (f numberFormat, pattern string) {
	var b strings.Builder
	literal := func(s string) {
		if b.Len() == 0 {
			f.prefix += s
			return
		}
		f.suffix += s
	}
	for i := 0; i < len(code); {
		end := formatToken(code[i:])
		token := code[i : i+end]
		i += end
		switch token[0] {
		case '"':
			literal(strings.Trim(token, `"`))
		case '\\':
			literal(token[1:])
		case '[', '_', '*':
		default:
			if token[0] >= 0x80 {
				literal(token)
				continue
			}
			b.WriteString(token)
		}
	}
	pattern = b.String()
	if whole, _, _ := strings.Cut(pattern, "."); strings.Trim(pattern, "0#?,.") == "" {
		f.digits = strings.Count(whole, "0")
		return f, pattern
	}
	return numberFormat{}, pattern
}

// formatToken is the length of the first token of a format code.
func formatToken(code string) int {
	closing := map[byte]byte{'"': '"', '[': ']'}[code[0]]
	switch {
	case closing != 0:
		if i := strings.IndexByte(code[1:], closing); i >= 0 {
			return i + 2
		}
		return len(code)
	case strings.IndexByte(`\_*`, code[0]) >= 0 || code[0] >= 0x80:
		skip := 0
		if code[0] < 0x80 {
			skip = 1
		}
		for i := range code[skip:] {
			if i > 0 {
				return skip + i
			}
		}
		return len(code)
	}
	return 1
}

// show prints a number as the format does; text that is no number stays.
func (f numberFormat) show(text string, from1904 bool) string {
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(number) || math.IsInf(number, 0) {
		return text
	}
	if f.date {
		if shown, ok := serialTime(number, from1904); ok {
			return shown
		}
	}
	shown := plainNumber(number)
	for len(shown) < f.digits && number >= 0 {
		shown = "0" + shown
	}
	return f.prefix + shown + f.suffix
}

// plainNumber prints a number with the 15 digits that Excel keeps. Longer ones
// have lost digits and are printed with an exponent, so that no code is made up.
func plainNumber(number float64) string {
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(number, 'g', 15, 64), 64)
	if math.Abs(rounded) >= 1e15 {
		return strconv.FormatFloat(rounded, 'E', 5, 64)
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// serialDays are the days from 1970-01-01 back to day 0 of a workbook. Excel's
// day 60 is a 29 February 1900 that never was, which no list reaches.
const (
	days1900 = 25_569
	days1904 = 24_107
)

// serialDay is the day that a serial date names, between 1990 and 2100.
func serialDay(serial int, from1904 bool) (registry.Day, bool) {
	day := registry.Day(serial - days1900)
	if from1904 {
		day = registry.Day(serial - days1904)
	}
	return day, registry.DayOf(1990, time.January, 1) <= day && day < registry.DayOf(2100, time.January, 1)
}

// serialTime prints a serial date, with its time of day if it has one.
func serialTime(serial float64, from1904 bool) (string, bool) {
	if serial < 0 || serial > 1e6 {
		return "", false
	}
	day, ok := serialDay(int(serial), from1904)
	if !ok {
		return "", false
	}
	seconds := math.Round((serial - math.Floor(serial)) * 24 * 60 * 60)
	if seconds == 0 {
		return day.String(), true
	}
	return (day.Start() + registry.Instant(seconds)).Time().Format(time.DateTime), true
}
