package toy

import "concord/internal/registry"

// values of terms worth drawing. Each term is stated with small odds, so that
// defaults are met too.
var values = map[registry.ListKind][]registry.Term{
	registry.ItemList: {
		{Name: "quality_lab", Value: "by_listing"}, {Name: "quality_exam", Value: "per_item"},
		{Name: "list_at", Value: "asked"}, {Name: "anchor", Value: "exam"},
		{Name: "window_lab", Value: "10d"}, {Name: "window_exam", Value: "1mo"},
		{Name: "unstated_lab", Value: "10d"}, {Name: "unstated_exam", Value: "unlimited"},
		{Name: "images", Value: "exam"}, {Name: "images", Value: "none"},
		{Name: "operator_dependent", Value: "US"}, {Name: "mark", Value: "版HR"},
	},
	registry.InstitutionList: {
		{Name: "min_level", Value: "1"}, {Name: "min_level", Value: "3"},
		{Name: "direction", Value: "issuer_not_lower"}, {Name: "direction_effect", Value: "discretion"},
		{Name: "inherits", Value: "members"},
	},
	registry.NegativeList: {
		{Name: "own", Value: "apply"}, {Name: "consortium", Value: "skip"},
	},
}

func (m *maker) terms(kind registry.ListKind) registry.Terms {
	terms := registry.DefaultTerms()
	for _, term := range some(m.c, 25, values[kind]) {
		if err := terms.Set(kind, term); err != nil {
			panic(err) // a term of the table above
		}
	}
	return terms
}
