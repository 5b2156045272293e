package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"concord/internal/office"
	"concord/internal/registry"
)

// ofInstitution selects what is recorded of one institution, in the order of
// recording.
func ofInstitution(id registry.InstitutionID) func(*gorm.DB) *gorm.DB {
	return func(db *gorm.DB) *gorm.DB {
		return db.Where("institution_id = ?", string(id)).Order("sequence, position")
	}
}

// Evidence is what is recorded of an institution's quality.
func (s *Store) Evidence(ctx context.Context, id registry.InstitutionID) (office.Evidence, error) {
	var e office.Evidence
	if findable(string(id)) != nil {
		return e, nil
	}
	err := s.db.read(ctx, func(tx *transaction) error {
		e = office.Evidence{}
		record := func(q registry.Recorded[registry.Qualification]) { e.Records = append(e.Records, q) }
		whole := func(r qualificationRow) (registry.Recorded[registry.Qualification], error) {
			return r.noun(interner{}), nil
		}
		if err := hand(tx.Scopes(ofInstitution(id)), whole, record); err != nil {
			return err
		}
		return hand(tx.Scopes(ofInstitution(id)), revocationRow.noun, func(r registry.Recorded[registry.Revocation]) {
			e.Revocations = append(e.Revocations, r)
		})
	})
	if err != nil {
		return office.Evidence{}, fmt.Errorf("read the evidence of %s: %w", id, err)
	}
	return e, nil
}

// CodeMaps are the versions of an institution's code map, by number.
func (s *Store) CodeMaps(ctx context.Context, id registry.InstitutionID) ([]registry.Recorded[registry.CodeMap], error) {
	var maps []registry.Recorded[registry.CodeMap]
	if findable(string(id)) != nil {
		return nil, nil
	}
	err := s.db.read(ctx, func(tx *transaction) error {
		maps = nil
		return hand(tx.Scopes(ofInstitution(id)), codeMapRow.noun, func(m registry.Recorded[registry.CodeMap]) { maps = append(maps, m) })
	})
	if err != nil {
		return nil, fmt.Errorf("read the code maps of %s: %w", id, err)
	}
	return maps, nil
}
