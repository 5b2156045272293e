package progress

import (
	"slices"

	"github.com/samber/lo"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// Board counts the progress of units on a day, as the registry knew it at a
// sequence (0: the newest). It shares what the units have in common and counts
// several at a time.
func Board(s *recognition.Snapshot, units []registry.Region, on registry.Day, at registry.Sequence, aims []Aim) []Progress {
	shares := sideBySide(deal(units), func(share []registry.Region) []Progress {
		survey := recognition.NewSurvey(s, on, at)
		all := make([]Progress, len(share))
		for i, unit := range share {
			all[i] = count(survey, unit.Code)
			all[i].measure(aims)
		}
		return all
	})
	return slices.Concat(shares...)
}

// National are those of some units that the country's figures count: all but the
// fictional ones of the demonstration.
func National(s *recognition.Snapshot, units []Progress) []Progress {
	return lo.Filter(units, func(p Progress, _ int) bool {
		region, ok := s.Region(p.Region)
		return ok && !region.Fictional
	})
}

// Against are units that were counted, held against other aims.
func Against(units []Progress, aims []Aim) []Progress {
	again := slices.Clone(units)
	for i := range again {
		again[i].Targets, again[i].Pace = nil, Pace{}
		again[i].measure(aims)
	}
	return again
}

// AllInFull is InFull of several units, several at a time.
func AllInFull(s *recognition.Snapshot, units []registry.RegionCode, on registry.Day, at registry.Sequence, aims []Aim) []Progress {
	return sideBySide(units, func(unit registry.RegionCode) Progress { return InFull(s, unit, on, at, aims) })
}

// deal parts units into as many runs as are counted at a time; neighbours have a
// province in common.
func deal(units []registry.Region) [][]registry.Region {
	size := (len(units) + workers - 1) / workers
	return slices.Collect(slices.Chunk(units, max(size, 1)))
}

// Rollup is the progress of many units together.
type Rollup struct {
	Units      int
	Silent     int // units for which nothing is listed
	WithoutOwn int // units with nothing on a list of their own
	Median     float64
	Lowest     []Progress // the units with the fewest live items, silent ones included; at most [LowestShown]
	Targets    []Reached
}

// Reached is how many units reach a target.
type Reached struct {
	Aim
	AtLeast, Over       int
	OwnAtLeast, OwnOver int
}

// LowestShown is how many units a roll-up names as the lowest.
const LowestShown = 10

// RollUp sums up units that were held against the same aims.
func RollUp(units []Progress) Rollup {
	r := Rollup{Units: len(units)}
	var live []int
	for i := range units {
		p := &units[i]
		live = append(live, p.Live.Total())
		if p.Listed.Total() == 0 {
			r.Silent++
		}
		if p.Listed.Own == 0 {
			r.WithoutOwn++
		}
		for k := range p.Targets {
			if i == 0 {
				r.Targets = append(r.Targets, Reached{Aim: p.Targets[k].Aim})
			}
			r.Targets[k].add(&p.Targets[k])
		}
	}
	r.Median = median(live)
	lowest := slices.Clone(units)
	slices.SortStableFunc(lowest, func(a, b Progress) int { return a.Live.Total() - b.Live.Total() })
	r.Lowest = lowest[:min(len(lowest), LowestShown)]
	return r
}

func (r *Reached) add(t *Target) {
	for _, one := range []struct {
		reached bool
		count   *int
	}{{t.AtLeast, &r.AtLeast}, {t.Over, &r.Over}, {t.OwnAtLeast, &r.OwnAtLeast}, {t.OwnOver, &r.OwnOver}} {
		if one.reached {
			*one.count++
		}
	}
}

// median is the middle of some numbers, between the two in the middle where they
// are even in number; of none it is 0.
func median(numbers []int) float64 {
	if len(numbers) == 0 {
		return 0
	}
	slices.Sort(numbers)
	half := len(numbers) / 2
	if len(numbers)%2 == 1 {
		return float64(numbers[half])
	}
	return float64(numbers[half-1]+numbers[half]) / 2
}
