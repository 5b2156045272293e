package store

import (
	"context"
	"errors"
)

// VerifyAfter verifies the registry as it would be after statements that nobody
// is allowed, and undoes them.
func (s *Store) VerifyAfter(ctx context.Context, statements []string) error {
	return s.verifyUndone(ctx, statements, func(*transaction) error { return nil })
}

// VerifyRewritten verifies the registry as it would be if somebody rewrote a step,
// and its hash to go with it.
func (s *Store) VerifyRewritten(ctx context.Context, statements []string, sequence int64) error {
	return s.verifyUndone(ctx, statements, func(tx *transaction) error {
		row := stepRow{Sequence: sequence}
		if err := tx.Take(&row).Error; err != nil {
			return err
		}
		row.Summary = "rewritten"
		return tx.Model(&row).Updates(stepRow{Summary: row.Summary, Hash: row.chained()}).Error
	})
}

func (s *Store) verifyUndone(ctx context.Context, statements []string, change func(*transaction) error) error {
	errUndo := errors.New("undo")
	var verified error
	err := s.db.write(ctx, func(tx *transaction) error {
		for _, statement := range statements {
			if err := tx.Exec(statement).Error; err != nil {
				return err
			}
		}
		if err := change(tx); err != nil {
			return err
		}
		verified = tx.verify()
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		return err
	}
	return verified
}
