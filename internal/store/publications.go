package store

import (
	"fmt"

	"gorm.io/gorm"

	"concord/internal/registry"
)

// publishing collects the rows of a step's publications, so that each table is
// written to once.
type publishing struct {
	w            *writing
	lists        map[registry.ListID]*registry.ListHistory
	versions     []versionRow
	lastID       int64 // of a version
	items        *entryChanges[registry.ItemEntry, itemEntryRow]
	institutions *entryChanges[registry.InstitutionEntry, institutionEntryRow]
	negatives    *entryChanges[registry.NegativeEntry, negativeEntryRow]
}

func (w *writing) writePublications(all []registry.Publication) error {
	if len(all) == 0 {
		return nil
	}
	p := &publishing{
		w:            w,
		lists:        map[registry.ListID]*registry.ListHistory{},
		items:        changesOf(itemEntries),
		institutions: changesOf(institutionEntries),
		negatives:    changesOf(negativeEntries),
	}
	var err error
	if p.lastID, err = lastID(w.tx, versionRow{}.TableName()); err != nil {
		return err
	}
	for i, publication := range all {
		if err := p.publish(i, publication); err != nil {
			return err
		}
	}
	return p.insert()
}

// publish appends a version to its list by the registry's own rule, and takes
// down what that changed.
func (p *publishing) publish(position int, publication registry.Publication) error {
	list, err := p.list(publication.Version.List)
	if err != nil {
		return err
	}
	if err := list.Append(publication); err != nil {
		return err
	}
	p.lastID++
	at := place{Sequence: int64(p.w.sequence), Position: position}
	version := versionRowOf(p.lastID, at, list.Versions[len(list.Versions)-1])
	p.versions = append(p.versions, version)
	if err := p.items.take(p.w.tx, list, version); err != nil {
		return err
	}
	if err := p.institutions.take(p.w.tx, list, version); err != nil {
		return err
	}
	return p.negatives.take(p.w.tx, list, version)
}

// list is a list as far as its next version depends on it: how many versions it
// has, and the entries that the newest holds.
func (p *publishing) list(id registry.ListID) (*registry.ListHistory, error) {
	if list := p.lists[id]; list != nil {
		return list, nil
	}
	var newest int
	err := p.w.tx.Model(&versionRow{}).Select("coalesce(max(number), 0)").Scopes(ofList(id)).Scan(&newest).Error
	if err != nil {
		return nil, err
	}
	list := &registry.ListHistory{ID: id, Versions: make([]registry.Version, newest)}
	p.lists[id] = list
	if newest == 0 {
		return list, nil
	}
	if err := p.items.open(p.w.tx, list); err != nil {
		return nil, err
	}
	if err := p.institutions.open(p.w.tx, list); err != nil {
		return nil, err
	}
	return list, p.negatives.open(p.w.tx, list)
}

func (p *publishing) insert() error {
	if err := insert(p.w.tx, p.versions); err != nil {
		return err
	}
	if err := p.items.insert(p.w.tx); err != nil {
		return err
	}
	if err := p.institutions.insert(p.w.tx); err != nil {
		return err
	}
	return p.negatives.insert(p.w.tx)
}

// entryChanges is what a step adds to and ends in the entries of one kind.
type entryChanges[E entry, R any] struct {
	table  entryTable[E, R]
	lastID int64
	ids    map[registry.ListID][]int64 // of the entries of each open list, in their order
	rows   []R
	ends   []entryEnd
}

func changesOf[E entry, R any](table entryTable[E, R]) *entryChanges[E, R] {
	return &entryChanges[E, R]{table: table, ids: map[registry.ListID][]int64{}}
}

// open reads the entries that the newest version of a list holds.
func (c *entryChanges[E, R]) open(tx *transaction, list *registry.ListHistory) error {
	query := c.table.query(tx.DB, ofList(list.ID)).Where("x.entry_id IS NULL")
	held := c.table.held(list)
	return c.table.each(query, interner{}, func(row heldRow[E]) error {
		*held = append(*held, registry.Held[E]{Entry: row.entry, Position: row.Position, Last: registry.StillHeld})
		c.ids[list.ID] = append(c.ids[list.ID], row.ID)
		return nil
	})
}

// take takes down what the newest version of a list brought in and ended.
func (c *entryChanges[E, R]) take(tx *transaction, list *registry.ListHistory, version versionRow) error {
	held := *c.table.held(list)
	ids := c.ids[list.ID]
	for i, id := range ids {
		if held[i].Last == version.Number-1 {
			c.ends = append(c.ends, entryEnd{EntryID: id, VersionID: version.ID})
		}
	}
	for _, h := range held[len(ids):] {
		id, err := c.nextID(tx)
		if err != nil {
			return err
		}
		ids = append(ids, id)
		at := entryPlace{ID: id, VersionID: version.ID, Position: h.Position, EntryKey: string(h.Entry.Key())}
		c.rows = append(c.rows, c.table.rowOf(at, h.Entry))
	}
	c.ids[list.ID] = ids
	return nil
}

// nextID counts on from the last entry recorded. No other writer does so at the
// same time.
func (c *entryChanges[E, R]) nextID(tx *transaction) (int64, error) {
	if c.lastID == 0 {
		last, err := lastID(tx, c.table.rows)
		if err != nil {
			return 0, err
		}
		c.lastID = last
	}
	c.lastID++
	return c.lastID, nil
}

func (c *entryChanges[E, R]) insert(tx *transaction) error {
	if err := insert(tx, c.rows); err != nil {
		return fmt.Errorf("%s: %w", c.table.rows, err)
	}
	if len(c.ends) == 0 {
		return nil
	}
	return tx.Table(c.table.ends).CreateInBatches(c.ends, tx.dialect.batch).Error
}

func lastID(tx *transaction, table string) (last int64, err error) {
	err = tx.Table(table).Select("coalesce(max(id), 0)").Scan(&last).Error
	return last, err
}

// writeWithdrawals gives ErrConflict where a version to withdraw does not stand.
func (w *writing) writeWithdrawals(all []registry.Withdrawal) error {
	rows := make([]withdrawalRow, len(all))
	for i, withdrawal := range all {
		id, err := w.standing(withdrawal)
		if err != nil {
			return fmt.Errorf("withdraw %s version %d: %w", withdrawal.List, withdrawal.Number, err)
		}
		rows[i] = withdrawalRow{Place: place{Sequence: int64(w.sequence), Position: i}, VersionID: id}
	}
	return insert(w.tx, rows)
}

// standing is the id of a version that nobody has withdrawn.
func (w *writing) standing(withdrawal registry.Withdrawal) (int64, error) {
	var ids []int64
	err := w.tx.Model(&versionRow{}).Scopes(ofList(withdrawal.List)).
		Where("number = ?", withdrawal.Number).
		Where("NOT EXISTS (?)", w.tx.Session(&gorm.Session{NewDB: true}).Model(&withdrawalRow{}).Select("1").Where("withdrawals.version_id = list_versions.id")).
		Pluck("list_versions.id", &ids).Error
	if err != nil {
		return 0, err
	}
	if len(ids) == 0 {
		return 0, fmt.Errorf("no such version stands: %w", registry.ErrConflict)
	}
	return ids[0], nil
}
