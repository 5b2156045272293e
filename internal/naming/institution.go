package naming

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NormalizeInstitution folds the name of an institution to the form in which
// names are compared within one prefecture: width, case, spaces, dots, dashes
// and brackets of any kind. What a bracket holds stays, because it tells
// campuses apart (东院区) and holds second names; so does the place at the
// front, because 赤峰市医院 and 医院 are not one name. A second name after a
// slash is part of the name.
func NormalizeInstitution(name string) string {
	var b strings.Builder
	b.Grow(len(name))
	for _, r := range strings.ToLower(norm.NFKC.String(name)) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '/' {
			b.WriteRune(r)
		}
	}
	return spellOrdinals(b.String())
}

// spellOrdinals writes 第1 as 第一, as names of hospitals do; longer numbers
// (第301医院) stay.
func spellOrdinals(name string) string {
	runes := []rune(name)
	for i := 1; i < len(runes); i++ {
		single := i+1 == len(runes) || !unicode.IsDigit(runes[i+1])
		if runes[i-1] == '第' && runes[i] >= '1' && runes[i] <= '9' && single {
			runes[i] = []rune("一二三四五六七八九")[runes[i]-'1']
		}
	}
	return string(runes)
}
