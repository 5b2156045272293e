package server

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"concord/api"
	"concord/internal/httpapi"
)

// addOperation adds the routes by which the server is run and read about.
func (s *Server) addOperation() error {
	page, err := renderDocs()
	if err != nil {
		return err
	}
	s.echo.GET("/healthz", healthz)
	s.echo.GET("/readyz", s.readyz)
	s.echo.GET("/metrics", echo.WrapHandler(promhttp.HandlerFor(s.observer.metrics, promhttp.HandlerOpts{})))
	s.echo.GET("/v1/openapi.yaml", document("application/yaml", api.Spec))
	s.echo.GET("/docs", document("text/html; charset=utf-8", page))
	s.echo.GET("/docs/style.css", document("text/css; charset=utf-8", docsStyle))
	return nil
}

// healthz says that the process is alive, whatever it can answer.
func healthz(c echo.Context) error { return c.JSON(http.StatusOK, api.Health{Status: api.Ok}) }

// readyz says whether decisions are answered.
func (s *Server) readyz(c echo.Context) error {
	snapshot := s.registry.Snapshot()
	if snapshot == nil {
		return httpapi.NotReady()
	}
	revision := snapshot.Revision().String()
	health := api.Health{Status: api.Ready, Revision: &revision}
	if s.registry.Degraded() {
		health.Status = api.Degraded
	}
	return c.JSON(http.StatusOK, health)
}

// docsPolicy lets the documents load the style sheet beside them.
const docsPolicy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// document serves a text that is the same for the life of the program.
func document(mediaType string, text []byte) echo.HandlerFunc {
	sum := sha256.Sum256(text)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	return func(c echo.Context) error {
		header := c.Response().Header()
		header.Set("ETag", tag)
		header.Set("Cache-Control", "no-cache")
		header.Set("Content-Security-Policy", docsPolicy)
		if httpapi.Holds(c.Request().Header.Get("If-None-Match"), tag) {
			return c.NoContent(http.StatusNotModified)
		}
		return c.Blob(http.StatusOK, mediaType, text)
	}
}
