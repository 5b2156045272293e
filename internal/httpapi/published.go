package httpapi

import (
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"concord/api"
	"concord/internal/registry"
)

// published answers 304 where a client holds what it would be told again. What
// a read says depends on nothing but its address, the registry's revision, the
// day, the language and the program, so those are the validator.
func (a *API) published(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		pinned := callOf(c.Request().Context())
		tag := a.validator(pinned)
		header := c.Response().Header()
		header.Set("Cache-Control", "no-cache")
		header.Set("ETag", tag)
		header.Set("Vary", "Accept-Language, Accept-Encoding")
		if Holds(c.Request().Header.Get("If-None-Match"), tag) {
			return c.NoContent(http.StatusNotModified)
		}
		return next(c)
	}
}

// validator is that of a read of published data, behind what names the state that
// it is of.
func (a *API) validator(c *call, state ...string) string {
	return `W/"` + strings.Join(append(state, c.snapshot.Revision().String(), c.now.Day().String(), c.lang, a.build), ".") + `"`
}

// revalidated lets caches keep an answer that they ask about before each use.
func revalidated(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set("Cache-Control", "no-cache")
		c.Response().Header().Set("Vary", "Accept-Language, Accept-Encoding")
		return next(c)
	}
}

// Holds reports whether a client's If-None-Match names a tag, compared weakly.
func Holds(ifNoneMatch, tag string) bool {
	for held := range strings.SplitSeq(ifNoneMatch, ",") {
		if strings.TrimPrefix(strings.TrimSpace(held), "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// unstored keeps decisions out of caches: they are of the instant they were
// asked at.
func unstored(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header()["Cache-Control"] = noStore
		return next(c)
	}
}

var noStore = []string{"no-store"}

// knownParameters refuses query parameters that an operation does not have.
func knownParameters(next api.StrictHandlerFunc, _ string) api.StrictHandlerFunc {
	return func(c echo.Context, request any) (any, error) {
		if c.Request().URL.RawQuery == "" {
			return next(c, request)
		}
		known := parameterNames(reflect.TypeOf(request))
		var problems []registry.Problem
		for _, name := range slices.Sorted(maps.Keys(c.QueryParams())) {
			if !known[name] {
				problems = append(problems, unknownField("/"+name, name))
			}
		}
		if problems != nil {
			return nil, refuse(problems)
		}
		return next(c, request)
	}
}

var parametersOf sync.Map // of request types: map[string]bool

// parameterNames are the query parameters of an operation, as the tags of its
// generated request say.
func parameterNames(request reflect.Type) map[string]bool {
	if names, ok := parametersOf.Load(request); ok {
		return names.(map[string]bool)
	}
	names := map[string]bool{}
	if params, ok := request.FieldByName("Params"); ok {
		for i := range params.Type.NumField() {
			name, _, _ := strings.Cut(params.Type.Field(i).Tag.Get("form"), ",")
			names[name] = true
		}
	}
	parametersOf.Store(request, names)
	return names
}
