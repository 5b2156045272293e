package app

import (
	"concord/internal/recognition"
	"concord/internal/registry"
)

// Counterparts asks what holds between one institution and others about an item.
// The question is that of progress: a final report of the day's first second,
// asked about at once, images at hand. It is for one goroutine at a time.
type Counterparts struct {
	Answer recognition.Answer // about whom was asked last

	snapshot *recognition.Snapshot
	question recognition.Question
	self     registry.InstitutionID
	issues   bool
}

// NewCounterparts asks about an institution, on a day and at a sequence; issues
// says that the results are its own, and not those it takes.
func NewCounterparts(s *recognition.Snapshot, self registry.InstitutionID, issues bool, item registry.ItemCode, day registry.Day, at registry.Sequence) *Counterparts {
	start := day.Start()
	return &Counterparts{snapshot: s, self: self, issues: issues, question: recognition.Question{
		Item:     recognition.ItemRef{Code: string(item)},
		ExamTime: start, ReportTime: start, AskedAt: start,
		HasImages: recognition.Yes,
		At:        at,
	}}
}

// MayHold reports whether a result can be recognized between the institution and
// another: at once, by a physician, or once a question states what is asked for.
func (c *Counterparts) MayHold(other *registry.Institution) bool {
	c.question.Issuer, c.question.Receiver = string(other.ID), string(c.self)
	if c.issues {
		c.question.Issuer, c.question.Receiver = string(c.self), string(other.ID)
	}
	return other.ID != c.self && recognition.Decide(c.snapshot, &c.question, &c.Answer) == nil &&
		namesSurvivor(&c.Answer, other.ID) && mayHold(&c.Answer)
}

// namesSurvivor reports whether an answer is about an institution itself, and not
// about one that it was merged into, and about two of them.
func namesSurvivor(a *recognition.Answer, other registry.InstitutionID) bool {
	return a.Issuer != a.Receiver && (a.Issuer == other || a.Receiver == other)
}

func mayHold(a *recognition.Answer) bool {
	switch a.Outcome {
	case recognition.Recognized, recognition.PhysicianDiscretion:
		return true
	case recognition.NotRecognized:
		return false
	}
	for i := range a.Findings {
		if f := &a.Findings[i]; f.Effect == recognition.Unknown && f.Code != recognition.DataRequired {
			return false
		}
	}
	return true
}
