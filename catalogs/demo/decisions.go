package demo

import (
	"bytes"
	"encoding/csv"

	"concord/internal/registry"
)

// decisions are what a person decided about the names of a list that the
// resolver leaves open (decisions.csv). An empty code means that the catalogue
// has no such item.
func decisions(file string) []registry.NameDecision {
	rows, err := csv.NewReader(bytes.NewReader(read("decisions.csv"))).ReadAll()
	if err != nil {
		panic(err) // the file is embedded and read by the tests
	}
	var decided []registry.NameDecision
	for _, row := range rows[1:] {
		if row[0] == file {
			decided = append(decided, registry.NameDecision{Name: row[1], Code: registry.ItemCode(row[2])})
		}
	}
	return decided
}
