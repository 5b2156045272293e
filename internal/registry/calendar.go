package registry

import "time"

// Append appends the instant as String gives it. Times stand in every answer,
// and formatting by layout would cost more than deciding.
func (i Instant) Append(buf []byte) []byte {
	buf = append(i.Day().Append(buf), 'T')
	return append(i.AppendClock(buf), "+08:00"...)
}

// AppendClock appends the clock time in China, 15:04:05.
func (i Instant) AppendClock(buf []byte) []byte {
	clock := int(i - i.Day().Start())
	buf = append(appendTwo(buf, clock/3600), ':')
	buf = append(appendTwo(buf, clock/60%60), ':')
	return appendTwo(buf, clock%60)
}

// Append appends the day as String gives it.
func (d Day) Append(buf []byte) []byte {
	if d == MinDay || d == MaxDay {
		return buf
	}
	year, month, day := civil(d)
	if year < 0 || year > 9999 {
		return d.Start().Time().AppendFormat(buf, time.DateOnly)
	}
	buf = appendTwo(appendTwo(buf, year/100), year%100)
	buf = appendTwo(append(buf, '-'), month)
	return appendTwo(append(buf, '-'), day)
}

func appendTwo(buf []byte, n int) []byte { return append(buf, '0'+byte(n/10), '0'+byte(n%10)) }

// civil is the Gregorian date of a day. Years begin in March here, so that the
// leap day is the last one; 400 years have 146,097 days.
// Source: Howard Hinnant, “chrono-Compatible Low-Level Date Algorithms”.
func civil(d Day) (year, month, day int) {
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
