package web_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// sent posts a form, and once more where it is asked about first.
func (v *visitor) sent(t testing.TB, target string, form url.Values) (status int, body string) {
	t.Helper()
	status, body = v.post(t, target, form)
	if strings.Contains(body, `name="sure"`) {
		return v.post(t, target, kept(body))
	}
	return status, body
}

// with are the hidden fields of a page, and what somebody types.
func with(page string, typed url.Values) url.Values {
	form := kept(page)
	maps.Copy(form, typed)
	return form
}

// Of two people who correct the same thing, the second learns what the first one
// wrote; what was typed stays, and holds once it is saved again.
func TestWhoCorrectsSecondIsTold(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", everything...)
	s.person(t, "wang", "editor:420000")
	v := s.signedIn(t, "li.si", "zh")
	v.do(t, http.MethodPost, "/v1/consortia", `{"id":"420100-C1","name":"武汉医联体","members":[{"institution":"420100-0004"}]}`)
	v.do(t, http.MethodPost, "/v1/alliances", `{"code":"EXH","name":"鄂湘联盟","lead":"420000","members":[{"region":"420000"}]}`)
	for _, c := range []struct {
		page, target string
		one, other   url.Values
		shows, keeps string // of the first, and of what the second typed
	}{
		{
			page: "/console/institutions/420100-0004",
			one:  url.Values{"name": {"武汉大学中南医院"}, "region": {"420100"}, "kind": {"甲类"}}, shows: "<dd>甲类 <small>您填写的：乙类</small>",
			other: url.Values{"name": {"武汉大学中南医院"}, "region": {"420100"}, "kind": {"乙类"}}, keeps: `value="乙类"`,
		},
		{
			page: "/console/consortia/420100-C1",
			one:  url.Values{"name": {"武汉医共体"}, "members/0/institution": {"420100-0004"}, "members/1/institution": {"420100-0006"}}, shows: "<dd>武汉医共体 <small>您填写的：武汉医联体</small>",
			other: url.Values{"name": {"武汉医联体"}, "members/0/institution": {"420100-0005"}}, keeps: `value="420100-0005"`,
		},
		{
			page: "/console/alliances/EXH",
			one:  url.Values{"name": {"鄂湘"}, "lead": {"420000"}, "members/0/region": {"420000"}, "members/1/region": {"430000"}}, shows: "湖北省 · 420000；湖南省 · 430000 <small>您填写的：湖北省 · 420000",
			other: url.Values{"name": {"湖北"}, "lead": {"420000"}, "members/0/region": {"420000"}}, keeps: `value="湖北"`,
		},
		{
			page: "/console/settings?jurisdiction=420000", target: "/console/settings",
			one: url.Values{"notice_hours": {"24"}, "sole_approval": {"true"}}, shows: "<dd>是 <small>您填写的：否</small>",
			other: url.Values{"notice_hours": {"48"}}, keeps: `value="48"`,
		},
		{
			page: "/console/targets?jurisdiction=420000", target: "/console/targets",
			one:   url.Values{"targets/0/id": {"省内"}, "targets/0/threshold": {"400"}, "targets/0/due": {"2027-06-30"}},
			other: url.Values{"targets/0/id": {"本省"}, "targets/0/threshold": {"500"}, "targets/0/due": {"2027-06-30"}}, keeps: `value="本省"`,
			shows: "<dd>省内 400 2027-06-30 <small>您填写的：本省 500 2027-06-30</small>",
		},
		{
			page: "/console/people/wang",
			one:  url.Values{"full_name": {"王一"}, "grants/0/role": {"editor"}, "grants/0/region": {"420000"}}, shows: "<dd>王一 <small>您填写的：王二</small>",
			other: url.Values{"full_name": {"王二"}, "grants/0/role": {"editor"}, "grants/0/region": {"420000"}}, keeps: `value="王二"`,
		},
	} {
		if c.target == "" {
			c.target = c.page
		}
		_, page := v.get(t, c.page)
		status, body := v.sent(t, c.target, with(page, c.one))
		expect(t, c.page+", the first", status, body, http.StatusOK, `role="status"`)
		status, body = v.sent(t, c.target, with(page, c.other))
		overtaken := expect(t, c.page+", the second", status, body, http.StatusUnprocessableEntity, "他人已作修改", c.shows, c.keeps)
		status, body = v.sent(t, c.target, with(overtaken, c.other))
		expect(t, c.page+", saved again", status, body, http.StatusOK, `role="status"`)
	}
}

// A mistake does not make what was typed hold for a state that nobody was told of.
func TestAMistakeDoesNotHideAnotherCorrection(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", everything...)
	v := s.signedIn(t, "li.si", "zh")
	const page = "/console/settings?jurisdiction=420000"
	_, read := v.get(t, page)
	v.post(t, "/console/settings", with(read, url.Values{"notice_hours": {"24"}}))
	status, body := v.post(t, "/console/settings", with(read, url.Values{"notice_hours": {"two days"}}))
	mistaken := expect(t, "a mistake", status, body, http.StatusUnprocessableEntity, "须为整数")
	status, body = v.post(t, "/console/settings", with(mistaken, url.Values{"notice_hours": {"48"}}))
	expect(t, "mended", status, body, http.StatusUnprocessableEntity, "他人已作修改", "<dd>24 <small>您填写的：48</small>")
}

// A table that somebody else uploaded in between is not replaced unseen, and the
// file need not be chosen again.
func TestWhoUploadsSecondIsTold(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", everything...)
	v := s.signedIn(t, "li.si", "zh")
	for _, c := range []struct{ page, target, heading, one, other, shows string }{
		{"/console/prices?jurisdiction=420000", "/console/prices", "项目编码,项目名称,价格\n", "LCHM030,,12.50\n", "LCHM030,,9\n", "12.50"},
		{
			"/console/coverage?jurisdiction=420000", "/console/coverage", "类别,机构名称,年度,数量\n",
			"培训医师,武汉大学中南医院,2026,35\n", "培训医师,武汉大学中南医院,2026,7\n", "35",
		},
		{
			"/console/code-maps/upload?institution=420100-0004", "/console/code-maps/upload", "本院编码,本院名称,项目编码\n",
			"GLU1,葡萄糖,LCHM030\n", "GLU2,葡萄糖,LCHM030\n", "第 1 版",
		},
	} {
		_, page := v.get(t, c.page)
		_, checked := v.sendFile(t, c.target, kept(page), "一.csv", c.heading+c.one)
		_, second := v.sendFile(t, c.target, kept(page), "二.csv", c.heading+c.other)
		status, body := v.sendFile(t, c.target, kept(checked), "", "")
		expect(t, c.page+", the first", status, body, http.StatusOK, `role="status"`)
		status, body = v.sendFile(t, c.target, kept(second), "", "")
		overtaken := expect(t, c.page+", the second", status, body, http.StatusUnprocessableEntity, "他人已作修改", c.shows, "不选则沿用 二.csv")
		status, body = v.sendFile(t, c.target, kept(overtaken), "", "")
		again := expect(t, c.page+", checked again", status, body, http.StatusOK, "写入 1 条")
		status, body = v.sendFile(t, c.target, kept(again), "", "")
		expect(t, c.page+", written", status, body, http.StatusOK, `role="status"`)
	}
}
