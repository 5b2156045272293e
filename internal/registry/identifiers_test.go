package registry_test

import (
	"encoding/csv"
	"os"
	"testing"

	"concord/internal/registry"
)

func TestCheckUSCC(t *testing.T) {
	f, err := os.Open("testdata/uscc_vectors.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(records) != 24 {
		t.Fatalf("%d lines, want the header and 23 codes", len(records))
	}
	for _, r := range records[1:] {
		gb32100, gb11714 := registry.CheckUSCC(r[0])
		if gb32100 != (r[1] == "1") || gb11714 != (r[2] == "1") {
			t.Errorf("CheckUSCC(%s) = %v, %v, want %s, %s", r[0], gb32100, gb11714, r[1], r[2])
		}
	}
}

func TestCheckUSCCRejectsWhatIsNoCode(t *testing.T) {
	for _, s := range []string{
		"", "9144030019220382", "9144030019220382166", "I14403001922038216",
		"91440300192203821６", "914403001922038 16",
	} {
		if gb32100, gb11714 := registry.CheckUSCC(s); gb32100 || gb11714 {
			t.Errorf("CheckUSCC(%q) = %v, %v, want false, false", s, gb32100, gb11714)
		}
	}
}

func TestIdentifierForms(t *testing.T) {
	for _, tt := range []struct {
		what string
		is   func(string) bool
		s    string
		want bool
	}{
		{"licence", registry.IsLicence, "40001234544010611A1001", true},
		{"licence of an organisation code that ends in X", registry.IsLicence, "PDY60042X11010817B1009", true},
		{"licence without its management digit", registry.IsLicence, "40001234544010611A100", false},
		{"licence with management 3", registry.IsLicence, "40001234544010611A1003", false},
		{"licence with a class of digits", registry.IsLicence, "4000123454401061111001", false},
		{"insurance code", registry.IsInsuranceCode, "H15040200001", true},
		{"insurance code of a pharmacy", registry.IsInsuranceCode, "P15040200001", false},
		{"insurance code one short", registry.IsInsuranceCode, "H1504020000", false},
		{"LOINC glucose", registry.CheckLOINC, "2345-7", true},
		{"LOINC with a wrong digit", registry.CheckLOINC, "2345-8", false},
		{"LOINC haemoglobin", registry.CheckLOINC, "718-7", true},
		{"LOINC without a digit", registry.CheckLOINC, "718", false},
		{"LOINC part", registry.CheckLOINC, "LP1234-5", false},
	} {
		if got := tt.is(tt.s); got != tt.want {
			t.Errorf("%s %q: %v, want %v", tt.what, tt.s, got, tt.want)
		}
	}
}
