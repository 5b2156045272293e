package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"strings"
	"sync"

	"concord/internal/office"
	"concord/internal/registry"
)

// ErrSetup says that a setup link does not hold: it is another one, was used, or
// somebody has an account by now.
var ErrSetup = errors.New("the setup link does not hold")

// setup is the one-time link of a first start. Of its token only the hash is
// kept, and only by this process.
type setup struct {
	mu   sync.Mutex
	hash [sha256.Size]byte
	open bool
}

// OpenSetup makes a one-time token by which the first administrator is made;
// empty where there is an account already.
func (o *Office) OpenSetup(ctx context.Context) (token string, err error) {
	accounts, err := o.store.Accounts(ctx)
	if err != nil || len(accounts) > 0 {
		return "", err
	}
	token = strings.ToLower(rand.Text() + rand.Text())
	o.setup.mu.Lock()
	defer o.setup.mu.Unlock()
	o.setup.hash, o.setup.open = sha256.Sum256([]byte(token)), true
	return token, nil
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
	o.setup.mu.Lock()
	defer o.setup.mu.Unlock()
	if err := o.setup.holds(s.Token); err != nil {
		return office.Account{}, err
	}
	accounts, err := o.store.Accounts(ctx)
	if err != nil {
		return office.Account{}, err
	}
	if len(accounts) > 0 {
		o.setup.open = false
		return office.Account{}, ErrSetup
	}
	return o.setUp(ctx, s)
}

func (s *setup) holds(token string) error {
	hash := sha256.Sum256([]byte(token))
	if subtle.ConstantTimeCompare(hash[:], s.hash[:]) != 1 || !s.open {
		return ErrSetup
	}
	return nil
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
	if err != nil {
		return account, err
	}
	change.At, change.Actor = s.At, "setup link"
	if _, err := o.Commit(ctx, change); err != nil {
		return account, err
	}
	o.setup.open = false
	account.Version++
	return account, nil
}
