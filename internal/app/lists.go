package app

import (
	"context"
	"errors"
	"fmt"

	"concord/internal/registry"
)

// Published is one version of a list with its entries.
type Published struct {
	registry.Version
	Content registry.Content
	Tenures []registry.Tenure // of every version of the list, by number
}

// State is what has become of a version.
type State string

// The states of versions that were published.
const (
	Scheduled  State = "scheduled"  // its first day lies ahead
	InForce    State = "published"  // it speaks
	Superseded State = "superseded" // a later version speaks, or it has ended
	Withdrawn  State = "withdrawn"  // it was taken back
)

// State is the version's state on a day, as the registry knows it at a sequence.
func (p Published) State(day registry.Day, at registry.Sequence) State {
	switch {
	case p.Withdrawn != 0 && p.Withdrawn <= at:
		return Withdrawn
	case p.Period.From > day:
		return Scheduled
	case registry.InForce(p.Tenures, day, at) == p.Number-1:
		return InForce
	}
	return Superseded
}

// ErrNoVersion says that a list has no such version.
var ErrNoVersion = fmt.Errorf("list version: %w", registry.ErrNotFound)

// List reads the history of a list; of a list that nobody published, an empty one.
func (s *Service) List(ctx context.Context, id registry.ListID) (registry.ListHistory, error) {
	return readList(ctx, s.store, id)
}

// readList is a list's history, empty before its first version.
func readList(ctx context.Context, store registry.Store, id registry.ListID) (registry.ListHistory, error) {
	history, err := store.List(ctx, id)
	if errors.Is(err, registry.ErrNotFound) {
		return registry.ListHistory{ID: id}, nil
	}
	if err != nil {
		return registry.ListHistory{}, fmt.Errorf("read list %s: %w", id, err)
	}
	return history, nil
}

// VersionOf is version number n of a history.
func VersionOf(h registry.ListHistory, n int) (Published, error) {
	if n < 1 || n > len(h.Versions) {
		return Published{}, fmt.Errorf("%s version %d: %w", h.ID, n, ErrNoVersion)
	}
	tenures := make([]registry.Tenure, len(h.Versions))
	for i, v := range h.Versions {
		tenures[i] = v.Tenure()
	}
	return Published{Version: h.Versions[n-1], Content: h.Content(n), Tenures: tenures}, nil
}

// VersionOn is the version of a history in force on a day, as the registry knew
// it at a sequence.
func VersionOn(h registry.ListHistory, day registry.Day, at registry.Sequence) (Published, error) {
	v, ok := h.InForce(day, at)
	if !ok {
		return Published{}, fmt.Errorf("%s on %s: %w", h.ID, day, ErrNoVersion)
	}
	return VersionOf(h, v.Number)
}

// DiffVersions says what version n changes against version m of a history; m
// may be 0, the time before the first version.
func DiffVersions(h registry.ListHistory, n, m int) (Diff, error) {
	newer, err := VersionOf(h, n)
	if err != nil {
		return Diff{}, err
	}
	older := Published{Version: registry.Version{List: h.ID}}
	if m != 0 {
		if older, err = VersionOf(h, m); err != nil {
			return Diff{}, err
		}
	}
	return Compare(older.Version, newer.Version, older.Content, newer.Content), nil
}
