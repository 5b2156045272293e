package office

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"concord/internal/registry"
)

// DraftID names a draft.
type DraftID string

// Draft is a list version on its way: what was uploaded, what people decided
// about it, and every step of its life. Its report is not kept; it is made anew
// from these by the same checks that publication runs.
type Draft struct {
	ID           DraftID
	List         registry.ListID
	State        State
	File         registry.SourceFile
	Period       registry.Period
	Terms        []registry.Term // stated with the draft; they outweigh those of the file
	Document     registry.Document
	Announcement registry.Announcement
	Decisions    []registry.NameDecision
	Accepted     []string // identifiers that hold although a check digit fails
	Edits        []Edit
	Withdraws    []int // scheduled versions that publication takes back in its step
	Confirmed    bool  // an empty list, or the removal of many entries, is meant
	// Basis is the newest version of the list when the draft was last edited or
	// submitted, and Reviewed the digest of all that publishing it would have done
	// then: what its approver looked at.
	Basis    int
	Reviewed string
	// OnTime says that the draft was submitted before the day it is to begin, so
	// that published late it does not pass for history.
	OnTime      bool
	Published   int // number of the version it became; 0 before
	TakesBack   int // number of the version that it took back; 0 for an ordinary draft
	Transitions []Transition
	Objections  []Objection
	Version     int // states recorded so far; 0 for a new draft
}

// Edit is a cell of the file put right in place, or a row taken out.
type Edit struct {
	Sheet  string
	Row    int    // as Excel numbers rows
	Column string // as Excel letters columns; empty where the row is removed
	Value  string
	Remove bool
}

// Objection is what was brought forward during 公示, and its handling.
type Objection struct {
	Number     int // from 1
	ReceivedOn registry.Day
	From       string // a person or body, as they name themselves
	Text       string
	Handling   string // empty while it is open
	HandledOn  registry.Day
	HandledBy  AccountName
}

// State is where a draft stands.
type State uint8

// The states of a draft. What becomes of a published version is the list's
// affair.
const (
	StateUnknown State = iota
	Drafted
	Submitted
	Approved
	Announced
	Published
	Discarded
)

// States are all states in order.
var States = []State{Drafted, Submitted, Approved, Announced, Published, Discarded}

// String is draft, submitted, approved, announced, published or discarded.
func (s State) String() string {
	return [...]string{"", "draft", "submitted", "approved", "announced", "published", "discarded"}[s]
}

// Action is what somebody does with a draft.
type Action string

// The actions.
const (
	ActCreate   Action = "create"
	ActEdit     Action = "edit"
	ActSubmit   Action = "submit"
	ActApprove  Action = "approve"
	ActReject   Action = "reject"
	ActAnnounce Action = "announce"
	ActPublish  Action = "publish"
	ActDiscard  Action = "discard"
	ActObject   Action = "object"   // an objection was received or handled
	ActWithdraw Action = "withdraw" // of a draft that takes a version back
)

// Transition is one step of a draft's life.
type Transition struct {
	Action  Action
	By      string // who answers for it, see Actor.Person
	At      registry.Instant
	Comment string
}

// moves says from which states an action leads where; 0 stays.
var moves = map[Action]struct {
	from []State
	to   State
}{
	ActEdit:     {[]State{Drafted}, StateUnknown},
	ActSubmit:   {[]State{Drafted}, Submitted},
	ActApprove:  {[]State{Submitted}, Approved},
	ActReject:   {[]State{Submitted, Approved, Announced}, Drafted},
	ActAnnounce: {[]State{Approved}, Announced},
	ActPublish:  {[]State{Approved, Announced}, Published},
	ActDiscard:  {[]State{Drafted, Submitted, Approved, Announced}, Discarded},
	ActObject:   {[]State{Announced}, StateUnknown},
}

// Errors of what may not be done with a draft.
var (
	ErrSamePerson       = errors.New("the approver is another person than who drafted and submitted")
	ErrNoAnnouncement   = errors.New("the announcement has no period or no contact")
	ErrAnnouncementOver = errors.New("the announcement's last day has passed")
	ErrAnnouncing       = errors.New("the announcement is not over")
	ErrObjectionOpen    = errors.New("an objection is not handled")
	ErrCommentMissing   = errors.New("a rejection says why")
	ErrNoSuchObjection  = errors.New("there is no such objection")
)

// StateError says that an action does not go with a draft's state.
type StateError struct {
	Action  Action
	State   State
	From    []State    // where it would go
	Since   Transition // by which the draft came to its state
	Version int        // that it became; 0 before it is published
}

// Error names the states.
func (e *StateError) Error() string {
	return fmt.Sprintf("%s: the draft is %s, not one of %v", e.Action, e.State, e.From)
}

// Acting is who does something with a draft, when, and why.
type Acting struct {
	By      string
	At      registry.Instant
	Comment string
	// Alone says that the jurisdiction switched approval off: what is submitted
	// counts as approved.
	Alone bool
}

// Act returns the draft as it is after an action, or why it may not be done.
func (d Draft) Act(action Action, by Acting) (Draft, error) {
	move, known := moves[action]
	if !known {
		return d, fmt.Errorf("no action %q", action)
	}
	from := move.from
	if action == ActPublish && by.Alone {
		from = append([]State{Drafted, Submitted}, from...)
	}
	if !slices.Contains(from, d.State) {
		return d, &StateError{action, d.State, from, d.since(), d.Published}
	}
	if err := d.refuses(action, by); err != nil {
		return d, err
	}
	if move.to != StateUnknown {
		d.State = move.to
	}
	d.Transitions = append(slices.Clip(d.Transitions), Transition{action, by.By, by.At, by.Comment})
	return d, nil
}

// since is the transition by which the draft came to its state.
func (d Draft) since() Transition {
	for _, t := range slices.Backward(d.Transitions) {
		if t.Action == ActCreate || moves[t.Action].to != StateUnknown {
			return t
		}
	}
	return Transition{}
}

// refuses is what an action asks besides the state.
func (d Draft) refuses(action Action, by Acting) error {
	switch action {
	case ActApprove:
		if !by.Alone && slices.Contains(d.Authors(), by.By) {
			return ErrSamePerson
		}
	case ActReject:
		return by.Explained()
	case ActAnnounce:
		return d.announceable(by.At.Day())
	case ActPublish:
		return d.announced(by.At.Day())
	}
	return nil
}

// Explained refuses who does not say why.
func (a Acting) Explained() error {
	if strings.TrimSpace(a.Comment) == "" {
		return ErrCommentMissing
	}
	return nil
}

// announceable is what a public notice asks on the day it begins.
func (d Draft) announceable(today registry.Day) error {
	period := d.Announcement.Period
	switch {
	case d.Announcement.Contact == "" || period.Empty() || period == registry.Always:
		return ErrNoAnnouncement
	case period.To <= today:
		return ErrAnnouncementOver
	}
	return nil
}

// Announces reports whether the draft went through a public notice since it was
// last sent back.
func (d Draft) Announces() bool {
	for _, t := range slices.Backward(d.Transitions) {
		switch t.Action {
		case ActAnnounce:
			return true
		case ActReject:
			return false
		}
	}
	return false
}

// announced is what 公示 asks before a publication on a day.
func (d Draft) announced(today registry.Day) error {
	if d.State != Announced {
		return nil
	}
	if today < d.Announcement.Period.To {
		return ErrAnnouncing
	}
	if slices.ContainsFunc(d.Objections, func(o Objection) bool { return o.Handling == "" }) {
		return ErrObjectionOpen
	}
	return nil
}

// Authors are who created, edited or submitted the draft: none of them may
// approve it.
func (d Draft) Authors() []string {
	var authors []string
	for _, t := range d.Transitions {
		switch t.Action {
		case ActCreate, ActEdit, ActSubmit:
			if !slices.Contains(authors, t.By) {
				authors = append(authors, t.By)
			}
		}
	}
	return authors
}

// SubmittedBy is who submitted the draft last; empty where nobody did.
func (d Draft) SubmittedBy() string {
	for _, t := range slices.Backward(d.Transitions) {
		if t.Action == ActSubmit {
			return t.By
		}
	}
	return ""
}

// Object registers an objection.
func (d Draft) Object(o Objection, by Acting) (Draft, error) {
	d, err := d.Act(ActObject, by)
	if err != nil {
		return d, err
	}
	o.Number = len(d.Objections) + 1
	d.Objections = append(slices.Clip(d.Objections), o)
	return d, nil
}

// Handle says how an objection was handled.
func (d Draft) Handle(number int, handling string, by Acting) (Draft, error) {
	if number < 1 || number > len(d.Objections) {
		return d, ErrNoSuchObjection
	}
	d, err := d.Act(ActObject, by)
	if err != nil {
		return d, err
	}
	d.Objections = slices.Clone(d.Objections)
	o := &d.Objections[number-1]
	o.Handling, o.HandledOn, o.HandledBy = handling, by.At.Day(), AccountName(by.By)
	return d, nil
}

// DraftRef names a draft and its list.
type DraftRef struct {
	ID   DraftID
	List registry.ListID
}

// DraftSelection says which drafts to read; what is empty selects nothing out.
type DraftSelection struct {
	IDs          []DraftID
	Jurisdiction registry.JurisdictionCode
	Kind         registry.ListKind
	States       []State
}

// Holds reports whether the selection holds a draft.
func (s DraftSelection) Holds(d Draft) bool {
	return (len(s.IDs) == 0 || slices.Contains(s.IDs, d.ID)) &&
		(s.Jurisdiction == "" || s.Jurisdiction == d.List.Jurisdiction) &&
		(s.Kind == registry.ListUnknown || s.Kind == d.List.Kind) &&
		(len(s.States) == 0 || slices.Contains(s.States, d.State))
}
