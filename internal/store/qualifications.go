package store

import (
	"database/sql"

	"concord/internal/registry"
)

// qualificationRow is a qualification record.
type qualificationRow struct {
	Place         place `gorm:"embedded"`
	InstitutionID string
	Item          string
	Programme     string
	Round         string
	Result        string
	ValidFrom     day
	ValidTo       day
}

// TableName is the table of the rows.
func (qualificationRow) TableName() string { return "qualifications" }

// qualificationColumns are the columns in the order in which they are copied in
// and read.
var qualificationColumns = []string{
	"sequence", "position", "institution_id", "item", "programme", "round", "result", "valid_from", "valid_to",
}

func qualificationRowOf(p place, q registry.Qualification) qualificationRow {
	return qualificationRow{
		Place:         p,
		InstitutionID: string(q.Institution),
		Item:          string(q.Item),
		Programme:     q.Programme,
		Round:         q.Round,
		Result:        q.Result.String(),
		ValidFrom:     since(q.Period.From),
		ValidTo:       until(q.Period.To),
	}
}

func resultOf(text string) registry.Result {
	if text == registry.Fail.String() {
		return registry.Fail
	}
	return registry.Pass
}

func (w *writing) writeQualifications(all []registry.Qualification) error {
	if len(all) == 0 {
		return nil
	}
	if w.tx.dialect.copies {
		return w.copyQualifications(all)
	}
	return insert(w.tx, rowsOf(w.sequence, all, qualificationRowOf))
}

// qualifications reads the one table that is too large for GORM's Find.
func (r *reading) qualifications() error {
	if r.tx.dialect.copies {
		return r.queryQualifications()
	}
	query := r.tx.Model(&qualificationRow{}).Select(qualificationColumns).Scopes(after(r.selection.After))
	if r.selection.QualifiedInstitutions != nil {
		ids, err := array[registry.InstitutionID](r.selection.QualifiedInstitutions).Value()
		if err != nil {
			return err
		}
		query = query.Where("institution_id IN (SELECT value FROM json_each(?))", ids)
	}
	return eachRow(query, scanQualification, func(row qualificationRow) error {
		r.to.Qualification(row.noun(r.intern))
		return nil
	})
}

// scanQualification reads the columns of qualificationColumns.
func scanQualification(rows *sql.Rows) (row qualificationRow, err error) {
	err = rows.Scan(&row.Place.Sequence, &row.Place.Position, &row.InstitutionID, &row.Item, &row.Programme,
		&row.Round, &row.Result, &row.ValidFrom, &row.ValidTo)
	return row, err
}

// noun shares the texts that many rows have in common.
func (r qualificationRow) noun(intern interner) registry.Recorded[registry.Qualification] {
	return recorded(r.Place, registry.Qualification{
		Institution: registry.InstitutionID(intern.text(r.InstitutionID)),
		Item:        registry.ItemCode(intern.text(r.Item)),
		Programme:   intern.text(r.Programme),
		Round:       intern.text(r.Round),
		Result:      resultOf(r.Result),
		Period:      between(r.ValidFrom, r.ValidTo),
	})
}
