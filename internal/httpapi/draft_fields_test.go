package httpapi_test

import (
	"net/http"
	"testing"

	"concord/api"
)

// What a request does not say is not taken away by what it says.
func TestADraftKeepsWhatNobodyMeantToChange(t *testing.T) {
	d := newOfficeDesk(t)
	path := "/v1/drafts/" + d.created("items", threeItems)
	alone := d.as("zhang.san", "PUT", path, `{"unmapped":[{"printed":"某某"}]}`)
	want(t, alone, http.StatusBadRequest, "REQUEST_INVALID")
	if p := read[api.Problem](t, alone).Errors[0]; p.Pointer != "/unmapped" {
		t.Errorf("unmapped alone is a problem at %q", p.Pointer)
	}
	if file := d.as("zhang.san", "GET", path+"/file", ""); file.Body != threeItems {
		t.Errorf("the uploaded file became %q", file.Body)
	}
	both := d.as("zhang.san", "PUT", path, `{"entries":[{"code":"LCHM051"}],"unmapped":[{"printed":"某某"}]}`)
	want(t, both, http.StatusOK, "")
	want(t, d.as("zhang.san", "PUT", path, `{"edits":[{"row":2,"column":"B","value":"5天"}]}`), http.StatusUnprocessableEntity, "VALUE_INVALID")
	if draft := read[api.Draft](t, d.as("zhang.san", "GET", path, "")); len(draft.Edits) != 0 || draft.Etag != read[api.Draft](t, both).Etag {
		t.Errorf("refused edits were stored: %+v", draft.Edits)
	}
	const drafts = "/v1/jurisdictions/150500/lists/items/drafts"
	want(t, d.as("zhang.san", "POST", drafts, `{"effective_from":"2026-12-01","entries":[],"edits":[{"row":2,"column":"B"}]}`), http.StatusUnprocessableEntity, "VALUE_INVALID")
	empty := d.as("zhang.san", "POST", drafts, `{"effective_from":"2026-12-01"}`)
	want(t, empty, http.StatusBadRequest, "REQUEST_INVALID")
	if p := read[api.Problem](t, empty).Errors[0]; p.Pointer != "/entries" {
		t.Errorf("without entries a problem is at %q", p.Pointer)
	}
}
