package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"concord/api"
)

// What could never have been recorded is not there, and the answer that quotes
// it is whole JSON.
func TestNamesThatCannotBeRecorded(t *testing.T) {
	d := newOfficeDesk(t)
	for _, text := range []string{"%00", "%ff"} {
		for _, target := range []string{"/v1/drafts/" + text, "/v1/announcements/" + text} {
			a := d.as("zhang.san", "GET", target, "")
			want(t, a, http.StatusNotFound, "NOT_FOUND")
			if p := read[api.Problem](t, a); p.Detail == "" || len(p.Errors) != 1 || p.Errors[0].Fix == "" {
				t.Errorf("GET %s is answered %s", target, a.Body)
			}
		}
		want(t, d.as("zhang.san", "GET", "/v1/drafts?jurisdiction="+text, ""), http.StatusOK, "")
		want(t, d.as("auditor", "GET", "/v1/audit?actor="+text, ""), http.StatusOK, "")
	}
	want(t, d.as("nation", "PUT", "/v1/jurisdictions/150500/settings", `{"notice_hours":1,"sole_approval":false}`, "Idempotency-Key: k\xff"), http.StatusBadRequest, "REQUEST_INVALID")
}

// A text that cannot be recorded is refused with its place, by a dry run as by
// the real one.
func TestTextsThatCannotBeRecorded(t *testing.T) {
	d := newOfficeDesk(t)
	const target = "/v1/jurisdictions/150500/lists/items/drafts"
	id := d.created("items", threeItems)
	for body, want := range map[string]string{
		`{"comment":"\u0000"}`:                                     "/comment VALUE_INVALID",
		`{"document":{"title":"\u0000"}}`:                          "/document/title VALUE_INVALID",
		`{"terms":{"mark_text":"\u0000"},"accept":["a","\u0000"]}`: "/terms VALUE_INVALID, /accept/1 VALUE_INVALID",
		`{"resolve":{"某某\u0000":""},"edits":[{"row":2,"column":"A","value":"x"}],"document":{"issuer":"\u0000"}}`: "/document/issuer VALUE_INVALID, /resolve VALUE_INVALID",
		`{"announcement":{"from":"2026-11-22","to":"2026-11-26","contact":"\u0000"}}`:                             "/announcement/contact VALUE_INVALID",
	} {
		dry := d.as("zhang.san", "PUT", "/v1/drafts/"+id+"?dry_run=true", body)
		done := d.as("zhang.san", "PUT", "/v1/drafts/"+id, body)
		if got := strings.Join(places(t, dry), ", "); got != want || dry.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s, tried: %d with %s, want %s", body, dry.Status, got, want)
		}
		if done.Body != dry.Body || done.Status != dry.Status {
			t.Errorf("%s: tried it is %d %s, done %d %s", body, dry.Status, dry.Body, done.Status, done.Body)
		}
	}
	for _, query := range []string{"?dry_run=true", ""} {
		a := d.upload("zhang.san", "POST", target+query, "\xff.csv", threeItems, [][2]string{{"effective_from", "2026-12-01"}})
		want(t, a, http.StatusUnprocessableEntity, "VALUE_INVALID")
		if got := places(t, a); len(got) != 1 || got[0] != "/file VALUE_INVALID" {
			t.Errorf("a file whose name is no UTF-8: %v", got)
		}
	}
}

// What cannot be published is not clean.
func TestEntriesThatCannotBeRecordedAreProblems(t *testing.T) {
	d := newOfficeDesk(t)
	a := d.as("zhang.san", "POST", "/v1/jurisdictions/150500/lists/items/drafts",
		`{"effective_from":"2026-12-01","confirm":true,"entries":[{"code":"LCHM051"},{"code":"LCHM001","printed":"氯\u0000"}],"unmapped":[{"printed":"某某"},{"printed":"\u0000"}]}`)
	want(t, a, http.StatusCreated, "")
	draft := read[api.Draft](t, a)
	var got []string
	for _, p := range draft.Problems {
		got = append(got, p.Pointer+" "+p.Code)
	}
	if all := strings.Join(got, ", "); all != "/entries/1 VALUE_INVALID, /unmapped/1 VALUE_INVALID" || draft.Clean == nil || *draft.Clean {
		t.Errorf("clean %v, with the problems %s", draft.Clean, all)
	}
	want(t, d.as("zhang.san", "POST", "/v1/drafts/"+draft.ID+"/submit", `{}`), http.StatusUnprocessableEntity, "FILE_HAS_PROBLEMS")
}
