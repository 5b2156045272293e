package httpapi

import (
	"context"
	"net/http"
	"slices"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
)

// ListKeys answers GET /v1/keys.
func (a *API) ListKeys(ctx context.Context, r api.ListKeysRequestObject) (api.ListKeysResponseObject, error) {
	c := callOf(ctx)
	if err := c.signedIn(); err != nil {
		return nil, err
	}
	p, err := c.page("", "", r.Params.Limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	keys, err := a.office.Keys(ctx)
	if err != nil {
		return nil, err
	}
	items, next := take(p, slices.Values(keys), func(k app.KeyInUse) bool { return a.mayRevoke(c, k.Key) == nil }, keyOf)
	return api.ListKeys200JSONResponse{Items: items, NextCursor: next}, nil
}

// IssueKey answers POST /v1/keys.
func (a *API) IssueKey(ctx context.Context, r api.IssueKeyRequestObject) (api.IssueKeyResponseObject, error) {
	c := callOf(ctx)
	if err := c.signedIn(); err != nil {
		return nil, err
	}
	wanted, err := c.newKey(*r.Body)
	if err != nil {
		return nil, err
	}
	text, id := app.NewKey()
	wanted.ID = id
	return write(ctx, a, func() (plan[api.IssueKey200JSONResponse], error) {
		key, change, err := a.office.IssueKey(ctx, text, wanted)
		if err == nil {
			err = a.mayIssue(c, key)
		}
		answer := api.IssueKey200JSONResponse{Key: keyOf(app.KeyInUse{Key: key}), Secret: &text}
		kept := answer
		kept.Secret = nil
		return plan[api.IssueKey200JSONResponse]{change: change, answer: answer, kept: kept, less: true}, err
	})
}

// RevokeKey answers DELETE /v1/keys/{id}.
func (a *API) RevokeKey(ctx context.Context, r api.RevokeKeyRequestObject) (api.RevokeKeyResponseObject, error) {
	c := callOf(ctx)
	if err := c.signedIn(); err != nil {
		return nil, err
	}
	return write(ctx, a, func() (plan[api.RevokeKey200JSONResponse], error) {
		key, change, err := a.office.RevokeKey(ctx, r.ID)
		if err == nil {
			err = a.mayRevoke(c, key)
		}
		return plan[api.RevokeKey200JSONResponse]{change: change, answer: api.RevokeKey200JSONResponse(keyOf(app.KeyInUse{Key: key}))}, err
	})
}

// newKey is the key that a request asks for, without its text.
func (c *call) newKey(wire api.NewKey) (office.Key, error) {
	key := office.Key{
		Owner:       wire.Owner,
		Institution: registry.InstitutionID(lo.FromPtr(wire.Institution)),
		Account:     office.AccountName(lo.FromPtr(wire.Account)),
		Region:      registry.RegionCode(lo.FromPtr(wire.Region)),
		Scopes:      lo.Map(wire.Scopes, func(s api.KeyScope, _ int) office.Scope { return office.Scope(s) }),
		IssuedAt:    c.now,
	}
	if wire.Expires == nil {
		return key, nil
	}
	last, err := registry.ParseDay(*wire.Expires)
	if err != nil {
		return key, refuse([]registry.Problem{invalid("/expires",
			textf("%q 不是日期", "%q is not a date", *wire.Expires),
			registry.Text{Zh: "写成 2027-12-31", En: "write it as 2027-12-31"})})
	}
	key.Expires = (last + 1).Start()
	return key, nil
}

// mayIssue refuses who may not issue a key: an account's only that account may,
// from a session, so that a key begets no other; an institution's who administers
// where the institution lies, whoever is to keep it.
func (a *API) mayIssue(c *call, k office.Key) error {
	if k.Account != "" {
		if c.is(string(k.Account)) && c.actor.Key == "" || c.console() {
			return nil
		}
		return Refuse(http.StatusForbidden, "NOT_ALLOWED",
			textf("%s 不能为账户 %s 签发密钥", "%s issues no key that acts as %s", c.actor.Name, k.Account),
			registry.Text{Zh: "由本人登录后签发，或在服务器上用 concord key issue", En: "let the person sign in and issue it, or use concord key issue on the server"})
	}
	region := k.Region
	if k.Institution != "" {
		region = a.office.RegionOf(k.Institution)
	}
	return a.mayIn(c, office.Administration, region)
}

// console reports whether the operator of the database asks, not over HTTP.
func (c *call) console() bool { return c.actor.Account == "" && c.actor.Key == "" && c.actor.Known() }

// mayRevoke refuses who neither administers a key's region nor owns the key.
func (a *API) mayRevoke(c *call, k office.Key) error {
	if k.Account != "" && c.is(string(k.Account)) {
		return nil
	}
	return a.mayIn(c, office.Administration, k.Region)
}

func keyOf(k app.KeyInUse) api.Key {
	wire := api.Key{
		ID: k.ID, Owner: k.Owner, Institution: orNull(k.Institution), Account: orNull(k.Account), Region: string(k.Region),
		Scopes:   lo.Map(k.Scopes, func(s office.Scope, _ int) api.KeyScope { return api.KeyScope(s) }),
		IssuedAt: k.IssuedAt.String(), Revoked: k.Revoked,
	}
	if k.Expires != 0 {
		wire.Expires = dayOrNull((k.Expires - 1).Day())
	}
	if k.Used != 0 {
		wire.UsedAt = orNull(k.Used.String())
	}
	return wire
}
