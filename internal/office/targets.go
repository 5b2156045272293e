package office

import "concord/internal/registry"

// Targets are what a jurisdiction set itself: further thresholds for the units
// inside, and milestones (节点) on the way to these or to the national ones.
type Targets struct {
	Jurisdiction registry.JurisdictionCode
	Targets      []Target
	Version      int
}

// Target is a threshold to be beyond by a day. With the id of a national target
// it only gives that one milestones.
type Target struct {
	registry.Target
	Milestones []Milestone
}

// Milestone is a number of live items to reach by a day.
type Milestone struct {
	Due   registry.Day
	Count int
}

// The bounds of what a jurisdiction sets.
const (
	MaxTargets    = 20
	MaxMilestones = 24 // for each target
)
