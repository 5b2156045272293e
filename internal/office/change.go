package office

import "concord/internal/registry"

// Change is everything that one request writes: all of it or none. Each noun in
// it leaves an event, and so does each step.
type Change struct {
	At     registry.Instant
	Actor  string
	Action string // what the events are called: draft.submit
	Reason string // why, as the actor said

	Steps []registry.Step
	// Facts tell the record what a step changes; a step without any is told by
	// its summary.
	Facts []Fact

	// Affair says whose affair the accounts of the change are; empty where they are
	// nobody's in particular.
	Affair registry.JurisdictionCode

	// New states. Each names the version it was read at; where the registry has
	// moved past it, the change is a conflict.
	Accounts  []Account
	Keys      []Key
	Drafts    []Draft
	Settings  []Settings
	Coverages []Coverage
	Targets   []Targets
	Prices    []Prices
	Notices   []Notice

	// AccountsBasis is the state of all accounts that the change was decided on, as
	// [BasisOf] names it: where any has changed since, or one was added, the change
	// is a conflict. 0 is decided on none in particular.
	AccountsBasis int

	Credentials []Credential // no event of their own: the account's tells
	Files       []File
	Receipt     *Receipt // the answer to who repeats the request; nil without a key
}

// Fact is what a change does to a noun that a step holds, or to a session.
type Fact struct {
	Step          int // index into Steps; -1 for none
	Noun          Noun
	Subject       string
	Jurisdiction  registry.JurisdictionCode
	List          string
	Before, After string // JSON; empty where there is nothing
}

// File is an uploaded file, kept for ever under its digest.
type File struct {
	SHA256 string // in hex
	Name   string
	Bytes  []byte
}

// Receipt is the answer to a write that carried an Idempotency-Key.
type Receipt struct {
	Actor       string
	Key         string
	Fingerprint string // digest of the request
	Status      int
	Body        []byte
	At          registry.Instant
}

// ReceiptHours is how long a receipt is kept.
const ReceiptHours = 24

// Committed is what came of a change.
type Committed struct {
	Revision registry.Revision // of the registry after it
	Event    int64             // number of its last event
}
