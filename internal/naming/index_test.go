package naming

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/catalogs"
)

func itemEntries() []Entry {
	var entries []Entry
	for _, item := range catalogs.Load().Items {
		entries = append(entries, Entry{
			Key:      string(item.Code),
			Names:    append([]string{item.Name}, item.Aliases...),
			Codes:    []string{string(item.Code), item.Abbreviation},
			Initials: item.Initials,
		})
	}
	return entries
}

func TestSearchFindsAsPeopleType(t *testing.T) {
	places := NewIndex([]Entry{
		{Key: "150400", Names: []string{"赤峰市"}, Codes: []string{"150400"}, Initials: "cfs"},
		{Key: "500000", Names: []string{"重庆市"}, Codes: []string{"500000"}},
		{Key: "cf", Names: []string{"赤峰市医院", "赤峰学院附属医院"}},
		{Key: "cq", Names: []string{"重庆医科大学附属第一医院"}},
	})
	for text, want := range map[string][]string{
		"赤峰":       {"150400", "cf"},
		"cf":       {"150400", "cf"},
		"cfsyy":    {"cf"},
		"chongq":   {"500000", "cq"},
		"cqy":      {"cq"},
		"附属":       {"cf", "cq"},
		"１５０４００":   {"150400"},
		" 赤峰 市医院 ": {"cf"},
		"zq":       {},
		"":         nil,
	} {
		if diff := cmp.Diff(want, places.Search(text, 0)); diff != "" {
			t.Errorf("search %q (-want +got):\n%s", text, diff)
		}
	}
}

func TestSearchPutsTheItemThatIsMeantFirst(t *testing.T) {
	items := NewIndex(itemEntries())
	for text, want := range map[string]string{
		"alt": "LCHM001", "钾": "LCHM051", "wbc": "LHEM001", "bxbjs": "LHEM001", "LCHM051": "LCHM051",
		"乙肝表面抗原": "LSER001", "乙型肝炎病毒表面抗原": "LSER001", "ＨＢＡ１Ｃ": "LCHM031", "谷丙转氨酶": "LCHM001",
	} {
		found := items.Search(text, 1)
		if len(found) != 1 || found[0] != want {
			t.Errorf("search %q: %v, want %s first", text, found, want)
		}
	}
}

func TestSearchFindsWordsAndNotWhatLiesAcrossThem(t *testing.T) {
	x := NewIndex([]Entry{
		{Key: "tract", Names: []string{"胃肠超声", "Ultrasound of the gastrointestinal tract"}},
		{Key: "widal", Names: []string{"肥达试验", "Widal test"}},
		{Key: "alt", Names: []string{"丙氨酸氨基转移酶", "Alanine aminotransferase"}, Codes: []string{"ALT"}},
		{Key: "head", Names: []string{"头颅CT平扫", "CT head, non-contrast"}},
		{Key: "spine", Names: []string{"腰椎MRI平扫"}},
		{Key: "ca", Names: []string{"糖类抗原CA19-9"}},
	})
	for text, want := range map[string][]string{
		"alt":           {"alt"},
		"test":          {"widal"},
		"al amino":      {},
		"amino":         {"alt"},
		"alanine amino": {"alt"},
		"HEAD non":      {"head"},
		"头ct":           {"head"},
		"ct头":           {},
		"腰椎磁共振":         {"spine"},
		"胃彩超":           {"tract"},
		"199":           {"ca"},
	} {
		if diff := cmp.Diff(want, x.Search(text, 0)); diff != "" {
			t.Errorf("search %q (-want +got):\n%s", text, diff)
		}
	}
}

// A text whose characters stand apart in a name is only found where no name holds
// it whole.
func TestSearchPrefersWholeTexts(t *testing.T) {
	x := NewIndex([]Entry{{Key: "apart", Names: []string{"血清钾"}}, {Key: "whole", Names: []string{"全血钾测定"}}})
	if diff := cmp.Diff([]string{"whole"}, x.Search("血钾", 0)); diff != "" {
		t.Error(diff)
	}
}

func TestSpellingReadsWordsBeforeCharacters(t *testing.T) {
	for name, want := range map[string][2]string{
		"重庆市":   {"chongqingshi", "cqs"},
		"长沙":    {"changsha", "cs"},
		"厦门":    {"xiamen", "xm"},
		"西藏":    {"xizang", "xz"},
		"颈椎MRI": {"jingzhuimri", "jzmri"},
	} {
		spelled, initials := spell(name)
		if diff := cmp.Diff(want, [2]string{spelled, initials}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	var entries []Entry
	for i := range 15_000 {
		entries = append(entries, Entry{Key: fmt.Sprint(i), Names: []string{fmt.Sprintf("赤峰市第%d人民医院", i)}})
	}
	x := NewIndex(entries)
	b.ResetTimer()
	for b.Loop() {
		if len(x.Search("cfsd149", 20)) == 0 {
			b.Fatal("nothing found")
		}
	}
}
