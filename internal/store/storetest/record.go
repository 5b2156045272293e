package storetest

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"concord/internal/office"
	"concord/internal/registry"
)

// record are the rules of events.
var record = []rule{
	{"events are dense and chained, each from the state before", testChain},
	{"each step has its event", testStepsTold},
	{"events of many writers are dense and chained", testChainOfMany},
	{"a record of many events verifies", testLongRecord},
	{"events are found by what they are about", testEventSelections},
}

func events(t *testing.T, s office.Store, selection office.EventSelection) []office.Event {
	t.Helper()
	all, err := s.Events(t.Context(), selection)
	if err != nil {
		t.Fatalf("read the record: %v", err)
	}
	return all
}

// told names what events are about, in their order.
func told(events []office.Event) []string {
	var all []string
	for _, e := range events {
		all = append(all, string(e.Noun)+" "+e.Subject)
	}
	return all
}

// sameChain fails unless events follow on each other, from the first on.
func sameChain(t *testing.T, events []office.Event) {
	t.Helper()
	before := office.Event{}
	states := map[string]office.Event{}
	for _, e := range events {
		name := string(e.Noun) + " " + e.Subject
		last := states[name]
		switch {
		case e.Number != before.Number+1:
			t.Errorf("event %d follows on event %d", e.Number, before.Number)
		case e.PreviousHash != before.Hash || e.Hash != e.Chained():
			t.Errorf("event %d is not chained to the one before", e.Number)
		case e.Version != last.Version+1 || e.Before != last.After:
			t.Errorf("event %d is version %d of %s, from %s; the one before is %d with %s", e.Number, e.Version, name, e.Before, last.Version, last.After)
		}
		before, states[name] = e, e
	}
}

func testChain(t *testing.T, open Opener) {
	s := open(t)
	one := account("li.si")
	for i := range 3 {
		one.FullName, one.Version = fmt.Sprint("张三", i), i
		c := by("root", "account.change")
		c.Accounts, c.Settings = []office.Account{one}, []office.Settings{{Jurisdiction: "150400", NoticeHours: i, Version: i}}
		commit(t, s, c)
	}
	all := events(t, open(t), office.EventSelection{})
	sameChain(t, all)
	last := all[len(all)-2]
	same(t, "what the record tells", office.Event{
		At: last.At, Actor: last.Actor, Action: last.Action, Noun: last.Noun, Subject: last.Subject, Version: last.Version, Reason: last.Reason,
	}, office.Event{At: noon, Actor: "root", Action: "account.change", Noun: office.NounAccount, Subject: "li.si", Version: 3, Reason: "因为"})
	for _, e := range all {
		if !json.Valid([]byte(e.After)) || e.Before != "" && !json.Valid([]byte(e.Before)) {
			t.Errorf("event %d goes from %q to %q, which is not JSON", e.Number, e.Before, e.After)
		}
	}
	if all[1].Jurisdiction != "150400" || all[0].Jurisdiction != "" {
		t.Errorf("settings are the affair of %q and an account of %q, want 150400 and nobody", all[1].Jurisdiction, all[0].Jurisdiction)
	}
}

func testStepsTold(t *testing.T, open Opener) {
	s := open(t)
	write(t, s, founding())
	c := by("li.si", "publish")
	c.Steps = []registry.Step{publish(items(chifengItems, 1, "A")), publish(items(chifengItems, 2, "A")), publish(items(chifengItems, 3, "A"))}
	c.Facts = []office.Fact{
		{Step: 2, Noun: office.NounList, Subject: "150400/items/3"},
		{Step: 0, Noun: office.NounList, Subject: "150400/items/1"},
		{Step: -1, Noun: office.NounSession, Subject: "li.si"},
		{Step: 2, Noun: office.NounInstitution, Subject: "x"},
	}
	c.Drafts = []office.Draft{draft("d")}
	commit(t, s, c)
	all := events(t, s, office.EventSelection{})
	sameChain(t, all)
	var steps []string
	for _, e := range all {
		steps = append(steps, fmt.Sprintf("%d %s %s", e.Step, e.Noun, e.Subject))
		if (e.Step == 0) != (e.StepHash == "") {
			t.Errorf("event %d tells of step %d with hash %q", e.Number, e.Step, e.StepHash)
		}
	}
	same(t, "events and their steps", steps, []string{
		"1 step 1", "4 list 150400/items/3", "2 list 150400/items/1", "0 session li.si", "4 institution x", "3 step 3", "4 draft d",
	})
	if all[0].Action != "found" || all[0].At != founding().RecordedAt {
		t.Errorf("a step written alone is told as %+v, want its own action and instant", all[0])
	}
}

func testChainOfMany(t *testing.T, open Opener) {
	stores := []office.Store{open(t), open(t)}
	var wg sync.WaitGroup
	for i := range writersAtOnce {
		wg.Go(func() {
			c := by(fmt.Sprint(i), "settings.choose")
			c.Settings = []office.Settings{{Jurisdiction: registry.JurisdictionCode(fmt.Sprint(i))}}
			c.Steps = []registry.Step{publish(items(registry.ListID{Jurisdiction: registry.JurisdictionCode(fmt.Sprint(i)), Kind: registry.ItemList}, 1, "A"))}
			if _, err := stores[i%2].Commit(t.Context(), c); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	all := events(t, stores[0], office.EventSelection{})
	if len(all) != 2*writersAtOnce {
		t.Errorf("%d events, want %d", len(all), 2*writersAtOnce)
	}
	sameChain(t, all)
	if err := stores[1].Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// testLongRecord writes more events than are read at a time, with and without a
// step in turn.
func testLongRecord(t *testing.T, open Opener) {
	s := open(t)
	c := by("li.si", "session.begin")
	c.Steps = []registry.Step{founding()}
	for i := range 2100 {
		c.Facts = append(c.Facts, office.Fact{Step: -(i % 2), Noun: office.NounSession, Subject: fmt.Sprint(i % 100), After: "{}"})
	}
	commit(t, s, c)
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	if all := events(t, s, office.EventSelection{After: 2000}); len(all) != 100 || all[0].Number != 2001 {
		t.Errorf("after event 2000 there are %d", len(all))
	}
}

func testEventSelections(t *testing.T, open Opener) {
	s := open(t)
	for i, actor := range []string{"li.si", "wang.wu", "Li.si"} {
		c := by(actor, "draft.submit")
		c.At += registry.Instant(i)
		one, two := draft("d"), draft("e")
		one.Version, two.Version = i, i
		two.List = hubeiItems
		c.Drafts = []office.Draft{one, two}
		c.Settings = []office.Settings{{Jurisdiction: "150400", Version: i}}
		commit(t, s, c)
	}
	commit(t, s, office.Change{At: noon + 9, Actor: "root", Accounts: []office.Account{account("li.si")}})
	commit(t, s, office.Change{At: noon + 9, Actor: "root", Affair: "420000", Accounts: []office.Account{account("wang.wu")}})
	for name, test := range map[string]struct {
		selection office.EventSelection
		want      []int64
	}{
		"all":               {office.EventSelection{}, []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}},
		"an actor":          {office.EventSelection{Actor: "li.si"}, []int64{1, 2, 3}},
		"a noun":            {office.EventSelection{Noun: office.NounSettings}, []int64{1, 4, 7}},
		"a subject":         {office.EventSelection{Subject: "e"}, []int64{3, 6, 9}},
		"a noun's subject":  {office.EventSelection{Noun: office.NounAccount, Subject: "li.si"}, []int64{10}},
		"a list":            {office.EventSelection{List: "420000/items"}, []int64{3, 6, 9}},
		"a jurisdiction":    {office.EventSelection{Jurisdiction: "150400"}, []int64{1, 2, 4, 5, 7, 8}},
		"jurisdictions":     {office.EventSelection{Among: []registry.JurisdictionCode{"420000", "999999"}}, []int64{3, 6, 9, 11}},
		"no jurisdiction":   {office.EventSelection{Among: []registry.JurisdictionCode{}}, nil},
		"nobody's affair":   {office.EventSelection{Among: []registry.JurisdictionCode{""}}, []int64{10}},
		"since an instant":  {office.EventSelection{From: noon + 2}, []int64{7, 8, 9, 10, 11}},
		"until an instant":  {office.EventSelection{To: noon + 1}, []int64{1, 2, 3}},
		"between instants":  {office.EventSelection{From: noon + 1, To: noon + 2}, []int64{4, 5, 6}},
		"after an event":    {office.EventSelection{After: 8}, []int64{9, 10, 11}},
		"the first of them": {office.EventSelection{After: 2, Limit: 2, Jurisdiction: "150400"}, []int64{4, 5}},
		"the newest first":  {office.EventSelection{Newest: true, Limit: 3}, []int64{11, 10, 9}},
		"the next of them":  {office.EventSelection{Newest: true, Limit: 3, Before: 8, Jurisdiction: "150400"}, []int64{7, 5, 4}},
		"before an event":   {office.EventSelection{Before: 3}, []int64{1, 2}},
		"between events":    {office.EventSelection{After: 8, Before: 10, Newest: true}, []int64{9}},
		"what nobody did":   {office.EventSelection{Actor: "nobody"}, nil},
	} {
		var got []int64
		for _, e := range events(t, s, test.selection) {
			got = append(got, e.Number)
		}
		same(t, name, got, test.want)
	}
}
