package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"concord/internal/office"
	"concord/internal/registry"
)

// SupervisionNotice is the one (督办单) with an id.
func (o *Office) SupervisionNotice(ctx context.Context, id office.NoticeID) (office.Notice, error) {
	return o.store.Notice(ctx, id)
}

// SupervisionNotices are those that a selection holds, those sent last first.
func (o *Office) SupervisionNotices(ctx context.Context, s office.NoticeSelection) ([]office.Notice, error) {
	return o.store.Notices(ctx, s)
}

// SendNotice plans to send a notice to the region or the institution it names.
func (o *Office) SendNotice(ctx context.Context, n office.Notice, by office.Acting) (office.Notice, office.Change, error) {
	n, problems := o.addressed(n)
	problems = append(problems, checkNotice(n)...)
	if problems != nil {
		return n, office.Change{}, Refused(problems)
	}
	var err error
	if n.ID, err = o.noticeID(ctx, n.To); err != nil {
		return n, office.Change{}, err
	}
	n, err = n.Send(by)
	return n, noticeChange(office.ActSend, n, by), err
}

// AnswerNotice plans to answer a notice.
func (o *Office) AnswerNotice(ctx context.Context, id office.NoticeID, cause, measures string, by office.Acting) (office.Notice, office.Change, error) {
	problems := slices.Concat(checkNoticeText("/cause", cause), checkNoticeText("/measures", measures))
	if problems != nil {
		return office.Notice{}, office.Change{}, Refused(problems)
	}
	return o.onNotice(ctx, id, office.ActAnswer, by, func(n office.Notice) (office.Notice, error) { return n.Answer(cause, measures, by) })
}

// AcceptNotice plans to accept the answer to a notice.
func (o *Office) AcceptNotice(ctx context.Context, id office.NoticeID, by office.Acting) (office.Notice, office.Change, error) {
	return o.onNotice(ctx, id, office.ActAccept, by, func(n office.Notice) (office.Notice, error) { return n.Accept(by) })
}

// ReturnNotice plans to ask for another answer by a day, 0 for that of the notice.
func (o *Office) ReturnNotice(ctx context.Context, id office.NoticeID, due registry.Day, by office.Acting) (office.Notice, office.Change, error) {
	return o.onNotice(ctx, id, office.ActReturn, by, func(n office.Notice) (office.Notice, error) { return n.Return(due, by) })
}

func (o *Office) onNotice(ctx context.Context, id office.NoticeID, action office.Action, by office.Acting, do func(office.Notice) (office.Notice, error)) (office.Notice, office.Change, error) {
	if utf8.RuneCountInString(by.Comment) > maxNoticeText {
		return office.Notice{}, office.Change{}, Refused(checkNoticeText("/comment", by.Comment))
	}
	n, err := o.store.Notice(ctx, id)
	if err != nil {
		return n, office.Change{}, err
	}
	n, err = do(n)
	return n, noticeChange(action, n, by), err
}

func noticeChange(action office.Action, n office.Notice, by office.Acting) office.Change {
	return office.Change{Action: "notice." + string(action), Reason: by.Comment, Notices: []office.Notice{n}}
}

// noticeID numbers the notices to a region from 1.
func (o *Office) noticeID(ctx context.Context, to registry.RegionCode) (office.NoticeID, error) {
	all, err := o.store.Notices(ctx, office.NoticeSelection{Region: to})
	if err != nil {
		return "", err
	}
	number := 1
	for _, n := range all {
		if n.To == to {
			number++
		}
	}
	return office.NoticeID(fmt.Sprintf("%s-notice-%d", to, number)), nil
}

// addressed finds the region whose people answer. From contains it; only for an
// institution may it be the very region.
func (o *Office) addressed(n office.Notice) (office.Notice, []registry.Problem) {
	place := "/region"
	if n.Institution != "" {
		place = "/institution"
		if n.To != "" {
			return n, []registry.Problem{at(registry.Problem{Pointer: place}, "VALUE_INVALID",
				texts("督办单只能有一个对象", "a notice has one addressee"), texts("填写 region 或 institution 之一", "state region or institution, not both"))}
		}
		snapshot := o.service.Snapshot()
		institution, ok := snapshot.Institution(n.Institution, snapshot.Head().Newest)
		if !ok {
			return n, []registry.Problem{at(registry.Problem{Pointer: place}, "INSTITUTION_UNKNOWN",
				texts("没有机构 %q", "there is no institution %q", n.Institution), texts("核对机构编号", "check its id"))}
		}
		n.To = institution.Region
	}
	chain := o.Chain(n.To)
	if len(chain) < 2 {
		return n, []registry.Problem{at(registry.Problem{Pointer: place}, "REGION_UNKNOWN",
			texts("没有地区 %q", "there is no region %q", n.To), texts("填写被督办地区的代码", "state the code of the region to press"))}
	}
	if n.Institution == "" {
		chain = chain[1:]
	}
	if !slices.Contains(chain, n.From) {
		return n, []registry.Problem{at(registry.Problem{Pointer: "/from"}, "NOT_ABOVE",
			texts("%s不是%s的上级地区", "%s does not lie above %s", o.reference.regionCalled(n.From), o.reference.regionCalled(n.To)), texts("由上级地区发出督办单", "let a region above it send the notice"))}
	}
	return n, nil
}

// maxNoticeText bounds each text of a notice, in characters.
const maxNoticeText = 2000

func checkNotice(n office.Notice) []registry.Problem {
	var problems []registry.Problem
	if !slices.Contains(office.Concerns, n.About) {
		problems = append(problems, at(registry.Problem{Pointer: "/about"}, "VALUE_INVALID",
			texts("不认识的督办事项 %q", "unknown concern %q", n.About), texts("可用 %v", "it is one of %v", office.Concerns)))
	}
	return slices.Concat(problems, checkNoticeText("/figures", n.Figures), checkNoticeText("/asked", n.Asked))
}

// checkNoticeText says what is wrong with a text that has to be there.
func checkNoticeText(pointer, text string) []registry.Problem {
	length := utf8.RuneCountInString(text)
	if strings.TrimSpace(text) != "" && length <= maxNoticeText {
		return nil
	}
	return []registry.Problem{at(registry.Problem{Pointer: pointer}, "VALUE_INVALID",
		texts("文字应有 1 到 %d 个字符，现有 %d 个", "the text has 1 to %d characters, this one %d", maxNoticeText, length),
		texts("填写，必要时另附文件", "state it, and the rest in a document"))}
}
