package store

import (
	"database/sql"

	"concord/internal/registry"
)

// negativeEntryRow is a line of a negative list.
type negativeEntryRow struct {
	Place      entryPlace `gorm:"embedded"`
	Issuer     sql.NullString
	Receiver   sql.NullString
	Item       string
	Category   string
	Modality   string
	Origin     string
	Situation  string
	AgeMin     sql.NullInt16
	AgeMax     sql.NullInt16
	Department string
	Effect     string
	ValidFrom  day
	ValidTo    day
	Reason     string
}

// TableName is the table of the rows.
func (negativeEntryRow) TableName() string { return "negative_entries" }

var negativeEntries = entryTable[registry.NegativeEntry, negativeEntryRow]{
	rows: negativeEntryRow{}.TableName(),
	ends: "negative_entry_ends",
	columns: []string{
		"issuer", "receiver", "item", "category", "modality", "origin", "situation", "age_min", "age_max",
		"department", "effect", "valid_from", "valid_to", "reason",
	},
	scan:  scanNegativeEntry,
	rowOf: negativeEntryRowOf,
	held:  func(h *registry.ListHistory) *[]registry.Held[registry.NegativeEntry] { return &h.Negatives },
}

func negativeEntryRowOf(p entryPlace, e registry.NegativeEntry) negativeEntryRow {
	return negativeEntryRow{
		Place:      p,
		Issuer:     reference(e.Issuer),
		Receiver:   reference(e.Receiver),
		Item:       string(e.Item),
		Category:   e.Category,
		Modality:   e.Modality,
		Origin:     string(e.Origin),
		Situation:  string(e.Situation),
		AgeMin:     sql.NullInt16{Int16: e.Age.Min, Valid: e.Age.Stated},
		AgeMax:     sql.NullInt16{Int16: e.Age.Max, Valid: e.Age.Stated},
		Department: e.Department,
		Effect:     e.Effect.String(),
		ValidFrom:  since(e.Period.From),
		ValidTo:    until(e.Period.To),
		Reason:     e.Reason,
	}
}

func scanNegativeEntry(rows *sql.Rows, h *heldRow[registry.NegativeEntry], intern interner) error {
	var r negativeEntryRow
	err := h.scanInto(rows, &r.Issuer, &r.Receiver, &r.Item, &r.Category, &r.Modality, &r.Origin, &r.Situation,
		&r.AgeMin, &r.AgeMax, &r.Department, &r.Effect, &r.ValidFrom, &r.ValidTo, &r.Reason)
	if err != nil {
		return err
	}
	h.entry, err = r.entry(intern)
	return err
}

func (r negativeEntryRow) entry(intern interner) (registry.NegativeEntry, error) {
	effect, err := named(r.Effect, registry.Deny, registry.Discretion)
	return registry.NegativeEntry{
		Issuer:     registry.InstitutionID(intern.text(r.Issuer.String)),
		Receiver:   registry.InstitutionID(intern.text(r.Receiver.String)),
		Item:       registry.ItemCode(intern.text(r.Item)),
		Category:   intern.text(r.Category),
		Modality:   intern.text(r.Modality),
		Origin:     registry.RegionCode(intern.text(r.Origin)),
		Situation:  registry.ReasonCode(intern.text(r.Situation)),
		Age:        registry.AgeRange{Stated: r.AgeMin.Valid, Min: r.AgeMin.Int16, Max: r.AgeMax.Int16},
		Department: intern.text(r.Department),
		Effect:     effect,
		Period:     between(r.ValidFrom, r.ValidTo),
		Reason:     intern.text(r.Reason),
	}, err
}
