package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/samber/lo"

	"concord/internal/office"
	"concord/internal/registry"
)

// Errors of changing accounts.
var (
	ErrNameTaken    = errors.New("there is an account of this name")
	ErrSubjectTaken = errors.New("another account is bound to the subject")
	// ErrLastAdministrator says that nobody would be left who can give grants.
	ErrLastAdministrator = errors.New("no enabled administrator of the nation would be left")
	// ErrOwnAdministration says that somebody would take it from themselves.
	ErrOwnAdministration = errors.New("nobody disables themselves or takes their own administration away")
)

// Accounts are all accounts by name.
func (o *Office) Accounts(ctx context.Context) ([]office.Account, error) {
	return o.store.Accounts(ctx)
}

// Account is the account with a name.
func (o *Office) Account(ctx context.Context, name office.AccountName) (office.Account, error) {
	return o.store.Account(ctx, name)
}

// AddAccount plans a new account. Without a hash it has no password.
func (o *Office) AddAccount(ctx context.Context, a office.Account, hash string) (office.Account, office.Change, error) {
	if problems := o.checkAccount(a); problems != nil {
		return a, office.Change{}, problems
	}
	_, err := o.store.Account(ctx, a.Name)
	if err == nil {
		return a, office.Change{}, fmt.Errorf("%s: %w", a.Name, ErrNameTaken)
	}
	if !errors.Is(err, registry.ErrNotFound) {
		return a, office.Change{}, err
	}
	change := office.Change{
		Action:      "account.create",
		Affair:      o.affairOf(a),
		Accounts:    []office.Account{a},
		Credentials: []office.Credential{{Account: a.Name, PasswordHash: hash}},
	}
	change.AccountsBasis, err = o.amongAll(ctx, office.Account{}, a)
	return a, change, err
}

// ChangeAccount plans new grants and the like of an account. By is the account
// of who asks; empty where the console does.
func (o *Office) ChangeAccount(ctx context.Context, wanted office.Account, by office.AccountName, at registry.Instant) (before, after office.Account, c office.Change, err error) {
	before, err = o.store.Account(ctx, wanted.Name)
	if err != nil {
		return before, before, c, err
	}
	after = before
	after.FullName, after.Grants, after.Subject, after.Disabled = wanted.FullName, wanted.Grants, wanted.Subject, wanted.Disabled
	if after.Disabled {
		after = after.EndSessions(at)
	}
	if problems := o.checkAccount(after); problems != nil {
		return before, after, c, problems
	}
	if after.Name == by && (after.Disabled || len(lo.Without(administration(before), administration(after)...)) > 0) {
		return before, after, c, ErrOwnAdministration
	}
	c = office.Change{Action: "account.change", Affair: o.affairOf(before, after), Accounts: []office.Account{after}}
	c.AccountsBasis, err = o.amongAll(ctx, before, after)
	return before, after, c, err
}

// affairOf is whose affair states of an account are: that of the narrowest region
// that holds all their grants, and nobody's in particular without any.
func (o *Office) affairOf(states ...office.Account) registry.JurisdictionCode {
	regions := lo.FlatMap(states, func(a office.Account, _ int) []registry.RegionCode {
		return lo.Map(a.Grants, func(g office.Grant, _ int) registry.RegionCode { return g.Region })
	})
	if len(regions) == 0 {
		return ""
	}
	return registry.JurisdictionCode(o.Together(regions...))
}

// amongAll refuses a new state of an account that cannot stand beside all others:
// one that leaves no administrator of the nation, or is bound to another one's
// subject. The basis is the state of them that it looked at; 0 where they do not
// matter.
func (o *Office) amongAll(ctx context.Context, before, after office.Account) (basis int, err error) {
	leaves, binds := before.Administers() && !after.Administers(), after.Subject != ""
	if !leaves && !binds {
		return 0, nil
	}
	all, err := o.store.Accounts(ctx)
	if err != nil {
		return 0, err
	}
	others := lo.Filter(all, func(a office.Account, _ int) bool { return a.Name != after.Name })
	if leaves && !slices.ContainsFunc(others, office.Account.Administers) {
		return 0, ErrLastAdministrator
	}
	if binds && slices.ContainsFunc(others, func(a office.Account) bool { return a.Subject == after.Subject }) {
		return 0, ErrSubjectTaken
	}
	return office.BasisOf(all), nil
}

// administration are an account's grants of an administrator.
func administration(a office.Account) []office.Grant {
	return lo.Filter(a.Grants, func(g office.Grant, _ int) bool { return g.Role == office.Administrator })
}

// EndSessions plans the end of an account's sessions.
func (o *Office) EndSessions(ctx context.Context, name office.AccountName, at registry.Instant) (office.Account, office.Change, error) {
	account, err := o.store.Account(ctx, name)
	if err != nil {
		return account, office.Change{}, err
	}
	account = account.EndSessions(at)
	return account, office.Change{Action: "account.end_sessions", Affair: o.affairOf(account), Accounts: []office.Account{account}}, nil
}

// checkAccount says what is wrong with an account; nil where nothing is.
func (o *Office) checkAccount(a office.Account) error {
	var problems Refused
	for i, g := range a.Grants {
		place := registry.Problem{Pointer: fmt.Sprintf("/grants/%d/region", i)}
		if len(o.Chain(g.Region)) == 0 {
			problems = append(problems, at(place, "REGION_UNKNOWN",
				texts("没有区划 %s", "there is no region %s", g.Region),
				texts("使用 GB/T 2260 区划代码，全国为 %s；可用 /v1/regions?q= 检索", "use a code of GB/T 2260, %s for the nation; /v1/regions?q= searches", office.Nation)))
		}
		if slices.Contains(a.Grants[:i], g) {
			problems = append(problems, at(place, "GRANT_REPEATED",
				texts("授权 %s 重复", "the grant %s stands twice", g), texts("删去重复的一项", "leave one of them out")))
		}
	}
	if err := a.Validate(); err != nil && problems == nil {
		problems = append(problems, at(registry.Problem{}, "ACCOUNT_INVALID",
			texts("账户不完整：%v", "the account cannot be: %v", err),
			texts("账户名 2 至 32 个字符：小写字母开头，可含数字、点、连字符、下划线；姓名必填", "the name is 2 to 32 of a-z, 0-9, dot, hyphen, underscore, a letter first; the full name is not empty")))
	}
	if problems == nil {
		return nil
	}
	return problems
}

// boundTo are the accounts with a subject.
func (o *Office) boundTo(ctx context.Context, subject string) ([]office.Account, error) {
	all, err := o.store.Accounts(ctx)
	return lo.Filter(all, func(a office.Account, _ int) bool { return a.Subject == subject }), err
}
