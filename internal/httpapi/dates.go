package httpapi

import (
	"concord/internal/registry"
)

// appendInstant appends an instant as a JSON string in +08:00.
func appendInstant(buf []byte, i registry.Instant) []byte {
	day := i.Day()
	clock := int(i - day.Start())
	buf = append(buf, '"')
	buf = appendDate(buf, day)
	buf = append(buf, 'T')
	buf = appendTwo(buf, clock/3600)
	buf = append(buf, ':')
	buf = appendTwo(buf, clock/60%60)
	buf = append(buf, ':')
	buf = appendTwo(buf, clock%60)
	return append(buf, `+08:00"`...)
}

// appendDayOrNull appends a day as a JSON string; null for days without a date.
func appendDayOrNull(buf []byte, d registry.Day) []byte {
	if d == registry.MinDay || d == registry.MaxDay {
		return append(buf, "null"...)
	}
	buf = append(buf, '"')
	return append(appendDate(buf, d), '"')
}

// appendDate appends YYYY-MM-DD. Times of question and answer stand in every
// answer, and formatting by layout would cost more than deciding.
func appendDate(buf []byte, d registry.Day) []byte {
	year, month, day := civil(d)
	if year < 0 || year > 9999 {
		return append(buf, d.String()...)
	}
	buf = appendTwo(buf, year/100)
	buf = appendTwo(buf, year%100)
	buf = append(buf, '-')
	buf = appendTwo(buf, month)
	buf = append(buf, '-')
	return appendTwo(buf, day)
}

func appendTwo(buf []byte, n int) []byte { return append(buf, '0'+byte(n/10), '0'+byte(n%10)) }

// civil is the Gregorian date of a day. Years begin in March here, so that the
// leap day is the last one; 400 years have 146,097 days.
// Source: Howard Hinnant, “chrono-Compatible Low-Level Date Algorithms”.
func civil(d registry.Day) (year, month, day int) {
	const toMarchOfYearZero, daysPerEra = 719_468, 146_097
	z := int64(d) + toMarchOfYearZero
	era := z / daysPerEra
	if z < 0 {
		era = (z - daysPerEra + 1) / daysPerEra
	}
	dayOfEra := z - era*daysPerEra
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36_524 - dayOfEra/146_096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	monthFromMarch := (5*dayOfYear + 2) / 153
	day = int(dayOfYear - (153*monthFromMarch+2)/5 + 1)
	month = int(monthFromMarch) + 3
	if month > 12 {
		month -= 12
	}
	year = int(yearOfEra + era*400)
	if month <= 2 {
		year++
	}
	return year, month, day
}
