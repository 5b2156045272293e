package outcome

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"concord/internal/registry"
)

// Identity looks for numbers that would tell who a patient is: of identity cards
// (18 characters with a good check character, or 15 digits), of telephones, and
// any run of digits too long to be anything harmless.
type Identity struct {
	// LongestRun is how many digits may stand together.
	LongestRun int
	// Opaque lets UUIDs and digests in hexadecimal pass: nobody is read out of them.
	Opaque bool
}

// What case ids and comments may hold. Case ids are often a date and a counter;
// a comment has dates at most.
var (
	CaseIdentity    = Identity{LongestRun: 14, Opaque: true}
	CommentIdentity = Identity{LongestRun: 8}
)

// IdentityKind is what a number looks like.
type IdentityKind uint8

// The kinds.
const (
	NoIdentity IdentityKind = iota
	IdentityCard
	Telephone
	LongNumber
)

var identityWords = [...]registry.Text{
	IdentityCard: {Zh: "身份证号码", En: "an identity card number"},
	Telephone:    {Zh: "电话号码", En: "a telephone number"},
	LongNumber:   {Zh: "过长的数字串，可能是证件号、病历号或卡号", En: "a long number, perhaps of a document, a record or a card"},
}

var (
	opaqueForm = regexp.MustCompile(`^(?i:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,64})$`)
	numberForm = regexp.MustCompile(`[0-9](?:[ \-]?[0-9])*[xX]?`)
	mobileForm = regexp.MustCompile(`^(?:00)?(?:86)?1[3-9][0-9]{9}$`)
	// A landline has the code of its city, 010 or 0431, before 7 or 8 digits.
	landlineForm = regexp.MustCompile(`^0(?:10|2[0-9]|[3-9][0-9]{2})[0-9]{7,8}$`)
)

// Find is the first number in a text that would tell who somebody is, and the
// place of its first character, from 1.
func (i Identity) Find(s string) (kind IdentityKind, place int) {
	if i.Opaque && opaqueForm.MatchString(s) {
		return NoIdentity, 0
	}
	folded := foldDigits(s)
	for _, span := range numberForm.FindAllStringIndex(folded, -1) {
		if kind := i.kind(folded[span[0]:span[1]]); kind != NoIdentity {
			return kind, utf8.RuneCountInString(folded[:span[0]]) + 1
		}
	}
	return NoIdentity, 0
}

// kind is what a number looks like, read with the spaces and hyphens in it and
// without.
func (i Identity) kind(number string) IdentityKind {
	parts := strings.FieldsFunc(number, func(r rune) bool { return r == ' ' || r == '-' })
	together := strings.ToUpper(strings.Join(parts, ""))
	digits := strings.TrimSuffix(together, "X")
	switch {
	case isIdentityCard(together) || isIdentityCard(digits):
		return IdentityCard
	case len(digits) == 15 && len(parts) == 1:
		return IdentityCard
	case mobileForm.MatchString(digits) || landlineForm.MatchString(digits):
		return Telephone
	case slices.ContainsFunc(parts, func(p string) bool { return mobileForm.MatchString(p) || landlineForm.MatchString(p) }):
		return Telephone
	case slices.ContainsFunc(parts, func(p string) bool { return len(p) > i.LongestRun }):
		return LongNumber
	}
	return NoIdentity
}

// isIdentityCard reports whether s is 18 characters whose last one is the check
// character of GB 11643.
func isIdentityCard(s string) bool {
	if len(s) != 18 || strings.Trim(s[:17], "0123456789") != "" {
		return false
	}
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, weight := range weights {
		sum += int(s[i]-'0') * weight
	}
	return s[17] == "10X98765432"[sum%11]
}

// foldDigits turns full-width digits and hyphens into plain ones.
func foldDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case '０' <= r && r <= '９':
			return r - '０' + '0'
		case r == '－' || r == '—' || r == '–' || r == '‐':
			return '-'
		case r == 'Ｘ' || r == 'ｘ':
			return 'X'
		case r == '　' || r == '\t':
			return ' '
		}
		return r
	}, s)
}

// problems refuse a text, and say where the number stands without repeating it.
func (i Identity) problems(pointer, s string) []registry.Problem {
	kind, place := i.Find(s)
	if kind == NoIdentity {
		return nil
	}
	words := identityWords[kind]
	return []registry.Problem{{
		Pointer: pointer, Code: "IDENTITY_SUSPECTED",
		Message: registry.Text{
			Zh: fmt.Sprintf("第 %d 个字符起像是%s；患者身份信息一律不接收", place, words.Zh),
			En: fmt.Sprintf("from character %d on it looks like %s; nothing that identifies a patient is accepted", place, words.En),
		},
		Fix: registry.Text{Zh: "去掉该号码；case_id 用随机 UUID，对照关系留在本院", En: "take the number out; let case_id be a random UUID and keep what it means in the hospital"},
	}}
}
