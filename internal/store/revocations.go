package store

import "concord/internal/registry"

// revocationRow is a qualification taken back.
type revocationRow struct {
	Place         place `gorm:"embedded"`
	InstitutionID string
	Item          string
	Programme     string
	Round         string
	RevokedFrom   day
	Reason        string
}

// TableName is the table of the rows.
func (revocationRow) TableName() string { return "revocations" }

func revocationRowOf(p place, r registry.Revocation) revocationRow {
	return revocationRow{
		Place:         p,
		InstitutionID: string(r.Institution),
		Item:          string(r.Item),
		Programme:     r.Programme,
		Round:         r.Round,
		RevokedFrom:   since(r.From),
		Reason:        r.Reason,
	}
}

func (r revocationRow) noun() (registry.Recorded[registry.Revocation], error) {
	return recorded(r.Place, registry.Revocation{
		QualificationKey: registry.QualificationKey{
			Institution: registry.InstitutionID(r.InstitutionID),
			Item:        registry.ItemCode(r.Item),
			Programme:   r.Programme,
			Round:       r.Round,
		},
		From:   r.RevokedFrom.since(),
		Reason: r.Reason,
	}), nil
}

func (w *writing) writeRevocations(revocations []registry.Revocation) error {
	return insert(w.tx, rowsOf(w.sequence, revocations, revocationRowOf))
}

func (r *reading) revocations() error {
	return hand(r.tx.Scopes(after(r.selection.After)), revocationRow.noun, r.to.Revocation)
}
