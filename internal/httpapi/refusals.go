package httpapi

import (
	"errors"
	"net/http"
	"strings"

	"github.com/samber/lo"

	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// officeRefusal is the refusal of an error of publishing; nil for any other.
func officeRefusal(err error) *Refusal {
	if refused, ok := errors.AsType[app.Refused](err); ok {
		return &Refusal{http.StatusUnprocessableEntity, refused}
	}
	if refused, ok := errors.AsType[*sheet.Refused](err); ok {
		return &Refusal{http.StatusUnprocessableEntity, refused.Problems}
	}
	if state, ok := errors.AsType[*office.StateError](err); ok {
		return stateRefusal(state)
	}
	if state, ok := errors.AsType[*office.NoticeStateError](err); ok {
		return Refuse(http.StatusConflict, "STATE",
			textf("督办单%s，现在不能%s", "the notice is %s and cannot be %s now", noticeStateNames[state.State], actionNames[state.Action]),
			textf("可%s的状态：%s", "it can be %s while it is %s", actionNames[state.Action], anyOf(state.From, noticeStateNames)))
	}
	if moved, ok := errors.AsType[*app.MovedError](err); ok {
		return movedRefusal(moved)
	}
	for _, known := range officeErrors {
		if errors.Is(err, known.err) {
			return Refuse(known.status, known.code, known.message, known.fix)
		}
	}
	return nil
}

// stateRefusal says who brought a draft to its state, when, and what it became:
// most often it was somebody else, in between.
func stateRefusal(s *office.StateError) *Refusal {
	version := registry.Text{}
	if s.Version != 0 {
		version = textf("为第 %d 版", " as version %d", s.Version)
	}
	return Refuse(http.StatusConflict, "STATE",
		textf("草案现为“%[1]s”，由 %[3]s 于 %[4]s %[2]s%[5]s，现在不能%[6]s", "the draft is %[1]s: it was %[2]s%[5]s by %[3]s on %[4]s, and cannot be %[6]s now",
			stateNames[s.State], actionNames[s.Since.Action], s.Since.By, minuteOf(s.Since.At), version, actionNames[s.Action]),
		textf("可%s的状态：%s", "it can be %s while it is %s", actionNames[s.Action], anyOf(s.From, stateNames)))
}

// minuteOf is an instant as people write it down.
func minuteOf(at registry.Instant) string { return at.Time().Format("2006-01-02 15:04") }

// stateNames, noticeStateNames and actionNames are what states are called, and what
// was done.
var (
	stateNames = map[office.State]registry.Text{
		office.Drafted: {Zh: "草稿", En: "in draft"}, office.Submitted: {Zh: "待审核", En: "awaiting approval"}, office.Approved: {Zh: "已审核", En: "approved"},
		office.Announced: {Zh: "公示中", En: "in public notice"}, office.Published: {Zh: "已发布", En: "published"}, office.Discarded: {Zh: "已作废", En: "discarded"},
	}
	noticeStateNames = map[office.NoticeState]registry.Text{
		office.NoticeSent: {Zh: "待答复", En: "awaiting an answer"}, office.NoticeAnswered: {Zh: "已答复", En: "answered"},
		office.NoticeAccepted: {Zh: "已认可", En: "accepted"}, office.NoticeReturned: {Zh: "已退回", En: "returned"},
	}
	actionNames = map[office.Action]registry.Text{
		office.ActCreate: {Zh: "创建", En: "created"}, office.ActEdit: {Zh: "修改", En: "edited"}, office.ActSubmit: {Zh: "提交", En: "submitted"},
		office.ActApprove: {Zh: "审核通过", En: "approved"}, office.ActReject: {Zh: "退回", En: "sent back"}, office.ActAnnounce: {Zh: "公示", En: "announced"},
		office.ActPublish: {Zh: "发布", En: "published"}, office.ActDiscard: {Zh: "作废", En: "discarded"}, office.ActObject: {Zh: "登记异议", En: "objected to"},
		office.ActWithdraw: {Zh: "发布", En: "published"}, // a version in place of the one taken back
		office.ActSend:     {Zh: "发出", En: "sent"}, office.ActAnswer: {Zh: "答复", En: "answered"}, office.ActAccept: {Zh: "认可", En: "accepted"},
		office.ActReturn: {Zh: "退回", En: "returned"},
	}
)

// anyOf are the names of states, any of which will do.
func anyOf[S comparable](states []S, names map[S]registry.Text) registry.Text {
	in := func(lang, or string) string {
		return strings.Join(lo.Map(states, func(s S, _ int) string { return names[s].In(lang) }), or)
	}
	return registry.Text{Zh: in("zh", "、"), En: in("en", " or ")}
}

func movedRefusal(m *app.MovedError) *Refusal {
	if m.Newest.Number == m.Basis {
		return Refuse(http.StatusConflict, "VERSION_MOVED",
			registry.Text{Zh: "发布后的内容已与提交审核时不同（名单或登记有变化）", En: "publishing it would do something else than when it was submitted: the list or the registry has changed"},
			registry.Text{Zh: "退回后重新核对差异，再次提交", En: "send it back, look at the difference again, submit it again"})
	}
	return Refuse(http.StatusConflict, "VERSION_MOVED",
		textf("提交审核后，本清单已于 %[2]s 发布第 %[1]d 版", "after the draft was submitted, version %d of the list was published on %s", m.Newest.Number, minuteOf(m.Newest.PublishedAt)),
		registry.Text{Zh: "退回后重新核对差异，再次提交", En: "send it back, look at the difference again, submit it again"})
}

// officeErrors are those of publishing.
var officeErrors = []struct {
	err          error
	status       int
	code         string
	message, fix registry.Text
}{
	{
		office.ErrSamePerson, http.StatusForbidden, "APPROVER_IS_AUTHOR",
		registry.Text{Zh: "起草或提交的人员不能审核", En: "who drafted or submitted it may not approve it"},
		registry.Text{Zh: "由另一名审核人员审核", En: "let another approver do it"},
	},
	{
		office.ErrNoAnnouncement, http.StatusUnprocessableEntity, "ANNOUNCEMENT_MISSING",
		registry.Text{Zh: "未填写公示起止日期或联系方式", En: "the announcement has no period or no contact"},
		registry.Text{Zh: "补填后再公示", En: "state them, then announce it"},
	},
	{
		office.ErrAnnouncementOver, http.StatusUnprocessableEntity, "ANNOUNCEMENT_OVER",
		registry.Text{Zh: "公示截止日期已过", En: "the announcement's last day has passed"},
		registry.Text{Zh: "退回后改写公示期", En: "send the draft back and state another period"},
	},
	{
		office.ErrAnnouncing, http.StatusConflict, "ANNOUNCEMENT_RUNNING",
		registry.Text{Zh: "公示尚未结束", En: "the public notice is not over"},
		registry.Text{Zh: "公示期满后发布", En: "publish it when the notice is over"},
	},
	{
		office.ErrObjectionOpen, http.StatusConflict, "OBJECTION_OPEN",
		registry.Text{Zh: "尚有未处理的异议", En: "an objection is not handled"},
		registry.Text{Zh: "登记处理结果后发布", En: "say how it was handled, then publish"},
	},
	{
		office.ErrCommentMissing, http.StatusUnprocessableEntity, "COMMENT_MISSING",
		registry.Text{Zh: "退回须说明理由", En: "a rejection says why"},
		registry.Text{Zh: "填写理由", En: "say why"},
	},
	{
		office.ErrOwnAnswer, http.StatusForbidden, "ANSWER_IS_OWN",
		registry.Text{Zh: "答复人不能认可自己的答复", En: "who answered does not accept the answer"},
		registry.Text{Zh: "由另一名人员认可或退回", En: "let another person accept or return it"},
	},
	{
		office.ErrDuePast, http.StatusUnprocessableEntity, "DUE_PAST",
		registry.Text{Zh: "答复期限已过", En: "the last day for an answer has passed"},
		registry.Text{Zh: "期限应为今天或以后", En: "let it be today or later"},
	},
	{
		office.ErrNoSuchObjection, http.StatusNotFound, codeNotFound,
		registry.Text{Zh: "没有此异议", En: "there is no such objection"},
		registry.Text{Zh: "核对序号", En: "check its number"},
	},
	{
		app.ErrTakesBack, http.StatusConflict, "STATE",
		registry.Text{Zh: "该版本本身是撤回另一版本而来", En: "the version itself took another one back"},
		registry.Text{Zh: "以新的草案发布所需内容", En: "publish what is wanted as a new draft"},
	},
	{
		app.ErrNotStanding, http.StatusConflict, "STATE",
		registry.Text{Zh: "该版本既非现行也非待生效", En: "the version is neither in force nor scheduled"},
		registry.Text{Zh: "只能撤回现行或尚未生效的版本", En: "only the version in force or a scheduled one can be taken back"},
	},
}
