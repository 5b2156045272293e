package store

import (
	"fmt"

	"github.com/samber/lo"

	"concord/internal/registry"
)

// consortiumRow is what a step recorded of a consortium.
type consortiumRow struct {
	Place   place `gorm:"embedded"`
	ID      string
	Name    string
	Members array[consortiumMemberJSON]
}

// TableName is the table of the rows.
func (consortiumRow) TableName() string { return "consortia" }

type consortiumMemberJSON struct {
	Institution string `json:"institution"`
	periodJSON
}

func consortiumRowOf(p place, c registry.Consortium) consortiumRow {
	return consortiumRow{Place: p, ID: c.ID, Name: c.Name, Members: lo.Map(c.Members, consortiumMemberJSONOf)}
}

func (r consortiumRow) noun() (registry.Recorded[registry.Consortium], error) {
	members, err := eachOf(r.Members, consortiumMemberJSON.member)
	if err != nil {
		return registry.Recorded[registry.Consortium]{}, fmt.Errorf("members of consortium %s: %w", r.ID, err)
	}
	return recorded(r.Place, registry.Consortium{ID: r.ID, Name: r.Name, Members: members}), nil
}

func consortiumMemberJSONOf(m registry.ConsortiumMember, _ int) consortiumMemberJSON {
	return consortiumMemberJSON{Institution: string(m.Institution), periodJSON: periodJSONOf(m.Period)}
}

func (m consortiumMemberJSON) member() (registry.ConsortiumMember, error) {
	period, err := m.period()
	return registry.ConsortiumMember{Institution: registry.InstitutionID(m.Institution), Period: period}, err
}

func (w *writing) writeConsortia(consortia []registry.Consortium) error {
	return insert(w.tx, rowsOf(w.sequence, consortia, consortiumRowOf))
}

func (r *reading) consortia() error {
	return hand(r.tx.Scopes(after(r.selection.After)), consortiumRow.noun, r.to.Consortium)
}
