package store

import (
	"context"
	"errors"
)

// VerifyAfter verifies the registry as it would be after statements that nobody
// is allowed, and undoes them.
func (s *Store) VerifyAfter(ctx context.Context, statements []string) error {
	errUndo := errors.New("undo")
	var verified error
	err := s.db.write(ctx, func(tx *transaction) error {
		for _, statement := range statements {
			if err := tx.Exec(statement).Error; err != nil {
				return err
			}
		}
		verified = tx.verify()
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		return err
	}
	return verified
}
