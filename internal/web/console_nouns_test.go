package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestSettingsAndTargetsOfAJurisdiction(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", everything...)
	v := s.signedIn(t, "li.si", "zh")

	status, body := v.post(t, "/console/settings", url.Values{"jurisdiction": {"420000"}, "notice_hours": {"a day"}})
	expect(t, "hours that are none", status, body, http.StatusUnprocessableEntity, "须为整数", `value="a day"`)
	status, body = v.post(t, "/console/settings", url.Values{"jurisdiction": {"420000"}, "notice_hours": {"24"}, "sole_approval": {"true"}})
	warned := expect(t, "without approval, asked", status, body, http.StatusOK, "湖北省 的清单此后一人即可发布")
	status, body = v.post(t, "/console/settings", kept(warned))
	expect(t, "saved", status, body, http.StatusOK, "发布设置已保存", "24 小时", "免审批：一人可发布")

	typed := url.Values{
		"jurisdiction": {"420000"}, "set": {"true"}, "targets/1/id": {"省内"}, "targets/1/threshold": {"320"}, "targets/1/due": {"2026-12-31"}, "targets/1/milestones": {"soon"},
	}
	status, body = v.post(t, "/console/targets", typed)
	expect(t, "milestones that are none", status, body, http.StatusUnprocessableEntity, `name="targets/0/milestones" type="text" value="soon"`, "节点的写法不对")
	typed.Set("targets/1/milestones", "2026-11-30=300；2026-12-15=310")
	status, body = v.post(t, "/console/targets", typed)
	expect(t, "set", status, body, http.StatusOK, "目标已保存", "2026-11-30=300；2026-12-15=310", "320")
}

func TestANoticeGoesToAndFro(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", "editor:420000")
	s.person(t, "wang.wu", "editor:420100")
	above, below := s.signedIn(t, "li.si", "zh"), s.signedIn(t, "wang.wu", "zh")

	typed := url.Values{"from": {"420000"}, "about": {"milestone_missed"}, "region": {"武汉市"}, "due": {"2026-11-01"}, "figures": {"<script>83</script>"}, "asked": {"为何"}}
	status, body := above.post(t, "/console/notices/new", typed)
	expect(t, "a day that has passed", status, body, http.StatusUnprocessableEntity, "&lt;script&gt;83", `value="武汉市"`)
	typed.Set("due", "2026-12-01")
	status, body = above.post(t, "/console/notices/new", typed)
	sent := expect(t, "sent", status, body, http.StatusOK, "督办单已发出", "武汉市 答复")
	if strings.Contains(sent, "提交答复") {
		t.Error("who asks is offered to answer")
	}
	_, id, _ := strings.Cut(sent, `<p class="lead">`)
	id, _, _ = strings.Cut(id, "<")

	status, body = below.get(t, "/console/notices")
	expect(t, "it arrives", status, body, http.StatusOK, "节点未达到", "待答复")
	status, body = below.post(t, "/console/notices/"+id+"/answer", url.Values{"cause": {""}, "measures": {"加快"}})
	expect(t, "half an answer", status, body, http.StatusUnprocessableEntity, "加快")
	status, body = below.post(t, "/console/notices/"+id+"/answer", url.Values{"cause": {"人手不足"}, "measures": {"加快"}})
	expect(t, "answered", status, body, http.StatusOK, "答复已提交", "湖北省 认可或退回", "人手不足")
	status, body = above.post(t, "/console/notices/"+id+"/return", url.Values{"comment": {"不具体"}})
	expect(t, "returned", status, body, http.StatusOK, "答复已退回", "不具体")
	below.post(t, "/console/notices/"+id+"/answer", url.Values{"cause": {"设备"}, "measures": {"采购"}})
	status, body = above.post(t, "/console/notices/"+id+"/accept", url.Values{"accepting": {"可"}})
	expect(t, "closed", status, body, http.StatusOK, "督办单办结", "已办结", "第 2 次答复")
}

func TestWhoAnsweredANoticeIsNotOfferedToAcceptIt(t *testing.T) {
	s := newSite(t)
	s.person(t, "both", "editor:420000", "editor:420100")
	s.person(t, "li.si", "editor:420000")
	v := s.signedIn(t, "both", "zh")
	status, body := v.post(t, "/console/notices/new", url.Values{"from": {"420000"}, "about": {"milestone_missed"}, "region": {"武汉市"}, "due": {"2026-12-01"}, "figures": {"83"}, "asked": {"为何"}})
	sent := expect(t, "sent", status, body, http.StatusOK, "督办单已发出")
	_, id, _ := strings.Cut(sent, `<p class="lead">`)
	id, _, _ = strings.Cut(id, "<")
	status, body = v.post(t, "/console/notices/"+id+"/answer", url.Values{"cause": {"设备"}, "measures": {"采购"}})
	answered := expect(t, "answered", status, body, http.StatusOK, "须由发出地区的其他人认可")
	if strings.Contains(answered, "认可，办结") {
		t.Error("who answered is offered to accept")
	}
	status, body = s.signedIn(t, "li.si", "zh").get(t, "/console/notices/"+id)
	expect(t, "another person", status, body, http.StatusOK, "认可，办结")
}

func TestConsortiaAndAlliancesAreRecordedOnceSomebodyIsSure(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", everything...)
	v := s.signedIn(t, "li.si", "zh")
	typed := url.Values{"id": {"420100-C1"}, "name": {"武汉医联体"}, "members/0/institution": {"武汉大学中南医院"}, "members/2/institution": {"no such"}, "members/2/from": {"2026-01-01"}}
	status, body := v.post(t, "/console/consortia/new", typed)
	expect(t, "a member that there is not", status, body, http.StatusUnprocessableEntity, `name="members/1/institution" type="text" value="no such"`)
	typed.Set("members/2/institution", "420100-0005")
	status, body = v.post(t, "/console/consortia/new", typed)
	warned := expect(t, "asked", status, body, http.StatusOK, "2 家成员", "武汉大学人民医院")
	status, body = v.post(t, "/console/consortia/new", kept(warned))
	expect(t, "recorded", status, body, http.StatusOK, "医联体已登记", "420100-C1")
	status, body = v.get(t, "/console/consortia/420100-C1")
	expect(t, "its page", status, body, http.StatusOK, `value="420100-0004"`, `value="2026-01-01"`, "变更历史")

	status, body = v.post(t, "/console/consortia/new", typed)
	expect(t, "an id that is taken", status, body, http.StatusUnprocessableEntity, "已用于“武汉医联体”", "武汉大学中南医院")
	status, body = v.post(t, "/console/consortia/420100-C1", url.Values{"id": {"420100-C1"}, "name": {"武汉医联体"}, "members/0/institution": {"420100-0004"}, "members/1/institution": {"420100-0006"}})
	expect(t, "without a member", status, body, http.StatusOK, "1 个现有成员不再列出", "武汉大学人民医院")

	status, body = v.post(t, "/console/alliances/new", url.Values{"code": {"EZH"}, "name": {"鄂湘联盟"}})
	expect(t, "nobody leads it", status, body, http.StatusUnprocessableEntity, "请填写牵头地区", `value="鄂湘联盟"`)
	typed = url.Values{"code": {"EZH"}, "name": {"鄂湘联盟"}, "mark": {"鄂湘"}, "lead": {"湖北省"}, "members/0/region": {"湖北省"}, "members/1/region": {"湖南省"}}
	status, body = v.post(t, "/console/alliances/new", typed)
	warned = expect(t, "asked", status, body, http.StatusOK, "湖北省 办理联盟清单", "2 个成员地区")
	status, body = v.post(t, "/console/alliances/new", kept(warned))
	expect(t, "recorded", status, body, http.StatusOK, "区域联盟已登记", "鄂湘HR")
	status, body = v.post(t, "/console/alliances/new", typed)
	expect(t, "a code that is taken", status, body, http.StatusUnprocessableEntity, "已用于“鄂湘联盟”")
}

func TestAPageCallsAFieldAsItShowsIt(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", everything...)
	for lang, want := range map[string]string{"zh": "要求说明：尚未填写", "en": "What is asked: is to be filled in"} {
		status, body := s.signedIn(t, "li.si", lang).post(t, "/console/notices/new", url.Values{"from": {"420000"}, "about": {"other"}, "region": {"420100"}, "due": {"2026-12-01"}, "figures": {"83"}})
		expect(t, lang, status, body, http.StatusUnprocessableEntity, want)
		lacks(t, lang, body, "/asked")
	}
}

func TestAStepThatSomebodyElseTookIsTold(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", everything...)
	s.person(t, "wang.wu", everything...)
	v := s.signedIn(t, "li.si", "zh")
	_, body := v.post(t, "/console/notices/new", url.Values{"from": {"420000"}, "about": {"other"}, "region": {"420100"}, "due": {"2026-12-01"}, "figures": {"83"}, "asked": {"为何"}})
	here := found(t, body, `action="(/console/notices/[^"/]+)/answer"`)
	s.signedIn(t, "wang.wu", "zh").post(t, here+"/answer", url.Values{"cause": {"原因"}, "measures": {"措施"}})
	status, body := v.post(t, here+"/accept", nil)
	expect(t, "accepted", status, body, http.StatusOK, "督办单办结")
	status, body = v.post(t, here+"/return", url.Values{"comment": {"不具体"}})
	expect(t, "returned after it was accepted", status, body, http.StatusUnprocessableEntity, `class="notice bad"`, "已办结")
	status, body = v.get(t, here+"/return")
	expect(t, "the address of a step", status, body, http.StatusOK, "督办单", "已办结")
}

func TestFilesOfARegionAndOfAnInstitution(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", everything...)
	v := s.signedIn(t, "li.si", "zh")
	for _, one := range []struct {
		target, file, shown string
		form                url.Values
	}{
		{"/console/prices", "项目编码,项目名称,价格\nLCHM030,,12.50\n", "12.50", url.Values{"jurisdiction": {"420000"}}},
		{"/console/coverage", "类别,机构名称,年度,数量\n培训医师,武汉大学中南医院,2026,35\n", "35", url.Values{"jurisdiction": {"420000"}}},
		{"/console/code-maps/upload", "本院编码,本院名称,项目编码\nGLU01,葡萄糖,LCHM030\n", "GLU01", url.Values{"institution": {"420100-0004"}}},
	} {
		status, body := v.sendFile(t, one.target, one.form, "表.csv", one.file)
		checked := expect(t, one.target+", checked", status, body, http.StatusOK, "写入 1 条")
		status, body = v.sendFile(t, one.target, kept(checked), "", "")
		expect(t, one.target+", written", status, body, http.StatusOK, one.shown, `role="status"`)
	}
}

func TestAnItemIsAdded(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", everything...)
	v := s.signedIn(t, "li.si", "zh")
	typed := url.Values{"by": {"420000"}, "code": {"LCHM951"}, "domain": {"lab"}, "name": {"葡萄糖"}, "name_en": {"Glucose"}, "category": {"临床化学检验"}, "modality": {"LAB"}}
	status, body := v.post(t, "/console/items/new", typed)
	expect(t, "a name that means another", status, body, http.StatusUnprocessableEntity, `name="confirm"`, `value="LCHM951"`)
	typed.Set("name", "演示新增项目")
	typed.Set("name_en", "Demonstration item")
	status, body = v.post(t, "/console/items/new", typed)
	warned := expect(t, "asked", status, body, http.StatusOK, "不能删除", "LCHM951")
	status, body = v.post(t, "/console/items/new", kept(warned))
	expect(t, "added", status, body, http.StatusOK, "项目已增补", "演示新增项目")
}

func TestPricesAreNotKeptForTheNation(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", "administrator:100000")
	for lang, want := range map[string]string{"zh": "全国没有统一的价格表", "en": "Prices are kept by regions"} {
		status, body := s.signedIn(t, "li.si", lang).get(t, "/console/prices")
		lacks(t, "prices", expect(t, "prices", status, body, http.StatusOK, want), "没有区划", "there is no region")
	}
}

func TestARateOfNothingIsNone(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", everything...)
	status, body := s.signedIn(t, "li.si", "zh").get(t, "/console/statistics?region=420000&group_by=month")
	expect(t, "nothing was reminded", status, body, http.StatusOK, "没有互认率（不是 0）", "2026-11 月报")
	status, body = s.signedIn(t, "li.si", "zh").get(t, "/console/statistics?region=420000&from=soon")
	expect(t, "a day that is none", status, body, http.StatusOK, `value="soon"`, `class="error"`)
}

func TestTheRecordSaysWhatChanged(t *testing.T) {
	s := newSite(t)
	s.person(t, "li.si", everything...)
	v := s.signedIn(t, "li.si", "zh")
	v.post(t, "/console/settings", url.Values{"jurisdiction": {"420000"}, "notice_hours": {"24"}})
	v.post(t, "/console/settings", url.Values{"jurisdiction": {"420000"}, "notice_hours": {"48"}})
	status, body := v.get(t, "/console/audit?noun=settings&actor=li.si")
	expect(t, "the record", status, body, http.StatusOK, "<del>24</del>", "<ins>48</ins>", "湖北省", `/v1/audit.csv?actor=li.si&amp;noun=settings`)
	status, body = v.get(t, "/v1/audit.csv?actor=li.si&noun=settings")
	expect(t, "its file", status, body, http.StatusOK, "settings.choose")
	status, body = v.get(t, "/console/audit")
	newest := expect(t, "all of it", status, body, http.StatusOK, `rel="next"`, "<ins>48</ins>")
	status, body = v.get(t, found(t, newest, `rel="next" href="([^"]+)"`))
	lacks(t, "the page behind the newest", expect(t, "the next page", status, body, http.StatusOK), "<ins>48</ins>")
	status, body = v.get(t, "/console/audit?order=earliest")
	earliest := expect(t, "from its beginning", status, body, http.StatusOK, "#1 ", "#50 ")
	status, body = v.get(t, found(t, earliest, `rel="next" href="([^"]+)"`))
	expect(t, "the next page from its beginning", status, body, http.StatusOK, "#51 ")
}
