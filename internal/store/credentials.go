package store

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"concord/internal/office"
	"concord/internal/registry"
)

// credentialRow is what an account proves itself with.
type credentialRow struct {
	Account      string `gorm:"primaryKey"`
	PasswordHash string
	TOTPSecret   string `gorm:"column:totp_secret"`
	TOTPStep     int64  `gorm:"column:totp_step"`
}

// TableName is the table of the rows.
func (credentialRow) TableName() string { return "credentials" }

// Credential is what an account proves itself with.
func (s *Store) Credential(ctx context.Context, name office.AccountName) (office.Credential, error) {
	var row credentialRow
	err := findable(string(name))
	if err == nil {
		err = s.db.read(ctx, func(tx *transaction) error { return tx.Where("account = ?", name).Take(&row).Error })
	}
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = registry.ErrNotFound
	}
	if err != nil {
		return office.Credential{}, fmt.Errorf("read the credential of %s: %w", name, err)
	}
	return office.Credential{Account: name, PasswordHash: row.PasswordHash, TOTPSecret: row.TOTPSecret, TOTPStep: row.TOTPStep}, nil
}

// newerStep keeps the newest used step of a secret that stays: a one-time
// password may have been used since the credential was read.
const newerStep = `CASE WHEN credentials.totp_secret = excluded.totp_secret AND credentials.totp_step > excluded.totp_step
	THEN credentials.totp_step ELSE excluded.totp_step END`

// credentials replaces those of the change.
func (w *committing) credentials() error {
	replace := clause.OnConflict{
		Columns: []clause.Column{{Name: "account"}},
		DoUpdates: append(clause.AssignmentColumns([]string{"password_hash", "totp_secret"}),
			clause.Assignments(map[string]any{"totp_step": gorm.Expr(newerStep)})...),
	}
	for _, c := range w.change.Credentials {
		if err := registry.Recordable(string(c.Account), c.PasswordHash, c.TOTPSecret); err != nil {
			return err
		}
		row := credentialRow{string(c.Account), c.PasswordHash, c.TOTPSecret, c.TOTPStep}
		if err := w.tx.Clauses(replace).Create(&row).Error; err != nil {
			return err
		}
	}
	return nil
}

// UseTOTP marks a step of one-time passwords as used; ErrConflict where it, or a
// later one, was used before.
func (s *Store) UseTOTP(ctx context.Context, name office.AccountName, step int64) error {
	return s.db.write(ctx, func(tx *transaction) error {
		done := tx.Model(&credentialRow{}).Where("account = ? AND totp_step < ?", name, step).Update("totp_step", step)
		if done.Error == nil && done.RowsAffected == 0 {
			return fmt.Errorf("one-time password of %s was used before: %w", name, registry.ErrConflict)
		}
		return done.Error
	})
}
