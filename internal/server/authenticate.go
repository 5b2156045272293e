package server

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"concord/internal/httpapi"
	"concord/internal/registry"
)

// byKey says who asks with an API key. A key that does not hold is refused, not
// ignored: its owner should know. Guessing is paid for by the address.
func (s *Server) byKey(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		header := c.Request().Header.Get("Authorization")
		if header == "" {
			return next(c)
		}
		key, ok := bearer(header)
		if ok && s.options.Office != nil {
			actor, holds := s.options.Office.Keyring().NewActor(c.Request().Context(), key, registry.InstantOf(s.options.Clock()))
			if holds {
				httpapi.Authenticate(c, actor)
				return next(c)
			}
		}
		if err := s.spend(c, s.limiterOf(c), 1); err != nil {
			return err
		}
		return keyRefused(c)
	}
}

// bearer is the token of an Authorization header; its scheme has no case.
func bearer(header string) (token string, ok bool) {
	scheme, token, ok := strings.Cut(header, " ")
	return strings.TrimSpace(token), ok && strings.EqualFold(scheme, "bearer")
}

func keyRefused(c echo.Context) error {
	c.Response().Header().Set("WWW-Authenticate", `Bearer realm="concord"`)
	return httpapi.Refuse(http.StatusUnauthorized, "KEY_INVALID",
		registry.Text{Zh: "API 密钥无效", En: "the API key does not hold"},
		registry.Text{
			Zh: "核对 Authorization: Bearer <密钥>；公开数据可不带密钥查询",
			En: "check Authorization: Bearer <key>; published data needs none",
		})
}

// bySession says who asks with the cookie of a session. It comes behind the
// limit, since it asks the store. A session that has ended is nobody's; decisions,
// which wait for nothing, are anybody's.
func (s *Server) bySession(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if s.sessions == nil || httpapi.ActorOf(c).Known() || operational(c.Path()) || decisive(c.Path()) {
			return next(c)
		}
		if token := tokenOf(c.Request()); token != "" {
			if err := s.sessions.authenticate(c, token); err != nil {
				httpapi.Doubt(c, err)
			}
		}
		return next(c)
	}
}
