package store

import (
	"context"
	"fmt"
)

// setupLinkRow is the setup link that holds, of which there is one at most. Its
// token is kept as a hash, as that of a session is.
type setupLinkRow struct {
	TokenHash string `gorm:"primaryKey"`
}

// TableName is the table of the rows.
func (setupLinkRow) TableName() string { return "setup_links" }

// OpenSetup takes a token as that of the one setup link that holds.
func (s *Store) OpenSetup(ctx context.Context, token string) error {
	return s.db.write(ctx, func(tx *transaction) error {
		if err := tx.Where("token_hash <> ?", tokenHash(token)).Delete(&setupLinkRow{}).Error; err != nil {
			return err
		}
		return tx.Create(&setupLinkRow{tokenHash(token)}).Error
	})
}

// HoldsSetup reports whether a token is that of the setup link that holds.
func (s *Store) HoldsSetup(ctx context.Context, token string) (bool, error) {
	var n int64
	err := s.db.read(ctx, func(tx *transaction) error {
		return tx.Model(&setupLinkRow{}).Where("token_hash = ?", tokenHash(token)).Count(&n).Error
	})
	if err != nil {
		return false, fmt.Errorf("read the setup link: %w", err)
	}
	return n > 0, nil
}
