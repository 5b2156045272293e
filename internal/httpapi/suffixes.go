package httpapi

import (
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"concord/api"
)

// suffixes registers routes whose last parameter has a suffix ({n}.csv) as part
// of the route without one: a parameter of Echo reaches to the next slash, so to
// Echo they are the same.
type suffixes struct {
	api.EchoRouter
	files map[string]echo.HandlerFunc // by path, the suffix included
}

// suffixed are the endings that a last parameter may have.
var suffixed = []string{".csv", ".xlsx"}

// POST adds a route.
func (s suffixes) POST(path string, handler echo.HandlerFunc, m ...echo.MiddlewareFunc) *echo.Route {
	return s.EchoRouter.POST(path, wrapped(handler, m))
}

// wrapped is a handler behind its middleware; Echo would wrap it anew for every
// request.
func wrapped(handler echo.HandlerFunc, m []echo.MiddlewareFunc) echo.HandlerFunc {
	for _, wrap := range slices.Backward(m) {
		handler = wrap(handler)
	}
	return handler
}

// GET adds a route.
func (s suffixes) GET(path string, handler echo.HandlerFunc, m ...echo.MiddlewareFunc) *echo.Route {
	handler = wrapped(handler, m)
	parameter := strings.HasPrefix(path[strings.LastIndexByte(path, '/')+1:], ":")
	if parameter && slices.ContainsFunc(suffixed, func(suffix string) bool { return strings.HasSuffix(path, suffix) }) {
		s.files[path] = handler
		return &echo.Route{Method: echo.GET, Path: path}
	}
	return s.EchoRouter.GET(path, s.orFile(path, handler))
}

// orFile is a handler that leaves values with a suffix to the route of the
// suffix, which may be added later.
func (s suffixes) orFile(path string, handler echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		values := c.ParamValues()
		if len(values) == 0 {
			return handler(c)
		}
		last := &values[len(values)-1]
		for _, suffix := range suffixed {
			file := s.files[path+suffix]
			if value, ok := strings.CutSuffix(*last, suffix); ok && file != nil {
				*last = value
				c.SetParamValues(values...)
				return file(c)
			}
		}
		return handler(c)
	}
}
