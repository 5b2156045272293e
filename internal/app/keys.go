package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"github.com/samber/lo"

	"concord/internal/office"
	"concord/internal/registry"
)

// keyPrefix opens every API key, so that one that is lost is recognized.
const keyPrefix = "ck_"

// KeyInUse is a key and when it was last used; 0 where it never was.
type KeyInUse struct {
	office.Key
	Used registry.Instant
}

// Keys are all keys by id.
func (o *Office) Keys(ctx context.Context) ([]KeyInUse, error) {
	keys, err := o.store.Keys(ctx)
	if err != nil {
		return nil, err
	}
	uses, err := o.store.KeyUses(ctx)
	used := lo.SliceToMap(uses, func(u office.KeyUse) (string, registry.Instant) { return u.ID, u.At })
	return lo.Map(keys, func(k office.Key, _ int) KeyInUse { return KeyInUse{k, used[k.ID]} }), err
}

// Key is the key with an id.
func (o *Office) Key(ctx context.Context, id string) (office.Key, error) { return o.store.Key(ctx, id) }

// NewKey makes the text of a key and its public part. The text is
// ck_<id>_<secret>, the secret being 256 random bits.
func NewKey() (text, id string) {
	var secret [32]byte
	// Read never fails.
	_, _ = rand.Read(secret[:])
	id = strings.ToLower(rand.Text()[:10])
	letters := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret[:])
	return keyPrefix + id + "_" + strings.ToLower(letters), id
}

// keyHash is what is kept of a key.
func keyHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// IssueKey plans a key with a text that [NewKey] made.
func (o *Office) IssueKey(ctx context.Context, text string, k office.Key) (office.Key, office.Change, error) {
	k.Hash = keyHash(text)
	if k.Account != "" {
		account, err := o.store.Account(ctx, k.Account)
		if errors.Is(err, registry.ErrNotFound) {
			return k, office.Change{}, Refused{at(registry.Problem{Pointer: "/account"}, "ACCOUNT_UNKNOWN",
				texts("没有账户 %s", "there is no account %s", k.Account), texts("先建立账户", "make the account first"))}
		}
		if err != nil {
			return k, office.Change{}, err
		}
		if k.Region = keepers(k, account); !o.lies(account, k.Region) {
			return k, office.Change{}, Refused{at(registry.Problem{Pointer: "/region"}, "REGION_UNKNOWN",
				texts("账户 %s 在%s没有授权", "account %s has no grant in %s", k.Account, o.reference.regionCalled(k.Region)),
				texts("填写其授权所在地区或上级", "state the region of one of its grants, or one above"))}
		}
	}
	if problems := o.checkKey(k); problems != nil {
		return k, office.Change{}, problems
	}
	return k, office.Change{Action: "key.issue", Keys: []office.Key{k}}, nil
}

// keepers is the region whose administrators keep an account's key: the stated
// one, or that of the account's first grant.
func keepers(k office.Key, a office.Account) registry.RegionCode {
	if k.Region == "" && len(a.Grants) > 0 {
		return a.Grants[0].Region
	}
	return k.Region
}

// lies reports whether a grant of an account lies in a region.
func (o *Office) lies(a office.Account, region registry.RegionCode) bool {
	return slices.ContainsFunc(a.Grants, func(g office.Grant) bool { return slices.Contains(o.Chain(g.Region), region) })
}

// checkKey says what is wrong with a key; nil where nothing is.
func (o *Office) checkKey(k office.Key) error {
	refuse := func(pointer, code string, message, fix registry.Text) error {
		return Refused{at(registry.Problem{Pointer: pointer}, code, message, fix)}
	}
	if len(o.Chain(k.Region)) == 0 {
		return refuse("/region", "REGION_UNKNOWN", texts("没有区划 %q", "there is no region %q", k.Region),
			texts("填写管理该密钥的地区代码，全国为 %s", "state the region whose administrators keep the key, %s for the nation", office.Nation))
	}
	institutional := slices.Contains(k.Scopes, office.ScopeOutcomes) || slices.Contains(k.Scopes, office.ScopeCodeMap)
	if institutional && k.Institution == "" {
		return refuse("/institution", "INSTITUTION_NEEDED",
			texts("outcomes 与 code-map 范围的密钥须属于一家机构", "a key with the scope outcomes or code-map is an institution's"),
			texts("填写机构代码", "state the institution"))
	}
	if k.Institution != "" {
		region := o.RegionOf(k.Institution)
		if region == "" {
			return refuse("/institution", "INSTITUTION_UNKNOWN", texts("没有机构 %s", "there is no institution %s", k.Institution),
				texts("可用 /v1/institutions?q= 检索", "/v1/institutions?q= searches"))
		}
		if !slices.Contains(o.Chain(region), k.Region) {
			return refuse("/region", "REGION_UNKNOWN", texts("机构 %s 不在%s", "institution %s does not lie in %s", k.Institution, o.reference.regionCalled(k.Region)),
				texts("填写机构所在地区或其上级", "state the institution's region or one it lies in"))
		}
	}
	if err := k.Validate(); err != nil {
		return refuse("", "KEY_IMPOSSIBLE", texts("密钥不成立：%v", "the key cannot be: %v", err),
			texts("填写归属、至少一个范围（read、outcomes、code-map、account）和将来的失效日期", "state an owner, at least one scope (read, outcomes, code-map, account) and a last day to come"))
	}
	return nil
}

// RegionOf is where an institution lies; empty where there is none.
func (o *Office) RegionOf(id registry.InstitutionID) registry.RegionCode {
	snapshot := o.service.Snapshot()
	i, ok := snapshot.Institution(id, snapshot.Head().Newest)
	if !ok {
		return ""
	}
	return i.Region
}

// RevokeKey plans the end of a key.
func (o *Office) RevokeKey(ctx context.Context, id string) (office.Key, office.Change, error) {
	key, err := o.store.Key(ctx, id)
	if err != nil {
		return key, office.Change{}, err
	}
	key.Revoked = true
	return key, office.Change{Action: "key.revoke", Keys: []office.Key{key}}, nil
}
