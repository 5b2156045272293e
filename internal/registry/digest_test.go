package registry_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"testing"

	"concord/internal/registry"
)

func itemVersion(unmapped ...registry.Unmapped) registry.Version {
	return registry.Version{
		List:     registry.ListID{Jurisdiction: "150400", Kind: registry.ItemList},
		Terms:    registry.DefaultTerms(),
		Unmapped: unmapped,
	}
}

// The text of this test is the documentation of the form for whoever computes a
// digest with other tools.
func TestDigestIsTheHashOfItsCanonicalForm(t *testing.T) {
	version := itemVersion(registry.Unmapped{Printed: "左手\t正位", Category: "DR"})
	content := registry.Content{Items: []registry.ItemEntry{
		{Item: "LCHM051", Printed: "钾", Category: "电解质", Window: registry.Window{Unit: registry.WindowDays, Count: 7}},
		{Item: "EXRY012", Qualifiers: registry.Qualifiers{registry.Laterality: "R"}, Images: true, Note: `a\b`},
	}}
	canonical := "list\titems\n" +
		"term\tquality_lab\tper_item\nterm\tquality_exam\tby_listing\nterm\tlist_at\texam\nterm\tanchor\treport\n" +
		"term\twindow_lab\t\nterm\twindow_exam\t\nterm\tunstated_lab\t30d\nterm\tunstated_exam\t3mo\n" +
		"term\timages\tmarked\nterm\toperator_dependent\t\nterm\tmark\t\n" +
		"entry\tEXRY012\t\t\t\tR\t\t\t\t\t\t\ttrue\ta\\\\b\n" +
		"entry\tLCHM051\t\t\t\t\t\t\t钾\t电解质\t7d\t\tfalse\t\n" +
		"unmapped\t左手\\t正位\tDR\t\t\n"
	sum := sha256.Sum256([]byte(canonical))
	if got, want := registry.Digest(version, content), hex.EncodeToString(sum[:]); got != want {
		t.Errorf("digest %s, want %s, the hash of\n%s", got, want, canonical)
	}
}

func TestDigestKnowsNoOrderOfRows(t *testing.T) {
	entries := []registry.ItemEntry{{Item: "LCHM001"}, {Item: "LCHM002"}, {Item: "LCHM003"}}
	before := registry.Digest(itemVersion(), registry.Content{Items: entries})
	slices.Reverse(entries)
	if after := registry.Digest(itemVersion(), registry.Content{Items: entries}); after != before {
		t.Errorf("the same entries in another order have digest %s, want %s", after, before)
	}
}

func TestStepDigestShowsEveryChange(t *testing.T) {
	base := func() registry.Step {
		return registry.Step{
			Items:          []registry.AddedItem{addable()},
			Institutions:   []registry.Institution{{ID: "150400-1", Name: "一院", Aliases: []string{"市一院"}, Open: registry.Always, Levels: []registry.LevelPeriod{{Level: 3, Period: registry.Always}}}},
			Consortia:      []registry.Consortium{{ID: "c", Members: []registry.ConsortiumMember{{Institution: "150400-1", Period: registry.Always}}}},
			Alliances:      []registry.Alliance{{Code: "jjj", Members: []registry.AllianceMember{{Region: "110000", Period: registry.Always}}}},
			CodeMaps:       []registry.CodeMap{{Institution: "150400-1", Number: 1, Codes: []registry.LocalCode{{Code: "K"}}}},
			Qualifications: []registry.Qualification{{Institution: "150400-1", Item: "LCHM051", Result: registry.Pass}},
			Revocations:    []registry.Revocation{{From: 1}},
			Removals:       []registry.Removal{{From: 1}},
			Withdrawals:    []registry.Withdrawal{{Number: 1}},
			Publications:   []registry.Publication{{Version: itemVersion(), Content: registry.Content{Items: []registry.ItemEntry{{Item: "LCHM051"}}}}},
		}
	}
	changes := map[string]func(*registry.Step){
		"a name":           func(s *registry.Step) { s.Institutions[0].Name = "二院" },
		"an alias":         func(s *registry.Step) { s.Institutions[0].Aliases[0] = "一院" },
		"a level":          func(s *registry.Step) { s.Institutions[0].Levels[0].Level = 2 },
		"a merge":          func(s *registry.Step) { s.Institutions[0].MergedInto = "150400-2" },
		"a retrieval link": func(s *registry.Step) { s.Institutions[0].RetrievalURL = "https://example.org/" },
		"an item's name":   func(s *registry.Step) { s.Items[0].Item.Name = "旧项目" },
		"an item's adder":  func(s *registry.Step) { s.Items[0].By = registry.Nation },
		"an item's site": func(s *registry.Step) {
			s.Items[0].Item.Sites, s.Items[0].Item.Specimens = s.Items[0].Item.Specimens, nil
		},
		"an item's method":  func(s *registry.Step) { s.Items[0].Item.Implied[registry.Method] = "" },
		"an item's end":     func(s *registry.Step) { s.Items[0].Item.Withdrawn = 5 },
		"a member":          func(s *registry.Step) { s.Consortia[0].Members[0].Period.To = 5 },
		"a member region":   func(s *registry.Step) { s.Alliances[0].Members[0].Region = "120000" },
		"a local code":      func(s *registry.Step) { s.CodeMaps[0].Codes[0].Items = []registry.ItemCode{"LCHM051"} },
		"a result":          func(s *registry.Step) { s.Qualifications[0].Result = registry.Fail },
		"a revocation":      func(s *registry.Step) { s.Revocations[0].From = 2 },
		"a removal":         func(s *registry.Step) { s.Removals[0].Reason = "停业" },
		"a withdrawal":      func(s *registry.Step) { s.Withdrawals[0].Number = 2 },
		"an entry":          func(s *registry.Step) { s.Publications[0].Content.Items[0].Note = "空腹" },
		"a term":            func(s *registry.Step) { s.Publications[0].Version.Terms.Items.ListAt = registry.AtAsked },
		"a document":        func(s *registry.Step) { s.Publications[0].Version.Document.Number = "1号" },
		"a decision":        func(s *registry.Step) { s.Publications[0].Version.Decisions = []registry.NameDecision{{Name: "x"}} },
		"one fact fewer":    func(s *registry.Step) { s.Qualifications = nil },
		"a period's bounds": func(s *registry.Step) { s.Publications[0].Version.Period = registry.Since(3) },
	}
	untouched, err := base().Digest()
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range changes {
		step := base()
		change(&step)
		if digest, err := step.Digest(); err != nil || digest == untouched {
			t.Errorf("a change of %s does not show in the step's digest (%v)", name, err)
		}
	}
}

// Databases hold the digests of steps that were written before institutions could
// be merged and items added: what such a step says is digested as it was then.
func TestStepDigestsStayAsTheyWere(t *testing.T) {
	step := registry.Step{
		RecordedAt: registry.DayOf(2026, 1, 2).Start(), Actor: "editor", Action: "load",
		Institutions: []registry.Institution{{
			ID: "150400-1", Name: "一院", Aliases: []string{"市一院"}, CampusOf: "150400-2", Region: "150402", Open: registry.Since(3),
			Levels: []registry.LevelPeriod{{Level: 3, Period: registry.Always}},
		}},
		Removals: []registry.Removal{{Jurisdiction: "150400", Institution: "150400-1", From: 1}},
	}
	const recorded = "9df6b8a8613686f7159da1fddca5fffd5d72abfaf3fdc45be95eaba9984f234f"
	if digest, err := step.Digest(); err != nil || digest != recorded {
		t.Errorf("digest %s (%v), recorded was %s", digest, err, recorded)
	}
}

func badMark() registry.Version {
	v := itemVersion()
	v.Terms.Items.Mark = "\xffHR"
	return v
}

func TestStepsThatNoStoreCouldGiveBackAreRefused(t *testing.T) {
	for name, step := range map[string]registry.Step{
		"text that is not UTF-8":     {Removals: []registry.Removal{{Reason: "\xff"}}},
		"text with a NUL":            {Consortia: []registry.Consortium{{Name: "a\x00b"}}},
		"a first day in year 0":      {Removals: []registry.Removal{{From: registry.DayOf(0, 12, 31)}}},
		"an end after year 9999":     {Qualifications: []registry.Qualification{{Result: registry.Pass, Period: registry.Period{To: registry.DayOf(10000, 1, 1)}}}},
		"a first day without date":   {Qualifications: []registry.Qualification{{Period: registry.Period{From: registry.MaxDay}}}},
		"an actor with a NUL":        {Actor: "\x00"},
		"an instant in year 20000":   {RecordedAt: registry.DayOf(20000, 1, 1).Start()},
		"an item of no domain":       {Items: []registry.AddedItem{{}}},
		"an item's end in year 0":    {Items: []registry.AddedItem{{Item: registry.Item{Domain: registry.Lab, Withdrawn: registry.MinDay}}}},
		"a result that says nothing": {Qualifications: []registry.Qualification{{Institution: "150400-1"}}},
		"a list of no kind":          {Publications: []registry.Publication{{}}},
		"a term that is not UTF-8":   {Publications: []registry.Publication{{Version: badMark()}}},
		"an effect that says nothing": {Publications: []registry.Publication{{
			Version: registry.Version{List: registry.ListID{Jurisdiction: "150400", Kind: registry.NegativeList}, Terms: registry.DefaultTerms()},
			Content: registry.Content{Negatives: []registry.NegativeEntry{{Item: "LCHM051"}}},
		}}},
		"an entry's bad note": {Publications: []registry.Publication{{
			Version: itemVersion(), Content: registry.Content{Items: []registry.ItemEntry{{Note: "\xc3"}}},
		}}},
		"an unwritable window": {Publications: []registry.Publication{{
			Version: itemVersion(), Content: registry.Content{Items: []registry.ItemEntry{{Window: registry.Window{Unit: registry.WindowDays}}}},
		}}},
		"terms without a level": {Publications: []registry.Publication{{
			Version: registry.Version{List: registry.ListID{Jurisdiction: "150400", Kind: registry.InstitutionList}},
		}}},
		"an entry's bad period": {Publications: []registry.Publication{{
			Version: itemVersion(), Content: registry.Content{Institutions: []registry.InstitutionEntry{{Period: registry.Period{From: registry.MaxDay}}}},
		}}},
	} {
		if _, err := step.Digest(); !errors.Is(err, registry.ErrNotRecordable) {
			t.Errorf("%s gives %v, want ErrNotRecordable", name, err)
		}
	}
}
