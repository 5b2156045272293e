package web

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"concord/api"
	"concord/internal/httpapi"
	"concord/internal/registry"
)

// contractOrigin is the host that the contract is asked by; no request leaves
// the process.
const contractOrigin = "http://contract.invalid"

// client is the contract as whoever asks for a page may use it: with their
// session, their address and their language. It is what makes the roles, the
// checks and the record of the pages those of the contract.
func (w *Web) client(c echo.Context) *api.ClientWithResponses {
	client, err := api.NewClientWithResponses(contractOrigin, api.WithHTTPClient(inProcess{w.contract, c}))
	if err != nil {
		panic(err) // the origin is a constant
	}
	return client
}

// inProcess sends the requests of a client to the contract in this process.
type inProcess struct {
	contract http.Handler
	c        echo.Context
}

// carried are the headers of a page's request that its requests of the contract
// have too.
var carried = []string{
	"Accept-Language", "Cookie", "Origin", "Sec-Fetch-Site", echo.HeaderXForwardedFor, echo.HeaderXForwardedProto, "X-Request-Id", "User-Agent",
}

// Do answers a request of the client. A cookie that comes with the answer goes to
// the browser.
func (p inProcess) Do(r *http.Request) (*http.Response, error) {
	from := p.c.Request()
	for _, name := range carried {
		if values := from.Header.Values(name); len(values) > 0 {
			r.Header[http.CanonicalHeaderKey(name)] = values
		}
	}
	r.Host, r.RemoteAddr, r.TLS, r.RequestURI = from.Host, from.RemoteAddr, from.TLS, r.URL.RequestURI()
	if r.Body == nil {
		r.Body = http.NoBody
	}
	answer := &answer{header: http.Header{}, status: http.StatusOK}
	p.contract.ServeHTTP(answer, r)
	for _, cookie := range answer.header.Values(echo.HeaderSetCookie) {
		p.c.Response().Header().Add(echo.HeaderSetCookie, cookie)
	}
	return &http.Response{
		StatusCode: answer.status, Header: answer.header, Body: io.NopCloser(&answer.body), Request: r,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: int64(answer.body.Len()),
	}, nil
}

// answer is what the contract writes.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header is the answer's.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader says the status.
func (a *answer) WriteHeader(status int) { a.status = status }

// Write adds to the body.
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

// response is what the generated client gives for every operation.
type response interface {
	StatusCode() int
	GetApplicationProblemJSONDefault() *api.Problem
}

// refusedError is a refusal of the contract.
type refusedError struct{ problem api.Problem }

// Error names the code and what is wrong.
func (e *refusedError) Error() string { return e.problem.Code + ": " + e.problem.Detail }

// asked is what the contract gave, or its refusal as an error, which [formOf]
// shows at the fields and [Web.Fail] as a page.
func asked[R response](r R, err error) (R, error) {
	if err != nil {
		return r, err
	}
	if p := r.GetApplicationProblemJSONDefault(); p != nil {
		return r, &refusedError{*p}
	}
	return r, nil
}

// largestPage is how many things the contract gives at once.
const largestPage = 1000

// every is all that the contract gives in pages.
func every[T any](page func(cursor string) (items []T, next *string, err error)) ([]T, error) {
	var all []T
	for cursor := ""; ; {
		items, next, err := page(cursor)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
		if next == nil {
			return all, nil
		}
		cursor = *next
	}
}

// ifMatch makes a request of the client hold only for the state that its tag
// names.
func ifMatch(tag string) api.RequestEditorFn {
	return func(_ context.Context, r *http.Request) error {
		if tag != "" {
			r.Header.Set("If-Match", tag)
		}
		return nil
	}
}

// now is the present of a page.
func (w *Web) now() registry.Instant { return registry.InstantOf(w.clock()) }

// problemOf is an error as the contract shows it.
func problemOf(c echo.Context, err error) api.Problem {
	if refused, ok := asRefused(err); ok {
		return refused.problem
	}
	return httpapi.ProblemOf(err, languageOf(c))
}
