package registry

import (
	"context"
	"errors"
)

// Errors of a store.
var (
	// ErrNotFound says that nothing has the name asked for.
	ErrNotFound = errors.New("not found")
	// ErrConflict says that another write came first; the message says which.
	ErrConflict = errors.New("conflict")
	// ErrUnavailable says that the store cannot be reached; the last good
	// snapshot goes on answering.
	ErrUnavailable = errors.New("store unavailable")
)

// Head is where a registry stands.
type Head struct {
	Epochs []Epoch // ascending; the last one is current
	Newest Sequence
}

// Revision is the revision of the head.
func (h Head) Revision() Revision {
	return Revision{Epoch: h.Epochs[len(h.Epochs)-1].Number, Sequence: h.Newest}
}

// fromNothing is the basis of a step decided on a registry without any.
const fromNothing = ^Sequence(0)

// Basis is the head as a step names it that was decided on it.
func (h Head) Basis() Sequence {
	if h.Newest == 0 {
		return fromNothing
	}
	return h.Newest
}

// Stands reports whether a step was decided on the head, or on none in particular.
func (h Head) Stands(basis Sequence) bool { return basis == 0 || basis == h.Basis() }

// RevisionAfter is the revision that steps decided on the head make.
func (h Head) RevisionAfter(steps int) Revision {
	r := h.Revision()
	r.Sequence += Sequence(steps)
	return r
}

// RevisionAt is the revision of a sequence: of the epoch it was written in.
func (h Head) RevisionAt(at Sequence) Revision {
	r := Revision{Epoch: h.Epochs[0].Number, Sequence: at}
	for _, epoch := range h.Epochs {
		if epoch.After < at {
			r.Epoch = epoch.Number
		}
	}
	return r
}

// Selection says what to read.
type Selection struct {
	// After leaves out what was recorded up to this sequence. Lists touched
	// since are read whole.
	After Sequence
	// Jurisdictions are those whose lists are read; nil reads all.
	Jurisdictions []JurisdictionCode
	// QualifiedInstitutions are those whose qualifications are read; nil reads all.
	QualifiedInstitutions []InstitutionID
	// CodedInstitutions are those whose code maps are read; nil reads all.
	CodedInstitutions []InstitutionID
}

// Reader receives what a store reads, items, institutions and alliances before
// what names them, each kind in the order of its sequence.
type Reader interface {
	Item(Recorded[AddedItem])
	Institution(Recorded[Institution])
	Consortium(Recorded[Consortium])
	Alliance(Recorded[Alliance])
	CodeMap(Recorded[CodeMap])
	Qualification(Recorded[Qualification])
	Revocation(Recorded[Revocation])
	Removal(Recorded[Removal])
	List(ListHistory)
}

// Store keeps the registry. Implementations are safe for concurrent use; what
// Write acknowledged is durable.
type Store interface {
	// Head tells where the registry stands.
	Head(ctx context.Context) (Head, error)
	// Read hands everything selected to r from one consistent state, and tells
	// which.
	Read(ctx context.Context, s Selection, r Reader) (Head, error)
	// Write records steps in their order, all of them or none, and returns the
	// revision of the last. It gives ErrConflict where the registry has moved past
	// a step's basis, a publication's number is not the next, a version to withdraw
	// is not there, or an item's code was issued before.
	Write(ctx context.Context, steps ...Step) (Revision, error)
	// List returns the history of one list; ErrNotFound where it has no version.
	List(ctx context.Context, id ListID) (ListHistory, error)
	// Wait returns when the registry may have moved past a sequence, with ctx's
	// error, or with ErrUnavailable where the store is found away. It may return
	// early; callers look at Head.
	Wait(ctx context.Context, after Sequence) error
	// Close frees what the store holds.
	Close() error
}
