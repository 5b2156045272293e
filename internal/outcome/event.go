package outcome

import (
	"fmt"
	"unicode/utf8"

	"concord/internal/registry"
)

// CaseID names one result shown to one physician, as its sender does.
type CaseID string

// Stage is what became of a case.
type Stage uint8

// The stages, in the order in which they happen.
const (
	StageUnknown Stage = iota
	// Reminded: the physician was told that a recognizable result exists.
	Reminded
	// Opened: the physician looked at it.
	Opened
	// Recognized: the physician went by it.
	Recognized
	// Repeated: the physician ordered the item again.
	Repeated
)

// Stages are all stages in order.
var Stages = []Stage{Reminded, Opened, Recognized, Repeated}

// String is reminded, opened, recognized or repeated.
func (s Stage) String() string {
	return [...]string{"", "reminded", "opened", "recognized", "repeated"}[s]
}

// ParseStage reads the name of a stage.
func ParseStage(s string) (Stage, error) {
	for _, stage := range Stages {
		if stage.String() == s {
			return stage, nil
		}
	}
	return StageUnknown, fmt.Errorf("%q is none of reminded, opened, recognized, repeated", s)
}

// Event is one report of what a physician did.
type Event struct {
	ID         ID
	Case       CaseID
	Issuer     registry.InstitutionID
	Receiver   registry.InstitutionID
	Item       registry.ItemCode
	Department string // its code; empty where not told
	ExamTime   registry.Instant
	Revision   string // that answered whether to recognize it; empty where nobody was asked
	Stage      Stage
	Reason     registry.ReasonCode // of a repeat
	Uncounted  bool                // the reason does not count as non-recognition
	Comment    string
	Corrects   ID // the event that no longer counts because of this one
	OccurredAt registry.Instant
	RecordedAt registry.Instant
	Actor      string
}

// Bounds of an event.
const (
	MaxCaseID  = 64  // characters
	MaxComment = 500 // characters
	// MaxAhead is how many seconds a sender's clock may be ahead.
	MaxAhead = 5 * 60
)

// Problems says what is wrong with an event on its own, as it comes in at an
// instant. Pointers are those of its members.
func (e Event) Problems(now registry.Instant) []registry.Problem {
	var all []registry.Problem
	wrong := func(pointer, code string, message, fix registry.Text) {
		all = append(all, registry.Problem{Pointer: pointer, Code: code, Message: message, Fix: fix})
	}
	if utf8.RuneCountInString(string(e.Case)) > MaxCaseID {
		wrong("/case_id", "VALUE_INVALID", text("case_id 超过 %d 个字符", "the case_id is longer than %d characters", MaxCaseID),
			text("使用不含身份信息的短编号，例如 UUID", "use a short name without any identity, such as a UUID"))
	}
	if utf8.RuneCountInString(e.Comment) > MaxComment {
		wrong("/comment", "VALUE_INVALID", text("说明超过 %d 个字符", "the comment is longer than %d characters", MaxComment),
			text("精简说明", "shorten it"))
	}
	if e.OccurredAt > now+MaxAhead {
		wrong("/occurred_at", "TIME_IN_FUTURE", text("发生时间 %s 晚于现在 %s", "it occurred at %s, and now is %s", e.OccurredAt, now),
			text("校准系统时钟，并核对时区", "set the clock right, and check the offset"))
	}
	if e.ExamTime > e.OccurredAt {
		wrong("/exam_time", "EXAM_AFTER_OUTCOME", text("检查时间 %s 晚于发生时间 %s", "the examination of %s is later than what became of it at %s", e.ExamTime, e.OccurredAt),
			text("核对两个时间及其时区", "check both times and their offsets"))
	}
	if e.Stage != Repeated && e.Reason != "" {
		wrong("/reason", "VALUE_INVALID", text("只有 repeated 填写理由", "only what was repeated has a reason"), text("去掉 reason", "leave it out"))
	}
	if e.Stage == Repeated && e.Reason == "" {
		wrong("/reason", "REASON_MISSING", text("重复检查须填写理由代码", "a repeat needs the code of its reason"),
			text("使用 GET /v1/reasons 的代码", "use a code of GET /v1/reasons"))
	}
	if e.Corrects != (ID{}) && e.Corrects == e.ID {
		wrong("/corrects", "VALUE_INVALID", text("事件不能更正自身", "an event cannot correct itself"), text("为更正使用新的 id", "give the correction an id of its own"))
	}
	return append(append(all, CaseIdentity.problems("/case_id", string(e.Case))...), CommentIdentity.problems("/comment", e.Comment)...)
}

func text(zh, en string, values ...any) registry.Text {
	return registry.Text{Zh: fmt.Sprintf(zh, values...), En: fmt.Sprintf(en, values...)}
}
