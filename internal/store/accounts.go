package store

import (
	"context"
	"fmt"

	"github.com/samber/lo"

	"concord/internal/office"
	"concord/internal/registry"
)

// accountJSON is an account's state in the record.
type accountJSON struct {
	Name         office.AccountName `json:"name"`
	FullName     string             `json:"full_name"`
	Grants       []grantJSON        `json:"grants"`
	Subject      string             `json:"subject,omitempty"`
	Disabled     bool               `json:"disabled,omitempty"`
	TwoFactors   bool               `json:"two_factors,omitempty"`
	OneTime      bool               `json:"one_time,omitempty"`
	SessionsFrom int64              `json:"sessions_from,omitempty"`
}

type grantJSON struct {
	Role   string              `json:"role"`
	Region registry.RegionCode `json:"region"`
}

var accounts = kept[office.Account, accountJSON]{
	noun:   office.NounAccount,
	state:  accountJSONOf,
	value:  accountJSON.account,
	about:  func(a office.Account) about { return about{subject: string(a.Name)} },
	number: func(a *office.Account) *int { return &a.Version },
}

func accountJSONOf(a office.Account) accountJSON {
	return accountJSON{
		Name:         a.Name,
		FullName:     a.FullName,
		Grants:       lo.Map(a.Grants, func(g office.Grant, _ int) grantJSON { return grantJSON{g.Role.String(), g.Region} }),
		Subject:      a.Subject,
		Disabled:     a.Disabled,
		TwoFactors:   a.TwoFactors,
		OneTime:      a.OneTime,
		SessionsFrom: int64(a.SessionsFrom),
	}
}

func (j accountJSON) account() (office.Account, error) {
	grants, err := eachOf(array[grantJSON](j.Grants), grantJSON.grant)
	return office.Account{
		Name:         j.Name,
		FullName:     j.FullName,
		Grants:       grants,
		Subject:      j.Subject,
		Disabled:     j.Disabled,
		TwoFactors:   j.TwoFactors,
		OneTime:      j.OneTime,
		SessionsFrom: registry.Instant(j.SessionsFrom),
	}, err
}

func (j grantJSON) grant() (office.Grant, error) {
	role, err := office.ParseRole(j.Role)
	return office.Grant{Role: role, Region: j.Region}, err
}

// decidedOn refuses a change that was decided on other accounts than there are.
// Each of their states is an event.
func (w *committing) decidedOn() error {
	basis := w.change.AccountsBasis
	if basis == 0 {
		return nil
	}
	var states int64
	if err := w.tx.Model(&eventRow{}).Where("noun = ?", office.NounAccount).Count(&states).Error; err != nil {
		return err
	}
	if stands := int(states) + 1; stands != basis {
		return fmt.Errorf("accounts were read at %d and are at %d: %w", basis, stands, registry.ErrConflict)
	}
	return nil
}

// Account is the account with a name.
func (s *Store) Account(ctx context.Context, name office.AccountName) (office.Account, error) {
	return accounts.get(ctx, s, string(name))
}

// Accounts are all accounts by name.
func (s *Store) Accounts(ctx context.Context) ([]office.Account, error) {
	return accounts.all(ctx, s, bySubject)
}
