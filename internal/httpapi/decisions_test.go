package httpapi_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/api"
)

// potassium is a question that is answered with recognized.
const potassium = `{"issuer":"150400-0001","receiver":"150400-0002","item":{"code":"LCHM051"},"exam_time":"2026-11-20T08:00:00+08:00"}`

func TestDecide(t *testing.T) {
	c := newContract(t)
	answer := c.Post(t, "/v1/decisions", potassium)
	want := `{"outcome":"recognized","physician_may_accept":true,"mark":"赤峰HR","valid_until":"2026-12-05T08:00:00+08:00",` +
		`"governing":{"jurisdiction":"150400","kind":"prefecture","list":"150400/items","version":2,"entry":"LCHM051"},` +
		`"decisive":["REPORT_FINAL","CODE_RESOLVED","INSTITUTIONS_OPEN","COVERED","ISSUER_LISTED","RECEIVER_LISTED","LEVEL_COVERED","ITEM_LISTED","QUALIFIED","COMPARABLE","WITHIN_WINDOW"],` +
		`"revision":"1-6","findings":[`
	if !strings.HasPrefix(answer.Body, want) {
		t.Errorf("the answer begins (-want +got):\n%s", cmp.Diff(want, answer.Body[:min(len(want), len(answer.Body))]))
	}
	if got := answer.Header.Get("Concord-Revision"); got != "1-6" {
		t.Errorf("Concord-Revision = %q, want 1-6", got)
	}
}

func TestOutcomes(t *testing.T) {
	c := newContract(t)
	for _, test := range []struct {
		name, question string
		outcome        string
		decisive       string
	}{
		{"as listed", `{}`, "recognized", "ITEM_LISTED"},
		{"past the window", `{"exam_time":"2026-11-01T08:00:00+08:00"}`, "not_recognized", "WINDOW_EXPIRED"},
		{"unknown institution", `{"issuer":"150400-9999"}`, "undetermined", "INSTITUTION_UNKNOWN"},
		{"unknown item", `{"item":{"code":"NONE"}}`, "undetermined", "CODE_UNMAPPED"},
		{"LOINC", `{"item":{"system":"loinc","code":"2823-3"}}`, "recognized", "CODE_RESOLVED"},
		{"the issuer's own code", `{"item":{"system":"local","code":"K"}}`, "recognized", "CODE_RESOLVED"},
		{"an ambiguous code of the issuer's", `{"item":{"system":"local","code":"CKMB"}}`, "undetermined", "CODE_AMBIGUOUS"},
		{"an institution by identifier", `{"issuer":"uscc:12150400460000001X"}`, "recognized", "ITEM_LISTED"},
		{"a situation", `{"situations":["ST03"]}`, "physician_discretion", "SITUATION"},
		{"a cancelled report", `{"report_status":"cancelled"}`, "not_recognized", "REPORT_NOT_FINAL"},
		{"a failed round", `{"issuer":"150400-0003"}`, "not_recognized", "NOT_QUALIFIED"},
		{"outside the issuer's scope", `{"issuer":"150400-0002","receiver":"150400-0001","item":{"code":"LCHM052"},"patient_age_years":40}`, "not_recognized", "ITEM_NOT_IN_INSTITUTION_SCOPE"},
		{"an age that must be known", `{"item":{"code":"LCHM052"}}`, "undetermined", "DATA_REQUIRED"},
		{"an age that is denied", `{"item":{"code":"LCHM052"},"patient_age_years":6}`, "not_recognized", "NEG_ITEM"},
		{"the other hand", `{"item":{"code":"EXRY012"},"laterality":"R","has_images":true}`, "not_recognized", "NOT_COMPARABLE"},
		{"images missing", `{"item":{"code":"EXRY012"},"has_images":false}`, "not_recognized", "IMAGES_MISSING"},
		{"null is not stated", `{"report_time":null,"situations":null,"has_images":null,"patient_age_years":null}`, "recognized", "ITEM_LISTED"},
		{"what the registry knew before", `{"at":"1-4","exam_time":"2026-11-15T10:00:00+08:00"}`, "recognized", "WITHIN_WINDOW"},
	} {
		t.Run(test.name, func(t *testing.T) {
			batch := fmt.Sprintf(`{"defaults":%s,"questions":[%s]}`, potassium, strings.Replace(test.question, "{", `{"id":"1",`, 1))
			answers := read[api.BatchAnswers](t, c.Post(t, "/v1/decisions/batch", strings.Replace(batch, ",}", "}", 1)))
			answer := answers.Answers[0].Answer
			if answer == nil {
				t.Fatalf("no answer but a problem: %+v", answers.Answers[0].Problem)
			}
			if string(answer.Outcome) != test.outcome || !slices.Contains(answer.Decisive, test.decisive) {
				t.Errorf("%s %v, want %s by %s", answer.Outcome, answer.Decisive, test.outcome, test.decisive)
			}
		})
	}
}

func TestBriefKeepsWhatDecides(t *testing.T) {
	answer := newContract(t).Post(t, "/v1/decisions?detail=brief", potassium)
	members := read[map[string]any](t, answer)
	want := []string{"decisive", "governing", "mark", "outcome", "physician_may_accept", "revision", "valid_until"}
	got := []string{}
	for name := range members {
		got = append(got, name)
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("members of a brief answer (-want +got):\n%s", diff)
	}
}

func TestQueryAnswersAsBodyDoes(t *testing.T) {
	c := newContract(t)
	byBody := c.Post(t, "/v1/decisions", strings.Replace(potassium, "}}", "}", 1)[:len(potassium)-1]+`,"situations":["LO01","ST03"],"laterality":"L"}`)
	byQuery := c.Get(t, "/v1/decisions?issuer=150400-0001&receiver=150400-0002&item=LCHM051&exam_time=2026-11-20T08:00:00%2B08:00&situation=LO01&situation=ST03&laterality=L")
	if diff := cmp.Diff(byBody.Body, byQuery.Body); diff != "" {
		t.Errorf("GET answers otherwise than POST (-post +get):\n%s", diff)
	}
}

func TestASituationStatedTwiceIsOne(t *testing.T) {
	c := newContract(t)
	stating := func(situations string) string {
		return strings.TrimSuffix(potassium, "}") + `,"situations":[` + situations + `]}`
	}
	once := c.Post(t, "/v1/decisions", stating(`"ST03","LO01"`))
	twice := c.Post(t, "/v1/decisions", stating(`"ST03","ST03","LO01","ST03"`))
	if diff := cmp.Diff(once.Body, twice.Body); diff != "" {
		t.Errorf("stated twice, it is answered otherwise (-once +twice):\n%s", diff)
	}
	refused := read[api.Problem](t, c.Post(t, "/v1/decisions", stating(`"ST03","ST03","ST09"`)))
	if len(refused.Errors) != 1 || refused.Errors[0].Pointer != "/situations/2" {
		t.Errorf("an unknown one behind two that are one is refused at %+v, want /situations/2", refused.Errors)
	}
}

func TestSentencesFollowAcceptLanguage(t *testing.T) {
	c := newContract(t)
	for _, test := range []struct{ header, lang string }{
		{"", "zh"}, {"zh-CN,zh;q=0.9,en;q=0.8", "zh"}, {"en-US,en;q=0.9", "en"}, {"de, en;q=0.3, zh;q=0.7", "zh"}, {"*", "zh"}, {"en;q=x", "zh"},
	} {
		answer := read[api.Answer](t, c.Post(t, "/v1/decisions", potassium, "Accept-Language: "+test.header))
		if got := strings.HasPrefix(answer.Explanation, "The result is recognized"); got != (test.lang == "en") {
			t.Errorf("Accept-Language %q: %q, want %s", test.header, answer.Explanation, test.lang)
		}
	}
}

func TestWhatCannotBeAsked(t *testing.T) {
	c := newContract(t)
	for _, test := range []struct {
		name, body    string
		status        int
		code, pointer string
		fix           string // part of the English fix
	}{
		{"no JSON", `{"issuer":`, 400, "REQUEST_INVALID", "/issuer", "one JSON object"},
		{"not an object", `[]`, 400, "REQUEST_INVALID", "", "see /docs"},
		{"two objects", potassium + potassium, 400, "REQUEST_INVALID", "", "one JSON object"},
		{"a member twice", `{"issuer":"a","issuer":"b"}`, 400, "REQUEST_INVALID", "/issuer", "write it once"},
		{"empty", ``, 400, "REQUEST_INVALID", "/issuer", "state issuer"},
		{"nothing asked", `{}`, 400, "REQUEST_INVALID", "/issuer", "state issuer"},
		{"an unknown member", with(`"colour":"red"`), 400, "FIELD_UNKNOWN", "/colour", "leave it out"},
		{"a member of a batch", with(`"panel":"血常规"`), 400, "FIELD_UNKNOWN", "/panel", "leave it out"},
		{"a patient's name", with(`"patient_name":"x"`), 400, "FIELD_UNKNOWN", "/patient_name", "patient_age_years"},
		{"an identity number", with(`"身份证号":"x"`), 400, "FIELD_UNKNOWN", "/身份证号", "patient_age_years"},
		{"an unknown member of item", `{"item":{"kode":"x"}}`, 400, "FIELD_UNKNOWN", "/item/kode", "leave it out"},
		{"a number for a string", with(`"department":7`), 400, "REQUEST_INVALID", "/department", "see /docs"},
		{"a string for a bool", with(`"has_images":"yes"`), 400, "REQUEST_INVALID", "/has_images", "see /docs"},
		{"a fraction of a year", with(`"patient_age_years":1.5`), 400, "REQUEST_INVALID", "/patient_age_years", "see /docs"},
		{"an age too great", with(`"patient_age_years":200`), 400, "REQUEST_INVALID", "/patient_age_years", "completed years"},
		{"an unknown system", `{"issuer":"a","receiver":"b","exam_time":"2026-11-20T08:00:00+08:00","item":{"system":"icd","code":"1"}}`, 400, "REQUEST_INVALID", "/item/system", "loinc"},
		{"an unknown status", with(`"report_status":"done"`), 400, "REQUEST_INVALID", "/report_status", "preliminary"},
		{"no offset", with(`"report_time":"2026-11-20 08:00"`), 422, "TIME_WITHOUT_OFFSET", "/report_time", "state the offset"},
		{"a space for a plus", with(`"report_time":"2026-11-20T08:00:00 08:00"`), 422, "TIME_WITHOUT_OFFSET", "/report_time", "%2B"},
		{"no time at all", with(`"report_time":"yesterday"`), 400, "REQUEST_INVALID", "/report_time", "2026-11-20T08:00:00+08:00"},
		{"report before exam", with(`"report_time":"2026-11-19T08:00:00+08:00"`), 422, "REPORT_BEFORE_EXAM", "/report_time", "follows its examination"},
		{"asked before exam", with(`"asked_at":"2026-11-19T08:00:00+08:00"`), 422, "TIME_AFTER_ASKED", "/exam_time", "five minutes"},
		{"an unknown situation", with(`"situations":["ST03","ST09"]`), 422, "SITUATION_UNKNOWN", "/situations/1", "/v1/reasons"},
		{"a reader of a laboratory item", with(`"diagnosed_by":"150400-0002"`), 422, "READER_NOT_APPLICABLE", "/diagnosed_by", "diagnosed_by"},
		{"no revision", with(`"at":"yesterday"`), 400, "REQUEST_INVALID", "/at", "1-42"},
		{"a revision that never was", with(`"at":"1-99"`), 404, "REVISION_UNKNOWN", "/at", "that an answer gave"},
	} {
		t.Run(test.name, func(t *testing.T) {
			answer := c.Post(t, "/v1/decisions", test.body, "Accept-Language: en")
			problem := read[api.Problem](t, answer)
			first := problem.Errors[0]
			got := fmt.Sprint(answer.Status, " ", problem.Code, " ", first.Code, " ", first.Pointer)
			if want := fmt.Sprint(test.status, " ", test.code, " ", test.code, " ", test.pointer); got != want {
				t.Errorf("%s, want %s", got, want)
			}
			if !strings.Contains(first.Fix, test.fix) {
				t.Errorf("fix %q does not say %q", first.Fix, test.fix)
			}
			if got := answer.Header.Get("Content-Type"); got != "application/problem+json" {
				t.Errorf("Content-Type = %q", got)
			}
		})
	}
}

// with is the question about potassium with one more member.
func with(member string) string { return potassium[:len(potassium)-1] + "," + member + "}" }

func TestEveryProblemIsReportedAtOnce(t *testing.T) {
	answer := newContract(t).Post(t, "/v1/decisions", `{"item":{"code":"LCHM051"},"exam_time":"2026-11-20","report_status":"done"}`)
	problem := read[api.Problem](t, answer)
	var got []string
	for _, e := range problem.Errors {
		got = append(got, e.Code+" "+e.Pointer)
	}
	want := []string{"REQUEST_INVALID /issuer", "REQUEST_INVALID /receiver", "TIME_WITHOUT_OFFSET /exam_time", "REQUEST_INVALID /report_status"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestQueriesThatCannotBeAsked(t *testing.T) {
	c := newContract(t)
	const asked = "/v1/decisions?issuer=150400-0001&receiver=150400-0002&item=LCHM051&exam_time=2026-11-20T08:00:00"
	for _, test := range []struct{ target, code, pointer, fix string }{
		{asked + "+08:00", "TIME_WITHOUT_OFFSET", "/exam_time", "%2B"},
		{asked, "TIME_WITHOUT_OFFSET", "/exam_time", "state the offset"},
		{asked + "%2B08:00&patient_name=x", "FIELD_UNKNOWN", "/patient_name", "patient_age_years"},
		{asked + "%2B08:00&department=%ff", "REQUEST_INVALID", "", "UTF-8"},
		{asked + "%2B08:00&detail=short", "REQUEST_INVALID", "/detail", "brief"},
		{asked + "%2B08:00&patient_age_years=old", "REQUEST_INVALID", "/patient_age_years", "/docs"},
		{"/v1/decisions?issuer=a&receiver=b&item=c", "REQUEST_INVALID", "/exam_time", "exam_time"},
	} {
		problem := read[api.Problem](t, c.Get(t, test.target, "Accept-Language: en"))
		first := problem.Errors[0]
		if first.Code != test.code || first.Pointer != test.pointer || !strings.Contains(first.Fix, test.fix) {
			t.Errorf("%s: %+v, want %s %s %q", test.target, first, test.code, test.pointer, test.fix)
		}
	}
}

func TestBodyMustBeJSON(t *testing.T) {
	answer := newContract(t).Post(t, "/v1/decisions", potassium, "Content-Type: text/plain")
	if problem := read[api.Problem](t, answer); answer.Status != http.StatusUnsupportedMediaType || problem.Code != "MEDIA_TYPE_UNSUPPORTED" {
		t.Errorf("%d %s, want 415 MEDIA_TYPE_UNSUPPORTED", answer.Status, problem.Code)
	}
}

func TestTextIsEscaped(t *testing.T) {
	c := newContract(t)
	for _, id := range []string{`a"b`, `a\b`, "a\nb", "控\u0001制", "“引号”", strings.Repeat("长", 50) + `"`} {
		answer := c.Get(t, "/v1/decisions?receiver=150400-0002&item=LCHM051&exam_time=2026-11-20T08:00:00%2B08:00&issuer="+url.QueryEscape(id))
		got := read[api.Answer](t, answer)
		if !slices.ContainsFunc(got.Findings, func(f api.Finding) bool { return f.Parameters["institution"] == id }) {
			t.Errorf("no finding repeats the institution %q:\n%s", id, answer.Body)
		}
	}
}
