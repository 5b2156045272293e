package office

import (
	"errors"
	"slices"
	"testing"

	"concord/internal/registry"
)

var noon = registry.DayOf(2026, 11, 22).Start() + 12*60*60

// allowed is the life of a draft as docs/publishing.md tells it: from which states
// an action goes, and where it leads.
var allowed = map[Action]map[State]State{
	ActEdit:     {Drafted: Drafted},
	ActSubmit:   {Drafted: Submitted},
	ActApprove:  {Submitted: Approved},
	ActReject:   {Submitted: Drafted, Approved: Drafted, Announced: Drafted},
	ActAnnounce: {Approved: Announced},
	ActPublish:  {Approved: Published, Announced: Published},
	ActDiscard:  {Drafted: Discarded, Submitted: Discarded, Approved: Discarded, Announced: Discarded},
	ActObject:   {Announced: Announced},
}

func TestTheLifeOfADraft(t *testing.T) {
	for action, moves := range allowed {
		for _, state := range States {
			d := Draft{State: state, Announcement: registry.Announcement{Period: registry.Between(noon.Day()-5, noon.Day()), Contact: "0475-0000000"}}
			by := Acting{By: "somebody", At: noon, Comment: "why"}
			if action == ActPublish && state == Announced {
				by.At += 24 * 60 * 60 // the notice is over
			}
			after, err := d.Act(action, by)
			to, ok := moves[state]
			if _, refused := errors.AsType[*StateError](err); refused == ok || ok && (err != nil || after.State != to) {
				t.Errorf("%s of a draft in %s: %s, %v", action, state, after.State, err)
			}
		}
	}
}

func TestTheApproverHadNoPart(t *testing.T) {
	for _, part := range []Action{ActCreate, ActEdit, ActSubmit} {
		d := Draft{State: Submitted, Transitions: []Transition{{Action: part, By: "zhang.san"}}}
		if _, err := d.Act(ActApprove, Acting{By: "zhang.san", At: noon}); !errors.Is(err, ErrSamePerson) {
			t.Errorf("who did %s approves: %v", part, err)
		}
		if _, err := d.Act(ActApprove, Acting{By: "li.si", At: noon}); err != nil {
			t.Errorf("another person approves: %v", err)
		}
	}
}

func TestSoleApprovalPublishesWhatNobodyApproved(t *testing.T) {
	for _, state := range []State{Drafted, Submitted} {
		if d, err := (Draft{State: state}).Act(ActPublish, Acting{By: "zhang.san", At: noon, Alone: true}); err != nil || d.State != Published {
			t.Errorf("published alone from %s: %s, %v", state, d.State, err)
		}
	}
}

// Acting never changes the draft it is given.
func TestActingLeavesTheDraftAlone(t *testing.T) {
	d := Draft{State: Announced, Transitions: make([]Transition, 1, 8), Objections: []Objection{{Number: 1}}}
	d.Transitions[0] = Transition{Action: ActCreate, By: "zhang.san"}
	for range 2 {
		if _, err := d.Handle(1, "handled", Acting{By: "li.si", At: noon}); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Object(Objection{Text: "another"}, Acting{By: "li.si", At: noon}); err != nil {
			t.Fatal(err)
		}
	}
	if d.Objections[0].Handling != "" || len(d.Objections) != 1 || !slices.Equal(d.Transitions[:2:2], []Transition{{Action: ActCreate, By: "zhang.san"}, {}}) {
		t.Errorf("the draft became %+v", d)
	}
}

func TestDutiesReachAsFarAsTheySay(t *testing.T) {
	chain := []registry.RegionCode{"150502", "150500", "150000", Nation}
	for _, test := range []struct {
		duty   Duty
		grant  Grant
		allows bool
	}{
		{Drafting, Grant{Editor, "150502"}, true},
		{Drafting, Grant{Editor, "150500"}, false},
		{Drafting, Grant{Approver, "150502"}, false},
		{Upkeep, Grant{Editor, "150000"}, true},
		{Upkeep, Grant{Editor, "420000"}, false},
		{Supervision, Grant{Auditor, Nation}, true},
		{Administration, Grant{Administrator, "150502"}, true},
	} {
		if got := test.duty.Allows([]Grant{test.grant}, chain); got != test.allows {
			t.Errorf("%v with %s: %v", test.duty, test.grant, got)
		}
		if test.duty.Allows([]Grant{test.grant}, nil) {
			t.Errorf("%v with %s holds where there is no such region", test.duty, test.grant)
		}
	}
}
