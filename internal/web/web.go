package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"concord/internal/app"
)

//go:embed *.tmpl
var files embed.FS

//go:embed style.css
var style []byte

var templates = template.Must(template.ParseFS(files, "*.tmpl"))

// page is what one page shows.
type page interface{ template() string }

// policy lets pages load the style sheet beside them and send their own forms.
const policy = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// Web answers with pages.
type Web struct {
	office *app.Office
	clock  func() time.Time
}

// New returns the pages over an office; nil where nothing can be written.
func New(office *app.Office, clock func() time.Time) *Web { return &Web{office, clock} }

// Register adds the routes of the pages to an Echo.
func (w *Web) Register(e *echo.Echo) {
	e.GET("/web/style.css", styleSheet)
	e.GET("/setup", w.setup)
	e.POST("/setup", w.setUp)
}

func styleSheet(c echo.Context) error {
	c.Response().Header().Set(echo.HeaderCacheControl, "max-age=3600")
	return c.Blob(http.StatusOK, "text/css; charset=utf-8", style)
}

// render sends a page once it is whole.
func render(c echo.Context, status int, p page) error {
	var html bytes.Buffer
	if err := templates.ExecuteTemplate(&html, p.template(), p); err != nil {
		return fmt.Errorf("render the page %s: %w", p.template(), err)
	}
	header := c.Response().Header()
	header.Set(echo.HeaderContentSecurityPolicy, policy)
	// Under no-referrer, a browser would send its forms with Origin: null, which
	// nothing tells from another site's where there is no TLS.
	header.Set(echo.HeaderReferrerPolicy, "same-origin")
	header.Set(echo.HeaderCacheControl, "no-store")
	return c.HTMLBlob(status, html.Bytes())
}
