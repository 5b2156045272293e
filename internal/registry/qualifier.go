package registry

import "strings"

// QualifierKind names one way in which an entry can be narrower than its item.
type QualifierKind uint8

// The kinds of qualifiers, in the order of an entry key.
const (
	Specimen QualifierKind = iota
	Method
	BodySite
	Laterality
	Contrast
	Projection
	qualifierKinds
)

// QualifierKinds are all kinds in order.
var QualifierKinds = [qualifierKinds]QualifierKind{Specimen, Method, BodySite, Laterality, Contrast, Projection}

// String is the field's name on the wire: specimen, method, body_site,
// laterality, contrast, projection.
func (k QualifierKind) String() string {
	return [...]string{"specimen", "method", "body_site", "laterality", "contrast", "projection"}[k]
}

// Qualifiers are codes of the qualifier catalogue, one for each kind; empty
// where nothing is stated.
type Qualifiers [qualifierKinds]string

// Stated reports whether any qualifier is stated.
func (q Qualifiers) Stated() bool { return q != Qualifiers{} }

// QualifierValue is one code of a qualifier vocabulary. Codes are unique over
// all kinds. Source: catalogs/qualifiers.csv.
type QualifierValue struct {
	Kind    QualifierKind
	Code    string // R, WB-EDTA
	Parent  string // the code it is a kind of: WB for WB-EDTA; empty at the top
	Name    string
	NameEn  string
	Aliases []string
}

// EntryKey names an entry within its version: EXRY012, or EXRY012;R with its
// qualifiers; an institution id; or the selectors of a negative entry.
type EntryKey string

// itemEntryKey joins an item and its qualifiers, which have distinct codes.
func itemEntryKey(item ItemCode, q Qualifiers) EntryKey {
	if !q.Stated() {
		return EntryKey(item)
	}
	var b strings.Builder
	b.WriteString(string(item))
	for _, code := range q {
		if code == "" {
			continue
		}
		b.WriteByte(';')
		b.WriteString(code)
	}
	return EntryKey(b.String())
}
