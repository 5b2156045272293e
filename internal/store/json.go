package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"

	"concord/internal/registry"
)

// array is a column with a JSON array. A nil slice is an empty array, so that the
// column always says something.
type array[T any] []T

// Value writes the column.
func (a array[T]) Value() (driver.Value, error) {
	if len(a) == 0 {
		return "[]", nil
	}
	text, err := json.Marshal([]T(a))
	return string(text), err
}

// Scan reads the column.
func (a *array[T]) Scan(value any) error {
	return scanJSON(value, (*[]T)(a))
}

func scanJSON(value, into any) error {
	switch v := value.(type) {
	case string:
		return json.Unmarshal([]byte(v), into)
	case []byte:
		return json.Unmarshal(v, into)
	}
	return fmt.Errorf("JSON is stored as %T", value)
}

// periodJSON is a period inside JSON: a day as YYYY-MM-DD, to the first day
// after; an open end is left out.
type periodJSON struct {
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

func periodJSONOf(p registry.Period) periodJSON {
	return periodJSON{From: p.From.String(), To: p.To.String()}
}

func (p periodJSON) period() (registry.Period, error) {
	period := registry.Always
	var err error
	if p.From != "" {
		if period.From, err = registry.ParseDay(p.From); err != nil {
			return registry.Period{}, err
		}
	}
	if p.To != "" {
		if period.To, err = registry.ParseDay(p.To); err != nil {
			return registry.Period{}, err
		}
	}
	return period, nil
}

// eachOf turns the elements of a column into nouns; of an empty column none.
func eachOf[J, T any](column array[J], noun func(J) (T, error)) ([]T, error) {
	var nouns []T
	for _, j := range column {
		n, err := noun(j)
		if err != nil {
			return nil, err
		}
		nouns = append(nouns, n)
	}
	return nouns, nil
}

// some is the slice, or nil where it is empty: nouns know no empty slices.
func some[T any, S ~[]T](all S) []T {
	if len(all) == 0 {
		return nil
	}
	return all
}
