package httpapi_test

import (
	"net/http"
	"strings"
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

// A form is taken as it was sent or not at all.
func TestAFormIsNotTakenInPart(t *testing.T) {
	d := newOfficeDesk(t)
	const drafts = "/v1/jurisdictions/150500/lists/items/drafts"
	from := [2]string{"effective_from", "2026-12-01"}
	for _, c := range []struct {
		name   string
		fields [][2]string
		status int
	}{
		{"a long field", [][2]string{from, {"comment", strings.Repeat("a", 64<<10+1)}}, http.StatusBadRequest},
		{"the longest field", [][2]string{from, {"comment", strings.Repeat("a", 64<<10)}}, http.StatusCreated},
		{"a field twice", [][2]string{from, {"effective_from", "2026-12-02"}}, http.StatusBadRequest},
		{"a second file", [][2]string{from, {"file", "项目名称\n锌\n"}}, http.StatusBadRequest},
		{"a name that means two things", [][2]string{from, {"resolve", "某某=LCHM051"}, {"resolve", "某某="}}, http.StatusBadRequest},
		{"fields that may be many", [][2]string{from, {"resolve", "某某新项目="}, {"resolve", "血糖=LCHM030"}, {"term", "window_lab=15d"}, {"term", "anchor=exam"}}, http.StatusCreated},
	} {
		t.Run(c.name, func(t *testing.T) {
			want(t, d.upload("zhang.san", "POST", drafts, "list.csv", threeItems, c.fields), c.status, "")
		})
	}
	twice := d.upload("hubei", "POST", "/v1/qualifications?jurisdiction=420000&dry_run=true", "q.csv", "机构名称,项目\n", [][2]string{{"publish", "true"}, {"publish", "false"}})
	want(t, twice, http.StatusBadRequest, "REQUEST_INVALID")
}
