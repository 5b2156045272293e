package store

import (
	"context"
	"errors"

	"concord/internal/registry"
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

// VerifyRetold verifies the registry as it would be if somebody let an event tell
// of another step, and rewrote the hashes from it on.
func (s *Store) VerifyRetold(ctx context.Context, statements []string, number, step int64) error {
	return s.verifyUndone(ctx, statements, func(tx *transaction) error {
		var rows []eventRow
		if err := tx.Where("number >= ?", number-1).Order("number").Find(&rows).Error; err != nil {
			return err
		}
		for i, row := range rows[1:] {
			e := row.event()
			if i == 0 {
				e.Step = registry.Sequence(step)
			}
			e.PreviousHash = rows[i].Hash
			e.Hash = e.Chained()
			rows[i+1] = eventRowOf(e)
			if err := tx.Save(&rows[i+1]).Error; err != nil {
				return err
			}
		}
		return nil
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

// BackedUp and LeftOut are the tables of a backup, and those it leaves out.
var (
	BackedUp = backedUp
	LeftOut  = leftOut
)
