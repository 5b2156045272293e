package httpapi_test

import (
	"net/http"
	"testing"

	"concord/api"
)

const notice = `{"announcement":{"from":"2026-11-22","to":"2026-11-26","contact":"0476-0000000"}}`

// announced is the path of a draft in public notice.
func (d *officeDesk) announced() string {
	d.t.Helper()
	path := "/v1/drafts/" + d.created("negative", "项目,效力\n钾,不予互认\n")
	want(d.t, d.as("zhang.san", "PUT", path, notice), http.StatusOK, "")
	d.announce(path)
	return path
}

// announce takes a draft through submission and approval into public notice.
func (d *officeDesk) announce(path string) {
	d.t.Helper()
	want(d.t, d.as("zhang.san", "POST", path+"/submit", `{}`), http.StatusOK, "")
	want(d.t, d.as("li.si", "POST", path+"/approve", `{}`), http.StatusOK, "")
	want(d.t, d.as("li.si", "POST", path+"/announce", `{}`), http.StatusOK, "")
}

func TestObjectionsAreToTheDraftThatWasRead(t *testing.T) {
	d := newOfficeDesk(t)
	path := d.announced()
	const objection = `{"received_on":"2026-11-22","from":"演示医院","text":"范围过宽"}`
	read := read[api.Draft](t, d.as("li.si", "GET", path, "")).Etag
	want(t, d.as("li.si", "POST", path+"/objections", objection, "If-Match: "+read), http.StatusOK, "")
	want(t, d.as("li.si", "POST", path+"/objections", objection, "If-Match: "+read), http.StatusPreconditionFailed, "PRECONDITION_FAILED")
	want(t, d.as("li.si", "PUT", path+"/objections/1", `{"handling":"不采纳"}`, "If-Match: "+read), http.StatusPreconditionFailed, "PRECONDITION_FAILED")
	want(t, d.as("li.si", "PUT", path+"/objections/1", `{"handling":"不采纳"}`, `If-Match: *`), http.StatusOK, "")
}

func TestTheNoticeTellsOfItsOwnBeginning(t *testing.T) {
	d := newOfficeDesk(t)
	path := d.announced()
	want(t, d.as("li.si", "POST", path+"/reject", `{"comment":"重新公示"}`), http.StatusOK, "")
	d.pass(2)
	d.announce(path)
	const again = "2026-11-24T10:00:00+08:00"
	if notices := read[api.AnnouncementPage](t, d.Get(t, "/v1/announcements")).Items; len(notices) != 1 || notices[0].AnnouncedAt != again {
		t.Errorf("announced again two days later, the notice says %+v, want %s", notices, again)
	}
}
