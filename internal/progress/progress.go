// Package progress counts how far a unit is from the target: the distinct item
// codes that are listed for it, and those that are live, which means that at
// least two of its level-2+ institutions have their results recognized by
// others of the unit.
//
// The rules are those of package recognition, through its Survey; this package
// only counts. DECISION: “Progress toward 300”.
//
//	progress.go     the counts of one unit on one day
//	aim.go          targets, their milestones, and how far they are
//	timeline.go     one unit over time
//	history.go      month by month
//	pace.go         what remains, and when a straight line arrives
//	board.go        all units of a day, and the roll-up of a province or the nation
//	item.go         every item of a unit, and why one is not live
//	suggestion.go   what to add next
package progress

import (
	"concord/internal/recognition"
	"concord/internal/registry"
)

// CountBasis names what is counted: codes of this registry's item catalogue.
// Other bases (numbers of rows, sides, panels) give other figures.
const CountBasis = "registry_item"

// Count is a number of items, parted by who lists them.
type Count struct{ Own, Inherited int }

// Total is own and inherited together.
func (c Count) Total() int { return c.Own + c.Inherited }

func (c *Count) add(l recognition.Listing) {
	if l == recognition.ListedByOwn {
		c.Own++
		return
	}
	c.Inherited++
}

// Part is the progress within a part of the catalogue: a category or a domain.
type Part struct {
	Name         string
	Listed, Live Count
}

// Progress is how far a unit is on a day. What stands below Pace is there only
// where the whole was asked for.
type Progress struct {
	Region     registry.RegionCode
	On         registry.Day
	Listed     Count
	Live       Count
	Unmapped   int
	ByCategory []Part
	ByDomain   []Part
	Targets    []Target
	Pace       Pace
	History    []Month
	Trend      Trend
}

// Of counts a unit's progress on a day as the registry knew it at a sequence (0:
// the newest) and holds it against aims.
func Of(s *recognition.Snapshot, unit registry.RegionCode, on registry.Day, at registry.Sequence, aims []Aim) Progress {
	p := count(recognition.NewSurvey(s, on, at), unit)
	p.measure(aims)
	return p
}

// InFull is Of with the history by month, the trend of the last 90 days, and the
// milestones.
func InFull(s *recognition.Snapshot, unit registry.RegionCode, on registry.Day, at registry.Sequence, aims []Aim) Progress {
	t := NewTimeline(s, unit, at)
	p := t.on(on)
	p.On = on
	p.measure(aims)
	p.History = t.history(on)
	p.Trend = t.trend(on, p.Pace.Needed)
	t.pass(p.Targets, on)
	return p
}

func count(survey *recognition.Survey, unit registry.RegionCode) Progress {
	if unit == registry.RegionCode(registry.Nation) {
		return nation(survey)
	}
	u := survey.Unit(unit)
	p := Progress{Region: unit, On: survey.On(), Unmapped: u.Unmapped()}
	categories, domains := map[string]int{}, map[string]int{}
	for item := range u.Items() {
		category := part(&p.ByCategory, categories, item.Category)
		domain := part(&p.ByDomain, domains, item.Domain.String())
		for _, c := range [...]*Count{&p.Listed, &category.Listed, &domain.Listed} {
			c.add(item.Listing)
		}
		if !item.Live {
			continue
		}
		for _, c := range [...]*Count{&p.Live, &category.Live, &domain.Live} {
			c.add(item.Listing)
		}
	}
	return p
}

// nation is what the nation's list names. Its hospitals are those of its units:
// what is live is counted there.
func nation(survey *recognition.Survey) Progress {
	codes, _ := survey.OwnList(registry.Nation)
	return Progress{Region: registry.RegionCode(registry.Nation), On: survey.On(), Listed: Count{Own: len(codes)}}
}

// part is the part with a name, a new one at the end where there is none.
func part(parts *[]Part, at map[string]int, name string) *Part {
	if last := len(*parts) - 1; last >= 0 && (*parts)[last].Name == name { // as in the catalogue's order, nearly always
		return &(*parts)[last]
	}
	i, ok := at[name]
	if !ok {
		i = len(*parts)
		at[name] = i
		*parts = append(*parts, Part{Name: name})
	}
	return &(*parts)[i]
}

// Units are the regions that count toward the target and lie in scope, in the
// order of the catalogue.
func Units(cat *registry.Catalogue) []registry.Region {
	var units []registry.Region
	for _, region := range cat.Regions {
		if region.Unit && region.InScope {
			units = append(units, region)
		}
	}
	return units
}
