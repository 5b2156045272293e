package office

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"concord/internal/registry"
)

// Noun is the kind of thing that an event is about.
type Noun string

// The nouns whose state is their newest event.
const (
	NounAccount  Noun = "account"
	NounKey      Noun = "key"
	NounDraft    Noun = "draft"
	NounSettings Noun = "settings"
	NounCoverage Noun = "coverage"
	NounTargets  Noun = "targets"
	NounPrices   Noun = "prices"
	NounNotice   Noun = "notice"
)

// The nouns that steps hold, and those that leave nothing but their event.
const (
	NounStep          Noun = "step"
	NounList          Noun = "list"
	NounInstitution   Noun = "institution"
	NounConsortium    Noun = "consortium"
	NounAlliance      Noun = "alliance"
	NounCodeMap       Noun = "code-map"
	NounItem          Noun = "item"
	NounQualification Noun = "qualification"
	NounRemoval       Noun = "removal"
	NounSession       Noun = "session"
	NounEpoch         Noun = "epoch" // a restore from a backup
)

// Event is one line of the record.
type Event struct {
	Number       int64 // dense, from 1
	At           registry.Instant
	Actor        string
	Action       string // draft.submit, account.create, publish …
	Noun         Noun
	Subject      string                    // its id
	Version      int                       // the how-manyeth event about the subject
	Jurisdiction registry.JurisdictionCode // whose affair it is; empty where nobody's in particular
	List         string                    // 420000/items; empty where it is about no list
	Reason       string                    // why, as the actor said
	Before       string                    // JSON; empty where there was nothing
	After        string                    // JSON
	Step         registry.Sequence         // the step written with it; 0 without one
	StepHash     string
	PreviousHash string
	Hash         string
}

// Chained is the hash that the event must have: SHA-256 over every field, each
// text preceded by its length, so that no two events are written alike.
func (e Event) Chained() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %d %d %d", e.Number, e.At, e.Version, e.Step)
	for _, text := range []string{
		e.Actor, e.Action, string(e.Noun), e.Subject, string(e.Jurisdiction), e.List,
		e.Reason, e.Before, e.After, e.StepHash, e.PreviousHash,
	} {
		fmt.Fprintf(&b, " %d:%s", len(text), text)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

// EventSelection says which events to read; what is empty selects nothing out.
type EventSelection struct {
	After        int64 // event numbers above this one
	Before       int64 // event numbers below this one; 0 is open
	Newest       bool  // the newest first
	Limit        int   // 0: all
	Actor        string
	Noun         Noun
	Subject      string
	List         string
	Jurisdiction registry.JurisdictionCode
	Among        []registry.JurisdictionCode // of these only; nil: of all and of none
	From, To     registry.Instant            // half open; 0 is open
}
