package httpapi_test

import (
	"net/http"
	"testing"
)

// corrections are two states of every noun that people correct.
var corrections = map[string]struct{ who, read, method, write, one, other string }{
	"an institution": {"zhang.san", "/v1/institutions/150500-0001", "PUT", "/v1/institutions/150500-0001", `{"kind":"综合医院"}`, `{"kind":"专科医院"}`},
	"a consortium": {
		"zhang.san", "/v1/consortia/150500-C1", "POST", "/v1/consortia",
		`{"id":"150500-C1","name":"通辽医联体","members":[{"institution":"150500-0001"}]}`,
		`{"id":"150500-C1","name":"通辽医共体","members":[{"institution":"150500-0001"}]}`,
	},
	"an alliance": {
		"neimeng", "/v1/alliances/DONG", "POST", "/v1/alliances",
		`{"code":"DONG","name":"东部联盟","lead":"150000","members":[{"region":"150000"}]}`,
		`{"code":"DONG","name":"蒙东联盟","lead":"150000","members":[{"region":"150000"}]}`,
	},
	"settings": {
		"nation", "/v1/jurisdictions/150500/settings", "PUT", "/v1/jurisdictions/150500/settings",
		`{"notice_hours":24,"sole_approval":false}`, `{"notice_hours":48,"sole_approval":false}`,
	},
	"targets": {
		"zhang.san", "/v1/jurisdictions/150500/targets", "PUT", "/v1/jurisdictions/150500/targets",
		`{"targets":[{"id":"own","threshold":400,"due":"2027-01-01","milestones":[]}]}`, `{"targets":[]}`,
	},
	"an account": {
		"nation", "/v1/accounts/wang", "PUT", "/v1/accounts/wang",
		`{"full_name":"王一","grants":[],"disabled":false}`, `{"full_name":"王二","grants":[],"disabled":false}`,
	},
	"coverage": {
		"zhang.san", "/v1/regions/150500/coverage", "POST", "/v1/regions/150500/coverage",
		`{"rows":[{"kind":"trained_physicians","institution":"通辽演示医院","year":2026,"count":3}]}`,
		`{"rows":[{"kind":"trained_physicians","institution":"通辽演示医院","year":2026,"count":4}]}`,
	},
	"prices": {
		"zhang.san", "/v1/regions/150500/prices", "POST", "/v1/regions/150500/prices",
		`{"rows":[{"code":"LCHM030","yuan":"12.50"}]}`, `{"rows":[{"code":"LCHM030","yuan":"9.00"}]}`,
	},
	"a code map": {
		"zhang.san", "/v1/institutions/150500-0001/code-map", "POST", "/v1/institutions/150500-0001/code-map",
		`{"publish":true,"rows":[{"code":"G","name":"葡萄糖","items":["LCHM030"]}]}`,
		`{"publish":true,"rows":[{"code":"K","name":"钾","items":["LCHM037"]}]}`,
	},
}

// Who corrects what somebody else corrected in between is told so; who states no
// state has the last word.
func TestCorrectionsAreOfTheStateThatWasRead(t *testing.T) {
	for what, c := range corrections {
		t.Run(what, func(t *testing.T) {
			d := newOfficeDesk(t)
			d.done("neimeng", "POST", "/v1/institutions", newHospital)
			d.done("nation", "POST", "/v1/accounts", `{"name":"wang","full_name":"王","grants":[]}`)
			d.done(c.who, c.method, c.write, c.one)
			tag := func() string { return d.done(c.who, "GET", c.read, "").Header.Get("ETag") }
			held := tag()
			want(t, d.as(c.who, c.method, c.write, c.other, "If-Match: "+held), http.StatusOK, "")
			want(t, d.as(c.who, c.method, c.write, c.one, "If-Match: "+held), http.StatusPreconditionFailed, "PRECONDITION_FAILED")
			want(t, d.as(c.who, c.method, c.write, c.one, `If-Match: "0", `+tag()), http.StatusOK, "")
			want(t, d.as(c.who, c.method, c.write, c.other, "If-Match: *"), http.StatusOK, "")
			d.pass(1)
			want(t, d.as(c.who, c.method, c.write, c.one, "If-Match: "+tag()), http.StatusOK, "")
			want(t, d.as(c.who, c.method, c.write, c.other), http.StatusOK, "")
		})
	}
}
