package registry

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// WindowUnit says how a [Window] is counted.
type WindowUnit uint8

// The forms of a window. Hours and days are counted in seconds (a day is
// 24 h), months by the calendar of China.
const (
	WindowNone      WindowUnit = iota // the list prints no window; not the same as unlimited
	WindowHours                       // 72h
	WindowDays                        // 15d
	WindowMonths                      // 3mo
	WindowSameDay                     // day: until 24:00 of the anchor's date
	WindowUnlimited                   // unlimited: the list says so
)

// Window is how long a result is recognised after its anchor. The zero Window
// means that none is printed.
type Window struct {
	Unit  WindowUnit
	Count int32 // hours, days or months; 0 for the other units
}

// maxWindow bounds counts so that no end overflows; 100 years in hours.
const maxWindow = 876_600

// ParseWindow reads 72h, 15d, 3mo, day, unlimited, and "" for none.
func ParseWindow(s string) (Window, error) {
	switch s {
	case "":
		return Window{}, nil
	case "day":
		return Window{Unit: WindowSameDay}, nil
	case "unlimited":
		return Window{Unit: WindowUnlimited}, nil
	}
	for _, form := range []struct {
		suffix string
		unit   WindowUnit
	}{{"mo", WindowMonths}, {"h", WindowHours}, {"d", WindowDays}} {
		digits, ok := strings.CutSuffix(s, form.suffix)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(digits, 10, 32)
		if err != nil || n <= 0 || n > maxWindow {
			break
		}
		return Window{Unit: form.unit, Count: int32(n)}, nil
	}
	return Window{}, fmt.Errorf("window %q is none of 72h, 15d, 3mo, day, unlimited", s)
}

// String is the form that [ParseWindow] reads.
func (w Window) String() string { return string(w.Append(nil)) }

// Append appends the window as String gives it.
func (w Window) Append(buf []byte) []byte {
	switch w.Unit {
	case WindowHours:
		return append(strconv.AppendInt(buf, int64(w.Count), 10), 'h')
	case WindowDays:
		return append(strconv.AppendInt(buf, int64(w.Count), 10), 'd')
	case WindowMonths:
		return append(strconv.AppendInt(buf, int64(w.Count), 10), "mo"...)
	case WindowSameDay:
		return append(buf, "day"...)
	case WindowUnlimited:
		return append(buf, "unlimited"...)
	}
	return buf
}

// Stated reports whether the window says anything.
func (w Window) Stated() bool { return w.Unit != WindowNone }

// End is the last instant inside the window that starts at anchor. Windows that
// are unstated or unlimited have none.
func (w Window) End(anchor Instant) (end Instant, ok bool) {
	switch w.Unit {
	case WindowHours:
		return anchor + Instant(w.Count)*3600, true
	case WindowDays:
		return anchor + Instant(w.Count)*secondsPerDay, true
	case WindowMonths:
		return addMonths(anchor, int(w.Count)), true
	case WindowSameDay:
		return (anchor.Day() + 1).Start(), true
	}
	return 0, false
}

// addMonths moves anchor by calendar months of China at the same clock time,
// clamped to the last day of the month it arrives in.
func addMonths(anchor Instant, months int) Instant {
	t := anchor.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(months), 1, t.Hour(), t.Minute(), t.Second(), 0, China)
	lastDay := first.AddDate(0, 1, -1).Day()
	return InstantOf(first.AddDate(0, 0, min(t.Day(), lastDay)-1))
}

// CompareWindows orders windows by how soon they end after anchor: windows with
// an end first, then unstated ones, then unlimited ones.
func CompareWindows(a, b Window, anchor Instant) int {
	endA, finiteA := a.End(anchor)
	endB, finiteB := b.End(anchor)
	if finiteA && finiteB {
		return cmp.Compare(endA, endB)
	}
	return cmp.Compare(a.openness(), b.openness())
}

// openness ranks a window without comparing ends: finite, unstated, unlimited.
func (w Window) openness() int {
	switch w.Unit {
	case WindowNone:
		return 1
	case WindowUnlimited:
		return 2
	}
	return 0
}
