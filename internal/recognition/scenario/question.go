package scenario

import (
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// question asks, and says what the answer is to be.
type question struct {
	place
	text          string
	ask           recognition.Question
	withoutOffset bool   // a time without an offset was written: refused before it is asked
	at            string // the name of the revision asked about; empty for the newest
	refused       []string
	checks        []check
}

// What a question stands for that does not say: an examination at the start of
// defaultExam, asked about defaultDelay after the report.
var defaultExam = registry.DayOf(2026, 6, 1).Start()

const defaultDelay = 24 * 60 * 60

// parseQuestion reads ISSUER > RECEIVER ITEM [FIELD]… EXPECTATION….
func parseQuestion(w *words) (statement, error) {
	q := &question{text: sentence(w.rest)}
	q.ask.ExamTime = defaultExam
	q.ask.Issuer = w.take()
	q.place = w.place
	w.take()
	var err error
	if q.ask.Receiver, err = w.value(q.ask.Issuer+" >", "RECEIVER ITEM"); err != nil {
		return nil, err
	}
	code, err := w.value(q.ask.Issuer+" > "+q.ask.Receiver, "LCHM051")
	if err != nil {
		return nil, err
	}
	q.ask.Item = recognition.ParseItemRef(code)
	if err := q.readFields(w); err != nil {
		return nil, err
	}
	if err := q.readExpectations(w); err != nil {
		return nil, err
	}
	q.finish()
	return q, nil
}

// sentence is a statement in one line.
func sentence(all []word) string {
	texts := make([]string, len(all))
	for i, one := range all {
		texts[i] = one.text
	}
	return strings.Join(texts, " ")
}

func (q *question) readFields(w *words) error {
	for !w.done() && !beginsExpectation(w.peek()) {
		keyword := w.take()
		read, ok := questionFields[keyword]
		if !ok {
			return w.fail("see docs/scenarios.md for what a question may say", "%q is not understood in a question", keyword)
		}
		if err := read(q, w, keyword); err != nil {
			return err
		}
	}
	return nil
}

// finish fills in when it is asked.
func (q *question) finish() {
	if q.ask.AskedAt == 0 {
		q.ask.AskedAt = max(q.ask.ExamTime, q.ask.ReportTime) + defaultDelay
	}
}

// questionFields are what a question may state.
var questionFields = map[string]func(q *question, w *words, keyword string) error{
	"exam":         instantField(func(q *recognition.Question) *registry.Instant { return &q.ExamTime }),
	"report":       instantField(func(q *recognition.Question) *registry.Instant { return &q.ReportTime }),
	"asked":        instantField(func(q *recognition.Question) *registry.Instant { return &q.AskedAt }),
	"final":        (*question).readStatus,
	"amended":      (*question).readStatus,
	"preliminary":  (*question).readStatus,
	"cancelled":    (*question).readStatus,
	"images":       (*question).readImages,
	"specimen":     qualifierField(registry.Specimen),
	"method":       qualifierField(registry.Method),
	"body-site":    qualifierField(registry.BodySite),
	"laterality":   qualifierField(registry.Laterality),
	"contrast":     qualifierField(registry.Contrast),
	"projection":   qualifierField(registry.Projection),
	"diagnosed-by": plainField(func(q *question) *string { return &q.ask.DiagnosedBy }),
	"department":   plainField(func(q *question) *string { return &q.ask.Department }),
	"at":           plainField(func(q *question) *string { return &q.at }),
	"situation":    (*question).readSituation,
	"age":          (*question).readAge,
}

func instantField(field func(*recognition.Question) *registry.Instant) func(*question, *words, string) error {
	return func(q *question, w *words, keyword string) error {
		text, err := w.value(keyword, "2026-06-20 or 2026-06-20T10:00+08:00")
		if err != nil {
			return err
		}
		at, err := parseInstant(text)
		if errors.Is(err, registry.ErrWithoutOffset) {
			q.withoutOffset = true
			return nil
		}
		if err != nil {
			return w.fail("write 2026-06-20, 2026-06-20T10:00+08:00 or 2026-06-20T10:00:01+08:00", "%s %q is no time", keyword, text)
		}
		*field(&q.ask) = at
		return nil
	}
}

// parseInstant reads a day, which stands for its start in China, or a time with
// an offset, with or without seconds.
func parseInstant(text string) (registry.Instant, error) {
	if day, err := registry.ParseDay(text); err == nil {
		return day.Start(), nil
	}
	const toMinutes = len("2006-01-02T15:04")
	if len(text) > toMinutes && text[toMinutes] != ':' {
		text = text[:toMinutes] + ":00" + text[toMinutes:]
	}
	return registry.ParseInstant(text)
}

func qualifierField(kind registry.QualifierKind) func(*question, *words, string) error {
	return plainField(func(q *question) *string { return &q.ask.Qualifiers[kind] })
}

func plainField(field func(*question) *string) func(*question, *words, string) error {
	return func(q *question, w *words, keyword string) error {
		value, err := w.value(keyword, "VALUE")
		*field(q) = value
		return err
	}
}

func (q *question) readStatus(_ *words, keyword string) error {
	q.ask.ReportStatus, _ = recognition.ParseReportStatus(keyword)
	return nil
}

func (q *question) readImages(w *words, keyword string) error {
	value, err := w.choice(keyword, "yes", "no")
	q.ask.HasImages = recognition.TriOf(value == "yes")
	return err
}

func (q *question) readSituation(w *words, keyword string) error {
	text, err := w.value(keyword, "ST03")
	for code := range strings.SplitSeq(text, ",") {
		q.ask.Situations = append(q.ask.Situations, registry.ReasonCode(code))
	}
	return err
}

func (q *question) readAge(w *words, keyword string) error {
	text, err := w.value(keyword, "6")
	if err != nil {
		return err
	}
	years, err := strconv.ParseUint(text, 10, 8)
	if err != nil {
		return w.fail("write completed years, for example age 6", "age %q is no number", text)
	}
	q.ask.Age = recognition.Age{Stated: true, Years: int16(years)}
	return nil
}

func (q *question) play(on *stage) error {
	if err := on.imply(); err != nil {
		return err
	}
	result := Case{File: q.file, Line: q.line, Scenario: on.title, Question: q.text}
	defer func() { on.cases = append(on.cases, result) }()
	if q.withoutOffset {
		result.Failures = q.checkRefused([]string{timeWithoutOffset})
		return nil
	}
	return q.decide(on, &result)
}

// timeWithoutOffset is the code that the edges give a time without an offset;
// such a question never reaches the rules.
const timeWithoutOffset = "TIME_WITHOUT_OFFSET"

func (q *question) decide(on *stage, result *Case) error {
	var held *recognition.Snapshot
	ask := q.ask
	if q.at != "" {
		var ok bool
		if held, ok = on.revisions[q.at]; !ok {
			return q.fail("write revision "+q.at+" above", "revision %s is not named", q.at)
		}
		sequence, ok := on.look().Sequence(held.Revision())
		if !ok {
			return q.fail("report a fault of the registry", "revision %s is no longer known", held.Revision())
		}
		ask.At = sequence
	}
	answer := &on.answer
	if err := recognition.Decide(on.look(), &ask, answer); err != nil {
		result.Failures = q.checkRefused(inputCodes(err))
		return nil
	}
	on.watch(on.look(), answer)
	result.Answer = summary(answer)
	result.Failures = q.check(answer)
	if held != nil && !sameAsHeld(held, q.ask, answer) {
		result.Failures = append(result.Failures, "the registry of revision "+q.at+" itself answers otherwise")
	}
	return nil
}

// sameAsHeld reports whether the registry as it was held back then gives the
// very same answer.
func sameAsHeld(held *recognition.Snapshot, ask recognition.Question, answer *recognition.Answer) bool {
	var before recognition.Answer
	if recognition.Decide(held, &ask, &before) != nil {
		return false
	}
	a, b := reflect.ValueOf(before), reflect.ValueOf(*answer)
	for i := range a.NumField() {
		if a.Type().Field(i).IsExported() && !reflect.DeepEqual(a.Field(i).Interface(), b.Field(i).Interface()) {
			return false
		}
	}
	return true
}

func inputCodes(err error) []string {
	var all recognition.InputErrors
	if !errors.As(err, &all) {
		return []string{err.Error()}
	}
	codes := make([]string, len(all))
	for i, one := range all {
		codes[i] = string(one.Code)
	}
	return codes
}

// checkRefused compares the codes of a refusal with those expected.
func (q *question) checkRefused(codes []string) []string {
	if slices.Equal(codes, q.refused) {
		return nil
	}
	if len(q.refused) == 0 {
		return []string{"refused " + strings.Join(codes, " ") + ", an answer was expected"}
	}
	return []string{"refused " + strings.Join(codes, " ") + ", expected " + strings.Join(q.refused, " ")}
}

// check says what is not as expected.
func (q *question) check(a *recognition.Answer) []string {
	if len(q.refused) > 0 {
		return []string{"answered, expected to be refused " + strings.Join(q.refused, " ")}
	}
	var failures []string
	for _, one := range q.checks {
		if failure := one(a); failure != "" {
			failures = append(failures, failure)
		}
	}
	return failures
}
