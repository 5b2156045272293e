package naming

import (
	"cmp"
	"slices"
	"strings"

	"concord/internal/registry"
)

// vocabulary is one kind of qualifiers by their names.
type vocabulary struct {
	codes   map[string]string // folded name → code
	parents map[string]string
	longest []string // folded names, longest first
}

func newVocabulary(values []registry.QualifierValue, kind registry.QualifierKind) vocabulary {
	v := vocabulary{codes: map[string]string{}, parents: map[string]string{}}
	for _, value := range values {
		if value.Kind != kind {
			continue
		}
		v.parents[value.Code] = value.Parent
		for _, name := range append([]string{value.Name, value.NameEn, value.Code}, value.Aliases...) {
			v.add(name, value.Code)
		}
	}
	slices.SortFunc(v.longest, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	return v
}

func (v *vocabulary) add(name, code string) {
	key := Normalize(name)
	if _, ok := v.codes[key]; ok {
		return
	}
	v.codes[key] = code
	v.longest = append(v.longest, key)
}

// cutPrefix cuts the longest Chinese word of the vocabulary from the front of a
// folded name.
func (v *vocabulary) cutPrefix(key string) (rest, code string, ok bool) {
	for _, word := range v.longest {
		if isASCIIAlnum(word[len(word)-1]) {
			continue
		}
		if rest, ok := strings.CutPrefix(key, word); ok && rest != "" {
			return rest, v.codes[word], true
		}
	}
	return key, "", false
}

// cutSuffix cuts the longest word of the vocabulary from the end of a folded
// name.
func (v *vocabulary) cutSuffix(key string) (rest, code string, ok bool) {
	for _, word := range v.longest {
		if rest, ok := strings.CutSuffix(key, word); ok && rest != "" {
			return rest, v.codes[word], true
		}
	}
	return key, "", false
}

// isA reports whether code is ancestor or a kind of it.
func (v *vocabulary) isA(code, ancestor string) bool {
	for code != "" {
		if code == ancestor {
			return true
		}
		code = v.parents[code]
	}
	return false
}
