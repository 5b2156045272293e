package httpapi

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/office"
	"concord/internal/registry"
)

// ListNotices answers GET /v1/notices.
func (a *API) ListNotices(ctx context.Context, r api.ListNoticesRequestObject) (api.ListNoticesResponseObject, error) {
	c := callOf(ctx)
	if err := c.signedIn(); err != nil {
		return nil, err
	}
	selection, err := noticeSelection(r.Params, c.now.Day())
	if err != nil {
		return nil, err
	}
	limit, err := pageSize(r.Params.Limit)
	if err != nil {
		return nil, err
	}
	behind, err := noticeCursor(r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	all, err := a.office.SupervisionNotices(ctx, selection)
	if err != nil {
		return nil, err
	}
	all = lo.Filter(all, func(n office.Notice, _ int) bool {
		return behind(n) && a.mayIn(c, office.Supervision, n.To) == nil
	})
	page := api.NoticePage{}
	if len(all) > limit {
		all = all[:limit]
		page.NextCursor = lo.ToPtr(cursorBehind(all[limit-1]))
	}
	page.Items = lo.Map(all, func(n office.Notice, _ int) api.Notice { return c.notice(n) })
	return api.ListNotices200JSONResponse(page), nil
}

func noticeSelection(p api.ListNoticesParams, today registry.Day) (office.NoticeSelection, error) {
	s := office.NoticeSelection{Region: registry.RegionCode(p.Region)}
	for _, name := range p.State {
		i := slices.IndexFunc(office.NoticeStates, func(state office.NoticeState) bool { return state.String() == string(name) })
		if i < 0 {
			words := lo.Map(office.NoticeStates, func(state office.NoticeState, _ int) string { return state.String() })
			return s, refuse([]registry.Problem{noWord("state", name, words...)})
		}
		s.States = append(s.States, office.NoticeStates[i])
	}
	if p.Overdue {
		s.Overdue = today
	}
	return s, nil
}

const noticeCursorPrefix = "notice:"

// cursorBehind is the cursor of the page behind a notice: when it was sent, and
// its id. Notices sent since do not move the pages.
func cursorBehind(n office.Notice) string {
	return base64.RawURLEncoding.EncodeToString([]byte(noticeCursorPrefix + strconv.FormatInt(int64(n.SentAt()), 10) + ":" + string(n.ID)))
}

// noticeCursor reports of a notice whether it lies behind a cursor.
func noticeCursor(cursor string) (behind func(office.Notice) bool, err error) {
	if cursor == "" {
		return func(office.Notice) bool { return true }, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	key, ours := strings.CutPrefix(string(text), noticeCursorPrefix)
	sent, id, _ := strings.Cut(key, ":")
	at, wrong := strconv.ParseInt(sent, 10, 64)
	if err != nil || !ours || wrong != nil {
		return nil, refuse([]registry.Problem{cursorUnknown()})
	}
	return func(n office.Notice) bool {
		return n.SentAt() < registry.Instant(at) || n.SentAt() == registry.Instant(at) && string(n.ID) > id
	}, nil
}

// GetNotice answers GET /v1/notices/{id}.
func (a *API) GetNotice(ctx context.Context, r api.GetNoticeRequestObject) (api.GetNoticeResponseObject, error) {
	n, err := a.noticeFor(ctx, r.ID, office.Supervision, addressee)
	if err != nil {
		return nil, err
	}
	return api.GetNotice200JSONResponse{NoticeJSONResponse: api.NoticeJSONResponse(callOf(ctx).notice(n))}, nil
}

// The sides of a notice.
func addressee(n office.Notice) registry.RegionCode { return n.To }
func sender(n office.Notice) registry.RegionCode    { return n.From }

// noticeFor is a notice for which the actor does a duty on one of its sides. Who
// may not even see it is told so: notices are numbered, and no secret.
func (a *API) noticeFor(ctx context.Context, id string, duty office.Duty, side func(office.Notice) registry.RegionCode) (office.Notice, error) {
	c := callOf(ctx)
	if err := c.signedIn(); err != nil {
		return office.Notice{}, err
	}
	n, err := a.office.SupervisionNotice(ctx, office.NoticeID(id))
	if errors.Is(err, registry.ErrNotFound) {
		return n, notFound(registry.Text{Zh: "督办单", En: "notice"}, id)
	}
	if err != nil {
		return n, err
	}
	return n, a.mayIn(c, duty, side(n))
}

// SendNotice answers POST /v1/notices.
func (a *API) SendNotice(ctx context.Context, r api.SendNoticeRequestObject) (api.SendNoticeResponseObject, error) {
	c := callOf(ctx)
	if err := a.mayIn(c, office.Pressing, registry.RegionCode(r.Body.From)); err != nil {
		return nil, err
	}
	due, err := dayStated("/due", r.Body.Due, 0)
	if err != nil {
		return nil, err
	}
	stated := office.Notice{
		From:        registry.RegionCode(r.Body.From),
		To:          registry.RegionCode(lo.FromPtr(r.Body.Region)),
		Institution: registry.InstitutionID(lo.FromPtr(r.Body.Institution)),
		About:       office.Concern(r.Body.About),
		Figures:     r.Body.Figures,
		Asked:       r.Body.Asked,
		Due:         due,
	}
	return write(ctx, a, func() (plan[api.SendNotice201JSONResponse], error) {
		n, change, err := a.office.SendNotice(ctx, stated, c.acting(""))
		return plan[api.SendNotice201JSONResponse]{
			change: change, answer: api.SendNotice201JSONResponse(c.notice(n)), status: http.StatusCreated,
		}, err
	})
}

// AnswerNotice answers POST /v1/notices/{id}/answer.
func (a *API) AnswerNotice(ctx context.Context, r api.AnswerNoticeRequestObject) (api.AnswerNoticeResponseObject, error) {
	notice, err := a.onNotice(ctx, r.ID, addressee, func(id office.NoticeID) (office.Notice, office.Change, error) {
		by := callOf(ctx).acting(lo.FromPtr(r.Body.Comment))
		return a.office.AnswerNotice(ctx, id, r.Body.Cause, r.Body.Measures, by)
	})
	return api.AnswerNotice200JSONResponse{NoticeJSONResponse: notice}, err
}

// AcceptNotice answers POST /v1/notices/{id}/accept.
func (a *API) AcceptNotice(ctx context.Context, r api.AcceptNoticeRequestObject) (api.AcceptNoticeResponseObject, error) {
	notice, err := a.onNotice(ctx, r.ID, sender, func(id office.NoticeID) (office.Notice, office.Change, error) {
		return a.office.AcceptNotice(ctx, id, callOf(ctx).acting(lo.FromPtr(r.Body.Comment)))
	})
	return api.AcceptNotice200JSONResponse{NoticeJSONResponse: notice}, err
}

// ReturnNotice answers POST /v1/notices/{id}/return.
func (a *API) ReturnNotice(ctx context.Context, r api.ReturnNoticeRequestObject) (api.ReturnNoticeResponseObject, error) {
	notice, err := a.onNotice(ctx, r.ID, sender, func(id office.NoticeID) (office.Notice, office.Change, error) {
		due, err := dayStated("/due", lo.FromPtr(r.Body.Due), 0)
		if err != nil {
			return office.Notice{}, office.Change{}, err
		}
		return a.office.ReturnNotice(ctx, id, due, callOf(ctx).acting(r.Body.Comment))
	})
	return api.ReturnNotice200JSONResponse{NoticeJSONResponse: notice}, err
}

// onNotice does something with a notice in the name of one of its sides.
func (a *API) onNotice(ctx context.Context, id string, side func(office.Notice) registry.RegionCode, do func(office.NoticeID) (office.Notice, office.Change, error)) (api.NoticeJSONResponse, error) {
	if _, err := a.noticeFor(ctx, id, office.Pressing, side); err != nil {
		return api.NoticeJSONResponse{}, err
	}
	return write(ctx, a, func() (plan[api.NoticeJSONResponse], error) {
		n, change, err := do(office.NoticeID(id))
		return plan[api.NoticeJSONResponse]{change: change, answer: api.NoticeJSONResponse(callOf(ctx).notice(n))}, err
	})
}

// notice is a notice as the wire shows it on the day of the call.
func (c *call) notice(n office.Notice) api.Notice {
	wire := api.Notice{
		ID: string(n.ID), From: string(n.From), FromName: c.jurisdictionName(n.From), Region: string(n.To), RegionName: c.jurisdictionName(n.To),
		Institution: orNull(n.Institution), About: api.Concern(n.About), Figures: n.Figures, Asked: n.Asked,
		Due: n.Due.String(), State: api.NoticeState(n.State.String()), Overdue: n.Overdue(c.now.Day()), SentAt: n.SentAt().String(),
		Answers:     lo.Map(n.Answers, noticeAnswerOf),
		Transitions: lo.Map(n.Transitions, transitionOf),
	}
	if institution, ok := c.snapshot.Institution(n.Institution, c.snapshot.Head().Newest); ok {
		wire.InstitutionName = orNull(institution.Name)
	}
	return wire
}

func (c *call) jurisdictionName(region registry.RegionCode) string {
	return c.snapshot.JurisdictionName(registry.JurisdictionCode(region), c.snapshot.Head().Newest).In(c.lang)
}

func noticeAnswerOf(a office.NoticeAnswer, _ int) api.NoticeAnswer {
	return api.NoticeAnswer{Cause: a.Cause, Measures: a.Measures, By: a.By, At: a.At.String()}
}
