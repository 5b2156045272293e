package registry

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// China is the one time zone of the registry, +08:00 without daylight saving.
var China = time.FixedZone("+08:00", chinaOffset)

const (
	chinaOffset   = 8 * 60 * 60
	secondsPerDay = 24 * 60 * 60
)

// Instant is a moment in seconds since the Unix epoch.
type Instant int64

// Day is a calendar day of China, in days since 1970-01-01.
type Day int32

// MinDay and MaxDay stand for “since ever” and “without an end”.
const (
	MinDay Day = math.MinInt32
	MaxDay Day = math.MaxInt32
)

// ErrWithoutOffset says that a time has no offset, so that its moment is not known.
var ErrWithoutOffset = errors.New("time has no offset")

// InstantOf returns the second that t lies in.
func InstantOf(t time.Time) Instant { return Instant(t.Unix()) }

// ParseInstant reads an RFC 3339 time and cuts it to the second. A time without
// an offset gives [ErrWithoutOffset]: it is never taken for UTC.
func ParseInstant(s string) (Instant, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err == nil {
		return InstantOf(t), nil
	}
	if withoutOffset(s) {
		return 0, fmt.Errorf("time %q: %w", s, ErrWithoutOffset)
	}
	return 0, fmt.Errorf("time %q is not RFC 3339 (2006-01-02T15:04:05+08:00)", s)
}

// withoutOffset reports whether s reads as a date or a local time as hospital
// systems print them.
func withoutOffset(s string) bool {
	for _, layout := range []string{
		"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04",
		"2006-01-02", "2006/1/2 15:04:05", "2006/1/2 15:04", "2006/1/2", "20060102150405", "20060102",
	} {
		if _, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return true
		}
	}
	return false
}

// Time returns the instant as a time in China.
func (i Instant) Time() time.Time { return time.Unix(int64(i), 0).In(China) }

// String is RFC 3339 in +08:00.
func (i Instant) String() string { return string(i.Append(nil)) }

// Day is the day of China that the instant lies in.
func (i Instant) Day() Day {
	local := int64(i) + chinaOffset
	day := local / secondsPerDay
	if local%secondsPerDay < 0 {
		day--
	}
	return Day(day)
}

// DayOf returns the day with this date.
func DayOf(year int, month time.Month, day int) Day {
	return InstantOf(time.Date(year, month, day, 0, 0, 0, 0, China)).Day()
}

// ParseDay reads YYYY-MM-DD.
func ParseDay(s string) (Day, error) {
	t, err := time.ParseInLocation(time.DateOnly, s, China)
	if err != nil {
		return 0, fmt.Errorf("date %q is not of the form 2006-01-02", s)
	}
	return InstantOf(t).Day(), nil
}

// Start is the first second of the day, 00:00+08:00.
func (d Day) Start() Instant { return Instant(int64(d)*secondsPerDay - chinaOffset) }

// String is YYYY-MM-DD; empty for [MinDay] and [MaxDay], which are no dates.
func (d Day) String() string { return string(d.Append(nil)) }

// Period is a span of days, half open: From is inside, To is not.
// The zero Period is empty; [Always] holds every day.
type Period struct{ From, To Day }

// Always is the period without bounds.
var Always = Period{From: MinDay, To: MaxDay}

// Since is the period from a day on, without an end.
func Since(from Day) Period { return Period{From: from, To: MaxDay} }

// Between is the period of the days from first to last, both included: the way
// documents, files and the API write periods.
func Between(first, last Day) Period { return Period{From: first, To: last + 1} }

// Contains reports whether day lies in the period.
func (p Period) Contains(day Day) bool { return p.From <= day && day < p.To }

// Empty reports whether no day lies in the period.
func (p Period) Empty() bool { return p.To <= p.From }

// Last is the last day inside the period; [MaxDay] when it has no end.
func (p Period) Last() Day {
	if p.To == MaxDay {
		return MaxDay
	}
	return p.To - 1
}
