package store

import "concord/internal/registry"

// removalRow is an institution taken off a list for cause.
type removalRow struct {
	Place         place `gorm:"embedded"`
	Jurisdiction  string
	InstitutionID string
	RemovedFrom   day
	Reason        string
}

// TableName is the table of the rows.
func (removalRow) TableName() string { return "removals" }

func removalRowOf(p place, r registry.Removal) removalRow {
	return removalRow{
		Place:         p,
		Jurisdiction:  string(r.Jurisdiction),
		InstitutionID: string(r.Institution),
		RemovedFrom:   since(r.From),
		Reason:        r.Reason,
	}
}

func (r removalRow) noun() (registry.Recorded[registry.Removal], error) {
	return recorded(r.Place, registry.Removal{
		Jurisdiction: registry.JurisdictionCode(r.Jurisdiction),
		Institution:  registry.InstitutionID(r.InstitutionID),
		From:         r.RemovedFrom.since(),
		Reason:       r.Reason,
	}), nil
}

func (w *writing) writeRemovals(removals []registry.Removal) error {
	return insert(w.tx, rowsOf(w.sequence, removals, removalRowOf))
}

func (r *reading) removals() error {
	return hand(r.tx.Scopes(after(r.selection.After)), removalRow.noun, r.to.Removal)
}
