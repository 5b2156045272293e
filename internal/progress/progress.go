// Package progress counts how far a unit is from the target: the distinct item
// codes that are listed for it, and those that are live, which means that at
// least two of its level-2+ institutions have their results recognized by
// others of the unit.
//
// The rules are those of package recognition, through its Survey; this package
// only counts. DECISION: “Progress toward 300”.
package progress

import (
	"slices"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// CountBasis names what is counted: codes of this registry's item catalogue.
// Other bases (numbers of rows, sides, panels) give other figures.
const CountBasis = "registry_item"

// leastIssuers is how many institutions make an item live.
const leastIssuers = 2

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

// Category is the progress within one category of the catalogue.
type Category struct {
	Name         string
	Listed, Live int
}

// Target is a threshold and whether the live items reach it.
type Target struct {
	registry.Target
	AtLeast, Over       bool // all live items: ≥ and > the threshold
	OwnAtLeast, OwnOver bool // live items of the unit's own list only
}

// Pace is what remains to the next target.
type Pace struct {
	DaysLeft int // until its due day; negative when it has passed
	Needed   int // items to go beyond the threshold; 0 when there
}

// Progress is how far a unit is on a day.
type Progress struct {
	Region     registry.RegionCode
	On         registry.Day
	Listed     Count
	Live       Count
	Unmapped   int
	Targets    []Target
	ByCategory []Category
	Pace       Pace
}

// Of counts a unit's progress on a day as the registry knew it at a sequence; 0
// is the newest.
func Of(s *recognition.Snapshot, unit registry.RegionCode, on registry.Day, at registry.Sequence) Progress {
	survey := recognition.NewSurvey(s, on, at)
	p := Progress{Region: unit, On: on, Unmapped: survey.Unmapped(unit)}
	institutions := survey.Institutions(unit)
	categories := map[string]int{}
	for item := range survey.Items() {
		listed := survey.Listed(unit, item.Code)
		if listed == recognition.NotListed {
			continue
		}
		i, ok := categories[item.Category]
		if !ok {
			i = len(p.ByCategory)
			categories[item.Category] = i
			p.ByCategory = append(p.ByCategory, Category{Name: item.Category})
		}
		p.Listed.add(listed)
		p.ByCategory[i].Listed++
		if live(survey, institutions, item.Code) {
			p.Live.add(listed)
			p.ByCategory[i].Live++
		}
	}
	p.measure(s.Catalogue().Targets)
	return p
}

// live reports whether enough institutions have their results of an item
// recognized by another. Campuses of one institution count once, as they are one
// institution to R20.
func live(survey *recognition.Survey, institutions []*registry.Institution, item registry.ItemCode) bool {
	var issuers []registry.InstitutionID
	for _, issuer := range institutions {
		counted := slices.ContainsFunc(issuers, func(other registry.InstitutionID) bool { return survey.Same(issuer.ID, other) })
		if counted || !recognizedSomewhere(survey, issuer, institutions, item) {
			continue
		}
		issuers = append(issuers, issuer.ID)
		if len(issuers) == leastIssuers {
			return true
		}
	}
	return false
}

func recognizedSomewhere(survey *recognition.Survey, issuer *registry.Institution, receivers []*registry.Institution, item registry.ItemCode) bool {
	return slices.ContainsFunc(receivers, func(receiver *registry.Institution) bool {
		return survey.Recognizes(issuer.ID, receiver.ID, item)
	})
}

// measure holds the counts against the targets; the pace is that of the first
// target not yet due, else of the last one.
func (p *Progress) measure(targets []registry.Target) {
	live, own := p.Live.Total(), p.Live.Own
	next := -1
	for i, t := range targets {
		p.Targets = append(p.Targets, Target{
			Target:  t,
			AtLeast: live >= t.Threshold, Over: live > t.Threshold,
			OwnAtLeast: own >= t.Threshold, OwnOver: own > t.Threshold,
		})
		if next < 0 && t.Due >= p.On {
			next = i
		}
	}
	if next < 0 {
		next = len(targets) - 1
	}
	if next < 0 {
		return
	}
	p.Pace = Pace{
		DaysLeft: int(targets[next].Due - p.On),
		Needed:   max(0, targets[next].Threshold+1-live),
	}
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
