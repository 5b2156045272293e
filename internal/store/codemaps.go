package store

import (
	"github.com/samber/lo"

	"concord/internal/registry"
)

// codeMapRow is a version of an institution's own codes.
type codeMapRow struct {
	Place         place `gorm:"embedded"`
	InstitutionID string
	Number        int
	ValidFrom     day
	ValidTo       day
	Codes         array[localCodeJSON]
}

// TableName is the table of the rows.
func (codeMapRow) TableName() string { return "code_maps" }

type localCodeJSON struct {
	Code  string              `json:"code"`
	Name  string              `json:"name,omitempty"`
	Items []registry.ItemCode `json:"items,omitempty"`
}

func codeMapRowOf(p place, m registry.CodeMap) codeMapRow {
	return codeMapRow{
		Place:         p,
		InstitutionID: string(m.Institution),
		Number:        m.Number,
		ValidFrom:     since(m.Period.From),
		ValidTo:       until(m.Period.To),
		Codes:         lo.Map(m.Codes, func(c registry.LocalCode, _ int) localCodeJSON { return localCodeJSON(c) }),
	}
}

func (r codeMapRow) noun() (registry.Recorded[registry.CodeMap], error) {
	return recorded(r.Place, registry.CodeMap{
		Institution: registry.InstitutionID(r.InstitutionID),
		Number:      r.Number,
		Period:      between(r.ValidFrom, r.ValidTo),
		Codes:       some(lo.Map(r.Codes, func(c localCodeJSON, _ int) registry.LocalCode { return registry.LocalCode(c) })),
	}), nil
}

func (w *writing) writeCodeMaps(maps []registry.CodeMap) error {
	return insert(w.tx, rowsOf(w.sequence, maps, codeMapRowOf))
}

func (r *reading) codeMaps() error {
	query := r.tx.Scopes(after(r.selection.After))
	if of := r.selection.CodedInstitutions; of != nil {
		query = query.Where("institution_id IN ?", of)
	}
	return hand(query, codeMapRow.noun, r.to.CodeMap)
}
