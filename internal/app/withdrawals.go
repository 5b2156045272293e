package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/samber/lo"

	"concord/internal/office"
	"concord/internal/registry"
)

// Withdrawal asks to take a version of a list back.
type Withdrawal struct {
	List      registry.ListID
	Number    int
	Withdraws []int // scheduled versions that go with the one in force
	Confirm   bool
}

// TakenBack is what a withdrawal makes of a list.
type TakenBack struct {
	Number   int // the version taken back
	Follows  int // the version that follows it; 0 where one that had yet to begin was taken back
	Revision registry.Revision
}

// ErrNotStanding says that a version neither speaks nor has yet to begin.
var ErrNotStanding = fmt.Errorf("the version is neither in force nor scheduled: %w", registry.ErrConflict)

// ErrTakesBack says that a version took another back, so that taking it back too
// would publish again what was pulled.
var ErrTakesBack = fmt.Errorf("the version itself took another one back: %w", registry.ErrConflict)

// Withdraw plans to take a version back: one that has yet to begin is withdrawn;
// the one in force is followed by a new version that says what the one before it
// said.
func (o *Office) Withdraw(ctx context.Context, w Withdrawal, by office.Acting) (TakenBack, office.Change, error) {
	if err := by.Explained(); err != nil {
		return TakenBack{}, office.Change{}, err
	}
	g, err := o.registrar.readGround(ctx, registry.Selection{Jurisdictions: []registry.JurisdictionCode{w.List.Jurisdiction}, QualifiedInstitutions: []registry.InstitutionID{}})
	if err != nil {
		return TakenBack{}, office.Change{}, err
	}
	history, today := g.history(w.List), by.At.Day()
	version, err := VersionOf(history, w.Number)
	if err != nil {
		return TakenBack{}, office.Change{}, err
	}
	back := TakenBack{Number: w.Number, Revision: g.head.RevisionAfter(1)}
	if scheduled(history, w.Number, today) {
		return back, unscheduled(g, version, by), nil
	}
	inForce, ok := history.InForce(today, g.head.Newest)
	if !ok || inForce.Number != w.Number {
		return TakenBack{}, office.Change{}, ErrNotStanding
	}
	r := &restoring{ground: g, order: w, by: by, taken: version}
	change, err := o.restore(ctx, r)
	back.Follows = r.next.Number
	return back, change, err
}

// unscheduled is the change that takes back a version which has yet to begin.
func unscheduled(g *ground, v Published, by office.Acting) office.Change {
	return office.Change{
		Action: "withdraw", Reason: by.Comment,
		Steps: []registry.Step{{
			Basis: g.head.Basis(), Action: "withdraw", Summary: fmt.Sprintf("%s version %d", v.List, v.Number),
			Withdrawals: []registry.Withdrawal{{List: v.List, Number: v.Number}},
		}},
		Facts: []office.Fact{{
			Noun: office.NounList, Subject: v.List.String(), Jurisdiction: v.List.Jurisdiction, List: v.List.String(),
			Before: told(factOf(v.Version, v.Content.Len())),
		}},
	}
}

// restoring is the version in force being taken back.
type restoring struct {
	*ground
	order Withdrawal
	by    office.Acting
	taken Published
	next  registry.Version // that follows it
	says  registry.Content
}

// restore plans the version that follows one in force which is taken back.
func (o *Office) restore(ctx context.Context, r *restoring) (office.Change, error) {
	back, err := o.takenBack(ctx, r.order.List)
	if err != nil {
		return office.Change{}, err
	}
	if _, took := back[r.taken.Number]; took {
		return office.Change{}, ErrTakesBack
	}
	history, err := r.clear()
	if err != nil {
		return office.Change{}, err
	}
	r.follow(history, lo.Values(back))
	d := draft{version: r.next, content: r.says, place: func(int, string) registry.Problem { return registry.Problem{} }}
	if problems := unconfirmed(&d, r.taken.Version, r.taken.Content); problems != nil && !r.order.Confirm {
		return office.Change{}, Refused(problems)
	}
	id, err := o.registrar.nextDraft(ctx, r.order.List)
	if err != nil {
		return office.Change{}, err
	}
	return r.change(d, id), nil
}

// takenBack tells which versions of a list took which others back.
func (o *Office) takenBack(ctx context.Context, id registry.ListID) (map[int]int, error) {
	drafts, err := o.store.Drafts(ctx, office.DraftSelection{Jurisdiction: id.Jurisdiction, Kind: id.Kind, States: []office.State{office.Published}})
	if err != nil {
		return nil, err
	}
	back := map[int]int{}
	for _, d := range drafts {
		if d.TakesBack != 0 {
			back[d.Published] = d.TakesBack
		}
	}
	return back, nil
}

// clear is the list's history without the scheduled versions that go too. One
// that stays would begin before the version that follows.
func (r *restoring) clear() (registry.ListHistory, error) {
	history, today := r.history(r.order.List), r.by.At.Day()
	history.Versions = slices.Clone(history.Versions)
	for _, v := range history.Versions {
		if !scheduled(history, v.Number, today) {
			continue
		}
		if !slices.Contains(r.order.Withdraws, v.Number) {
			return history, Refused{at(registry.Problem{Pointer: "/withdraws"}, "VERSION_SCHEDULED",
				texts("第 %d 版已定于 %s 生效", "version %d is scheduled for %s", v.Number, v.Period.From),
				texts("在 withdraws 中列出它，一并撤回", "name it in withdraws, so that the same step takes it back"))}
		}
		history.Versions[v.Number-1].Withdrawn = r.head.Newest + 1
	}
	return history, nil
}

// follow makes the version that follows: it says what the one before the version
// taken back said, as far as that had not ended by itself.
func (r *restoring) follow(h registry.ListHistory, back []int) {
	today := r.by.At.Day()
	before, content := predecessor(h, r.taken.Number, back)
	if before.Period.To <= today {
		before, content = registry.Version{}, registry.Content{}
	}
	r.next, r.says = before, content
	r.next.List, r.next.Number = h.ID, len(h.Versions)+1
	r.next.Period = registry.Period{From: today, To: before.Period.To}
	r.next.Withdrawn, r.next.RecordedLater = 0, false
	if before.Number == 0 {
		r.next.Period, r.next.Terms = registry.Since(today), registry.DefaultTerms()
		r.next.Document.IssuedOn = registry.MinDay
	}
}

// predecessor is the version that spoke before a version of a list and was not
// itself taken back, with its content; zero where none did.
func predecessor(h registry.ListHistory, n int, back []int) (registry.Version, registry.Content) {
	for _, v := range slices.Backward(h.Versions[:n-1]) {
		if v.Withdrawn == 0 && !slices.Contains(back, v.Number) {
			return v, h.Content(v.Number)
		}
	}
	return registry.Version{}, registry.Content{}
}

// change is the step of the take-back, with the draft that it leaves behind.
func (r *restoring) change(d draft, id office.DraftID) office.Change {
	step := registry.Step{
		Basis: r.head.Basis(), Action: "withdraw",
		Summary:      fmt.Sprintf("%s version %d takes version %d back", r.next.List, r.next.Number, r.taken.Number),
		Publications: []registry.Publication{d.publication()},
	}
	for _, n := range r.order.Withdraws {
		step.Withdrawals = append(step.Withdrawals, registry.Withdrawal{List: r.next.List, Number: n})
	}
	diff := Compare(r.taken.Version, r.next, r.taken.Content, r.says)
	return office.Change{
		Action: "withdraw", Reason: r.by.Comment,
		Steps: []registry.Step{step},
		Facts: []office.Fact{versionTold(r.taken.Version, r.taken.Content.Len(), step, &diff)},
		Drafts: []office.Draft{{
			ID: id, List: r.next.List, State: office.Published, File: r.next.Source, Period: r.next.Period,
			Document: r.next.Document, Announcement: r.next.Announcement, Decisions: r.next.Decisions,
			Withdraws: r.order.Withdraws, Confirmed: r.order.Confirm,
			Basis: r.next.Number - 1, Published: r.next.Number, TakesBack: r.taken.Number,
			Transitions: []office.Transition{{Action: office.ActWithdraw, By: r.by.By, At: r.by.At, Comment: r.by.Comment}},
		}},
	}
}
