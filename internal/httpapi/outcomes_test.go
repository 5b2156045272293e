package httpapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/httpapi/apitest"
	"concord/internal/store/pgtest"
)

// reported is the n-th event that 150400-0002 reports, changed as stated.
func reported(n int, changes ...string) map[string]any {
	event := map[string]any{
		"id": fmt.Sprintf("c0ffee00-0000-4000-8000-%012d", n), "case_id": fmt.Sprintf("case-%d", n),
		"issuer": "150400-0001", "receiver": "150400-0002", "item": "LCHM051", "outcome": "reminded",
		"exam_time": "2026-11-20T08:00:00+08:00", "occurred_at": "2026-11-21T08:00:00+08:00", "revision": "1-1",
	}
	for _, change := range changes {
		name, value, _ := strings.Cut(change, "=")
		event[name] = value
	}
	return event
}

func jsonText(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// report sends events with the key of 150400-0002.
func (d *officeDesk) report(body any, headers ...string) apitest.Answer {
	d.t.Helper()
	return d.as("outcomes-key", http.MethodPost, "/v1/outcomes", jsonText(d.t, body), headers...)
}

func TestOneOutcome(t *testing.T) {
	d := newOfficeDesk(t)
	for _, want := range []api.OutcomeResultStatus{api.Taken, api.SameEvent} {
		a := d.report(reported(1))
		results := read[api.OutcomeResults](t, a)
		if a.Status != http.StatusOK || len(results.Results) != 1 || results.Results[0].Status != want {
			t.Errorf("answered %d: %s, want %s", a.Status, a.Body, want)
		}
	}
	other := read[api.OutcomeResults](t, d.report(reported(2, "case_id=case-1")))
	if other.Repeated != 1 || other.Results[0].Status != api.SameStage {
		t.Errorf("a case that has the stage: %+v", other)
	}
	correction := read[api.OutcomeResults](t, d.report(reported(3, "case_id=case-1", "outcome=opened", "corrects=c0ffee00-0000-4000-8000-000000000001")))
	if correction.Taken != 1 {
		t.Errorf("a correction: %+v", correction)
	}
	want(t, d.report(reported(4, "corrects=c0ffee00-0000-4000-8000-000000000001")), http.StatusUnprocessableEntity, "CORRECTED_ALREADY")
	want(t, d.report(reported(4, "corrects=c0ffee00-0000-4000-8000-000000000099")), http.StatusUnprocessableEntity, "CORRECTION_UNKNOWN")
}

func TestOutcomesThatAreRefused(t *testing.T) {
	d := newOfficeDesk(t)
	for _, test := range []struct {
		name, code, pointer string
		status              int
		event               map[string]any
	}{
		{"no such field", "FIELD_UNKNOWN", "/patient_name", 400, reported(1, "patient_name=张三")},
		{"an identity", "FIELD_UNKNOWN", "/id_card", 400, reported(1, "id_card=110105")},
		{"a field that is missing", "REQUEST_INVALID", "/case_id", 400, reported(1, "case_id=")},
		{"no UUID", "REQUEST_INVALID", "/id", 400, reported(1, "id=17")},
		{"no stage", "REQUEST_INVALID", "/outcome", 400, reported(1, "outcome=refused")},
		{"a time without offset", "TIME_WITHOUT_OFFSET", "/occurred_at", 422, reported(1, "occurred_at=2026-11-21 08:00:00")},
		{"the future", "TIME_IN_FUTURE", "/occurred_at", 422, reported(1, "occurred_at=2026-11-22T10:06:00+08:00")},
		{"before the examination", "EXAM_AFTER_OUTCOME", "/exam_time", 422, reported(1, "occurred_at=2026-11-19T08:00:00+08:00")},
		{"no revision", "REQUEST_INVALID", "/revision", 400, reported(1, "revision=latest")},
		{"an identity card in the comment", "IDENTITY_SUSPECTED", "/comment", 422, reported(1, "comment=患者 11010519491231002X")},
		{"a telephone as case", "IDENTITY_SUSPECTED", "/case_id", 422, reported(1, "case_id=138-1234-5678")},
		{"a long case id", "VALUE_INVALID", "/case_id", 422, reported(1, "case_id="+strings.Repeat("c", 65))},
		{"an unknown issuer", "INSTITUTION_UNKNOWN", "/issuer", 422, reported(1, "issuer=150400-9999")},
		{"its own result", "VALUE_INVALID", "/issuer", 422, reported(1, "issuer=150400-0002")},
		{"an unknown item", "ITEM_UNKNOWN", "/item", 422, reported(1, "item=LCHM999X")},
		{"an unknown department", "DEPARTMENT_UNKNOWN", "/department", 422, reported(1, "department=魔法科")},
		{"a repeat without reason", "REASON_MISSING", "/reason", 422, reported(1, "outcome=repeated")},
		{"an unknown reason", "REASON_UNKNOWN", "/reason", 422, reported(1, "outcome=repeated", "reason=XX01")},
		{"another reason without words", "COMMENT_MISSING", "/comment", 422, reported(1, "outcome=repeated", "reason=ST06")},
		{"a reason for no repeat", "VALUE_INVALID", "/reason", 422, reported(1, "reason=ST03")},
		{"of another receiver", "NOT_ALLOWED", "/receiver", 403, reported(1, "receiver=150400-0003")},
		{"of itself", "VALUE_INVALID", "/corrects", 422, reported(1, "corrects=c0ffee00-0000-4000-8000-000000000001")},
	} {
		a := d.report(test.event)
		want(t, a, test.status, test.code)
		if got := read[api.Problem](t, a).Errors[0].Pointer; got != test.pointer {
			t.Errorf("%s: the problem stands at %s, want %s", test.name, got, test.pointer)
		}
	}
	if s := d.statistics("nation", "institution=150400-0002"); *s.Total.Reminded != 0 {
		t.Errorf("refused events are counted: %+v", s.Total)
	}
	body := jsonText(t, reported(1))
	want(t, d.Ask(t, http.MethodPost, "/v1/outcomes", body, "Content-Type: application/json"), http.StatusUnauthorized, "SIGN_IN_NEEDED")
	want(t, d.as("150400-0001", http.MethodPost, "/v1/outcomes", body), http.StatusForbidden, "NOT_ALLOWED")
	want(t, d.as("nation", http.MethodPost, "/v1/outcomes", body), http.StatusForbidden, "NOT_ALLOWED")
	want(t, d.report([]any{}), http.StatusBadRequest, "REQUEST_INVALID")
	want(t, d.report(make([]map[string]any, 1001)), http.StatusRequestEntityTooLarge, "REQUEST_TOO_LARGE")
}

// The key of a hospital reports for its campus, and the campus counts as the
// hospital.
func TestOutcomesOfACampus(t *testing.T) {
	d := newOfficeDesk(t)
	event := jsonText(t, reported(1, "receiver=150400-0005", "issuer=150400-0002"))
	if got := read[api.OutcomeResults](t, d.as("root-key", http.MethodPost, "/v1/outcomes", event)); got.Taken != 1 {
		t.Errorf("reported for the campus: %+v", got)
	}
	want(t, d.as("root-key", http.MethodPost, "/v1/outcomes", jsonText(t, reported(2, "receiver=150400-0005"))), http.StatusUnprocessableEntity, "VALUE_INVALID")
	s := d.statistics("root-key", "region=150400&institution=150400-0001&group_by=institution")
	if len(s.Groups) != 1 || *s.Groups[0].Key != "150400-0001" || *s.Groups[0].Reminded != 1 {
		t.Errorf("the hospital has %+v", s.Groups)
	}
}

// A bad event never spoils the others, and is told in its place.
func TestManyOutcomes(t *testing.T) {
	d := newOfficeDesk(t)
	events := []any{
		reported(1), reported(2, "name=张三"), reported(3, "item=XX", "department=YY"), "no event",
		reported(1), reported(5, "outcome=repeated", "reason=PF98", "department=内科"),
		reported(6, "corrects=c0ffee00-0000-4000-8000-000000000001", "case_id=case-1", "outcome=opened"),
		reported(7, "corrects=c0ffee00-0000-4000-8000-000000000001"),
	}
	a := d.report(events)
	results := read[api.OutcomeResults](t, a)
	if a.Status != http.StatusOK || results.Taken != 3 || results.Repeated != 1 || results.Refused != 4 {
		t.Fatalf("answered %d: %s", a.Status, a.Body)
	}
	var got []string
	for _, r := range results.Results {
		line := string(r.Status)
		if r.Problem != nil {
			for _, e := range r.Problem.Errors {
				line += " " + e.Code + e.Pointer
			}
		}
		got = append(got, line)
	}
	expected := []string{
		"taken", "refused FIELD_UNKNOWN/1/name", "refused ITEM_UNKNOWN/2/item DEPARTMENT_UNKNOWN/2/department", "refused REQUEST_INVALID/3",
		"same_event", "taken", "taken", "refused CORRECTED_ALREADY/7/corrects",
	}
	if diff := cmp.Diff(expected, got); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
	problem := d.report([]any{reported(8, "item=XX"), reported(9, "phone=1")})
	want(t, problem, http.StatusUnprocessableEntity, "ITEM_UNKNOWN")
	if errs := read[api.Problem](t, problem).Errors; len(errs) != 2 || errs[1].Pointer != "/1/phone" {
		t.Errorf("where nothing holds, the problems are %+v", errs)
	}
}

func TestOutcomesWithAnIdempotencyKey(t *testing.T) {
	d := newOfficeDesk(t)
	first := d.report(reported(1), "Idempotency-Key: k1")
	again := d.report(reported(1), "Idempotency-Key: k1")
	if first.Status != http.StatusOK || again.Body != first.Body || again.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("answered %d %s, then %d %s", first.Status, first.Body, again.Status, again.Body)
	}
	want(t, d.report(reported(2), "Idempotency-Key: k1"), http.StatusUnprocessableEntity, "IDEMPOTENCY_KEY_REUSED")
}

// statistics asks for statistics in the name of somebody; of nobody where who is
// empty.
func (d *officeDesk) statistics(who, query string) api.RecognitionStatistics {
	d.t.Helper()
	a := d.as(who, http.MethodGet, "/v1/statistics/recognition?"+query, "")
	if a.Status != http.StatusOK {
		d.t.Fatalf("%s: answered %d: %s", query, a.Status, a.Body)
	}
	return read[api.RecognitionStatistics](d.t, a)
}

// reportMany reports ten reminders, of which seven are recognized, one is
// repeated, and one is repeated for a reason that does not count.
func (d *officeDesk) reportMany() {
	d.t.Helper()
	var events []any
	for n := range 10 {
		events = append(events, reported(n))
		outcome := "outcome=recognized"
		switch n {
		case 7:
			events = append(events, reported(100+n, "case_id=case-7", "outcome=repeated", "reason=ST03"))
			continue
		case 8:
			events = append(events, reported(100+n, "case_id=case-8", "outcome=repeated", "reason=PF98"))
			continue
		case 9:
			continue
		}
		events = append(events, reported(100+n, fmt.Sprintf("case_id=case-%d", n), outcome))
	}
	if got := read[api.OutcomeResults](d.t, d.report(events)); got.Taken != len(events) {
		d.t.Fatalf("%d of %d events are taken", got.Taken, len(events))
	}
}

func TestRecognitionStatistics(t *testing.T) {
	for database, d := range map[string]*officeDesk{"sqlite": newOfficeDesk(t), "postgres": newOfficeDeskIn(t, pgtest.Open(t))} {
		if s := d.statistics("nation", ""); s.Total.Rate != nil || *s.Total.Reminded != 0 || len(s.Groups) != 0 {
			t.Errorf("%s: before any event: %+v", database, s.Total)
		}
		d.reportMany()
		s := d.statistics("nation", "region=150400&group_by=reason")
		total := s.Total
		if *total.Reminded != 10 || *total.Recognized != 7 || *total.Repeated != 2 || *total.Numerator != 7 || *total.Denominator != 9 || *total.Rate != 7.0/9 {
			t.Errorf("%s: in all %+v", database, total)
		}
		if s.Formula == "" || s.Public || total.Suppressed || total.BelowAverage != nil {
			t.Errorf("%s: of few cases it says %+v", database, s)
		}
		reasons := lo.SliceToMap(s.Groups, func(g api.RecognitionGroup) (string, int) { return *g.Key, *g.Repeated })
		if diff := cmp.Diff(map[string]int{"ST03": 1, "PF98": 1}, reasons); diff != "" {
			t.Errorf("%s: repeated by reason (-want +got):\n%s", database, diff)
		}
		for group, keys := range map[string][]string{
			"region": {"150402"}, "institution": {"150400-0002"}, "issuer": {"150400-0001"}, "item": {"LCHM051"},
			"category": {"临床化学检验"}, "department": {""}, "month": {"2026-11"},
		} {
			groups := d.statistics("nation", "region=150400&group_by="+group).Groups
			got := lo.Map(groups, func(g api.RecognitionGroup, _ int) string { return *g.Key })
			if diff := cmp.Diff(keys, got); diff != "" || groups[0].Name == "" {
				t.Errorf("%s: grouped by %s (-want +got): %s %+v", database, group, diff, groups)
			}
		}
		if s := d.statistics("nation", "institution=150400-0001&as=issuer"); *s.Total.Reminded != 10 {
			t.Errorf("%s: as issuer %+v", database, s.Total)
		}
		if s := d.statistics("nation", "from=2026-11-22&to=2026-11-22"); *s.Total.Reminded != 0 || s.Total.Rate != nil {
			t.Errorf("%s: of another day %+v", database, s.Total)
		}
	}
}

func TestGroupsOfCategoriesAreNamedInTheLanguageAsked(t *testing.T) {
	d := newOfficeDesk(t)
	d.reportMany()
	for lang, name := range map[string]string{"zh": "临床化学检验", "en": "Clinical chemistry"} {
		answer := d.as("nation", http.MethodGet, "/v1/statistics/recognition?region=150400&group_by=category", "", "Accept-Language: "+lang)
		for _, piece := range []string{`"key":"临床化学检验"`, `"name":"` + name + `"`} {
			if !strings.Contains(answer.Body, piece) {
				t.Errorf("%s: no %s in %s", lang, piece, answer.Body)
			}
		}
	}
}

// The public sees no number from 1 to 4; who has a role there, and the hospital
// itself, see all.
func TestSmallCellsAreHiddenFromThePublic(t *testing.T) {
	d := newOfficeDesk(t)
	d.reportMany()
	for who, all := range map[string]bool{"": false, "hubei": false, "zhang.san": false, "neimeng": true, "approver": true, "nation": true} {
		s := d.statistics(who, "region=150400&group_by=reason")
		if s.Public == all || (s.Total.Repeated != nil) != all || s.Total.Suppressed == all || *s.Total.Recognized != 7 || s.Total.Rate == nil {
			t.Errorf("%q sees %+v", who, s.Total)
		}
		for _, g := range s.Groups {
			if (g.Repeated != nil) != all {
				t.Errorf("%q sees of the reason %s %+v", who, *g.Key, g)
			}
		}
	}
	for who, all := range map[string]bool{"outcomes-key": true, "150400-0001": false} {
		if s := d.statistics(who, "institution=150400-0002"); (s.Total.Repeated != nil) != all {
			t.Errorf("the key of %s sees of 150400-0002 %+v", who, s.Total)
		}
	}
}

func TestQuestionsThatStatisticsRefuse(t *testing.T) {
	d := newOfficeDesk(t)
	for query, code := range map[string]string{
		"region=999999":                 "REGION_UNKNOWN",
		"institution=150400-9999":       "INSTITUTION_UNKNOWN",
		"item=XX":                       "ITEM_UNKNOWN",
		"as=physician":                  "REQUEST_INVALID",
		"group_by=physician":            "REQUEST_INVALID",
		"from=2026-11-23&to=2026-11-22": "REQUEST_INVALID",
		"from=2010-01-01":               "REQUEST_INVALID",
		"to=yesterday":                  "REQUEST_INVALID",
		"physician=1":                   "FIELD_UNKNOWN",
	} {
		if a := d.Get(t, "/v1/statistics/recognition?"+query); a.Status/100 != 4 || read[api.Problem](t, a).Code != code {
			t.Errorf("%s is answered %d: %s", query, a.Status, a.Body)
		}
	}
	both := d.Get(t, "/v1/statistics/recognition?region=999999&item=XX&group_by=x")
	if errs := read[api.Problem](t, both).Errors; len(errs) != 3 {
		t.Errorf("three things are wrong, and told are %+v", errs)
	}
}

func TestStatisticsAsATable(t *testing.T) {
	d := newOfficeDesk(t)
	d.reportMany()
	a := d.as("nation", http.MethodGet, "/v1/statistics/recognition.csv?region=150400&group_by=item", "", "Accept-Language: en")
	want(t, a, http.StatusOK, "")
	lines := strings.Split(strings.TrimSpace(strings.TrimPrefix(a.Body, "\ufeff")), "\n")
	expected := []string{
		"key,name,reminded,opened,recognized,repeated,numerator,denominator,rate,below average,peers' rate,live items,\"saved, estimate (yuan)\",share with a price",
		",total,10,0,7,2,7,9,0.7778,,,1,,",
		"LCHM051,Potassium,10,0,7,2,7,9,0.7778,,,,,",
	}
	if len(lines) != 3 || lines[0] != expected[0] || lines[2] != expected[2] || !strings.HasPrefix(lines[1], ",total,10,0,7,2,7,9,0.7778,") {
		t.Errorf("the table is\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(expected, "\n"))
	}
	public := d.Get(t, "/v1/statistics/recognition.csv?region=150400", "Accept-Language: en")
	if !strings.Contains(public.Body, ",total,10,0,7,,7,9,") {
		t.Errorf("the public reads %s", public.Body)
	}
}

func TestPricesAndWhatIsSaved(t *testing.T) {
	d := newOfficeDesk(t)
	d.reportMany()
	if s := d.statistics("nation", "region=150400"); s.Total.Saved != nil {
		t.Errorf("without prices it saves %+v", s.Total.Saved)
	}
	people["chifeng"] = people["approver"][:0:0]
	people["chifeng"] = append(people["chifeng"], people["zhang.san"][0])
	people["chifeng"][0].Region = "150400"
	target := "/v1/regions/150400/prices"
	bad := d.as("chifeng", http.MethodPost, target, `{"rows":[{"code":"LCHM051","yuan":"free"},{"code":"XX","yuan":"1"}]}`)
	want(t, bad, http.StatusUnprocessableEntity, "FILE_HAS_PROBLEMS")
	places := lo.SliceToMap(read[api.Problem](t, bad).Errors, func(e api.ProblemDetail) (string, bool) { return e.Pointer, true })
	if diff := cmp.Diff([]string{"", "/rows/0/yuan", "/rows/1/code"}, slices.Sorted(maps.Keys(places))); diff != "" {
		t.Errorf("places of problems (-want +got):\n%s", diff)
	}
	want(t, d.as("chifeng", http.MethodPost, target, `{"rows":[{"code":"LCHM051","yuan":"12.50","from":"2026-01-01"}]}`), http.StatusOK, "")
	want(t, d.upload("chifeng", http.MethodPost, target, "价格.csv", "项目名称,价格\n钠,20\n", nil), http.StatusOK, "")
	prices := read[api.Prices](t, d.Get(t, target))
	if len(prices.Rows) != 2 || prices.Version != 2 || prices.Rows[0].Yuan != 12.5 || *prices.Rows[0].From != "2026-01-01" || prices.Rows[1].From != nil {
		t.Errorf("the prices are %+v", prices)
	}
	saved := d.statistics("nation", "region=150400&group_by=item").Groups[0].Saved
	if saved == nil || saved.Yuan != 87.5 || saved.Priced != 7 || *saved.Coverage != 1 || saved.Formula == "" {
		t.Errorf("seven times 12.50 save %+v", saved)
	}
	want(t, d.Get(t, "/v1/regions/999999/prices"), http.StatusNotFound, "NOT_FOUND")
	want(t, d.as("chifeng", http.MethodPost, "/v1/regions/999999/prices", `{"rows":[]}`), http.StatusNotFound, "NOT_FOUND")
}
