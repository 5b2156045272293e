package store

import (
	"database/sql"

	"concord/internal/registry"
)

// itemEntryRow is a line of an item list.
type itemEntryRow struct {
	Place         entryPlace `gorm:"embedded"`
	Item          string
	Specimen      string
	Method        string
	BodySite      string
	Laterality    string
	Contrast      string
	Projection    string
	Printed       string
	Category      string
	PrintedWindow string
	Mark          string
	Images        bool
	Note          string
}

// TableName is the table of the rows.
func (itemEntryRow) TableName() string { return "item_entries" }

var itemEntries = entryTable[registry.ItemEntry, itemEntryRow]{
	rows: itemEntryRow{}.TableName(),
	ends: "item_entry_ends",
	columns: []string{
		"item", "specimen", "method", "body_site", "laterality", "contrast", "projection",
		"printed", "category", "printed_window", "mark", "images", "note",
	},
	scan:  scanItemEntry,
	rowOf: itemEntryRowOf,
	held:  func(h *registry.ListHistory) *[]registry.Held[registry.ItemEntry] { return &h.Items },
}

func itemEntryRowOf(p entryPlace, e registry.ItemEntry) itemEntryRow {
	return itemEntryRow{
		Place:         p,
		Item:          string(e.Item),
		Specimen:      e.Qualifiers[registry.Specimen],
		Method:        e.Qualifiers[registry.Method],
		BodySite:      e.Qualifiers[registry.BodySite],
		Laterality:    e.Qualifiers[registry.Laterality],
		Contrast:      e.Qualifiers[registry.Contrast],
		Projection:    e.Qualifiers[registry.Projection],
		Printed:       e.Printed,
		Category:      e.Category,
		PrintedWindow: e.Window.String(),
		Mark:          e.Mark,
		Images:        e.Images,
		Note:          e.Note,
	}
}

func scanItemEntry(rows *sql.Rows, h *heldRow[registry.ItemEntry], intern interner) error {
	var r itemEntryRow
	err := h.scanInto(rows, &r.Item, &r.Specimen, &r.Method, &r.BodySite, &r.Laterality, &r.Contrast, &r.Projection,
		&r.Printed, &r.Category, &r.PrintedWindow, &r.Mark, &r.Images, &r.Note)
	if err != nil {
		return err
	}
	h.entry, err = r.entry(intern)
	return err
}

func (r itemEntryRow) entry(intern interner) (registry.ItemEntry, error) {
	window, err := registry.ParseWindow(r.PrintedWindow)
	return registry.ItemEntry{
		Item: registry.ItemCode(intern.text(r.Item)),
		Qualifiers: registry.Qualifiers{
			registry.Specimen:   intern.text(r.Specimen),
			registry.Method:     intern.text(r.Method),
			registry.BodySite:   intern.text(r.BodySite),
			registry.Laterality: intern.text(r.Laterality),
			registry.Contrast:   intern.text(r.Contrast),
			registry.Projection: intern.text(r.Projection),
		},
		Printed:  intern.text(r.Printed),
		Category: intern.text(r.Category),
		Window:   window,
		Mark:     intern.text(r.Mark),
		Images:   r.Images,
		Note:     intern.text(r.Note),
	}, err
}
