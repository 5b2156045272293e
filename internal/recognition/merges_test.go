package recognition_test

import (
	"testing"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// duplicateOf is a second record of a hospital of Wuhan.
func duplicateOf(id, survivor registry.InstitutionID) registry.Institution {
	return registry.Institution{ID: id, Name: string(id), Region: "420106", Open: registry.Always, MergedInto: survivor}
}

func TestMergesInACircleMergeNobody(t *testing.T) {
	step := twoHospitals()
	step.Institutions[0].MergedInto = "west"
	step.Institutions[1].MergedInto = "east"
	a := outcome(t, written(t, step), fromEastToWest())
	if a.Outcome != recognition.Recognized || a.Issuer != "east" || a.Receiver != "west" {
		t.Errorf("%v from %s to %s by %v", a.Outcome, a.Issuer, a.Receiver, a.Decisive(nil))
	}
}

func TestSurveySeesOneInstitution(t *testing.T) {
	step := twoHospitals()
	step.Institutions = append(step.Institutions, duplicateOf("east-2", "east"))
	survey := recognition.NewSurvey(written(t, step), someDay, 0)
	var seen []registry.InstitutionID
	for _, i := range survey.Unit("420100").Institutions() {
		seen = append(seen, i.ID)
	}
	if len(seen) != 2 || seen[0] != "east" || seen[1] != "west" {
		t.Errorf("the survey sees %v, want east and west", seen)
	}
}

func TestDecidingOnMergedInstitutionsAllocatesNothing(t *testing.T) {
	step := twoHospitals()
	step.Institutions = append(step.Institutions, duplicateOf("east-2", "east"), duplicateOf("east-3", "east-2"), duplicateOf("west-2", "west"))
	s := written(t, step)
	q := fromEastToWest()
	q.Issuer, q.Receiver = "east-3", "west-2"
	var a recognition.Answer
	decide := func() {
		if err := recognition.Decide(s, &q, &a); err != nil || a.Outcome != recognition.Recognized || a.Issuer != "east" {
			t.Fatalf("%v of %s by %v (%v)", a.Outcome, a.Issuer, a.Decisive(nil), err)
		}
	}
	decide()
	if n := testing.AllocsPerRun(100, decide); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
