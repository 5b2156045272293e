package web

import (
	"github.com/samber/lo"

	"concord/internal/registry"
)

// termView is one term of a list as a form offers it.
type termView struct {
	Field   string // terms/window_lab
	Label   string
	Hint    string
	Options []option // empty: a text
}

// termPrefix stands before the name of a term in forms, as in the contract's
// pointers.
const termPrefix = "terms/"

// termViews are the terms of a list as a form offers them.
func termViews(kind, lang string) []termView {
	parsed, err := registry.ParseListKind(kind)
	if err != nil {
		return nil
	}
	defaults := registry.DefaultTerms().All(parsed)
	return lo.Map(defaults, func(term registry.Term, _ int) termView {
		title := termTitles[term.Name]
		v := termView{Field: termPrefix + term.Name, Label: title.label.In(lang), Hint: title.hint.In(lang)}
		if len(title.values) == 0 {
			if term.Value != "" {
				v.Hint += registry.Text{Zh: "。不填为 " + term.Value, En: "; " + term.Value + " where empty"}.In(lang)
			}
			return v
		}
		v.Options = append(v.Options, option{"", registry.Text{Zh: "默认：", En: "default: "}.In(lang) + title.value(term.Value, lang)})
		for _, value := range title.values {
			v.Options = append(v.Options, option{value.value, value.title.In(lang)})
		}
		return v
	})
}
