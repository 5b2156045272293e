package web_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"concord/internal/office"
)

// The people of a furnished site, and what they are.
var people = map[string][]string{
	"wang":  {"editor:420000", "editor:990100"},
	"li":    {"approver:420000", "approver:990100"},
	"chief": {"administrator:100000", "auditor:100000", "editor:100000"},
}

// flawed is a list with what goes wrong in practice: a name that means several
// items, one that no catalogue has, a window that cannot be read, and a name that
// would be code.
const flawed = "seq,level,category,name_zh,validity,note\n" +
	"1,省级,临床化学检验类,总蛋白,30天,\n" +
	"2,省级,临床化学检验类,钾,7天,\n" +
	"3,省级,临床化学检验类,钙,大约一周,\n" +
	"4,省级,临床化学检验类,TG,30天,\n" +
	"5,省级,临床化学检验类,院内特色检测一号,30天,\n" +
	"6,省级,临床化学检验类,<script>alert(1)</script>,30天,\n"

var furniture mould

// furnished is a site with people, and with something at every step of its life.
func furnished(t testing.TB) *site {
	t.Helper()
	return furniture.site(t, func() string {
		s := newSite(t)
		furnish(t, s)
		s.shut()
		return s.file
	})
}

func furnish(t testing.TB, s *site) {
	t.Helper()
	for name, grants := range people {
		s.person(t, office.AccountName(name), grants...)
	}
	wang, li, chief := s.signedIn(t, "wang", "zh"), s.signedIn(t, "li", "zh"), s.signedIn(t, "chief", "zh")

	wang.upload(t, "/v1/jurisdictions/420000/lists/items/drafts", "湖北互认项目.csv", flawed, "effective_from", "2026-12-01", "term", "quality_lab=by_listing")
	wang.do(t, http.MethodPost, "/v1/jurisdictions/990100/lists/negative/drafts", `{"effective_from":"2026-12-15","comment":"年度调整",
		"document":{"title":"演示市“负面”清单（2027年）","number":"演卫〔2026〕9号","issuer":"演示市卫生健康委","issued_on":"2026-11-20"},
		"announcement":{"from":"2026-11-22","to":"2026-11-28","contact":"演示市卫生健康委医政科 wang@example.cn"},
		"entries":[{"effect":"discretion","situation":"ST03","reason":"术前检查由接诊医师判断"}]}`)
	wang.do(t, http.MethodPost, "/v1/drafts/990100-negative-1/submit", `{"confirm":true}`)
	li.do(t, http.MethodPost, "/v1/drafts/990100-negative-1/approve", `{"confirm":true}`)
	li.do(t, http.MethodPost, "/v1/drafts/990100-negative-1/announce", `{"confirm":true}`)
	li.do(t, http.MethodPost, "/v1/drafts/990100-negative-1/objections", `{"received_on":"2026-11-22","from":"演示市中医医院","text":"建议明确术前的时限"}`)
	wang.do(t, http.MethodPost, "/v1/jurisdictions/420000/lists/negative/drafts", `{"effective_from":"2026-12-01",
		"entries":[{"effect":"discretion","situation":"ST04","reason":"急诊由接诊医师判断"}]}`)
	wang.do(t, http.MethodPost, "/v1/drafts/420000-negative-1/submit", `{}`)

	chief.do(t, http.MethodPost, "/v1/keys", `{"owner":"演示一院 HIS","region":"990100","institution":"990100-0002","scopes":["read","outcomes"]}`)
	chief.do(t, http.MethodPost, "/v1/notices", `{"from":"100000","region":"990100","about":"items_below_average","figures":"互认项目 18 项，低于平均","asked":"请说明原因并提出措施","due":"2026-11-29"}`)
	wang.do(t, http.MethodPost, "/v1/consortia", `{"id":"990121-C2","name":"演示县第二医共体","members":[{"institution":"990100-0004"},{"institution":"990100-0009"}]}`)
}

// do asks the contract for something that must be granted.
func (v *visitor) do(t testing.TB, method, target, body string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, v.site.URL+target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	status, answer := v.send(t, request)
	if status >= 400 {
		t.Fatalf("%s %s: %d %s", method, target, status, answer)
	}
	return answer
}

// upload sends a file and the fields beside it.
func (v *visitor) upload(t testing.TB, target, name, content string, fields ...string) (status int, answer string) {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := form.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	file, err := form.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.site.URL+target, &body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.Header.Set("Origin", v.site.URL)
	status, answer = v.send(t, request)
	if status >= 400 {
		t.Fatalf("%s: %d %s", target, status, answer)
	}
	return status, answer
}

func TestASiteIsFurnished(t *testing.T) {
	s := furnished(t)
	var drafts struct {
		Items []struct{ ID, State string }
	}
	if err := json.Unmarshal([]byte(s.signedIn(t, "li", "zh").do(t, http.MethodGet, "/v1/drafts", "")), &drafts); err != nil {
		t.Fatal(err)
	}
	states := map[string]string{}
	for _, d := range drafts.Items {
		states[d.ID] = d.State
	}
	for id, want := range map[string]string{"420000-items-2": "draft", "990100-negative-1": "announced", "420000-negative-1": "submitted"} {
		if states[id] != want {
			t.Errorf("draft %s is %q, want %s", id, states[id], want)
		}
	}
}
