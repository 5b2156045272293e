package scenario_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/catalogs"
	"concord/internal/recognition/scenario"
	"concord/internal/registry"
)

// stopsCounting is the scenario that the package's doc and the guide show.
const stopsCounting = `# A list stops counting after its last day.
institutions  north south
items-list    150400 v1  LCHM051  window 7d report   2026-01-01..2026-06-30
north > south  LCHM051  exam 2026-06-20  asked 2026-06-27   recognized      ITEM_LISTED QUALIFIED WITHIN_WINDOW
north > south  LCHM051  exam 2026-07-02  asked 2026-07-03   not_recognized  ITEM_NOT_LISTED
`

// run plays a file that is expected to fit the grammar and the catalogue.
func run(t *testing.T, src string) []scenario.Case {
	t.Helper()
	cases, err := parse(t, src).Run(catalogs.Load())
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

func parse(t *testing.T, src string) *scenario.File {
	t.Helper()
	file, err := scenario.Parse("test.scenario", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestTheGuidesExamplePasses(t *testing.T) {
	cases := run(t, stopsCounting)
	if len(cases) != 2 {
		t.Fatalf("%d questions were asked, want 2", len(cases))
	}
	for _, c := range cases {
		if !c.Passed() {
			t.Error(c)
		}
	}
}

func TestAFileWithoutTitlesIsOneScenarioCalledAsItsFirstComment(t *testing.T) {
	file := parse(t, stopsCounting)
	if len(file.Scenarios) != 1 || file.Scenarios[0].Title != "A list stops counting after its last day." {
		t.Errorf("scenarios are %+v", file.Scenarios)
	}
}

func TestWhatStandsBeforeTheFirstTitleIsPartOfEveryScenario(t *testing.T) {
	file := parse(t, "\uFEFFinstitutions north south\r\n"+`
scenario listed
items-list 150400 v1
	LCHM051 window 7d   # an indented line continues the statement

  LCHM001
north > south LCHM051 recognized
north > south LCHM001 recognized
scenario not listed
items-list 150400 v1  LCHM001
north > south LCHM051
  not_recognized ITEM_NOT_LISTED
`)
	var got []string
	for _, s := range file.Scenarios {
		got = append(got, s.Title)
	}
	if diff := cmp.Diff([]string{"listed", "not listed"}, got); diff != "" {
		t.Error(diff)
	}
	if file.Scenarios[0].Questions() != 2 || file.Scenarios[1].Questions() != 1 {
		t.Errorf("questions: %d and %d", file.Scenarios[0].Questions(), file.Scenarios[1].Questions())
	}
	cases, err := file.Run(catalogs.Load())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if !c.Passed() {
			t.Error(c)
		}
	}
}

// TestAWrongExpectationFails makes sure that each kind of expectation can fail,
// and says why.
func TestAWrongExpectationFails(t *testing.T) {
	const registry = `institutions north south
items-list 150400 v1  LCHM051 window 7d
revision listed
negative-list 150400 v1 discretion item LCHM051
`
	for _, test := range []struct{ question, want string }{
		{"not_recognized", "outcome physician_discretion, expected not_recognized"},
		{"physician_discretion ITEM_LISTED", "not decisive: ITEM_LISTED"},
		{"physician_discretion NEG_DISCRETION(version=2)", "not decisive: NEG_DISCRETION(version=2)"},
		{"physician_discretion NEG_DISCRETION(nothing=2)", "not decisive: NEG_DISCRETION(nothing=2)"},
		{"physician_discretion with ITEM_LISTED ITEM_NOT_LISTED", "no finding: ITEM_NOT_LISTED"},
		{"physician_discretion noted ITEM_LISTED", "not noted: ITEM_LISTED"},
		{"physician_discretion without ITEM_NOT_LISTED ITEM_LISTED", "an unexpected finding: ITEM_LISTED"},
		{"physician_discretion exactly NEG_DISCRETION SITUATION", "decisive are [NEG_DISCRETION], expected exactly [NEG_DISCRETION SITUATION]"},
		{"physician_discretion mark 鄂HR", "mark 赤峰HR, expected 鄂HR"},
		{"physician_discretion mark none", "mark 赤峰HR, expected none"},
		{"physician_discretion valid-until none", "valid until 2026-06-08T00:00:00+08:00, expected none"},
		{"physician_discretion valid-until 2026-06-09", "valid until 2026-06-08T00:00:00+08:00, expected 2026-06-09T00:00:00+08:00"},
		{"physician_discretion governed-by none", "governed by 150400, expected none"},
		{"physician_discretion governed-by 150400/v2", "governed by 150400/v1, expected 150400/v2"},
		{"physician_discretion governed-by 150400/v1/LCHM001", "governed by 150400/v1/LCHM051, expected 150400/v1/LCHM001"},
		{"physician_discretion may-accept no", "may accept yes, expected no"},
		{"refused TIME_AFTER_ASKED", "answered, expected to be refused TIME_AFTER_ASKED"},
		{"situation ST09 recognized", "refused SITUATION_UNKNOWN, an answer was expected"},
		{"situation ST09 refused TIME_AFTER_ASKED", "refused SITUATION_UNKNOWN, expected TIME_AFTER_ASKED"},
		{"exam 2026-06-01T08:00 recognized", "refused TIME_WITHOUT_OFFSET, an answer was expected"},
		{"at listed physician_discretion", "outcome recognized, expected physician_discretion"},
	} {
		cases := run(t, registry+"north > south LCHM051 "+test.question+"\n")
		if got := strings.Join(cases[0].Failures, "; "); !strings.Contains(got, test.want) {
			t.Errorf("%s: %q, want %q", test.question, got, test.want)
		}
		if text := cases[0].String(); !strings.HasPrefix(text, "test.scenario:5: north > south LCHM051") || cases[0].Passed() {
			t.Errorf("%s: a failed case reads %q", test.question, text)
		}
	}
}

func TestAPassedCaseIsItsQuestion(t *testing.T) {
	cases := run(t, stopsCounting)
	const want = "test.scenario:5: north > south LCHM051 exam 2026-07-02 asked 2026-07-03 not_recognized ITEM_NOT_LISTED"
	if got := cases[1].String(); got != want {
		t.Errorf("it reads %q", got)
	}
}

// TestErrorsOfGrammar is what a file that cannot be read is told.
func TestErrorsOfGrammar(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{"hospital north", `1: "hospital" begins no statement (begin with one of scenario, alliance, `},
		{"  institution north", "1: an indented line continues the statement above, and there is none"},
		{"institution \"north", "1: a quoted word does not end"},
		{"institution", "1: no institution is named (write institutions north south)"},
		{"institution in", "1: in is followed by nothing (write in 420100)"},
		{"institution north nearby 420100 in 420100", `1: scenario "" asks no question`},
		{"institution north in 420100 nearby", `1: "nearby" is not understood here`},
		{"institution a=b", `1: "a=b" cannot name an institution`},
		{"institution north level 4", `1: level cannot be "4" (write 1 or 2 or 3 or unknown)`},
		{"institution north open", "1: open is not followed by a period"},
		{"institution north open 2026-02-30..", `1: "2026-02-30.." is no period`},
		{"institution north open ..2026-13-01", `1: "..2026-13-01" is no period`},
		{"institution north open 2026-02-01..2026-01-01", `1: "2026-02-01..2026-01-01" is no period`},
		{"institution north open ..", `1: ".." is no period`},
		{"consortium", "1: the statement ends where a consortium is expected (write the name of a consortium)"},
		{"consortium union in", `1: "in" cannot name a member`},
		{"alliance", "1: the statement ends where an alliance is expected"},
		{"alliance A", "1: alliance A has no member region (write alliance JJJ 110000 120000)"},
		{"alliance A mark", "1: mark is followed by nothing"},
		{"items-list", "1: items-list is followed by nothing (write items-list 150400 v1)"},
		{"items-list 150400", "1: 150400/items is followed by nothing"},
		{"items-list 150400 1", `1: "1" is no number of a version (write v1, v2 … or in-notice)`},
		{"items-list 150400 v1", "1: 150400/items has no entry (write its entries, or the word empty)"},
		{"items-list 150400 v1 list_at=never LCHM051", `1: term list_at="never": it may be exam, asked`},
		{"items-list 150400 v1 own=apply LCHM051", `1: term "own": items lists know quality_lab`},
		{"items-list 150400 v1\n  LCHM051 window 7 days", `2: window "7" is none of 72h, 15d, 3mo, day, unlimited`},
		{"items-list 150400 v1 LCHM051 window", "1: window is followed by nothing"},
		{"items-list 150400 v1 LCHM051 mark", "1: mark is followed by nothing"},
		{"items-list 150400 v1 window 7d", `1: "window" stands where an item is expected`},
		{"items-list 150400 v1 LCHM051 window 7d exam LCHM001 window 7d report", "1: two entries of 150400/items run from different anchors"},
		{"items-list 150400 v1 empty LCHM051", `1: "LCHM051" is not understood here`},
		{"institutions-list 150400", "1: 150400/institutions is followed by nothing"},
		{"institutions-list 150400 v1 only LCHM051", `1: "only" cannot name an institution`},
		{"institutions-list 150400 v1 north only", "1: only is followed by nothing"},
		{"institutions-list 150400 v1 north only LCHM051,", `1: only "LCHM051," lacks an item code`},
		{"institutions-list 150400 v1 north level unknown", `1: level cannot be "unknown" (write 1 or 2 or 3)`},
		{"institutions-list 150400 v1 north level", "1: level is followed by nothing"},
		{"negative-list 150400", "1: 150400/negative is followed by nothing"},
		{"negative-list 150400 v1 north", `1: the effect cannot be "north" (write deny or discretion)`},
		{"negative-list 150400 v1 deny", "1: the entry deny selects nothing"},
		{"negative-list 150400 v1 deny city 420100", `1: "city" is no selector`},
		{"negative-list 150400 v1 deny item", "1: item is followed by nothing"},
		{"negative-list 150400 v1 deny age 6", `1: age "6" is not understood (write age 6..14, age ..6 or age 80..)`},
		{"negative-list 150400 v1 deny age 14..6", `1: age "14..6" is not understood`},
		{"negative-list 150400 v1 deny age 1..201", `1: age "1..201" is not understood`},
		{"negative-list 150400 v1 deny item LCHM051 2026-1..", `1: "2026-1.." is no period`},
		{"withdraw list 150400 v1", `1: withdraw cannot be "list" (write items-list or institutions-list or negative-list)`},
		{"withdraw items-list 150400", "1: 150400/items is followed by nothing"},
		{"qualification", "1: the statement ends where an institution is expected"},
		{"qualification north", "1: north is followed by nothing"},
		{"qualification north LCHM051", "1: the result is followed by nothing"},
		{"qualification north LCHM051 good", `1: the result cannot be "good" (write pass or fail)`},
		{"qualification north LCHM051 pass yearly", `1: "yearly" is not understood here`},
		{"unassessed north", "1: north is followed by nothing"},
		{"revocation", "1: the statement ends where an institution is expected"},
		{"revocation north LCHM051", "1: it is not said from which day it is revoked (write from 2026-05-01)"},
		{"revocation north LCHM051 from", "1: from is followed by nothing"},
		{"revocation north LCHM051 from May", `1: from "May" is no day`},
		{"revocation north LCHM051 from 2026-05-01 forever", `1: "forever" is not understood here`},
		{"removal", "1: removal is followed by nothing"},
		{"removal 420100", "1: the statement ends where an institution is expected"},
		{"removal 420100 north", "1: it is not said from which day north is removed"},
		{"code-map", "1: the statement ends where an institution is expected"},
		{"code-map north", "1: code-map north is followed by nothing"},
		{"code-map north 1 K=LCHM051", `1: "1" is no number of a version`},
		{"code-map north v1 K", `1: "K" maps no code (write K=LCHM051, CKMB=LCHM074,LCAR005 or OLD=none)`},
		{"merge", "1: the statement ends where the duplicate is expected"},
		{"merge old north", "1: it is not said into what old is merged (write merge old into SURVIVOR)"},
		{"merge old into", "1: the statement ends where the survivor is expected"},
		{"item", "1: item is followed by nothing (write item LCHM951)"},
		{"item LCHM951 kind CT", `1: "kind" is not understood here (write category, by,`},
		{"item LCHM951 category", "1: category is followed by nothing"},
		{"revision", "1: the statement ends where a revision is expected"},
		{"north > ", "1: north > is followed by nothing"},
		{"north > south", "1: north > south is followed by nothing"},
		{"north > south LCHM051", "1: the question says no outcome"},
		{"north > south LCHM051 maybe", `1: "maybe" is not understood in a question`},
		{"north > south LCHM051 exam yesterday recognized", `1: exam "yesterday" is no time`},
		{"north > south LCHM051 exam", "1: exam is followed by nothing"},
		{"north > south LCHM051 images maybe recognized", `1: images cannot be "maybe" (write yes or no)`},
		{"north > south LCHM051 age old recognized", `1: age "old" is no number`},
		{"north > south LCHM051 age", "1: age is followed by nothing"},
		{"north > south LCHM051 situation", "1: situation is followed by nothing"},
		{"north > south LCHM051 refused", "1: it is not said with which code it is refused"},
		{"north > south LCHM051 recognized item_listed", `1: "item_listed" is not understood in an expectation`},
		{"north > south LCHM051 recognized ITEM_LISTE", `1: "ITEM_LISTE" is no code of a finding`},
		{"north > south LCHM051 recognized ITEM_LISTED(version)", `1: "ITEM_LISTED(version)" is not understood`},
		{"north > south LCHM051 recognized ITEM_LISTED(version=1", `1: "ITEM_LISTED(version=1" is not understood`},
		{"north > south LCHM051 recognized with", "1: a code is expected here"},
		{"north > south LCHM051 recognized exactly NOTHING", `1: "NOTHING" is no code of a finding`},
		{"north > south LCHM051 recognized valid-until", "1: valid-until is followed by nothing"},
		{"north > south LCHM051 recognized valid-until soon", `1: valid-until "soon" is no time`},
		{"north > south LCHM051 recognized may-accept perhaps", `1: may-accept cannot be "perhaps" (write yes or no)`},
		{"north > south LCHM051 recognized\nscenario late\nnorth > south LCHM051 recognized", "1: a question stands before the first scenario"},
		{"scenario ", "1: a scenario has no title"},
		{"scenario nothing\ninstitution north in 420100", `1: scenario "nothing" asks no question`},
	} {
		_, err := scenario.Parse("test.scenario", []byte(test.src+"\n"))
		if err == nil {
			t.Errorf("%q was read", test.src)
			continue
		}
		if want := "test.scenario:" + test.want; !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q:\n got %s\nwant %s", test.src, err, want)
		}
	}
}

func TestAllErrorsAreToldByLine(t *testing.T) {
	_, err := scenario.Parse("test.scenario", []byte("hospital\ninstitution north level 9\nnorth > south LCHM051\n"))
	if err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("error is %v", err)
	}
}

// TestErrorsOfMeaning is what a file is told that can be read, but does not fit
// the catalogue or itself.
func TestErrorsOfMeaning(t *testing.T) {
	const ask = "\nnorth > south LCHM051 undetermined INSTITUTION_UNKNOWN\n"
	for _, test := range []struct{ src, want string }{
		{"institution west", "1: it is not said where west lies (write in 420100, or let the first list be a prefecture's)"},
		{"institution west in 999999", "1: region 999999 of west is not in the catalogue"},
		{"institution west\nitems-list 420000 v1 LCHM051", "1: it is not said where west lies"},
		{"institution west in 420100 campus-of main", "1: west is a campus of main, which is not recorded"},
		{"institution west in 420100 campus-of west", "1: institution west is a campus of itself"},
		{"consortium union west", "1: institution west is not recorded (record it above: institution west)"},
		{"alliance A 999999", "1: region 999999 is not in the catalogue"},
		{"alliance 123456 110000", `1: alliance code "123456"`},
		{"items-list 999999 v1 LCHM051", "1: jurisdiction 999999 is not known"},
		{"items-list 150400 v1 LCHM999", "1: item LCHM999 is not in the catalogue"},
		{"items-list 150400 v1 LCHM051;XX", `1: qualifier "XX" of LCHM051 is not in the catalogue`},
		{"items-list 150400 v1 LCHM051 LCHM051", "1: publish 150400/items version 1: entry LCHM051 stands twice"},
		{"items-list 150400 v2 LCHM051", "1: the next version of 150400/items is v1 (write v1)"},
		{"items-list 150400 v1 2026-02-01.. LCHM051\nitems-list 150400 v2 2026-01-01.. LCHM051", "2: v2 of 150400/items begins before v1 (let it begin on 2026-02-01 or later)"},
		{"withdraw items-list 150400 v1", "1: withdraw 150400/items version 1: no such version stands"},
		{"institutions-list 150400 v1 west", "1: institution west is not recorded"},
		{"institution west in 420100\ninstitutions-list 150400 v1 west", "2: west lies in 420100, outside the territory of 150400"},
		{"institution west in 420100\nalliance A 150000\ninstitutions-list A v1 west", "3: west lies in 420100, outside the territory of A"},
		{"institution west in 420100\ninstitutions-list 420100 v1 west only LCHM999", "2: item LCHM999 is not in the catalogue"},
		{"negative-list 150400 v1 deny issuer west", "1: institution west is not recorded"},
		{"negative-list 150400 v1 deny item LCHM999", "1: item LCHM999 is not in the catalogue"},
		{"negative-list 150400 v1 deny origin 999999", "1: origin 999999 is not in the catalogue"},
		{"negative-list 150400 v1 deny category 化学", `1: category "化学" is not in the catalogue`},
		{"negative-list 150400 v1 deny modality XX", `1: modality "XX" is not in the catalogue`},
		{"negative-list 150400 v1 deny department 99", `1: department "99" is not in the catalogue`},
		{"negative-list 150400 v1 deny situation ST09", `1: situation "ST09" is not in the catalogue`},
		{"qualification west LCHM051 pass", "1: institution west is not recorded"},
		{"unassessed west LCHM051", "1: institution west is not recorded"},
		{"revocation west LCHM051 from 2026-01-01", "1: institution west is not recorded"},
		{"removal 420100 west from 2026-01-01", "1: institution west is not recorded"},
		{"code-map west v1 K=LCHM051", "1: institution west is not recorded"},
		{"institution west in 420100\ncode-map west v1 K=LCHM999", "2: item LCHM999 is not in the catalogue"},
		{"merge west into east", `1: no institution has the id "west"`},
		{"institution west in 420100\nmerge west into west", "2: west cannot be merged into itself (name another institution)"},
		{"institution west in 420100\ninstitution wing in 420100 campus-of west\nmerge wing into west", "3: wing and west are a hospital and its campus"},
		{"institutions west east in 420100\nmerge west into east\nmerge east into west", "3: west was merged into east"},
		{"item LCHM051 category CT", "1: item LCHM051: the code LCHM051 was issued before (take a code that was never used; codes are never reused)"},
		{"item LCHM951 category X\nitem LCHM951 category X", "2: item LCHM951: the code LCHM951 was issued before"},
		{"item ABC category X", `1: item ABC: "ABC" is no code of this domain`},
		{"item LCHM951", "1: item LCHM951: category is missing (state it)"},
		{"item EXRY951 category X", `1: item EXRY951: "" is no modality of this domain`},
		{"item LCHM951 category X qualifier MOON", "1: qualifier MOON is not in the catalogue"},
		{"item LCHM951 category X specimen MOON", `1: item LCHM951: "MOON" is no qualifier of the kind specimen`},
		{"item LCHM951 category X by 420100", `1: item LCHM951: "420100" may not add items`},
		{"negative-list 150400 v1 deny category 新类\nitem LCHM951 category 新类", `1: category "新类" is not in the catalogue`},
		{"revision now\nrevision now", "2: revision now is named twice"},
		{"north > south LCHM051 at then recognized", "1: revision then is not named"},
	} {
		_, err := parse(t, test.src+ask).Run(catalogs.Load())
		if err == nil {
			t.Errorf("%q was played", test.src)
			continue
		}
		if want := "test.scenario:" + test.want; !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q:\n got %s\nwant %s", test.src, err, want)
		}
	}
}

// TestAnInstitutionOfAProvinceStandsOnNoImpliedList says what the guide promises:
// only prefectures get a list that is not written.
func TestAnInstitutionOfAProvinceStandsOnNoImpliedList(t *testing.T) {
	for _, c := range run(t, "institution ministry in 420000\ninstitution north in 420100\n"+
		"items-list 420000 v1 LCHM051\nministry > north LCHM051 not_recognized ISSUER_NOT_LISTED with RECEIVER_LISTED\n") {
		if !c.Passed() {
			t.Error(c)
		}
	}
}

func TestTheGuidesBlocksPass(t *testing.T) {
	guide, err := os.ReadFile("../../../docs/scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(guide), "```scenario\n")[1:]
	if len(blocks) != 2 || !strings.HasPrefix(blocks[0], stopsCounting) {
		t.Fatalf("the guide has %d blocks, or another first one", len(blocks))
	}
	for _, block := range blocks {
		block, _, _ = strings.Cut(block, "```")
		for _, c := range run(t, block) {
			if !c.Passed() {
				t.Error(c)
			}
		}
	}
}

// TestTheGuideNamesEveryTerm keeps the table of terms true.
func TestTheGuideNamesEveryTerm(t *testing.T) {
	guide, err := os.ReadFile("../../../docs/scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range registry.ListKinds {
		for _, name := range registry.TermNames(kind) {
			if !strings.Contains(string(guide), "`"+name+"=") {
				t.Errorf("the guide does not say what %s lists say with %s", kind, name)
			}
		}
	}
}
