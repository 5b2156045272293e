package recognition

import "concord/internal/registry"

// Outcome is what the findings weigh up to; the zero value commits to nothing.
type Outcome uint8

// The outcomes.
const (
	Undetermined Outcome = iota
	Recognized
	PhysicianDiscretion
	NotRecognized
)

var outcomeNames = [...]string{"undetermined", "recognized", "physician_discretion", "not_recognized"}

// String is the outcome as clients see it.
func (o Outcome) String() string { return outcomeNames[o] }

// ParseOutcome reads an outcome's name.
func ParseOutcome(s string) (Outcome, bool) {
	for i, name := range outcomeNames {
		if s == name {
			return Outcome(i), true
		}
	}
	return Undetermined, false
}

// Worse orders outcomes for a roll-up: recognized, discretion, undetermined,
// not recognized.
func (o Outcome) Worse(than Outcome) bool {
	rank := [...]uint8{Recognized: 0, PhysicianDiscretion: 1, Undetermined: 2, NotRecognized: 3}
	return rank[o] > rank[than]
}

// Governing names the entry that governs an answer; the zero value is none.
type Governing struct {
	List    registry.ListID
	Kind    registry.JurisdictionKind
	Version int32
	Entry   registry.EntryKey
}

// Answer is what is known about a question. The caller owns it and may use it
// again: Findings grows into the buffer it has. It is for one goroutine at a time.
type Answer struct {
	Outcome            Outcome
	PhysicianMayAccept bool
	Windowed           bool             // whether ValidUntil says anything
	ValidUntil         registry.Instant // end of the window, also when passed
	Mark               string           // empty: none
	Governing          Governing
	Findings           []Finding
	Revision           registry.Revision
	AskedAt            registry.Instant

	// What the question's names were resolved to; empty where they were not.
	Issuer, Receiver, Reader registry.InstitutionID
	Item                     registry.ItemCode

	issuer, receiver *registry.Institution // nil where not known
	spans            []placeIndex          // a buffer for decisions to come
}

// Institution returns the issuer or the receiver by id, as the registry knew it
// when it answered: what a sentence needs, without looking it up again.
func (a *Answer) Institution(id registry.InstitutionID) (*registry.Institution, bool) {
	switch {
	case a.issuer != nil && a.Issuer == id:
		return a.issuer, true
	case a.receiver != nil && a.Receiver == id:
		return a.receiver, true
	}
	return nil, false
}

// Deciding is the effect whose findings decided the outcome.
func (a *Answer) Deciding() Effect {
	return [...]Effect{Undetermined: Unknown, Recognized: For, PhysicianDiscretion: Discretionary, NotRecognized: Against}[a.Outcome]
}

// Decisive appends the codes of all findings of the deciding effect to codes.
func (a *Answer) Decisive(codes []Code) []Code {
	deciding := a.Deciding()
	for i := range a.Findings {
		if a.Findings[i].Effect == deciding {
			codes = append(codes, a.Findings[i].Code)
		}
	}
	return codes
}

// reset makes the answer empty and keeps its buffer.
func (a *Answer) reset() { *a = Answer{Findings: a.Findings[:0], spans: a.spans[:0]} }
