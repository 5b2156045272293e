package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"concord/internal/office"
	"concord/internal/outcome"
	"concord/internal/registry"
)

// Store keeps the registry, the office, and what physicians did.
type Store interface {
	office.Store
	outcome.Store
}

// Office is the use cases of publishing. Each plans a [office.Change] from what
// the store holds and what was asked; who asked commits it with [Office.Commit].
// So a dry run is a plan that nobody commits.
type Office struct {
	store     Store
	service   *Service
	registrar *Registrar
	reference *reference
	passwords *passwords
	gate      gate
	keyring   *Keyring
	notices   notices
	targets   sync.Map // of jurisdictions: the office.Targets read last, for while the store is away
}

// NewOffice returns the office of a store whose snapshot service keeps.
func NewOffice(store Store, service *Service) *Office {
	return &Office{
		store:     store,
		service:   service,
		registrar: NewRegistrar(store, service.catalogue),
		reference: newReference(service.catalogue),
		passwords: newPasswords(),
		gate:      newGate(),
		keyring:   newKeyring(store, service.log),
	}
}

// Keyring knows the API keys. It is empty until its first [Keyring.Refresh].
func (o *Office) Keyring() *Keyring { return o.keyring }

// SessionStore keeps browsers' sessions as package scs asks for them.
type SessionStore interface {
	FindCtx(ctx context.Context, token string) (data []byte, found bool, err error)
	CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error
	DeleteCtx(ctx context.Context, token string) error
}

// Sessions keeps browsers' sessions.
func (o *Office) Sessions() SessionStore { return o.store }

// Follow keeps the keys fresh until ctx ends, writes down their uses and drops
// sessions that have ended.
func (o *Office) Follow(ctx context.Context) { o.keyring.follow(ctx) }

// Commit writes a change and, where it has steps, brings the snapshot up to
// them, so that who wrote also reads it. What was written stays written when
// that fails.
func (o *Office) Commit(ctx context.Context, c office.Change) (office.Committed, error) {
	done, err := o.store.Commit(ctx, c)
	if err != nil {
		return done, fmt.Errorf("%s: %w", c.Action, err)
	}
	if len(c.Steps) > 0 {
		if err := o.service.Refresh(ctx); err != nil {
			o.service.log.WarnContext(ctx, "written, but not read back", "action", c.Action, "error", err)
		}
	}
	if len(c.Keys)+len(c.Accounts) > 0 {
		if err := o.keyring.Refresh(ctx); err != nil {
			o.service.log.WarnContext(ctx, "written, but not read back", "action", c.Action, "error", err)
		}
	}
	return done, nil
}

// Receipt is the answer that a request with this key was given; nil where there
// is none, or where it is too old to count.
func (o *Office) Receipt(ctx context.Context, actor, key string, now registry.Instant) (*office.Receipt, error) {
	receipt, err := o.store.Receipt(ctx, actor, key)
	if errors.Is(err, registry.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if receipt.At <= now-office.ReceiptHours*60*60 {
		return nil, nil
	}
	return &receipt, nil
}

// Seat is the region whose people act for a jurisdiction: its own, or the lead
// of an alliance; ok is false where there is no such jurisdiction.
func (o *Office) Seat(code registry.JurisdictionCode) (seat registry.RegionCode, ok bool) {
	if code == registry.Nation {
		return office.Nation, true
	}
	if has(o.reference.regions, registry.RegionCode(code)) {
		return registry.RegionCode(code), true
	}
	snapshot := o.service.Snapshot()
	for a := range snapshot.Alliances(snapshot.Head().Newest) {
		if a.Code == code {
			return a.Lead, true
		}
	}
	return "", false
}

// Chain is a region and those it lies in, narrow to wide, the nation last; of a
// region that is not known it is empty.
func (o *Office) Chain(region registry.RegionCode) []registry.RegionCode {
	chain := o.reference.ancestors(region)
	if len(chain) == 0 && region != office.Nation {
		return nil
	}
	return append(chain, office.Nation)
}

// Refused is what is wrong with a request that is well formed; nothing was
// written.
type Refused []registry.Problem

// Error lists the problems in English.
func (r Refused) Error() string {
	all := make([]string, len(r))
	for i, p := range r {
		all[i] = p.String()
	}
	return strings.Join(all, "; ")
}
