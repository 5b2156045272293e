package recognition_test

import (
	"testing"

	"concord/internal/recognition"
	"concord/internal/registry"
)

func TestItemIsNamedByCodeOrSystemAndCode(t *testing.T) {
	for written, want := range map[string]recognition.ItemRef{
		"LCHM051":             {Code: "LCHM051"},
		"registry:LCHM051":    {Code: "LCHM051"},
		"loinc:2823-3":        {System: recognition.LOINC, Code: "2823-3"},
		"local:ALT":           {System: recognition.IssuerLocal, Code: "ALT"},
		"receiver-local:A:12": {System: recognition.ReceiverLocal, Code: "A:12"},
		"K:血清":                {Code: "K:血清"}, // a prefix that is no system belongs to the code
		":K":                  {Code: ":K"},
		"loinc":               {Code: "loinc"},
	} {
		if got := recognition.ParseItemRef(written); got != want {
			t.Errorf("%q names %+v, want %+v", written, got, want)
		}
	}
}

func TestNamesAreReadAsTheyAreWritten(t *testing.T) {
	for s := recognition.Final; s <= recognition.Cancelled; s++ {
		if read, ok := recognition.ParseReportStatus(s.String()); read != s || !ok {
			t.Errorf("the report status %q is read as %v, %v", s, read, ok)
		}
	}
	for s := recognition.RegistryCode; s <= recognition.ReceiverLocal; s++ {
		if read, ok := recognition.ParseCodeSystem(s.String()); read != s || !ok {
			t.Errorf("the code system %q is read as %v, %v", s, read, ok)
		}
	}
	for o := recognition.Undetermined; o <= recognition.NotRecognized; o++ {
		if read, ok := recognition.ParseOutcome(o.String()); read != o || !ok {
			t.Errorf("the outcome %q is read as %v, %v", o, read, ok)
		}
	}
}

func TestReportIsFinalUnlessStated(t *testing.T) {
	if status, ok := recognition.ParseReportStatus(""); status != recognition.Final || !ok {
		t.Errorf("no status is %v, %v", status, ok)
	}
	if status, ok := recognition.ParseReportStatus("draft"); ok {
		t.Errorf("the status draft is read as %v", status)
	}
	if _, ok := recognition.ParseCodeSystem("snomed"); ok {
		t.Error("snomed is no system of item codes here")
	}
	if _, ok := recognition.ParseOutcome("maybe"); ok {
		t.Error("maybe is no outcome")
	}
}

func TestRefusalNamesEveryErrorAndItsField(t *testing.T) {
	q := fromEastToWest()
	q.ReportTime = q.ExamTime - 1
	q.Situations = []registry.ReasonCode{"ST03", "ST99"}
	err := recognition.Decide(written(t, twoHospitals()), &q, new(recognition.Answer))
	const want = "question refused: REPORT_BEFORE_EXAM (report_time), SITUATION_UNKNOWN (situations)"
	if err == nil || err.Error() != want {
		t.Errorf("refused with %v, want %s", err, want)
	}
}
