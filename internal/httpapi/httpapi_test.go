package httpapi_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"concord/catalogs"
	"concord/internal/httpapi"
	"concord/internal/httpapi/apitest"
)

// newContract is the API over the test registry, held to the contract.
func newContract(t testing.TB) *apitest.Contract {
	t.Helper()
	return apitest.NewContract(t, newHandler(apitest.Registry(t)))
}

func newHandler(r httpapi.Registry) http.Handler {
	api := httpapi.New(r, catalogs.Load(), httpapi.Options{Clock: func() time.Time { return apitest.Now }, Build: "test"})
	e := echo.New()
	e.HTTPErrorHandler = httpapi.HandleError
	e.Use(api.Pin)
	api.Register(e)
	return e
}

// read reads an answer's body as JSON.
func read[T any](t testing.TB, a apitest.Answer) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(a.Body), &v); err != nil {
		t.Fatalf("the answer is not JSON: %v\n%s", err, a.Body)
	}
	return v
}
