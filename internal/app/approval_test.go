package app

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// must publishes items from a day on, or fails the test.
func (b *bureau) must(items []string, change DraftChange) DraftView {
	b.t.Helper()
	view, err := b.publish(tongliao, items, change)
	if err != nil {
		b.t.Fatal(err)
	}
	return view
}

// submitted is a draft of items on its way to approval.
func (b *bureau) submitted(items []string, change DraftChange) office.DraftID {
	b.t.Helper()
	draft, err := b.draw(tongliao, items, change)
	if err == nil {
		_, err = b.act(draft, office.ActSubmit, "editor")
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return draft
}

func days(from, last registry.Day) DraftChange { return DraftChange{From: &from, Last: &last} }
func since(from registry.Day) DraftChange      { return DraftChange{From: &from} }

func (b *bureau) withdraw(w Withdrawal) (TakenBack, error) {
	w.List = tongliao
	back, change, err := b.office.Withdraw(context.Background(), w, b.acts("approver"))
	return back, b.commit(change, err)
}

func (b *bureau) history() registry.ListHistory {
	b.t.Helper()
	history, err := readList(context.Background(), b.office.store, tongliao)
	if err != nil {
		b.t.Fatal(err)
	}
	return history
}

// The difference that an approver saw is the difference that is published: when a
// version that it was compared with is taken back, the draft is looked at again.
func TestWhatIsApprovedIsWhatIsPublished(t *testing.T) {
	b := newBureau(t, newStore(t))
	b.must([]string{"LCHM001"}, since(b.today))
	b.must([]string{"LCHM001", "LCHM051"}, since(b.today+10))
	draft := b.submitted([]string{"LCHM001", "LCHM051"}, since(b.today+20))
	view, err := b.act(draft, office.ActApprove, "approver")
	if err != nil || view.Report.Against != 2 || view.Report.Diff.Added.Len() != 0 {
		t.Fatalf("approved against version %d: %v", view.Report.Against, err)
	}
	if _, err := b.withdraw(Withdrawal{Number: 2}); err != nil {
		t.Fatal(err)
	}
	_, err = b.act(draft, office.ActPublish, "editor")
	if _, moved := errors.AsType[*MovedError](err); !moved {
		t.Errorf("published against another version than was approved: %v", err)
	}
}

func TestWhatEndedIsNotBroughtBack(t *testing.T) {
	b := newBureau(t, newStore(t))
	b.must([]string{"LCHM001"}, days(b.today, b.today+5))
	b.must([]string{"LCHM001", "LCHM051"}, since(b.today+10))
	b.today += 12
	back, err := b.withdraw(Withdrawal{Number: 2, Confirm: true})
	if err != nil {
		t.Fatal(err)
	}
	history := b.history()
	if got := history.Content(back.Follows).Len(); got != 0 {
		t.Errorf("version %d brings %d entries back that ended before", back.Follows, got)
	}
	if issued := history.Versions[back.Follows-1].Document.IssuedOn; issued != registry.MinDay {
		t.Errorf("the document of nothing was issued on %s", issued)
	}
}

func TestATakeBackIsExplainedAndStays(t *testing.T) {
	b := newBureau(t, newStore(t))
	b.must([]string{"LCHM001"}, since(b.today))
	b.must([]string{"LCHM001", "LCHM051"}, since(b.today))
	silent := b.acts("approver")
	silent.Comment = " "
	if _, _, err := b.office.Withdraw(t.Context(), Withdrawal{List: tongliao, Number: 2, Confirm: true}, silent); !errors.Is(err, office.ErrCommentMissing) {
		t.Errorf("without a reason: %v", err)
	}
	back, err := b.withdraw(Withdrawal{Number: 2, Confirm: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.withdraw(Withdrawal{Number: back.Follows, Confirm: true}); !errors.Is(err, ErrTakesBack) {
		t.Errorf("what was pulled comes back by pulling the pull: %v", err)
	}
	drafts, err := b.office.Drafts(t.Context(), office.DraftSelection{Jurisdiction: tongliao.Jurisdiction})
	if err != nil || drafts[0].TakesBack != 2 || drafts[0].Published != 3 || drafts[0].Transitions[0].Comment != "说明" {
		t.Errorf("the take-back left %+v (%v)", drafts[0], err)
	}
}

// What was confirmed is what the draft said then.
func TestAConfirmationDoesNotOutliveItsFile(t *testing.T) {
	b := newBureau(t, newStore(t))
	b.must([]string{"LCHM001", "LCHM051", "LCHM052", "LCHM030"}, since(b.today))
	yes := true
	change := since(b.today)
	change.Confirmed = &yes
	draft, err := b.draw(tongliao, []string{"LCHM001", "LCHM051", "LCHM052"}, change)
	if err != nil {
		t.Fatal(err)
	}
	less := DraftChange{File: &office.File{Name: "less.csv", Bytes: []byte("项目编码,项目名称,互认时限\nLCHM001,检验名,\n")}}
	view, _, err := b.office.EditDraft(t.Context(), draft, less, b.acts("editor"))
	if err != nil {
		t.Fatal(err)
	}
	wantCodes(t, "problems of the other file", view.Report.Problems, "0 CONFIRM_NEEDED")
}

func TestEndingAListNeedsAConfirmation(t *testing.T) {
	b := newBureau(t, newStore(t))
	b.must([]string{"LCHM001"}, since(b.today))
	change := days(b.today, b.today)
	change.File = &office.File{Name: "list.csv", Bytes: []byte("项目编码,项目名称,互认时限\nLCHM001,检验名,\n")}
	view, _, err := b.office.CreateDraft(t.Context(), tongliao, change, b.acts("editor"))
	if err != nil {
		t.Fatal(err)
	}
	wantCodes(t, "problems", view.Report.Problems, "0 CONFIRM_NEEDED")
}

// A draft that was on time and is published late does not hold backwards.
func TestLateIsNotHistory(t *testing.T) {
	b := newBureau(t, newStore(t))
	draft := b.submitted([]string{"LCHM001"}, since(b.today+3))
	if _, err := b.act(draft, office.ActApprove, "approver"); err != nil {
		t.Fatal(err)
	}
	b.today += 30
	_, err := b.act(draft, office.ActPublish, "approver")
	problems, ok := errors.AsType[Refused](err)
	if !ok {
		t.Fatalf("published late: %v", err)
	}
	wantCodes(t, "problems", problems[1:], "0 STARTS_TOO_EARLY")
}

func TestNotice(t *testing.T) {
	institutions := registry.ListID{Jurisdiction: tongliao.Jurisdiction, Kind: registry.InstitutionList}
	list := func(role, scope string) *office.File {
		return &office.File{Name: "list.csv", Bytes: []byte("机构名称,角色,互认范围\n演示医院," + role + "," + scope + "\n")}
	}
	for _, test := range []struct {
		name string
		file *office.File
		want []string
	}{
		{"the same", list("接收", "钾"), nil},
		{"all items but two", list("接收", "除钾、钠外"), []string{"0 STARTS_TOO_EARLY"}},
		{"another role", list("双向", "钾"), []string{"0 STARTS_TOO_EARLY"}},
		{"more items", list("接收", "钾、钠"), []string{"0 STARTS_TOO_EARLY"}},
		{"everything", list("接收", "全部"), []string{"0 STARTS_TOO_EARLY"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBureau(t, newStore(t))
			first, draft := since(b.today), office.DraftID("")
			first.File = list("接收", "钾")
			view, change, err := b.office.CreateDraft(t.Context(), institutions, first, b.acts("editor"))
			if err := b.commit(change, err); err != nil {
				t.Fatal(err)
			}
			draft = view.ID
			for _, action := range []office.Action{office.ActSubmit, office.ActApprove, office.ActPublish} {
				if _, err := b.act(draft, action, string(action)); err != nil {
					t.Fatal(err)
				}
			}
			_, chosen, err := b.office.Choose(t.Context(), office.Settings{Jurisdiction: tongliao.Jurisdiction, NoticeHours: 48})
			if err := b.commit(chosen, err); err != nil {
				t.Fatal(err)
			}
			next := since(b.today)
			next.File = test.file
			view, _, err = b.office.CreateDraft(t.Context(), institutions, next, b.acts("editor"))
			if err != nil {
				t.Fatal(err)
			}
			wantCodes(t, "problems", view.Report.Problems, test.want...)
		})
	}
}

// The notice is counted in hours from the instant of publication, and against
// what speaks by then: a list that has ended begins anew.
func TestNoticeIsCountedFromThePublication(t *testing.T) {
	settings := office.Settings{NoticeHours: 48}
	for at, want := range map[string]string{
		"2026-11-22T00:00:00+08:00": "2026-11-24",
		"2026-11-22T00:00:01+08:00": "2026-11-25",
		"2026-11-22T23:59:00+08:00": "2026-11-25",
	} {
		published, err := registry.ParseInstant(at)
		if err != nil {
			t.Fatal(err)
		}
		if got := settings.Earliest(published).String(); got != want {
			t.Errorf("48 hours after %s begins on %s, want %s", at, got, want)
		}
	}
	b := newBureau(t, newStore(t))
	b.must([]string{"LCHM001"}, days(b.today, b.today+3))
	_, chosen, err := b.office.Choose(t.Context(), office.Settings{Jurisdiction: tongliao.Jurisdiction, NoticeHours: 48})
	if err := b.commit(chosen, err); err != nil {
		t.Fatal(err)
	}
	b.today += 9
	change := since(b.today)
	change.File = &office.File{Name: "list.csv", Bytes: []byte("项目编码,项目名称,互认时限\nLCHM001,检验名,\n")}
	view, _, err := b.office.CreateDraft(t.Context(), tongliao, change, b.acts("editor"))
	if err != nil {
		t.Fatal(err)
	}
	wantCodes(t, "problems", view.Report.Problems, "0 STARTS_TOO_EARLY")
}

// Of two imports at once the one that comes second does not undo the first.
func TestAnImportThatIsOvertakenSaysSo(t *testing.T) {
	d := newDesk(t)
	d.bring(ImportItems, "项目名称\n钾\n钠\n氯\n钙\n镁\n")
	var overtake func(stage Stage, done, total int)
	overtake = func(stage Stage, done, _ int) {
		if stage == StageWriting && done == 0 {
			d.bring(ImportItems, "项目名称\n钾\n钠\n氯\n钙\n镁\n铜\n")
			overtake = func(Stage, int, int) {}
		}
	}
	_, err := d.registrar.Import(t.Context(), Import{
		Kind: ImportItems, Jurisdiction: "150400", FileName: "list.csv", File: []byte("项目名称\n钾\n钠\n氯\n钙\n镁\n锌\n"),
		Limits: sheet.DefaultLimits(), Period: registry.Since(today), Publish: true, Now: today.Start(), Actor: "test",
		Progress: func(stage Stage, done, total int) { overtake(stage, done, total) },
	})
	if moved, ok := errors.AsType[*MovedError](err); !ok || moved.Newest.Number != 2 {
		t.Errorf("the overtaken import: %v", err)
	}
	if n := d.content(registry.ItemList); len(n.Items) != 6 {
		t.Errorf("the list has %d items, want the 6 of who came first", len(n.Items))
	}
}

func TestANoticeThatIsOverIsNone(t *testing.T) {
	b := newBureau(t, newStore(t))
	change := since(b.today + 30)
	change.Announcement = &registry.Announcement{Period: registry.Between(b.today-10, b.today-1), Contact: "0475-0000000"}
	draft := b.submitted([]string{"LCHM001"}, change)
	if _, err := b.act(draft, office.ActApprove, "approver"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.act(draft, office.ActAnnounce, "editor"); !errors.Is(err, office.ErrAnnouncementOver) {
		t.Errorf("announced for days that have passed: %v", err)
	}
	if _, err := b.act(draft, office.ActPublish, "editor"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(registry.Announcement{}, b.history().Versions[0].Announcement); diff != "" {
		t.Errorf("the version tells of a notice that never was:\n%s", diff)
	}
}
