package wording

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/catalogs"
	"concord/internal/recognition"
	"concord/internal/recognition/scenario"
)

var update = flag.Bool("update", false, "write testdata/sentences.golden anew")

// play asks every question of the scenario files of a pattern and shows the
// answers to watch.
func play(t *testing.T, pattern string, watch func(*recognition.Snapshot, *recognition.Answer)) {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no scenario files at %s (%v)", pattern, err)
	}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := scenario.Parse(filepath.Base(name), src)
		if err != nil {
			t.Fatal(err)
		}
		cases, err := file.Play(catalogs.Load(), watch)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			if !c.Passed() {
				t.Error(c)
			}
		}
	}
}

var languages = []string{"zh", English}

// illFormed are the traces of a name that was missing where a sentence was
// filled in, and of sentences that do not fit together.
var illFormed = regexp.MustCompile(`[{}]|  |[（(] *[）)]|“”|: [.;]|：[。；]|[（(] | [）).,]|[。，：]{2}|\.\.|\b[Tt]he the\b| $|^ |^$`)

var endsWell = map[string]*regexp.Regexp{
	"zh":    regexp.MustCompile(`[。”]$`),
	English: regexp.MustCompile(`\.$`),
}

func checkSentence(t *testing.T, lang, said string) {
	t.Helper()
	if trace := illFormed.FindString(said); illFormed.MatchString(said) {
		t.Errorf("%q holds %q", said, trace)
	}
	if !endsWell[lang].MatchString(said) {
		t.Errorf("%q does not end like a sentence", said)
	}
}

func TestEverySentenceOfTheCorpusIsWellFormed(t *testing.T) {
	play(t, "../recognition/testdata/*.scenario", func(s *recognition.Snapshot, a *recognition.Answer) {
		for _, lang := range languages {
			speaker := NewSpeaker(s, a, lang, Plain)
			for i := range a.Findings {
				checkSentence(t, lang, string(speaker.Message(&a.Findings[i], nil)))
			}
			checkSentence(t, lang, string(speaker.Explanation(nil)))
			checkSentence(t, lang, string(speaker.PatientText(nil)))
		}
	})
}

// TestRecognizedRemindsOfTheDutyToRecord: what is recognized may still be
// repeated, by a physician who says why.
func TestRecognizedRemindsOfTheDutyToRecord(t *testing.T) {
	endings := map[string]*regexp.Regexp{
		"zh":    regexp.MustCompile(`医师认为确需复查的，(应当|会向您)说明并记录理由。$`),
		English: regexp.MustCompile(`A physician who considers a repeat necessary states and records the reason\.$`),
	}
	recognized := 0
	play(t, "../recognition/testdata/*.scenario", func(s *recognition.Snapshot, a *recognition.Answer) {
		if a.Outcome != recognition.Recognized {
			return
		}
		recognized++
		for _, lang := range languages {
			speaker := NewSpeaker(s, a, lang, Plain)
			for _, said := range []string{string(speaker.Explanation(nil)), string(speaker.PatientText(nil))} {
				if !endings[lang].MatchString(said) {
					t.Errorf("%q does not remind of the duty to record a reason", said)
				}
			}
		}
	})
	if recognized == 0 {
		t.Error("nothing was recognized")
	}
}

// TestSeveralItemsAreSpokenOfAtOnce: the patient hears the same of several items as
// of each, and every name once.
func TestSeveralItemsAreSpokenOfAtOnce(t *testing.T) {
	outcomes := map[recognition.Outcome]bool{}
	play(t, "../recognition/testdata/*.scenario", func(s *recognition.Snapshot, a *recognition.Answer) {
		outcomes[a.Outcome] = true
		for lang, names := range map[string]string{"zh": "“钾、钠”结果", English: "(钾, 钠)"} {
			speaker := NewSpeaker(s, a, lang, Plain)
			alone := string(speaker.PatientText(nil))
			said := string(speaker.PatientTextOf([]string{"钾", "钠"}, nil))
			checkSentence(t, lang, said)
			if strings.Count(said, names) != 1 {
				t.Errorf("%q does not name both", said)
			}
			if again := string(speaker.PatientText(nil)); again != alone {
				t.Errorf("of one item it says %q afterwards, and said %q", again, alone)
			}
		}
	})
	if len(outcomes) != 4 {
		t.Errorf("there were %d outcomes, want all four", len(outcomes))
	}
}

// TestSentences compares what is said about the answers of sentences.scenario
// with what a person has read and found right, sentences.golden.
func TestSentences(t *testing.T) {
	var said strings.Builder
	spoken := map[*sentence]bool{}
	play(t, "testdata/sentences.scenario", func(s *recognition.Snapshot, a *recognition.Answer) {
		fmt.Fprintf(&said, "== %s > %s %s: %s\n", a.Issuer, a.Receiver, a.Item, a.Outcome)
		for _, lang := range languages {
			speaker := NewSpeaker(s, a, lang, Plain)
			fmt.Fprintf(&said, "%s\n", speaker.Explanation(nil))
			fmt.Fprintf(&said, "%s\n", speaker.PatientText(nil))
		}
		for _, f := range append(a.Findings, withReasons(a.Findings)...) {
			if spoken[choose(&f)] {
				continue
			}
			spoken[choose(&f)] = true
			for _, lang := range languages {
				speaker := NewSpeaker(s, a, lang, Plain)
				fmt.Fprintf(&said, "  %s %s\n", f.Code, speaker.Message(&f, nil))
			}
		}
	})
	compareWithGolden(t, "testdata/sentences.golden", said.String())
	for code, options := range sentences {
		for i := range options {
			if !spoken[&options[i]] {
				t.Errorf("%s: no answer of sentences.scenario says sentence %d", recognition.Code(code), i+1)
			}
		}
	}
}

// withReasons are findings of negative entries as if their lists printed why,
// which scenario files cannot say.
func withReasons(findings []recognition.Finding) []recognition.Finding {
	var reasoned []recognition.Finding
	for _, f := range findings {
		for i := range f.Parameters {
			if f.Parameters[i].Name == recognition.ParamReason {
				f.Parameters[i].Text = "室间质评未通过。"
				reasoned = append(reasoned, f)
			}
		}
	}
	return reasoned
}

func compareWithGolden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("the sentences differ from %s (golden -, said +):\n%s", name, diff)
	}
}

func TestQualityIsNamedAsFarAsItIsKnown(t *testing.T) {
	for _, c := range []struct{ programme, round, want string }{
		{"EQA", "2026-1", "该机构此项目质量评价合格（EQA 2026-1）。"},
		{"EQA", "", "该机构此项目质量评价合格（EQA）。"},
	} {
		f := recognition.Finding{Code: recognition.Qualified, Parameters: recognition.Parameters{
			{Name: recognition.ParamProgramme, Text: c.programme}, {Name: recognition.ParamRound, Text: c.round},
		}}
		speaker := NewSpeaker(nil, &recognition.Answer{}, "zh", Plain)
		if got := string(speaker.Message(&f, nil)); got != c.want {
			t.Errorf("programme %q, round %q: %s, want %s", c.programme, c.round, got, c.want)
		}
	}
}

// An English sentence begins with a capital, and so does not stand behind a colon.
func TestEnglishExplanationsAreWholeSentences(t *testing.T) {
	for outcome, text := range lead {
		if !strings.HasSuffix(text.En, ". ") {
			t.Errorf("%s: %q ends no sentence", recognition.Outcome(outcome), text.En)
		}
	}
}

// Two entries of negative lists may hang on the same unknown; once is enough.
func TestExplanationAsksForOneThingOnce(t *testing.T) {
	age := recognition.Finding{Rule: 12, Code: recognition.DataRequired, Effect: recognition.Unknown, Parameters: recognition.Parameters{
		{Name: recognition.ParamReason}, {Name: recognition.ParamField, Text: "patient_age_years"},
	}}
	department := age
	department.Parameters[1].Text = "department"
	a := recognition.Answer{PhysicianMayAccept: true, Findings: []recognition.Finding{age, department, age}}
	for lang, want := range map[string]string{
		"zh": "现有信息不足，无法判断：缺少判断所需的信息“患者年龄（patient_age_years）”。缺少判断所需的信息“就诊科室（department）”。" +
			"接诊医师仍可根据诊疗需要采信该结果。",
		English: "The registry cannot tell. One more thing is needed: the patient's age (patient_age_years). " +
			"One more thing is needed: the department (department). The physician may still accept the result where the patient's care allows.",
	} {
		speaker := NewSpeaker(nil, &a, lang, Plain)
		if diff := cmp.Diff(want, string(speaker.Explanation(nil))); diff != "" {
			t.Error(diff)
		}
	}
}
