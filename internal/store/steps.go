package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"concord/internal/registry"
)

// epochRow is one life of the registry.
type epochRow struct {
	Number        int64 `gorm:"primaryKey;autoIncrement:false"`
	AfterSequence int64
	BeganAt       instant
}

// TableName is the table of the rows.
func (epochRow) TableName() string { return "epochs" }

func (r epochRow) epoch() registry.Epoch {
	return registry.Epoch{Number: uint32(r.Number), After: registry.Sequence(r.AfterSequence)}
}

// stepRow is a step besides what it recorded.
type stepRow struct {
	Sequence      int64 `gorm:"primaryKey;autoIncrement:false"`
	Epoch         int64
	RecordedAt    instant
	Actor         string
	Action        string
	Summary       string
	ContentDigest string
	PreviousHash  string
	Hash          string
}

// TableName is the table of the rows.
func (stepRow) TableName() string { return "steps" }

// stepRowOf chains a step with this content to the one before it.
func stepRowOf(before stepRow, epoch registry.Epoch, step registry.Step, content string) stepRow {
	row := stepRow{
		Sequence:      before.Sequence + 1,
		Epoch:         int64(epoch.Number),
		RecordedAt:    instant(step.RecordedAt),
		Actor:         step.Actor,
		Action:        step.Action,
		Summary:       step.Summary,
		ContentDigest: content,
		PreviousHash:  before.Hash,
	}
	row.Hash = row.chained()
	return row
}

// chained is the hash that the row must have. Lengths stand before the texts, so
// that no two rows are written alike.
func (r stepRow) chained() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %d %d", r.Sequence, r.Epoch, int64(r.RecordedAt))
	for _, text := range []string{r.Actor, r.Action, r.Summary, r.ContentDigest, r.PreviousHash} {
		fmt.Fprintf(&b, " %d:%s", len(text), text)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

// newest is the last step; the zero row where there is none yet.
func (tx *transaction) newest() (stepRow, error) {
	var row stepRow
	err := tx.Order("sequence DESC").Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return stepRow{}, nil
	}
	return row, err
}

func (tx *transaction) epochs() ([]registry.Epoch, error) {
	var rows []epochRow
	if err := tx.Order("number").Find(&rows).Error; err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, errors.New("the registry has no epoch")
	}
	epochs := make([]registry.Epoch, len(rows))
	for i, r := range rows {
		epochs[i] = r.epoch()
	}
	return epochs, nil
}

func (tx *transaction) head() (registry.Head, error) {
	epochs, err := tx.epochs()
	if err != nil {
		return registry.Head{}, err
	}
	step, err := tx.newest()
	return registry.Head{Epochs: epochs, Newest: registry.Sequence(step.Sequence)}, err
}
