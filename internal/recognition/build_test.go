package recognition_test

import (
	"testing"

	"concord/catalogs"
	"concord/internal/recognition"
	"concord/internal/registry"
)

const (
	potassium registry.ItemCode = "LCHM051"
	wuhan                       = registry.JurisdictionCode("420100")
)

var someDay = registry.DayOf(2026, 6, 1)

// publication is the first version of a list.
func publication(kind registry.ListKind, content registry.Content) registry.Publication {
	return registry.Publication{
		Version: registry.Version{
			List: registry.ListID{Jurisdiction: wuhan, Kind: kind}, Number: 1,
			Period: registry.Always, Terms: registry.DefaultTerms(),
		},
		Content: content,
	}
}

// twoHospitals of Wuhan that stand on its list of institutions, potassium on its
// item list, and proof that both do it well.
func twoHospitals() registry.Step {
	east, west := hospital("east", "东院"), hospital("west", "西院")
	step := registry.Step{Publications: []registry.Publication{
		publication(registry.ItemList, registry.Content{Items: []registry.ItemEntry{{Item: potassium}}}),
		publication(registry.InstitutionList, registry.Content{Institutions: []registry.InstitutionEntry{
			{Institution: "east", Period: registry.Always}, {Institution: "west", Period: registry.Always},
		}}),
	}}
	for _, i := range []registry.Institution{east, west} {
		i.Levels = []registry.LevelPeriod{{Level: 3, Period: registry.Always}}
		step.Institutions = append(step.Institutions, i)
		step.Qualifications = append(step.Qualifications, registry.Qualification{
			Institution: i.ID, Item: potassium, Programme: "EQA", Round: "2026", Result: registry.Pass, Period: registry.Always,
		})
	}
	return step
}

// fromEastToWest asks about east's potassium at west's.
func fromEastToWest() recognition.Question {
	return recognition.Question{
		Issuer: "east", Receiver: "west", Item: recognition.ItemRef{Code: string(potassium)},
		ExamTime: someDay.Start(), AskedAt: someDay.Start(),
	}
}

func outcome(t *testing.T, s *recognition.Snapshot, q recognition.Question) *recognition.Answer {
	t.Helper()
	var a recognition.Answer
	if err := recognition.Decide(s, &q, &a); err != nil {
		t.Fatal(err)
	}
	return &a
}

// A store may hold what this version's catalogue, or a partial reading, does not
// know. It is passed over; everything else is answered as if it were not there.
func TestUnknownNamesAreReadAndChangeNothing(t *testing.T) {
	step := twoHospitals()
	nowhere := registry.ListID{Jurisdiction: "NOWHERE", Kind: registry.ItemList}
	step.Institutions = append(step.Institutions, registry.Institution{ID: "lost", Name: "迁出医院", Region: "999999", Open: registry.Always})
	step.CodeMaps = []registry.CodeMap{{Institution: "nobody", Number: 1, Period: registry.Always, Codes: []registry.LocalCode{{Code: "K", Items: []registry.ItemCode{potassium}}}}}
	step.Removals = []registry.Removal{
		{Jurisdiction: "NOWHERE", Institution: "east", From: registry.MinDay},
		{Jurisdiction: wuhan, Institution: "nobody", From: registry.MinDay},
	}
	step.Qualifications = append(step.Qualifications,
		registry.Qualification{Institution: "nobody", Item: potassium, Programme: "EQA", Round: "2026", Result: registry.Fail, Period: registry.Always},
		registry.Qualification{Institution: "east", Item: "LCHM999", Programme: "EQA", Round: "2026", Result: registry.Fail, Period: registry.Always},
	)
	step.Publications[0].Content.Items = append(step.Publications[0].Content.Items, registry.ItemEntry{Item: "LCHM999"})
	step.Publications[1].Content.Institutions = append(step.Publications[1].Content.Institutions, registry.InstitutionEntry{Institution: "nobody", Period: registry.Always})
	step.Publications = append(step.Publications,
		publication(registry.NegativeList, registry.Content{Negatives: []registry.NegativeEntry{
			{Effect: registry.Deny, Period: registry.Always, Item: "LCHM999"},
			{Effect: registry.Deny, Period: registry.Always, Origin: "999999"},
			{Effect: registry.Deny, Period: registry.Always, Issuer: "nobody"},
		}}),
		registry.Publication{Version: registry.Version{List: nowhere, Number: 1, Period: registry.Always, Terms: registry.DefaultTerms()}},
	)
	s := written(t, step)
	if a := outcome(t, s, fromEastToWest()); a.Outcome != recognition.Recognized {
		t.Errorf("east to west: %v by %v", a.Outcome, a.Decisive(nil))
	}
	q := fromEastToWest()
	q.Issuer = "lost"
	if a := outcome(t, s, q); a.Outcome != recognition.NotRecognized || a.Decisive(nil)[0] != recognition.OutOfScope {
		t.Errorf("from a region that is not in the catalogue: %v by %v", a.Outcome, a.Decisive(nil))
	}
}

func TestInstitutionWithoutAnyRecordIsNotQualified(t *testing.T) {
	step := twoHospitals()
	step.Qualifications = nil
	a := outcome(t, written(t, step), fromEastToWest())
	if codes := a.Decisive(nil); a.Outcome != recognition.NotRecognized || len(codes) != 1 || codes[0] != recognition.NotQualified {
		t.Errorf("%v by %v", a.Outcome, codes)
	}
}

// What an entry states in a vocabulary of its own cannot be shown to agree.
func TestEntryOutsideTheVocabularyAgreesWithNothingStated(t *testing.T) {
	step := twoHospitals()
	step.Publications[0].Content.Items[0].Qualifiers[registry.Specimen] = "MOONDUST"
	s := written(t, step)
	if a := outcome(t, s, fromEastToWest()); a.Outcome != recognition.Recognized {
		t.Errorf("no specimen stated: %v by %v", a.Outcome, a.Decisive(nil))
	}
	q := fromEastToWest()
	q.Qualifiers[registry.Specimen] = "SERUM"
	a := outcome(t, s, q)
	if codes := a.Decisive(nil); a.Outcome != recognition.NotRecognized || codes[0] != recognition.NotComparable {
		t.Errorf("serum stated: %v by %v", a.Outcome, codes)
	}
}

// An extended snapshot knows an institution that came after all qualifications.
func TestNewcomerIsJudgedLikeEverybody(t *testing.T) {
	old := written(t, twoHospitals())
	b := old.Extend()
	north := hospital("north", "北院")
	north.Levels = []registry.LevelPeriod{{Level: 2, Period: registry.Always}}
	b.Institution(registry.Recorded[registry.Institution]{Sequence: 2, Value: north})
	s := b.Snapshot(registry.Head{Epochs: []registry.Epoch{{Number: 1}}, Newest: 2})
	q := fromEastToWest()
	q.Issuer = "north"
	if a := outcome(t, s, q); a.Outcome != recognition.NotRecognized || a.Decisive(nil)[0] != recognition.IssuerNotListed {
		t.Errorf("%v by %v", a.Outcome, a.Decisive(nil))
	}
	if a := outcome(t, old, q); a.Outcome != recognition.Undetermined {
		t.Errorf("before it was recorded: %v", a.Outcome)
	}
}

func TestEmptyRegistryCannotTell(t *testing.T) {
	s := recognition.NewBuilder(catalogs.Load()).Snapshot(registry.NewLedger().Head())
	if a := outcome(t, s, fromEastToWest()); a.Outcome != recognition.Undetermined {
		t.Errorf("%v by %v", a.Outcome, a.Decisive(nil))
	}
}
