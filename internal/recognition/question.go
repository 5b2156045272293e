package recognition

import (
	"strings"

	"concord/internal/registry"
)

// ReportStatus is the state of the report asked about.
type ReportStatus uint8

// The states of a report; final is the default of a question.
const (
	Final ReportStatus = iota
	Amended
	Preliminary
	Cancelled
)

var reportStatuses = [...]string{"final", "amended", "preliminary", "cancelled"}

// String is final, amended, preliminary or cancelled.
func (s ReportStatus) String() string { return reportStatuses[s] }

// ParseReportStatus reads a status; the empty string is final.
func ParseReportStatus(s string) (ReportStatus, bool) {
	for i, name := range reportStatuses {
		if s == name {
			return ReportStatus(i), true
		}
	}
	return Final, s == ""
}

// Tri is yes, no or not stated; the zero value is not stated.
type Tri uint8

// The values of a Tri.
const (
	NotStated Tri = iota
	No
	Yes
)

// TriOf turns a stated bool into a Tri.
func TriOf(b bool) Tri {
	if b {
		return Yes
	}
	return No
}

// CodeSystem says whose code an [ItemRef] is.
type CodeSystem uint8

// The systems of item codes.
const (
	RegistryCode CodeSystem = iota
	LOINC
	IssuerLocal
	ReceiverLocal
)

var codeSystems = [...]string{"", "loinc", "local", "receiver-local"}

// String is the system's name on the wire; empty for the registry's own codes.
func (s CodeSystem) String() string { return codeSystems[s] }

// name is the system's name in a finding.
func (s CodeSystem) name() string {
	if s == RegistryCode {
		return "registry"
	}
	return codeSystems[s]
}

// ParseCodeSystem reads a system's name.
func ParseCodeSystem(s string) (CodeSystem, bool) {
	for i, name := range codeSystems {
		if s == name {
			return CodeSystem(i), true
		}
	}
	return RegistryCode, s == "registry"
}

// ItemRef names an item by a code of some system.
type ItemRef struct {
	System CodeSystem
	Code   string
}

// ParseItemRef reads CODE or system:code, as query strings and the command line
// write it. A prefix that is no system belongs to the code.
func ParseItemRef(s string) ItemRef {
	prefix, code, ok := strings.Cut(s, ":")
	system, known := ParseCodeSystem(prefix)
	if !ok || !known || prefix == "" {
		return ItemRef{Code: s}
	}
	return ItemRef{System: system, Code: code}
}

// Age is a patient's age in completed years; the zero Age is not stated.
type Age struct {
	Stated bool
	Years  int16
}

// Question is what is asked. Instants are seconds; a report time of 0 stands
// for the examination's, an At of 0 for the newest state.
//
// Institutions are ids of the registry, or uscc:…, licence:…, insurance:….
type Question struct {
	Issuer, Receiver string
	Item             ItemRef
	ExamTime         registry.Instant
	ReportTime       registry.Instant
	AskedAt          registry.Instant
	ReportStatus     ReportStatus
	HasImages        Tri
	Qualifiers       registry.Qualifiers
	DiagnosedBy      string
	Situations       []registry.ReasonCode
	Age              Age
	Department       string
	At               registry.Sequence
}

// InputCode is the stable code of an error in a question (R00).
type InputCode string

// The errors of R00. TIME_WITHOUT_OFFSET is found where times are read.
const (
	ReportBeforeExam    InputCode = "REPORT_BEFORE_EXAM"
	TimeAfterAsked      InputCode = "TIME_AFTER_ASKED"
	SituationUnknown    InputCode = "SITUATION_UNKNOWN"
	ReaderNotApplicable InputCode = "READER_NOT_APPLICABLE"
)

// InputError is one thing that keeps a question from being asked.
type InputError struct {
	Code  InputCode
	Field string // exam_time, report_time, situations, diagnosed_by
	Index int    // of the situation; 0 otherwise
	Value string
}

// InputErrors are all errors of a question, in the order of its fields.
type InputErrors []InputError

// Error lists the codes.
func (e InputErrors) Error() string {
	codes := make([]string, len(e))
	for i, one := range e {
		codes[i] = string(one.Code) + " (" + one.Field + ")"
	}
	return "question refused: " + strings.Join(codes, ", ")
}

// skew is how far a hospital's clock may run ahead of the asker's, in seconds.
const skew = 5 * 60

// refuse asks R00: what keeps the question from being asked at all. Whether a
// reader applies is known only once the item is.
func (s *Snapshot) refuse(q *Question) InputErrors {
	var errs InputErrors
	report := q.reportTime()
	if report < q.ExamTime {
		errs = append(errs, InputError{Code: ReportBeforeExam, Field: "report_time", Value: report.String()})
	}
	if q.ExamTime > q.AskedAt+skew {
		errs = append(errs, InputError{Code: TimeAfterAsked, Field: "exam_time", Value: q.ExamTime.String()})
	}
	if q.ReportTime > q.AskedAt+skew {
		errs = append(errs, InputError{Code: TimeAfterAsked, Field: "report_time", Value: q.ReportTime.String()})
	}
	for i, code := range q.Situations {
		if s.reference.reasons[code] == nil {
			errs = append(errs, InputError{Code: SituationUnknown, Field: "situations", Index: i, Value: string(code)})
		}
	}
	return errs
}

// reportTime is when the report was issued: at the examination unless stated.
func (q *Question) reportTime() registry.Instant {
	if q.ReportTime == 0 {
		return q.ExamTime
	}
	return q.ReportTime
}
