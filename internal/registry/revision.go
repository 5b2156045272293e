package registry

import (
	"fmt"
	"strconv"
	"strings"
)

// Sequence counts the steps of the registry; the first step is 1.
type Sequence uint64

// Revision names a state of the registry. The epoch rises when the registry is
// restored from a backup, the sequence with every step.
type Revision struct {
	Epoch    uint32
	Sequence Sequence
}

// ParseRevision reads <epoch>-<sequence>.
func ParseRevision(s string) (Revision, error) {
	epoch, sequence, ok := strings.Cut(s, "-")
	e, errEpoch := strconv.ParseUint(epoch, 10, 32)
	n, errSequence := strconv.ParseUint(sequence, 10, 63)
	if !ok || errEpoch != nil || errSequence != nil {
		return Revision{}, fmt.Errorf("revision %q is not of the form <epoch>-<sequence>, for example 1-42", s)
	}
	return Revision{Epoch: uint32(e), Sequence: Sequence(n)}, nil
}

// String is <epoch>-<sequence>.
func (r Revision) String() string {
	return strconv.FormatUint(uint64(r.Epoch), 10) + "-" + strconv.FormatUint(uint64(r.Sequence), 10)
}

// Epoch is one life of the registry: its number and the sequence it began
// after. Sequences up to the next epoch's After belong to it.
type Epoch struct {
	Number uint32
	After  Sequence
}

// Resolve returns the sequence that r names in a registry with these epochs
// (ascending) whose newest sequence is head; ok is false where r names a state
// that never was or that a restore undid. The state before the first step has
// no name.
func (r Revision) Resolve(epochs []Epoch, head Sequence) (seq Sequence, ok bool) {
	for i, epoch := range epochs {
		if epoch.Number != r.Epoch {
			continue
		}
		last := head
		if i+1 < len(epochs) {
			last = epochs[i+1].After
		}
		return r.Sequence, r.Sequence > 0 && r.Sequence <= last
	}
	return 0, false
}
