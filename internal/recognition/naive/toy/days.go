package toy

import (
	"time"

	"concord/internal/registry"
)

// days are the few days on which things begin and end in the toy country.
var days = []registry.Day{
	registry.DayOf(2026, time.January, 15),
	registry.DayOf(2025, time.December, 20),
	registry.DayOf(2026, time.January, 1),
	registry.DayOf(2026, time.January, 31),
	registry.DayOf(2026, time.February, 10),
	registry.DayOf(2026, time.February, 28),
	registry.DayOf(2026, time.March, 1),
	registry.DayOf(2026, time.March, 20),
}

const (
	hour = registry.Instant(60 * 60)
	day  = 24 * hour
)

// period draws a period that mostly holds most days.
func period(c Chance) registry.Period {
	switch c.IntN(6) {
	case 0, 1, 2:
		return registry.Always
	case 3:
		return registry.Since(pick(c, days...))
	case 4:
		return registry.Period{From: registry.MinDay, To: pick(c, days...)}
	}
	from, to := pick(c, days...), pick(c, days...)
	if from > to {
		from, to = to, from
	}
	return registry.Period{From: from, To: to + 1}
}

// moment draws an instant on an edge of a day, or within one.
func moment(c Chance) registry.Instant {
	start := pick(c, days...).Start()
	return start + pick(c, 10*hour, 0, -1, 1, day-1)
}
