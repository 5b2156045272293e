package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// everything is a person who may do everything that one person can, in the
// nation, Hubei and Wuhan.
var everything = []string{
	"administrator:100000", "editor:100000", "approver:100000", "auditor:100000", "editor:420000", "approver:420000", "editor:420100",
}

// desks are the pages of the console about nouns.
var desks = []string{
	"/console/people", "/console/people/new", "/console/people/li.si", "/console/keys", "/console/keys/new",
	"/console/institutions", "/console/institutions/new", "/console/institutions/420100-0001", "/console/institutions/420100-0001/close", "/console/institutions/420100-0001/merge",
	"/console/qualifications", "/console/qualifications?institution=420100-0001", "/console/qualifications/upload", "/console/qualifications/remove",
	"/console/qualifications/revoke?id=x&institution=420100-0001&item=LCHM051",
	"/console/consortia", "/console/consortia/new", "/console/consortia/990121-C1", "/console/alliances", "/console/alliances/new",
	"/console/code-maps", "/console/code-maps?institution=420100-0001", "/console/code-maps/upload?institution=420100-0001", "/console/items", "/console/items/new",
	"/console/coverage", "/console/coverage?jurisdiction=420000", "/console/prices", "/console/prices?jurisdiction=420000",
	"/console/statistics", "/console/statistics?region=420000&group_by=institution", "/console/notices", "/console/notices/new",
	"/console/targets?jurisdiction=420000", "/console/settings", "/console/audit",
}

func TestEveryDeskOpens(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", everything...)
	s.person(t, "wang.wu", "auditor:510000")
	for _, who := range []string{"li.si", "wang.wu"} {
		for _, lang := range []string{"zh", "en"} {
			v := s.signedIn(t, who, lang)
			for _, desk := range desks {
				if who == "wang.wu" && strings.Contains(desk, "/people/") {
					continue // the accounts of others are not shown to them
				}
				status, body := v.get(t, desk)
				if status != http.StatusOK || strings.Count(body, "<h1>") != 1 || strings.Contains(body, "%!") {
					t.Errorf("%s, to %s, in %s: %d %s", desk, who, lang, status, mainOf(body))
				}
			}
		}
	}
}

func TestNobodySeesADeskUnlessSignedIn(t *testing.T) {
	s := newSite(t)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, desk := range desks {
		response, err := client.Get(s.URL + desk)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if to := response.Header.Get("Location"); response.StatusCode != http.StatusSeeOther || !strings.HasPrefix(to, "/sign-in?to=") {
			t.Errorf("%s: %d, to %q", desk, response.StatusCode, to)
		}
	}
}

func TestDesksInEnglishNameThingsInEnglish(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", everything...)
	v := s.signedIn(t, "li.si", "en")
	for desk, want := range map[string]string{
		"/console/coverage?jurisdiction=420000&centres.export=csv": `Hubei,—,"Laboratory medicine, Radiology, Nuclear medicine"`,
		"/console/institutions?export=csv":                         "Level 3 (Grade A)",
		"/console/items/new":                                       `<option value="临床化学检验">Clinical chemistry</option>`,
	} {
		if _, body := v.get(t, desk); !strings.Contains(body, want) {
			t.Errorf("%s lacks %s: %s", desk, want, mainOf(body))
		}
	}
}

func TestTablesOfDesksAreFilesToo(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", everything...)
	v := s.signedIn(t, "li.si", "zh")
	for desk, heading := range map[string]string{
		"/console/institutions?export=csv&q=" + url.QueryEscape("协和"):         "名称,编码,地区",
		"/console/people?export=csv":                                          "账户,姓名,授权",
		"/console/qualifications?institution=420100-0001&evidence.export=csv": "项目,计划与轮次",
		"/console/coverage?jurisdiction=420000&wanting.export=csv":            "机构或项目,地区,缺项",
		"/console/coverage?jurisdiction=420000&centres.export=csv":            "地区,已有,缺少",
		"/console/targets?jurisdiction=420000&targets.export=csv":             "名称,项目数,期限",
		"/console/code-maps?institution=420100-0001&codes.export=csv":         "本院编码,本院名称",
		"/console/prices?jurisdiction=420000&rows.export=csv":                 "项目,价格（元）,起始日期",
		"/console/notices?export=csv":                                         "事项,发出,收到",
	} {
		status, body := v.get(t, desk)
		if status != http.StatusOK || !strings.HasPrefix(strings.TrimPrefix(body, "\ufeff"), heading) {
			t.Errorf("%s: %d %s", desk, status, body[:min(len(body), 200)])
		}
	}
}
