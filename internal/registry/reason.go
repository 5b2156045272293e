package registry

// ReasonCode is a code of the reasons catalogue (ST03).
type ReasonCode string

// Reason is a situation in which a result may be repeated, or a refusal code of
// a hospital system. Source: catalogs/reasons.csv.
type Reason struct {
	Code                   ReasonCode
	Class                  string // statutory, local, platform, operational
	Name                   string
	NameEn                 string
	CountsAsNonRecognition bool
	NeedsExplanation       bool
	MapsTo                 ReasonCode // the code it is a case of; followed to its end
	Basis                  string
}

// Statutory is the class of the six cases.
const Statutory = "statutory"

// Department is a clinical department (诊疗科目) that negative entries may name.
type Department struct {
	Code, Name, NameEn string
	Aliases            []string
}

// Target is a number of items that every unit is to reach by a day.
type Target struct {
	ID        string
	Threshold int
	Due       Day
	Basis     string
}

// InstitutionClass is a class of WS 218-2002.
type InstitutionClass struct{ Code, Name string }

// Catalogue is the reviewed reference data that registry and rules stand on.
type Catalogue struct {
	Regions     []Region
	Categories  []Category
	Items       []Item
	Panels      []Panel
	Ambiguous   []AmbiguousName
	Qualifiers  []QualifierValue
	Departments []Department
	Reasons     []Reason
	Targets     []Target
	Classes     []InstitutionClass
}
