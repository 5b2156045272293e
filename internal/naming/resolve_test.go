package naming_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/catalogs"
	"concord/internal/naming"
	"concord/internal/registry"
)

var resolver = sync.OnceValue(func() *naming.Resolver { return naming.NewResolver(catalogs.Load()) })

// ambiguous are the folded names that several items answer to.
func ambiguous() map[string]bool {
	names := map[string]bool{}
	for _, a := range catalogs.Load().Ambiguous {
		names[naming.Normalize(a.Name)] = true
	}
	return names
}

func TestEveryNameMeansItsOwnItem(t *testing.T) {
	ambiguous := ambiguous()
	for _, item := range catalogs.Load().Items {
		for _, name := range slices.Concat([]string{string(item.Code), item.Name, item.NameEn, item.Abbreviation}, item.Aliases) {
			if name == "" || ambiguous[naming.Normalize(name)] {
				continue
			}
			if res := resolver().Resolve(naming.Query{Name: name}); res.Match == nil || res.Match.Item != item.Code {
				t.Errorf("%s: %q resolves to %s", item.Code, name, entry(res))
			}
		}
	}
}

func TestNamesInTheirUsualDressMeanTheSame(t *testing.T) {
	for _, item := range catalogs.Load().Items {
		if item.Domain != registry.Lab {
			continue
		}
		dressed := []string{" " + item.Name + " ", item.Name + "测定", strings.ToUpper(item.Name)}
		if item.Abbreviation != "" {
			dressed = append(dressed, item.Name+"("+item.Abbreviation+")", item.Name+"（"+item.Abbreviation+"）")
		}
		for _, name := range dressed {
			res := resolver().Resolve(naming.Query{Name: name})
			if res.Match == nil || res.Match.Item != item.Code {
				t.Errorf("%s: %q resolves to %s", item.Code, name, entry(res))
			}
		}
	}
}

func TestHowANameWasTaken(t *testing.T) {
	for name, want := range map[string]naming.How{
		"LCHM001":       naming.Exact,
		"丙氨酸氨基转移酶":      naming.Exact,
		"谷丙转氨酶":         naming.Alias,
		"ALT":           naming.Alias,
		"alt":           naming.Normalized,
		"丙氨酸氨基转移酶(ALT)": naming.Normalized,
		"左手正斜位":         naming.Normalized,
	} {
		res := resolver().Resolve(naming.Query{Name: name})
		if res.Match == nil || res.Match.How != want {
			t.Errorf("%s is taken as %+v, want %s", name, res.Match, want)
		}
	}
}

func TestNothingIsMatchedBySubstring(t *testing.T) {
	for name, not := range map[string]registry.ItemCode{
		"降钙素原":     "LCHM054",
		"IgG4":     "LIMM001",
		"降钙素原测定":   "LEND011",
		"糖化白蛋白":    "LCHM009",
		"铁蛋白":      "LCHM060",
		"尿素呼气试验":   "LCHM023",
		"钠尿肽":      "LCHM052",
		"丙氨酸氨":     "LCHM001",
		"白细胞介素6受体": "LIMM057",
	} {
		if res := resolver().Resolve(naming.Query{Name: name}); res.Match != nil && res.Match.Item == not {
			t.Errorf("%s is taken for %s", name, not)
		}
	}
}

func TestTheRowDecidesOrRulesOut(t *testing.T) {
	for _, c := range []struct {
		why  string
		q    naming.Query
		want string
	}{
		{"a section of urine has its own potassium", naming.Query{Name: "钾", Category: "尿液生化"}, "LURN026"},
		{"diabetes is no section of urine", naming.Query{Name: "胰岛素", Category: "糖尿病"}, "LEND027"},
		{"the name goes before the section", naming.Query{Name: "血清钾", Category: "尿液生化"}, "LCHM051"},
		{"serum and urine contradict each other", naming.Query{Name: "血清钾", Specimen: "尿液"}, "NONE"},
		{"plasma stands for serum, and says so", naming.Query{Name: "葡萄糖", Specimen: "血浆"}, "LCHM030;PLASMA"},
		{"whole blood does not", naming.Query{Name: "锌", Specimen: "全血"}, "NONE"},
		{"venous blood says nothing more", naming.Query{Name: "锌", Specimen: "静脉血"}, "LCHM068"},
		{"body fluids are not blood", naming.Query{Name: "白细胞计数", Category: "临床体液检验"}, "NONE"},
		{"blood and body fluids may be", naming.Query{Name: "白细胞计数", Category: "临床血液体液检验"}, "LHEM001"},
		{"a dipstick tells no amount", naming.Query{Name: "葡萄糖(尿液)", Category: "尿液生化"}, "NONE"},
		{"nor does it take the urine of a day", naming.Query{Name: "24小时尿葡萄糖"}, "NONE"},
		{"an examination of urine is no examination of a site", naming.Query{Name: "尿头颅CT平扫"}, "NONE"},
		{"a digit is no abbreviation", naming.Query{Name: "25-羟基维生素D(2)"}, "NONE"},
		{"a dipstick's section does", naming.Query{Name: "葡萄糖", Category: "尿干化学"}, "LURN004"},
		{"a count is no percentage", naming.Query{Name: "中性粒细胞百分比", Unit: "10^9/L"}, "NONE"},
		{"the unit in the bracket counts", naming.Query{Name: "肌酸激酶-MB(U/L)"}, "LCHM074"},
		{"a method is a qualifier", naming.Query{Name: "甲胎蛋白(化学发光法)"}, "LTUM001;CLIA"},
		{"unless it is the item's own", naming.Query{Name: "粪便隐血试验(免疫法)"}, "LSTL007"},
		{"both names must agree", naming.Query{Name: "总胆红素(DBIL)"}, "NONE"},
		{"one name may be unknown", naming.Query{Name: "铁(Fe)"}, "LCHM060"},
		{"another class of antibody is another item", naming.Query{Name: "类风湿因子(IgM)"}, "NONE"},
		{"an examination is no laboratory item", naming.Query{Name: "CT", Domain: registry.Exam}, "NONE"},
		{"a newborn's TSH is screened", naming.Query{Name: "TSH", Category: "新生儿筛查"}, "LPRN006"},
		{"the row's modality is the name's", naming.Query{Name: "头颅平扫", Modality: "CT"}, "ECTX001"},
		{"without a modality both are possible", naming.Query{Name: "头颅平扫"}, "NONE"},
		{"modalities contradict each other", naming.Query{Name: "头颅CT平扫", Modality: "MR"}, "NONE"},
		{"the row's site is the name's", naming.Query{Name: "左侧正侧位", Site: "膝关节", Modality: "DX"}, "EXRY015;L;AP-LAT"},
		{"either side is no side", naming.Query{Name: "左/右膝关节正侧位(DR)"}, "EXRY015;AP-LAT"},
		{"plain and diffusion are one item", naming.Query{Name: "头部MRI平扫及弥散"}, "EMRI064"},
		{"without a joint it may be either", naming.Query{Name: "头颅MR平扫DWI"}, "NONE"},
		{"what lies in the site adds nothing", naming.Query{Name: "上腹部CT平扫（包括肝胆脾）"}, "ECTX023"},
		{"and/or is neither", naming.Query{Name: "眼眶CT平扫和/或增强"}, "NONE"},
		{"plain is not enhanced", naming.Query{Name: "膝关节MRI增强"}, "NONE"},
		{"the item's own projection is not repeated", naming.Query{Name: "颈椎正侧位", Modality: "DX"}, "EXRY020"},
		{"a panel is never taken", naming.Query{Name: "血常规"}, "PANEL"},
	} {
		if got := entry(resolver().Resolve(c.q)); got != c.want {
			t.Errorf("%s: %+v resolves to %s, want %s", c.why, c.q, got, c.want)
		}
	}
}

func TestWhatIsNotTakenIsSuggested(t *testing.T) {
	for _, c := range []struct {
		q    naming.Query
		want registry.ItemCode
	}{
		{naming.Query{Name: "丙氨酸氨基转"}, "LCHM001"},
		{naming.Query{Name: "TG"}, "LCHM040"},
		{naming.Query{Name: "总胆红素(DBIL)"}, "LCHM005"},
		{naming.Query{Name: "葡萄糖(尿液)", Category: "尿液生化"}, "LURN004"},
		{naming.Query{Name: "胸部CT", Category: "CT"}, "ECTX018"},
	} {
		res := resolver().Resolve(c.q)
		if res.Match != nil || len(res.Candidates) == 0 {
			t.Errorf("%+v: %+v, want suggestions", c.q, res)
			continue
		}
		if !slices.ContainsFunc(res.Candidates, func(s naming.Candidate) bool { return s.Item == c.want }) {
			t.Errorf("%+v: %s is not among %v", c.q, c.want, res.Candidates)
		}
	}
}

func TestAPanelOffersItsItems(t *testing.T) {
	res := resolver().Resolve(naming.Query{Name: "电解质三项"})
	var codes []registry.ItemCode
	for _, c := range res.Candidates {
		codes = append(codes, c.Item)
	}
	if diff := cmp.Diff([]registry.ItemCode{"LCHM051", "LCHM052", "LCHM053"}, codes); diff != "" || res.Panel == "" || res.Match != nil {
		t.Errorf("panel %q, match %v (-want +got):\n%s", res.Panel, res.Match, diff)
	}
}

// wellFormed says what is wrong with a resolution on its own.
func wellFormed(res naming.Resolution) string {
	for i, c := range res.Candidates {
		switch {
		case c.Score < 0 || c.Score > 1:
			return "a score lies outside 0 to 1"
		case i > 0 && c.Score > res.Candidates[i-1].Score:
			return "candidates are not in the order of their scores"
		case res.Match != nil:
			return "a match needs no candidates"
		}
	}
	return ""
}

func FuzzResolve(f *testing.F) {
	for _, seed := range []string{
		"", "钾", "脂蛋白a(Lp(a))", "(((", "）（", "左手正斜位", "Ⅰ型单纯疱疹病毒IgM抗体(HSV-Ⅰ-IgM)",
		"头颅MR平扫+DWI", "+", "定量", "测定测定", "尿", "24小时", "\xff\xfe", "抗体", "ⅩⅢ", "(定量)",
	} {
		f.Add(seed, "尿液", "全血", "%")
	}
	again := naming.NewResolver(catalogs.Load())
	f.Fuzz(func(t *testing.T, name, category, specimen, unit string) {
		q := naming.Query{Name: name, Category: category, Specimen: specimen, Unit: unit}
		res := resolver().Resolve(q)
		if wrong := wellFormed(res); wrong != "" {
			t.Errorf("%+v: %s: %+v", q, wrong, res)
		}
		meaning := resolver().Meaning(q)
		if meaning.Match == nil && meaning.Panel == "" {
			meaning.Candidates = res.Candidates
		}
		if diff := cmp.Diff(res, meaning); diff != "" {
			t.Errorf("%+v has another meaning:\n%s", q, diff)
		}
		if diff := cmp.Diff(res, again.Resolve(q)); diff != "" {
			t.Errorf("%+v resolves in two ways:\n%s", q, diff)
		}
		for _, part := range resolver().Split(name) {
			if part == "" {
				t.Errorf("%q is split into nothing", name)
			}
		}
	})
}

func BenchmarkResolve(b *testing.B) {
	for name, q := range map[string]naming.Query{
		"exact":     {Name: "丙氨酸氨基转移酶"},
		"brackets":  {Name: "γ-谷氨酰基转移酶(GGT)", Category: "临床化学", Unit: "U/L"},
		"imaging":   {Name: "左膝关节关节正侧位", Category: "放射影像-DX", Modality: "DX"},
		"suggested": {Name: "抗心磷脂抗体IgA", Category: "自身抗体"},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				resolver().Resolve(q)
			}
		})
	}
}

// A file of names that nobody knows costs this for each of its rows.
func BenchmarkMeaningOfUnknownNames(b *testing.B) {
	for i := 0; b.Loop(); i++ {
		name := fmt.Sprintf("血清总人绒毛膜促性腺激素抗体检测定量(化学发光法)%05d", i)
		if resolver().Meaning(naming.Query{Name: name}).Match != nil || len(resolver().Split(name)) != 1 {
			b.Fatalf("%s is known", name)
		}
	}
}

func BenchmarkNewResolver(b *testing.B) {
	for b.Loop() {
		naming.NewResolver(catalogs.Load())
	}
}
