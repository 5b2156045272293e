package httpapi_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/api"
	"concord/internal/httpapi/apitest"
	"concord/internal/office"
)

// done asks in the name of a person and fails unless it is answered with
// success.
func (d *officeDesk) done(who, method, target, body string) apitest.Answer {
	d.t.Helper()
	a := d.as(who, method, target, body)
	if a.Status/100 != 2 {
		d.t.Fatalf("%s %s: %d %.1500s", method, target, a.Status, a.Body)
	}
	return a
}

// places are the codes of a problem's details with where they stand.
func places(t testing.TB, a apitest.Answer) []string {
	t.Helper()
	var all []string
	for _, e := range read[api.Problem](t, a).Errors {
		all = append(all, strings.TrimSpace(e.Pointer+" "+e.Code))
	}
	return all
}

// told are the newest events about a noun, as the record has them.
func (d *officeDesk) told(noun office.Noun) []office.Event {
	d.t.Helper()
	events, err := d.store.Events(d.t.Context(), office.EventSelection{Noun: noun})
	if err != nil {
		d.t.Fatal(err)
	}
	return events
}

const newHospital = `{"name":"通辽演示医院","region":"150502","kind":"综合医院","level":2,"grade":"甲等",
	"identifiers":{"uscc":"91350100M000100Y43"},"retrieval_url":"https://pacs.example.org/view"}`

func TestAnInstitutionFromItsRecordingToItsEnd(t *testing.T) {
	d := newOfficeDesk(t)
	dry := d.as("zhang.san2", "POST", "/v1/institutions?dry_run=true", newHospital)
	want(t, dry, http.StatusForbidden, "NOT_ALLOWED")
	want(t, d.as("zhang.san", "POST", "/v1/institutions?dry_run=true", newHospital), http.StatusCreated, "")
	if events := d.told(office.NounInstitution); len(events) != 0 {
		t.Fatalf("a dry run left %d events", len(events))
	}
	made := read[api.Institution](t, d.done("neimeng", "POST", "/v1/institutions", newHospital))
	if made.ID != "150500-0001" || made.Level == nil || *made.Level != 2 || made.Status != "open" {
		t.Errorf("recorded as %+v", made)
	}
	path := "/v1/institutions/" + made.ID

	renamed := read[api.Institution](t, d.done("zhang.san", "PUT", path, `{"name":"通辽演示中心医院","level":3,"level_since":"2026-12-01","retrieval_url":"","reason":"更名"}`))
	if diff := cmp.Diff([]string{"通辽演示医院"}, renamed.Aliases); diff != "" || renamed.RetrievalURL != nil {
		t.Errorf("aliases (-want +got):\n%s\nretrieval link %v", diff, renamed.RetrievalURL)
	}
	later := read[api.Institution](t, d.Get(t, path+"?on=2026-12-01"))
	if *renamed.Level != 2 || *later.Level != 3 || later.Grade == nil {
		t.Errorf("level %d today, %d from December on, grade %v", *renamed.Level, *later.Level, later.Grade)
	}

	closed := read[api.Institution](t, d.done("zhang.san", "POST", path+"/close", `{"on":"2026-11-22","reason":"撤销"}`))
	if closed.Status != "closed" || read[api.Institution](t, d.Get(t, path+"?on=2026-11-21")).Status != "open" {
		t.Errorf("on the day it closes it is %s", closed.Status)
	}
	events := d.told(office.NounInstitution)
	if len(events) != 3 || events[1].Action != "institution.correct" || events[1].Reason != "更名" || events[1].Version != 2 ||
		!strings.Contains(events[1].Before, `"name":"通辽演示医院"`) || !strings.Contains(events[1].After, `"name":"通辽演示中心医院"`) {
		t.Errorf("the record tells %+v", events)
	}
}

func TestInstitutionsThatCannotBeRecorded(t *testing.T) {
	d := newOfficeDesk(t)
	d.done("neimeng", "POST", "/v1/institutions", newHospital)
	for _, c := range []struct {
		body string
		want []string
	}{
		{`{}`, []string{"/name VALUE_INVALID", "/region REGION_UNKNOWN"}},
		{`{"name":"甲","region":"150000","campus_of":"150500-9999"}`, []string{"/region PREFECTURE_MISSING", "/campus_of CAMPUS_INVALID"}},
		{`{"name":"甲","region":"150502","identifiers":{"uscc":"91350100M000100Y44","licence":"1","insurance":"X"},"retrieval_url":"http://a.example.org"}`,
			[]string{"/retrieval_url LINK_INVALID", "/identifiers/uscc USCC_INVALID", "/identifiers/licence LICENCE_INVALID", "/identifiers/insurance INSURANCE_INVALID"}},
		{`{"name":"通辽演示医院 ","region":"150521"}`, []string{"/name DUPLICATE_SUSPECTED"}},
		{`{"name":"另一医院","region":"150502","identifiers":{"uscc":"91350100M000100Y43"}}`, []string{"/identifiers DUPLICATE_SUSPECTED"}},
		{`{"name":"甲\u0000","region":"150502"}`, []string{"VALUE_INVALID"}},
	} {
		a := d.as("neimeng", "POST", "/v1/institutions", c.body)
		want(t, a, http.StatusUnprocessableEntity, "")
		if diff := cmp.Diff(c.want, places(t, a)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.body, diff)
		}
	}
	want(t, d.as("neimeng", "POST", "/v1/institutions", `{"name":"甲","region":"150502","opened":"昨天","level":4}`), http.StatusBadRequest, "REQUEST_INVALID")
	d.done("neimeng", "POST", "/v1/institutions", `{"name":"通辽演示医院","region":"150521","confirm":true,"accept":["91350100M000100Y44"],"identifiers":{"uscc":"91350100M000100Y44"}}`)
	campus := read[api.Institution](t, d.done("neimeng", "POST", "/v1/institutions",
		`{"name":"通辽演示医院东院区","region":"150502","campus_of":"150500-0001","identifiers":{"uscc":"91350100M000100Y43"}}`))
	if campus.ID != "150500-0003" {
		t.Errorf("a campus that shares its root's number is recorded as %s", campus.ID)
	}
}

func TestCorrectionsThatAreRefused(t *testing.T) {
	d := newOfficeDesk(t)
	d.done("hubei", "POST", "/v1/institutions", `{"name":"武汉演示医院","region":"420102"}`)
	for _, c := range []struct {
		who, method, target, body string
		status                    int
		code                      string
	}{
		{"", "PUT", "/v1/institutions/150400-0002", `{"name":"乙"}`, http.StatusUnauthorized, "SIGN_IN_NEEDED"},
		{"zhang.san", "PUT", "/v1/institutions/150400-0002", `{"name":"乙"}`, http.StatusForbidden, "NOT_ALLOWED"},
		{"neimeng", "PUT", "/v1/institutions/150400-0002", `{"region":"420100"}`, http.StatusForbidden, "NOT_ALLOWED"},
		{"neimeng", "PUT", "/v1/institutions/150400-9999", `{"name":"乙"}`, http.StatusNotFound, "NOT_FOUND"},
		{"neimeng", "PUT", "/v1/institutions/150400-0002", `{"level":3}`, http.StatusUnprocessableEntity, "VALUE_INVALID"},
		{"neimeng", "PUT", "/v1/institutions/150400-0002", `{"name":"演示市第一医院"}`, http.StatusUnprocessableEntity, "DUPLICATE_SUSPECTED"},
		{"neimeng", "PUT", "/v1/institutions/150400-0002", `{"beds":3}`, http.StatusBadRequest, "FIELD_UNKNOWN"},
		{"neimeng", "POST", "/v1/institutions/150400-0002/close", `{"on":"2026-11-22","reason":""}`, http.StatusUnprocessableEntity, "REASON_MISSING"},
		{"neimeng", "POST", "/v1/institutions/150400-0005/close", `{"on":"1950-01-01","reason":"撤销"}`, http.StatusUnprocessableEntity, "PERIOD_EMPTY"},
		{"neimeng", "POST", "/v1/institutions/150400-0002/merge", `{"into":"150400-0002","reason":"重复"}`, http.StatusUnprocessableEntity, "MERGE_WITH_ITSELF"},
		{"neimeng", "POST", "/v1/institutions/150400-0002/merge", `{"into":"420100-0001","reason":"重复"}`, http.StatusForbidden, "NOT_ALLOWED"},
		{"neimeng", "POST", "/v1/institutions/150400-0002/merge", `{"into":"150400-9999","reason":"重复"}`, http.StatusUnprocessableEntity, "INSTITUTION_UNKNOWN"},
		{"neimeng", "POST", "/v1/institutions/150400-0005/merge", `{"into":"150400-0001","reason":"重复"}`, http.StatusUnprocessableEntity, "MERGE_OF_CAMPUS"},
		{"neimeng", "POST", "/v1/institutions/150400-0002/merge", `{"into":"150400-0003","reason":""}`, http.StatusUnprocessableEntity, "REASON_MISSING"},
	} {
		want(t, d.as(c.who, c.method, c.target, c.body), c.status, c.code)
	}
	same := d.as("neimeng", "PUT", "/v1/institutions/150400-0002", `{"level":2}`)
	want(t, same, http.StatusOK, "")
	if events := d.told(office.NounInstitution); len(events) != 1 {
		t.Errorf("nothing changed here, and the record tells %+v", events)
	}
}

// A duplicate is one with its survivor from then on: it is found by that one's
// name, and a question about either is answered alike.
func TestADuplicateIsMerged(t *testing.T) {
	d := newOfficeDesk(t)
	made := read[api.Institution](t, d.done("neimeng", "POST", "/v1/institutions", `{"name":"演示市二院","region":"150402"}`))
	merged := read[api.Institution](t, d.done("neimeng", "POST", "/v1/institutions/"+made.ID+"/merge", `{"into":"150400-0002","reason":"重复登记"}`))
	if merged.MergedInto == nil || *merged.MergedInto != "150400-0002" {
		t.Errorf("merged into %v", merged.MergedInto)
	}
	survivor := read[api.Institution](t, d.Get(t, "/v1/institutions/150400-0002"))
	if diff := cmp.Diff([]string{"演示市二院"}, survivor.Aliases); diff != "" {
		t.Errorf("aliases of the survivor (-want +got):\n%s", diff)
	}
	answer := read[api.Answer](t, d.Post(t, "/v1/decisions", strings.Replace(potassium, `"receiver":"150400-0002"`, `"receiver":"`+made.ID+`"`, 1)))
	if !strings.Contains(potassium, `"receiver":"150400-0002"`) || answer.Outcome != "recognized" {
		t.Errorf("asked by the duplicate: %s", answer.Outcome)
	}
	if events := d.told(office.NounInstitution); len(events) != 3 || events[1].Step != events[2].Step {
		t.Errorf("a merge tells of both institutions: %+v", events)
	}
}

func TestEvidenceIsRecordedInBulkAndRevoked(t *testing.T) {
	d := newOfficeDesk(t)
	const file = "机构名称,项目名称,质评计划,轮次,结果,起始日期,截止日期\n演示市第二医院,氯,省临检中心室间质评,2026-2,合格,2026-07-01,2027-06-30\n演示市第二医院,神秘项目,省临检中心室间质评,2026-2,合格,2026-07-01,2027-06-30\n"
	target := "/v1/qualifications?jurisdiction=150400"
	dry := d.upload("neimeng", "POST", target+"&dry_run=true", "质评.csv", file, nil)
	want(t, dry, http.StatusOK, "")
	report := read[api.ImportReport](t, dry)
	if report.Rows != 2 || report.Entries != 1 || len(report.Unresolved) != 1 || report.Unresolved[0].Row != 3 || report.Revision != nil {
		t.Errorf("the dry run reports %+v", report)
	}
	refused := d.upload("neimeng", "POST", target, "质评.csv", file, nil)
	want(t, refused, http.StatusUnprocessableEntity, "FILE_HAS_PROBLEMS")
	written := d.upload("neimeng", "POST", target, "质评.csv", file, [][2]string{{"resolve", "神秘项目="}})
	want(t, written, http.StatusOK, "")
	report = read[api.ImportReport](t, written)
	if report.Revision == nil || *report.Revision != written.Header.Get("Concord-Revision") {
		t.Errorf("written at %v, the answer is of %s", report.Revision, written.Header.Get("Concord-Revision"))
	}

	page := read[api.QualificationPage](t, d.Get(t, "/v1/qualifications?institution=150400-0002&item=LCHM053&on=2027-01-01"))
	if len(page.Items) != 1 || page.Items[0].Round != "2026-2" || page.Items[0].Revoked != nil {
		t.Fatalf("the evidence for chloride: %+v", page.Items)
	}
	path := "/v1/qualifications/" + page.Items[0].ID + "/revoke"
	want(t, d.as("zhang.san", "POST", path, `{"from":"2026-10-01","reason":"弄虚作假"}`), http.StatusForbidden, "NOT_ALLOWED")
	want(t, d.as("neimeng", "POST", path, `{"from":"2026-10-01","reason":""}`), http.StatusUnprocessableEntity, "REASON_MISSING")
	want(t, d.as("neimeng", "POST", path, `{"from":"十月","reason":"弄虚作假"}`), http.StatusBadRequest, "REQUEST_INVALID")
	want(t, d.as("neimeng", "POST", "/v1/qualifications/xyz/revoke", `{"from":"2026-10-01","reason":"弄虚作假"}`), http.StatusNotFound, "NOT_FOUND")
	future := d.as("neimeng", "POST", path, `{"from":"2027-01-01","reason":"整改"}`)
	want(t, future, http.StatusOK, "")
	want(t, d.as("neimeng", "POST", path, `{"from":"2027-02-01","reason":"整改"}`), http.StatusUnprocessableEntity, "ALREADY_REVOKED")
	want(t, d.as("neimeng", "POST", path, `{"from":"2026-10-01","reason":"弄虚作假"}`), http.StatusOK, "")
	after := read[api.QualificationPage](t, d.Get(t, "/v1/qualifications?institution=150400-0002&item=LCHM053")).Items[0]
	if after.Revoked == nil || *after.Revoked.From != "2026-10-01" || after.Revoked.Reason != "弄虚作假" {
		t.Errorf("revoked: %+v", after.Revoked)
	}
	before := read[api.QualificationPage](t, d.Get(t, "/v1/qualifications?institution=150400-0002&item=LCHM053&at="+future.Header.Get("Concord-Revision"))).Items[0]
	if before.Revoked == nil || *before.Revoked.From != "2027-01-01" {
		t.Errorf("as it was known before: %+v", before.Revoked)
	}
	if events := d.told(office.NounQualification); len(events) != 3 || !strings.Contains(events[2].Before, "2027-01-01") || !strings.Contains(events[2].After, "2026-10-01") {
		t.Errorf("the record tells %+v", events)
	}
}

func TestEvidenceInJSON(t *testing.T) {
	d := newOfficeDesk(t)
	rows := `{"rows":[
		{"institution_id":"150400-0002","institution":"演示市第二医院","code":"LCHM053","item":"氯","programme":"计划","round":"1","result":"pass","from":"2026-07-01"},
		{"institution":"无此医院","item":"钾","programme":"计划","round":"1","result":"也许","from":"2026-07-01"}]}`
	a := d.as("neimeng", "POST", "/v1/qualifications?jurisdiction=150400", rows)
	want(t, a, http.StatusUnprocessableEntity, "FILE_HAS_PROBLEMS")
	if diff := cmp.Diff([]string{"FILE_HAS_PROBLEMS", "/rows/1/result RESULT_UNREADABLE", "/rows/1/institution INSTITUTION_UNKNOWN"}, places(t, a)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	rows = strings.NewReplacer("无此医院", "演示市第三医院", "也许", "合格").Replace(rows)
	fixed := strings.Replace(rows, `演示市第三医院`, `演示市中医医院`, 1)
	report := read[api.ImportReport](t, d.done("neimeng", "POST", "/v1/qualifications?jurisdiction=150400", fixed))
	if report.Entries != 2 || report.Resolved[0].Row != 2 {
		t.Errorf("reported %+v", report)
	}
	want(t, d.as("zhang.san", "POST", "/v1/qualifications?jurisdiction=150400", rows), http.StatusForbidden, "NOT_ALLOWED")
	want(t, d.as("neimeng", "POST", "/v1/qualifications", rows), http.StatusBadRequest, "REQUEST_INVALID")
}

func TestAnInstitutionIsTakenOffAListForCause(t *testing.T) {
	d := newOfficeDesk(t)
	target := "/v1/jurisdictions/150400/lists/institutions/removals"
	body := `{"institution":"150400-0001","from":"2026-11-01","reason":"质控不合格"}`
	want(t, d.as("neimeng", "POST", target, body), http.StatusForbidden, "NOT_ALLOWED")
	want(t, d.as("approver", "POST", target, `{"institution":"150400-0005","from":"2026-11-01","reason":"质控不合格"}`), http.StatusUnprocessableEntity, "NOT_ON_LIST")
	want(t, d.as("approver", "POST", target, `{"institution":"150400-0001","from":"2026-11-01","reason":""}`), http.StatusUnprocessableEntity, "REASON_MISSING")
	want(t, d.as("approver", "POST", target, `{"institution":"150400-0001","from":"","reason":"质控不合格"}`), http.StatusBadRequest, "REQUEST_INVALID")
	if got := read[api.Answer](t, d.Post(t, "/v1/decisions", potassium)).Outcome; got != "recognized" {
		t.Fatalf("before: %s", got)
	}
	d.done("approver", "POST", target, body)
	if got := read[api.Answer](t, d.Post(t, "/v1/decisions", potassium)).Outcome; got != "not_recognized" {
		t.Errorf("after the removal: %s", got)
	}
	events := d.told(office.NounRemoval)
	if len(events) != 1 || events[0].List != "150400/institutions" || events[0].Reason != "质控不合格" {
		t.Errorf("the record tells %+v", events)
	}
}

func TestConsortia(t *testing.T) {
	d := newOfficeDesk(t)
	body := `{"id":"150400-LHT02","name":"演示医联体","members":[{"institution":"150400-0001"},{"institution":"150400-0002","from":"2026-12-01","to":"2027-11-30"}],"reason":"组建"}`
	want(t, d.as("zhang.san", "POST", "/v1/consortia", body), http.StatusForbidden, "NOT_ALLOWED")
	made := read[api.Consortium](t, d.done("neimeng", "POST", "/v1/consortia", body))
	if diff := cmp.Diff(made, read[api.Consortium](t, d.Get(t, "/v1/consortia/150400-LHT02"))); diff != "" || *made.Members[1].To != "2027-11-30" {
		t.Errorf("recorded, read back (-recorded +read):\n%s", diff)
	}
	if page := read[api.ConsortiumPage](t, d.Get(t, "/v1/consortia")); len(page.Items) != 2 || page.Items[0].ID != "150400-LHT02" {
		t.Errorf("all consortia: %+v", page.Items)
	}
	wrong := d.as("neimeng", "POST", "/v1/consortia", `{"id":"","name":"","members":[{"institution":"150400-0001"},{"institution":"150400-0001"},{"institution":"150400-0002","from":"2027-01-01","to":"2026-01-01"},{"institution":"nobody"}]}`)
	want(t, wrong, http.StatusUnprocessableEntity, "")
	if diff := cmp.Diff([]string{"/id VALUE_INVALID", "/name VALUE_INVALID", "/members/1 ENTRY_TWICE", "/members/2/to PERIOD_EMPTY", "/members/3/institution INSTITUTION_UNKNOWN"}, places(t, wrong)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	want(t, d.as("neimeng", "POST", "/v1/consortia", `{"id":"A","name":"A","members":[{"institution":"150400-0001","from":"明年"}]}`), http.StatusBadRequest, "REQUEST_INVALID")
	want(t, d.Get(t, "/v1/consortia/none"), http.StatusNotFound, "NOT_FOUND")
	// Those who were members before count too: nobody takes over what others made.
	d.done("hubei", "POST", "/v1/institutions", `{"name":"武汉演示医院","region":"420102"}`)
	want(t, d.as("hubei", "POST", "/v1/consortia", `{"id":"150400-LHT02","name":"别处","members":[{"institution":"420100-0001"}]}`), http.StatusForbidden, "NOT_ALLOWED")
	d.done("hubei", "POST", "/v1/consortia", `{"id":"420100-LHT01","name":"武汉医联体","members":[{"institution":"420100-0001"}]}`)
}

func TestAlliances(t *testing.T) {
	d := newOfficeDesk(t)
	body := `{"code":"MDX","name":"蒙东协作区","mark":"蒙东","lead":"150000","members":[{"region":"150000"},{"region":"220000","from":"2026-12-01"}]}`
	want(t, d.as("hubei", "POST", "/v1/alliances", body), http.StatusForbidden, "NOT_ALLOWED")
	made := read[api.Alliance](t, d.done("neimeng", "POST", "/v1/alliances", body))
	if diff := cmp.Diff(made, read[api.Alliance](t, d.Get(t, "/v1/alliances/MDX"))); diff != "" {
		t.Errorf("recorded, read back (-recorded +read):\n%s", diff)
	}
	if page := read[api.AlliancePage](t, d.Get(t, "/v1/alliances")); len(page.Items) != 1 {
		t.Errorf("all alliances: %+v", page.Items)
	}
	taken := strings.Replace(body, `"lead":"150000"`, `"lead":"420000"`, 1)
	want(t, d.as("hubei", "POST", "/v1/alliances", taken), http.StatusForbidden, "NOT_ALLOWED")
	wrong := d.as("neimeng", "POST", "/v1/alliances", `{"code":"150001","name":"","lead":"150000","members":[{"region":"999999"},{"region":"220000","from":"2027-01-01","to":"2026-01-01"},{"region":"220000"},{"region":"220000"}]}`)
	want(t, wrong, http.StatusUnprocessableEntity, "")
	if diff := cmp.Diff([]string{"/code VALUE_INVALID", "/name VALUE_INVALID", "/members/0/region REGION_UNKNOWN", "/members/1/to PERIOD_EMPTY", "/members/3 ENTRY_TWICE", "/lead LEAD_NO_MEMBER"}, places(t, wrong)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	want(t, d.as("neimeng", "POST", "/v1/alliances", `{"code":"A1","name":"A","lead":"150000","members":[{"region":"150000","to":"x"}]}`), http.StatusBadRequest, "REQUEST_INVALID")
	want(t, d.Get(t, "/v1/alliances/NONE"), http.StatusNotFound, "NOT_FOUND")
}

func TestCodeMapsAreReviewedAndVersioned(t *testing.T) {
	d := newOfficeDesk(t)
	const file = "本院编码,本院名称\nK,钾\nCKMB,肌酸激酶同工酶\nX1,科研项目甲\n"
	target := "/v1/institutions/150400-0002/code-map"
	first := read[api.CodeMapReport](t, d.upload("neimeng", "POST", target, "编码.csv", file, nil))
	if first.Reviewed || len(first.Resolved) != 1 || len(first.Unresolved) != 2 || first.Version != nil {
		t.Fatalf("the first look: %+v", first)
	}
	want(t, d.upload("neimeng", "POST", target, "编码.csv", file, [][2]string{{"publish", "true"}}), http.StatusUnprocessableEntity, "FILE_HAS_PROBLEMS")
	want(t, d.Get(t, target), http.StatusNotFound, "NOT_FOUND")
	decided := [][2]string{{"resolve", "CKMB=LCHM074;LCAR005"}, {"resolve", "科研项目甲="}, {"publish", "true"}, {"reason", "首次对照"}}
	published := d.upload("neimeng", "POST", target+"?effective_from=2026-11-01", "编码.csv", file, decided)
	want(t, published, http.StatusOK, "")
	if r := read[api.CodeMapReport](t, published); !r.Reviewed || r.Ambiguous != 1 || r.Unmapped != 1 || r.Version == nil || *r.Version != 1 {
		t.Errorf("published as %+v", r)
	}
	m := read[api.CodeMap](t, d.Get(t, target+"?on=2026-11-01"))
	want1 := []api.LocalCode{{Code: "K", Name: "钾", Items: []string{"LCHM051"}}, {Code: "CKMB", Name: "肌酸激酶同工酶", Items: []string{"LCAR005", "LCHM074"}}, {Code: "X1", Name: "科研项目甲", Items: []string{}}}
	if diff := cmp.Diff(want1, m.Codes); diff != "" || m.Version != 1 {
		t.Errorf("version %d (-want +got):\n%s", m.Version, diff)
	}
	want(t, d.Get(t, target+"?on=2026-10-31"), http.StatusNotFound, "NOT_FOUND")

	// What was decided stays decided while code and name stay the same.
	next := read[api.CodeMapReport](t, d.done("150400-0002", "POST", target+"?effective_from=2027-01-01",
		`{"publish":true,"rows":[{"code":"CKMB","name":"肌酸激酶同工酶"},{"code":"X1","name":"科研项目甲"},{"code":"NA","name":"血钠","items":["LCHM052"]}]}`))
	if *next.Version != 2 || next.Ambiguous != 1 || next.Unmapped != 1 || next.Resolved[2].Row != 3 || next.Resolved[2].How != "exact" {
		t.Errorf("the next version: %+v", next)
	}
	if got := read[api.CodeMap](t, d.Get(t, target)).Version; got != 1 {
		t.Errorf("in force today is version %d, want 1", got)
	}
	versions := read[api.CodeMapPage](t, d.Get(t, target+"/versions"))
	if len(versions.Items) != 2 || versions.Items[0].Version != 2 || versions.Items[0].CodeCount != 3 {
		t.Errorf("versions: %+v", versions.Items)
	}
	events := d.told(office.NounCodeMap)
	if len(events) != 2 || events[0].Reason != "首次对照" || !strings.Contains(events[1].Before, `"number":1`) || !strings.Contains(events[1].After, `"ambiguous":1`) {
		t.Errorf("the record tells %+v", events)
	}
}

func TestCodeMapsThatAreRefused(t *testing.T) {
	d := newOfficeDesk(t)
	target := "/v1/institutions/150400-0002/code-map"
	rows := `{"rows":[{"code":"A","name":"甲","items":["NONE"]},{"code":"B","name":"钾"},{"code":"B","name":"钠"},{"code":"","name":"氯"},{"code":"C"}],"resolve":{"无":"LCHM051"},"publish":true}`
	a := d.as("neimeng", "POST", target, rows)
	want(t, a, http.StatusUnprocessableEntity, "FILE_HAS_PROBLEMS")
	if diff := cmp.Diff([]string{"FILE_HAS_PROBLEMS", "/rows/3/code VALUE_MISSING", "/rows/0/code ITEM_UNKNOWN", "/rows/2/code ENTRY_TWICE", "/rows/4/code NAME_UNRESOLVED"}, places(t, a)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	dry := read[api.CodeMapReport](t, d.done("neimeng", "POST", target+"?dry_run=true", rows))
	if len(dry.Notes) != 1 || dry.Notes[0].Code != "DECISION_UNUSED" {
		t.Errorf("notes: %+v", dry.Notes)
	}
	for _, c := range []struct{ who, target, code string }{
		{"", target, "SIGN_IN_NEEDED"}, {"zhang.san", target, "NOT_ALLOWED"},
		{"150400-0001", target, "NOT_ALLOWED"}, {"outcomes-key", target, "NOT_ALLOWED"},
		{"neimeng", target + "?effective_from=morgen", "REQUEST_INVALID"}, {"neimeng", "/v1/institutions/none/code-map", "NOT_FOUND"},
	} {
		if got := read[api.Problem](t, d.as(c.who, "POST", c.target, rows)).Code; got != c.code {
			t.Errorf("%s at %s: %s, want %s", c.who, c.target, got, c.code)
		}
	}
	want(t, d.upload("neimeng", "POST", target, "a.csv", "本院编码,本院名称\nK,钾\n", [][2]string{{"colour", "red"}}), http.StatusBadRequest, "FIELD_UNKNOWN")
	want(t, d.upload("neimeng", "POST", target, "a.csv", "本院编码,本院名称\nK,钾\n", [][2]string{{"publish", "perhaps"}, {"resolve", "x"}}), http.StatusBadRequest, "REQUEST_INVALID")
	want(t, d.upload("neimeng", "POST", target, "a.csv", "机构名称,级别\n甲,三级\n", [][2]string{{"publish", "true"}}), http.StatusUnprocessableEntity, "FILE_HAS_PROBLEMS")
}

const newItem = `{"by":"150000","code":"LCHM951","name":"蒙药代谢物甲","name_en":"metabolite A","aliases":["蒙代甲"],"domain":"lab","category":"临床化学检验","modality":"LAB","specimens":["SERUM"]}`

func TestAnItemIsAddedAndKnownAtOnce(t *testing.T) {
	d := newOfficeDesk(t)
	want(t, d.as("zhang.san", "POST", "/v1/items", newItem), http.StatusForbidden, "NOT_ALLOWED")
	want(t, d.as("zhang.san", "POST", "/v1/items", strings.Replace(newItem, `"150000"`, `"150500"`, 1)), http.StatusUnprocessableEntity, "ADDER_INVALID")
	want(t, d.as("neimeng", "POST", "/v1/items", strings.Replace(newItem, "蒙代甲", "血钾", 1)), http.StatusUnprocessableEntity, "DUPLICATE_SUSPECTED")
	d.done("neimeng", "POST", "/v1/items", newItem)
	want(t, d.as("neimeng", "POST", "/v1/items", strings.Replace(newItem, `"150000"`, `"100000"`, 1)), http.StatusForbidden, "NOT_ALLOWED")
	want(t, d.as("neimeng", "POST", "/v1/items", newItem), http.StatusUnprocessableEntity, "ITEM_CODE_TAKEN")
	if found := read[api.ItemPage](t, d.Get(t, "/v1/items?q="+url.QueryEscape("蒙代甲"))); len(found.Items) != 1 || found.Items[0].Code != "LCHM951" {
		t.Errorf("found by its alias: %+v", found.Items)
	}
	report := read[api.CodeMapReport](t, d.done("neimeng", "POST", "/v1/institutions/150400-0002/code-map", `{"rows":[{"code":"M1","name":"蒙代甲"}]}`))
	if len(report.Resolved) != 1 || report.Resolved[0].Code != "LCHM951" {
		t.Errorf("a file that names it: %+v", report)
	}
	if events := d.told(office.NounItem); len(events) != 1 || !strings.Contains(events[0].After, "LCHM951") {
		t.Errorf("the record tells %+v", events)
	}
}

func TestCoverageTables(t *testing.T) {
	d := newOfficeDesk(t)
	target := "/v1/regions/150500/coverage"
	if empty := read[api.Coverage](t, d.Get(t, target)); empty.Version != 0 || len(empty.Rows) != 0 {
		t.Errorf("before any upload: %+v", empty)
	}
	d.done("zhang.san", "POST", "/v1/institutions", strings.Replace(newHospital, "91350100M000100Y43", "", 1))
	const file = "类别,地区,机构名称,专业,级别,年度,数量\n质控中心,通辽市,通辽演示医院,临床检验,市级,,\n培训医师,科尔沁区,通辽演示医院,,,2026,12\n"
	want(t, d.upload("neimeng", "POST", target, "覆盖.csv", file, nil), http.StatusForbidden, "NOT_ALLOWED")
	want(t, d.upload("", "POST", target, "覆盖.csv", file, nil), http.StatusUnauthorized, "SIGN_IN_NEEDED")
	want(t, d.upload("zhang.san", "POST", target, "覆盖.csv", file, nil), http.StatusOK, "")
	table := read[api.Coverage](t, d.Get(t, target))
	if table.Version != 1 || len(table.Rows) != 2 || table.Rows[1].Count != 12 || table.Rows[1].Region != "150502" || *table.Rows[0].Institution != "150500-0001" {
		t.Errorf("the table: %+v", table)
	}
	if kept, err := d.store.File(t.Context(), table.File.Sha256); err != nil || string(kept.Bytes) != file {
		t.Errorf("the file is not kept: %v", err)
	}
	wrong := d.as("zhang.san", "POST", target, `{"rows":[{"kind":"trained_physicians","institution":"演示市第一医院","year":2026,"count":3},{"kind":"quality_centre","region":"武汉市","specialty":"临床检验","level":"市级"}]}`)
	want(t, wrong, http.StatusUnprocessableEntity, "FILE_HAS_PROBLEMS")
	if diff := cmp.Diff([]string{"FILE_HAS_PROBLEMS", "/rows/0/institution INSTITUTION_OUTSIDE", "/rows/1/region REGION_UNKNOWN"}, places(t, wrong)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	want(t, d.Get(t, "/v1/regions/999999/coverage"), http.StatusNotFound, "NOT_FOUND")
	want(t, d.as("zhang.san", "POST", "/v1/regions/999999/coverage", `{"rows":[]}`), http.StatusNotFound, "NOT_FOUND")
	if events := d.told(office.NounCoverage); len(events) != 1 || !strings.Contains(events[0].After, "临床检验") {
		t.Errorf("the record tells %+v", events)
	}
}

// Two who record an institution at once both succeed, with numbers of their own.
func TestUpkeepIsPlannedAnewWhereAnotherWriteCameFirst(t *testing.T) {
	d := newOfficeDesk(t)
	answers := make(chan apitest.Answer)
	for _, name := range []string{"甲医院", "乙医院", "丙医院"} {
		go func() {
			answers <- d.as("neimeng", "POST", "/v1/institutions", `{"name":"`+name+`","region":"150502"}`)
		}()
	}
	seen := map[string]bool{}
	for range 3 {
		a := <-answers
		want(t, a, http.StatusCreated, "")
		seen[read[api.Institution](t, a).ID] = true
	}
	if len(seen) != 3 {
		t.Errorf("three institutions have the ids %v", seen)
	}
}

// A repeated request with the same key is one write.
func TestUpkeepIsIdempotent(t *testing.T) {
	d := newOfficeDesk(t)
	key := "Idempotency-Key: 6f1c"
	first := d.as("neimeng", "POST", "/v1/institutions", newHospital, key)
	again := d.as("neimeng", "POST", "/v1/institutions", newHospital, key)
	want(t, again, http.StatusCreated, "")
	if first.Body != again.Body || again.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("answered %s, then %s", first.Body, again.Body)
	}
	head, err := d.store.Head(t.Context())
	if err != nil || len(d.told(office.NounInstitution)) != 1 {
		t.Errorf("the registry is at %v (%v), with %d events", head, err, len(d.told(office.NounInstitution)))
	}
}
