package web_test

import (
	"net/http"
	"strings"
	"testing"

	"concord/internal/registry"
)

func TestInstitutionsAreSearchedAsPeopleType(t *testing.T) {
	v := newSite(t).visitor(t, "zh")
	says(t, v, "/institutions?q=ysyy", http.StatusOK, "演示市第一人民医院", "not 武汉")
	says(t, v, "/institutions?q=990100-0003", http.StatusOK, "演示市中医医院", "共 1 行")
	says(t, v, "/institutions?region=990100&level=1", http.StatusOK, "东山镇卫生院", "西河镇卫生院", "共 2 行", "　演示市")
	says(t, v, "/institutions?region=990121&kind=%E7%BB%BC%E5%90%88%E5%8C%BB%E9%99%A2", http.StatusOK, "演示县人民医院", "共 1 行")
	says(t, v, "/institutions?status=closed", http.StatusOK, "演示市旧城医院", "已停业", "共 1 行")
	says(t, v, "/institutions?sort=-level", http.StatusOK, `aria-sort="descending"`)
	if csv := says(t, v, "/institutions?status=closed&export=csv", http.StatusOK); !strings.Contains(csv, "990100-0007") {
		t.Errorf("the file of closed institutions: %s", csv)
	}
}

func TestAnInstitutionSaysWhatItIsAndOnWhichLists(t *testing.T) {
	s := newSite(t)
	zh, en := s.visitor(t, "zh"), s.visitor(t, "en")
	says(t, zh, "/institutions/990100-0001", http.StatusOK, "三级，甲等", "演示一院", "演示市第一人民医院东院区", "演示省 › 演示市 › 演示区",
		`href="/lists/990100/institutions"`, "出具并接收", "目前 16 个项目有合格记录", `href="/look-up?issuer=990100-0001"`, `href="/look-up?receiver=990100-0001"`)
	says(t, zh, "/institutions/990100-0002", http.StatusOK, "已撤销", "质评数据不实", "目前 13 个项目有合格记录")
	says(t, zh, "/institutions/990100-0002?quality.now=no", http.StatusOK, "糖化血红蛋白", "共 1 行")
	says(t, zh, "/institutions/990100-0002?quality.q=jia", http.StatusOK, "钾")
	says(t, zh, "/institutions/990100-0004", http.StatusOK, "演示县紧密型医共体", "除 2 个项目外", "甲胎蛋白、癌胚抗原")
	says(t, zh, "/institutions/990100-0006", http.StatusOK, "主院：", "没有质评记录。")
	says(t, zh, "/institutions/990100-0007", http.StatusOK, "已停业", "至 2026-02-28", "二级，未评等次")
	says(t, zh, "/institutions/990100-0008", http.StatusOK, "级别未知，未评等次", "仅出具")
	says(t, en, "/institutions/990100-0005", http.StatusOK, "Level 1, grade not assessed", "Fail", "Receives only")
	says(t, zh, "/institutions/990100-9999", http.StatusNotFound, "未找到")
	if csv := says(t, zh, "/institutions/990100-0001?quality.export=csv", http.StatusOK); strings.Count(csv, "\n") != 17 {
		t.Errorf("the file of its quality records: %s", csv)
	}
}

// What a registry may hold beyond the demonstration: links, a merge, a removal,
// an alliance.
func TestAnInstitutionWithEverything(t *testing.T) {
	s := newSite(t)
	_, err := s.store.Write(t.Context(), registry.Step{
		RecordedAt: registry.InstantOf(asked), Action: "test",
		Institutions: []registry.Institution{
			{ID: "990100-0050", Name: `<b>"新"院</b>`, Region: "990102", Open: registry.Always, RetrievalURL: "https://pacs.example.invalid/?a=1&b=2",
				Identifiers: registry.Identifiers{USCC: "12100000400008571U"}},
			{ID: "990100-0051", Name: "并入的医院", Region: "990102", Open: registry.Always, MergedInto: "990100-0050"},
			{ID: "990100-0052", Name: "筹建医院", Region: "990102", Open: registry.Since(registry.DayOf(2027, 1, 1))},
		},
		Alliances: []registry.Alliance{{
			Code: "YANSHI", Name: "演示联盟", NameEn: "Demo alliance", Mark: "演示联盟", Lead: "990100",
			Members: []registry.AllianceMember{{Region: "990100", Period: registry.Always}, {Region: "420000", Period: registry.Always}},
		}},
		Publications: []registry.Publication{{
			Version: registry.Version{
				List: registry.ListID{Jurisdiction: "990000", Kind: registry.InstitutionList}, Number: 1,
				Period: registry.Since(registry.DayOf(2026, 11, 1)), Terms: registry.DefaultTerms(),
			},
			Content: registry.Content{Institutions: []registry.InstitutionEntry{{
				Institution: "990100-0050", Period: registry.Between(registry.DayOf(2026, 11, 1), registry.DayOf(2026, 12, 31)), Note: "试行",
				Scope: registry.Scope{Mode: registry.ScopeOnly, Items: []registry.ItemCode{"LCHM001", "LCHM024", "LCHM025", "LCHM030", "LCHM051", "LCHM052"}},
			}}},
		}},
		Removals: []registry.Removal{{Jurisdiction: "990100", Institution: "990100-0003", From: registry.DayOf(2026, 6, 1)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.service.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	v := s.visitor(t, "zh")
	says(t, v, "/institutions/990100-0050", http.StatusOK, `href="https://pacs.example.invalid/?a=1&amp;b=2" rel="noopener noreferrer"`,
		"12100000400008571U", "&lt;b&gt;", "not <b>", "演示联盟", "仅 6 个项目", "肌酐", "<summary>", "钠", "2026-11-01 至 2026-12-31")
	says(t, v, "/lists/990000/institutions", http.StatusOK, "期间与备注", "试行", " 等")
	says(t, v, "/institutions/990100-0051", http.StatusOK, "已并入", `href="/institutions/990100-0050"`)
	says(t, v, "/institutions/990100-0052", http.StatusOK, "尚未开业", "自 2027-01-01 起", "不在任何现行的机构清单上")
	says(t, v, "/institutions/990100-0003", http.StatusOK, "已移出", "自 2026-06-01 起")
	says(t, v, "/lists/YANSHI", http.StatusOK, "演示联盟", "区域联盟", "成员地区", "湖北省", "not /progress/YANSHI")
	says(t, v, "/lists/100000", http.StatusOK, `href="/lists/YANSHI"`, "not 在此同样适用的清单")
	says(t, v, "/lists/YANSHI/items", http.StatusOK, "尚未公布这张清单")
	says(t, v, "/lists?kind=district", http.StatusOK, "没有符合条件的行")
}
