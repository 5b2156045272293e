package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"concord/internal/httpapi"
	"concord/internal/registry"
)

const requestIDHeader = "X-Request-Id"

// identify gives a request an id for logs and for whoever reports a problem; a
// sensible one of the client's is kept.
func identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		id := c.Request().Header.Get(requestIDHeader)
		if !sensible(id) {
			id = strconv.FormatUint(rand.Uint64(), 36)
		}
		c.Response().Header().Set(requestIDHeader, id)
		return next(c)
	}
}

func sensible(id string) bool {
	const letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_."
	return id != "" && len(id) <= 64 && strings.Trim(id, letters) == ""
}

// recoverPanics turns a panic into an error, which is answered with 500.
func recoverPanics(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			switch cause := recover(); cause {
			case nil:
			case http.ErrAbortHandler:
				panic(cause)
			default:
				err = newPanicError(cause)
			}
		}()
		return next(c)
	}
}

// Header values are shared by all answers, which never change them.
var (
	noSniff    = []string{"nosniff"}
	noReferrer = []string{"no-referrer"}
	apiPolicy  = []string{"default-src 'none'; frame-ancestors 'none'"}
)

// secure sets what browsers are to keep to. Pages that load styles of their own
// say so themselves.
func secure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		header := c.Response().Header()
		header["X-Content-Type-Options"] = noSniff
		header["Referrer-Policy"] = noReferrer
		header["Content-Security-Policy"] = apiPolicy
		return next(c)
	}
}

// unslash sends whoever reads an address with a slash at its end to the one without.
// The contract's addresses are exact.
func unslash(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		path := c.Request().URL.EscapedPath()
		if path == "/" || !strings.HasSuffix(path, "/") || strings.HasPrefix(path, "/v1/") || c.Request().Method != http.MethodGet {
			return next(c)
		}
		target := "/" + strings.Trim(path, "/") // two slashes would lead to another host
		if query := c.Request().URL.RawQuery; query != "" {
			target += "?" + query
		}
		return c.Redirect(http.StatusMovedPermanently, target)
	}
}

// sameOrigin refuses writes that a browser makes for another site.
func sameOrigin() echo.MiddlewareFunc {
	protection := http.NewCrossOriginProtection()
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := protection.Check(c.Request()); err != nil {
				return httpapi.Refuse(http.StatusForbidden, "CROSS_ORIGIN",
					registry.Text{Zh: "拒绝来自其他网站的浏览器请求", En: "a browser asked for another site"},
					registry.Text{Zh: "从服务器端调用接口", En: "call the API from a server"})
			}
			return next(c)
		}
	}
}

// patience is what reads get besides their time that wait for the next change,
// or read the whole record.
var patience = map[string]time.Duration{
	"/v1/changes":   httpapi.MaxWait,
	"/v1/audit.csv": time.Minute,
}

// bound limits the body of a request and, for reads that may wait for the
// store, its time. Decisions wait for nothing.
func (s *Server) bound(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		request, limit := c.Request(), s.options.MaxBody
		if httpapi.IsForm(request) {
			limit = s.options.MaxForm
		}
		if request.ContentLength > limit {
			discard(request, request.Body)
			return &http.MaxBytesError{Limit: limit}
		}
		if request.Method != http.MethodGet {
			return boundBody(next, limit)(c)
		}
		ctx, cancel := context.WithTimeout(request.Context(), s.options.Timeout+patience[c.Path()])
		defer cancel()
		c.SetRequest(request.WithContext(ctx))
		return next(c)
	}
}

// boundBody bounds the body of a request that does not say how long it is.
func boundBody(next echo.HandlerFunc, limit int64) echo.HandlerFunc {
	return func(c echo.Context) error {
		request := c.Request()
		whole := request.Body
		bounded := &boundedBody{ReadCloser: http.MaxBytesReader(c.Response(), whole, limit)}
		request.Body = bounded
		err := next(c)
		if bounded.overrun {
			discard(request, whole)
		}
		return err
	}
}

// boundedBody is a body that knows whether somebody read it to its bound.
type boundedBody struct {
	io.ReadCloser
	overrun bool
}

// Read reads the body as far as its bound.
func (b *boundedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if _, over := errors.AsType[*http.MaxBytesError](err); over {
		b.overrun = true
	}
	return n, err
}

// maxDiscarded bounds what is read of a body that is refused.
const maxDiscarded = 64 << 20

// discard reads a body that is refused for its size, since a browser shows no answer
// before it has sent its form. Who waits for the answer, or sends more than is borne,
// is answered at once.
func discard(r *http.Request, body io.Reader) {
	if r.Header.Get("Expect") != "" || r.ContentLength > maxDiscarded {
		return
	}
	_, _ = io.CopyN(io.Discard, body, maxDiscarded) // who stops sending gets the answer all the same
}

// smallest is the size from which compressing pays: less fits one packet.
const smallest = 1400

// compress compresses reads of lists and catalogues. Decisions are not: the
// time it takes is many times the decision's.
func compress() echo.MiddlewareFunc {
	return middleware.GzipWithConfig(middleware.GzipConfig{
		MinLength: smallest,
		Skipper: func(c echo.Context) bool {
			return c.Request().Method != http.MethodGet || strings.HasSuffix(c.Request().URL.Path, ".xlsx") ||
				decisive(c.Path()) || operational(c.Path())
		},
	})
}

// panicError is a panic that was caught, with the place it came from.
type panicError struct {
	cause any
	stack string
}

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.cause) }
