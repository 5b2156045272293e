package office_test

import (
	"testing"

	"concord/internal/office"
	"concord/internal/registry"
)

// A revocation takes back what was recorded by then; the earliest day counts, and
// what the registry did not know yet counts for nothing.
func TestRevokedEvidence(t *testing.T) {
	key := registry.QualificationKey{Institution: "a", Item: "LCHM051", Round: "1"}
	record := func(at registry.Sequence) registry.Recorded[registry.Qualification] {
		return registry.Recorded[registry.Qualification]{Sequence: at, Value: registry.Qualification{Institution: "a", Item: "LCHM051", Round: "1"}}
	}
	revoked := func(at registry.Sequence, from registry.Day) registry.Recorded[registry.Revocation] {
		return registry.Recorded[registry.Revocation]{Sequence: at, Value: registry.Revocation{QualificationKey: key, From: from}}
	}
	other := revoked(3, 1)
	other.Value.Round = "2"
	e := office.Evidence{
		Records:     []registry.Recorded[registry.Qualification]{record(1), record(6)},
		Revocations: []registry.Recorded[registry.Revocation]{other, revoked(4, 50), revoked(5, 20), revoked(5, 30)},
	}
	for _, c := range []struct {
		record, at registry.Sequence
		from       registry.Day // 0: not revoked
	}{
		{1, 3, 0}, {1, 4, 50}, {1, 5, 20}, {6, 9, 0},
	} {
		got := e.Revoked(record(c.record), c.at)
		if (got == nil) != (c.from == 0) || got != nil && got.Value.From != c.from {
			t.Errorf("the record of step %d as known at %d is revoked by %+v, want from day %d", c.record, c.at, got, c.from)
		}
	}
	if n := len(e.Of(key, 5)); n != 1 {
		t.Errorf("at 5 there are %d records, want 1", n)
	}
	key.Round = "3"
	if n := len(e.Of(key, 9)); n != 0 {
		t.Errorf("of a round never held there are %d records", n)
	}
}
