package web_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"concord/catalogs"
	"concord/internal/httpapi"
	"concord/internal/web"
)

// A page that tells of a failure may fail itself: that is told in plain words, and
// does not go unnoticed.
func TestAFailureThatCannotBeShownIsNoted(t *testing.T) {
	s := newSite(t)
	var noted bytes.Buffer
	pages := web.New(web.Options{Registry: s.service, Log: slog.New(slog.NewTextHandler(&noted, nil))})
	pages.Without("failure")
	e := echo.New()
	e.Use(httpapi.New(s.service, catalogs.Load(), httpapi.Options{}).Pin)
	e.HTTPErrorHandler = pages.Fail
	request := httptest.NewRequest(http.MethodGet, "/nothing", nil)
	request.Header.Set("Accept", "text/html")
	answer := httptest.NewRecorder()
	e.ServeHTTP(answer, request)
	if answer.Code != http.StatusInternalServerError || strings.TrimSpace(answer.Body.String()) == "" {
		t.Errorf("%d %q", answer.Code, answer.Body)
	}
	if line := noted.String(); !strings.Contains(line, "level=ERROR") || !strings.Contains(line, "path=/nothing") || !strings.Contains(line, "there is no template failure") {
		t.Errorf("noted is %q", line)
	}
}
