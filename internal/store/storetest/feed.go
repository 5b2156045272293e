package storetest

import (
	"fmt"
	"testing"

	"concord/internal/office"
	"concord/internal/registry"
)

// feed are the rules of the changes that steps made.
var feed = []rule{
	{"the feed tells every kind of fact", testFeed},
	{"the feed goes on where it stopped", testFeedPages},
}

func changes(t *testing.T, s office.Store, after registry.Sequence, limit int) []office.StepChange {
	t.Helper()
	all, err := s.Changes(t.Context(), after, limit)
	if err != nil {
		t.Fatalf("changes after %d: %v", after, err)
	}
	return all
}

func testFeed(t *testing.T, open Opener) {
	s := open(t)
	second := publish(items(hubeiItems, 1, "A"), items(chifengItems, 2, "A"), items(chifengItems, 3, "A"))
	second.Summary = "三版"
	second.Qualifications = []registry.Qualification{passed(north, "A", "1"), passed(north, "B", "1"), passed(campus, "A", "1")}
	second.Revocations = []registry.Revocation{
		{QualificationKey: passed(lab, "LCHM051", "1").Key()}, {QualificationKey: passed(campus, "LCHM051", "1").Key()},
	}
	third := publish(items(chifengItems, 4, "B"))
	third.Withdrawals = []registry.Withdrawal{{List: chifengItems, Number: 3}, {List: chifengItems, Number: 2}, {List: hubeiItems, Number: 1}}
	for _, step := range []registry.Step{everything(), second, third, {Action: "nothing"}} {
		write(t, s, step)
	}
	ref := func(list registry.ListID, number int) office.VersionRef {
		return office.VersionRef{List: list, Number: number}
	}
	want := []office.StepChange{
		{
			Sequence: 1, RecordedAt: everything().RecordedAt, Action: "load", Summary: "全部",
			Published:    []office.VersionRef{ref(chifengItems, 1), ref(chifengInstitutions, 1), ref(chifengNegative, 1)},
			Items:        []registry.ItemCode{"EXRY951", "LCHM951"},
			Institutions: []registry.InstitutionID{north, campus, lab, "150400-0099"}, Consortia: []string{"c1"},
			Alliances: []registry.JurisdictionCode{"jjj"}, CodeMaps: []registry.InstitutionID{lab},
			Qualifications: []registry.InstitutionID{north, lab}, Removals: []registry.InstitutionID{lab},
		},
		{
			Sequence: 2, RecordedAt: second.RecordedAt, Action: "publish", Summary: "三版",
			Published:      []office.VersionRef{ref(hubeiItems, 1), ref(chifengItems, 2), ref(chifengItems, 3)},
			Qualifications: []registry.InstitutionID{north, campus, lab},
		},
		{
			Sequence: 3, RecordedAt: third.RecordedAt, Action: "publish",
			Published: []office.VersionRef{ref(chifengItems, 4)},
			Withdrawn: []office.VersionRef{ref(chifengItems, 3), ref(chifengItems, 2), ref(hubeiItems, 1)},
		},
		{Sequence: 4, Action: "nothing"},
	}
	same(t, "changes from the beginning", changes(t, open(t), 0, 100), want)
	same(t, "changes after the first step", changes(t, s, 1, 2), want[1:3])
	same(t, "changes after the newest step", changes(t, s, 4, 100), []office.StepChange(nil))
}

func testFeedPages(t *testing.T, open Opener) {
	s := open(t)
	const steps = 23
	for i := range steps {
		write(t, s, publish(items(chifengItems, i+1, registry.ItemCode(fmt.Sprint(i)))))
	}
	var walked []int
	for after := registry.Sequence(0); ; {
		page := changes(t, s, after, 5)
		if len(page) == 0 {
			break
		}
		for _, c := range page {
			walked = append(walked, c.Published[0].Number)
		}
		after = page[len(page)-1].Sequence
	}
	if len(walked) != steps || walked[0] != 1 || walked[steps-1] != steps {
		t.Errorf("walking the feed publishes %v, want 1 to %d", walked, steps)
	}
}
