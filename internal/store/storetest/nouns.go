package storetest

import (
	"errors"
	"fmt"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"concord/internal/office"
	"concord/internal/registry"
)

// nouns are the rules of what is kept as events.
var nouns = []rule{
	{"accounts and keys are given back whole", testAccountsAndKeys},
	{"a draft is given back whole", testFullDraft},
	{"random drafts are given back whole", testRandomDrafts},
	{"drafts are selected, the newest first", testDraftSelections},
	{"settings have a default", testSettings},
	{"coverage is given back whole", testCoverage},
	{"targets are given back whole", testTargets},
	{"notices are given back whole, and selected", testNotices},
	{"what was never recorded is not found", testNothingKept},
	{"what could not be recorded is not found", testNotFindable},
}

func testAccountsAndKeys(t *testing.T, open Opener) {
	s := open(t)
	full := office.Account{
		Name: "zhang.san", FullName: "张三 <>&\u2028", Subject: "https://idp.example#1", Disabled: true, TwoFactors: true, SessionsFrom: noon,
		Grants: []office.Grant{{Role: office.Administrator, Region: office.Nation}, {Role: office.Auditor, Region: "150400"}},
	}
	none := office.Account{Name: "ai", FullName: "艾"}
	fullKey := office.Key{
		ID: "k2", Hash: "cd", Owner: "演示医院", Institution: north, Account: "li.si", Region: "150402",
		Scopes: office.Scopes, IssuedAt: noon, Expires: noon + 60, Revoked: true,
	}
	commit(t, s, office.Change{At: noon, Accounts: []office.Account{full, none}, Keys: []office.Key{fullKey, key("k1")}})
	full.Version, none.Version = 1, 1
	full.Disabled = false
	commit(t, s, office.Change{At: noon, Accounts: []office.Account{full}})
	full.Version = 2

	all, err := open(t).Accounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "accounts", all, []office.Account{none, full})
	one, err := s.Account(t.Context(), full.Name)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "account", one, full)
	fullKey.Version = 1
	plain := key("k1")
	plain.Version = 1
	keys, err := s.Keys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "keys", keys, []office.Key{plain, fullKey})
	found, err := s.Key(t.Context(), "k2")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "key", found, fullKey)
}

// fullDraft states every field.
func fullDraft() office.Draft {
	period := registry.Between(registry.DayOf(2027, 1, 1), registry.DayOf(2027, 12, 31))
	return office.Draft{
		ID: "d-1", List: chifengNegative, State: office.Announced,
		File: registry.SourceFile{Name: "负面清单 (1).xlsx", SHA256: theFile.SHA256}, Period: period,
		Terms:        []registry.Term{{Name: "apply_to_own", Value: "yes"}, {Name: "", Value: ""}},
		Document:     registry.Document{Title: "通知", Number: "赤卫〔2026〕1号", Issuer: "市卫健委", URL: "https://example.org/?a=1&b=<2>", IssuedOn: period.From},
		Announcement: registry.Announcement{Period: period, Contact: "0476-0000000"},
		Decisions:    []registry.NameDecision{{Name: "血糖", Code: "LCHM030"}, {Name: "其他"}},
		Accepted:     []string{"121504004606500000"},
		Edits:        []office.Edit{{Sheet: "Sheet1", Row: 7, Column: "C", Value: "\t\"钾\"\n"}, {Row: 9, Remove: true}},
		Withdraws:    []int{3, 2}, Confirmed: true, Basis: 2, Reviewed: "d1", OnTime: true, Published: 4, TakesBack: 3,
		Transitions: []office.Transition{{Action: office.ActCreate, By: "li.si", At: noon}, {Action: office.ActSubmit, By: "li.si", At: noon + 1, Comment: "请审"}},
		Objections: []office.Objection{
			{Number: 1, ReceivedOn: period.From, From: "某医院", Text: "不同意", Handling: "已沟通", HandledOn: period.From + 1, HandledBy: "li.si"},
			{Number: 2, ReceivedOn: period.From, From: "某人", Text: "e\u0301 𠮷"},
		},
	}
}

func sameDraft(t *testing.T, s office.Store, want office.Draft) {
	t.Helper()
	got, err := s.Draft(t.Context(), want.ID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "draft "+string(want.ID), got, want)
}

func testFullDraft(t *testing.T, open Opener) {
	s := open(t)
	want := fullDraft()
	commit(t, s, office.Change{At: noon, Drafts: []office.Draft{want}})
	want.Version = 1
	sameDraft(t, open(t), want)
	for i, period := range []registry.Period{registry.Always, {}, {From: 5, To: 5}, {From: 9, To: 2}, registry.Since(-1), {From: registry.MinDay, To: 0}} {
		want.Period, want.Announcement.Period = period, period
		want.Document.IssuedOn = period.From
		commit(t, s, office.Change{At: noon, Drafts: []office.Draft{want}})
		want.Version = i + 2
		sameDraft(t, s, want)
	}
}

func testRandomDrafts(t *testing.T, open Opener) {
	s := open(t)
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		want := randomDraft(rt, office.DraftID(fmt.Sprint("d", round)))
		if _, err := s.Commit(t.Context(), office.Change{At: noon, Drafts: []office.Draft{want}}); err != nil {
			rt.Fatal(err)
		}
		want.Version = 1
		got, err := s.Draft(t.Context(), want.ID)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			rt.Fatalf("draft (-want +got):\n%s", diff)
		}
	})
}

func randomDraft(t *rapid.T, id office.DraftID) office.Draft {
	text := rapid.SampledFrom([]string{"", " ", "钾", "ＡＢ", "e\u0301", "𠮷👩‍⚕️", `"\`, "<&>\u2028", "\t\r\n", "\x01\x7f", "null"})
	day := rapid.SampledFrom([]registry.Day{registry.DayOf(1, 1, 1), -1, 1, 20_000, registry.DayOf(9999, 12, 31)})
	period := rapid.Custom(func(t *rapid.T) registry.Period {
		p := registry.Period{From: day.Draw(t, "from"), To: day.Draw(t, "to")}
		if rapid.Bool().Draw(t, "open from") {
			p.From = registry.MinDay
		}
		if rapid.Bool().Draw(t, "open to") {
			p.To = registry.MaxDay
		}
		return p
	})
	instant := rapid.Map(rapid.Int64Range(-4e9, 4e9), func(n int64) registry.Instant { return registry.Instant(n) })
	number := rapid.IntRange(0, 1<<40)
	return office.Draft{
		ID:    id,
		List:  registry.ListID{Jurisdiction: registry.JurisdictionCode(text.Draw(t, "code")), Kind: rapid.SampledFrom(registry.ListKinds[:]).Draw(t, "kind")},
		State: rapid.SampledFrom(office.States).Draw(t, "state"), Period: period.Draw(t, "period"),
		File:         registry.SourceFile{Name: text.Draw(t, "file"), SHA256: text.Draw(t, "sha256")},
		Document:     registry.Document{Title: text.Draw(t, "title"), Issuer: text.Draw(t, "issuer"), IssuedOn: day.Draw(t, "issued")},
		Announcement: registry.Announcement{Period: period.Draw(t, "announced"), Contact: text.Draw(t, "contact")},
		Accepted:     rapid.SliceOfN(text, 0, 3).Draw(t, "accepted"),
		Withdraws:    rapid.SliceOfN(number, 0, 3).Draw(t, "withdraws"),
		Confirmed:    rapid.Bool().Draw(t, "confirmed"), Basis: number.Draw(t, "basis"), Published: number.Draw(t, "published"),
		OnTime: rapid.Bool().Draw(t, "on time"), TakesBack: number.Draw(t, "takes back"),
		Edits: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) office.Edit {
			return office.Edit{Sheet: text.Draw(t, "sheet"), Row: number.Draw(t, "row"), Column: text.Draw(t, "column"), Value: text.Draw(t, "value"), Remove: rapid.Bool().Draw(t, "remove")}
		}), 0, 3).Draw(t, "edits"),
		Decisions: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) registry.NameDecision {
			return registry.NameDecision{Name: text.Draw(t, "name"), Code: registry.ItemCode(text.Draw(t, "code"))}
		}), 0, 3).Draw(t, "decisions"),
		Transitions: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) office.Transition {
			return office.Transition{Action: office.ActEdit, By: text.Draw(t, "by"), At: instant.Draw(t, "at"), Comment: text.Draw(t, "comment")}
		}), 0, 3).Draw(t, "transitions"),
		Objections: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) office.Objection {
			return office.Objection{Number: number.Draw(t, "number"), ReceivedOn: day.Draw(t, "received"), From: text.Draw(t, "from"), Handling: text.Draw(t, "handling")}
		}), 0, 3).Draw(t, "objections"),
	}
}

func testDraftSelections(t *testing.T, open Opener) {
	s := open(t)
	put := func(id office.DraftID, list registry.ListID, state office.State, version int) {
		d := draft(id)
		d.List, d.State, d.Version = list, state, version
		commit(t, s, office.Change{At: noon, Drafts: []office.Draft{d}})
	}
	put("a", chifengItems, office.Drafted, 0)
	put("b", chifengNegative, office.Submitted, 0)
	put("c", hubeiItems, office.Drafted, 0)
	put("a", chifengItems, office.Submitted, 1)
	for name, test := range map[string]struct {
		selection office.DraftSelection
		want      []office.DraftID
	}{
		"all":             {office.DraftSelection{}, []office.DraftID{"a", "c", "b"}},
		"a jurisdiction":  {office.DraftSelection{Jurisdiction: "150400"}, []office.DraftID{"a", "b"}},
		"a kind":          {office.DraftSelection{Kind: registry.ItemList}, []office.DraftID{"a", "c"}},
		"a state":         {office.DraftSelection{States: []office.State{office.Submitted}}, []office.DraftID{"a", "b"}},
		"several states":  {office.DraftSelection{States: []office.State{office.Drafted, office.Published}}, []office.DraftID{"c"}},
		"all three":       {office.DraftSelection{Jurisdiction: "150400", Kind: registry.NegativeList, States: office.States}, []office.DraftID{"b"}},
		"of nobody known": {office.DraftSelection{Jurisdiction: "1504"}, nil},
		"some by name":    {office.DraftSelection{IDs: []office.DraftID{"c", "x", "a", "\xff"}}, []office.DraftID{"a", "c"}},
		"nobody by name":  {office.DraftSelection{IDs: []office.DraftID{"\xff"}}, nil},
		"a kind in states": {
			office.DraftSelection{Kind: registry.ItemList, States: []office.State{office.Drafted, office.Submitted}}, []office.DraftID{"a", "c"},
		},
	} {
		all, err := s.Drafts(t.Context(), test.selection)
		if err != nil {
			t.Fatal(err)
		}
		var got []office.DraftID
		for _, d := range all {
			got = append(got, d.ID)
		}
		same(t, name, got, test.want)
		refs, err := s.DraftRefs(t.Context(), test.selection)
		if err != nil {
			t.Fatal(err)
		}
		want := make([]office.DraftRef, len(all))
		for i, d := range all {
			want[i] = office.DraftRef{ID: d.ID, List: d.List}
		}
		same(t, name+", by name", refs, want)
	}
	for list, want := range map[registry.ListID]int{chifengItems: 1, chifengNegative: 1, chifengInstitutions: 0, {Jurisdiction: "\x00", Kind: registry.ItemList}: 0} {
		got, err := s.CountDrafts(t.Context(), list)
		if err != nil || got != want {
			t.Errorf("%s has had %d drafts (%v), want %d", list, got, err, want)
		}
	}
}

func testSettings(t *testing.T, open Opener) {
	s := open(t)
	want := office.Settings{Jurisdiction: "150400"}
	for i := range 3 {
		got, err := s.Settings(t.Context(), "150400")
		if err != nil {
			t.Fatal(err)
		}
		same(t, "settings", got, want)
		want.NoticeHours, want.SoleApproval, want.Version = 24*i+1, i%2 == 0, i
		commit(t, s, office.Change{At: noon, Settings: []office.Settings{want}})
		want.Version++
	}
}

func testTargets(t *testing.T, open Opener) {
	s := open(t)
	want := office.Targets{Jurisdiction: "150400"}
	for version := range 3 {
		got, err := s.Targets(t.Context(), "150400")
		if err != nil {
			t.Fatal(err)
		}
		same(t, "targets", got, want)
		want.Version = version
		want.Targets = append(want.Targets, office.Target{
			Target:     registry.Target{ID: "2027", Threshold: 600 + version, Due: registry.DayOf(2027, 11, 30), Basis: "赤卫发〔2027〕1号"},
			Milestones: []office.Milestone{{Due: registry.DayOf(2027, 3, 31), Count: 400}, {Due: registry.DayOf(2027, 6, 30), Count: 500}},
		})
		commit(t, s, office.Change{At: noon, Targets: []office.Targets{want}})
		want.Version++
	}
}

func testCoverage(t *testing.T, open Opener) {
	s := open(t)
	want := office.Coverage{Region: "150400", Source: registry.SourceFile{Name: "质控.xlsx", SHA256: "ab"}, Rows: []office.CoverageRow{
		{Kind: office.QualityCentre, Region: "150402", Institution: north, Name: "市中心", Specialty: "临床检验", Level: "prefecture", Note: "挂靠"},
		{Kind: office.TrainedPhysicians, Institution: lab, Year: 2026, Count: 12},
		{},
	}}
	var last office.Coverage
	for version := range 2 {
		want.Version = version
		commit(t, s, office.Change{At: noon, Coverages: []office.Coverage{want}})
		want.Version++
		got, err := s.Coverage(t.Context(), "150400")
		if err != nil {
			t.Fatal(err)
		}
		same(t, "coverage", got, want)
		last = want
		want.Rows = want.Rows[1:]
	}
	other := office.Coverage{Region: "150500"}
	commit(t, s, office.Change{At: noon, Coverages: []office.Coverage{other}})
	other.Version = 1
	all, err := s.Coverages(t.Context(), []registry.RegionCode{"150500", "150400", "150600"})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "coverages", all, []office.Coverage{last, other})
}

func testNotices(t *testing.T, open Opener) {
	s := open(t)
	first, second := notice("150400-notice-1"), notice("150400-notice-2")
	second.Institution, second.From, second.Transitions[0].At = north, office.Nation, noon+1
	commit(t, s, office.Change{At: noon, Notices: []office.Notice{first, second}})
	first.Version = 1
	first, err := first.Answer("清单未更新", "月底前发布新版", office.Acting{By: "wang.wu", At: noon + 60, Comment: "附件另报"})
	if err != nil {
		t.Fatal(err)
	}
	commit(t, s, office.Change{At: noon, Notices: []office.Notice{first}})
	first.Version, second.Version = 2, 1
	got, err := s.Notice(t.Context(), first.ID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "a notice", got, first)
	for name, test := range map[string]struct {
		selection office.NoticeSelection
		want      []office.Notice
	}{
		"all":          {office.NoticeSelection{}, []office.Notice{second, first}},
		"addressed to": {office.NoticeSelection{Region: "150400"}, []office.Notice{second, first}},
		"sent by":      {office.NoticeSelection{Region: "150000"}, []office.Notice{first}},
		"in a state":   {office.NoticeSelection{States: []office.NoticeState{office.NoticeSent}}, []office.Notice{second}},
		"overdue":      {office.NoticeSelection{Overdue: first.Due + 1}, []office.Notice{second}},
		"not yet":      {office.NoticeSelection{Overdue: first.Due}, nil},
	} {
		all, err := s.Notices(t.Context(), test.selection)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "notices, "+name, all, test.want)
	}
}

func testNothingKept(t *testing.T, open Opener) {
	s := open(t)
	commit(t, s, wholeChange())
	ctx := t.Context()
	for what, read := range map[string]func() error{
		"account":  func() error { _, err := s.Account(ctx, "Li.si"); return err },
		"key":      func() error { _, err := s.Key(ctx, "k1 "); return err },
		"draft":    func() error { _, err := s.Draft(ctx, "li.si"); return err },
		"coverage": func() error { _, err := s.Coverage(ctx, "1504"); return err },
		"notice":   func() error { _, err := s.Notice(ctx, "150400-notice"); return err },
	} {
		if err := read(); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("a %s that was never recorded gives %v, want ErrNotFound", what, err)
		}
	}
}

// testNotFindable asks for texts that only one of the databases would look for.
func testNotFindable(t *testing.T, open Opener) {
	s := open(t)
	commit(t, s, wholeChange())
	ctx := t.Context()
	for name, text := range map[string]string{"a NUL": "\x00", "bytes that are no UTF-8": "\xff"} {
		for what, read := range map[string]func() error{
			"account":    func() error { _, err := s.Account(ctx, office.AccountName(text)); return err },
			"credential": func() error { _, err := s.Credential(ctx, office.AccountName(text)); return err },
			"key":        func() error { _, err := s.Key(ctx, text); return err },
			"draft":      func() error { _, err := s.Draft(ctx, office.DraftID(text)); return err },
			"coverage":   func() error { _, err := s.Coverage(ctx, registry.RegionCode(text)); return err },
			"file":       func() error { _, err := s.File(ctx, text); return err },
			"receipt":    func() error { _, err := s.Receipt(ctx, "li.si", "k"+text); return err },
			"list": func() error {
				_, err := s.List(ctx, registry.ListID{Jurisdiction: registry.JurisdictionCode(text), Kind: registry.ItemList})
				return err
			},
		} {
			if err := read(); !errors.Is(err, registry.ErrNotFound) {
				t.Errorf("a %s with %s gives %v, want ErrNotFound", what, name, err)
			}
		}
		noneSelected(t, s, text)
	}
}

// noneSelected selects by a text that nothing is recorded under.
func noneSelected(t *testing.T, s office.Store, text string) {
	t.Helper()
	ctx, code := t.Context(), registry.JurisdictionCode(text)
	found := map[string]any{}
	var errs [8]error
	found["settings"], errs[0] = s.Settings(ctx, code)
	found["drafts"], errs[1] = s.Drafts(ctx, office.DraftSelection{Jurisdiction: code})
	found["events of an actor"], errs[2] = s.Events(ctx, office.EventSelection{Actor: text})
	found["events about a noun"], errs[3] = s.Events(ctx, office.EventSelection{Noun: office.NounDraft, Subject: text, List: text})
	found["events among"], errs[4] = s.Events(ctx, office.EventSelection{Jurisdiction: "150400", Among: []registry.JurisdictionCode{code}})
	found["evidence"], errs[5] = s.Evidence(ctx, registry.InstitutionID(text))
	found["code maps"], errs[6] = s.CodeMaps(ctx, registry.InstitutionID(text))
	var read Contents
	_, errs[7] = s.Read(ctx, registry.Selection{
		Jurisdictions:         []registry.JurisdictionCode{code},
		QualifiedInstitutions: []registry.InstitutionID{registry.InstitutionID(text)},
		CodedInstitutions:     []registry.InstitutionID{registry.InstitutionID(text)},
	}, (*collector)(&read))
	if err := errors.Join(errs[:]...); err != nil {
		t.Errorf("what is selected by %q gives %v, want nothing", text, err)
	}
	found["lists"] = read.Lists
	same(t, "what is selected by "+strconv.Quote(text), found, map[string]any{
		"settings": office.Settings{Jurisdiction: code}, "drafts": []office.Draft(nil),
		"events of an actor": []office.Event(nil), "events about a noun": []office.Event(nil), "events among": []office.Event(nil),
		"evidence": office.Evidence{}, "code maps": []registry.Recorded[registry.CodeMap](nil), "lists": map[registry.ListID]registry.ListHistory(nil),
	})
}
