package registry_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/internal/registry"
)

// addable is an item that the small catalogue can take.
func addable() registry.AddedItem {
	return registry.AddedItem{By: "420000", Item: registry.Item{
		Code: "LCHM951", Name: "新项目", NameEn: "new item", Domain: registry.Lab, Category: "临床化学检验", Modality: "LAB",
		Specimens: []string{"SERUM"}, Implied: registry.Qualifiers{registry.Method: "PCR"}, LOINC: "2823-3", LOINCChecked: true,
	}}
}

func smallCatalogue() *registry.Catalogue {
	return &registry.Catalogue{
		Items: []registry.Item{{Code: "LCHM051"}},
		Regions: []registry.Region{
			{Code: "420000", Level: registry.RegionProvince, InScope: true}, {Code: "420100", Level: registry.RegionPrefecture, InScope: true},
			{Code: "810000", Level: registry.RegionProvince},
		},
		Qualifiers: []registry.QualifierValue{{Kind: registry.Specimen, Code: "SERUM"}, {Kind: registry.Method, Code: "PCR"}, {Kind: registry.BodySite, Code: "HAND"}},
	}
}

func TestItemsThatCannotBeAdded(t *testing.T) {
	issued := func(code registry.ItemCode) bool { return code == "LCHM950" }
	for _, c := range []struct {
		why    string
		change func(*registry.AddedItem)
		want   []string
	}{
		{"as it should be", func(*registry.AddedItem) {}, nil},
		{"by the nation", func(a *registry.AddedItem) { a.By = registry.Nation }, nil},
		{"an examination", func(a *registry.AddedItem) {
			a.Item.Code, a.Item.Domain, a.Item.Modality, a.Item.Specimens, a.Item.Sites = "EXRY951", registry.Exam, "DR", nil, []string{"HAND"}
		}, nil},
		{"a code of the other domain", func(a *registry.AddedItem) { a.Item.Code = "EXRY951" }, []string{"code ITEM_CODE_INVALID"}},
		{"a code too long", func(a *registry.AddedItem) { a.Item.Code = "LCHM9511" }, []string{"code ITEM_CODE_INVALID"}},
		{"a code of the catalogue", func(a *registry.AddedItem) { a.Item.Code = "LCHM051" }, []string{"code ITEM_CODE_TAKEN"}},
		{"a code that was issued", func(a *registry.AddedItem) { a.Item.Code = "LCHM950" }, []string{"code ITEM_CODE_TAKEN"}},
		{"nothing at all", func(a *registry.AddedItem) { *a = registry.AddedItem{} },
			[]string{"name FIELD_MISSING", "name_en FIELD_MISSING", "category FIELD_MISSING", "domain DOMAIN_UNKNOWN", "by ADDER_INVALID"}},
		{"a modality of the other domain", func(a *registry.AddedItem) { a.Item.Modality = "CT" }, []string{"modality MODALITY_UNKNOWN"}},
		{"qualifiers of other kinds, or of none", func(a *registry.AddedItem) {
			a.Item.Specimens, a.Item.Sites, a.Item.Implied = []string{"HAND"}, []string{"MOON"}, registry.Qualifiers{registry.Laterality: "PCR"}
		}, []string{"specimens QUALIFIER_UNKNOWN", "body_sites QUALIFIER_UNKNOWN", "implied QUALIFIER_UNKNOWN"}},
		{"a LOINC code that fails", func(a *registry.AddedItem) { a.Item.LOINC = "2823-4" }, []string{"loinc LOINC_INVALID"}},
		{"no LOINC code, and that checked", func(a *registry.AddedItem) { a.Item.LOINC = "" }, []string{"loinc LOINC_INVALID"}},
		{"by a prefecture", func(a *registry.AddedItem) { a.By = "420100" }, []string{"by ADDER_INVALID"}},
		{"by a region that takes no part", func(a *registry.AddedItem) { a.By = "810000" }, []string{"by ADDER_INVALID"}},
	} {
		added := addable()
		c.change(&added)
		var got []string
		for _, p := range added.Check(smallCatalogue(), issued) {
			got = append(got, p.Pointer+" "+p.Code)
			if p.Message.Zh == "" || p.Message.En == "" || p.Fix.Zh == "" || p.Fix.En == "" {
				t.Errorf("%s: %s says too little", c.why, p.Code)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.why, diff)
		}
	}
}
