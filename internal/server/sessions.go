package server

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"concord/internal/app"
	"concord/internal/httpapi"
	"concord/internal/office"
	"concord/internal/registry"
)

// sessionCookie is the name of the cookie that holds a session's token.
const sessionCookie = "concord_session"

// seenEvery is how exactly it is known when a session was last seen, in seconds:
// a request within it writes nothing.
const seenEvery = 5 * 60

// sessions keeps the sessions of browsers.
type sessions struct {
	manager *scs.SessionManager
	office  *app.Office
	clock   func() time.Time
	proxies []netip.Prefix
}

func newSessions(o Options) *sessions {
	if o.Office == nil {
		return nil
	}
	manager := scs.New()
	manager.Store = contextStore{o.Office.Sessions()}
	manager.Lifetime = time.Duration(office.SessionLife) * time.Second
	return &sessions{manager, o.Office, o.Clock, o.TrustedProxies}
}

// contextStore is a store of sessions that is never asked without a context.
type contextStore struct{ app.SessionStore }

var errNoContext = errors.New("sessions are asked for with a context")

// Find is asked for by nobody.
func (contextStore) Find(string) ([]byte, bool, error) { return nil, false, errNoContext }

// Commit is asked for by nobody.
func (contextStore) Commit(string, []byte, time.Time) error { return errNoContext }

// Delete is asked for by nobody.
func (contextStore) Delete(string) error { return errNoContext }

// tokenOf is the token of a request's cookie; empty where it has none that could
// be ours.
func tokenOf(r *http.Request) string {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil || len(cookie.Value) != tokenLength {
		return ""
	}
	return cookie.Value
}

// tokenLength is that of 32 bytes in base64, as package scs makes them.
const tokenLength = 43

// authenticate says whom a token's session belongs to.
func (s *sessions) authenticate(c echo.Context, token string) error {
	ctx, err := s.manager.Load(c.Request().Context(), token)
	if err != nil {
		return err
	}
	session := s.read(ctx)
	if session.Account == "" {
		return nil
	}
	now := registry.InstantOf(s.clock())
	actor, ok, err := s.office.ActorOf(ctx, session, now)
	if err != nil || !ok {
		return err
	}
	c.SetRequest(c.Request().WithContext(ctx))
	httpapi.Authenticate(c, actor)
	if now < session.Seen+seenEvery {
		return nil
	}
	session.Seen = now
	return s.write(ctx, session)
}

// read is the session that a context holds; zero where it holds none.
func (s *sessions) read(ctx context.Context) office.Session {
	return office.Session{
		Account: office.AccountName(s.manager.GetString(ctx, "account")),
		Began:   registry.Instant(s.manager.GetInt64(ctx, "began")),
		Seen:    registry.Instant(s.manager.GetInt64(ctx, "seen")),
		How:     office.Proof(s.manager.GetString(ctx, "how")),
		Pending: s.manager.GetString(ctx, "pending"),
	}
}

// write keeps what a session holds.
func (s *sessions) write(ctx context.Context, session office.Session) error {
	s.put(ctx, session)
	_, _, err := s.manager.Commit(ctx)
	return err
}

func (s *sessions) put(ctx context.Context, session office.Session) {
	s.manager.Put(ctx, "account", string(session.Account))
	s.manager.Put(ctx, "began", int64(session.Began))
	s.manager.Put(ctx, "seen", int64(session.Seen))
	s.manager.Put(ctx, "how", string(session.How))
	s.manager.Put(ctx, "pending", session.Pending)
}

// begin starts a session under a new token, so that one which somebody planted
// in the browser is worth nothing.
func (s *sessions) begin(ctx context.Context, c echo.Context, session office.Session) error {
	ctx, err := s.manager.Load(ctx, tokenOf(c.Request()))
	if err != nil {
		return err
	}
	if err := s.manager.RenewToken(ctx); err != nil {
		return err
	}
	s.put(ctx, session)
	token, _, err := s.manager.Commit(ctx)
	if err != nil {
		return err
	}
	c.SetCookie(s.cookie(c, token))
	return nil
}

// end forgets the session and lets the browser forget it.
func (s *sessions) end(ctx context.Context, c echo.Context) error {
	ctx, err := s.manager.Load(ctx, tokenOf(c.Request()))
	if err != nil {
		return err
	}
	gone := s.cookie(c, "")
	gone.MaxAge = -1
	c.SetCookie(gone)
	return s.manager.Destroy(ctx)
}

// cookie is one that no script reads and no other site's form sends, and that
// the browser forgets when it is closed.
func (s *sessions) cookie(c echo.Context, token string) *http.Cookie {
	return &http.Cookie{
		Name: sessionCookie, Value: token, Path: "/",
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.encrypted(c.Request()),
	}
}

// encrypted reports whether a browser asked over TLS: to this server, or to a
// trusted proxy that says so.
func (s *sessions) encrypted(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || r.Header.Get(echo.HeaderXForwardedProto) != "https" {
		return false
	}
	address := peer.Addr().Unmap()
	return slices.ContainsFunc(s.proxies, func(p netip.Prefix) bool { return p.Contains(address) })
}

// browser is the other end of one request.
type browser struct {
	sessions *sessions
	c        echo.Context
}

// of is the other end of a request.
func (s *sessions) of(c echo.Context) httpapi.Browser { return browser{s, c} }

// Network is what is counted as one client.
func (b browser) Network() string { return network(b.c.RealIP()).String() }

// Session is the session that the request came with.
func (b browser) Session() (office.Session, bool) {
	if httpapi.ActorOf(b.c).Account == "" || httpapi.ActorOf(b.c).Key != "" {
		return office.Session{}, false
	}
	return b.sessions.read(b.c.Request().Context()), true
}

// Begin starts a session in place of the one before.
func (b browser) Begin(ctx context.Context, s office.Session) error {
	return b.sessions.begin(ctx, b.c, s)
}

// Keep changes what the session holds.
func (b browser) Keep(ctx context.Context, s office.Session) error { return b.sessions.write(ctx, s) }

// End ends the session, where there is one.
func (b browser) End(ctx context.Context) error { return b.sessions.end(ctx, b.c) }
