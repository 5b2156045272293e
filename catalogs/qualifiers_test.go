package catalogs_test

import (
	"regexp"
	"testing"

	"github.com/samber/lo"

	"concord/catalogs"
	"concord/internal/registry"
)

func qualifiersByCode() map[string]registry.QualifierValue {
	return lo.KeyBy(catalogs.Load().Qualifiers, func(q registry.QualifierValue) string { return q.Code })
}

// isA reports whether a code is another or a kind of it. A walk longer than
// the vocabulary goes in a circle.
func isA(t *testing.T, byCode map[string]registry.QualifierValue, code, ancestor string) bool {
	t.Helper()
	for range len(byCode) {
		if code == ancestor {
			return true
		}
		if code == "" {
			return false
		}
		code = byCode[code].Parent
	}
	t.Fatalf("the parents of a qualifier go in a circle at %s", code)
	return false
}

func TestQualifiersHaveParentsOfTheirKind(t *testing.T) {
	form, byCode := regexp.MustCompile(`^[A-Z0-9]+(-[A-Z0-9]+)*$`), qualifiersByCode()
	for _, q := range catalogs.Load().Qualifiers {
		if !form.MatchString(q.Code) || q.Name == "" || q.NameEn == "" {
			t.Errorf("%s: a code or name is missing or malformed", q.Code)
		}
		if q.Parent != "" && (byCode[q.Parent].Code == "" || byCode[q.Parent].Kind != q.Kind) {
			t.Errorf("%s: parent %s is no %v", q.Code, q.Parent, q.Kind)
		}
		isA(t, byCode, q.Code, "no such ancestor")
	}
}

func TestEveryKindHasAVocabulary(t *testing.T) {
	counts := lo.CountValuesBy(catalogs.Load().Qualifiers, func(q registry.QualifierValue) registry.QualifierKind { return q.Kind })
	for _, kind := range registry.QualifierKinds {
		if counts[kind] < 3 {
			t.Errorf("%d values of %v", counts[kind], kind)
		}
	}
}

func TestKindsOfQualifiers(t *testing.T) {
	byCode := qualifiersByCode()
	for _, tt := range []struct {
		code, ancestor string
		want           bool
	}{
		{"WB-EDTA", "WB", true},
		{"SERUM", "BLOOD", true},
		{"PLASMA-CIT", "VEN", true},
		{"ART", "BLOOD", true},
		{"ART", "VEN", false},
		{"SERUM", "WB", false},
		{"URINE-24H", "URINE", true},
		{"URINE", "SERUM", false},
		{"CSF", "FLUID-STERILE", true},
		{"CMIA", "IMMUNO", true},
		{"ABD-UPPER", "ABDOMEN", true},
		{"HAND", "UPPER-LIMB", true},
		{"C-DISC", "SPINE", true},
		{"PLAIN-ENHANCED", "ENHANCED", true},
		{"PLAIN-ENHANCED", "PLAIN", false},
		{"OBL-BOTH", "OBL", true},
		{"AP-LAT", "AP", false},
		{"B", "L", false},
	} {
		if got := isA(t, byCode, tt.code, tt.ancestor); got != tt.want {
			t.Errorf("%s is %s: %v, want %v", tt.code, tt.ancestor, got, tt.want)
		}
	}
}
