package registry

import "slices"

// ItemCode is a code of the item catalogue (LCHM051). It is compared byte for
// byte and never reused.
type ItemCode string

// Domain parts items into laboratory quantities and examinations.
type Domain uint8

// The domains.
const (
	DomainUnknown Domain = iota
	Lab
	Exam
)

// String is lab or exam.
func (d Domain) String() string { return [...]string{"", "lab", "exam"}[d] }

// Item is one laboratory quantity or examination. Source: catalogs/items.csv.
type Item struct {
	Code         ItemCode
	Name         string
	NameEn       string
	Abbreviation string
	Aliases      []string // other names that mean this item wherever they stand
	Domain       Domain
	Group        string // category of the source: 临床检验, 医学影像检查
	Category     string // subcategory of the source: 临床化学检验, CT; what negative entries select
	Modality     string // LAB, DR, CT, MR, US, NM, ECG, FN, ES, PA
	Implied      Qualifiers
	Specimens    []string // codes of the specimens it is done on; among examinations only pathology has any
	Sites        []string // codes of the body sites; empty for laboratory items
	SpecimenText string   // as the catalogue prints it: 全血(EDTA), 咽拭子/粪便
	SiteText     string   // as the catalogue prints it: 肩关节
	Unit         string   // unit of the result, UCUM-like as printed: mmol/L
	LOINC        string
	LOINCChecked bool   // whether the LOINC code was matched against a source; only then it resolves
	Initials     string // initials in pinyin
	Withdrawn    Day    // the day from which no new list should name it; zero while in use
}

// Category is what a category of items, or a group of categories, is called. Its
// Chinese name is what items, lists and negative entries know it by. Source:
// catalogs/categories.csv.
type Category struct{ Name, NameEn string }

// CategoryName is what a category or a group is called in both languages; the name
// itself where the catalogue has none of it.
func (c *Catalogue) CategoryName(name string) Text {
	if i := slices.IndexFunc(c.Categories, func(known Category) bool { return known.Name == name }); i >= 0 {
		return Text{name, c.Categories[i].NameEn}
	}
	return Text{name, name}
}

// AddedItem is an item that a province or the nation added to the catalogue of
// this registry. It is recorded once and known from that step on.
type AddedItem struct {
	Item Item
	By   JurisdictionCode // who added it
}

// Panel is a named set of items as hospitals order them (血常规). It is never an
// item: a question for it expands to its items.
type Panel struct {
	Code    string
	Name    string
	NameEn  string
	Aliases []string
	Items   []ItemCode
}

// AmbiguousName is a printed name that several items answer to (TG, CK-MB). It
// means one of them only where category, specimen or unit say which. Source:
// catalogs/ambiguous_names.csv.
type AmbiguousName struct {
	Name  string
	Items []ItemCode
}
