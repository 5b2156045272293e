package progress

import (
	"slices"

	"concord/internal/registry"
)

// Month is the progress on the last day of a month, or on the day looked at
// where that lies in the month.
type Month struct {
	On           registry.Day
	Listed, Live Count
}

// Name is the month as 2026-10.
func (m Month) Name() string { return m.On.String()[:len("2026-10")] }

// maxMonths bounds a history: twenty years.
const maxMonths = 240

// history is month by month, from the month in which anything changed first to
// the one that a day lies in.
func (t *Timeline) history(on registry.Day) []Month {
	days := []registry.Day{on}
	for len(t.turns) > 0 && len(days) < maxMonths {
		before := firstOfMonth(days[len(days)-1]) - 1
		if before < t.turns[0] {
			break
		}
		days = append(days, before)
	}
	slices.Reverse(days)
	t.prepare(days)
	var months []Month
	for _, day := range days {
		p := t.on(day)
		if p.Listed.Total() > 0 || months != nil || day == on {
			months = append(months, Month{day, p.Listed, p.Live})
		}
	}
	return months
}

func firstOfMonth(day registry.Day) registry.Day {
	date := day.Start().Time()
	return registry.DayOf(date.Year(), date.Month(), 1)
}
