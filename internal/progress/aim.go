package progress

import (
	"concord/internal/registry"
)

// Aim is a threshold to reach by a day, and who set it.
type Aim struct {
	registry.Target
	By         registry.JurisdictionCode // empty: the national documents
	Milestones []Milestone
}

// Milestone (节点) is a number of live items to reach on the way.
type Milestone struct {
	Due   registry.Day
	Count int
}

// Aims are the catalogue's targets.
func Aims(cat *registry.Catalogue) []Aim {
	var aims []Aim
	for _, t := range cat.Targets {
		aims = append(aims, Aim{Target: t})
	}
	return aims
}

// Target is an aim and how far the live items are from it.
type Target struct {
	Aim
	AtLeast, Over       bool // all live items: ≥ and > the threshold
	OwnAtLeast, OwnOver bool // live items of the unit's own list only
	Pace
	Milestones []Passage
}

// Passage is a milestone and the live items of its day; of one still ahead, of
// the day looked at.
type Passage struct {
	Milestone
	Ahead bool // its day has not come
	Live  int
}

// Reached reports whether the live items reach the milestone.
func (p Passage) Reached() bool { return p.Live >= p.Count }

// Pace is what remains to a target.
type Pace struct {
	Target   string // its id; empty where there is none
	DaysLeft int    // until its due day; negative when it has passed
	Needed   int    // items to go beyond the threshold; 0 when there
}

const daysPerWeek = 7

// PerWeek is how many items a week are needed to be there on the due day; ok is
// false where the day has passed. On the day itself, what is missing is missing
// today.
func (p Pace) PerWeek() (items float64, ok bool) {
	if p.Needed > 0 && p.DaysLeft < 0 {
		return 0, false
	}
	return float64(p.Needed) * daysPerWeek / float64(max(p.DaysLeft, 1)), true
}

// measure holds the counts against aims; the pace is that of the first national
// target not yet due, else of the last one.
func (p *Progress) measure(aims []Aim) {
	live, own := p.Live.Total(), p.Live.Own
	chosen := false
	for _, aim := range aims {
		t := Target{
			Aim:     aim,
			AtLeast: live >= aim.Threshold, Over: live > aim.Threshold,
			OwnAtLeast: own >= aim.Threshold, OwnOver: own > aim.Threshold,
			Pace: Pace{aim.ID, int(aim.Due - p.On), max(0, aim.Threshold+1-live)},
		}
		for _, m := range aim.Milestones {
			t.Milestones = append(t.Milestones, Passage{Milestone: m, Ahead: m.Due > p.On, Live: live})
		}
		p.Targets = append(p.Targets, t)
		if aim.By == "" && !chosen {
			p.Pace, chosen = t.Pace, t.DaysLeft >= 0
		}
	}
}
