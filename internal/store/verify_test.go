package store_test

import (
	"errors"
	"testing"

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
