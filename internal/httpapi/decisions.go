package httpapi

import (
	"context"
	"net/http"
	"strconv"
	"sync"

	"github.com/labstack/echo/v4"

	"concord/api"
	"concord/internal/recognition"
)

// Decide answers POST /v1/decisions.
func (a *API) Decide(ctx context.Context, r api.DecideRequestObject) (api.DecideResponseObject, error) {
	d, err := callOf(ctx).decide(r.Body, r.Params.Detail)
	if err != nil {
		return nil, err
	}
	return d, nil
}

// DecideByQuery answers GET /v1/decisions.
func (a *API) DecideByQuery(ctx context.Context, r api.DecideByQueryRequestObject) (api.DecideByQueryResponseObject, error) {
	question, err := questionOf(&r.Params)
	if err != nil {
		return nil, err
	}
	d, err := callOf(ctx).decide(question, r.Params.Detail)
	if err != nil {
		return nil, err
	}
	return d, nil
}

// decide answers one question.
func (c *call) decide(w *api.Question, detail api.Detail) (*decision, error) {
	if err := checkDetail(detail); err != nil {
		return nil, err
	}
	d := decisions.Get().(*decision)
	d.body = d.body[:0]
	if err := d.decide(c, w, detail); err != nil {
		decisions.Put(d)
		return nil, err
	}
	d.body = append(d.body, '\n')
	return d, nil
}

func checkDetail(detail api.Detail) error { return oneOf("detail", detail, api.Full, api.Brief) }

// decision is a question and its answer in buffers that are used again, and the
// answer's JSON.
type decision struct {
	question recognition.Question
	answer   recognition.Answer
	body     []byte
}

var decisions = sync.Pool{New: func() any { return new(decision) }}

// decide appends the answer to a question to the body.
func (d *decision) decide(c *call, w *api.Question, detail api.Detail) error {
	if err := c.ask(w, &d.question); err != nil {
		return err
	}
	if err := recognition.Decide(c.snapshot, &d.question, &d.answer); err != nil {
		return err
	}
	d.body = AppendAnswer(d.body, c.snapshot, &d.answer, c.lang, detail)
	return nil
}

// VisitDecideResponse writes the answer.
func (d *decision) VisitDecideResponse(w http.ResponseWriter) error { return d.finish(w) }

// VisitDecideByQueryResponse writes the answer.
func (d *decision) VisitDecideByQueryResponse(w http.ResponseWriter) error { return d.finish(w) }

// finish sends the body and gives the buffers back.
func (d *decision) finish(w http.ResponseWriter) error {
	err := d.send(w)
	decisions.Put(d)
	return err
}

func (d *decision) send(w http.ResponseWriter) error {
	header := w.Header()
	header["Content-Type"] = jsonType
	header["Content-Length"] = []string{strconv.Itoa(len(d.body))}
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(d.body)
	return err
}

var jsonType = []string{"application/json"}

// serializer reads the bodies of decisions without reflection; it is the one
// place where bodies become wire structs.
type serializer struct{ echo.DefaultJSONSerializer }

// Deserialize reads a request's body.
func (s serializer) Deserialize(c echo.Context, into any) error {
	body := c.Request().Body
	switch into := into.(type) {
	case *api.Question:
		return readText(body, func(r *questionReader) error { return readQuestion(r, into) })
	case *api.Batch:
		return readText(body, func(r *questionReader) error { return readBatch(r, into) })
	case *api.Reported:
		return readText(body, func(r *questionReader) error { return readReported(r, into) })
	}
	return readBody(c, into)
}

func readQuestion(r *questionReader, into *api.Question) error {
	if err := r.question(into); err != nil {
		return err
	}
	return r.refused()
}
