package registry

// Step is one write that decisions can see. It raises the revision by one and
// holds all or nothing.
type Step struct {
	// Basis is the head the writer looked at, as [Head.Basis] tells it; a registry
	// that has moved past it gives ErrConflict. 0 is not checked.
	Basis          Sequence
	RecordedAt     Instant
	Actor          string // who wrote it
	Action         string // publish, load, import-qualifications …
	Summary        string // what it did, in a line
	Items          []AddedItem
	Institutions   []Institution
	Consortia      []Consortium
	Alliances      []Alliance
	CodeMaps       []CodeMap
	Qualifications []Qualification
	Revocations    []Revocation
	Removals       []Removal
	Withdrawals    []Withdrawal
	Publications   []Publication
}

// Publication is a new version of a list with its entries. Its number is one
// above the newest, or the write is a conflict.
type Publication struct {
	Version Version
	Content Content
}

// Withdrawal takes back a version that is not yet in force.
type Withdrawal struct {
	List   ListID
	Number int
}

// Recorded is a noun's state as a step recorded it. The newest state known at a
// sequence is the noun at that sequence.
type Recorded[T any] struct {
	Sequence Sequence
	Value    T
}
