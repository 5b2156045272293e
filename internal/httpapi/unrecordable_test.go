package httpapi_test

import (
	"net/http"
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
