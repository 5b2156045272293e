package app

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/samber/lo"

	"concord/internal/office"
	"concord/internal/registry"
)

// The intervals of a keyring: how old it may be, and how often the uses of keys
// are written down and what has ended is dropped. It is read whole as often,
// because the record of a restored database may be shorter than what was seen.
const (
	ringAge    = time.Second
	ringUpkeep = time.Minute
)

// Keyring knows the keys without asking the store for each request, and goes on
// with those it has while the store is away.
type Keyring struct {
	store   office.Store
	log     *slog.Logger
	reading sync.Mutex // one ring is read at a time
	current atomic.Pointer[ring]
	missed  atomic.Int64 // the second in which an unknown key last made it look anew
}

// ring is all keys at one event of the record.
type ring struct {
	keys  map[string]*heldKey
	event int64
}

// heldKey is a key and whom it stands for.
type heldKey struct {
	key   office.Key
	hash  [sha256.Size]byte
	actor office.Actor
	used  *atomic.Int64 // the minute of its last use that is not written down; 0: none
}

func newKeyring(store office.Store, log *slog.Logger) *Keyring {
	k := &Keyring{store: store, log: log}
	k.current.Store(&ring{})
	return k
}

// Actor is whom a key stands for; ok is false for one that does not hold.
func (k *Keyring) Actor(text string, at registry.Instant) (actor office.Actor, ok bool) {
	hash := sha256.Sum256([]byte(text))
	rest, _ := strings.CutPrefix(text, keyPrefix)
	id, _, _ := strings.Cut(rest, "_")
	held := k.current.Load().keys[id]
	if held == nil || subtle.ConstantTimeCompare(held.hash[:], hash[:]) != 1 || !held.key.Holds(at) {
		return office.Anonymous, false
	}
	if minute := int64(at - at%60); held.used.Load() < minute {
		held.used.Store(minute)
	}
	return held.actor, true
}

// NewActor is whom a key stands for that may have been issued a moment ago: once
// a second an unknown key is worth a look at the store.
func (k *Keyring) NewActor(ctx context.Context, text string, at registry.Instant) (actor office.Actor, ok bool) {
	if actor, ok = k.Actor(text, at); ok || k.missed.Swap(int64(at)) == int64(at) {
		return actor, ok
	}
	if err := k.Refresh(ctx); err != nil {
		return office.Anonymous, false
	}
	return k.Actor(text, at)
}

// Refresh brings the keyring up to what the store holds now.
func (k *Keyring) Refresh(ctx context.Context) error {
	k.reading.Lock()
	defer k.reading.Unlock()
	newest, err := k.store.NewestEvent(ctx)
	if err != nil {
		return fmt.Errorf("refresh the keys: %w", err)
	}
	last := k.current.Load()
	if newest == last.event && last.keys != nil {
		return nil
	}
	if last.keys != nil && newest > last.event {
		touched, err := k.touched(ctx, last.event)
		if err != nil {
			return err
		}
		if !touched {
			k.current.Store(&ring{last.keys, newest})
			return nil
		}
	}
	return k.read(ctx, newest)
}

// touched reports whether a key or an account has changed after an event.
func (k *Keyring) touched(ctx context.Context, after int64) (bool, error) {
	for _, noun := range []office.Noun{office.NounKey, office.NounAccount} {
		events, err := k.store.Events(ctx, office.EventSelection{After: after, Limit: 1, Noun: noun})
		if err != nil {
			return false, fmt.Errorf("look for changed keys: %w", err)
		}
		if len(events) > 0 {
			return true, nil
		}
	}
	return false, nil
}

// read reads all keys, and the accounts that some of them act for.
func (k *Keyring) read(ctx context.Context, event int64) error {
	keys, err := k.store.Keys(ctx)
	if err != nil {
		return fmt.Errorf("refresh the keys: %w", err)
	}
	accounts, err := k.store.Accounts(ctx)
	if err != nil {
		return fmt.Errorf("refresh the keys: %w", err)
	}
	byName := lo.KeyBy(accounts, func(a office.Account) office.AccountName { return a.Name })
	last, next := k.current.Load(), &ring{map[string]*heldKey{}, event}
	for _, key := range keys {
		if held, ok := hold(key, byName); ok {
			held.used = new(atomic.Int64)
			if before := last.keys[key.ID]; before != nil {
				held.used = before.used
			}
			next.keys[key.ID] = held
		}
	}
	k.current.Store(next)
	return nil
}

// hold is a key as the keyring holds it; ok is false for one that nobody can use
// any more.
func hold(key office.Key, accounts map[office.AccountName]office.Account) (held *heldKey, ok bool) {
	hash, err := hex.DecodeString(key.Hash)
	if err != nil || len(hash) != sha256.Size || key.Revoked {
		return nil, false
	}
	held = &heldKey{key: key, hash: [sha256.Size]byte(hash), actor: office.Actor{
		Name: "key " + key.ID, Key: key.ID, Institution: key.Institution, Scopes: key.Scopes,
	}}
	if key.Account == "" {
		return held, true
	}
	account, known := accounts[key.Account]
	if !known || account.Disabled {
		return nil, false
	}
	held.actor.Name = fmt.Sprintf("%s by key %s", account.Name, key.ID)
	held.actor.Account, held.actor.Grants = account.Name, account.Grants
	return held, true
}

// follow keeps the keyring fresh until ctx ends, and writes down what was used.
func (k *Keyring) follow(ctx context.Context) {
	fresh, upkeep := time.NewTicker(ringAge), time.NewTicker(ringUpkeep)
	defer fresh.Stop()
	defer upkeep.Stop()
	away := false
	for {
		var err error
		select {
		case <-ctx.Done():
			k.lastUses(ctx)
			return
		case <-fresh.C:
			err = k.Refresh(ctx)
		case now := <-upkeep.C:
			err = k.keep(ctx, now)
		}
		if err != nil && !away && ctx.Err() == nil {
			k.log.WarnContext(ctx, "going on with the keys known", "error", err)
		}
		away = err != nil
	}
}

// keep writes down the uses of keys, drops what has ended, and reads all anew.
func (k *Keyring) keep(ctx context.Context, now time.Time) error {
	if err := k.writeUses(ctx); err != nil {
		return err
	}
	if err := k.store.DropSessions(ctx, now); err != nil {
		return fmt.Errorf("drop ended sessions: %w", err)
	}
	k.reading.Lock()
	defer k.reading.Unlock()
	newest, err := k.store.NewestEvent(ctx)
	if err != nil {
		return fmt.Errorf("refresh the keys: %w", err)
	}
	return k.read(ctx, newest)
}

// writeUses writes down when keys were used; what cannot be written is kept.
func (k *Keyring) writeUses(ctx context.Context) error {
	var uses []office.KeyUse
	for id, held := range k.current.Load().keys {
		if at := held.used.Swap(0); at != 0 {
			uses = append(uses, office.KeyUse{ID: id, At: registry.Instant(at)})
		}
	}
	slices.SortFunc(uses, func(a, b office.KeyUse) int { return strings.Compare(a.ID, b.ID) })
	if len(uses) == 0 {
		return nil
	}
	err := k.store.UseKeys(ctx, uses)
	if err == nil {
		return nil
	}
	for _, u := range uses {
		if held := k.current.Load().keys[u.ID]; held != nil {
			held.used.CompareAndSwap(0, int64(u.At))
		}
	}
	return fmt.Errorf("write down the uses of keys: %w", err)
}

// lastUseTime bounds the last writing of a server that stops.
const lastUseTime = 2 * time.Second

func (k *Keyring) lastUses(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastUseTime)
	defer cancel()
	if err := k.writeUses(ctx); err != nil {
		k.log.WarnContext(ctx, "the last uses of keys are lost", "error", err)
	}
}
