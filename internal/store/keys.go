package store

import (
	"context"
	"fmt"

	"github.com/samber/lo"
	"gorm.io/gorm/clause"

	"concord/internal/office"
	"concord/internal/registry"
)

// keyJSON is an API key's state in the record; the hash of 256 random bits tells
// nothing of them.
type keyJSON struct {
	ID          string                 `json:"id"`
	Hash        string                 `json:"hash"`
	Owner       string                 `json:"owner"`
	Institution registry.InstitutionID `json:"institution,omitempty"`
	Account     office.AccountName     `json:"account,omitempty"`
	Region      registry.RegionCode    `json:"region"`
	Scopes      []office.Scope         `json:"scopes"`
	IssuedAt    int64                  `json:"issued_at"`
	Expires     int64                  `json:"expires,omitempty"`
	Revoked     bool                   `json:"revoked,omitempty"`
}

var keys = kept[office.Key, keyJSON]{
	noun:  office.NounKey,
	state: keyJSONOf,
	value: keyJSON.key,
	about: func(k office.Key) about {
		return about{subject: k.ID, jurisdiction: registry.JurisdictionCode(k.Region)}
	},
	number: func(k *office.Key) *int { return &k.Version },
}

func keyJSONOf(k office.Key) keyJSON {
	return keyJSON{
		ID: k.ID, Hash: k.Hash, Owner: k.Owner, Institution: k.Institution, Account: k.Account, Region: k.Region,
		Scopes: k.Scopes, IssuedAt: int64(k.IssuedAt), Expires: int64(k.Expires), Revoked: k.Revoked,
	}
}

func (j keyJSON) key() (office.Key, error) {
	return office.Key{
		ID: j.ID, Hash: j.Hash, Owner: j.Owner, Institution: j.Institution, Account: j.Account, Region: j.Region,
		Scopes: some(j.Scopes), IssuedAt: registry.Instant(j.IssuedAt), Expires: registry.Instant(j.Expires), Revoked: j.Revoked,
	}, nil
}

// Key is the key with an id.
func (s *Store) Key(ctx context.Context, id string) (office.Key, error) { return keys.get(ctx, s, id) }

// Keys are all keys by id.
func (s *Store) Keys(ctx context.Context) ([]office.Key, error) { return keys.all(ctx, s, bySubject) }

// keyUseRow is when a key was last used.
type keyUseRow struct {
	KeyID  string `gorm:"primaryKey"`
	UsedAt instant
}

// TableName is the table of the rows.
func (keyUseRow) TableName() string { return "key_uses" }

// KeyUses are when keys were last used.
func (s *Store) KeyUses(ctx context.Context) ([]office.KeyUse, error) {
	var rows []keyUseRow
	if err := s.db.read(ctx, func(tx *transaction) error { return tx.Order("key_id").Find(&rows).Error }); err != nil {
		return nil, fmt.Errorf("read the uses of keys: %w", err)
	}
	return lo.Map(rows, func(r keyUseRow, _ int) office.KeyUse {
		return office.KeyUse{ID: r.KeyID, At: registry.Instant(r.UsedAt)}
	}), nil
}

// UseKeys notes when keys were used; an earlier use than the last one says
// nothing.
func (s *Store) UseKeys(ctx context.Context, uses []office.KeyUse) error {
	latest := map[string]registry.Instant{}
	for _, u := range uses {
		latest[u.ID] = max(latest[u.ID], u.At)
	}
	if len(latest) == 0 {
		return nil
	}
	rows := lo.MapToSlice(latest, func(id string, at registry.Instant) keyUseRow { return keyUseRow{id, instant(at)} })
	return s.db.write(ctx, func(tx *transaction) error {
		later := clause.OnConflict{
			Columns:   []clause.Column{{Name: "key_id"}},
			DoUpdates: clause.AssignmentColumns([]string{"used_at"}),
			Where:     clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "excluded.used_at > key_uses.used_at"}}},
		}
		return tx.Clauses(later).CreateInBatches(rows, tx.dialect.batch).Error
	})
}
