package office

import (
	"fmt"
	"slices"

	"concord/internal/registry"
)

// Scope is what a key may be used for besides reading, which needs no key.
type Scope string

// The scopes.
const (
	ScopeRead     Scope = "read"     // reads and decisions, at the rate of a key
	ScopeOutcomes Scope = "outcomes" // reports what physicians did
	ScopeCodeMap  Scope = "code-map" // keeps the institution's own codes
	ScopeAccount  Scope = "account"  // acts as the account it belongs to
)

// Scopes are all scopes in order.
var Scopes = []Scope{ScopeRead, ScopeOutcomes, ScopeCodeMap, ScopeAccount}

// Key is an API key. The secret itself is shown once and never kept.
type Key struct {
	ID          string // the public part, by which people speak of the key
	Hash        string // SHA-256 of the whole key, in hex
	Owner       string // whose system it is, in words: 演示医院 LIS
	Institution registry.InstitutionID
	Account     AccountName         // whom the key acts for; empty for an institution's client
	Region      registry.RegionCode // whose administrators keep the key
	Scopes      []Scope
	IssuedAt    registry.Instant
	Expires     registry.Instant // 0: never
	Revoked     bool
	Version     int
}

// KeyUse is when a key was last used.
type KeyUse struct {
	ID string
	At registry.Instant
}

// Holds reports whether the key is good at an instant.
func (k Key) Holds(at registry.Instant) bool {
	return !k.Revoked && (k.Expires == 0 || at < k.Expires)
}

// Validate says what is wrong with a key on its own.
func (k Key) Validate() error {
	switch {
	case k.Owner == "":
		return fmt.Errorf("key %s has no owner", k.ID)
	case k.Region == "":
		return fmt.Errorf("key %s belongs to no region", k.ID)
	case len(k.Scopes) == 0:
		return fmt.Errorf("key %s has no scope", k.ID)
	case slices.Contains(k.Scopes, ScopeAccount) != (k.Account != ""):
		return fmt.Errorf("key %s: the scope account goes with an account, and no account without it", k.ID)
	case slices.ContainsFunc(k.Scopes, func(s Scope) bool { return !slices.Contains(Scopes, s) }):
		return fmt.Errorf("key %s: its scopes are not all of read, outcomes, code-map, account", k.ID)
	case k.Expires != 0 && k.Expires <= k.IssuedAt:
		return fmt.Errorf("key %s expires before it is issued", k.ID)
	}
	return nil
}
