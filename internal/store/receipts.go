package store

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"concord/internal/office"
	"concord/internal/registry"
)

// receiptRow is the answer to a write that carried an Idempotency-Key.
type receiptRow struct {
	Actor          string `gorm:"primaryKey"`
	IdempotencyKey string `gorm:"primaryKey"`
	Fingerprint    string
	Status         int
	Body           []byte
	RecordedAt     instant
}

// TableName is the table of the rows.
func (receiptRow) TableName() string { return "receipts" }

// Receipt is the answer that a request with this key was given.
func (s *Store) Receipt(ctx context.Context, actor, key string) (office.Receipt, error) {
	var row receiptRow
	err := findable(actor, key)
	if err == nil {
		err = s.db.read(ctx, func(tx *transaction) error {
			return tx.Where("actor = ? AND idempotency_key = ?", actor, key).Take(&row).Error
		})
	}
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = registry.ErrNotFound
	}
	if err != nil {
		return office.Receipt{}, fmt.Errorf("read the receipt of %s: %w", key, err)
	}
	return office.Receipt{
		Actor: row.Actor, Key: row.IdempotencyKey, Fingerprint: row.Fingerprint,
		Status: row.Status, Body: row.Body, At: registry.Instant(row.RecordedAt),
	}, nil
}

// receipt keeps that of the change, and forgets those that are too old. Writers
// take turns, so that of two requests with one key the second finds the first.
func (w *committing) receipt() error {
	r := w.change.Receipt
	if r == nil {
		return nil
	}
	oldest := r.At - office.ReceiptHours*60*60
	if err := w.tx.Where("recorded_at <= ?", instant(oldest)).Delete(&receiptRow{}).Error; err != nil {
		return err
	}
	if err := registry.Recordable(r.Actor, r.Key, r.Fingerprint); err != nil {
		return err
	}
	row := receiptRow{r.Actor, r.Key, r.Fingerprint, r.Status, bytesOf(r.Body), instant(r.At)}
	err := w.tx.Create(&row).Error
	if isConflict(err) {
		return fmt.Errorf("key %s: %w", r.Key, office.ErrReceipt)
	}
	return err
}
