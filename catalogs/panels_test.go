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

func TestPanelsHoldItems(t *testing.T) {
	form, byCode := regexp.MustCompile(`^PNL[0-9]{3}$`), itemsByCode()
	for _, p := range catalogs.Load().Panels {
		if !form.MatchString(p.Code) || p.Name == "" || p.NameEn == "" {
			t.Errorf("%s: a code or name is missing or malformed", p.Code)
		}
		if len(p.Items) < 2 || len(lo.Uniq(p.Items)) != len(p.Items) {
			t.Errorf("%s %s: one item or an item twice: %v", p.Code, p.Name, p.Items)
		}
		for _, code := range p.Items {
			if _, ok := byCode[code]; !ok {
				t.Errorf("%s %s: no item %s", p.Code, p.Name, code)
			}
		}
	}
}

func TestPanelsThatHospitalsOrder(t *testing.T) {
	panels := map[string][]registry.ItemCode{}
	for _, p := range catalogs.Load().Panels {
		for _, name := range append(slices.Clone(p.Aliases), p.Name) {
			panels[name] = p.Items
		}
	}
	for name, want := range map[string][]registry.ItemCode{
		"肾功能三项": {"LCHM023", "LCHM024", "LCHM025"},
		"血脂四项":  {"LCHM039", "LCHM040", "LCHM041", "LCHM042"},
		"乙肝两对半": {"LSER001", "LSER002", "LSER003", "LSER004", "LSER005"},
		"凝血四项":  {"LCOA001", "LCOA002", "LCOA004", "LCOA005", "LCOA006"},
		"甲功三项":  {"LEND001", "LEND002", "LEND003"},
		"性激素六项": {"LEND013", "LEND014", "LEND015", "LEND016", "LEND017", "LEND018"},
	} {
		if diff := cmp.Diff(want, panels[name]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for _, name := range []string{"血常规", "尿常规", "粪便常规", "肝功能", "肾功能", "血脂", "电解质", "心肌酶谱", "甲功", "血气分析", "输血前八项"} {
		if len(panels[name]) == 0 {
			t.Errorf("no panel %s", name)
		}
	}
}
