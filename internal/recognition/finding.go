package recognition

import (
	"cmp"

	"concord/internal/registry"
)

// Rule numbers a rule: 31 is R31.
type Rule uint8

// String is R00 to R99.
func (r Rule) String() string { return string([]byte{'R', '0' + byte(r/10), '0' + byte(r%10)}) }

// Effect is what a finding does to the outcome; the zero value does nothing.
type Effect uint8

// The effects, from light to heavy.
const (
	Noted Effect = iota
	For
	Discretionary
	Unknown
	Against
)

var effectNames = [...]string{"note", "for", "discretion", "unknown", "against"}

// String is note, for, discretion, unknown or against.
func (e Effect) String() string { return effectNames[e] }

// Code is the stable code of a finding.
type Code uint8

// The codes, in the order of the rules that leave them.
const (
	NoCode Code = iota
	ReportFinal
	ReportNotFinal
	CodeResolved
	CodeUnmapped
	CodeAmbiguous
	InstitutionsOpen
	InstitutionUnknown
	InstitutionAmbiguous
	InstitutionClosed
	NegInstitution
	NegInstitutionItem
	NegItem
	SameInstitution
	ConsortiumFull
	ReaderIgnored
	Covered
	OutOfScope
	IssuerListed
	IssuerNotListed
	ReceiverListed
	ReceiverNotListed
	LevelCovered
	LevelNotCovered
	LevelDirection
	LevelUnknown
	ItemListed
	ItemNotListed
	Qualified
	ListedInScope
	ItemNotInInstitutionScope
	NotQualified
	QualificationLapsed
	Comparable
	NotComparable
	NotCompared
	ImagesPresent
	ImagesMissing
	DataRequired
	WithinWindow
	WindowExpired
	WindowUnstated
	SituationFound
	SituationNoted
	NegDiscretion
	NegNotAssessed
	OperatorDependent
	codes
)

var codeNames = [codes]string{
	ReportFinal: "REPORT_FINAL", ReportNotFinal: "REPORT_NOT_FINAL",
	CodeResolved: "CODE_RESOLVED", CodeUnmapped: "CODE_UNMAPPED", CodeAmbiguous: "CODE_AMBIGUOUS",
	InstitutionsOpen: "INSTITUTIONS_OPEN", InstitutionUnknown: "INSTITUTION_UNKNOWN",
	InstitutionAmbiguous: "INSTITUTION_AMBIGUOUS", InstitutionClosed: "INSTITUTION_CLOSED",
	NegInstitution: "NEG_INSTITUTION", NegInstitutionItem: "NEG_INSTITUTION_ITEM", NegItem: "NEG_ITEM",
	SameInstitution: "SAME_INSTITUTION", ConsortiumFull: "CONSORTIUM_FULL", ReaderIgnored: "READER_IGNORED",
	Covered: "COVERED", OutOfScope: "OUT_OF_SCOPE",
	IssuerListed: "ISSUER_LISTED", IssuerNotListed: "ISSUER_NOT_LISTED",
	ReceiverListed: "RECEIVER_LISTED", ReceiverNotListed: "RECEIVER_NOT_LISTED",
	LevelCovered: "LEVEL_COVERED", LevelNotCovered: "LEVEL_NOT_COVERED",
	LevelDirection: "LEVEL_DIRECTION", LevelUnknown: "LEVEL_UNKNOWN",
	ItemListed: "ITEM_LISTED", ItemNotListed: "ITEM_NOT_LISTED",
	Qualified: "QUALIFIED", ListedInScope: "LISTED_IN_SCOPE",
	ItemNotInInstitutionScope: "ITEM_NOT_IN_INSTITUTION_SCOPE",
	NotQualified:              "NOT_QUALIFIED", QualificationLapsed: "QUALIFICATION_LAPSED",
	Comparable: "COMPARABLE", NotComparable: "NOT_COMPARABLE", NotCompared: "NOT_COMPARED",
	ImagesPresent: "IMAGES_PRESENT", ImagesMissing: "IMAGES_MISSING", DataRequired: "DATA_REQUIRED",
	WithinWindow: "WITHIN_WINDOW", WindowExpired: "WINDOW_EXPIRED", WindowUnstated: "WINDOW_UNSTATED",
	SituationFound: "SITUATION", SituationNoted: "SITUATION_NOTED",
	NegDiscretion: "NEG_DISCRETION", NegNotAssessed: "NEG_NOT_ASSESSED",
	OperatorDependent: "OPERATOR_DEPENDENT",
}

// String is the code as clients see it: ITEM_LISTED.
func (c Code) String() string { return codeNames[c] }

// Codes are all codes of findings, in order.
func Codes() []Code {
	all := make([]Code, 0, codes-1)
	for c := NoCode + 1; c < codes; c++ {
		all = append(all, c)
	}
	return all
}

// Finding is what one rule has to say. List and Version name what it rests on;
// they are zero where it rests on no list.
type Finding struct {
	Rule       Rule
	Code       Code
	Effect     Effect
	Version    int32
	List       registry.ListID
	Entry      registry.EntryKey
	Parameters Parameters
}

// compare orders findings: by rule, then jurisdiction, list, version, entry; by
// code where all of that is the same.
func (f *Finding) compare(g *Finding) int {
	if f.Rule != g.Rule {
		return int(f.Rule) - int(g.Rule)
	}
	return cmp.Or(
		cmp.Compare(f.List.Jurisdiction, g.List.Jurisdiction),
		cmp.Compare(f.List.Kind, g.List.Kind),
		cmp.Compare(f.Version, g.Version),
		cmp.Compare(f.Entry, g.Entry),
		cmp.Compare(f.Code, g.Code),
	)
}

// ParameterName names a parameter of a finding.
type ParameterName uint8

// The parameters of findings. What each holds stands in docs/findings.md.
const (
	NoParameter ParameterName = iota
	ParamStatus
	ParamSystem
	ParamCode
	ParamItem
	ParamItems
	ParamParty
	ParamInstitution
	ParamOpenFrom
	ParamOpenTo
	ParamReason
	ParamConsortium
	ParamJurisdiction
	ParamKind
	ParamListedBy
	ParamListPublished
	ParamRole
	ParamRemovedFrom
	ParamLevel
	ParamMinLevel
	ParamReceiverLevel
	ParamListedSince
	ParamListedAtExam
	ParamListedAtAsked
	ParamProgramme
	ParamRound
	ParamUntil
	ParamRevokedFrom
	ParamScope
	ParamField
	ParamStated
	ParamExpected
	ParamWindow
	ParamAnchor
	ParamSituation
	ParamCase
	ParamModality
	parameterNames
)

// LastParameter is the last of the parameter names.
const LastParameter = parameterNames - 1

var parameterNameStrings = [parameterNames]string{
	"", "status", "system", "code", "item", "items", "party", "institution", "open_from", "open_to",
	"reason", "consortium", "jurisdiction", "kind", "listed_by", "list_published", "role", "removed_from",
	"level", "min_level", "receiver_level", "listed_since", "listed_at_exam", "listed_at_asked",
	"programme", "round", "until", "revoked_from", "scope", "field", "stated", "expected",
	"window", "anchor", "situation", "case", "modality",
}

// String is the parameter's name on the wire.
func (n ParameterName) String() string { return parameterNameStrings[n] }

// ParameterType is the type of a parameter's value.
type ParameterType uint8

// The types of parameters.
const (
	TextParameter    ParameterType = iota // Text
	NumberParameter                       // Number
	BoolParameter                         // Number is 0 or 1
	DayParameter                          // Number is a registry.Day
	InstantParameter                      // Number is a registry.Instant
	WindowParameter                       // Number is a registry.Window, see Parameter.Window
)

// Parameter is one typed value of a finding.
type Parameter struct {
	Name   ParameterName
	Type   ParameterType
	Text   string
	Number int64
}

// Parameters are the values of a finding in a fixed order; unused places have
// the zero name. An array, so that findings cost no allocation.
type Parameters [4]Parameter

// Get returns the parameter with a name.
func (p *Parameters) Get(name ParameterName) (Parameter, bool) {
	for _, parameter := range p {
		if parameter.Name == name {
			return parameter, true
		}
	}
	return Parameter{}, false
}

func text[S ~string](name ParameterName, value S) Parameter {
	return Parameter{Name: name, Text: string(value)}
}

func number[N ~int | ~int32 | ~uint8](name ParameterName, value N) Parameter {
	return Parameter{Name: name, Type: NumberParameter, Number: int64(value)}
}

// Window is the value of a WindowParameter.
func (p Parameter) Window() registry.Window {
	return registry.Window{Unit: registry.WindowUnit(p.Number >> 32), Count: int32(p.Number)}
}

func window(name ParameterName, value registry.Window) Parameter {
	return Parameter{Name: name, Type: WindowParameter, Number: int64(value.Unit)<<32 | int64(value.Count)}
}

func boolean(name ParameterName, value bool) Parameter {
	p := Parameter{Name: name, Type: BoolParameter}
	if value {
		p.Number = 1
	}
	return p
}

// day is no parameter at all for a day that is no date.
func day(name ParameterName, value registry.Day) Parameter {
	if value == registry.MinDay || value == registry.MaxDay {
		return Parameter{}
	}
	return Parameter{Name: name, Type: DayParameter, Number: int64(value)}
}

func instant(name ParameterName, value registry.Instant) Parameter {
	return Parameter{Name: name, Type: InstantParameter, Number: int64(value)}
}
