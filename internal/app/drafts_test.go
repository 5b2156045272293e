package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/store/pgtest"
)

// bureau is an office whose clock a test turns.
type bureau struct {
	t      tester
	office *Office
	today  registry.Day
	back   map[int]bool // versions that were taken back by another
}

func newBureau(t tester, store Store) *bureau {
	t.Helper()
	service := newService(store)
	if err := service.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	return &bureau{t, NewOffice(store, service), today, map[int]bool{}}
}

var tongliao = registry.ListID{Jurisdiction: "150500", Kind: registry.ItemList}

// acts is somebody who does something at noon.
func (b *bureau) acts(who string) office.Acting {
	return office.Acting{By: who, At: b.today.Start() + 12*60*60, Comment: "说明"}
}

// commit writes a plan, unless there is none.
func (b *bureau) commit(change office.Change, err error) error {
	if err != nil {
		return err
	}
	change.At = b.acts("").At
	for i := range change.Steps {
		change.Steps[i].RecordedAt, change.Steps[i].Actor = change.At, "test"
	}
	_, err = b.office.Commit(context.Background(), change)
	return err
}

// draw begins a draft of these items.
func (b *bureau) draw(id registry.ListID, items []string, change DraftChange) (office.DraftID, error) {
	change.File = &office.File{Name: "list.csv", Bytes: []byte("项目编码,项目名称,互认时限\n" + strings.Join(items, ",检验名,\n") + ",检验名,\n")}
	view, planned, err := b.office.CreateDraft(context.Background(), id, change, b.acts("editor"))
	return view.ID, b.commit(planned, err)
}

func (b *bureau) act(id office.DraftID, action office.Action, who string) (DraftView, error) {
	view, change, err := b.office.ActOnDraft(context.Background(), id, action, b.acts(who), true)
	return view, b.commit(change, err)
}

// publish takes a draft of these items all the way.
func (b *bureau) publish(id registry.ListID, items []string, change DraftChange) (DraftView, error) {
	draft, err := b.draw(id, items, change)
	for _, step := range []struct {
		action office.Action
		who    string
	}{{office.ActSubmit, "editor"}, {office.ActApprove, "approver"}} {
		if err == nil {
			_, err = b.act(draft, step.action, step.who)
		}
	}
	if err != nil {
		return DraftView{}, err
	}
	return b.act(draft, office.ActPublish, "approver")
}

// refused reports whether an error is a refusal of the rules, not a failure.
func refused(err error) bool {
	_, byRules := errors.AsType[Refused](err)
	_, byMove := errors.AsType[*MovedError](err)
	return byRules || byMove || errors.Is(err, ErrNotStanding) || errors.Is(err, ErrTakesBack)
}

// Of two people who publish at once, one wins, and the other is told what
// happened.
func TestTwoPublishAtOnce(t *testing.T) {
	for _, url := range []string{"sqlite::memory:", pgtest.Open(t)} {
		store := openStore(t, url)
		b := newBureau(t, store)
		var drafts []office.DraftID
		for _, items := range [][]string{{"LCHM051"}, {"LCHM001"}} {
			draft, err := b.draw(tongliao, items, DraftChange{From: &b.today})
			for _, action := range []office.Action{office.ActSubmit, office.ActApprove} {
				if err == nil {
					_, err = b.act(draft, action, string(action))
				}
			}
			if err != nil {
				t.Fatal(err)
			}
			drafts = append(drafts, draft)
		}
		plans := make([]office.Change, 2)
		for i, draft := range drafts { // both look before either writes
			_, plan, err := b.office.ActOnDraft(t.Context(), draft, office.ActPublish, b.acts("approver"), true)
			if err != nil {
				t.Fatal(err)
			}
			plans[i] = plan
		}
		errs := make([]error, 2)
		var both sync.WaitGroup
		for i := range plans {
			both.Go(func() { errs[i] = b.commit(plans[i], nil) })
		}
		both.Wait()
		lost := slices.IndexFunc(errs, func(err error) bool { return errors.Is(err, registry.ErrConflict) })
		if lost < 0 || errs[1-lost] != nil {
			t.Fatalf("both published: %v", errs)
		}
		_, err := b.act(drafts[lost], office.ActPublish, "approver")
		if moved, ok := errors.AsType[*MovedError](err); !ok || moved.Newest.Number != 1 {
			t.Errorf("who came second is told: %v", err)
		}
		if err := store.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// calendar is which version speaks on each day of a window, 0 where none does:
// the history of a list as somebody with a paintbrush would keep it.
type calendar map[registry.Day]int

// windowDays is how far from its middle a calendar reaches.
const windowDays = 90

func (c calendar) paint(v registry.Version, middle registry.Day) {
	for day := max(v.Period.From, middle-windowDays); day <= middle+windowDays; day++ {
		c[day] = v.Number
		if day >= v.Period.To {
			c[day] = 0
		}
	}
}

// paintAll is the calendar of the versions that stand, in their order.
func paintAll(versions []registry.Version, middle registry.Day) calendar {
	c := calendar{}
	for _, v := range versions {
		if v.Withdrawn == 0 {
			c.paint(v, middle)
		}
	}
	return c
}

// Whatever is published, scheduled, replaced and taken back, on any day and at
// any revision the list answers as its history says.
func TestAnySequenceOfPublicationsAnswersAsItsHistorySays(t *testing.T) {
	catalogue := []string{"LCHM001", "LCHM051", "LCHM052", "LCHM030"}
	published := 0
	defer func() {
		if published == 0 {
			t.Error("no sequence published anything")
		}
	}()
	rapid.Check(t, func(t *rapid.T) {
		store := newStore(t)
		b := newBureau(t, store)
		middle := b.today
		if notice := rapid.SampledFrom([]int{0, 48}).Draw(t, "notice"); notice > 0 {
			_, change, err := b.office.Choose(t.Context(), office.Settings{Jurisdiction: tongliao.Jurisdiction, NoticeHours: notice})
			if err := b.commit(change, err); err != nil {
				t.Fatal(err)
			}
		}
		painted := map[registry.Sequence]calendar{}
		said := map[int][]string{} // what each version lists
		for range rapid.IntRange(1, 8).Draw(t, "writes") {
			b.today += registry.Day(rapid.IntRange(0, 15).Draw(t, "days go by"))
			err := b.anyWrite(t, catalogue, said)
			if err != nil && !refused(err) {
				t.Fatalf("neither written nor refused: %v", err)
			}
			history, err := readList(t.Context(), store, tongliao)
			if err != nil {
				t.Fatal(err)
			}
			head, err := store.Head(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, ok := painted[head.Newest]; !ok && head.Newest > 0 {
				painted[head.Newest] = paintAll(history.Versions, middle)
			}
			b.checkAdditions(t, history)
		}
		b.checkCalendars(t, painted, said)
		published += len(said)
	})
}

// anyWrite publishes a drawn list on a drawn day, or takes a drawn version back.
func (b *bureau) anyWrite(t *rapid.T, catalogue []string, said map[int][]string) error {
	history, err := readList(t.Context(), b.office.store, tongliao)
	if err != nil {
		return err
	}
	if n := len(history.Versions); n > 0 && rapid.IntRange(0, 3).Draw(t, "take one back") == 0 {
		taken := rapid.IntRange(1, n).Draw(t, "which")
		return b.takeBack(t, history, taken, said)
	}
	items := rapid.SliceOfNDistinct(rapid.SampledFrom(catalogue), 1, 4, rapid.ID).Draw(t, "items")
	from := b.today + registry.Day(rapid.IntRange(-60, 30).Draw(t, "from"))
	change := DraftChange{From: &from}
	if rapid.IntRange(0, 3).Draw(t, "it ends") == 0 {
		last := from + registry.Day(rapid.IntRange(0, 20).Draw(t, "last"))
		change.Last = &last
	}
	if n := len(history.Versions); n > 0 && rapid.Bool().Draw(t, "replace a scheduled one") {
		change.Withdraws = &[]int{rapid.IntRange(1, n).Draw(t, "replaced")}
	}
	view, err := b.publish(tongliao, items, change)
	if err == nil {
		slices.Sort(items)
		said[view.Published] = items
	}
	return err
}

// takeBack takes a version back, and whatever is scheduled with it. What follows
// says what the newest version before it said that stands, was not taken back and
// has not ended.
func (b *bureau) takeBack(t *rapid.T, h registry.ListHistory, n int, said map[int][]string) error {
	order := Withdrawal{List: tongliao, Number: n, Confirm: true}
	var before registry.Version
	for _, v := range h.Versions {
		if v.Withdrawn == 0 && v.Period.From > b.today {
			order.Withdraws = append(order.Withdraws, v.Number)
		}
		if v.Number < n && v.Withdrawn == 0 && !b.back[v.Number] {
			before = v
		}
	}
	if before.Period.To <= b.today {
		before = registry.Version{Period: registry.Always}
	}
	back, change, err := b.office.Withdraw(t.Context(), order, b.acts("approver"))
	if err := b.commit(change, err); err != nil || back.Follows == 0 {
		return err
	}
	b.back[n] = true
	said[back.Follows] = said[before.Number]
	after, err := readList(t.Context(), b.office.store, tongliao)
	if err != nil {
		return err
	}
	if next := after.Versions[back.Follows-1]; next.Period != (registry.Period{From: b.today, To: before.Period.To}) {
		t.Fatalf("version %d follows version %d for %v; what it says again ended before %s", next.Number, n, next.Period, before.Period.To)
	}
	return nil
}

// listed are the items of a version, sorted.
func (b *bureau) listed(t *rapid.T, n int) []string {
	history, err := readList(t.Context(), b.office.store, tongliao)
	if err != nil {
		t.Fatal(err)
	}
	var items []string
	for _, e := range history.Content(n).Items {
		items = append(items, string(e.Item))
	}
	slices.Sort(items)
	return items
}

// checkAdditions fails where the newest version adds an item with less notice
// than its jurisdiction gives.
func (b *bureau) checkAdditions(t *rapid.T, h registry.ListHistory) {
	settings, err := b.office.Settings(t.Context(), h.ID.Jurisdiction)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range h.Versions {
		if i > 0 && v.Period.From < h.Versions[i-1].Period.From && h.Versions[i-1].Withdrawn == 0 {
			t.Fatalf("version %d begins before version %d", v.Number, v.Number-1)
		}
		if v.RecordedLater || b.takenBack(h, v) {
			continue
		}
		before, _ := knownBy(h, v.Sequence).InForce(v.Period.From, v.Sequence)
		added := without(h.Content(v.Number), h.Content(cmp.Or(before.Number, -1)))
		late := v.Period.From < v.PublishedAt.Day()
		if hours := registry.Instant(settings.NoticeHours); hours > 0 {
			late = v.Period.From.Start() < v.PublishedAt+hours*60*60
		}
		if added.Len() > 0 && late {
			t.Fatalf("version %d adds from %s on, published at %s with %d hours' notice", v.Number, v.Period.From, v.PublishedAt, settings.NoticeHours)
		}
	}
}

// knownBy is a history before a step added to it, with what the step took back
// gone.
func knownBy(h registry.ListHistory, at registry.Sequence) registry.ListHistory {
	h.Versions = slices.DeleteFunc(slices.Clone(h.Versions), func(v registry.Version) bool { return v.Sequence >= at })
	for i := range h.Versions {
		if h.Versions[i].Withdrawn > at {
			h.Versions[i].Withdrawn = 0
		}
	}
	return h
}

// takenBack reports whether a version is the one that follows one taken back.
func (b *bureau) takenBack(h registry.ListHistory, v registry.Version) bool {
	events, err := b.office.store.Events(context.Background(), office.EventSelection{List: h.ID.String(), Noun: office.NounList})
	if err != nil {
		b.t.Fatal(err)
	}
	return slices.ContainsFunc(events, func(e office.Event) bool { return e.Action == "withdraw" && e.Step == v.Sequence })
}

func (b *bureau) checkCalendars(t *rapid.T, painted map[registry.Sequence]calendar, said map[int][]string) {
	history, err := readList(t.Context(), b.office.store, tongliao)
	if err != nil {
		t.Fatal(err)
	}
	for at, c := range painted {
		for day, want := range c {
			got, _ := history.InForce(day, at)
			if got.Number != want {
				t.Fatalf("on %s at step %d version %d speaks, want %d", day, at, got.Number, want)
			}
		}
	}
	for n, items := range said {
		if got := fmt.Sprint(b.listed(t, n)); got != fmt.Sprint(items) {
			t.Fatalf("version %d lists %s, want %v", n, got, items)
		}
	}
	if err := b.office.store.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
}
