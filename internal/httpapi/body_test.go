package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"concord/api"
)

// What the contract requires of a body is required, and everything that is wrong
// is said at once.
func TestBodiesAreHeldToTheContract(t *testing.T) {
	d := newOfficeDesk(t)
	path := d.announced()
	draft := "/v1/drafts/" + d.created("items", threeItems)
	for _, c := range []struct{ who, method, path, body, pointers string }{
		{"nation", "PUT", "/v1/jurisdictions/150500/settings", `{"sole_approval":true}`, "/notice_hours"},
		{"nation", "PUT", "/v1/jurisdictions/150500/settings", `{}`, "/notice_hours /sole_approval"},
		{"nation", "PUT", "/v1/jurisdictions/150500/settings", `{"notice_hours":null,"sole_approval":null}`, "/notice_hours /sole_approval"},
		{"nation", "PUT", "/v1/jurisdictions/150500/settings", ``, ""},
		{"nation", "PUT", "/v1/jurisdictions/150500/settings", `null`, ""},
		{"li.si", "POST", path + "/objections", `{"received_on":"2026-11-22"}`, "/from /text"},
		{"li.si", "POST", path + "/objections", `{"received_on":"2026-11-22","from":"","text":" \n"}`, "/from /text"},
		{"li.si", "PUT", path + "/objections/1", `{"handling":""}`, "/handling"},
		{"zhang.san", "PUT", draft, `{"edits":[{"row":0},{"row":2},{"column":"A"}]}`, "/edits/0/row /edits/2/row"},
		{"zhang.san", "PUT", draft, `{"announcement":{"from":"2026-11-22"}}`, "/announcement/to /announcement/contact"},
		{"neimeng", "POST", "/v1/consortia", `{"name":"医联体","members":[{}]}`, "/id /members/0/institution"},
		{"neimeng", "POST", "/v1/institutions", `{"name":"某医院","region":"150500","level":4}`, "/level"},
	} {
		a := d.as(c.who, c.method, c.path, c.body)
		want(t, a, http.StatusBadRequest, "REQUEST_INVALID")
		var pointers []string
		for _, p := range read[api.Problem](t, a).Errors {
			pointers = append(pointers, p.Pointer)
		}
		if got := strings.Join(pointers, " "); got != c.pointers {
			t.Errorf("%s %s %s: problems at %q, want %q: %s", c.method, c.path, c.body, got, c.pointers, a.Body)
		}
	}
	late := d.as("li.si", "POST", path+"/objections", `{"received_on":"2099-01-01","from":"演示医院","text":"范围过宽"}`)
	want(t, late, http.StatusUnprocessableEntity, "VALUE_INVALID")
	if s := read[api.Settings](t, d.Get(t, "/v1/jurisdictions/150500/settings")); s.SoleApproval {
		t.Errorf("the settings became %+v", s)
	}
}

// What takes a form takes JSON as well, and nothing else; a form that cannot be
// one is told so.
func TestBodiesOfUploads(t *testing.T) {
	d := newOfficeDesk(t)
	for _, path := range []string{
		"/v1/jurisdictions/150500/lists/items/drafts", "/v1/qualifications?jurisdiction=150500",
		"/v1/institutions/150400-0001/code-map", "/v1/regions/150500/coverage", "/v1/regions/150500/prices",
	} {
		who := "zhang.san"
		if strings.Contains(path, "150400") {
			who = "150400-0001"
		}
		for _, c := range []struct {
			media, body string
			status      int
			code        string
		}{
			{"text/csv", "项目\n钾\n", http.StatusUnsupportedMediaType, "MEDIA_TYPE_UNSUPPORTED"},
			{"", "x", http.StatusUnsupportedMediaType, "MEDIA_TYPE_UNSUPPORTED"},
			{"multipart/form-data", "x", http.StatusBadRequest, "REQUEST_INVALID"},
			{"Application/JSON", `{"nobody_knows":1}`, http.StatusBadRequest, "FIELD_UNKNOWN"},
		} {
			a := d.Ask(t, http.MethodPost, path, c.body, "Content-Type: "+c.media, whoHeader+": "+who)
			if a.Status != c.status || !strings.Contains(a.Body, `"code":"`+c.code+`"`) {
				t.Errorf("%s as %q: %d %.300s, want %d %s", path, c.media, a.Status, a.Body, c.status, c.code)
			}
		}
	}
}
