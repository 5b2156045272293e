package store

import (
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"concord/internal/outcome"
	"concord/internal/registry"
)

// outcomeRow is an event about an outcome, as it is read.
type outcomeRow struct {
	Receiver   string
	Number     int64
	ID         string
	CaseID     string
	Issuer     string
	Item       string
	Department string
	ExamAt     instant
	Revision   string
	Stage      string
	Reason     string
	Uncounted  bool
	Comment    string
	Corrects   *string
	OccurredAt instant
	RecordedAt instant
	Actor      string
}

// TableName is the table of the rows.
func (outcomeRow) TableName() string { return "outcomes" }

// The columns in the order in which they are written.
var (
	outcomeIDColumns = []string{"id", "receiver", "number", "occurred_at"}
	outcomeColumns   = []string{
		"receiver", "number", "id", "case_id", "issuer", "item", "department", "exam_at", "revision",
		"stage", "reason", "uncounted", "comment", "corrects", "occurred_at", "recorded_at", "actor",
	}
	markColumns = []string{
		"receiver", "case_id", "stage", "id", "happened_on", "issuer", "item", "department", "reason", "uncounted",
	}
)

// outcome is the values of an event in the order of outcomeColumns.
func (d dialect) outcome(number int64, e outcome.Event) []any {
	var corrects any
	if e.Corrects != (outcome.ID{}) {
		corrects = d.id(e.Corrects)
	}
	return []any{
		string(e.Receiver), number, d.id(e.ID), string(e.Case), string(e.Issuer), string(e.Item), e.Department,
		d.instant(e.ExamTime), e.Revision, e.Stage.String(), string(e.Reason), d.truth(e.Uncounted), e.Comment,
		corrects, d.instant(e.OccurredAt), d.instant(e.RecordedAt), e.Actor,
	}
}

func (r outcomeRow) event() (e outcome.Event, err error) {
	e = outcome.Event{
		Case: outcome.CaseID(r.CaseID), Issuer: registry.InstitutionID(r.Issuer), Receiver: registry.InstitutionID(r.Receiver),
		Item: registry.ItemCode(r.Item), Department: r.Department,
		ExamTime: registry.Instant(r.ExamAt), Revision: r.Revision,
		Reason: registry.ReasonCode(r.Reason), Uncounted: r.Uncounted, Comment: r.Comment,
		OccurredAt: registry.Instant(r.OccurredAt), RecordedAt: registry.Instant(r.RecordedAt), Actor: r.Actor,
	}
	if e.ID, err = outcome.ParseID(r.ID); err != nil {
		return e, err
	}
	if r.Corrects != nil {
		if e.Corrects, err = outcome.ParseID(*r.Corrects); err != nil {
			return e, err
		}
	}
	e.Stage, err = outcome.ParseStage(r.Stage)
	return e, err
}

// markRow is the event that stands for a stage of a case.
type markRow struct {
	Receiver   string
	CaseID     string
	Stage      string
	ID         string
	HappenedOn day
	Issuer     string
	Item       string
	Department string
	Reason     string
	Uncounted  bool
}

// TableName is the table of the rows.
func (markRow) TableName() string { return "outcome_cases" }

// markValues is a mark in the order of markColumns.
func (d dialect) markValues(receiver registry.InstitutionID, c outcome.CaseID, m outcome.Mark) []any {
	return []any{
		string(receiver), string(c), m.Stage.String(), d.id(m.ID), d.day(m.Day),
		string(m.Issuer), string(m.Item), m.Department, string(m.Reason), d.truth(m.Uncounted),
	}
}

func (r markRow) mark() (m outcome.Mark, err error) {
	m = outcome.Mark{
		Day: r.HappenedOn.Day, Issuer: registry.InstitutionID(r.Issuer), Item: registry.ItemCode(r.Item),
		Department: r.Department, Reason: registry.ReasonCode(r.Reason), Uncounted: r.Uncounted,
	}
	if m.ID, err = outcome.ParseID(r.ID); err != nil {
		return m, err
	}
	m.Stage, err = outcome.ParseStage(r.Stage)
	return m, err
}

// put writes rows by COPY where the database has it, else by one statement.
func (tx *transaction) put(table string, columns []string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	next := func() (row []any, err error) {
		if len(rows) > 0 {
			row, rows = rows[0], rows[1:]
		}
		return row, nil
	}
	header := sectionFile{Table: table, Columns: columns}
	if tx.dialect.copies {
		return tx.copyIn(header, next)
	}
	return tx.insertEach(header, next)
}

// What follows are values as the dialect's driver takes them outside GORM.

func (d dialect) id(id outcome.ID) any {
	if d.copies {
		return pgtype.UUID{Bytes: id, Valid: true}
	}
	return id.String()
}

func (d dialect) instant(i registry.Instant) any {
	if d.copies {
		return time.Unix(int64(i), 0).UTC()
	}
	return int64(i)
}

func (d dialect) day(v registry.Day) any {
	if d.copies {
		return pgDate(day{v, true})
	}
	return int64(v)
}

func (d dialect) truth(b bool) any {
	switch {
	case d.copies:
		return b
	case b:
		return int64(1)
	}
	return int64(0)
}
