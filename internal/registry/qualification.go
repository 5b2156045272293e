package registry

// Result is what a qualification record says.
type Result uint8

// The results; the zero value says nothing.
const (
	ResultUnknown Result = iota
	Pass
	Fail
)

// String is pass or fail.
func (r Result) String() string { return [...]string{"", "pass", "fail"}[r] }

// Qualification is evidence that an institution does, or does not do, an item
// well: one round of a programme and the period for which it speaks. Records
// are never changed; a revocation is a record of its own.
type Qualification struct {
	Institution InstitutionID
	Item        ItemCode
	Programme   string // 国家卫健委临检中心室间质评, 省临检中心 …
	Round       string // 2026-1
	Result      Result
	Period      Period // To is MaxDay where no end is stated
}

// Key is what a revocation of the record names.
func (q Qualification) Key() QualificationKey {
	return QualificationKey{q.Institution, q.Item, q.Programme, q.Round}
}

// QualificationKey names the records of one round for one item of one
// institution.
type QualificationKey struct {
	Institution InstitutionID
	Item        ItemCode
	Programme   string
	Round       string
}

// Revocation takes back the records of a key, as far as they are recorded by
// then, for cause from a stated day on.
type Revocation struct {
	QualificationKey
	From   Day
	Reason string
}

// Removal takes an institution off a jurisdiction's institution list for cause
// from a stated day, back into versions published before the removal.
type Removal struct {
	Jurisdiction JurisdictionCode
	Institution  InstitutionID
	From         Day
	Reason       string
}
