package store

import (
	"context"
	"fmt"

	"concord/internal/registry"
)

// reading is one read under way.
type reading struct {
	tx        *transaction
	selection registry.Selection
	to        registry.Reader
	intern    interner
}

// Read hands everything selected to r from one consistent state.
func (s *Store) Read(ctx context.Context, selection registry.Selection, to registry.Reader) (registry.Head, error) {
	selection.Jurisdictions = findableOf(selection.Jurisdictions)
	selection.QualifiedInstitutions = findableOf(selection.QualifiedInstitutions)
	selection.CodedInstitutions = findableOf(selection.CodedInstitutions)
	var head registry.Head
	err := s.db.read(ctx, func(tx *transaction) (err error) {
		head, err = tx.readAll(selection, to)
		return err
	})
	if err != nil {
		return registry.Head{}, fmt.Errorf("read the registry: %w", err)
	}
	return head, nil
}

// readAll hands over items, institutions and alliances before what names them.
func (tx *transaction) readAll(selection registry.Selection, to registry.Reader) (registry.Head, error) {
	head, err := tx.head()
	if err != nil {
		return registry.Head{}, err
	}
	r := &reading{tx: tx, selection: selection, to: to, intern: interner{}}
	for _, part := range []struct {
		name string
		read func() error
	}{
		{"items", r.items},
		{"institutions", r.institutions},
		{"alliances", r.alliances},
		{"consortia", r.consortia},
		{"code maps", r.codeMaps},
		{"qualifications", r.qualifications},
		{"revocations", r.revocations},
		{"removals", r.removals},
		{"lists", r.lists},
	} {
		if err := part.read(); err != nil {
			return registry.Head{}, fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return head, nil
}

// List returns the history of one list; ErrNotFound where it has no version.
func (s *Store) List(ctx context.Context, id registry.ListID) (registry.ListHistory, error) {
	var found histories
	err := s.db.read(ctx, func(tx *transaction) (err error) {
		if err := findable(string(id.Jurisdiction)); err != nil {
			return err
		}
		r := &reading{tx: tx, intern: interner{}}
		found, err = r.readHistories(ofList(id))
		return err
	})
	if err != nil {
		return registry.ListHistory{}, fmt.Errorf("read list %s: %w", id, err)
	}
	if len(found.lists) == 0 {
		return registry.ListHistory{}, fmt.Errorf("list %s: %w", id, registry.ErrNotFound)
	}
	return *found.lists[0], nil
}
