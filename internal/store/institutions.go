package store

import (
	"database/sql"
	"fmt"

	"github.com/samber/lo"
	"gorm.io/gorm/clause"

	"concord/internal/registry"
)

// institutionRow is an institution that has ever been recorded; everything that
// names an institution refers to it.
type institutionRow struct {
	ID       string
	Sequence int64
}

// TableName is the table of the rows.
func (institutionRow) TableName() string { return "institutions" }

// institutionStateRow is what a step recorded of an institution.
type institutionStateRow struct {
	Place         place `gorm:"embedded"`
	InstitutionID string
	Name          string
	Aliases       array[string]
	CampusOf      sql.NullString
	Region        string
	Kind          string
	Grade         string
	Levels        array[levelJSON]
	USCC          string
	Licence       string
	Insurance     string
	OpenedOn      day
	ClosedOn      day
	MergedInto    sql.NullString
	RetrievalURL  string
}

// TableName is the table of the rows.
func (institutionStateRow) TableName() string { return "institution_states" }

type levelJSON struct {
	Level uint8 `json:"level"`
	periodJSON
}

func institutionStateRowOf(p place, i registry.Institution) institutionStateRow {
	return institutionStateRow{
		Place:         p,
		InstitutionID: string(i.ID),
		Name:          i.Name,
		Aliases:       i.Aliases,
		CampusOf:      reference(i.CampusOf),
		Region:        string(i.Region),
		Kind:          i.Kind,
		Grade:         i.Grade,
		Levels:        lo.Map(i.Levels, levelJSONOf),
		USCC:          i.Identifiers.USCC,
		Licence:       i.Identifiers.Licence,
		Insurance:     i.Identifiers.Insurance,
		OpenedOn:      since(i.Open.From),
		ClosedOn:      until(i.Open.To),
		MergedInto:    reference(i.MergedInto),
		RetrievalURL:  i.RetrievalURL,
	}
}

func (r institutionStateRow) noun() (registry.Recorded[registry.Institution], error) {
	levels, err := eachOf(r.Levels, levelJSON.level)
	if err != nil {
		return registry.Recorded[registry.Institution]{}, fmt.Errorf("levels of %s: %w", r.InstitutionID, err)
	}
	return recorded(r.Place, registry.Institution{
		ID:           registry.InstitutionID(r.InstitutionID),
		Name:         r.Name,
		Aliases:      some(r.Aliases),
		CampusOf:     registry.InstitutionID(r.CampusOf.String),
		Region:       registry.RegionCode(r.Region),
		Kind:         r.Kind,
		Grade:        r.Grade,
		Levels:       levels,
		Identifiers:  registry.Identifiers{USCC: r.USCC, Licence: r.Licence, Insurance: r.Insurance},
		Open:         between(r.OpenedOn, r.ClosedOn),
		MergedInto:   registry.InstitutionID(r.MergedInto.String),
		RetrievalURL: r.RetrievalURL,
	}), nil
}

func levelJSONOf(l registry.LevelPeriod, _ int) levelJSON {
	return levelJSON{Level: uint8(l.Level), periodJSON: periodJSONOf(l.Period)}
}

func (l levelJSON) level() (registry.LevelPeriod, error) {
	period, err := l.period()
	return registry.LevelPeriod{Level: registry.Level(l.Level), Period: period}, err
}

// reference is a column that refers to an institution; an empty id refers to none.
func reference(id registry.InstitutionID) sql.NullString {
	return sql.NullString{String: string(id), Valid: id != ""}
}

// writeInstitutions records the ids first, so that a campus may stand before its
// root.
func (w *writing) writeInstitutions(institutions []registry.Institution) error {
	ids := lo.UniqMap(institutions, func(i registry.Institution, _ int) institutionRow {
		return institutionRow{ID: string(i.ID), Sequence: int64(w.sequence)}
	})
	if len(ids) > 0 {
		if err := w.tx.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(ids, w.tx.dialect.batch).Error; err != nil {
			return err
		}
	}
	return insert(w.tx, rowsOf(w.sequence, institutions, institutionStateRowOf))
}

func (r *reading) institutions() error {
	return hand(r.tx.Scopes(after(r.selection.After)), institutionStateRow.noun, r.to.Institution)
}
