package api

import "encoding/json"

// Reported is one event about an outcome, or many. It is written by hand, not
// generated, because an event that cannot be read must not spoil the others.
type Reported struct {
	Many   bool // it was an array
	Events []ReportedOutcome
}

// ReportedOutcome is one event.
type ReportedOutcome struct {
	OutcomeFields

	// Refused is why the server cannot read the event; nil where it can.
	Refused error `json:"-"`
}

// MarshalJSON writes an array, or the one event.
func (r Reported) MarshalJSON() ([]byte, error) {
	if r.Many || len(r.Events) != 1 {
		return json.Marshal(r.Events)
	}
	return json.Marshal(r.Events[0])
}
