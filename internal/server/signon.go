package server

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/labstack/echo/v4"
	"golang.org/x/oauth2"

	"concord/internal/app"
	"concord/internal/httpapi"
	"concord/internal/registry"
	"concord/internal/web"
)

// SignOn names a provider of single sign-on that speaks OpenID Connect.
type SignOn struct {
	Issuer       string // its address; empty: there is none
	ClientID     string
	ClientSecret string
	RedirectURL  string // of /v1/session/oidc/callback, as browsers reach it
}

// providerTime bounds every request to the provider.
const providerTime = 10 * time.Second

// provider asks the provider of single sign-on what it is when somebody first
// signs in with it, so that one that is away stops nothing else.
type provider struct {
	settings SignOn
	clock    func() time.Time
	client   *http.Client

	mu    sync.Mutex
	known *oidc.Provider
}

func newProvider(o Options) *provider {
	if o.SignOn.Issuer == "" || o.Office == nil {
		return nil
	}
	return &provider{settings: o.SignOn, clock: o.Clock, client: &http.Client{Timeout: providerTime}}
}

// discover is what the provider said of itself.
func (p *provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known != nil {
		return p.known, nil
	}
	// The provider keeps its context to fetch keys with, longer than this request.
	known, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.settings.Issuer)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errProviderAway(), err)
	}
	p.known = known
	return known, nil
}

func (p *provider) config(known *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.settings.ClientID, ClientSecret: p.settings.ClientSecret, RedirectURL: p.settings.RedirectURL,
		Endpoint: known.Endpoint(), Scopes: []string{oidc.ScopeOpenID},
	}
}

// addSignOn adds the routes of single sign-on.
func (s *Server) addSignOn() {
	s.echo.GET("/v1/session/oidc", s.signInElsewhere)
	s.echo.GET("/v1/session/oidc/callback", s.signedInElsewhere)
}

// The cookie of a sign-in on its way: what the provider is to bring back, and
// what it is to be told then. Only the browser that began holds it.
const (
	wayCookie  = "concord_oidc"
	wayPath    = "/v1/session/oidc"
	waySeconds = 600
)

// way is a sign-in on its way, to the page that the browser came from.
type way struct{ state, nonce, verifier, to string }

// maxReturn bounds the address of a page to come back to: it is kept in a cookie.
const maxReturn = 2000

func newWay(to string) way {
	if len(to) > maxReturn {
		to = ""
	}
	return way{rand.Text(), rand.Text(), oauth2.GenerateVerifier(), to}
}

func (w way) String() string {
	return strings.Join([]string{w.state, w.nonce, w.verifier, base64.RawURLEncoding.EncodeToString([]byte(w.to))}, ".")
}

func parseWay(text string) (w way, ok bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 4 {
		return way{}, false
	}
	to, err := base64.RawURLEncoding.DecodeString(parts[3])
	return way{parts[0], parts[1], parts[2], string(to)}, err == nil
}

// signInElsewhere sends a browser to the provider.
func (s *Server) signInElsewhere(c echo.Context) error {
	if s.provider == nil {
		return errNoProvider()
	}
	known, err := s.provider.discover(c.Request().Context())
	if err != nil {
		return err
	}
	begun := newWay(c.QueryParam("to"))
	s.setWay(c, begun.String(), waySeconds)
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	return c.Redirect(http.StatusFound, s.provider.config(known).AuthCodeURL(begun.state,
		oidc.Nonce(begun.nonce), oauth2.S256ChallengeOption(begun.verifier)))
}

func (s *Server) setWay(c echo.Context, value string, seconds int) {
	c.SetCookie(&http.Cookie{
		Name: wayCookie, Value: value, Path: wayPath, MaxAge: seconds,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.sessions.encrypted(c.Request()),
	})
}

// signedInElsewhere signs in whom the provider vouches for.
func (s *Server) signedInElsewhere(c echo.Context) error {
	if s.provider == nil {
		return errNoProvider()
	}
	begun, err := s.takeWay(c)
	if err != nil {
		return err
	}
	web.ComeBack(c, begun.to)
	if refused := c.QueryParam("error"); refused != "" {
		return providerRefused(fmt.Sprintf("%.200s %.200s", refused, c.QueryParam("error_description")))
	}
	ctx := c.Request().Context()
	subject, err := s.provider.subject(ctx, c.QueryParam("code"), begun)
	if err != nil {
		return err
	}
	session, err := s.options.Office.SignInBySubject(ctx, subject, app.SignIn{
		Network: network(c.RealIP()).String(), At: registry.InstantOf(s.options.Clock()),
	})
	if err != nil {
		return unbound(err, subject)
	}
	if err := s.sessions.begin(ctx, c, session); err != nil {
		return err
	}
	return c.Redirect(http.StatusFound, web.Local(begun.to, s.options.Landing))
}

// takeWay is the sign-in that the browser began, which it can end only once.
func (s *Server) takeWay(c echo.Context) (way, error) {
	cookie, err := c.Cookie(wayCookie)
	if err != nil {
		return way{}, providerRefused("no sign-in began in this browser")
	}
	s.setWay(c, "", -1)
	begun, ok := parseWay(cookie.Value)
	if !ok || subtle.ConstantTimeCompare([]byte(begun.state), []byte(c.QueryParam("state"))) != 1 {
		return way{}, providerRefused("the state is not the one that was sent")
	}
	return begun, nil
}

// subject is whom the provider vouches for with a code, as accounts name it:
// issuer|sub.
func (p *provider) subject(ctx context.Context, code string, begun way) (string, error) {
	known, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := p.config(known).Exchange(ctx, code, oauth2.VerifierOption(begun.verifier))
	if err != nil {
		return "", fmt.Errorf("%w: %w", providerRefused("the code does not hold"), err)
	}
	raw, _ := token.Extra("id_token").(string)
	verifier := known.VerifierContext(ctx, &oidc.Config{ClientID: p.settings.ClientID, Now: p.clock})
	id, err := verifier.Verify(ctx, raw)
	if err != nil {
		return "", fmt.Errorf("%w: %w", providerRefused("the token does not hold"), err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(begun.nonce)) != 1 {
		return "", providerRefused("the nonce is not the one that was sent")
	}
	return id.Issuer + "|" + id.Subject, nil
}

// unbound tells whoever no account is bound to what an administrator is to bind.
func unbound(err error, subject string) error {
	if !errors.Is(err, app.ErrSubjectUnknown) {
		return err
	}
	return httpapi.Refuse(http.StatusForbidden, "SUBJECT_UNKNOWN",
		registry.Text{Zh: "单点登录身份 " + subject + " 未绑定可用账户", En: "no enabled account is bound to the subject " + subject},
		registry.Text{Zh: "请管理员将此身份填入账户的 subject", En: "let an administrator state it as the account's subject"})
}

func providerRefused(why string) error {
	return httpapi.Refuse(http.StatusUnauthorized, "PROVIDER_REFUSED",
		registry.Text{Zh: "单点登录未成功：" + why, En: "single sign-on did not succeed: " + why},
		registry.Text{Zh: "从 /v1/session/oidc 重新登录", En: "begin again at /v1/session/oidc"})
}

func errProviderAway() error {
	return httpapi.Refuse(http.StatusServiceUnavailable, "PROVIDER_UNAVAILABLE",
		registry.Text{Zh: "单点登录暂不可用", En: "the provider of single sign-on cannot be reached"},
		registry.Text{Zh: "稍后重试，或用密码登录", En: "try again later, or sign in with a password"})
}

func errNoProvider() error {
	return httpapi.Refuse(http.StatusNotFound, "NOT_FOUND",
		registry.Text{Zh: "此服务未设置单点登录", En: "this server has no provider of single sign-on"},
		registry.Text{Zh: "用密码登录；管理员可用 --oidc-issuer 设置", En: "sign in with a password; --oidc-issuer sets one"})
}
