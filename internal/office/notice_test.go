package office

import (
	"errors"
	"slices"
	"testing"

	"concord/internal/registry"
)

// noticeLife is the life of a notice as docs/supervision.md tells it: from which
// states an action goes, and where it leads.
var noticeLife = map[Action]map[NoticeState]NoticeState{
	ActSend:   {NoticeUnknown: NoticeSent},
	ActAnswer: {NoticeSent: NoticeAnswered, NoticeReturned: NoticeAnswered},
	ActAccept: {NoticeAnswered: NoticeAccepted},
	ActReturn: {NoticeAnswered: NoticeReturned},
}

func TestTheLifeOfANotice(t *testing.T) {
	by := Acting{By: "somebody", At: noon, Comment: "why"}
	for action, moves := range noticeLife {
		for _, state := range append(slices.Clone(NoticeStates), NoticeUnknown) {
			n := Notice{State: state, Due: noon.Day()}
			after, err := doNotice(n, action, by)
			to, ok := moves[state]
			if _, refused := errors.AsType[*NoticeStateError](err); refused == ok || ok && (err != nil || after.State != to) {
				t.Errorf("%s of a notice in %q: %q, %v", action, state, after.State, err)
			}
			if ok && !slices.Equal(after.Transitions, []Transition{{action, "somebody", noon, "why"}}) {
				t.Errorf("%s left the transitions %+v", action, after.Transitions)
			}
		}
	}
}

func doNotice(n Notice, action Action, by Acting) (Notice, error) {
	switch action {
	case ActSend:
		return n.Send(by)
	case ActAnswer:
		return n.Answer("cause", "measures", by)
	case ActAccept:
		return n.Accept(by)
	}
	return n.Return(0, by)
}

func TestANoticeIsOverdueWhileAnAnswerIsAwaited(t *testing.T) {
	due := noon.Day()
	for _, test := range []struct {
		state NoticeState
		on    registry.Day
		want  bool
	}{
		{NoticeSent, due, false},
		{NoticeSent, due + 1, true},
		{NoticeAnswered, due + 1, false},
		{NoticeReturned, due, false},
		{NoticeReturned, due + 1, true},
		{NoticeAccepted, due + 100, false},
	} {
		if got := (Notice{State: test.state, Due: due}).Overdue(test.on); got != test.want {
			t.Errorf("a notice %s, due on %s, is overdue on %s: %v", test.state, due, test.on, got)
		}
	}
}

func TestANoticeAsksForAnAnswerToCome(t *testing.T) {
	today, by := noon.Day(), Acting{By: "somebody", At: noon, Comment: "why"}
	if _, err := (Notice{Due: today - 1}).Send(by); !errors.Is(err, ErrDuePast) {
		t.Errorf("sent with a due day that has passed: %v", err)
	}
	answered := Notice{State: NoticeAnswered, Due: today - 1}
	if _, err := answered.Return(today-1, by); !errors.Is(err, ErrDuePast) {
		t.Errorf("returned with a due day that has passed: %v", err)
	}
	if _, err := answered.Return(0, Acting{By: "somebody", At: noon, Comment: " "}); !errors.Is(err, ErrCommentMissing) {
		t.Errorf("returned without a word: %v", err)
	}
	for due, want := range map[registry.Day]registry.Day{0: today - 1, today + 7: today + 7} {
		if n, err := answered.Return(due, by); err != nil || n.Due != want {
			t.Errorf("returned until %s it is due on %s, want %s: %v", due, n.Due, want, err)
		}
	}
}

// Acting never changes the notice it is given.
func TestActingLeavesTheNoticeAlone(t *testing.T) {
	n := Notice{State: NoticeSent, Answers: make([]NoticeAnswer, 0, 8), Transitions: make([]Transition, 0, 8)}
	if _, err := n.Answer("cause", "measures", Acting{By: "li.si", At: noon}); err != nil {
		t.Fatal(err)
	}
	if n.Answers[:1][0] != (NoticeAnswer{}) || n.Transitions[:1][0] != (Transition{}) || n.State != NoticeSent {
		t.Errorf("the notice became %+v", n)
	}
}
