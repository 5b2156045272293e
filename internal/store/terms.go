package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"

	"github.com/samber/lo"

	"concord/internal/registry"
)

// termsJSON is a column with every term of a list by its name. Defaults are
// written out, so that a published version outlives a change of them.
type termsJSON map[string]string

// Value writes the column.
func (t termsJSON) Value() (driver.Value, error) {
	text, err := json.Marshal(map[string]string(t))
	return string(text), err
}

// Scan reads the column.
func (t *termsJSON) Scan(value any) error {
	return scanJSON(value, (*map[string]string)(t))
}

func termsJSONOf(kind registry.ListKind, terms registry.Terms) termsJSON {
	return lo.SliceToMap(terms.All(kind), func(t registry.Term) (string, string) { return t.Name, t.Value })
}

func (t termsJSON) terms(kind registry.ListKind) (registry.Terms, error) {
	stated := lo.MapToSlice(t, func(name, value string) registry.Term { return registry.Term{Name: name, Value: value} })
	terms, err := registry.ParseTerms(kind, stated)
	if err != nil {
		return registry.Terms{}, fmt.Errorf("stored terms: %w", err)
	}
	return terms, nil
}
