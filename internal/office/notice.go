package office

import (
	"errors"
	"fmt"
	"slices"

	"concord/internal/registry"
)

// NoticeID names a supervision notice.
type NoticeID string

// Notice is a supervision notice (督办单): a region asks one that it contains, or
// an institution there, for the cause of what a figure shows, and for measures.
type Notice struct {
	ID          NoticeID
	From        registry.RegionCode    // who presses: a region that contains To, or the [Nation]
	To          registry.RegionCode    // whose people answer: the addressee, or where the institution lies
	Institution registry.InstitutionID // the addressee, where it is an institution
	About       Concern
	Figures     string // what was found, in figures
	Asked       string // which cause is asked for
	Due         registry.Day
	State       NoticeState
	Answers     []NoticeAnswer // one for each time it was answered
	Transitions []Transition   // the first is the sending
	Version     int            // states recorded so far; 0 for a new notice
}

// NoticeAnswer is the cause and the measures that an addressee states.
type NoticeAnswer struct {
	Cause, Measures string
	By              string
	At              registry.Instant
}

// Concern is what a notice is about.
type Concern string

// The concerns.
const (
	ItemsBelowAverage Concern = "items_below_average"
	RateBelowAverage  Concern = "rate_below_average"
	MilestoneMissed   Concern = "milestone_missed"
	CoverageMissing   Concern = "coverage_missing"
	OtherConcern      Concern = "other"
)

// Concerns are all concerns in order.
var Concerns = []Concern{ItemsBelowAverage, RateBelowAverage, MilestoneMissed, CoverageMissing, OtherConcern}

// NoticeState is where a notice stands.
type NoticeState uint8

// The states of a notice.
const (
	NoticeUnknown NoticeState = iota
	NoticeSent
	NoticeAnswered
	NoticeAccepted
	NoticeReturned // the answer was not enough: another one is awaited
)

// NoticeStates are all states in order.
var NoticeStates = []NoticeState{NoticeSent, NoticeAnswered, NoticeAccepted, NoticeReturned}

// String is sent, answered, accepted or returned.
func (s NoticeState) String() string {
	return [...]string{"", "sent", "answered", "accepted", "returned"}[s]
}

// The actions on a notice.
const (
	ActSend   Action = "send"
	ActAnswer Action = "answer"
	ActAccept Action = "accept"
	ActReturn Action = "return"
)

// noticeMoves says from which states an action leads where.
var noticeMoves = map[Action]struct {
	from []NoticeState
	to   NoticeState
}{
	ActSend:   {[]NoticeState{NoticeUnknown}, NoticeSent},
	ActAnswer: {[]NoticeState{NoticeSent, NoticeReturned}, NoticeAnswered},
	ActAccept: {[]NoticeState{NoticeAnswered}, NoticeAccepted},
	ActReturn: {[]NoticeState{NoticeAnswered}, NoticeReturned},
}

// ErrDuePast says that a notice asks for an answer by a day that has passed.
var ErrDuePast = errors.New("the due day of the notice has passed")

// ErrOwnAnswer says that somebody judges what they answered themselves.
var ErrOwnAnswer = errors.New("who answered a notice does not accept the answer")

// NoticeStateError says that an action does not go with a notice's state.
type NoticeStateError struct {
	Action Action
	State  NoticeState
	From   []NoticeState // where it would go
}

// Error names the states.
func (e *NoticeStateError) Error() string {
	return fmt.Sprintf("%s: the notice is %s, not one of %v", e.Action, e.State, e.From)
}

// Send returns the notice as it goes out.
func (n Notice) Send(by Acting) (Notice, error) {
	if n.Due < by.At.Day() {
		return n, ErrDuePast
	}
	return n.act(ActSend, by)
}

// Answer returns the notice with an answer to it.
func (n Notice) Answer(cause, measures string, by Acting) (Notice, error) {
	n, err := n.act(ActAnswer, by)
	if err != nil {
		return n, err
	}
	n.Answers = append(slices.Clip(n.Answers), NoticeAnswer{cause, measures, by.By, by.At})
	return n, nil
}

// Accept returns the notice as it is once its answer is enough. Nobody accepts an
// answer of their own: a region may press an institution recorded right under it.
func (n Notice) Accept(by Acting) (Notice, error) {
	if len(n.Answers) > 0 && n.Answers[len(n.Answers)-1].By == by.By {
		return n, ErrOwnAnswer
	}
	return n.act(ActAccept, by)
}

// Return asks for another answer, and says why, by a day of its own; 0 leaves the
// day as it is.
func (n Notice) Return(due registry.Day, by Acting) (Notice, error) {
	if err := by.Explained(); err != nil {
		return n, err
	}
	if due != 0 && due < by.At.Day() {
		return n, ErrDuePast
	}
	n, err := n.act(ActReturn, by)
	if err == nil && due != 0 {
		n.Due = due
	}
	return n, err
}

func (n Notice) act(action Action, by Acting) (Notice, error) {
	move := noticeMoves[action]
	if !slices.Contains(move.from, n.State) {
		return n, &NoticeStateError{action, n.State, move.from}
	}
	n.State = move.to
	n.Transitions = append(slices.Clip(n.Transitions), Transition{action, by.By, by.At, by.Comment})
	return n, nil
}

// Overdue reports whether an answer is awaited on a day and its due day has
// passed.
func (n Notice) Overdue(on registry.Day) bool {
	return (n.State == NoticeSent || n.State == NoticeReturned) && n.Due < on
}

// SentAt is when the notice went out; 0 before.
func (n Notice) SentAt() registry.Instant {
	if len(n.Transitions) == 0 {
		return 0
	}
	return n.Transitions[0].At
}

// NoticeSelection says which notices to read; what is empty selects nothing out.
type NoticeSelection struct {
	Region  registry.RegionCode // on either side
	States  []NoticeState
	Overdue registry.Day // those overdue on this day; 0: whether or not
}

// Holds reports whether the selection holds a notice.
func (s NoticeSelection) Holds(n Notice) bool {
	return (s.Region == "" || s.Region == n.From || s.Region == n.To) &&
		(len(s.States) == 0 || slices.Contains(s.States, n.State)) &&
		(s.Overdue == 0 || n.Overdue(s.Overdue))
}
