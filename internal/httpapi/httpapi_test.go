package httpapi_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"concord/catalogs"
	"concord/internal/httpapi"
	"concord/internal/httpapi/apitest"
	"concord/internal/store/pgtest"
)

// TestMain also holds the tests together against the contract: every operation
// of it is asked by one of them.
func TestMain(m *testing.M) {
	flag.Parse()
	code := pgtest.Tests{M: m}.Run()
	if code == 0 && flag.Lookup("test.run").Value.String() == "" && flag.Lookup("test.bench").Value.String() == "" && flag.Lookup("test.fuzz").Value.String() == "" {
		code = everyOperationIsAsked()
	}
	os.Exit(code)
}

func everyOperationIsAsked() int {
	unasked, err := apitest.Unasked("operation")
	if err == nil && len(unasked) == 0 {
		return 0
	}
	fmt.Fprintf(os.Stderr, "operations of the contract that no test asks: %v %v\n", unasked, err)
	return 1
}

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
