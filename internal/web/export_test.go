package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// PageRoutes are the paths of all pages, as Echo writes them.
func PageRoutes() []string {
	e := echo.New()
	New(Options{}).Register(e)
	var paths []string
	for _, route := range e.Routes() {
		if route.Method == http.MethodGet && !strings.HasPrefix(route.Path, "/assets/") && !strings.HasPrefix(route.Path, "/suggest/") {
			paths = append(paths, route.Path)
		}
	}
	return paths
}

// Without takes a template away, so that its pages cannot be rendered.
func (w *Web) Without(template string) {
	for _, set := range w.sets {
		delete(set, template)
	}
}
