package store

import (
	"fmt"

	"github.com/samber/lo"

	"concord/internal/registry"
)

// allianceRow is what a step recorded of an alliance.
type allianceRow struct {
	Place   place `gorm:"embedded"`
	Code    string
	Name    string
	NameEn  string
	Mark    string
	Lead    string
	Members array[allianceMemberJSON]
}

// TableName is the table of the rows.
func (allianceRow) TableName() string { return "alliances" }

type allianceMemberJSON struct {
	Region string `json:"region"`
	periodJSON
}

func allianceRowOf(p place, a registry.Alliance) allianceRow {
	return allianceRow{
		Place:   p,
		Code:    string(a.Code),
		Name:    a.Name,
		NameEn:  a.NameEn,
		Mark:    a.Mark,
		Lead:    string(a.Lead),
		Members: lo.Map(a.Members, allianceMemberJSONOf),
	}
}

func (r allianceRow) noun() (registry.Recorded[registry.Alliance], error) {
	members, err := eachOf(r.Members, allianceMemberJSON.member)
	if err != nil {
		return registry.Recorded[registry.Alliance]{}, fmt.Errorf("members of alliance %s: %w", r.Code, err)
	}
	return recorded(r.Place, registry.Alliance{
		Code:    registry.JurisdictionCode(r.Code),
		Name:    r.Name,
		NameEn:  r.NameEn,
		Mark:    r.Mark,
		Lead:    registry.RegionCode(r.Lead),
		Members: members,
	}), nil
}

func allianceMemberJSONOf(m registry.AllianceMember, _ int) allianceMemberJSON {
	return allianceMemberJSON{Region: string(m.Region), periodJSON: periodJSONOf(m.Period)}
}

func (m allianceMemberJSON) member() (registry.AllianceMember, error) {
	period, err := m.period()
	return registry.AllianceMember{Region: registry.RegionCode(m.Region), Period: period}, err
}

func (w *writing) writeAlliances(alliances []registry.Alliance) error {
	return insert(w.tx, rowsOf(w.sequence, alliances, allianceRowOf))
}

func (r *reading) alliances() error {
	return hand(r.tx.Scopes(after(r.selection.After)), allianceRow.noun, r.to.Alliance)
}
