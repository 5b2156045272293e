package httpapi

import (
	"fmt"
	"slices"
	"strings"

	"concord/internal/registry"
)

// oneOf refuses a parameter's value that is none of the words it may be. An
// empty value states nothing.
func oneOf[S ~string](parameter string, value S, words ...S) error {
	if value == "" || slices.Contains(words, value) {
		return nil
	}
	return refuse([]registry.Problem{noWord(parameter, value, list(words)...)})
}

// noWord is the problem with a parameter's value that is none of its words.
func noWord(parameter string, value any, words ...string) registry.Problem {
	stated := fmt.Sprintf("%q", fmt.Sprint(value))
	return invalid("/"+parameter,
		textf("不认识的 %s %s", "unknown %s %s", parameter, stated),
		registry.Text{Zh: "可用 " + strings.Join(words, "、"), En: "it is one of " + strings.Join(words, ", ")})
}
