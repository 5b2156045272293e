package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/httpapi"
	"concord/internal/office"
	"concord/internal/registry"
)

// eventView is one event of the record.
type eventView struct {
	Number    int64
	At, Actor string
	Action    string // as the contract has it
	Verb      string // as people say it; empty where there is no word
	Noun      string
	Subject   string
	Place     string
	Reason    string
	Revision  string
	Hash      string
	Changes   []changeView
	ByActor   string // address of the record narrowed to it
	BySubject string
}

// changeView is one thing that an event changed.
type changeView struct{ What, Before, After string }

func (w *Web) registerAudit(e *echo.Echo) {
	e.GET("/console/audit", w.shown(w.audit), w.signedIn)
}

// eventsOnPage is how many events a page shows: each may show what changed.
const eventsOnPage = 50

// audit answers GET /console/audit.
func (w *Web) audit(c echo.Context, f form) (*deskPage, error) {
	s := sayingOf(c)
	p := w.desk(c, "audit", both("审计记录", "Audit"), s.t("谁在何时做了什么，之前与之后。每条都与前一条相扣：服务器上的 concord audit verify 逐条核对。",
		"Who did what and when, before and after. Each event is chained to the one before; concord audit verify checks the chain on the server."))
	if !w.audits(c) {
		return p.with(denied(s, s.t("审计或管理员", "an auditor or administrator"))), nil
	}
	query := w.auditQuery(f)
	r, err := asked(w.client(c).ListEventsWithResponse(c.Request().Context(), &query))
	if err != nil && !f.refuse(err) {
		return nil, err
	}
	p.form(f, w.auditFilter(s, f)).with(deskSection{Links: []deskLink{{auditFile(query), s.t("导出 CSV", "Export CSV"), "bare"}}})
	if err != nil {
		return p, nil
	}
	events := lo.Map(r.JSON200.Items, func(e api.Event, _ int) eventView { return w.eventOf(s, p, e) })
	section := deskSection{Events: events}
	if len(events) == 0 {
		section.Text = s.t("没有符合条件的记录。", "No event matches.")
	}
	if next := r.JSON200.NextCursor; next != nil {
		section.Next = p.With("cursor", *next)
	}
	return p.with(section), nil
}

func (w *Web) audits(c echo.Context) bool {
	grants := httpapi.ActorOf(c).Grants
	return len(w.office.Overseen(office.Audit, grants)) > 0 || w.does(c, office.Audit, registry.Nation)
}

func (w *Web) auditQuery(f form) api.ListEventsParams {
	return api.ListEventsParams{
		Actor: f.Get("actor"), Noun: f.Get("noun"), Subject: f.Get("subject"), Jurisdiction: w.regionTyped(f.Get("jurisdiction")),
		List: f.Get("list"), From: f.Get("from"), To: f.Get("to"),
		Order: api.EventOrder(cmp.Or(f.Get("order"), string(api.Newest))), Limit: eventsOnPage, Cursor: f.Get("cursor"),
	}
}

func (w *Web) auditFilter(s saying, f form) deskForm {
	nouns := []option{{"", s.t("全部", "all")}}
	for _, noun := range auditNouns {
		nouns = append(nouns, option{noun.code, noun.name.In(string(s))})
	}
	return deskForm{
		Get: true, Action: "/console/audit", Button: s.t("筛选", "Apply"),
		Fields: []fieldView{
			f.field("actor", s.t("操作人", "Who")), f.field("noun", s.t("对象", "About")).Choosing(nouns), f.field("subject", s.t("编号", "Its id")),
			f.field("jurisdiction", s.t("发布主体", "Jurisdiction")).Suggesting("regions"),
			f.field("from", s.t("自", "From")).As("date"), f.field("to", s.t("至", "To")).As("date"),
			f.field("order", s.t("顺序", "Order")).Choosing([]option{{"", s.t("最新的在前", "newest first")}, {string(api.Earliest), s.t("最早的在前", "earliest first")}}),
		},
	}
}

// auditNouns are what events are about.
var auditNouns = []struct {
	code string
	name registry.Text
}{
	{"draft", both("草案", "draft")}, {"list", both("清单", "list")}, {"step", both("登记步骤", "step")},
	{"institution", both("医疗机构", "institution")},
	{"qualification", both("质评质控", "qualification")}, {"removal", both("移出清单", "removal")},
	{"consortium", both("紧密型医联体", "consortium")},
	{"alliance", both("区域联盟", "alliance")}, {"code-map", both("编码对照", "code map")}, {"item", both("项目", "item")},
	{"coverage", both("接入情况", "coverage")}, {"prices", both("价格", "prices")}, {"notice", both("督办单", "notice")},
	{"targets", both("目标", "targets")},
	{"settings", both("设置", "settings")}, {"account", both("账户", "account")}, {"key", both("密钥", "key")}, {"session", both("会话", "session")},
	{"epoch", both("自备份恢复", "restore")},
}

// auditVerbs are what is done, by the last part of an action.
var auditVerbs = map[string]registry.Text{
	"create": both("建立", "made"), "change": both("更改", "changed"), "password": both("更改密码", "new password"),
	"reset":        both("重置密码", "password reset"),
	"end_sessions": both("结束会话", "sessions ended"), "two_factors": both("启用动态口令", "second factor on"),
	"one_factor": both("停用动态口令", "second factor off"),
	"issue":      both("签发", "issued"), "revoke": both("撤销", "revoked"), "begin": both("登录", "signed in"),
	"choose": both("设置", "chosen"), "set": both("设定", "set"),
	"upload": both("上传", "uploaded"), "import": both("导入", "imported"), "publish": both("发布", "published"), "record": both("登记", "recorded"),
	"correct": both("更正", "corrected"), "close": both("关闭", "closed"), "merge": both("合并", "merged"),
	"add": both("增补", "added"), "edit": both("修改", "edited"),
	"submit": both("提交", "submitted"), "approve": both("审核通过", "approved"), "reject": both("驳回", "rejected"),
	"announce": both("公示", "announced"),
	"discard":  both("放弃", "discarded"), "object": both("异议", "objection"), "withdraw": both("撤回", "withdrawn"), "send": both("发出", "sent"),
	"answer": both("答复", "answered"), "accept": both("认可", "accepted"), "return": both("退回", "returned"), "report": both("上报", "reported"),
	"load": both("载入", "loaded"),
}

func (w *Web) eventOf(s saying, p *deskPage, e api.Event) eventView {
	place, verb := "", e.Action[strings.LastIndex(e.Action, ".")+1:]
	if e.Jurisdiction != nil {
		place = w.placeName(s, *e.Jurisdiction)
	}
	return eventView{
		Number: e.Number, At: toTheMinute(e.At), Actor: e.Actor, Action: e.Action, Verb: auditVerbs[verb].In(string(s)),
		Noun: nounName(s, e.Noun), Subject: e.Subject, Place: place, Reason: e.Reason,
		Revision: lo.FromPtr(e.Revision), Hash: e.Hash, Changes: difference(e.Before, e.After),
		ByActor: p.With("actor", e.Actor, "cursor", ""), BySubject: p.With("noun", e.Noun, "subject", e.Subject, "cursor", ""),
	}
}

func nounName(s saying, code string) string {
	for _, known := range auditNouns {
		if known.code == code {
			return known.name.In(string(s))
		}
	}
	return code
}

// maxChanges is how many changes of one event a page shows; the file has all.
const maxChanges = 40

// difference is what changed between two states, by where it stands in them.
func difference(before, after any) []changeView {
	was, is := map[string]string{}, map[string]string{}
	flatten(was, "", before)
	flatten(is, "", after)
	var changes []changeView
	for _, what := range slices.Sorted(maps.Keys(lo.Assign(was, is))) {
		if was[what] == is[what] {
			continue
		}
		if len(changes) == maxChanges {
			return append(changes, changeView{What: "…"})
		}
		changes = append(changes, changeView{cmp.Or(what, "="), was[what], is[what]})
	}
	return changes
}

// flatten writes every value of a state under its path.
func flatten(to map[string]string, path string, value any) {
	switch v := value.(type) {
	case nil:
	case map[string]any:
		for name, member := range v {
			flatten(to, strings.TrimPrefix(path+"."+name, "."), member)
		}
	case []any:
		if plain := plainTexts(v); plain != nil {
			to[path] = strings.Join(plain, ", ")
			return
		}
		for i, member := range v {
			flatten(to, path+"["+strconv.Itoa(i+1)+"]", member)
		}
	case string:
		to[path] = v
	case float64:
		to[path] = strconv.FormatFloat(v, 'f', -1, 64)
	default:
		to[path] = fmt.Sprint(v)
	}
}

// plainTexts are the values of an array that holds neither objects nor arrays;
// nil where it does.
func plainTexts(values []any) []string {
	texts := []string{}
	for _, value := range values {
		switch value.(type) {
		case map[string]any, []any:
			return nil
		}
		text, err := json.Marshal(value)
		if err != nil {
			return nil
		}
		texts = append(texts, strings.Trim(string(text), `"`))
	}
	return texts
}

// auditFile is the address of the record as a file, of what a page shows.
func auditFile(query api.ListEventsParams) string {
	values := url.Values{}
	for name, value := range map[string]string{
		"actor": query.Actor, "noun": query.Noun, "subject": query.Subject, "jurisdiction": query.Jurisdiction, "list": query.List,
		"from": query.From, "to": query.To,
	} {
		if value != "" {
			values.Set(name, value)
		}
	}
	return pathWith("/v1/audit.csv", values)
}
