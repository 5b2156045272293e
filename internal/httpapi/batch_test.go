package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/api"
)

func TestBadQuestionSpoilsNoOther(t *testing.T) {
	answer := newContract(t).Post(t, "/v1/decisions/batch", `{
		"defaults": {"issuer":"150400-0001","receiver":"150400-0002","exam_time":"2026-11-20T08:00:00+08:00"},
		"questions": [
			{"id":"good","item":{"code":"LCHM051"}},
			{"id":"unknown member","item":{"code":"LCHM051"},"patient_name":"x"},
			{"id":"no offset","item":{"code":"LCHM051"},"exam_time":"2026-11-20"},
			{"id":"before its exam","item":{"code":"LCHM051"},"report_time":"2026-11-19T08:00:00+08:00"},
			{"id":"no item"},
			{"item":{"code":"LCHM051"}},
			7,
			{"id":"no panel","panel":"没有这样的组合"},
			{"id":"both","panel":"电解质四项","item":{"code":"LCHM051"}},
			{"id":"both, item first","item":{"code":"LCHM051"},"panel":"电解质四项"},
			{"id":"good again","item":{"code":"LCHM052"},"patient_age_years":30}
		]}`)
	want := []string{
		"good: recognized",
		"unknown member: FIELD_UNKNOWN /questions/1/patient_name",
		"no offset: TIME_WITHOUT_OFFSET /questions/2/exam_time",
		"before its exam: REPORT_BEFORE_EXAM /questions/3/report_time",
		"no item: REQUEST_INVALID /questions/4/item",
		": REQUEST_INVALID /questions/5/id",
		": REQUEST_INVALID /questions/6",
		"no panel: PANEL_UNKNOWN /questions/7/panel",
		"both: REQUEST_INVALID /questions/8/panel",
		"both, item first: REQUEST_INVALID /questions/9/panel",
		"good again: recognized",
	}
	if diff := cmp.Diff(want, summary(read[api.BatchAnswers](t, answer))); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

// summary is a line for each answer of a batch.
func summary(answers api.BatchAnswers) []string {
	var lines []string
	for _, a := range answers.Answers {
		switch {
		case a.Answer != nil:
			lines = append(lines, fmt.Sprintf("%s: %s", a.ID, a.Answer.Outcome))
		case a.Problem != nil:
			lines = append(lines, fmt.Sprintf("%s: %s %s", a.ID, a.Problem.Code, a.Problem.Errors[0].Pointer))
		default:
			lines = append(lines, fmt.Sprintf("%s: %s is %s", a.ID, *a.Panel, *a.Outcome))
		}
	}
	return lines
}

func TestPanelExpandsToItsItems(t *testing.T) {
	answer := newContract(t).Post(t, "/v1/decisions/batch", `{
		"questions": [{"id":"7","panel":"离子四项"}],
		"detail": "brief",
		"defaults": {"issuer":"150400-0001","receiver":"150400-0002","exam_time":"2026-11-20T08:00:00+08:00","patient_age_years":30}}`)
	want := []string{
		"7/LCHM051: recognized", "7/LCHM052: recognized", "7/LCHM053: recognized", "7/LCHM054: not_recognized",
		"7: 电解质四项 is not_recognized",
	}
	if diff := cmp.Diff(want, summary(read[api.BatchAnswers](t, answer))); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

func TestPanelThatCannotBeAskedIsOneProblem(t *testing.T) {
	answer := newContract(t).Post(t, "/v1/decisions/batch", `{"questions": [{"id":"7","panel":"电解质四项","issuer":"a"}]}`)
	want := []string{"7: REQUEST_INVALID /questions/0/receiver"}
	if diff := cmp.Diff(want, summary(read[api.BatchAnswers](t, answer))); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

func TestDefaultsMergeFieldByField(t *testing.T) {
	const defaults = `"defaults": {"issuer":"150400-0001","receiver":"150400-0002","item":{"system":"loinc","code":"2823-3"},
		"exam_time":"2026-11-20T08:00:00+08:00","situations":["ST03"]}`
	const questions = `"questions": [
		{"id":"as the defaults"},
		{"id":"no situation","situations":[]},
		{"id":"null takes a default back","situations":null},
		{"id":"an item replaces the item whole","item":{"code":"LCHM051"}},
		{"id":"another time","exam_time":"2026-11-01T08:00:00+08:00"}]`
	want := []string{
		"as the defaults: physician_discretion",
		"no situation: recognized",
		"null takes a default back: recognized",
		"an item replaces the item whole: physician_discretion",
		"another time: not_recognized",
	}
	c := newContract(t)
	for _, body := range []string{"{" + defaults + "," + questions + "}", "{" + questions + "," + defaults + "}"} {
		answer := c.Post(t, "/v1/decisions/batch", body)
		if diff := cmp.Diff(want, summary(read[api.BatchAnswers](t, answer))); diff != "" {
			t.Errorf("answers (-want +got):\n%s", diff)
		}
	}
}

func TestBatchEqualsItsSingleQuestions(t *testing.T) {
	c := newContract(t)
	single := c.Post(t, "/v1/decisions", potassium)
	batch := c.Post(t, "/v1/decisions/batch", `{"questions":[`+strings.Replace(potassium, "{", `{"id":"1",`, 1)+`]}`)
	if !strings.Contains(batch.Body, strings.TrimSpace(single.Body)) {
		t.Errorf("the batch does not hold the single answer\nsingle: %s\nbatch: %s", single.Body, batch.Body)
	}
}

func TestBatchLimits(t *testing.T) {
	c := newContract(t)
	questions := func(n int, question string) string {
		return `{"detail":"brief","questions":[` + strings.TrimSuffix(strings.Repeat(question+",", n), ",") + `]}`
	}
	for _, test := range []struct {
		name, body string
		status     int
		code       string
	}{
		{"1,000 questions", questions(1000, `{"id":"1"}`), 200, ""},
		{"1,001 questions", questions(1001, `{"id":"1"}`), http.StatusRequestEntityTooLarge, "REQUEST_TOO_LARGE"},
		{"panels of 24 items, 42 times", questions(42, `{"id":"1","panel":"血常规"}`), http.StatusRequestEntityTooLarge, "REQUEST_TOO_LARGE"},
		{"no questions", `{"questions":[]}`, 200, ""},
		{"questions left out", `{}`, 400, "REQUEST_INVALID"},
		{"an unknown member", `{"questions":[],"mode":"x"}`, 400, "FIELD_UNKNOWN"},
		{"a bad default", `{"questions":[],"defaults":{"name":"x"}}`, 400, "FIELD_UNKNOWN"},
		{"an unknown detail", `{"questions":[],"detail":"short"}`, 400, "REQUEST_INVALID"},
		{"cut off", `{"questions":[{"id":"1"}`, 400, "REQUEST_INVALID"},
	} {
		answer := c.Post(t, "/v1/decisions/batch", test.body)
		code := ""
		if answer.Status != 200 {
			code = read[api.Problem](t, answer).Code
		}
		if answer.Status != test.status || code != test.code {
			t.Errorf("%s: %d %s, want %d %s", test.name, answer.Status, code, test.status, test.code)
		}
	}
}
