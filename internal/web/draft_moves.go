package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/registry"
)

func number(n int) string { return strconv.Itoa(n) }

// moveView is a step that somebody may take now, with what will happen.
type moveView struct {
	Step   string // of the address
	Label  string
	Does   string
	Reason string // label of a comment; empty: none is asked for
	Needed bool   // of the comment
	Typed  string // of the comment
	Danger bool
	Main   bool // what comes next; all else is folded
}

// moves are the steps that somebody may take now, what comes next first; typed is
// the comment of one that was refused.
func (p part) moves(lang, typed string) []moveView {
	clean := lo.FromPtr(p.draft.Clean)
	var all []moveView
	add := func(offered bool, m moveView) {
		if m.Typed = typed; offered {
			all = append(all, m)
		}
	}
	say := func(zh, en string) string { return registry.Text{Zh: zh, En: en}.In(lang) }
	comment := say("审核意见（可不填）", "Comment (optional)")
	state := p.draft.State
	announced := state == "announced" && p.today > announcedTo(p.draft) && p.openObjections() == 0
	add(p.publishes && clean && (state == "approved" || announced || p.alone && (state == "draft" || state == "submitted")), moveView{
		Step: "publish", Label: say("发布", "Publish"), Does: p.publishing(lang), Main: true,
	})
	add(p.publishes && clean && state == "approved" && p.draft.Announcement != nil, moveView{
		Step: "announce", Label: say("开始公示", "Announce"), Does: p.announcing(lang), Main: true,
	})
	add(p.drafts && clean && state == "draft", moveView{
		Step: "submit", Label: say("提交审核", "Submit"), Main: true, Reason: say("给审核人员的说明（可不填）", "A word to the approver (optional)"),
		Does: say("提交后不能再改，由另一名审核人员审核。", "It cannot be changed then; another person approves it.") + " " + p.counts(lang),
	})
	add(p.approves && clean && state == "submitted" && (!p.author || p.alone), moveView{
		Step: "approve", Label: say("审核通过", "Approve"), Main: true, Reason: comment,
		Does: say("通过后即可公示或发布。", "It can be announced or published then.") + " " + p.counts(lang),
	})
	sent := state == "submitted" || state == "approved" || state == "announced"
	add(p.approves && sent, moveView{
		Step: "reject", Label: say("退回修改", "Send back"), Reason: say("退回理由", "Why"), Needed: true,
		Does: say("草案回到草稿状态，由编辑修改后重新提交；理由会显示给编辑。", "It becomes a draft again for its editors, who see why."),
	})
	add(!p.approves && p.submitter && p.drafts && sent, moveView{
		Step: "reject", Label: say("撤回提交", "Take back"), Reason: say("撤回理由", "Why"), Needed: true,
		Does: say("草案回到草稿状态，可继续修改。", "It becomes a draft again that you can change."),
	})
	add(p.drafts && (sent || state == "draft"), moveView{
		Step: "discard", Label: say("作废草案", "Discard"), Danger: true,
		Does: fmt.Sprintf(say("作废后不能恢复，文件和办理记录仍保留。已发布的清单不受影响。此草案共 %d 条。", "It cannot be brought back; its file and record stay. Published lists are not affected. The draft has %d entries."), p.all),
	})
	return all
}

func announcedTo(d api.Draft) string {
	if d.Announcement == nil {
		return ""
	}
	return lo.FromPtr(d.Announcement.To)
}

// counts say how much a draft changes.
func (p part) counts(lang string) string {
	return fmt.Sprintf(registry.Text{
		Zh: "本次新增 %d 条，移除 %d 条，变更 %d 条，共 %d 条。",
		En: "Entries added: %d, removed: %d, changed: %d, in all: %d.",
	}.In(lang), p.added, p.removed, p.changed, p.all)
}

// publishing says what publication will do.
func (p part) publishing(lang string) string {
	from, n := lo.FromPtr(p.draft.EffectiveFrom), 0
	if p.draft.Diff != nil {
		n = p.draft.Diff.Version
	}
	when := registry.Text{Zh: "自 " + from + " 起生效", En: "in force from " + from}
	if from <= p.today {
		when = registry.Text{Zh: "立即生效（生效日期 " + from + "）", En: "in force at once (from " + from + ")"}
	}
	said := fmt.Sprintf(registry.Text{Zh: "发布后成为第 %d 版，%s。", En: "It becomes version %d, %s."}.In(lang), n, when.In(lang)) + " " + p.counts(lang)
	if len(p.draft.Withdraws) > 0 {
		said += " " + fmt.Sprintf(registry.Text{Zh: "同时撤回 %d 个尚未生效的版本。", En: "Versions that have yet to begin and are taken back with it: %d."}.In(lang), len(p.draft.Withdraws))
	}
	return said
}

// announcing says what a public notice will do; nothing where none is stated.
func (p part) announcing(lang string) string {
	a := p.draft.Announcement
	if a == nil {
		return ""
	}
	return fmt.Sprintf(registry.Text{
		Zh: "%s 至 %s 向社会公示，异议请联系：%s。公示期间不参与互认判断，期满后再发布。",
		En: "In public notice from %s to %s; contact for objections: %s. It decides nothing until it is published.",
	}.In(lang), lo.FromPtr(a.From), lo.FromPtr(a.To), a.Contact)
}

// movedNotices are what pages say after each step.
var movedNotices = map[string]string{
	"submit":   notice("draft-submitted", "已提交，等待审核。", "Submitted; an approver looks at it next."),
	"approve":  notice("draft-approved", "已审核通过，可以公示或发布。", "Approved; it can be announced or published."),
	"reject":   notice("draft-rejected", "已退回为草稿。", "It is a draft again."),
	"announce": notice("draft-announced", "公示已开始。", "The public notice has begun."),
	"publish":  notice("draft-published", "已发布。", "Published."),
	"discard":  notice("draft-discarded", "草案已作废。", "The draft is discarded."),
}

// moveDraft answers POST /console/drafts/{id}/{step}. It holds only for the draft
// as it was shown.
func (w *Web) moveDraft(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	step, id := c.Param("step"), c.Param("id")
	if _, known := movedNotices[step]; !known {
		return echo.ErrNotFound
	}
	if step == "reject" && f.Get("comment") == "" {
		f.wrong("comment", registry.Text{Zh: "请填写理由", En: "say why"}.In(languageOf(c)), "")
		return w.refusedDraft(c, f)
	}
	err = w.take(c, id, step, api.Comment{Comment: f.Optional("comment")}, ifMatch(f.Get("etag")))
	if err != nil && f.refuse(err) {
		return w.refusedDraft(c, f)
	}
	if err != nil {
		return err
	}
	return seeOther(c, "/console/drafts/"+id, movedNotices[step])
}

// take asks the contract for a step.
func (w *Web) take(c echo.Context, id, step string, said api.Comment, match api.RequestEditorFn) error {
	ctx, client := c.Request().Context(), w.client(c)
	steps := map[string]func(context.Context) (response, error){
		"submit": func(ctx context.Context) (response, error) {
			return client.SubmitDraftWithResponse(ctx, id, said, match)
		},
		"approve": func(ctx context.Context) (response, error) {
			return client.ApproveDraftWithResponse(ctx, id, said, match)
		},
		"reject": func(ctx context.Context) (response, error) {
			return client.RejectDraftWithResponse(ctx, id, said, match)
		},
		"announce": func(ctx context.Context) (response, error) {
			return client.AnnounceDraftWithResponse(ctx, id, said, match)
		},
		"publish": func(ctx context.Context) (response, error) {
			return client.PublishDraftWithResponse(ctx, id, said, match)
		},
		"discard": func(ctx context.Context) (response, error) { return client.DiscardDraftWithResponse(ctx, id, match) },
	}
	_, err := asked(steps[step](ctx))
	return err
}

var objectionNoted = notice("objection-noted", "异议已登记。", "The objection is noted.")

// object answers POST /console/drafts/{id}/objections.
func (w *Web) object(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	_, err = asked(w.client(c).RegisterObjectionWithResponse(c.Request().Context(), c.Param("id"), api.RegisterObjectionJSONRequestBody{
		ReceivedOn: f.Get("received_on"), From: f.Get("from"), Text: f.Get("text"),
	}, ifMatch(f.Get("etag"))))
	return w.objected(c, f, err, objectionNoted)
}

var objectionHandled = notice("objection-handled", "异议处理结果已登记。", "How the objection was handled is noted.")

// handleObjection answers POST /console/drafts/{id}/objections/{number}.
func (w *Web) handleObjection(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.Param("number"))
	if err != nil {
		return echo.ErrNotFound
	}
	_, err = asked(w.client(c).HandleObjectionWithResponse(c.Request().Context(), c.Param("id"), n,
		api.HandleObjectionJSONRequestBody{Handling: f.Get("handling")}, ifMatch(f.Get("etag"))))
	return w.objected(c, f, err, objectionHandled)
}

func (w *Web) objected(c echo.Context, f form, err error, key string) error {
	if err != nil && f.refuse(err) {
		return w.refusedDraft(c, f)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, pathWith("/console/drafts/"+c.Param("id"), changed(copied(nil), "done", key))+"#objections")
}
