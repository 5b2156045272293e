package httpapi

import (
	"context"
	"net/http"
	"strconv"
	"sync"

	"github.com/go-json-experiment/json"

	"concord/api"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// maxQuestions bounds a batch; a panel counts as its items.
const maxQuestions = 1000

// questionsPerToken is how many questions of a batch count as one request.
const questionsPerToken = 10

// maxIDLength bounds the ids that a batch gives its questions, in bytes.
const maxIDLength = 200

// DecideBatch answers POST /v1/decisions/batch.
func (a *API) DecideBatch(ctx context.Context, r api.DecideBatchRequestObject) (api.DecideBatchResponseObject, error) {
	c := callOf(ctx)
	defer keepQuestions(r.Body.Questions)
	if r.Body.Questions == nil {
		return nil, refuse([]registry.Problem{missing("/questions")})
	}
	if err := checkDetail(r.Body.Detail); err != nil {
		return nil, err
	}
	asked := a.panels.count(r.Body.Questions)
	if asked > maxQuestions {
		return nil, tooManyQuestions()
	}
	if err := c.spend((asked - 1) / questionsPerToken); err != nil {
		return nil, err
	}
	b := &batch{decision: takeBatch(), call: c, panels: a.panels, detail: r.Body.Detail}
	b.answer(r.Body.Questions)
	return b, nil
}

// batchBuffers keeps the buffers of a few batches, which are megabytes. A
// sync.Pool would drop them at every collection, and growing them anew brings
// on the next one.
var batchBuffers = make(chan *decision, 8)

func takeBatch() *decision {
	select {
	case d := <-batchBuffers:
		return d
	default:
		return new(decision)
	}
}

// VisitDecideBatchResponse writes the answers and gives their buffer back.
func (b *batch) VisitDecideBatchResponse(w http.ResponseWriter) error {
	err := b.send(w)
	if cap(b.body) > largestKept {
		return err
	}
	select {
	case batchBuffers <- b.decision:
	default:
	}
	return err
}

func tooManyQuestions() error {
	return Refuse(http.StatusRequestEntityTooLarge, codeTooLarge,
		textf("一次最多 %d 题，组合项目按其项目数计", "at most %d questions at once; a panel counts as its items", maxQuestions),
		registry.Text{Zh: "分多次提交", En: "send them in parts"})
}

// batch answers questions into the body of one decision.
type batch struct {
	*decision
	call   *call
	panels panels
	detail api.Detail
}

func (b *batch) answer(questions []api.Asked) {
	b.body = append(b.body[:0], `{"revision":"`...)
	b.body = appendRevision(b.body, b.call.snapshot.Revision())
	b.body = append(b.body, `","answers":[`...)
	for i := range questions {
		if i > 0 {
			b.body = append(b.body, ',')
		}
		b.one(&questions[i], i)
	}
	b.body = append(b.body, "]}\n"...)
}

// one answers the question at an index. What is wrong with it stands in its
// place; its pointers begin at the batch.
func (b *batch) one(q *api.Asked, index int) {
	start := len(b.body)
	err := q.Refused
	if err == nil {
		if err = b.ask(q); err != nil {
			err = within(err, "/questions/"+strconv.Itoa(index))
		}
	}
	if err != nil {
		b.body = appendProblem(b.body[:start], q.ID, err, b.call.lang)
	}
}

func (b *batch) ask(q *api.Asked) error {
	switch {
	case q.ID == "":
		return refuse([]registry.Problem{missing("/id")})
	case len(q.ID) > maxIDLength:
		return refuse([]registry.Problem{invalid("/id",
			textf("id 超过 %d 字节", "the id is longer than %d bytes", maxIDLength),
			registry.Text{Zh: "改短", En: "shorten it"})})
	case q.Panel != "":
		return b.panel(q)
	}
	return b.item(&q.Question, q.ID, "")
}

// item answers a question under an id, which is in two parts for items of panels.
func (b *batch) item(q *api.Question, id, code string) error {
	b.body = appendEscaped(append(b.body, `{"id":"`...), id)
	if code != "" {
		b.body = appendEscaped(append(b.body, '/'), code)
	}
	b.body = append(b.body, `","answer":`...)
	if err := b.decide(b.call, q, b.detail); err != nil {
		return err
	}
	b.body = append(b.body, '}')
	return nil
}

// panel answers each item of a panel, then rolls them up to the worst.
func (b *batch) panel(q *api.Asked) error {
	panel, ok := b.panels.find(q.Panel)
	if !ok {
		return refuse([]registry.Problem{unknownPanel(q.Panel)})
	}
	if q.Item.Code != "" {
		return refuse([]registry.Problem{invalid("/panel",
			registry.Text{Zh: "panel 与 item 只能写一个", En: "a question has a panel or an item, not both"},
			registry.Text{Zh: "去掉其中一个", En: "leave one out"})})
	}
	worst := recognition.Recognized
	for _, code := range panel.Items {
		q.Item = api.ItemRef{Code: string(code)}
		if err := b.item(&q.Question, q.ID, string(code)); err != nil {
			return err
		}
		b.body = append(b.body, ',')
		if b.decision.answer.Outcome.Worse(worst) {
			worst = b.decision.answer.Outcome
		}
	}
	b.rollUp(q.ID, panel.Name, worst)
	return nil
}

func (b *batch) rollUp(id, panel string, worst recognition.Outcome) {
	b.body = append(b.body, `{"id":`...)
	b.body = appendString(b.body, id)
	b.body = append(b.body, `,"panel":`...)
	b.body = appendString(b.body, panel)
	b.body = append(b.body, `,"outcome":"`...)
	b.body = append(b.body, worst.String()...)
	b.body = append(b.body, `"}`...)
}

func unknownPanel(name string) registry.Problem {
	return registry.Problem{
		Pointer: "/panel", Code: "PANEL_UNKNOWN",
		Message: textf("没有组合项目 %q", "there is no panel %q", name),
		Fix:     registry.Text{Zh: "使用 GET /v1/panels 列出的名称或代码", En: "use a name or code of GET /v1/panels"},
	}
}

// within moves the pointers of an error's problems below a place.
func within(err error, place string) error {
	refusal := refusalOf(err)
	for i := range refusal.Problems {
		refusal.Problems[i].Pointer = place + refusal.Problems[i].Pointer
	}
	return refusal
}

// appendProblem appends the place of a question that cannot be asked.
func appendProblem(buf []byte, id string, err error, lang string) []byte {
	buf = append(buf, `{"id":`...)
	buf = appendString(buf, id)
	buf = append(buf, `,"problem":`...)
	// A struct of strings and numbers always has a JSON form.
	problem, _ := json.Marshal(ProblemOf(err, lang), json.OmitZeroStructFields(true))
	return append(append(buf, problem...), '}')
}

// readBatch reads a batch. Where its defaults stand after its questions, the
// text is read once more, now that they are known.
func readBatch(r *questionReader, into *api.Batch) error {
	into.Defaults = &api.Question{}
	late, err := r.batch(into)
	if late && err == nil {
		r.again()
		into.Questions = into.Questions[:0]
		_, err = r.batch(into)
	}
	if err != nil {
		return err
	}
	return r.refused()
}

// batch reads a batch; late says that its defaults came after its questions.
func (r *questionReader) batch(into *api.Batch) (late bool, err error) {
	err = r.object(func(name string) error {
		switch name {
		case "questions":
			return r.questions(into)
		case "defaults":
			late = len(into.Questions) > 0
			return r.question(into.Defaults)
		case "detail":
			return r.string((*string)(&into.Detail))
		}
		return r.unknown(name)
	})
	return late, err
}

// questions reads the questions of a batch into a buffer that is used again.
func (r *questionReader) questions(into *api.Batch) error {
	if into.Questions == nil {
		into.Questions = (*questionBuffers.Get().(*[]api.Asked))[:0]
	}
	return r.array(func() error {
		if len(into.Questions) == maxQuestions {
			return tooManyQuestions()
		}
		into.Questions = append(into.Questions, api.Asked{})
		return r.asked(&into.Questions[len(into.Questions)-1], into.Defaults)
	})
}

var questionBuffers = sync.Pool{New: func() any { return new([]api.Asked{}) }}

// keepQuestions gives the buffer of a batch back.
func keepQuestions(questions []api.Asked) {
	if questions != nil {
		clear(questions)
		questionBuffers.Put(&questions)
	}
}
