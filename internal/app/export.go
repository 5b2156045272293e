package app

import (
	"fmt"
	"io"

	"concord/internal/recognition"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// Export writes a version as a file that people read and Concord reads back.
func Export(w io.Writer, format sheet.Format, p Published, s *recognition.Snapshot) error {
	if err := sheet.Write(w, format, p.Version, p.Content, printedNames{s, newReference(s.Catalogue())}); err != nil {
		return fmt.Errorf("export %s version %d: %w", p.List, p.Number, err)
	}
	return nil
}

// printedNames tells what codes are called, by a snapshot and its catalogue.
type printedNames struct {
	snapshot  *recognition.Snapshot
	reference *reference
}

// Item is the item's name.
func (n printedNames) Item(code registry.ItemCode) string {
	if item, ok := n.snapshot.Item(code); ok {
		return item.Name
	}
	return string(code)
}

// Institution is the newest state of the institution.
func (n printedNames) Institution(id registry.InstitutionID) registry.Institution {
	if i, ok := n.snapshot.Institution(id, n.snapshot.Head().Newest); ok {
		return *i
	}
	return registry.Institution{ID: id, Name: string(id)}
}

// Region is the region's name.
func (n printedNames) Region(code registry.RegionCode) string {
	if region, ok := n.reference.regions[code]; ok {
		return region.Name
	}
	return string(code)
}

// Qualifier is the qualifier's name.
func (n printedNames) Qualifier(code string) string {
	if value, ok := n.reference.qualifiers[code]; ok {
		return value.Name
	}
	return code
}

// Reason is the reason's name.
func (n printedNames) Reason(code registry.ReasonCode) string {
	if reason, ok := n.reference.reasons[code]; ok {
		return reason.Name
	}
	return string(code)
}

// Department is the department's name.
func (n printedNames) Department(code string) string {
	if department, ok := n.reference.departments[code]; ok {
		return department.Name
	}
	return code
}
