package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// sessionRow is a browser's session. Its token is kept as a hash, so that who
// reads the database cannot take it over.
type sessionRow struct {
	TokenHash string `gorm:"primaryKey"`
	Data      []byte
	ExpiresAt instant
}

// TableName is the table of the rows.
func (sessionRow) TableName() string { return "sessions" }

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// FindCtx is what a session holds; found is false for one that is not there.
// Whether it has ended the data itself says.
func (s *Store) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	var row sessionRow
	err = s.db.read(ctx, func(tx *transaction) error { return tx.Where("token_hash = ?", tokenHash(token)).Take(&row).Error })
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read a session: %w", err)
	}
	return row.Data, true, nil
}

// CommitCtx keeps a session until it expires.
func (s *Store) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	row := sessionRow{tokenHash(token), bytesOf(data), instant(expiry.Unix())}
	return s.db.write(ctx, func(tx *transaction) error {
		return tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
	})
}

// DeleteCtx ends a session.
func (s *Store) DeleteCtx(ctx context.Context, token string) error {
	return s.db.write(ctx, func(tx *transaction) error {
		return tx.Where("token_hash = ?", tokenHash(token)).Delete(&sessionRow{}).Error
	})
}

// DropSessions forgets the sessions that have ended by an instant.
func (s *Store) DropSessions(ctx context.Context, ended time.Time) error {
	return s.db.write(ctx, func(tx *transaction) error {
		return tx.Where("expires_at <= ?", instant(ended.Unix())).Delete(&sessionRow{}).Error
	})
}
