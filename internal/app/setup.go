package app

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"

	"concord/internal/office"
	"concord/internal/registry"
)

// ErrSetup says that a setup link does not hold: it is another one, was used, or
// somebody has an account by now.
var ErrSetup = errors.New("the setup link does not hold")

// OpenSetup makes a one-time token by which the first administrator is made, on
// any server of the registry; empty where there is an account already. Whatever
// token was made before it, here or by another server, holds no more.
func (o *Office) OpenSetup(ctx context.Context) (token string, err error) {
	accounts, err := o.store.Accounts(ctx)
	if err != nil || len(accounts) > 0 {
		return "", err
	}
	token = strings.ToLower(rand.Text() + rand.Text())
	return token, o.store.OpenSetup(ctx, token)
}

// SetUp is who is to be the first administrator.
type SetUp struct {
	Token, Password string
	Name            office.AccountName
	FullName        string
	At              registry.Instant
}

// SetUp makes the first administrator, of the nation.
func (o *Office) SetUp(ctx context.Context, s SetUp) (office.Account, error) {
	holds, err := o.store.HoldsSetup(ctx, s.Token)
	if err != nil {
		return office.Account{}, err
	}
	accounts, err := o.store.Accounts(ctx)
	if err != nil {
		return office.Account{}, err
	}
	if !holds || len(accounts) > 0 {
		return office.Account{}, ErrSetup
	}
	return o.setUp(ctx, s)
}

func (o *Office) setUp(ctx context.Context, s SetUp) (office.Account, error) {
	account := office.Account{
		Name: s.Name, FullName: s.FullName,
		Grants: []office.Grant{{Role: office.Administrator, Region: office.Nation}},
	}
	if problems := o.checkAccount(account); problems != nil {
		return account, problems
	}
	hash, err := o.NewPassword(ctx, s.Name, s.Password)
	if err != nil {
		return account, err
	}
	account, change, err := o.AddAccount(ctx, account, hash)
	if errors.Is(err, ErrNameTaken) {
		return account, ErrSetup
	}
	if err != nil {
		return account, err
	}
	change.At, change.Actor, change.AccountsBasis = s.At, "setup link", office.BasisOf(nil)
	_, err = o.Commit(ctx, change)
	if errors.Is(err, registry.ErrConflict) { // somebody else has an account by now
		return account, ErrSetup
	}
	account.Version++
	return account, err
}
