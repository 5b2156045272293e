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
	return numbered.Replace(b.String())
}

// numbered folds the ways of numbering a hospital.
var numbered = strings.NewReplacer("第1", "第一", "第2", "第二", "第3", "第三", "第4", "第四", "第5", "第五")
