package store_test

import (
	"errors"
	"strings"
	"testing"

	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/store"
)

// twoSteps publish, qualify, revoke, remove and withdraw.
func twoSteps(t *testing.T, s *store.Store) {
	t.Helper()
	first := roundStep(1)
	id := first.Institutions[0].ID
	listed := registry.InstitutionEntry{Institution: id, Period: registry.Always}
	first.Items = []registry.AddedItem{{By: registry.Nation, Item: registry.Item{Code: "LCHM951", Domain: registry.Lab}}}
	first.Institutions[0].RetrievalURL = "https://example.org/"
	first.Consortia = []registry.Consortium{{ID: "c", Name: "医联体"}}
	first.Alliances = []registry.Alliance{{Code: "jjj", Name: "京津冀"}}
	first.CodeMaps = []registry.CodeMap{{Institution: id, Number: 1}}
	first.Revocations = []registry.Revocation{{QualificationKey: first.Qualifications[0].Key()}}
	first.Removals = []registry.Removal{{Institution: id}}
	first.Publications = append(first.Publications,
		registry.Publication{
			Version: registry.Version{List: registry.ListID{Jurisdiction: "150400", Kind: registry.InstitutionList}, Number: 1, Terms: registry.DefaultTerms()},
			Content: registry.Content{Institutions: []registry.InstitutionEntry{listed}},
		},
		registry.Publication{
			Version: registry.Version{List: registry.ListID{Jurisdiction: "150400", Kind: registry.NegativeList}, Number: 1, Terms: registry.DefaultTerms()},
			Content: registry.Content{Negatives: []registry.NegativeEntry{{Issuer: id, Effect: registry.Deny}}},
		})
	write(t, s, first)
	write(t, s, registry.Step{
		Publications: roundStep(2).Publications,
		Withdrawals:  []registry.Withdrawal{{List: first.Publications[2].Version.List, Number: 1}},
	})
}

// An owner can disarm the triggers; the chain shows what was done then.
func TestVerifyShowsEveryTampering(t *testing.T) {
	tamperings := []string{
		"UPDATE institution_states SET name = 'x'",
		"UPDATE institution_states SET retrieval_url = ''",
		"UPDATE institution_states SET merged_into = institution_id",
		"UPDATE items SET category = 'x'",
		"DELETE FROM items",
		"UPDATE consortia SET name = 'x'",
		"UPDATE alliances SET mark = 'x'",
		"UPDATE code_maps SET number = 7",
		"UPDATE qualifications SET result = 'fail' WHERE position = 5",
		"DELETE FROM qualifications WHERE position = 5",
		"UPDATE revocations SET reason = 'x'",
		"DELETE FROM removals",
		"UPDATE list_versions SET effective_to = NULL",
		"UPDATE list_versions SET digest = 'x' WHERE id = 1",
		"UPDATE list_versions SET source_name = 'x' WHERE id = 2",
		"UPDATE item_entries SET note = 'x' WHERE id = 3",
		"DELETE FROM item_entry_ends",
		"UPDATE institution_entries SET role = 'issues'",
		"UPDATE negative_entries SET effect = 'discretion'",
		"DELETE FROM withdrawals",
		"UPDATE steps SET summary = 'x' WHERE sequence = 1",
		"UPDATE steps SET recorded_at = (SELECT began_at FROM epochs) WHERE sequence = 2",
		"UPDATE steps SET previous_hash = '' WHERE sequence = 2",
		"DELETE FROM withdrawals; DELETE FROM item_entry_ends; DELETE FROM item_entries WHERE version_id = 4; DELETE FROM list_versions WHERE sequence = 2",
	}
	onEach(t, func(t *testing.T, url string) {
		s := open(t, url)
		twoSteps(t, s)
		arms := disarming(t, url)
		if err := s.VerifyAfter(t.Context(), arms); err != nil {
			t.Fatalf("unchanged: %v", err)
		}
		for _, tampering := range tamperings {
			if err := s.VerifyAfter(t.Context(), append(arms, tampering)); !errors.Is(err, store.ErrTampered) {
				t.Errorf("after %s the registry verifies with %v, want ErrTampered", tampering, err)
			}
		}
		if err := s.VerifyRewritten(t.Context(), arms, 1); !errors.Is(err, store.ErrTampered) {
			t.Errorf("after step 1 and its hash were rewritten the registry verifies with %v, want ErrTampered", err)
		}
	})
}

// recorded writes five events: of two steps (1 and 2), an account (3), a fact of
// the second step (4) and a session (5).
func recorded(t *testing.T, s *store.Store) {
	t.Helper()
	write(t, s, roundStep(1))
	for _, c := range []office.Change{
		{Actor: "li.si", Action: "publish", Steps: []registry.Step{roundStep(2)}, Files: []office.File{abc}},
		{Actor: "root", Action: "account.create", Accounts: []office.Account{{Name: "li.si", FullName: "李四"}}},
		{Actor: "li.si", Action: "publish", Steps: []registry.Step{roundStep(3)}, Facts: []office.Fact{{Noun: office.NounList, Subject: "150400/items/3"}}},
		{Actor: "li.si", Action: "session.end", Facts: []office.Fact{{Step: -1, Noun: office.NounSession, Subject: "li.si"}}},
	} {
		if _, err := s.Commit(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
}

// abc is a file of three bytes.
var abc = office.File{SHA256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Name: "abc.csv", Bytes: []byte("abc")}

// What was done to the record is named by its first broken link.
func TestVerifyNamesTheFirstBrokenLink(t *testing.T) {
	swap := "UPDATE events SET number = number + 100 WHERE number IN (3, 4); " +
		"UPDATE events SET number = 107 - number WHERE number > 100"
	tamperings := map[string]string{
		"UPDATE events SET state_after = '{}' WHERE number = 3":         "event 3 does not follow on event 2",
		"UPDATE events SET actor = 'wang.wu' WHERE number >= 2":         "event 2 does not follow on event 1",
		"UPDATE events SET reason = 'x' WHERE number = 5":               "event 5 does not follow on event 4",
		"UPDATE events SET recorded_at = (SELECT began_at FROM epochs)": "event 1 does not follow on event 0",
		"UPDATE events SET previous_hash = '' WHERE number = 4":         "event 4 does not follow on event 3",
		"DELETE FROM events WHERE number = 3":                           "event 3 is missing",
		"DELETE FROM events WHERE number = 1":                           "event 1 is missing",
		"DELETE FROM events WHERE number > 3":                           "step 3 has no event",
		swap:                                                            "event 3 does not follow on event 2",
		"DELETE FROM files; INSERT INTO files SELECT '" + abc.SHA256 + "', 'abc.csv', 'abd', recorded_at FROM steps WHERE sequence = 1": "file abc.csv (" + abc.SHA256 + ") has other bytes",
	}
	onEach(t, func(t *testing.T, url string) {
		s := open(t, url)
		recorded(t, s)
		arms := disarming(t, url)
		for tampering, want := range tamperings {
			if isSQLite(url) {
				tampering = strings.Replace(tampering, "'abd'", "x'616264'", 1)
			}
			err := s.VerifyAfter(t.Context(), append(arms, tampering))
			if !errors.Is(err, store.ErrTampered) || !strings.HasPrefix(err.Error(), want+":") {
				t.Errorf("after %s the record verifies with %v, want that %s", tampering, err, want)
			}
		}
		if err := s.VerifyRetold(t.Context(), arms, 4, 2); err == nil || !strings.HasPrefix(err.Error(), "event 4 tells of a step 2 that is another:") {
			t.Errorf("after event 4, the last two of the chain rewritten, tells of another step the record verifies with %v", err)
		}
	})
}

// A file that somebody deleted is missed, whoever names it.
func TestVerifyMissesDeletedFiles(t *testing.T) {
	file := registry.SourceFile{Name: abc.Name, SHA256: abc.SHA256}
	published := roundStep(1)
	published.Publications[0].Version.Source = file
	list := published.Publications[0].Version.List
	for name, test := range map[string]struct {
		change office.Change
		want   string
	}{
		"a draft": {
			office.Change{Drafts: []office.Draft{{ID: "d", List: list, State: office.Drafted, File: file}}},
			"file " + abc.SHA256 + ", which event 1 names, is gone",
		},
		"a coverage table": {
			office.Change{Coverages: []office.Coverage{{Region: "150400", Source: file}}},
			"file " + abc.SHA256 + ", which event 1 names, is gone",
		},
		"a fact": {
			office.Change{Facts: []office.Fact{{Step: -1, Noun: office.NounQualification, Subject: "150400", After: `{"file":"abc.csv","sha256":"` + abc.SHA256 + `"}`}}},
			"file " + abc.SHA256 + ", which event 1 names, is gone",
		},
		"a version": {
			office.Change{Steps: []registry.Step{published}},
			"file " + abc.SHA256 + ", the source of version 1 of " + list.String() + ", is gone",
		},
	} {
		onEach(t, func(t *testing.T, url string) {
			s := open(t, url)
			test.change.Files = []office.File{abc}
			if _, err := s.Commit(t.Context(), test.change); err != nil {
				t.Fatal(err)
			}
			arms := disarming(t, url)
			if err := s.VerifyAfter(t.Context(), arms); err != nil {
				t.Fatalf("unchanged, with a file of %s: %v", name, err)
			}
			if err := s.VerifyAfter(t.Context(), append(arms, "DELETE FROM files")); !errors.Is(err, store.ErrTampered) || !strings.HasPrefix(err.Error(), test.want+":") {
				t.Errorf("after the file of %s was deleted the record verifies with %v, want that %s", name, err, test.want)
			}
		})
	}
}

// What an audit tells changes with every write, and only so.
func TestAuditTellsTheNewestHashes(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		s := open(t, url)
		audit := func() store.Audited {
			found, err := s.Audit(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		if got := audit(); got != (store.Audited{Revision: registry.Revision{Epoch: 1}}) {
			t.Errorf("of an empty registry the audit tells %+v", got)
		}
		recorded(t, s)
		found := audit()
		if want := (store.Audited{Revision: registry.Revision{Epoch: 1, Sequence: 3}, Event: 5, Files: 1, StepHash: found.StepHash, EventHash: found.EventHash}); found != want {
			t.Errorf("the audit tells %+v, want %+v", found, want)
		}
		events, err := s.Events(t.Context(), office.EventSelection{After: 3})
		if err != nil {
			t.Fatal(err)
		}
		if found.EventHash != events[1].Hash || found.StepHash != events[0].StepHash || found.StepHash == "" {
			t.Errorf("the audit tells the hashes %s and %s, the record has %+v", found.StepHash, found.EventHash, events)
		}
	})
}

// disarming are the statements with which an owner takes away the triggers.
func disarming(t *testing.T, url string) []string {
	t.Helper()
	db := raw(t, url)
	var statements []string
	if isSQLite(url) {
		for _, trigger := range column(t, db, "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
			statements = append(statements, "DROP TRIGGER "+trigger)
		}
		return statements
	}
	for _, table := range tables(t, db, url) {
		statements = append(statements, "ALTER TABLE "+table+" DISABLE TRIGGER USER")
	}
	return statements
}
