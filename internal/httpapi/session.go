package httpapi

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
)

// Browser is the other end of a request that signs in or out; package server
// keeps its session.
type Browser interface {
	// Network is what is counted as one client.
	Network() string
	// Session is the session that the request came with; ok is false without one.
	Session() (s office.Session, ok bool)
	// Begin starts a session under a new token, in place of the one before.
	Begin(ctx context.Context, s office.Session) error
	// Keep changes what the session holds.
	Keep(ctx context.Context, s office.Session) error
	// End ends the session, where there is one.
	End(ctx context.Context) error
}

// needBrowser gives an operation the other end of its request.
func (a *API) needBrowser(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if a.browser == nil {
			return Refuse(http.StatusServiceUnavailable, codeUnavailable,
				registry.Text{Zh: "此服务不提供登录", En: "nobody signs in to this server"},
				registry.Text{Zh: "使用 concord serve 启动的服务", En: "ask a server started with concord serve"})
		}
		callOf(c.Request().Context()).browser = a.browser(c)
		return next(c)
	}
}

// GetSession answers GET /v1/session.
func (a *API) GetSession(ctx context.Context, _ api.GetSessionRequestObject) (api.GetSessionResponseObject, error) {
	c := callOf(ctx)
	if !c.actor.Known() {
		return nil, c.signedIn()
	}
	identity, err := a.identity(ctx, c.actor)
	if err != nil {
		return nil, err
	}
	if session, ok := c.browser.Session(); ok && c.actor.Key == "" {
		identity = during(identity, session)
	}
	return api.GetSession200JSONResponse(identity), nil
}

// SignIn answers POST /v1/session.
func (a *API) SignIn(ctx context.Context, r api.SignInRequestObject) (api.SignInResponseObject, error) {
	c := callOf(ctx)
	session, err := a.office.SignIn(ctx, app.SignIn{
		Name: office.AccountName(r.Body.Name), Password: r.Body.Password, Code: lo.FromPtr(r.Body.Code),
		Network: c.browser.Network(), At: c.now,
	})
	if err != nil {
		return nil, c.refusedSignIn(err)
	}
	if err := c.browser.Begin(ctx, session); err != nil {
		return nil, err
	}
	actor, _, err := a.office.ActorOf(ctx, session, c.now)
	if err != nil {
		return nil, err
	}
	identity, err := a.identity(ctx, actor)
	return api.SignIn200JSONResponse(during(identity, session)), err
}

// SignOut answers DELETE /v1/session.
func (a *API) SignOut(ctx context.Context, _ api.SignOutRequestObject) (api.SignOutResponseObject, error) {
	return api.SignOut204Response{}, callOf(ctx).browser.End(ctx)
}

// ChangePassword answers PUT /v1/account/password.
func (a *API) ChangePassword(ctx context.Context, r api.ChangePasswordRequestObject) (api.ChangePasswordResponseObject, error) {
	c := callOf(ctx)
	session, err := c.session()
	if err != nil {
		return nil, err
	}
	if err := a.office.Prove(ctx, c.attempt(session, r.Body.Old, "")); err != nil {
		return nil, c.refusedSignIn(err)
	}
	hash, err := a.office.NewPassword(ctx, session.Account, r.Body.New)
	if err != nil {
		return nil, err
	}
	account, err := own(ctx, a, session, func() (office.Account, office.Change, error) {
		return a.office.ReplacePassword(ctx, session.Account, hash, c.now)
	})
	return api.ChangePassword200JSONResponse(account), err
}

// BeginTOTP answers POST /v1/account/totp.
func (a *API) BeginTOTP(ctx context.Context, _ api.BeginTOTPRequestObject) (api.BeginTOTPResponseObject, error) {
	c := callOf(ctx)
	session, err := c.signedInSession()
	if err != nil {
		return nil, err
	}
	factor, err := a.office.NewTOTP(session.Account)
	if err != nil {
		return nil, err
	}
	session.Pending = factor.Secret
	return api.BeginTOTP200JSONResponse{Secret: factor.Secret, URL: factor.URL}, c.browser.Keep(ctx, session)
}

// ConfirmTOTP answers PUT /v1/account/totp.
func (a *API) ConfirmTOTP(ctx context.Context, r api.ConfirmTOTPRequestObject) (api.ConfirmTOTPResponseObject, error) {
	c := callOf(ctx)
	session, err := c.signedInSession()
	if err != nil {
		return nil, err
	}
	secret := session.Pending
	if secret == "" {
		return nil, Refuse(http.StatusConflict, "NO_SECOND_FACTOR",
			registry.Text{Zh: "没有待确认的动态口令", En: "there is no second factor to confirm"},
			registry.Text{Zh: "先 POST /v1/account/totp", En: "POST /v1/account/totp first"})
	}
	session.Pending, session.How = "", office.ByTwoFactors
	account, err := own(ctx, a, session, func() (office.Account, office.Change, error) {
		return a.office.BeginTOTP(ctx, session.Account, secret, r.Body.Code, c.now)
	})
	return api.ConfirmTOTP200JSONResponse(account), err
}

// EndTOTP answers DELETE /v1/account/totp.
func (a *API) EndTOTP(ctx context.Context, r api.EndTOTPRequestObject) (api.EndTOTPResponseObject, error) {
	c := callOf(ctx)
	session, err := c.signedInSession()
	if err != nil {
		return nil, err
	}
	if err := a.office.UseCode(ctx, c.attempt(session, "", r.Body.Code)); err != nil {
		return nil, c.refusedSignIn(err)
	}
	account, err := own(ctx, a, session, func() (office.Account, office.Change, error) {
		return a.office.EndTOTP(ctx, session.Account, c.now)
	})
	return api.EndTOTP200JSONResponse(account), err
}

// SetUp answers POST /v1/setup.
func (a *API) SetUp(ctx context.Context, r api.SetUpRequestObject) (api.SetUpResponseObject, error) {
	account, err := a.office.SetUp(ctx, app.SetUp{
		Token: r.Body.Token, Name: office.AccountName(r.Body.Name), FullName: r.Body.FullName, Password: r.Body.Password,
		At: callOf(ctx).now,
	})
	return api.SetUp200JSONResponse(accountOf(account)), err
}

// own commits what somebody changes of what they prove themselves with. Their
// sessions end with it, so the one that asks begins anew.
func own(ctx context.Context, a *API, s office.Session, make func() (office.Account, office.Change, error)) (api.Account, error) {
	answer, err := write(ctx, a, func() (plan[api.Account], error) {
		account, change, err := make()
		s.Began = account.SessionsFrom
		account.Version++
		return plan[api.Account]{change: change, answer: accountOf(account)}, err
	})
	if err != nil {
		return answer, err
	}
	return answer, callOf(ctx).browser.Begin(ctx, s)
}

// session is the session that a request came with. What it may change is no
// matter for a key, which somebody else may have.
func (c *call) session() (office.Session, error) {
	if !c.actor.Known() {
		return office.Session{}, c.signedIn()
	}
	session, ok := c.browser.Session()
	if !ok || c.actor.Key != "" {
		return office.Session{}, Refuse(http.StatusForbidden, "SESSION_NEEDED",
			registry.Text{Zh: "须登录后办理，不能使用密钥", En: "sign in for this; a key does not do"},
			registry.Text{Zh: "POST /v1/session 登录", En: "POST /v1/session"})
	}
	return session, nil
}

// signedInSession is the session of who has replaced a one-time password.
func (c *call) signedInSession() (office.Session, error) {
	if err := c.signedIn(); err != nil {
		return office.Session{}, err
	}
	return c.session()
}

// attempt is one of proving anew who one is.
func (c *call) attempt(s office.Session, password, code string) app.SignIn {
	return app.SignIn{Name: s.Account, Password: password, Code: code, Network: c.browser.Network(), At: c.now}
}

// identity is who an actor is.
func (a *API) identity(ctx context.Context, actor office.Actor) (api.Identity, error) {
	identity := api.Identity{
		Name: actor.Name, Key: orNull(actor.Key), Institution: orNull(actor.Institution),
		Scopes: lo.Map(actor.Scopes, func(s office.Scope, _ int) api.KeyScope { return api.KeyScope(s) }),
	}
	if actor.Account == "" {
		return identity, nil
	}
	account, err := a.office.Account(ctx, actor.Account)
	if err != nil {
		return identity, err
	}
	wire := accountOf(account)
	identity.Account = &wire
	return identity, nil
}

// during is an identity with its session.
func during(i api.Identity, s office.Session) api.Identity {
	i.SignedIn = orNull(s.How)
	i.BeganAt, i.EndsAt = orNull(s.Began.String()), orNull((s.Began + office.SessionLife).String())
	return i
}
