package office

import (
	"slices"

	"concord/internal/registry"
)

// Evidence is what is recorded of an institution's quality, in the order of
// recording.
type Evidence struct {
	Records     []registry.Recorded[registry.Qualification]
	Revocations []registry.Recorded[registry.Revocation]
}

// Revoked is the revocation by which a record ends first, as it was known at a
// sequence; nil where none takes it back. Revocations take back what was
// recorded by then, and nothing later.
func (e Evidence) Revoked(record registry.Recorded[registry.Qualification], at registry.Sequence) *registry.Recorded[registry.Revocation] {
	var first *registry.Recorded[registry.Revocation]
	for i := range e.Revocations {
		r := &e.Revocations[i]
		if r.Value.QualificationKey != record.Value.Key() || r.Sequence < record.Sequence || r.Sequence > at {
			continue
		}
		if first == nil || r.Value.From < first.Value.From {
			first = r
		}
	}
	return first
}

// Of are the records of a key, as they are known at a sequence.
func (e Evidence) Of(key registry.QualificationKey, at registry.Sequence) []registry.Recorded[registry.Qualification] {
	return slices.DeleteFunc(slices.Clone(e.Records), func(r registry.Recorded[registry.Qualification]) bool {
		return r.Value.Key() != key || r.Sequence > at
	})
}
