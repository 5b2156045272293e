package web_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestTheCatalogueIsSearchedAsPeopleType(t *testing.T) {
	s := newSite(t)
	zh, en := s.visitor(t, "zh"), s.visitor(t, "en")
	says(t, zh, "/items", http.StatusOK, "项目目录", "下一页", `href="/items/ECTX001"`)
	says(t, zh, "/items?q=ALT", http.StatusOK, `href="/items/LCHM001"`)
	says(t, zh, "/items?q=xcg&domain=lab", http.StatusOK, "白细胞计数", "not CT平扫")
	says(t, zh, "/items?category=CT&sort=-code", http.StatusOK, "共 68 行", `aria-sort="descending"`)
	says(t, zh, "/items?modality=PA", http.StatusOK, "共 13 行")
	says(t, en, "/items?q=potassium", http.StatusOK, "Potassium", "Urine potassium")
	body := says(t, zh, "/items?q=jia", http.StatusOK)
	if first := strings.Index(body, `href="/items/LCHM051"`); first < 0 {
		t.Errorf("jia does not find 钾: %s", main(body))
	}
	if csv := says(t, zh, "/items?category=CT&export=csv", http.StatusOK); strings.Count(csv, "\n") != 69 {
		t.Errorf("the file of CT has %d lines", strings.Count(csv, "\n"))
	}
}

func TestTheBestFindComesFirst(t *testing.T) {
	body := says(t, newSite(t).visitor(t, "zh"), "/items?q=%E9%92%99", http.StatusOK, "降钙素原")
	exact, inside := strings.Index(body, `href="/items/LCHM054"`), strings.Index(body, "降钙素原")
	if exact < 0 || inside < exact {
		t.Errorf("钙 stands at %d, 降钙素原 at %d", exact, inside)
	}
}

func TestAnItemSaysWhatItIsAndWhereItIsRecognized(t *testing.T) {
	s := newSite(t)
	zh, en := s.visitor(t, "zh"), s.visitor(t, "en")
	says(t, zh, "/items/LCHM051", http.StatusOK, "Potassium", "血清钾离子", "2823-3", "mmol/L", "电解质", "尿钾",
		"4 个地区的现行清单列入该项目", `href="/lists/990100/items"`, "演示HR", "鄂HR", `action="/look-up/who"`)
	says(t, zh, "/items/LCHM051?kind=province", http.StatusOK, "湖北省", "not 北京市</a>")
	says(t, zh, "/items/LCHM051?q=bj", http.StatusOK, "北京市", "not 湖北省</a>")
	says(t, zh, "/items/LCHM054", http.StatusOK, "容易混淆的项目", "降钙素原")
	says(t, zh, "/items/LCHM040", http.StatusOK, "“TG”也可能指它", "甲状腺球蛋白")
	says(t, en, "/items/ECTX018", http.StatusOK, "CT chest", "30 days", "images")
	says(t, zh, "/items/NOTHING", http.StatusNotFound, "未找到")
	if csv := says(t, zh, "/items/LCHM051?export=csv", http.StatusOK); strings.Count(csv, "\n") != 5 {
		t.Errorf("the file of where it is recognized: %s", csv)
	}
}

func TestInEnglishCategoriesSpecimensAndSitesAreEnglish(t *testing.T) {
	s := newSite(t)
	zh, en := s.visitor(t, "zh"), s.visitor(t, "en")
	chemistry := "%E4%B8%B4%E5%BA%8A%E5%8C%96%E5%AD%A6%E6%A3%80%E9%AA%8C"
	body := says(t, en, "/items?category="+chemistry, http.StatusOK, `<option value="临床化学检验" selected>Clinical chemistry</option>`, "of 100", ">Serum<")
	if categories := found(t, body, `(?s)<select[^>]*name="category"[^>]*>(.*?)</select>`); strings.Index(categories, "Blood gases") > strings.Index(categories, "Ultrasound") {
		t.Errorf("the categories do not stand as they read: %s", categories)
	}
	says(t, zh, "/items?category="+chemistry, http.StatusOK, `<option value="临床化学检验" selected>临床化学检验</option>`, ">血清<")
	says(t, en, "/items/LMOL016", http.StatusOK, "Laboratory, Molecular diagnostics", "Throat swab / Stool", "not 咽拭子")
	says(t, zh, "/items/LMOL016", http.StatusOK, "检验、临床检验、分子诊断", "咽拭子/粪便")
	says(t, en, "/items/LMIC008", http.StatusOK, "多种标本") // no code names it
	says(t, en, "/suggest/items?q=k", http.StatusOK, `"note":"LCHM051 · K · Serum"`)
	says(t, en, "/lists/990100/items", http.StatusOK, `<option value="临床化学检验">Clinical chemistry</option>`)
	says(t, en, "/progress/990100", http.StatusOK, "Clinical chemistry", "not 临床化学检验")
	says(t, en, "/progress/990100/items", http.StatusOK, `<option value="临床化学检验">Clinical chemistry</option>`, "LCHM051 · K · Serum")
}
