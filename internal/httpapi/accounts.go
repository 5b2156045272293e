package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
)

// ListAccounts answers GET /v1/accounts.
func (a *API) ListAccounts(ctx context.Context, r api.ListAccountsRequestObject) (api.ListAccountsResponseObject, error) {
	c := callOf(ctx)
	if err := a.administrator(c); err != nil {
		return nil, err
	}
	p, err := c.page("", "", r.Params.Limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	accounts, err := a.office.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	items, next := take(p, slices.Values(accounts), func(account office.Account) bool { return a.oversees(c, account) }, accountOf)
	return api.ListAccounts200JSONResponse{Items: items, NextCursor: next}, nil
}

// GetAccount answers GET /v1/accounts/{name}.
func (a *API) GetAccount(ctx context.Context, r api.GetAccountRequestObject) (api.GetAccountResponseObject, error) {
	c := callOf(ctx)
	if err := a.administrator(c); err != nil && !c.is(r.Name) {
		return nil, err
	}
	account, err := a.office.Account(ctx, office.AccountName(r.Name))
	if err != nil {
		return nil, err
	}
	if !c.is(r.Name) && !a.oversees(c, account) {
		return nil, a.administers(c, account.Grants)
	}
	c.header.Set("ETag", tagOf(numbered(account.Version)))
	return api.GetAccount200JSONResponse(accountOf(account)), nil
}

// CreateAccount answers POST /v1/accounts.
func (a *API) CreateAccount(ctx context.Context, r api.CreateAccountRequestObject) (api.CreateAccountResponseObject, error) {
	c := callOf(ctx)
	grants, err := grantsOf(r.Body.Grants)
	if err != nil {
		return nil, err
	}
	if err := a.administers(c, grants); err != nil {
		return nil, err
	}
	account := office.Account{
		Name: office.AccountName(r.Body.Name), FullName: r.Body.FullName, Grants: grants, Subject: lo.FromPtr(r.Body.Subject),
	}
	var password, hash string
	if account.Subject == "" {
		account.OneTime = true
		if password, hash, err = a.office.OneTimePassword(ctx); err != nil {
			return nil, err
		}
	}
	return write(ctx, a, func() (plan[api.CreateAccount200JSONResponse], error) {
		account, change, err := a.office.AddAccount(ctx, account, hash)
		return withPassword[api.CreateAccount200JSONResponse](account, password, change), err
	})
}

// PutAccount answers PUT /v1/accounts/{name}.
func (a *API) PutAccount(ctx context.Context, r api.PutAccountRequestObject) (api.PutAccountResponseObject, error) {
	c := callOf(ctx)
	if err := a.administrator(c); err != nil {
		return nil, err
	}
	grants, err := grantsOf(r.Body.Grants)
	if err != nil {
		return nil, err
	}
	wanted := office.Account{
		Name: office.AccountName(r.Name), FullName: r.Body.FullName, Grants: grants,
		Subject: lo.FromPtr(r.Body.Subject), Disabled: r.Body.Disabled,
	}
	return write(ctx, a, func() (plan[api.PutAccount200JSONResponse], error) {
		before, after, change, err := a.office.ChangeAccount(ctx, wanted, c.actor.Account, c.now)
		if err == nil {
			err = a.mayChange(c, before, after)
		}
		if err == nil && r.Body.Version != nil && *r.Body.Version != before.Version {
			err = fmt.Errorf("account %s is at version %d: %w", before.Name, before.Version, registry.ErrConflict)
		}
		if err == nil {
			err = c.matches(numbered(before.Version))
		}
		after.Version++
		return plan[api.PutAccount200JSONResponse]{change: change, answer: api.PutAccount200JSONResponse(accountOf(after))}, err
	})
}

// ResetPassword answers POST /v1/accounts/{name}/password.
func (a *API) ResetPassword(ctx context.Context, r api.ResetPasswordRequestObject) (api.ResetPasswordResponseObject, error) {
	c := callOf(ctx)
	if err := a.governs(ctx, r.Name); err != nil {
		return nil, err
	}
	password, hash, err := a.office.OneTimePassword(ctx)
	if err != nil {
		return nil, err
	}
	return write(ctx, a, func() (plan[api.ResetPassword200JSONResponse], error) {
		account, change, err := a.office.ResetPassword(ctx, office.AccountName(r.Name), hash, c.now)
		if err == nil {
			err = a.administers(c, account.Grants)
		}
		return withPassword[api.ResetPassword200JSONResponse](account, password, change), err
	})
}

// EndSessions answers DELETE /v1/accounts/{name}/sessions.
func (a *API) EndSessions(ctx context.Context, r api.EndSessionsRequestObject) (api.EndSessionsResponseObject, error) {
	c := callOf(ctx)
	if err := a.administrator(c); err != nil {
		return nil, err
	}
	return write(ctx, a, func() (plan[api.EndSessions200JSONResponse], error) {
		account, change, err := a.office.EndSessions(ctx, office.AccountName(r.Name), c.now)
		if err == nil {
			err = a.administers(c, account.Grants)
		}
		account.Version++
		return plan[api.EndSessions200JSONResponse]{change: change, answer: api.EndSessions200JSONResponse(accountOf(account))}, err
	})
}

// withPassword answers with a password that the receipt does not keep.
func withPassword[R api.CreateAccount200JSONResponse | api.ResetPassword200JSONResponse](account office.Account, password string, change office.Change) plan[R] {
	account.Version++
	answer := api.AccountWithPassword{Account: accountOf(account), Password: orNull(password)}
	kept := answer
	kept.Password = nil
	return plan[R]{change: change, answer: R(answer), kept: R(kept), less: true}
}

// administrator refuses who administers no region at all.
func (a *API) administrator(c *call) error {
	if err := c.signedIn(); err != nil {
		return err
	}
	administers := func(g office.Grant) bool { return g.Role == office.Administrator }
	if c.actor.Has(office.ScopeAccount) && slices.ContainsFunc(c.actor.Grants, administers) {
		return nil
	}
	return Refuse(http.StatusForbidden, "NOT_ALLOWED",
		textf("%s 不是管理员", "%s is no administrator", c.actor.Name),
		registry.Text{Zh: "由管理员办理", En: "let an administrator do it"})
}

// administers refuses who does not administer the region of every grant: nobody
// gives what reaches beyond their own regions.
func (a *API) administers(c *call, grants []office.Grant) error {
	if err := a.administrator(c); err != nil {
		return err
	}
	for _, g := range grants {
		if len(a.office.Chain(g.Region)) == 0 {
			continue // no such region: the plan says so
		}
		if err := a.mayIn(c, office.Administration, g.Region); err != nil {
			return err
		}
	}
	return nil
}

// governs refuses who does not administer all grants of an account.
func (a *API) governs(ctx context.Context, name string) error {
	c := callOf(ctx)
	if err := a.administrator(c); err != nil {
		return err
	}
	account, err := a.office.Account(ctx, office.AccountName(name))
	if err != nil {
		return err
	}
	return a.administers(c, account.Grants)
}

// oversees reports whether an actor administers something of an account; one
// without grants is everybody's.
func (a *API) oversees(c *call, account office.Account) bool {
	return len(account.Grants) == 0 || slices.ContainsFunc(account.Grants, func(g office.Grant) bool {
		return a.mayIn(c, office.Administration, g.Region) == nil
	})
}

// mayChange refuses a change of grants outside one's regions, and anything else
// with an account that has some there.
func (a *API) mayChange(c *call, before, after office.Account) error {
	taken, given := lo.Difference(before.Grants, after.Grants)
	moved := append(taken, given...)
	if err := a.administers(c, moved); err != nil {
		return err
	}
	if len(moved) > 0 && before.FullName == after.FullName && before.Subject == after.Subject && before.Disabled == after.Disabled {
		return nil
	}
	return a.administers(c, before.Grants)
}

// is reports whether the actor is an account.
func (c *call) is(name string) bool {
	return c.actor.Account != "" && string(c.actor.Account) == name && c.actor.Has(office.ScopeAccount)
}

func grantsOf(wire []api.Grant) ([]office.Grant, error) {
	grants := make([]office.Grant, len(wire))
	for i, g := range wire {
		role, err := office.ParseRole(string(g.Role))
		if err != nil {
			return nil, refuse([]registry.Problem{noWord("grants/"+strconv.Itoa(i)+"/role", g.Role, names(office.Roles)...)})
		}
		grants[i] = office.Grant{Role: role, Region: registry.RegionCode(g.Region)}
	}
	return grants, nil
}

func names[T fmt.Stringer](values []T) []string {
	return lo.Map(values, func(v T, _ int) string { return v.String() })
}

func accountOf(a office.Account) api.Account {
	return api.Account{
		Name: string(a.Name), FullName: a.FullName,
		Grants: lo.Map(a.Grants, func(g office.Grant, _ int) api.Grant {
			return api.Grant{Role: api.Role(g.Role.String()), Region: string(g.Region)}
		}),
		Subject: orNull(a.Subject), Disabled: a.Disabled, TwoFactors: a.TwoFactors, OneTimePassword: a.OneTime, Version: a.Version,
	}
}

// refusedSignIn tells who has to wait how long.
func (c *call) refusedSignIn(err error) error {
	wait, ok := errors.AsType[*app.WaitError](err)
	if !ok {
		return err
	}
	c.header.Set("Retry-After", strconv.Itoa(wait.Seconds))
	return Refuse(http.StatusTooManyRequests, "SIGN_IN_THROTTLED",
		textf("失败次数过多，请在 %d 秒后再试", "too many attempts failed; try again in %d s", wait.Seconds),
		registry.Text{Zh: "按 Retry-After 等待；忘记密码可请管理员重置", En: "wait as Retry-After says; an administrator can reset the password"})
}

// accountErrors are those of people and what they prove themselves with.
var accountErrors = []knownError{
	{
		app.ErrSignIn, http.StatusUnauthorized, "SIGN_IN_FAILED",
		registry.Text{Zh: "账户名、密码或动态口令不对，或账户已停用", En: "name, password or code does not hold, or the account is disabled"},
		registry.Text{Zh: "核对后再试；忘记密码可请管理员重置", En: "check them; an administrator can reset the password"},
	},
	{
		app.ErrSecondFactor, http.StatusUnauthorized, "SECOND_FACTOR_NEEDED",
		registry.Text{Zh: "此账户须输入动态口令", En: "the account asks for a second factor"},
		registry.Text{Zh: "同时提交 code：验证器显示的六位数字", En: "send code as well: the six digits that the authenticator shows"},
	},
	{
		app.ErrCode, http.StatusUnprocessableEntity, "CODE_INVALID",
		registry.Text{Zh: "动态口令不对，或已用过", En: "the one-time code does not hold, or was used before"},
		registry.Text{Zh: "等待下一个口令；核对设备时间", En: "wait for the next one; check the clock of the device"},
	},
	{
		app.ErrSetup, http.StatusForbidden, "SETUP_INVALID",
		registry.Text{Zh: "首次启动链接无效：已用过、不是最近一次启动的，或已有账户", En: "the setup link does not hold: it was used, is not of the last start, or there is an account"},
		registry.Text{Zh: "使用最近一次启动的 concord serve 所显示的链接；已有账户时由管理员建立，或用 concord user add", En: "use the link that the concord serve started last printed; where there are accounts, ask an administrator, or use concord user add"},
	},
	{
		app.ErrNameTaken, http.StatusConflict, "NAME_TAKEN",
		registry.Text{Zh: "账户名已存在", En: "there is an account of this name"},
		registry.Text{Zh: "换一个账户名；已停用的账户可重新启用", En: "choose another name; a disabled account can be enabled again"},
	},
	{
		app.ErrSubjectTaken, http.StatusConflict, "SUBJECT_TAKEN",
		registry.Text{Zh: "该单点登录身份已绑定其他账户", En: "another account is bound to the subject"},
		registry.Text{Zh: "先从那个账户解除绑定", En: "take it from that account first"},
	},
	{
		app.ErrLastAdministrator, http.StatusConflict, "LAST_ADMINISTRATOR",
		registry.Text{Zh: "将没有任何可用的全国管理员", En: "no enabled administrator of the nation would be left"},
		registry.Text{Zh: "先授予另一人全国管理员（administrator:100000）", En: "make somebody else administrator:100000 first"},
	},
	{
		app.ErrOwnAdministration, http.StatusConflict, "OWN_ADMINISTRATION",
		registry.Text{Zh: "不能停用自己，也不能取消自己的管理员授权", En: "nobody disables themselves or takes their own administration away"},
		registry.Text{Zh: "由另一名管理员办理", En: "let another administrator do it"},
	},
}
