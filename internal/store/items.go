package store

import (
	"fmt"

	"concord/internal/registry"
)

// itemRow is an item that was added to the catalogue.
type itemRow struct {
	Place         place `gorm:"embedded"`
	Code          string
	AddedBy       string
	Name          string
	NameEn        string
	Abbreviation  string
	Aliases       array[string]
	Domain        string
	CategoryGroup string
	Category      string
	Modality      string
	Specimen      string
	Method        string
	BodySite      string
	Laterality    string
	Contrast      string
	Projection    string
	Specimens     array[string]
	Sites         array[string]
	SpecimenText  string
	SiteText      string
	Unit          string
	LOINC         string
	LOINCChecked  bool
	Initials      string
	WithdrawnOn   day
}

// TableName is the table of the rows.
func (itemRow) TableName() string { return "items" }

func itemRowOf(p place, a registry.AddedItem) itemRow {
	i := a.Item
	return itemRow{
		Place:         p,
		Code:          string(i.Code),
		AddedBy:       string(a.By),
		Name:          i.Name,
		NameEn:        i.NameEn,
		Abbreviation:  i.Abbreviation,
		Aliases:       i.Aliases,
		Domain:        i.Domain.String(),
		CategoryGroup: i.Group,
		Category:      i.Category,
		Modality:      i.Modality,
		Specimen:      i.Implied[registry.Specimen],
		Method:        i.Implied[registry.Method],
		BodySite:      i.Implied[registry.BodySite],
		Laterality:    i.Implied[registry.Laterality],
		Contrast:      i.Implied[registry.Contrast],
		Projection:    i.Implied[registry.Projection],
		Specimens:     i.Specimens,
		Sites:         i.Sites,
		SpecimenText:  i.SpecimenText,
		SiteText:      i.SiteText,
		Unit:          i.Unit,
		LOINC:         i.LOINC,
		LOINCChecked:  i.LOINCChecked,
		Initials:      i.Initials,
		WithdrawnOn:   day{i.Withdrawn, i.Withdrawn != 0},
	}
}

func (r itemRow) noun() (registry.Recorded[registry.AddedItem], error) {
	domain, err := named(r.Domain, registry.Lab, registry.Exam)
	if err != nil {
		return registry.Recorded[registry.AddedItem]{}, fmt.Errorf("domain of %s: %w", r.Code, err)
	}
	return recorded(r.Place, registry.AddedItem{By: registry.JurisdictionCode(r.AddedBy), Item: registry.Item{
		Code:         registry.ItemCode(r.Code),
		Name:         r.Name,
		NameEn:       r.NameEn,
		Abbreviation: r.Abbreviation,
		Aliases:      some(r.Aliases),
		Domain:       domain,
		Group:        r.CategoryGroup,
		Category:     r.Category,
		Modality:     r.Modality,
		Implied:      registry.Qualifiers{r.Specimen, r.Method, r.BodySite, r.Laterality, r.Contrast, r.Projection},
		Specimens:    some(r.Specimens),
		Sites:        some(r.Sites),
		SpecimenText: r.SpecimenText,
		SiteText:     r.SiteText,
		Unit:         r.Unit,
		LOINC:        r.LOINC,
		LOINCChecked: r.LOINCChecked,
		Initials:     r.Initials,
		Withdrawn:    r.WithdrawnOn.Day,
	}}), nil
}

func (w *writing) writeItems(items []registry.AddedItem) error {
	return insert(w.tx, rowsOf(w.sequence, items, itemRowOf))
}

func (r *reading) items() error {
	return hand(r.tx.Scopes(after(r.selection.After)), itemRow.noun, r.to.Item)
}
