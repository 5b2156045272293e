package naive

import (
	"cmp"
	"time"

	"concord/internal/registry"
)

// windowEnd is the last instant of a window: “72h, 15d (24 h days), 3mo (same
// clock time in UTC+8, clamped to the month's last day), day (until 24:00+08:00
// of the anchor's date), unlimited”.
func windowEnd(w registry.Window, anchor registry.Instant) (end registry.Instant, ends bool) {
	switch w.Unit {
	case registry.WindowHours:
		return anchor + 3600*registry.Instant(w.Count), true
	case registry.WindowDays:
		return anchor + 86400*registry.Instant(w.Count), true
	case registry.WindowMonths:
		return monthsLater(anchor.Time(), int(w.Count)), true
	case registry.WindowSameDay:
		y, m, d := anchor.Time().Date()
		return registry.InstantOf(time.Date(y, m, d+1, 0, 0, 0, 0, registry.China)), true
	}
	return 0, false
}

func monthsLater(t time.Time, months int) registry.Instant {
	y, m, d := t.Date()
	last := time.Date(y, m+time.Month(months)+1, 0, 0, 0, 0, 0, registry.China)
	y, m, _ = last.Date()
	return registry.InstantOf(time.Date(y, m, min(d, last.Day()), t.Hour(), t.Minute(), t.Second(), 0, registry.China))
}

// compareWindows puts the shorter window first: by their ends, then unstated
// ones, then unlimited ones.
func compareWindows(v, w registry.Window, anchor registry.Instant) int {
	endV, endsV := windowEnd(v, anchor)
	endW, endsW := windowEnd(w, anchor)
	if endsV && endsW {
		return cmp.Compare(endV, endW)
	}
	return cmp.Compare(openness(v), openness(w))
}

func openness(w registry.Window) int {
	switch w.Unit {
	case registry.WindowNone:
		return 1
	case registry.WindowUnlimited:
		return 2
	}
	return 0
}
