package registry

import (
	"fmt"
	"slices"
	"strings"
)

// Quality is what shows that an institution does an item well (R34).
type Quality uint8

// The kinds of evidence.
const (
	PerItem   Quality = iota // a qualification record that says pass
	ByListing                // standing on the list with the item in scope
)

// ListAt selects the item-list version whose entry governs.
type ListAt uint8

// The values of list_at.
const (
	AtExam ListAt = iota
	AtAsked
)

// Anchor is the instant from which windows run.
type Anchor uint8

// The anchors.
const (
	FromReport Anchor = iota
	FromExam
)

// ImageRule says when images are required (R41).
type ImageRule uint8

// The values of images.
const (
	ImagesMarked ImageRule = iota // where the entry says so
	ImagesExam                    // with every examination
	ImagesNone
)

// Direction is a rule between the levels of issuer and receiver (R32).
type Direction uint8

// The directions.
const (
	AnyDirection Direction = iota
	IssuerNotLower
)

// Inheritance says whether a list adds its members' lists to its own.
type Inheritance uint8

// The values of inherits.
const (
	InheritNone Inheritance = iota
	InheritMembers
)

// Terms is what a version says about all its entries. Only the part of the
// list's kind is meant; the zero Terms of a kind are not its defaults, see
// [DefaultTerms].
type Terms struct {
	Items        ItemTerms
	Institutions InstitutionTerms
	Negative     NegativeTerms
}

// ItemTerms are the terms of an item list.
type ItemTerms struct {
	QualityLab, QualityExam   Quality
	ListAt                    ListAt
	Anchor                    Anchor
	WindowLab, WindowExam     Window // for entries that print none
	UnstatedLab, UnstatedExam Window // when an unstated window becomes discretion
	Images                    ImageRule
	OperatorDependent         []string // modalities, sorted
	Mark                      string   // 赤峰HR; empty: the region's
}

// InstitutionTerms are the terms of an institution list.
type InstitutionTerms struct {
	MinLevel        Level
	Direction       Direction
	DirectionEffect NegativeEffect
	Inherits        Inheritance
}

// NegativeTerms are the terms of a negative list.
type NegativeTerms struct {
	ApplyToOwn     bool // own=apply: denies hold for an institution's own results
	SkipConsortium bool // consortium=skip: denies do not hold inside a consortium
}

// DefaultTerms are the terms of a version that says nothing.
func DefaultTerms() Terms {
	return Terms{
		Items: ItemTerms{
			QualityLab: PerItem, QualityExam: ByListing,
			UnstatedLab:  Window{Unit: WindowDays, Count: 30},
			UnstatedExam: Window{Unit: WindowMonths, Count: 3},
		},
		Institutions: InstitutionTerms{MinLevel: 2, DirectionEffect: Deny},
	}
}

// Window is the window of a domain's entries that print none.
func (t ItemTerms) Window(d Domain) Window {
	if d == Exam {
		return t.WindowExam
	}
	return t.WindowLab
}

// Unstated is the age at which an unstated window becomes discretion.
func (t ItemTerms) Unstated(d Domain) Window {
	if d == Exam {
		return t.UnstatedExam
	}
	return t.UnstatedLab
}

// Quality is the evidence asked for in a domain.
func (t ItemTerms) Quality(d Domain) Quality {
	if d == Exam {
		return t.QualityExam
	}
	return t.QualityLab
}

// Term is one term by name and value, as files and the command line write it.
type Term struct{ Name, Value string }

// termSpec reads and prints one term.
type termSpec struct {
	name  string
	allow string // what a value may be, for messages
	set   func(*Terms, string) bool
	get   func(Terms) string
}

// choice is a term whose values are a fixed set; a value's place is its number.
func choice[T ~uint8](name string, field func(*Terms) *T, first T, values ...string) termSpec {
	return termSpec{
		name:  name,
		allow: strings.Join(values, ", "),
		set: func(t *Terms, value string) bool {
			i := slices.Index(values, value)
			if i < 0 {
				return false
			}
			*field(t) = first + T(i)
			return true
		},
		get: func(t Terms) string {
			// Below first the subtraction wraps around, so that one bound is enough.
			if i := *field(&t) - first; int(i) < len(values) {
				return values[i]
			}
			return ""
		},
	}
}

func flag(name string, field func(*Terms) *bool, no, yes string) termSpec {
	return termSpec{
		name:  name,
		allow: no + ", " + yes,
		set: func(t *Terms, value string) bool {
			*field(t) = value == yes
			return value == yes || value == no
		},
		get: func(t Terms) string {
			if *field(&t) {
				return yes
			}
			return no
		},
	}
}

func windowTerm(name string, field func(*Terms) *Window, mayBeNone bool) termSpec {
	return termSpec{
		name:  name,
		allow: "72h, 15d, 3mo, day, unlimited",
		set: func(t *Terms, value string) bool {
			w, err := ParseWindow(value)
			*field(t) = w
			return err == nil && (w.Stated() || mayBeNone)
		},
		get: func(t Terms) string { return field(&t).String() },
	}
}

var termSpecs = map[ListKind][]termSpec{
	ItemList: {
		choice("quality_lab", func(t *Terms) *Quality { return &t.Items.QualityLab }, 0, "per_item", "by_listing"),
		choice("quality_exam", func(t *Terms) *Quality { return &t.Items.QualityExam }, 0, "per_item", "by_listing"),
		choice("list_at", func(t *Terms) *ListAt { return &t.Items.ListAt }, 0, "exam", "asked"),
		choice("anchor", func(t *Terms) *Anchor { return &t.Items.Anchor }, 0, "report", "exam"),
		windowTerm("window_lab", func(t *Terms) *Window { return &t.Items.WindowLab }, true),
		windowTerm("window_exam", func(t *Terms) *Window { return &t.Items.WindowExam }, true),
		windowTerm("unstated_lab", func(t *Terms) *Window { return &t.Items.UnstatedLab }, false),
		windowTerm("unstated_exam", func(t *Terms) *Window { return &t.Items.UnstatedExam }, false),
		choice("images", func(t *Terms) *ImageRule { return &t.Items.Images }, 0, "marked", "exam", "none"),
		{
			name: "operator_dependent", allow: "modalities, for example US,ECG",
			set: func(t *Terms, value string) bool {
				t.Items.OperatorDependent = sortedModalities(value)
				return true
			},
			get: func(t Terms) string { return strings.Join(t.Items.OperatorDependent, ",") },
		},
		{
			name: "mark", allow: "a mark that ends in HR, for example 赤峰HR",
			set: func(t *Terms, value string) bool {
				t.Items.Mark = value
				return value == "" || strings.HasSuffix(value, "HR") && value != "HR"
			},
			get: func(t Terms) string { return t.Items.Mark },
		},
	},
	InstitutionList: {
		choice("min_level", func(t *Terms) *Level { return &t.Institutions.MinLevel }, 1, "1", "2", "3"),
		choice("direction", func(t *Terms) *Direction { return &t.Institutions.Direction }, 0, "any", "issuer_not_lower"),
		choice("direction_effect", func(t *Terms) *NegativeEffect { return &t.Institutions.DirectionEffect }, Deny, "deny", "discretion"),
		choice("inherits", func(t *Terms) *Inheritance { return &t.Institutions.Inherits }, 0, "none", "members"),
	},
	NegativeList: {
		flag("own", func(t *Terms) *bool { return &t.Negative.ApplyToOwn }, "skip", "apply"),
		flag("consortium", func(t *Terms) *bool { return &t.Negative.SkipConsortium }, "apply", "skip"),
	},
}

func sortedModalities(value string) []string {
	var modalities []string
	for m := range strings.SplitSeq(value, ",") {
		if m = strings.ToUpper(strings.TrimSpace(m)); m != "" {
			modalities = append(modalities, m)
		}
	}
	slices.Sort(modalities)
	return slices.Compact(modalities)
}

// TermNames are the names of the terms of a list, in order.
func TermNames(kind ListKind) []string {
	names := make([]string, len(termSpecs[kind]))
	for i, spec := range termSpecs[kind] {
		names[i] = spec.name
	}
	return names
}

// Set states one term of a list by name. The error says what may be said.
func (t *Terms) Set(kind ListKind, term Term) error {
	for _, spec := range termSpecs[kind] {
		if spec.name != term.Name {
			continue
		}
		next := *t
		if !spec.set(&next, term.Value) {
			return fmt.Errorf("term %s=%q: it may be %s", term.Name, term.Value, spec.allow)
		}
		*t = next
		return nil
	}
	return fmt.Errorf("term %q: %s lists know %s", term.Name, kind, strings.Join(TermNames(kind), ", "))
}

// ParseTerms returns the default terms of a list with the given ones stated.
func ParseTerms(kind ListKind, stated []Term) (Terms, error) {
	terms := DefaultTerms()
	for _, term := range stated {
		if err := terms.Set(kind, term); err != nil {
			return Terms{}, err
		}
	}
	return terms, nil
}

// Stated returns the terms of a list that differ from the defaults, in order.
// Parsing them gives the same terms.
func (t Terms) Stated(kind ListKind) []Term {
	var stated []Term
	defaults := DefaultTerms()
	for _, spec := range termSpecs[kind] {
		if value := spec.get(t); value != spec.get(defaults) {
			stated = append(stated, Term{spec.name, value})
		}
	}
	return stated
}

// All returns every term of a list with its value, in order; values are empty
// where nothing is said and there is no default.
func (t Terms) All(kind ListKind) []Term {
	terms := make([]Term, len(termSpecs[kind]))
	for i, spec := range termSpecs[kind] {
		terms[i] = Term{spec.name, spec.get(t)}
	}
	return terms
}
