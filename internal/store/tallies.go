package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"concord/internal/outcome"
	"concord/internal/registry"
)

// Tallies hands over packed tallies from one consistent state.
func (s *Store) Tallies(ctx context.Context, selection outcome.Selection, each func(registry.InstitutionID, registry.Day, []byte) error) error {
	err := s.db.read(ctx, func(tx *transaction) error {
		if tx.dialect.copies {
			return tx.queryTallies(selection, each)
		}
		query := tx.Model(&tallyRow{}).Where("month BETWEEN ? AND ?", day{outcome.MonthOf(selection.First), true}, day{outcome.MonthOf(selection.Last), true})
		if selection.Receivers != nil {
			query = query.Where("receiver "+tx.dialect.among, jsonOf(selection.Receivers))
		}
		if selection.Issuers != nil {
			query = query.Where("receiver IN (SELECT receiver FROM outcome_partners WHERE issuer "+tx.dialect.among+")", jsonOf(selection.Issuers))
		}
		return eachRow(query.Select("receiver", "month", "cells"), scanTally, func(r tallyRow) error {
			return each(registry.InstitutionID(r.Receiver), r.Month.Day, r.Cells)
		})
	})
	if err != nil {
		return fmt.Errorf("read tallies: %w", err)
	}
	return nil
}

func scanTally(rows *sql.Rows) (row tallyRow, err error) {
	err = rows.Scan(&row.Receiver, &row.Month, &row.Cells)
	return row, err
}

const tallyQuery = `
	SELECT receiver, month, cells FROM outcome_tallies
	WHERE month BETWEEN $1 AND $2 AND ($3::text[] IS NULL OR receiver = ANY ($3))
		AND ($4::text[] IS NULL OR receiver IN (SELECT receiver FROM outcome_partners WHERE issuer = ANY ($4)))`

// queryTallies reads raw values: a year of a province is tens of megabytes.
func (tx *transaction) queryTallies(selection outcome.Selection, each func(registry.InstitutionID, registry.Day, []byte) error) error {
	ctx := tx.Statement.Context
	return native(tx.conn, func(conn *pgx.Conn) error {
		rows, err := conn.Query(ctx, tallyQuery,
			pgx.QueryExecModeDescribeExec, pgx.QueryResultFormats{pgx.BinaryFormatCode},
			pgDate(day{outcome.MonthOf(selection.First), true}), pgDate(day{outcome.MonthOf(selection.Last), true}),
			selection.Receivers, selection.Issuers)
		if err != nil {
			return err
		}
		defer rows.Close()
		intern := interner{}
		for rows.Next() {
			row := rows.RawValues()
			if err := each(registry.InstitutionID(intern.bytes(row[0])), rawDate(row[1]).Day, row[2]); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// RecountOutcomes makes marks and tallies anew, one receiver at a time.
func (s *Store) RecountOutcomes(ctx context.Context) (events int, err error) {
	var receivers []registry.InstitutionID
	err = s.db.read(ctx, func(tx *transaction) error {
		return tx.Table("outcome_receivers").Order("receiver").Pluck("receiver", &receivers).Error
	})
	for i := 0; err == nil && i < len(receivers); i++ {
		err = s.db.writeBeside(ctx, func(tx *transaction) error {
			n, err := tx.recount(receivers[i])
			events += n
			return err
		})
	}
	if err != nil {
		return events, fmt.Errorf("recount outcomes: %w", err)
	}
	return events, nil
}

// recount takes the events of a receiver anew.
func (tx *transaction) recount(receiver registry.InstitutionID) (events int, err error) {
	if _, err := tx.turn(receiver); err != nil {
		return 0, err
	}
	book, issuers := outcome.NewBook(), map[registry.InstitutionID]bool{}
	query := tx.Model(&outcomeRow{}).Where("receiver = ?", receiver).Order("number")
	err = eachRow(query, scanOutcome(tx), func(row outcomeRow) error {
		e, err := row.event()
		if err != nil {
			return err
		}
		issuers[e.Issuer] = true
		if fate := book.Take(e); fate != outcome.Taken {
			return fmt.Errorf("event %d of %s: %s: %w", row.Number, receiver, fate, ErrTampered)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, table := range []string{"outcome_cases", "outcome_tallies", "outcome_partners"} {
		if err := tx.Exec("DELETE FROM "+table+" WHERE receiver = ?", receiver).Error; err != nil {
			return 0, err
		}
	}
	if err := tx.writeMarks(receiver, book); err != nil {
		return 0, err
	}
	for month, tally := range outcome.ByMonth(book.Changes()) {
		if err := tx.putTally(receiver, month, tally.Pack()); err != nil {
			return 0, err
		}
	}
	return len(book.Taken()), tx.addPartners(receiver, slices.Sorted(maps.Keys(issuers)))
}

// scanOutcome reads a row by the names of its columns.
func scanOutcome(tx *transaction) func(*sql.Rows) (outcomeRow, error) {
	return func(rows *sql.Rows) (row outcomeRow, err error) {
		err = tx.ScanRows(rows, &row)
		return row, err
	}
}
