package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"concord/internal/office"
	"concord/internal/registry"
)

// fileRow is an uploaded file.
type fileRow struct {
	SHA256     string `gorm:"column:sha256;primaryKey"`
	Name       string
	Bytes      []byte
	RecordedAt instant
}

// TableName is the table of the rows.
func (fileRow) TableName() string { return "files" }

// File is the file with a digest.
func (s *Store) File(ctx context.Context, sha256 string) (office.File, error) {
	var row fileRow
	err := findable(sha256)
	if err == nil {
		err = s.db.read(ctx, func(tx *transaction) error { return tx.Where("sha256 = ?", sha256).Take(&row).Error })
	}
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = registry.ErrNotFound
	}
	if err != nil {
		return office.File{}, fmt.Errorf("read file %s: %w", sha256, err)
	}
	return office.File{SHA256: row.SHA256, Name: row.Name, Bytes: row.Bytes}, nil
}

// files keeps those of the change that are not there yet.
func (w *committing) files() error {
	for _, f := range w.change.Files {
		if sum := sha256.Sum256(f.Bytes); hex.EncodeToString(sum[:]) != f.SHA256 {
			return fmt.Errorf("keep file %s: its digest is not %s", f.Name, f.SHA256)
		}
		if err := registry.Recordable(f.Name); err != nil {
			return err
		}
		row := fileRow{f.SHA256, f.Name, bytesOf(f.Bytes), instant(w.change.At)}
		if err := w.tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
			return err
		}
	}
	return nil
}
