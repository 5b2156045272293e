package naming_test

import (
	"testing"

	"concord/internal/naming"
)

func TestSpellingsOfOneNameAreOneKey(t *testing.T) {
	for _, same := range [][]string{
		{"γ-谷氨酰基转移酶", "γ-谷氨酰转肽酶", "Γ－谷氨酰基转移酶", "g谷氨酰胺转肽酶"},
		{"凝血因子Ⅸ", "凝血因子IX", "凝血因子 9", "因子ⅸ"},
		{"载脂蛋白AⅠ", "载脂蛋白A-I", "载脂蛋白A1", "ＡpoA1"},
		{"凝血因子ⅩⅢ", "凝血因子XIII", "凝血因子13"},
		{"风疹病毒IgM抗体", "风疹病毒抗体IgM", "风疹病毒抗体(IgM)", "抗风疹病毒IgM抗体"},
		{"抗核抗体", "核抗体"},
		{"乙型肝炎病毒表面抗原", "乙肝表面抗原", "HBV表面抗原"},
		{"中性粒细胞百分率", "中性粒细胞%", "嗜中性粒细胞百分比"},
		{"NEUT＃", "neut#"},
		{"脂蛋白(a)", "脂蛋白（a）", "脂蛋白α"},
		{"免疫球蛋白G", "IgG", "免疫球蛋白IgG"},
		{"天门冬氨酸氨基转移酶", "天冬氨酸转氨酶"},
		{"抗缪勒管激素", "抗苗勒氏管激素"},
	} {
		for _, name := range same[1:] {
			if got, want := naming.Normalize(name), naming.Normalize(same[0]); got != want {
				t.Errorf("%s is %q, and %s is %q", name, got, same[0], want)
			}
		}
	}
}

func TestDifferentThingsAreDifferentKeys(t *testing.T) {
	for _, pair := range [][2]string{
		{"A/G", "AG"}, {"NEUT#", "NEUT%"}, {"IgG", "IgG4"}, {"载脂蛋白A1", "载脂蛋白A2"},
		{"凝血因子Ⅷ", "凝血因子Ⅶ"}, {"促甲状腺激素", "甲状腺激素"}, {"甲状腺素", "甲状腺激素"},
		{"抗体鉴定", "鉴定"}, {"丙氨酸氨基转移酶测定", "丙氨酸氨基转移酶"},
	} {
		if key := naming.Normalize(pair[0]); key == naming.Normalize(pair[1]) {
			t.Errorf("%s and %s are both %q", pair[0], pair[1], key)
		}
	}
}

func TestNormalizeInstitution(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"赤峰市医院（东院区）", "赤峰市医院 (东院区)", true},
		{"赤峰学院附属医院", "赤峰学院·附属医院", true},
		{"ＡＢＣ医院", "abc医院", true},
		{"北京市第1医院", "北京市第一医院", true},
		{"赤峰市医院", "赤峰市医院（东院区）", false},
		{"赤峰市医院", "医院", false},
		{"解放军第301医院", "解放军第三01医院", false},
	} {
		if got := naming.NormalizeInstitution(c.a) == naming.NormalizeInstitution(c.b); got != c.same {
			t.Errorf("%s and %s are one name: %v, want %v", c.a, c.b, got, c.same)
		}
	}
}
