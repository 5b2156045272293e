package naming_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"concord/catalogs"
	"concord/internal/naming"
	"concord/internal/registry"
)

// printedRow is a row of a test list with the item it means, checked by hand.
type printedRow struct {
	naming.Query
	intended string // LCHM001; EXRY012;L;AP-OBL; NONE; PANEL; PANEL_OR_NONE
}

func readList(t *testing.T, file string) []printedRow {
	t.Helper()
	f, err := os.Open("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatalf("reading %s: %v", file, err)
	}
	var rows []printedRow
	for _, record := range records[1:] {
		cells := map[string]string{}
		for i, column := range records[0] {
			cells[column] = record[i]
		}
		rows = append(rows, printedRow{
			Query: naming.Query{
				Name:     cells["name"] + cells["name_as_published"],
				Category: cells["category"] + cells["list_category"],
				Specimen: cells["specimen"], Site: cells["site"],
				Unit: cells["unit"], Modality: cells["modality"],
			},
			intended: cells["intended"] + cells["mapped_item_code"],
		})
	}
	return rows
}

// entry is what was taken, as the key of an entry, or what was not.
func entry(res naming.Resolution) string {
	switch {
	case res.Match != nil:
		return string(registry.ItemEntry{Item: res.Match.Item, Qualifiers: res.Match.Qualifiers}.Key())
	case res.Panel != "":
		return "PANEL"
	}
	return "NONE"
}

// tally counts how a list fared.
type tally struct{ rows, right, suggested, wrong int }

func (n *tally) add(t *testing.T, row printedRow, got string) {
	t.Helper()
	n.rows++
	switch {
	case got == row.intended || row.intended == "PANEL_OR_NONE" && (got == "NONE" || got == "PANEL"):
		n.right++
	case got == "NONE" || got == "PANEL":
		n.suggested++
		t.Logf("%s (%s): not taken, means %s", row.Name, row.Category, row.intended)
	default:
		n.wrong++
		t.Errorf("%s (%s): taken for %s, means %s", row.Name, row.Category, got, row.intended)
	}
}

// The share of rows that must be taken, or rightly left without an item.
const leastRight = 0.95

func TestListsResolve(t *testing.T) {
	resolver := naming.NewResolver(catalogs.Load())
	for _, file := range []string{"three_lists.csv", "published_names.csv", "field_names.csv", "trap_names.csv"} {
		t.Run(strings.TrimSuffix(file, ".csv"), func(t *testing.T) {
			var n tally
			for _, row := range readList(t, file) {
				got := entry(resolver.Resolve(row.Query))
				if file == "published_names.csv" {
					got, _, _ = strings.Cut(got, ";")
				}
				n.add(t, row, got)
			}
			t.Logf("%d rows: %d right, %d left to a person, %d wrong", n.rows, n.right, n.suggested, n.wrong)
			if float64(n.right) < leastRight*float64(n.rows) {
				t.Errorf("%d of %d rows are right, want %.0f %%", n.right, n.rows, 100*leastRight)
			}
		})
	}
}
