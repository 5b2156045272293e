package httpapi_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/api"
	"concord/internal/office"
	"concord/internal/store/pgtest"
)

const askTongliao = `{"from":"150000","region":"150500","about":"items_below_average","figures":"83 项，全区中位数 240 项","asked":"说明原因","due":"2026-12-10"}`

func (d *officeDesk) noticed(who, method, target, body string) api.Notice {
	d.t.Helper()
	return read[api.Notice](d.t, d.done(who, method, target, body))
}

// noticeIDs are the notices that a person is shown, page by page.
func (d *officeDesk) noticeIDs(who, query string) (ids []string) {
	d.t.Helper()
	cursor := ""
	for {
		page := read[api.NoticePage](d.t, d.done(who, "GET", "/v1/notices?limit=1&"+query+"&cursor="+url.QueryEscape(cursor), ""))
		for _, n := range page.Items {
			ids = append(ids, n.ID)
		}
		if page.NextCursor == nil {
			return ids
		}
		cursor = *page.NextCursor
	}
}

func TestANoticeFromItsSendingToItsEnd(t *testing.T) {
	for name, open := range map[string]func() *officeDesk{
		"sqlite":   func() *officeDesk { return newOfficeDesk(t) },
		"postgres": func() *officeDesk { return newOfficeDeskIn(t, pgtest.Open(t)) },
	} {
		t.Run(name, func(t *testing.T) { pressed(t, open()) })
	}
}

// pressed lets 内蒙古 press 通辽 until its answer is enough.
func pressed(t *testing.T, d *officeDesk) {
	sent := d.noticed("neimeng", "POST", "/v1/notices", askTongliao)
	if sent.ID != "150500-notice-1" || sent.State != api.Sent || sent.RegionName != "通辽市" || sent.Overdue {
		t.Errorf("sent: %+v", sent)
	}
	path := "/v1/notices/" + sent.ID
	want(t, d.as("neimeng", "POST", path+"/accept", `{}`), http.StatusConflict, "STATE")
	d.pass(30)
	if late := d.noticed("auditor", "GET", path, ""); !late.Overdue {
		t.Errorf("a month later: %+v", late)
	}
	answered := d.noticed("zhang.san", "POST", path+"/answer", `{"cause":"清单未更新","measures":"月底前发布新版"}`)
	if answered.State != api.Answered || answered.Overdue || answered.Answers[0].Cause != "清单未更新" {
		t.Errorf("answered: %+v", answered)
	}
	want(t, d.as("neimeng", "POST", path+"/return", `{"comment":" "}`), http.StatusUnprocessableEntity, "COMMENT_MISSING")
	want(t, d.as("neimeng", "POST", path+"/return", `{"comment":"不明","due":"2026-12-01"}`), http.StatusUnprocessableEntity, "DUE_PAST")
	returned := d.noticed("neimeng", "POST", path+"/return", `{"comment":"请说明各旗县情况","due":"2027-01-15"}`)
	if returned.State != api.Returned || returned.Overdue || returned.Due != "2027-01-15" {
		t.Errorf("returned: %+v", returned)
	}
	d.noticed("li.si", "POST", path+"/answer", `{"cause":"奈曼旗缺质控","measures":"一月补齐"}`)
	accepted := d.noticed("neimeng", "POST", path+"/accept", `{"comment":"同意"}`)
	if accepted.State != api.Accepted || len(accepted.Answers) != 2 || len(accepted.Transitions) != 5 {
		t.Errorf("accepted: %+v", accepted)
	}
	if told := d.told(office.NounNotice); len(told) != 5 || told[3].Action != "notice.answer" || told[4].Reason != "同意" {
		t.Errorf("the record tells %+v", told)
	}
}

// A prefecture presses a hospital that is recorded right under it, and another
// person than who answered accepts the answer.
func TestAPrefecturePressesItsHospital(t *testing.T) {
	d := newOfficeDesk(t)
	made := read[api.Institution](t, d.done("neimeng", "POST", "/v1/institutions", `{"name":"演示直属医院","region":"150500","kind":"综合医院","level":3}`))
	notice := d.noticed("zhang.san", "POST", "/v1/notices",
		`{"from":"150500","institution":"`+made.ID+`","about":"rate_below_average","figures":"互认率 12%","asked":"说明原因","due":"2026-12-10"}`)
	path := "/v1/notices/" + notice.ID
	d.noticed("li.si", "POST", path+"/answer", `{"cause":"系统未对接","measures":"十二月完成"}`)
	want(t, d.as("li.si", "POST", path+"/accept", `{}`), http.StatusForbidden, "ANSWER_IS_OWN")
	if accepted := d.noticed("zhang.san", "POST", path+"/accept", `{}`); accepted.State != api.Accepted {
		t.Errorf("accepted: %+v", accepted)
	}
	want(t, d.as("zhang.san", "POST", "/v1/notices", `{"from":"150500","region":"150500","about":"other","figures":"一","asked":"二","due":"2026-12-10"}`),
		http.StatusUnprocessableEntity, "NOT_ABOVE")
}

func TestNoticesAreSeenByBothSides(t *testing.T) {
	d := newOfficeDesk(t)
	hospital := d.noticed("neimeng", "POST", "/v1/notices", `{"from":"150000","institution":"150400-0001","about":"rate_below_average","figures":"互认率 12%","asked":"说明原因","due":"2026-11-30"}`)
	if hospital.Region[:4] != "1504" || hospital.InstitutionName == nil {
		t.Errorf("to an institution: %+v", hospital)
	}
	for range 2 {
		d.noticed("neimeng", "POST", "/v1/notices", askTongliao)
	}
	d.noticed("zhang.san", "POST", "/v1/notices/150500-notice-1/answer", `{"cause":"甲","measures":"乙"}`)
	d.pass(10)
	first, second := "150500-notice-1", "150500-notice-2"
	for _, test := range []struct {
		who, query string
		want       []string
	}{
		{"neimeng", "", []string{hospital.ID, first, second}},
		{"zhang.san", "", []string{first, second}},
		{"auditor", "state=answered", []string{first}},
		{"hubei", "", nil},
		{"nation", "region=150500", []string{first, second}},
		{"nation", "region=150000&state=sent", []string{hospital.ID, second}},
		{"nation", "overdue=true", []string{hospital.ID}},
	} {
		if diff := cmp.Diff(test.want, d.noticeIDs(test.who, test.query)); diff != "" {
			t.Errorf("%s is shown of %q (-want +got):\n%s", test.who, test.query, diff)
		}
	}
	want(t, d.as("hubei", "GET", "/v1/notices/"+first, ""), http.StatusForbidden, "NOT_ALLOWED")
	want(t, d.as("hubei", "GET", "/v1/notices/150500-notice-9", ""), http.StatusNotFound, "NOT_FOUND")
	want(t, d.as("hubei", "GET", "/v1/notices?state=late", ""), http.StatusBadRequest, "REQUEST_INVALID")
	want(t, d.as("hubei", "GET", "/v1/notices?cursor=MTox", ""), http.StatusBadRequest, "REQUEST_INVALID")
}

func TestWhatIsWrongWithANotice(t *testing.T) {
	d := newOfficeDesk(t)
	for _, test := range []struct {
		who, body string
		want      []string
	}{
		{"neimeng", `{"from":"150000","region":"420100","about":"mood","figures":"","asked":"乙","due":"2026-12-10"}`, []string{"/about REQUEST_INVALID", "/figures REQUEST_INVALID"}},
		{"neimeng", `{"from":"150000","region":"420100","about":"other","figures":" ","asked":"乙","due":"2026-12-10"}`, []string{"/from NOT_ABOVE", "/figures VALUE_INVALID"}},
		{"neimeng", `{"from":"150000","region":"150000","about":"other","figures":"甲","asked":"乙","due":"2026-12-10"}`, []string{"/from NOT_ABOVE"}},
		{"neimeng", `{"from":"150000","about":"other","figures":"甲","asked":"乙","due":"2026-12-10"}`, []string{"/region REGION_UNKNOWN"}},
		{"neimeng", `{"from":"150000","institution":"nobody","about":"other","figures":"甲","asked":"乙","due":"2026-12-10"}`, []string{"/institution INSTITUTION_UNKNOWN"}},
		{"neimeng", `{"from":"150000","institution":"150400-0001","region":"150400","about":"other","figures":"甲","asked":"乙","due":"2026-12-10"}`, []string{"/institution VALUE_INVALID"}},
		{"neimeng", `{"from":"150000","region":"150500","about":"other","figures":"甲","asked":"乙","due":"2026-11-01"}`, []string{"DUE_PAST"}},
		{"neimeng", `{"from":"150000","region":"150500","about":"other","figures":"甲","asked":"乙","due":"soon"}`, []string{"/due REQUEST_INVALID"}},
	} {
		a := d.as(test.who, "POST", "/v1/notices", test.body)
		if a.Status != http.StatusUnprocessableEntity && a.Status != http.StatusBadRequest {
			t.Errorf("%s: answered %d: %s", test.body, a.Status, a.Body)
		}
		if diff := cmp.Diff(test.want, places(t, a)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.body, diff)
		}
	}
	if told := d.told(office.NounNotice); len(told) > 0 {
		t.Errorf("something was written: %+v", told)
	}
}
