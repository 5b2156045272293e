package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/samber/lo"

	"concord/internal/office"
	"concord/internal/registry"
)

// noticeJSON is a supervision notice in the record.
type noticeJSON struct {
	ID          office.NoticeID        `json:"id"`
	From        registry.RegionCode    `json:"from"`
	To          registry.RegionCode    `json:"to"`
	Institution registry.InstitutionID `json:"institution,omitempty"`
	About       office.Concern         `json:"about"`
	Figures     string                 `json:"figures"`
	Asked       string                 `json:"asked"`
	Due         string                 `json:"due"`
	State       string                 `json:"state"`
	Answers     []noticeAnswerJSON     `json:"answers,omitempty"`
	Transitions []transitionJSON       `json:"transitions"`
}

type noticeAnswerJSON struct {
	Cause    string `json:"cause"`
	Measures string `json:"measures"`
	By       string `json:"by"`
	At       int64  `json:"at"`
}

var notices = kept[office.Notice, noticeJSON]{
	noun:  office.NounNotice,
	state: noticeJSONOf,
	value: noticeJSON.notice,
	about: func(n office.Notice) about {
		return about{subject: string(n.ID), jurisdiction: registry.JurisdictionCode(n.To)}
	},
	number: func(n *office.Notice) *int { return &n.Version },
}

func noticeJSONOf(n office.Notice) noticeJSON {
	return noticeJSON{
		ID:          n.ID,
		From:        n.From,
		To:          n.To,
		Institution: n.Institution,
		About:       n.About,
		Figures:     n.Figures,
		Asked:       n.Asked,
		Due:         n.Due.String(),
		State:       n.State.String(),
		Answers:     lo.Map(n.Answers, noticeAnswerJSONOf),
		Transitions: lo.Map(n.Transitions, transitionJSONOf),
	}
}

func noticeAnswerJSONOf(a office.NoticeAnswer, _ int) noticeAnswerJSON {
	return noticeAnswerJSON{a.Cause, a.Measures, a.By, int64(a.At)}
}

func (j noticeJSON) notice() (office.Notice, error) {
	state, err := named(j.State, office.NoticeStates...)
	if err != nil {
		return office.Notice{}, err
	}
	due, err := registry.ParseDay(j.Due)
	if err != nil {
		return office.Notice{}, err
	}
	return office.Notice{
		ID:          j.ID,
		From:        j.From,
		To:          j.To,
		Institution: j.Institution,
		About:       j.About,
		Figures:     j.Figures,
		Asked:       j.Asked,
		Due:         due,
		State:       state,
		Answers:     some(lo.Map(j.Answers, noticeAnswerJSON.answer)),
		Transitions: some(lo.Map(j.Transitions, transitionJSON.transition)),
	}, nil
}

func (j noticeAnswerJSON) answer(int) office.NoticeAnswer {
	return office.NoticeAnswer{Cause: j.Cause, Measures: j.Measures, By: j.By, At: registry.Instant(j.At)}
}

// Notice is the supervision notice with an id.
func (s *Store) Notice(ctx context.Context, id office.NoticeID) (office.Notice, error) {
	return notices.get(ctx, s, string(id))
}

// Notices are the supervision notices that a selection holds, those sent last
// first.
func (s *Store) Notices(ctx context.Context, selection office.NoticeSelection) ([]office.Notice, error) {
	all, err := notices.all(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("read the notices: %w", err)
	}
	selected := lo.Filter(all, func(n office.Notice, _ int) bool { return selection.Holds(n) })
	slices.SortFunc(selected, func(a, b office.Notice) int {
		return cmp.Or(cmp.Compare(b.SentAt(), a.SentAt()), cmp.Compare(a.ID, b.ID))
	})
	return selected, nil
}
