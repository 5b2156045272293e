package store

import (
	"database/sql"

	"concord/internal/registry"
)

// institutionEntryRow is a line of an institution list.
type institutionEntryRow struct {
	Place         entryPlace `gorm:"embedded"`
	InstitutionID string
	Level         int
	Role          string
	ScopeMode     string
	ScopeItems    array[registry.ItemCode]
	ValidFrom     day
	ValidTo       day
	Note          string
}

// TableName is the table of the rows.
func (institutionEntryRow) TableName() string { return "institution_entries" }

var institutionEntries = entryTable[registry.InstitutionEntry, institutionEntryRow]{
	rows: institutionEntryRow{}.TableName(),
	ends: "institution_entry_ends",
	columns: []string{
		"institution_id", "level", "role", "scope_mode", "scope_items", "valid_from", "valid_to", "note",
	},
	scan:  scanInstitutionEntry,
	rowOf: institutionEntryRowOf,
	held:  func(h *registry.ListHistory) *[]registry.Held[registry.InstitutionEntry] { return &h.Institutions },
}

func institutionEntryRowOf(p entryPlace, e registry.InstitutionEntry) institutionEntryRow {
	return institutionEntryRow{
		Place:         p,
		InstitutionID: string(e.Institution),
		Level:         int(e.Level),
		Role:          e.Role.String(),
		ScopeMode:     e.Scope.Mode.String(),
		ScopeItems:    e.Scope.Items,
		ValidFrom:     since(e.Period.From),
		ValidTo:       until(e.Period.To),
		Note:          e.Note,
	}
}

func scanInstitutionEntry(rows *sql.Rows, h *heldRow[registry.InstitutionEntry], intern interner) error {
	var r institutionEntryRow
	err := h.scanInto(rows, &r.InstitutionID, &r.Level, &r.Role, &r.ScopeMode, &r.ScopeItems, &r.ValidFrom, &r.ValidTo, &r.Note)
	if err != nil {
		return err
	}
	h.entry, err = r.entry(intern)
	return err
}

func (r institutionEntryRow) entry(intern interner) (registry.InstitutionEntry, error) {
	role, err := named(r.Role, registry.RoleBoth, registry.RoleIssues, registry.RoleReceives)
	if err != nil {
		return registry.InstitutionEntry{}, err
	}
	mode, err := named(r.ScopeMode, registry.ScopeAll, registry.ScopeOnly, registry.ScopeExcept)
	if err != nil {
		return registry.InstitutionEntry{}, err
	}
	return registry.InstitutionEntry{
		Institution: registry.InstitutionID(intern.text(r.InstitutionID)),
		Level:       registry.Level(r.Level),
		Role:        role,
		Scope:       registry.Scope{Mode: mode, Items: some(r.ScopeItems)},
		Period:      between(r.ValidFrom, r.ValidTo),
		Note:        intern.text(r.Note),
	}, nil
}
