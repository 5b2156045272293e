package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"

	"concord/internal/outcome"
	"concord/internal/registry"
)

var _ outcome.Store = (*Store)(nil)

// takeAttempts bounds how often events are taken anew after another receiver's
// event had the same id, or a deadlock was broken.
const takeAttempts = 5

// TakeOutcomes records events, all that can be taken or none. Those of different
// receivers do not wait for each other, nor for writes of the registry.
func (s *Store) TakeOutcomes(ctx context.Context, events []outcome.Event) ([]outcome.Fate, error) {
	if len(events) == 0 {
		return nil, nil
	}
	if err := s.preparePartitions(ctx, events[0].RecordedAt.Day()); err != nil {
		return nil, fmt.Errorf("make partitions for outcomes: %w", err)
	}
	for attempt := 1; ; attempt++ {
		fates, err := s.takeOutcomes(ctx, events)
		if err == nil {
			return fates, nil
		}
		if attempt == takeAttempts || !errors.Is(err, registry.ErrConflict) {
			return nil, fmt.Errorf("take outcomes: %w", err)
		}
	}
}

func (s *Store) takeOutcomes(ctx context.Context, events []outcome.Event) ([]outcome.Fate, error) {
	fates := make([]outcome.Fate, len(events))
	places := map[registry.InstitutionID][]int{} // of the events of each receiver
	for i, e := range events {
		places[e.Receiver] = append(places[e.Receiver], i)
	}
	err := s.db.writeBeside(ctx, func(tx *transaction) error {
		// In one order, so that no two batches wait for each other.
		for _, receiver := range slices.Sorted(maps.Keys(places)) {
			t := &taking{tx: tx, receiver: receiver, book: outcome.NewBook()}
			for _, i := range places[receiver] {
				t.events = append(t.events, events[i])
			}
			if err := t.prepare(); err != nil {
				return fmt.Errorf("receiver %s: %w", receiver, err)
			}
			for k, i := range places[receiver] {
				fates[i] = t.book.Take(t.events[k])
			}
			if err := t.write(); err != nil {
				return fmt.Errorf("receiver %s: %w", receiver, err)
			}
		}
		return nil
	})
	return fates, err
}

// preparePartitions sees once a day to it that there are partitions, where the
// database has any.
func (s *Store) preparePartitions(ctx context.Context, today registry.Day) error {
	if s.db.dialect.partitions == "" || s.partitioned.Load() == int64(today) {
		return nil
	}
	err := s.db.writeBeside(ctx, func(tx *transaction) error { return tx.Exec(s.db.dialect.partitions).Error })
	if err == nil {
		s.partitioned.Store(int64(today))
	}
	return err
}

// taking is the events of one receiver being taken.
type taking struct {
	tx       *transaction
	receiver registry.InstitutionID
	events   []outcome.Event
	book     *outcome.Book
	before   int64 // number of the receiver's newest event
}

// prepare takes the receiver's turn and tells the book what was recorded about
// the ids and cases of the events.
func (t *taking) prepare() error {
	before, err := t.tx.turn(t.receiver)
	if err != nil {
		return err
	}
	t.before = before
	cases := map[outcome.CaseID]bool{}
	ids, corrected := []string{}, []string{}
	for _, e := range t.events {
		cases[e.Case] = true
		ids = append(ids, e.ID.String())
		if e.Corrects != (outcome.ID{}) {
			corrected = append(corrected, e.Corrects.String())
		}
	}
	if err := t.knowIDs(ids); err != nil {
		return err
	}
	if err := t.knowCorrected(corrected, cases); err != nil {
		return err
	}
	return t.recall(slices.Collect(maps.Keys(cases)))
}

// turn waits until nobody else adds events of a receiver, and tells how many it
// has.
func (tx *transaction) turn(receiver registry.InstitutionID) (events int64, err error) {
	err = tx.Raw(`INSERT INTO outcome_receivers (receiver, events) VALUES (?, 0)
		ON CONFLICT (receiver) DO UPDATE SET events = outcome_receivers.events RETURNING events`, receiver).Scan(&events).Error
	return events, err
}

func (t *taking) knowIDs(ids []string) error {
	var known []string
	err := t.tx.Table("outcome_ids").Where("id "+t.tx.dialect.amongIDs, jsonOf(ids)).Pluck("id", &known).Error
	if err != nil {
		return err
	}
	for _, text := range known {
		id, err := outcome.ParseID(text)
		if err != nil {
			return err
		}
		t.book.Know(id, outcome.Place{})
	}
	return nil
}

// knowCorrected tells the book where the corrected events stand, and adds their
// cases.
func (t *taking) knowCorrected(ids []string, cases map[outcome.CaseID]bool) error {
	if len(ids) == 0 {
		return nil
	}
	var rows []struct{ ID, CaseID, Stage string }
	err := t.tx.Raw(`SELECT o.id, o.case_id, o.stage FROM outcome_ids AS i
		JOIN outcomes AS o ON o.receiver = i.receiver AND o.number = i.number AND o.occurred_at = i.occurred_at
		WHERE i.receiver = ? AND i.id `+t.tx.dialect.amongIDs, t.receiver, jsonOf(ids)).Scan(&rows).Error
	if err != nil {
		return err
	}
	for _, r := range rows {
		id, err := outcome.ParseID(r.ID)
		if err != nil {
			return err
		}
		stage, err := outcome.ParseStage(r.Stage)
		if err != nil {
			return err
		}
		t.book.Know(id, outcome.Place{Case: outcome.CaseID(r.CaseID), Stage: stage})
		cases[outcome.CaseID(r.CaseID)] = true
	}
	return nil
}

func (t *taking) recall(cases []outcome.CaseID) error {
	var rows []markRow
	err := t.tx.Where("receiver = ? AND case_id "+t.tx.dialect.among, t.receiver, jsonOf(cases)).Find(&rows).Error
	if err != nil {
		return err
	}
	for _, r := range rows {
		mark, err := r.mark()
		if err != nil {
			return err
		}
		t.book.Recall(outcome.CaseID(r.CaseID), mark)
	}
	return nil
}

// write records what the book took.
func (t *taking) write() error {
	taken := t.book.Taken()
	if len(taken) == 0 {
		return nil
	}
	d := t.tx.dialect
	ids, rows := make([][]any, len(taken)), make([][]any, len(taken))
	for i, e := range taken {
		number := t.before + int64(i) + 1
		ids[i] = []any{d.id(e.ID), string(e.Receiver), number, d.instant(e.OccurredAt)}
		rows[i] = d.outcome(number, e)
	}
	for _, part := range []func() error{
		func() error { return t.tx.put("outcome_ids", outcomeIDColumns, ids) },
		func() error { return t.tx.put("outcomes", outcomeColumns, rows) },
		func() error {
			return t.tx.Exec("UPDATE outcome_receivers SET events = ? WHERE receiver = ?", t.before+int64(len(taken)), t.receiver).Error
		},
		func() error { return t.tx.writeMarks(t.receiver, t.book) },
		func() error { return t.tx.addTallies(t.receiver, t.book.Changes()) },
		func() error { return t.tx.addPartners(t.receiver, issuersOf(taken)) },
	} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// issuersOf are the issuers of events, in order.
func issuersOf(events []outcome.Event) []registry.InstitutionID {
	issuers := map[registry.InstitutionID]bool{}
	for _, e := range events {
		issuers[e.Issuer] = true
	}
	return slices.Sorted(maps.Keys(issuers))
}

// writeMarks takes marks away that stand no longer, and adds the new ones.
func (tx *transaction) writeMarks(receiver registry.InstitutionID, book *outcome.Book) error {
	var made [][]any
	var failed error
	book.Marks(func(c outcome.CaseID, m outcome.Mark, gone bool) {
		if gone && failed == nil {
			failed = tx.Exec("DELETE FROM outcome_cases WHERE receiver = ? AND case_id = ? AND stage = ?", receiver, c, m.Stage.String()).Error
		}
		if !gone {
			made = append(made, tx.dialect.markValues(receiver, c, m))
		}
	})
	if failed != nil {
		return failed
	}
	return tx.put("outcome_cases", markColumns, made)
}

// tallyRow is the tally of a month.
type tallyRow struct {
	Receiver string
	Month    day
	Cells    []byte
}

// TableName is the table of the rows.
func (tallyRow) TableName() string { return "outcome_tallies" }

// addTallies adds changes to a receiver's tallies.
func (tx *transaction) addTallies(receiver registry.InstitutionID, changes map[outcome.Cell]int) error {
	for month, change := range outcome.ByMonth(changes) {
		var row tallyRow
		err := tx.Where("receiver = ? AND month = ?", receiver, day{month, true}).Take(&row).Error
		if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
			return err
		}
		cells, err := outcome.Merge(row.Cells, change)
		if err != nil {
			return fmt.Errorf("tally of %s: %w", outcome.Month(month), err)
		}
		if err := tx.putTally(receiver, month, cells); err != nil {
			return err
		}
	}
	return nil
}

// putTally writes the tally of a month; one without cells is not there.
func (tx *transaction) putTally(receiver registry.InstitutionID, month registry.Day, cells []byte) error {
	if cells == nil {
		return tx.Where("receiver = ? AND month = ?", receiver, day{month, true}).Delete(&tallyRow{}).Error
	}
	return tx.Exec(`INSERT INTO outcome_tallies (receiver, month, cells) VALUES (?, ?, ?)
		ON CONFLICT (receiver, month) DO UPDATE SET cells = excluded.cells`, receiver, day{month, true}, cells).Error
}

func (tx *transaction) addPartners(receiver registry.InstitutionID, issuers []registry.InstitutionID) error {
	for _, issuer := range issuers {
		err := tx.Exec("INSERT INTO outcome_partners (issuer, receiver) VALUES (?, ?) ON CONFLICT DO NOTHING", issuer, receiver).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// jsonOf is an array as the fragments dialect.among and amongIDs bind it.
func jsonOf[S ~string](values []S) string {
	text, _ := json.Marshal(values) // strings always have a JSON form
	return string(text)
}
