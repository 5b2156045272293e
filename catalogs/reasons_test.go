package catalogs_test

import (
	"testing"

	"github.com/samber/lo"

	"concord/catalogs"
	"concord/internal/registry"
)

func reasonsByCode() map[registry.ReasonCode]registry.Reason {
	return lo.KeyBy(catalogs.Load().Reasons, func(r registry.Reason) registry.ReasonCode { return r.Code })
}

// endOf follows maps_to to its end.
func endOf(t *testing.T, byCode map[registry.ReasonCode]registry.Reason, code registry.ReasonCode) registry.Reason {
	t.Helper()
	for range len(byCode) {
		r, ok := byCode[code]
		if !ok {
			t.Fatalf("no reason %s", code)
		}
		if r.MapsTo == "" {
			return r
		}
		code = r.MapsTo
	}
	t.Fatalf("the reasons go in a circle at %s", code)
	return registry.Reason{}
}

func TestReasonsMapToAStatutoryCase(t *testing.T) {
	byCode := reasonsByCode()
	for _, r := range catalogs.Load().Reasons {
		if r.Name == "" || r.NameEn == "" || r.Basis == "" {
			t.Errorf("%s: a wording or its basis is missing", r.Code)
		}
		end := endOf(t, byCode, r.Code)
		if r.MapsTo != "" && end.Class != registry.Statutory {
			t.Errorf("%s ends at %s, which is no statutory case", r.Code, end.Code)
		}
		if r.Class == registry.Statutory && r.MapsTo != "" {
			t.Errorf("statutory case %s maps to %s", r.Code, r.MapsTo)
		}
	}
}

func TestTheSixCases(t *testing.T) {
	statutory := lo.Filter(catalogs.Load().Reasons, func(r registry.Reason, _ int) bool { return r.Class == registry.Statutory })
	if len(statutory) != 6 {
		t.Errorf("%d statutory cases, want 6", len(statutory))
	}
}

func TestReasonsAsCodedByHospitals(t *testing.T) {
	byCode := reasonsByCode()
	for _, tt := range []struct {
		code, end registry.ReasonCode
		counts    bool
	}{
		{"ST03", "ST03", true},
		{"PF03", "ST03", true},
		{"PH02", "ST06", true},
		{"PD02", "ST06", false},
		{"PF98", "PF98", false},
		{"PF99", "PF99", false},
		{"LO07", "LO07", true},
	} {
		if end := endOf(t, byCode, tt.code); end.Code != tt.end || byCode[tt.code].CountsAsNonRecognition != tt.counts {
			t.Errorf("%s ends at %s and counts %v, want %s and %v",
				tt.code, end.Code, byCode[tt.code].CountsAsNonRecognition, tt.end, tt.counts)
		}
	}
}
