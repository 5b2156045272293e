package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"concord/api"
)

const threeItems = "项目名称,互认时限,备注\n血糖,7天,\n钾,7天,\n某某新项目,7天,\n"

// The life of a version, from an upload with an unknown name to the answer that
// changes.
func TestAListIsPublishedByTwoPeople(t *testing.T) {
	d := newOfficeDesk(t)
	a := d.upload("zhang.san", http.MethodPost, "/v1/jurisdictions/150500/lists/items/drafts", "三项.csv", threeItems,
		[][2]string{{"effective_from", "2026-12-01"}, {"document_title", "通辽市互认项目"}, {"confirm", "true"}})
	want(t, a, http.StatusCreated, "")
	draft := read[api.Draft](t, a)
	if *draft.Clean || len(draft.Unresolved) != 1 || draft.Unresolved[0].Row != 4 || *draft.Rows != 3 {
		t.Fatalf("the report of the upload: clean %v, %d rows, unresolved %+v", *draft.Clean, *draft.Rows, draft.Unresolved)
	}
	path := "/v1/drafts/" + draft.ID
	want(t, d.as("zhang.san", "POST", path+"/submit", `{}`), http.StatusUnprocessableEntity, "FILE_HAS_PROBLEMS")

	edited := d.as("zhang.san", "PUT", path, `{"resolve":{"某某新项目":""},"edits":[{"row":2,"column":"B","value":"5天"}]}`, "If-Match: "+draft.Etag)
	want(t, edited, http.StatusOK, "")
	if e := read[api.Draft](t, edited); !*e.Clean || *e.EntryCount != 2 || len(e.Edits) != 1 {
		t.Fatalf("after the edit: clean %v, %d entries, problems %+v", *e.Clean, *e.EntryCount, e.Problems)
	}
	want(t, d.as("zhang.san", "PUT", path, `{"confirm":true}`, "If-Match: "+draft.Etag), http.StatusPreconditionFailed, "PRECONDITION_FAILED")
	want(t, d.as("zhang.san", "POST", path+"/submit", `{"comment":"请审核"}`), http.StatusOK, "")
	want(t, d.as("zhang.san", "POST", path+"/approve", `{}`), http.StatusForbidden, "NOT_ALLOWED")
	want(t, d.as("zhang.san", "POST", path+"/publish", `{}`), http.StatusConflict, "STATE")
	want(t, d.as("li.si", "POST", path+"/approve", `{"comment":"同意"}`), http.StatusOK, "")
	published := d.as("li.si", "POST", path+"/publish", `{}`)
	want(t, published, http.StatusOK, "")
	p := read[api.Draft](t, published)
	if p.Version == nil || p.Revision == nil || published.Header.Get("Concord-Revision") != *p.Revision {
		t.Fatalf("published as version %v at %v; the answer is of %s", p.Version, p.Revision, published.Header.Get("Concord-Revision"))
	}

	version := d.Get(t, "/v1/jurisdictions/150500/lists/items?on=2026-12-02")
	v := read[api.ListVersion](t, version)
	if v.Version != *p.Version || len(v.Unmapped) != 1 || *v.Document.Title != "通辽市互认项目" {
		t.Errorf("in force on 2 December: version %d, unmapped %+v", v.Version, v.Unmapped)
	}
	if source := d.Get(t, "/v1/jurisdictions/150500/lists/items/versions/1/source"); source.Body != threeItems {
		t.Errorf("the source of the version is %q (%d)", source.Body, source.Status)
	}
	if got := len(p.Transitions); got != 5 {
		t.Errorf("the draft tells of %d steps, want create, edit, submit, approve, publish: %+v", got, p.Transitions)
	}
	after := read[api.Draft](t, d.as("auditor", "GET", path, ""))
	if after.State != "published" || after.Diff != nil {
		t.Errorf("afterwards the draft is %s with a difference %v", after.State, after.Diff)
	}
	if after.Clean != nil || after.Rows != nil || after.EntryCount != nil {
		t.Errorf("afterwards the draft is said to be clean: %v, with %v rows and %v entries", after.Clean, after.Rows, after.EntryCount)
	}
}

func TestWhoHadAPartInADraftMayNotApproveIt(t *testing.T) {
	d := newOfficeDesk(t)
	id := d.created("negative", "项目,效力\n钾,不予互认\n")
	want(t, d.as("wang.wu", "PUT", "/v1/drafts/"+id, `{"comment":"补充"}`), http.StatusOK, "")
	want(t, d.as("zhang.san", "POST", "/v1/drafts/"+id+"/submit", ``), http.StatusOK, "")
	want(t, d.as("wang.wu", "POST", "/v1/drafts/"+id+"/approve", `{}`), http.StatusForbidden, "APPROVER_IS_AUTHOR")
	want(t, d.as("neimeng", "POST", "/v1/drafts/"+id+"/approve", `{}`), http.StatusForbidden, "NOT_ALLOWED")
	want(t, d.as("li.si", "POST", "/v1/drafts/"+id+"/reject", `{}`), http.StatusUnprocessableEntity, "COMMENT_MISSING")
	want(t, d.as("li.si", "POST", "/v1/drafts/"+id+"/reject", `{"comment":"缺少依据"}`), http.StatusOK, "")
	want(t, d.as("zhang.san", "POST", "/v1/drafts/"+id+"/submit", `{}`), http.StatusOK, "")
	want(t, d.as("zhang.san", "POST", "/v1/drafts/"+id+"/reject", `{"comment":"撤回修改"}`), http.StatusOK, "")
	want(t, d.as("zhang.san", "DELETE", "/v1/drafts/"+id, ``), http.StatusOK, "")
	want(t, d.as("zhang.san", "PUT", "/v1/drafts/"+id, `{}`), http.StatusConflict, "STATE")
}

func TestTwoDraftsOfOneList(t *testing.T) {
	d := newOfficeDesk(t)
	first, second := d.created("negative", "项目,效力\n钾,不予互认\n"), d.created("negative", "项目,效力\n钠,不予互认\n")
	for _, id := range []string{first, second} {
		want(t, d.as("zhang.san", "POST", "/v1/drafts/"+id+"/submit", `{"confirm":true}`), http.StatusOK, "")
		want(t, d.as("li.si", "POST", "/v1/drafts/"+id+"/approve", `{}`), http.StatusOK, "")
	}
	want(t, d.as("li.si", "POST", "/v1/drafts/"+first+"/publish", `{}`), http.StatusOK, "")
	late := d.as("li.si", "POST", "/v1/drafts/"+second+"/publish", `{}`)
	want(t, late, http.StatusConflict, "VERSION_MOVED")
	if !strings.Contains(late.Body, "2026-11-22 10:00") {
		t.Errorf("the conflict does not say when the other was published: %s", late.Body)
	}
}

func TestPublicNotice(t *testing.T) {
	d := newOfficeDesk(t)
	id := d.created("negative", "项目,效力\n钾,不予互认\n")
	path := "/v1/drafts/" + id
	want(t, d.as("zhang.san", "POST", path+"/submit", `{}`), http.StatusOK, "")
	want(t, d.as("li.si", "POST", path+"/approve", `{}`), http.StatusOK, "")
	want(t, d.as("li.si", "POST", path+"/announce", `{}`), http.StatusUnprocessableEntity, "ANNOUNCEMENT_MISSING")
	want(t, d.as("li.si", "POST", path+"/reject", `{"comment":"补公示"}`), http.StatusOK, "")
	want(t, d.as("zhang.san", "PUT", path, `{"announcement":{"from":"2026-11-22","to":"2026-11-26","contact":"0476-0000000"}}`), http.StatusOK, "")
	want(t, d.as("zhang.san", "POST", path+"/submit", `{}`), http.StatusOK, "")
	want(t, d.as("li.si", "POST", path+"/approve", `{}`), http.StatusOK, "")
	want(t, d.as("zhang.san", "POST", path+"/announce", `{}`), http.StatusOK, "")

	if notices := read[api.AnnouncementPage](t, d.Get(t, "/v1/announcements")); len(notices.Items) != 1 || notices.Items[0].ID != id {
		t.Errorf("the public sees the announcements %+v", notices.Items)
	}
	first := d.Get(t, "/v1/announcements/"+id)
	if list := read[api.AnnouncedList](t, first); len(list.Entries) != 1 {
		t.Errorf("the public sees the entries %+v", list.Entries)
	}
	held := "If-None-Match: " + first.Header.Get("ETag")
	want(t, d.Get(t, "/v1/announcements/"+id, held), http.StatusNotModified, "")
	if again := d.Get(t, "/v1/announcements/"+id); again.Body != first.Body {
		t.Errorf("asked again, the public sees %s, want %s", again.Body, first.Body)
	}
	want(t, d.as("zhang.san", "POST", path+"/objections", `{"received_on":"2026-11-22","from":"演示医院","text":"范围过宽"}`), http.StatusOK, "")
	want(t, d.Get(t, "/v1/announcements/"+id, held), http.StatusOK, "") // the draft has moved
	want(t, d.as("li.si", "POST", path+"/publish", `{}`), http.StatusConflict, "ANNOUNCEMENT_RUNNING")
	d.pass(5)
	want(t, d.as("li.si", "POST", path+"/publish", `{}`), http.StatusConflict, "OBJECTION_OPEN")
	want(t, d.as("li.si", "PUT", path+"/objections/2", `{"handling":"不采纳"}`), http.StatusNotFound, "NOT_FOUND")
	want(t, d.as("li.si", "PUT", path+"/objections/1", `{"handling":"不采纳：仅限钾"}`), http.StatusOK, "")
	want(t, d.as("li.si", "POST", path+"/publish", `{}`), http.StatusOK, "")
	want(t, d.Get(t, "/v1/announcements/"+id), http.StatusNotFound, "NOT_FOUND")
}

// A scheduled version is replaced in one step, and the version in force is taken
// back by one that says what the one before it said.
func TestVersionsAreTakenBack(t *testing.T) {
	d := newOfficeDesk(t)
	want(t, d.as("nation", "PUT", "/v1/jurisdictions/150500/settings", `{"notice_hours":0,"sole_approval":true}`), http.StatusOK, "")
	publish := func(file, from, more string) {
		t.Helper()
		id := d.created("negative", file, [2]string{"effective_from", from}, [2]string{"confirm", "true"})
		if more != "" {
			want(t, d.as("zhang.san", "PUT", "/v1/drafts/"+id, more), http.StatusOK, "")
		}
		want(t, d.as("zhang.san", "POST", "/v1/drafts/"+id+"/publish", `{}`), http.StatusOK, "")
	}
	list := "/v1/jurisdictions/150500/lists/negative"
	publish("项目,效力\n钾,不予互认\n", "2026-11-22", "")
	first := read[api.VersionPage](t, d.Get(t, list+"/versions")).Items[0].Version
	publish("项目,效力\n钠,不予互认\n", "2026-12-24", "")
	publish("项目,效力\n氯,不予互认\n", "2026-11-22", `{"confirm":true,"withdraws":[`+itoa(first+1)+`]}`)
	states := func() (all []string) {
		for _, v := range read[api.VersionPage](t, d.Get(t, list+"/versions")).Items {
			all = append(all, string(v.State))
		}
		return all
	}
	if got := states(); got[0] != "published" || got[1] != "withdrawn" || got[2] != "superseded" {
		t.Errorf("states of versions, the newest first: %v", got)
	}
	back := d.as("li.si", "POST", list+"/versions/"+itoa(first+2)+"/withdraw", `{"comment":"误发","confirm":true}`)
	want(t, back, http.StatusOK, "")
	w := read[api.Withdrawal](t, back)
	if w.Version == nil || *w.Version != first+3 {
		t.Fatalf("the withdrawal says %s", back.Body)
	}
	v := read[api.ListVersion](t, d.Get(t, list))
	if entries := v.Entries; v.Version != first+3 || len(entries) != 1 || entries[0].(map[string]any)["item"] != "LCHM051" {
		t.Errorf("in force is version %d with %v, want what version %d said", v.Version, entries, first)
	}
	want(t, d.as("li.si", "POST", list+"/versions/"+itoa(first)+"/withdraw", `{"comment":"误发"}`), http.StatusConflict, "STATE")
	want(t, d.as("zhang.san", "POST", list+"/versions/"+itoa(first+3)+"/withdraw", `{"comment":"误发"}`), http.StatusForbidden, "NOT_ALLOWED")
}

func TestDraftsOfEntries(t *testing.T) {
	d := newOfficeDesk(t)
	body := `{"effective_from":"2026-12-01","confirm":true,"terms":{"window_lab":"15d"},"entries":[{"code":"LCHM051","window":"7d"},{"code":"NOPE","window":"7 Tage"}],"unmapped":[{"printed":"某某"}]}`
	a := d.as("zhang.san", "POST", "/v1/jurisdictions/150500/lists/items/drafts?dry_run=true", body)
	want(t, a, http.StatusCreated, "")
	draft := read[api.Draft](t, a)
	var pointers []string
	for _, p := range draft.Problems {
		pointers = append(pointers, p.Pointer+" "+p.Code)
	}
	if got := strings.Join(pointers, ", "); got != "/entries/1/window WINDOW_INVALID, /entries/1/code ITEM_UNKNOWN" {
		t.Errorf("problems: %s", got)
	}
	want(t, d.as("zhang.san", "GET", "/v1/drafts/"+draft.ID, ""), http.StatusNotFound, "NOT_FOUND")
	want(t, d.as("zhang.san", "POST", "/v1/jurisdictions/150500/lists/items/drafts", `{"effective_from":"2026-12-01","patient":"x"}`), http.StatusBadRequest, "FIELD_UNKNOWN")
}

func TestFilesOfADraft(t *testing.T) {
	d := newOfficeDesk(t)
	id := d.created("items", threeItems)
	path := "/v1/drafts/" + id
	if file := d.as("zhang.san", "GET", path+"/file", ""); file.Body != threeItems || !strings.Contains(file.Header.Get("Content-Disposition"), "list.csv") {
		t.Errorf("the file: %d %s %q", file.Status, file.Header.Get("Content-Disposition"), file.Body)
	}
	if workbook := d.as("li.si", "GET", path+"/annotated.xlsx", ""); !strings.HasPrefix(workbook.Body, "PK\x03\x04") {
		t.Errorf("the annotated workbook: %d %.80q", workbook.Status, workbook.Body)
	}
	rows := read[api.RowPage](t, d.as("li.si", "GET", path+"/rows?limit=2", ""))
	if rows.Total != 4 || len(rows.Items) != 2 || rows.Items[1].Cells["A"] != "血糖" || rows.NextCursor == nil {
		t.Fatalf("rows of the file: %+v", rows)
	}
	rest := read[api.RowPage](t, d.as("li.si", "GET", path+"/rows?limit=2&cursor="+*rows.NextCursor, ""))
	if rest.Total != 4 || len(rest.Items) != 2 || rest.Items[1].Cells["A"] != "某某新项目" || rest.NextCursor != nil {
		t.Errorf("the other rows of the file: %+v", rest)
	}
	want(t, d.as("hubei", "GET", path, ""), http.StatusForbidden, "NOT_ALLOWED")
	want(t, d.Get(t, path), http.StatusUnauthorized, "SIGN_IN_NEEDED")
	mine := read[api.DraftPage](t, d.as("neimeng", "GET", "/v1/drafts?jurisdiction=150500&kind=items&state=draft", ""))
	none := read[api.DraftPage](t, d.as("hubei", "GET", "/v1/drafts", ""))
	if len(mine.Items) != 1 || len(none.Items) != 0 {
		t.Errorf("the province sees %d drafts, another province %d", len(mine.Items), len(none.Items))
	}
	for _, kind := range []string{"items", "institutions", "negative", "qualifications", "code-map", "coverage"} {
		if a := d.Get(t, "/v1/templates/"+kind); !strings.HasPrefix(a.Body, "PK\x03\x04") {
			t.Errorf("template %s: %d", kind, a.Status)
		}
	}
}

func TestARepeatedRequestIsAnsweredOnce(t *testing.T) {
	d := newOfficeDesk(t)
	const target = "/v1/jurisdictions/150500/lists/items/drafts"
	fields := [][2]string{{"effective_from", "2026-12-01"}}
	first := d.upload("zhang.san", "POST", target, "list.csv", threeItems, fields, "Idempotency-Key: k1")
	want(t, first, http.StatusCreated, "")
	again := d.upload("zhang.san", "POST", target, "list.csv", threeItems, fields, "Idempotency-Key: k1")
	if again.Status != http.StatusCreated || again.Body != first.Body || again.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("the repeat: %d, replayed %q; same body: %v", again.Status, again.Header.Get("Idempotency-Replayed"), again.Body == first.Body)
	}
	want(t, d.upload("zhang.san", "POST", target, "list.csv", threeItems+"钠,7天,\n", fields, "Idempotency-Key: k1"), http.StatusUnprocessableEntity, "IDEMPOTENCY_KEY_REUSED")
	d.pass(2)
	later := d.upload("zhang.san", "POST", target, "list.csv", threeItems, fields, "Idempotency-Key: k1")
	if id, old := read[api.Draft](t, later).ID, read[api.Draft](t, first).ID; id == old {
		t.Errorf("two days later the key still answers with draft %s", old)
	}
}

func TestSettingsAreChosen(t *testing.T) {
	d := newOfficeDesk(t)
	const target = "/v1/jurisdictions/150500/settings"
	want(t, d.as("zhang.san", "PUT", target, `{"notice_hours":48,"sole_approval":false}`), http.StatusForbidden, "NOT_ALLOWED")
	want(t, d.as("nation", "PUT", target, `{"notice_hours":-1,"sole_approval":false}`), http.StatusBadRequest, "REQUEST_INVALID")
	want(t, d.as("nation", "PUT", target, `{"notice_hours":9000,"sole_approval":false}`), http.StatusUnprocessableEntity, "VALUE_INVALID")
	want(t, d.as("nation", "PUT", target, `{"notice_hours":48,"sole_approval":false}`), http.StatusOK, "")
	if s := read[api.Settings](t, d.Get(t, target)); s.NoticeHours != 48 {
		t.Errorf("the settings are %+v", s)
	}
	id := d.created("items", "项目名称\n锌\n", [2]string{"effective_from", "2026-11-23"}, [2]string{"confirm", "true"})
	draft := read[api.Draft](t, d.as("zhang.san", "GET", "/v1/drafts/"+id, ""))
	if len(draft.Problems) == 0 || draft.Problems[0].Code != "STARTS_TOO_EARLY" {
		t.Errorf("an addition from tomorrow with 48 h notice: %+v", draft.Problems)
	}
}
