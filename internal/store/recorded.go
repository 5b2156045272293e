package store

import (
	"fmt"
	"slices"

	"gorm.io/gorm"

	"concord/internal/registry"
)

// place is where a row was recorded: the step and the position within it.
type place struct {
	Sequence int64 `gorm:"primaryKey;autoIncrement:false"`
	Position int   `gorm:"primaryKey;autoIncrement:false"`
}

// recorded is a noun's state with the step that recorded it.
func recorded[T any](p place, value T) registry.Recorded[T] {
	return registry.Recorded[T]{Sequence: registry.Sequence(p.Sequence), Value: value}
}

// rowsOf makes the rows of a step's nouns, in its order.
func rowsOf[T, R any](sequence registry.Sequence, nouns []T, rowOf func(place, T) R) []R {
	rows := make([]R, len(nouns))
	for i, n := range nouns {
		rows[i] = rowOf(place{Sequence: int64(sequence), Position: i}, n)
	}
	return rows
}

func insert[R any](tx *transaction, rows []R) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.CreateInBatches(rows, tx.dialect.batch).Error
}

// after selects what was recorded after a sequence, in the order of recording.
func after(sequence registry.Sequence) func(*gorm.DB) *gorm.DB {
	return func(db *gorm.DB) *gorm.DB {
		return db.Where("sequence > ?", int64(sequence)).Order("sequence, position")
	}
}

// hand reads rows of one noun and hands the nouns over.
func hand[R, T any](query *gorm.DB, noun func(R) (registry.Recorded[T], error), to func(registry.Recorded[T])) error {
	var rows []R
	if err := query.Find(&rows).Error; err != nil {
		return err
	}
	for _, r := range rows {
		n, err := noun(r)
		if err != nil {
			return fmt.Errorf("broken row: %w", err)
		}
		to(n)
	}
	return nil
}

// bytesOf are bytes as a column that always says something holds them.
func bytesOf(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// findable gives ErrNotFound for texts that nothing is recorded under, since they
// are not recordable. PostgreSQL would refuse to look for them.
func findable(texts ...string) error {
	if registry.Recordable(texts...) != nil {
		return registry.ErrNotFound
	}
	return nil
}

// findableOf are the names of a selection that something may be recorded under;
// of a selection of all, that again.
func findableOf[S ~string](names []S) []S {
	return slices.DeleteFunc(slices.Clone(names), func(name S) bool { return findable(string(name)) != nil })
}

// named is the value whose String a column holds.
func named[V fmt.Stringer](text string, values ...V) (V, error) {
	for _, v := range values {
		if v.String() == text {
			return v, nil
		}
	}
	var none V
	return none, fmt.Errorf("%q is no %T", text, none)
}
