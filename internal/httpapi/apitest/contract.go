package apitest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"concord/api"
)

// Contract asks a handler and holds every answer against openapi.yaml.
type Contract struct {
	handler http.Handler
	spec    *openapi3.T
	router  routers.Router
}

// asked are the operations that any contract of the process saw answered as
// asked.
var asked sync.Map

// NewContract reads the contract that a handler is to keep.
func NewContract(t testing.TB, handler http.Handler) *Contract {
	t.Helper()
	spec, err := openapi3.NewLoader().LoadFromData(api.Spec)
	if err != nil {
		t.Fatalf("read openapi.yaml: %v", err)
	}
	router, err := legacy.NewRouter(spec)
	if err != nil {
		t.Fatalf("route by openapi.yaml: %v", err)
	}
	knowMediaTypes()
	return &Contract{handler, spec, router}
}

// knowMediaTypes tells the validator of media types that it does not know by
// itself; it keeps them for the whole process.
var knowMediaTypes = sync.OnceFunc(func() {
	openapi3filter.RegisterBodyDecoder("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", openapi3filter.FileBodyDecoder)
	openapi3filter.RegisterBodyDecoder("text/html", openapi3filter.FileBodyDecoder)
	openapi3filter.RegisterBodyDecoder("text/css", openapi3filter.FileBodyDecoder)
})

// Answer is what a request was answered with.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Get asks with GET.
func (c *Contract) Get(t testing.TB, target string, headers ...string) Answer {
	t.Helper()
	return c.ask(t, http.MethodGet, target, "", headers)
}

// Ask asks with any method and body.
func (c *Contract) Ask(t testing.TB, method, target, body string, headers ...string) Answer {
	t.Helper()
	return c.ask(t, method, target, body, headers)
}

// Post asks with POST and a JSON body.
func (c *Contract) Post(t testing.TB, target, body string, headers ...string) Answer {
	t.Helper()
	return c.ask(t, http.MethodPost, target, body, append([]string{"Content-Type: application/json"}, headers...))
}

func (c *Contract) ask(t testing.TB, method, target, body string, headers []string) Answer {
	t.Helper()
	request := httptest.NewRequest(method, target, strings.NewReader(body))
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		request.Header.Set(name, value)
	}
	recorder := httptest.NewRecorder()
	c.handler.ServeHTTP(recorder, request)
	answer := Answer{recorder.Code, recorder.Header(), recorder.Body.String()}
	c.check(t, request, answer)
	c.checkCode(t, answer)
	return answer
}

// check fails the test where an answer is not what the contract says.
func (c *Contract) check(t testing.TB, request *http.Request, answer Answer) {
	t.Helper()
	route, parameters, err := c.router.FindRoute(request)
	if err != nil {
		return // the contract has no such route; its answer is a problem all the same
	}
	route = c.suffixed(*route, request.URL.Path)
	if answer.Status/100 == 2 {
		asked.Store(route.Operation.OperationID, true)
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: request, PathParams: parameters, Route: route},
		Status:                 answer.Status,
		Header:                 answer.Header,
		Body:                   io.NopCloser(bytes.NewBufferString(answer.Body)),
		Options:                &openapi3filter.Options{IncludeResponseStatus: true},
	}
	if err := openapi3filter.ValidateResponse(context.Background(), input); err != nil {
		t.Errorf("%s %s: the answer is not what openapi.yaml says: %v\n%.600q", request.Method, request.URL, err, answer.Body)
	}
}

// checkCode fails the test where a problem has a code that the contract does
// not explain.
func (c *Contract) checkCode(t testing.TB, answer Answer) {
	t.Helper()
	if answer.Header.Get("Content-Type") != "application/problem+json" {
		return
	}
	var problem api.Problem
	if err := json.Unmarshal([]byte(answer.Body), &problem); err != nil {
		t.Errorf("the problem is not JSON: %v\n%s", err, answer.Body)
	}
	explained, _ := c.spec.Components.Schemas["Problem"].Value.Extensions["x-codes"].(map[string]any)
	if explained[problem.Code] == nil {
		t.Errorf("openapi.yaml does not explain the code %q", problem.Code)
	}
}

// suffixed corrects a route whose last parameter took in a suffix ({n}.csv).
func (c *Contract) suffixed(route routers.Route, path string) *routers.Route {
	if item := c.spec.Paths.Value(route.Path + filepath.Ext(path)); filepath.Ext(path) != "" && item != nil {
		route.Path += filepath.Ext(path)
		route.PathItem = item
		route.Operation = item.GetOperation(route.Method)
	}
	return &route
}

// Unasked are the operations of the contract that nobody in this process asked
// with success, besides those with a tag.
func Unasked(besides string) ([]string, error) {
	spec, err := openapi3.NewLoader().LoadFromData(api.Spec)
	if err != nil {
		return nil, err
	}
	var unasked []string
	for _, item := range spec.Paths.Map() {
		for _, operation := range item.Operations() {
			if _, ok := asked.Load(operation.OperationID); !ok && operation.Tags[0] != besides {
				unasked = append(unasked, operation.OperationID)
			}
		}
	}
	slices.Sort(unasked)
	return unasked, nil
}

// Routes are the methods and paths of the contract: GET /v1/items/{code}.
func (c *Contract) Routes() []string {
	var all []string
	for path, item := range c.spec.Paths.Map() {
		for method := range item.Operations() {
			all = append(all, method+" "+path)
		}
	}
	return all
}
