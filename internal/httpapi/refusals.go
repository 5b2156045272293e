package httpapi

import (
	"errors"
	"fmt"
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
			textf("督办单处于 %s 状态，不能执行 %s", "the notice is %s; it cannot be done: %s", state.State, state.Action),
			textf("可执行该操作的状态：%v", "it can be done in the states %v", state.From))
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
	zh, en := "", ""
	if s.Version != 0 {
		zh, en = fmt.Sprintf("为第 %d 版", s.Version), fmt.Sprintf(" as version %d", s.Version)
	}
	return Refuse(http.StatusConflict, "STATE",
		registry.Text{
			Zh: fmt.Sprintf("草案现为“%s”，由 %s 于 %s %s%s，不能再%s", stateNames[s.State], s.Since.By, s.Since.At, actionNames[s.Since.Action], zh, actionNames[s.Action]),
			En: fmt.Sprintf("the draft is %s (%s by %s at %s%s); it cannot be done: %s", s.State, s.Since.Action, s.Since.By, s.Since.At, en, s.Action),
		},
		registry.Text{
			Zh: "可" + actionNames[s.Action] + "的状态：" + strings.Join(lo.Map(s.From, func(state office.State, _ int) string { return stateNames[state] }), "、"),
			En: fmt.Sprintf("it can be done in the states %v", s.From),
		})
}

// stateNames and actionNames are what states and actions are called in Chinese.
var (
	stateNames = map[office.State]string{
		office.Drafted: "草稿", office.Submitted: "待审核", office.Approved: "已审核",
		office.Announced: "公示中", office.Published: "已发布", office.Discarded: "已作废",
	}
	actionNames = map[office.Action]string{
		office.ActCreate: "创建", office.ActEdit: "修改", office.ActSubmit: "提交", office.ActApprove: "审核通过",
		office.ActReject: "退回", office.ActAnnounce: "公示", office.ActPublish: "发布", office.ActDiscard: "作废",
		office.ActObject: "登记异议",
	}
)

func movedRefusal(m *app.MovedError) *Refusal {
	if m.Newest.Number == m.Basis {
		return Refuse(http.StatusConflict, "VERSION_MOVED",
			registry.Text{Zh: "发布后的内容已与提交审核时不同（名单或登记有变化）", En: "publishing it would do something else than when it was submitted: the list or the registry has changed"},
			registry.Text{Zh: "退回后重新核对差异，再次提交", En: "send it back, look at the difference again, submit it again"})
	}
	return Refuse(http.StatusConflict, "VERSION_MOVED",
		textf("提交审核后，%s 已于 %s 发布第 %d 版（提交时为第 %d 版）", "%s: at %s version %d was published, after the draft was submitted against version %d",
			m.Newest.List, m.Newest.PublishedAt, m.Newest.Number, m.Basis),
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
		registry.Text{Zh: "补填 announcement 后再公示", En: "state the announcement, then announce it"},
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
		registry.Text{Zh: "填写 comment", En: "state a comment"},
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
