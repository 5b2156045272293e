package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"concord/api"
	"concord/internal/app"
	"concord/internal/httpapi"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// asker asks a server, or the database itself through the very handlers that a
// server answers with: so what a command prints as JSON is the API's, and there
// is one way to put a question.
type asker struct {
	client *api.Client
	close  func() error
}

// reading makes the snapshot that a command needs.
type reading func(context.Context, registry.Store, *registry.Catalogue) (*recognition.Snapshot, error)

// ask opens the server at an address or, where there is none, the database.
func (c *console) ask(ctx context.Context, address string, read reading) (*asker, error) {
	if address != "" {
		client, err := api.NewClient(address, c.speak())
		if err != nil {
			return nil, usagef("--server %s: %w", address, err)
		}
		return &asker{client, func() error { return nil }}, nil
	}
	db, err := c.openForReading(ctx)
	if err != nil {
		return nil, err
	}
	snapshot, err := read(ctx, db, c.catalogue())
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	service := app.NewStill(db, snapshot)
	client, err := c.clientOf(c.inProcess(service, httpapi.Options{Office: app.NewOffice(db, service)}))
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &asker{client, db.Close}, nil
}

// speak asks for answers in the language of the run.
func (c *console) speak() api.ClientOption {
	return api.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		r.Header.Set("Accept-Language", c.lang)
		return nil
	})
}

// clientOf asks the API in this process.
func (c *console) clientOf(d handlerDoer) (*api.Client, error) {
	return api.NewClient("http://database", c.speak(), api.WithHTTPClient(d))
}

// inProcess answers requests by the API's handlers, without a network, after
// what stands before them.
func (c *console) inProcess(service *app.Service, o httpapi.Options, before ...echo.MiddlewareFunc) handlerDoer {
	e := echo.New()
	e.HTTPErrorHandler = httpapi.HandleError
	o.Clock, o.Build = c.now, buildVersion()
	answers := httpapi.New(service, service.Snapshot().Catalogue(), o)
	e.Use(append([]echo.MiddlewareFunc{answers.Pin}, before...)...)
	answers.Register(e)
	return handlerDoer{e}
}

// handlerDoer carries requests to a handler of this process.
type handlerDoer struct{ handler http.Handler }

// Do lets the handler answer.
func (d handlerDoer) Do(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		r.Body = http.NoBody
	}
	w := &answerBuffer{header: http.Header{}, status: http.StatusOK}
	d.handler.ServeHTTP(w, r)
	return &http.Response{StatusCode: w.status, Header: w.header, Body: io.NopCloser(&w.body), Request: r}, nil
}

// answerBuffer keeps what a handler writes.
type answerBuffer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header is the answer's header.
func (b *answerBuffer) Header() http.Header { return b.header }

// WriteHeader keeps the status.
func (b *answerBuffer) WriteHeader(status int) { b.status = status }

// Write keeps a part of the body.
func (b *answerBuffer) Write(p []byte) (int, error) { return b.body.Write(p) }

// refusal is a problem that the API answered with.
type refusal struct{ api.Problem }

// Error lists what is wrong, one line each.
func (r refusal) Error() string {
	var b bytes.Buffer
	b.WriteString(r.Detail)
	for _, e := range r.Errors {
		fmt.Fprintf(&b, "\n  %s %s: %s → %s", e.Pointer, e.Code, e.Message, e.Fix)
	}
	return b.String()
}

// body returns the body of a good answer; of any other, the problem as error.
func body(response *http.Response, err error) ([]byte, error) {
	if err != nil {
		return nil, fmt.Errorf("ask the server: %w", err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	if response.StatusCode == http.StatusOK {
		return data, nil
	}
	var problem api.Problem
	if err := json.Unmarshal(data, &problem); err != nil || problem.Code == "" {
		return nil, fmt.Errorf("ask the server: %s", response.Status)
	}
	return nil, refusal{problem}
}
