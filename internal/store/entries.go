package store

import (
	"database/sql"
	"fmt"

	"github.com/samber/lo"
	"gorm.io/gorm"

	"concord/internal/registry"
)

// entryPlace is where an entry stands: the version that brought it in, and its
// place there.
type entryPlace struct {
	ID        int64 `gorm:"primaryKey;autoIncrement:false"`
	VersionID int64
	Position  int
	EntryKey  string
}

// entryEnd is an entry that a version no longer holds.
type entryEnd struct {
	EntryID   int64 `gorm:"primaryKey;autoIncrement:false"`
	VersionID int64
}

// entryTable is how the entries of one kind of list are kept.
type entryTable[E entry, R any] struct {
	rows, ends string // names of the tables
	columns    []string
	scan       func(*sql.Rows, *heldRow[E], interner) error
	rowOf      func(entryPlace, E) R
	held       func(*registry.ListHistory) *[]registry.Held[E]
}

type entry interface{ Key() registry.EntryKey }

// heldRow is an entry as it is read.
type heldRow[E entry] struct {
	entryPlace
	endedBy sql.NullInt64
	entry   E
}

// scanInto reads the columns of the place and then those of the entry.
func (h *heldRow[E]) scanInto(rows *sql.Rows, columns ...any) error {
	return rows.Scan(append([]any{&h.ID, &h.VersionID, &h.Position, &h.endedBy}, columns...)...)
}

// query selects the entries whose versions a scope selects, in the order in
// which they came in.
func (t entryTable[E, R]) query(tx *gorm.DB, scope func(*gorm.DB) *gorm.DB) *gorm.DB {
	place := []string{"e.id", "e.version_id", "e.position", "x.version_id"}
	return tx.Table(t.rows+" AS e").
		Select(append(place, lo.Map(t.columns, func(c string, _ int) string { return "e." + c })...)).
		Joins("LEFT JOIN "+t.ends+" AS x ON x.entry_id = e.id").
		Where("e.version_id IN (?)", tx.Model(&versionRow{}).Select("list_versions.id").Scopes(scope)).
		Order("e.id")
}

// each visits the entries of a query.
func (t entryTable[E, R]) each(query *gorm.DB, intern interner, visit func(heldRow[E]) error) error {
	scan := func(rows *sql.Rows) (row heldRow[E], err error) {
		err = t.scan(rows, &row, intern)
		return row, err
	}
	return eachRow(query, scan, visit)
}

// read adds the entries that a scope of versions selects to their histories.
func (t entryTable[E, R]) read(r *reading, h histories, scope func(*gorm.DB) *gorm.DB) error {
	return t.each(t.query(r.tx.DB, scope), r.intern, func(row heldRow[E]) error {
		first, ok := h.versions[row.VersionID]
		if !ok {
			return fmt.Errorf("%s: entry %d stands in version %d, which there is not", t.rows, row.ID, row.VersionID)
		}
		last := registry.StillHeld
		if row.endedBy.Valid {
			last = h.versions[row.endedBy.Int64].number - 1
		}
		held := t.held(first.list)
		*held = append(*held, registry.Held[E]{Entry: row.entry, Position: row.Position, First: first.number, Last: last})
		return nil
	})
}

func (r *reading) readEntries(h histories, scope func(*gorm.DB) *gorm.DB) error {
	if len(h.lists) == 0 {
		return nil
	}
	if err := itemEntries.read(r, h, scope); err != nil {
		return err
	}
	if err := institutionEntries.read(r, h, scope); err != nil {
		return err
	}
	return negativeEntries.read(r, h, scope)
}

// eachRow scans the rows of a query one by one.
func eachRow[R any](query *gorm.DB, scan func(*sql.Rows) (R, error), visit func(R) error) error {
	rows, err := query.Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		row, err := scan(rows)
		if err != nil {
			return err
		}
		if err := visit(row); err != nil {
			return err
		}
	}
	return rows.Err()
}
