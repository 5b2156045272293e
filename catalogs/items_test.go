package catalogs_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/samber/lo"

	"concord/catalogs"
	"concord/internal/registry"
)

func itemsByCode() map[registry.ItemCode]registry.Item {
	return lo.KeyBy(catalogs.Load().Items, func(i registry.Item) registry.ItemCode { return i.Code })
}

// modalities are the modalities of a domain.
var modalities = map[registry.Domain][]string{
	registry.Lab:  {"LAB"},
	registry.Exam: {"DR", "CT", "MR", "US", "NM", "ECG", "FN", "ES", "PA"},
}

func TestItemsAreWhole(t *testing.T) {
	forms := map[registry.Domain]*regexp.Regexp{
		registry.Lab:  regexp.MustCompile(`^L[A-Z]{3}[0-9]{3}$`),
		registry.Exam: regexp.MustCompile(`^E[A-Z]{3}[0-9]{3}$`),
	}
	for _, item := range catalogs.Load().Items {
		if !forms[item.Domain].MatchString(string(item.Code)) {
			t.Errorf("%s: no code of domain %v", item.Code, item.Domain)
		}
		if item.Name == "" || item.NameEn == "" || item.Group == "" || item.Category == "" || item.Initials == "" {
			t.Errorf("%s: a name, group, category or initials are missing", item.Code)
		}
		if !slices.Contains(modalities[item.Domain], item.Modality) {
			t.Errorf("%s: modality %s of domain %v", item.Code, item.Modality, item.Domain)
		}
	}
}

func TestItemsAreCountedByDomain(t *testing.T) {
	got := lo.CountValuesBy(catalogs.Load().Items, func(i registry.Item) registry.Domain { return i.Domain })
	want := map[registry.Domain]int{registry.Lab: 585, registry.Exam: 341}
	for domain, count := range want {
		if got[domain] < count {
			t.Errorf("%d items of domain %v, had %d", got[domain], domain, count)
		}
	}
}

func TestCategoriesBelongToOneGroup(t *testing.T) {
	groups := map[string]string{}
	for _, item := range catalogs.Load().Items {
		if first, ok := groups[item.Category]; ok && first != item.Group {
			t.Errorf("%s: category %s stands in %s and %s", item.Code, item.Category, first, item.Group)
		}
		groups[item.Category] = item.Group
	}
}

func TestItemsNameQualifiersThatExist(t *testing.T) {
	kinds := map[string]registry.QualifierKind{}
	for _, q := range catalogs.Load().Qualifiers {
		kinds[q.Code] = q.Kind
	}
	for _, item := range catalogs.Load().Items {
		used := [len(registry.QualifierKinds)][]string{registry.Specimen: item.Specimens, registry.BodySite: item.Sites}
		for kind, code := range item.Implied {
			if code != "" {
				used[kind] = append(used[kind], code)
			}
		}
		for kind, codes := range used {
			for _, code := range codes {
				if got, ok := kinds[code]; !ok || got != registry.QualifierKind(kind) {
					t.Errorf("%s: no %v %s", item.Code, registry.QualifierKind(kind), code)
				}
			}
		}
	}
}

func TestSpecimensAndSitesFitTheDomain(t *testing.T) {
	for _, item := range catalogs.Load().Items {
		specimen := item.Domain == registry.Lab || item.Modality == "PA" && item.SpecimenText != ""
		if specimen != (item.SpecimenText != "") || specimen == (item.SiteText != "") {
			t.Errorf("%s %s: specimen %q, site %q", item.Code, item.Name, item.SpecimenText, item.SiteText)
		}
		if len(item.Specimens) > 0 && item.SpecimenText == "" || len(item.Sites) > 0 && item.SiteText == "" {
			t.Errorf("%s %s: codes without a printed text", item.Code, item.Name)
		}
	}
}

func TestLOINCCodes(t *testing.T) {
	seen := map[string]registry.ItemCode{}
	for _, item := range catalogs.Load().Items {
		if item.LOINC == "" {
			continue
		}
		if !registry.CheckLOINC(item.LOINC) {
			t.Errorf("%s: LOINC %s fails its check digit", item.Code, item.LOINC)
		}
		if first, ok := seen[item.LOINC]; ok {
			t.Errorf("%s and %s are both LOINC %s", first, item.Code, item.LOINC)
		}
		seen[item.LOINC] = item.Code
	}
}

func TestItemsStateWhatTheirNamesState(t *testing.T) {
	byCode := itemsByCode()
	for code, want := range map[registry.ItemCode]registry.Qualifiers{
		"EXRY001": {registry.Projection: "AP"},
		"EXRY021": {registry.Projection: "OBL-BOTH"},
		"EXRY031": {registry.Laterality: "B", registry.Projection: "FULL-LENGTH"},
		"EXRY035": {registry.Projection: "INVERTED"},
		"ECTX001": {registry.Contrast: "PLAIN"},
		"ECTX002": {registry.Contrast: "PLAIN-ENHANCED"},
		"ECTX058": {registry.Contrast: "ENHANCED"},
		"EMRI008": {},
		"LSTL007": {registry.Method: "IMMUNO"},
		"LCHM051": {},
	} {
		if diff := cmp.Diff(want, byCode[code].Implied); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", code, byCode[code].Name, diff)
		}
	}
}

func TestSpecimensAsPrinted(t *testing.T) {
	byCode := itemsByCode()
	for code, want := range map[registry.ItemCode][]string{
		"LHEM001": {"WB-EDTA"},
		"LCHM051": {"SERUM"},
		"LURN026": {"URINE"},
		"LMOL016": {"SWAB-THROAT", "STOOL"},
		"LMOL006": {"WB", "PLASMA"},
		"LMIC008": nil,
	} {
		if diff := cmp.Diff(want, byCode[code].Specimens); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", code, byCode[code].Name, diff)
		}
	}
}
