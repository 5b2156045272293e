package outcome

import (
	"context"

	"concord/internal/registry"
)

// Store keeps events and what is counted from them. Implementations are safe for
// concurrent use; what they acknowledged is durable.
type Store interface {
	// TakeOutcomes records events in their order, all that can be taken or none,
	// and tells the fate of each.
	TakeOutcomes(ctx context.Context, events []Event) ([]Fate, error)
	// Tallies hands over the packed tallies of months, by receiver. The bytes hold
	// until the next call only.
	Tallies(ctx context.Context, s Selection, each func(receiver registry.InstitutionID, month registry.Day, packed []byte) error) error
	// RecountOutcomes makes marks and tallies anew from the events, and tells how
	// many those are. Events taken meanwhile are counted too.
	RecountOutcomes(ctx context.Context) (events int, err error)
}

// Selection says which tallies to read.
type Selection struct {
	// Receivers are whose; nil: everybody's.
	Receivers []registry.InstitutionID
	// Issuers leaves out receivers that never had a result of theirs; nil: nobody.
	Issuers []registry.InstitutionID
	// First and Last are days within the first and the last month.
	First, Last registry.Day
}
