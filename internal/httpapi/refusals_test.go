package httpapi_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"concord/api"
	"concord/internal/httpapi/apitest"
)

// first is the first problem of an answer.
func first(t *testing.T, a apitest.Answer) api.ProblemDetail {
	t.Helper()
	return read[api.Problem](t, a).Errors[0]
}

// Who comes too late learns who was there before, when, and what it became.
func TestARefusalOfAStateTellsHowItCameAbout(t *testing.T) {
	d := newOfficeDesk(t)
	path := "/v1/drafts/" + d.created("negative", "项目,效力\n钾,不予互认\n")
	want(t, d.as("zhang.san", "POST", path+"/submit", `{}`), http.StatusOK, "")
	edit := d.as("wang.wu", "PUT", path, `{"confirm":true}`)
	want(t, edit, http.StatusConflict, "STATE")
	if got, said := first(t, edit), "草案现为“待审核”，由 zhang.san 于 2026-11-22 10:00 提交，现在不能修改"; got.Message != said || got.Fix != "可修改的状态：草稿" {
		t.Errorf("an edit of what is submitted: %+v, want %s", got, said)
	}
	want(t, d.as("li.si", "POST", path+"/approve", `{}`), http.StatusOK, "")
	want(t, d.as("li.si", "POST", path+"/publish", `{}`), http.StatusOK, "")
	for lang, said := range map[string]string{
		"zh": "草案现为“已发布”，由 li.si 于 2026-11-22 10:00 发布为第 1 版，现在不能发布",
		"en": "the draft is published: it was published as version 1 by li.si on 2026-11-22 10:00, and cannot be published now",
	} {
		again := d.as("wang.wu", "POST", path+"/publish", `{}`, "Accept-Language: "+lang)
		want(t, again, http.StatusConflict, "STATE")
		if got := first(t, again).Message; got != said {
			t.Errorf("published twice: %s, want %s", got, said)
		}
	}
}

func TestARefusalOfANoticesStateIsInWords(t *testing.T) {
	d := newOfficeDesk(t)
	d.noticed("neimeng", "POST", "/v1/notices", askTongliao)
	for lang, said := range map[string][2]string{
		"zh": {"督办单待答复，现在不能认可", "可认可的状态：已答复"},
		"en": {"the notice is awaiting an answer and cannot be accepted now", "it can be accepted while it is answered"},
	} {
		a := d.as("neimeng", "POST", "/v1/notices/150500-notice-1/accept", `{}`, "Accept-Language: "+lang)
		want(t, a, http.StatusConflict, "STATE")
		if got := first(t, a); got.Message != said[0] || got.Fix != said[1] {
			t.Errorf("%s; %s, want %v", got.Message, got.Fix, said)
		}
	}
}

func TestARefusalNamesTheRegionAndTheRoles(t *testing.T) {
	d := newOfficeDesk(t)
	for lang, said := range map[string]string{
		"zh": "hubei 在通辽市（150500）没有所需的角色：编辑",
		"en": "hubei has none of the roles needed in Tongliao (150500): editor",
	} {
		a := d.upload("hubei", "POST", "/v1/jurisdictions/150500/lists/negative/drafts", "n.csv", "项目,效力\n钾,不予互认\n", nil, "Accept-Language: "+lang)
		want(t, a, http.StatusForbidden, "NOT_ALLOWED")
		if got := first(t, a).Message; got != said {
			t.Errorf("%s, want %s", got, said)
		}
	}
}

func TestAnEntryThatStandsTwiceIsNamed(t *testing.T) {
	d := newOfficeDesk(t)
	path := "/v1/drafts/" + d.created("items", "项目名称,互认时限\n钾,3天\n钾,7天\n")
	for lang, said := range map[string]string{"zh": "钾（LCHM051）与第 2 行重复且内容不同", "en": "Potassium (LCHM051) stands in row 2 too and says something else"} {
		problems := read[api.Draft](t, d.as("zhang.san", "GET", path, "", "Accept-Language: "+lang)).Problems
		if len(problems) != 1 || problems[0].Message != said {
			t.Errorf("%+v, want %s", problems, said)
		}
	}
}

func TestProblemsOfADraftHaveTheirPlaces(t *testing.T) {
	d := newOfficeDesk(t)
	want(t, d.as("nation", "PUT", "/v1/jurisdictions/150500/settings", `{"notice_hours":48,"sole_approval":false}`), http.StatusOK, "")
	id := d.created("items", "项目名称\n锌\n", [2]string{"effective_from", "2026-11-23"}, [2]string{"term", "window_lab=七天"})
	want(t, d.as("zhang.san", "PUT", "/v1/drafts/"+id, `{"withdraws":[7]}`), http.StatusOK, "")
	var places []string
	for _, p := range read[api.Draft](t, d.as("zhang.san", "GET", "/v1/drafts/"+id, "")).Problems {
		places = append(places, p.Pointer+" "+p.Code)
	}
	slices.Sort(places)
	if got := strings.Join(places, ", "); got != "/effective_from STARTS_TOO_EARLY, /terms/window_lab TERM_INVALID, /withdraws VERSION_NOT_SCHEDULED" {
		t.Errorf("problems at %s", got)
	}
}

func TestABlankIsNoReason(t *testing.T) {
	d := newOfficeDesk(t)
	path := "/v1/drafts/" + d.created("negative", "项目,效力\n钾,不予互认\n")
	want(t, d.as("zhang.san", "POST", path+"/submit", `{}`), http.StatusOK, "")
	want(t, d.as("li.si", "POST", path+"/reject", `{"comment":" 　"}`), http.StatusUnprocessableEntity, "COMMENT_MISSING")
	want(t, d.as("neimeng", "POST", "/v1/institutions/150400-0001/close", `{"on":"2026-12-01","reason":" "}`), http.StatusUnprocessableEntity, "REASON_MISSING")
}

func TestWhatToDoIsSaidForEveryDoor(t *testing.T) {
	d := newOfficeDesk(t)
	id := d.created("institutions", "机构名称,统一社会信用代码\n甲医院,91350211M000100Y44\n")
	p := read[api.Draft](t, d.as("zhang.san", "GET", "/v1/drafts/"+id, "")).Problems[0]
	if p.Code != "USCC_INVALID" || !strings.Contains(p.Fix, "accept 写明 91350211M000100Y44") || !strings.Contains(p.Fix, "--accept") {
		t.Errorf("the fix of a check digit: %+v", p)
	}
	long := d.as("nation", "PUT", "/v1/jurisdictions/150500/settings", `{"notice_hours":9000,"sole_approval":false}`)
	if p := first(t, long); !strings.Contains(p.Message, "提前告知期") {
		t.Errorf("a long notice period: %+v", p)
	}
}
