package app

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/catalogs"
	"concord/internal/registry"
)

var loadedAt = registry.DayOf(2026, 11, 23).Start()

func parseRegistry(t *testing.T, file string) ([]registry.Step, []string) {
	t.Helper()
	steps, problems := ParseRegistry(Load{File: []byte(file), Now: loadedAt, Actor: "test"}, catalogs.Load())
	var found []string
	for _, p := range problems {
		found = append(found, p.Pointer+" "+p.Code)
	}
	return steps, found
}

// documentedExample is the registry file that docs/load.md shows.
func documentedExample(t testing.TB) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/load.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```json\n")
	example, _, _ := strings.Cut(rest, "```")
	return example
}

func TestDocumentedExampleLoads(t *testing.T) {
	steps, problems := parseRegistry(t, documentedExample(t))
	if problems != nil {
		t.Fatalf("problems in the documented example:\n%s", strings.Join(problems, "\n"))
	}
	var summary []string
	ledger := registry.NewLedger()
	for _, s := range steps {
		revision, err := ledger.Write(s)
		if err != nil {
			t.Fatalf("write %q: %v", s.Summary, err)
		}
		summary = append(summary, revision.String()+" "+s.Summary)
	}
	want := []string{
		"1-1 hospitals, their evidence and the first lists",
		"1-2 150400/items version 1",
		"1-3 150400/institutions version 1",
		"1-4 150400/negative version 1",
		"1-5 the evidence is revoked for cause",
	}
	if diff := cmp.Diff(want, summary); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

// A load of which a later step cannot be recorded leaves the database empty, and
// the next one succeeds. The obstacle is set up behind the store's back.
func TestALoadIsAllOrNothing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "concord.db")
	kept := openStore(t, "sqlite:"+file)
	behind, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer behind.Close()
	if _, err := behind.Exec(`CREATE TRIGGER obstacle BEFORE INSERT ON steps WHEN NEW.sequence = 4 BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`); err != nil {
		t.Fatal(err)
	}
	order := Load{File: []byte(documentedExample(t)), Now: loadedAt, Actor: "test"}
	registrar := NewRegistrar(kept, catalogs.Load())
	if loaded, err := registrar.Load(t.Context(), order); err == nil || !strings.Contains(err.Error(), "step 4 of 5") {
		t.Fatalf("loaded %+v with error %v, want that step 4 of 5 cannot be written", loaded, err)
	}
	snapshot, err := ReadAll(t.Context(), kept, catalogs.Load())
	if err != nil {
		t.Fatal(err)
	}
	if _, known := snapshot.Institution("150402-0001", 1); known || snapshot.Head().Newest != 0 {
		t.Errorf("the registry is at %s, want it empty", snapshot.Revision())
	}
	if _, err := behind.Exec(`DROP TRIGGER obstacle`); err != nil {
		t.Fatal(err)
	}
	if loaded, err := registrar.Load(t.Context(), order); err != nil || loaded.Steps != 5 || loaded.Revision.String() != "1-5" {
		t.Errorf("then it loads %+v with error %v, want 5 steps up to 1-5", loaded, err)
	}
}

func TestEveryProblemOfAFileIsReportedAtOnce(t *testing.T) {
	const lists = `{"institutions": [{"id": "150402-0001", "name": "甲", "region": "150402"}],
		"lists": [{"jurisdiction": "150400", "kind": "items", "effective_from": "2026-01-01", "entries": [%s]}]}`
	tests := []struct {
		name, file string
		want       []string
	}{
		{"not JSON", `{"institutions": [}`, []string{"/institutions/0 FILE_UNREADABLE"}},
		{"a name twice", `{"lists": [], "lists": []}`, []string{"/lists FILE_UNREADABLE"}},
		{"unknown section", `{"hospitals": []}`, []string{"/hospitals FIELD_UNKNOWN"}},
		{"unknown fields, wrong types, missing fields", `{"institutions": [{"name": 3, "region": "150402", "colour": "red"}]}`,
			[]string{"/institutions/0/colour FIELD_UNKNOWN", "/institutions/0/id FIELD_MISSING", "/institutions/0/name TYPE_WRONG"}},
		{"unknown region and root", `{"institutions": [{"id": "A", "name": "甲", "region": "999999", "campus_of": "B"}]}`,
			[]string{"/institutions/0/region REGION_UNKNOWN", "/institutions/0/campus_of INSTITUTION_UNKNOWN"}},
		{"closes before it opens", `{"institutions": [{"id": "A", "name": "甲", "region": "150402", "opened": "2026-01-02", "closed": "2026-01-01"}]}`,
			[]string{"/institutions/0/closed PERIOD_EMPTY"}},
		{"one name twice", `{"institutions": [{"id": "A", "name": "甲", "region": "150402"}, {"id": "A", "name": "乙", "region": "150402"}],
			"consortia": [{"id": "C"}, {"id": "C"}], "alliances": [{"code": "X", "name": "联盟", "lead": "150400"}, {"code": "X", "name": "联盟", "lead": "150400"}]}`,
			[]string{"/institutions/1/id ENTRY_TWICE", "/alliances/1/code ENTRY_TWICE", "/consortia/1/id ENTRY_TWICE"}},
		{"what no store can give back", `{"institutions": [{"id": "A", "name": "甲\u0000", "region": "150402", "opened": "0000-01-01"}]}`, []string{" VALUE_INVALID"}},
		{"dates", `{"institutions": [{"id": "A", "name": "甲", "region": "150402", "opened": "2026-02-30"}]}`,
			[]string{"/institutions/0/opened DATE_INVALID"}},
		{"unknown item", strings.Replace(lists, "%s", `{"code": "LCHM999"}`, 1), []string{"/lists/0/entries/0/code ITEM_UNKNOWN"}},
		{"an entry twice", strings.Replace(lists, "%s", `{"code": "LCHM051"}, {"code": "LCHM051", "window": "7d"}`, 1),
			[]string{"/lists/0/entries/1 ENTRY_TWICE"}},
		{"a window", strings.Replace(lists, "%s", `{"code": "LCHM051", "window": "7天"}`, 1), []string{"/lists/0/entries/0/window WINDOW_INVALID"}},
		{"entry against code", strings.Replace(lists, "%s", `{"entry": "LCHM052", "code": "LCHM051"}`, 1), []string{"/lists/0/entries/0/entry ENTRY_CONTRADICTS"}},
		{"terms", `{"lists": [{"jurisdiction": "150400", "kind": "institutions", "effective_from": "2026-01-01", "terms": {"min_level": 4, "own": "skip"}}]}`,
			[]string{"/lists/0/terms/own FIELD_UNKNOWN", "/lists/0/terms/min_level TERM_INVALID"}},
		{"outside the territory", `{"institutions": [{"id": "420100-0001", "name": "甲", "region": "420106"}],
			"lists": [{"jurisdiction": "150400", "kind": "institutions", "effective_from": "2026-01-01", "entries": [{"institution": "420100-0001"}]}]}`,
			[]string{"/lists/0/entries/0/institution INSTITUTION_OUTSIDE"}},
		{"a negative entry that selects nothing", `{"lists": [{"jurisdiction": "150400", "kind": "negative", "effective_from": "2026-01-01", "entries": [{"reason": "无"}]}]}`,
			[]string{"/lists/0/entries/0 SELECTOR_MISSING"}},
		{"selectors that do not exist", `{"lists": [{"jurisdiction": "150400", "kind": "negative", "effective_from": "2026-01-01",
			"entries": [{"issuer": "X", "item": "Y", "category": "Z", "modality": "W", "origin": "1", "situation": "S", "department": "D", "age": [6, 3]}]}]}`,
			[]string{"/lists/0/entries/0/issuer INSTITUTION_UNKNOWN", "/lists/0/entries/0/item ITEM_UNKNOWN", "/lists/0/entries/0/category CATEGORY_UNKNOWN",
				"/lists/0/entries/0/modality MODALITY_UNKNOWN", "/lists/0/entries/0/origin REGION_UNKNOWN", "/lists/0/entries/0/situation SITUATION_UNKNOWN",
				"/lists/0/entries/0/department DEPARTMENT_UNKNOWN", "/lists/0/entries/0/age AGE_INVALID"}},
		{"numbers and beginnings", `{"lists": [
			{"jurisdiction": "150400", "kind": "items", "version": 1, "effective_from": "2026-02-01"},
			{"jurisdiction": "150400", "kind": "items", "version": 3, "effective_from": "2026-01-01"}]}`,
			[]string{"/lists/1/version VERSION_WRONG", "/lists/1/effective_from STARTS_BEFORE_PREDECESSOR"}},
		{"an item with everything wrong", `{"items": [{"code": "L1", "domain": "lab", "modality": "CT", "specimens": ["MOON"], "implied": {"method": "SERUM", "colour": "red"},
			"loinc": "1-1", "by": "150400", "colour": "red"}]}`,
			[]string{"/items/0/colour FIELD_UNKNOWN", "/items/0/implied/colour FIELD_UNKNOWN", "/items/0/code ITEM_CODE_INVALID", "/items/0/name FIELD_MISSING",
				"/items/0/name_en FIELD_MISSING", "/items/0/category FIELD_MISSING", "/items/0/modality MODALITY_UNKNOWN", "/items/0/specimens QUALIFIER_UNKNOWN",
				"/items/0/implied QUALIFIER_UNKNOWN", "/items/0/loinc LOINC_INVALID", "/items/0/by ADDER_INVALID"}},
		{"items of no domain, of the catalogue and twice", `{"steps": [
			{"items": [{"code": "LCHM950", "name": "甲", "name_en": "a", "category": "CT", "modality": "LAB", "by": "100000"}]},
			{"items": [{"code": "LCHM051", "name": "甲", "name_en": "a", "domain": "lab", "category": "临床化学检验", "modality": "LAB", "by": "100000"},
				{"code": "LCHM951", "name": "甲", "name_en": "a", "domain": "lab", "category": "临床化学检验", "modality": "LAB", "by": "100000"}]},
			{"items": [{"code": "LCHM951", "name": "乙", "name_en": "b", "domain": "lab", "category": "临床化学检验", "modality": "LAB", "by": "100000"}]}]}`,
			[]string{"/steps/0/items/0/domain FIELD_MISSING", "/steps/1/items/0/code ITEM_CODE_TAKEN", "/steps/2/items/0/code ITEM_CODE_TAKEN"}},
		{"merges that cannot be, and a link that is none", `{"institutions": [
			{"id": "A", "name": "甲", "region": "150402", "merged_into": "B"}, {"id": "B", "name": "乙", "region": "150402", "merged_into": "A"},
			{"id": "C", "name": "丙", "region": "150402", "campus_of": "D", "merged_into": "D"}, {"id": "D", "name": "丁", "region": "150402"},
			{"id": "E", "name": "戊", "region": "150402", "merged_into": "nobody"},
			{"id": "F", "name": "己", "region": "150402", "merged_into": "F"},
			{"id": "G", "name": "庚", "region": "150402", "retrieval_url": "http://example.org"}]}`,
			[]string{"/institutions/5 VALUE_INVALID", "/institutions/6 VALUE_INVALID", "/institutions/0/merged_into MERGE_IN_A_CIRCLE",
				"/institutions/1/merged_into MERGE_IN_A_CIRCLE", "/institutions/2/merged_into MERGE_OF_CAMPUS", "/institutions/4/merged_into INSTITUTION_UNKNOWN"}},
		{"nothing to revoke, nothing to withdraw", `{"institutions": [{"id": "A", "name": "甲", "region": "150402"}],
			"revocations": [{"institution": "A", "item": "LCHM051", "from": "2026-01-01"}],
			"withdrawals": [{"jurisdiction": "150400", "kind": "items", "version": 1}]}`,
			[]string{"/revocations/0 QUALIFICATION_UNKNOWN", "/withdrawals/0/version VERSION_UNKNOWN"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, problems := parseRegistry(t, test.file)
			if diff := cmp.Diff(test.want, problems); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// additions are a merge, a retrieval link and an item that the first list of the
// file names.
const additions = `{
	"items": [{"code": "LCHM951", "name": "演示新蛋白", "name_en": "demo protein", "abbreviation": "YSDB9", "aliases": ["新蛋白", "演示蛋白"], "domain": "lab",
		"group": "临床检验", "category": "演示新类", "modality": "LAB", "specimens": ["SERUM"], "implied": {"method": "CLIA"}, "specimen_text": "血清",
		"unit": "mmol/L", "loinc": "2823-3", "loinc_checked": true, "initials": "ysxdb", "by": "150000"}],
	"institutions": [
		{"id": "150400-0001", "name": "演示第一医院", "region": "150402", "level": 3, "retrieval_url": "https://example.org/images"},
		{"id": "150400-0002", "name": "演示一院（旧）", "region": "150402", "identifiers": {"uscc": "91150402MA0N000009"}, "merged_into": "150400-0001"},
		{"id": "150400-0003", "name": "演示第三医院", "region": "150402", "level": 3}],
	"qualifications": [{"institution": "150400-0002", "item": "LCHM951"}],
	"lists": [
		{"jurisdiction": "150400", "kind": "items", "effective_from": "2026-01-01", "entries": [{"code": "LCHM951", "window": "7d"}]},
		{"jurisdiction": "150400", "kind": "institutions", "effective_from": "2026-01-01", "entries": [{"institution": "150400-0002"}, {"institution": "150400-0003"}]},
		{"jurisdiction": "150400", "kind": "negative", "effective_from": "2026-01-01", "entries": [{"category": "演示新类", "department": "07", "effect": "discretion"}]}]
}`

func TestItemsAndMergesAreLoaded(t *testing.T) {
	steps, problems := parseRegistry(t, additions)
	if problems != nil {
		t.Fatal(problems)
	}
	want := registry.AddedItem{By: "150000", Item: registry.Item{
		Code: "LCHM951", Name: "演示新蛋白", NameEn: "demo protein", Abbreviation: "YSDB9", Aliases: []string{"新蛋白", "演示蛋白"}, Domain: registry.Lab,
		Group: "临床检验", Category: "演示新类", Modality: "LAB", Implied: registry.Qualifiers{registry.Method: "CLIA"}, Specimens: []string{"SERUM"},
		SpecimenText: "血清", Unit: "mmol/L", LOINC: "2823-3", LOINCChecked: true, Initials: "ysxdb",
	}}
	if diff := cmp.Diff([]registry.AddedItem{want}, steps[0].Items); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
	institutions := steps[0].Institutions
	if institutions[1].MergedInto != "150400-0001" || institutions[0].RetrievalURL != "https://example.org/images" {
		t.Errorf("institutions are %+v", institutions)
	}
}

func TestAnnouncedVersionsAreCheckedAndLeftOut(t *testing.T) {
	const file = `{"lists": [
		{"jurisdiction": "150400", "kind": "items", "effective_from": "2026-01-01", "state": "announced", "entries": [{"code": "LCHM051"}]},
		{"jurisdiction": "150400", "kind": "items", "effective_from": "2026-02-01", "entries": [{"code": "LCHM052"}]}]}`
	steps, problems := parseRegistry(t, file)
	if problems != nil {
		t.Fatal(problems)
	}
	if len(steps) != 1 || steps[0].Publications[0].Version.Number != 1 || steps[0].Publications[0].Content.Items[0].Item != "LCHM052" {
		t.Errorf("steps = %+v, want the second version alone, as number 1", steps)
	}
}

// FuzzRegistryFile shows that no file is too odd to be read, and that a file
// without problems can be written.
func FuzzRegistryFile(f *testing.F) {
	f.Add(documentedExample(f))
	f.Add(twoProvinces)
	f.Add(additions)
	f.Add(`{"lists": [{"jurisdiction": "100000", "kind": "negative", "effective_from": "2026-01-01", "entries": [{"age": [null, 6]}]}]}`)
	f.Fuzz(func(t *testing.T, file string) {
		steps, problems := ParseRegistry(Load{File: []byte(file), Now: loadedAt, Actor: "test"}, catalogs.Load())
		if problems != nil {
			return
		}
		ledger := registry.NewLedger()
		for _, s := range steps {
			if _, err := ledger.Write(s); err != nil {
				t.Fatalf("no problem was found, but step %q cannot be written: %v", s.Summary, err)
			}
			if _, err := s.Digest(); err != nil {
				t.Fatalf("no problem was found, but step %q cannot be recorded: %v", s.Summary, err)
			}
		}
	})
}
