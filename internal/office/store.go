package office

import (
	"context"
	"errors"
	"time"

	"concord/internal/registry"
)

// ErrReceipt says that a request with the same Idempotency-Key was answered
// already; its receipt tells how.
var ErrReceipt = errors.New("the request was answered already")

// Store keeps the registry and the office. Implementations are safe for
// concurrent use; what Commit acknowledged is durable.
type Store interface {
	registry.Store

	// Commit writes a change, all of it or none. It gives ErrConflict as
	// registry.Store's Write does and where a noun has moved past the version it
	// was read at, and ErrReceipt where its receipt is there already.
	Commit(ctx context.Context, c Change) (Committed, error)

	// What follows gives ErrNotFound for what was never recorded.

	Account(ctx context.Context, name AccountName) (Account, error)
	// Accounts are all accounts by name.
	Accounts(ctx context.Context) ([]Account, error)
	Credential(ctx context.Context, name AccountName) (Credential, error)
	// OpenSetup takes a token as that of the one setup link that holds.
	OpenSetup(ctx context.Context, token string) error
	// HoldsSetup reports whether a token is that of the setup link that holds.
	HoldsSetup(ctx context.Context, token string) (bool, error)
	// UseTOTP marks a step of one-time passwords as used; ErrConflict where it, or
	// a later one, was used before.
	UseTOTP(ctx context.Context, name AccountName, step int64) error

	Key(ctx context.Context, id string) (Key, error)
	// Keys are all keys by id.
	Keys(ctx context.Context) ([]Key, error)
	// KeyUses are when keys were last used.
	KeyUses(ctx context.Context) ([]KeyUse, error)
	// UseKeys notes when keys were used; an earlier use than the last one says
	// nothing.
	UseKeys(ctx context.Context, uses []KeyUse) error

	Draft(ctx context.Context, id DraftID) (Draft, error)
	// Drafts are the drafts that a selection holds, the newest first.
	Drafts(ctx context.Context, s DraftSelection) ([]Draft, error)
	// DraftRefs name the drafts that a selection holds, the newest first.
	DraftRefs(ctx context.Context, s DraftSelection) ([]DraftRef, error)
	// CountDrafts is how many drafts a list has ever had.
	CountDrafts(ctx context.Context, list registry.ListID) (int, error)

	// Settings are the zero Settings where a jurisdiction chose nothing.
	Settings(ctx context.Context, code registry.JurisdictionCode) (Settings, error)
	// Targets are without any where a jurisdiction set none.
	Targets(ctx context.Context, code registry.JurisdictionCode) (Targets, error)
	Coverage(ctx context.Context, region registry.RegionCode) (Coverage, error)
	// Coverages are those of some regions, by region; of one without there is none.
	Coverages(ctx context.Context, regions []registry.RegionCode) ([]Coverage, error)
	Prices(ctx context.Context, region registry.RegionCode) (Prices, error)
	// PricesIn are the prices of those of some regions that have any, by region;
	// of nil, of all.
	PricesIn(ctx context.Context, regions []registry.RegionCode) ([]Prices, error)
	Notice(ctx context.Context, id NoticeID) (Notice, error)
	// Notices are the notices that a selection holds, those sent last first.
	Notices(ctx context.Context, s NoticeSelection) ([]Notice, error)
	File(ctx context.Context, sha256 string) (File, error)
	Receipt(ctx context.Context, actor, key string) (Receipt, error)

	// Evidence is what is recorded of an institution's quality, and CodeMaps are the
	// versions of its code map: both in the order of recording, and empty where
	// there is nothing.
	Evidence(ctx context.Context, id registry.InstitutionID) (Evidence, error)
	CodeMaps(ctx context.Context, id registry.InstitutionID) ([]registry.Recorded[registry.CodeMap], error)

	// NewestEvent is the number of the record's last event; 0 where there is none.
	NewestEvent(ctx context.Context) (int64, error)
	// Events are the events that a selection holds, in their order or in reverse.
	Events(ctx context.Context, s EventSelection) ([]Event, error)
	// Changes are what steps after a sequence changed, in their order, at most
	// limit of them.
	Changes(ctx context.Context, after registry.Sequence, limit int) ([]StepChange, error)
	// Verify reads everything and tells the first link that is not as recorded.
	Verify(ctx context.Context) error

	// Sessions as package scs keeps them: opaque data under a token.

	FindCtx(ctx context.Context, token string) (data []byte, found bool, err error)
	CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error
	DeleteCtx(ctx context.Context, token string) error
	// DropSessions forgets the sessions that have ended by an instant.
	DropSessions(ctx context.Context, ended time.Time) error
}

// StepChange is one step as the feed of changes tells it.
type StepChange struct {
	Sequence       registry.Sequence
	RecordedAt     registry.Instant
	Action         string
	Summary        string
	Published      []VersionRef
	Withdrawn      []VersionRef
	Items          []registry.ItemCode // that were added
	Institutions   []registry.InstitutionID
	Consortia      []string
	Alliances      []registry.JurisdictionCode
	CodeMaps       []registry.InstitutionID
	Qualifications []registry.InstitutionID // whose evidence was added or revoked
	Removals       []registry.InstitutionID
}

// VersionRef names a version of a list.
type VersionRef struct {
	List   registry.ListID
	Number int
}
