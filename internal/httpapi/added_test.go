package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"concord/internal/httpapi/apitest"
)

// merged holds an item that was added to the catalogue, in its second step, and a
// hospital that was recorded twice, which the third step finds out.
const merged = `{"steps": [
	{"institutions": [
		{"id": "150400-0001", "name": "演示第一医院", "region": "150402", "level": 3, "retrieval_url": "https://example.org/images"},
		{"id": "150400-0002", "name": "演示旧院", "region": "150402", "level": 3},
		{"id": "150400-0003", "name": "演示第三医院", "region": "150402", "level": 3}]},
	{"items": [{"code": "LCHM951", "name": "演示新蛋白", "name_en": "demo protein", "domain": "lab", "category": "临床化学检验", "modality": "LAB", "by": "150000"}]},
	{"institutions": [{"id": "150400-0002", "name": "演示旧院", "region": "150402", "level": 3, "merged_into": "150400-0001"}],
	 "qualifications": [{"institution": "150400-0002", "item": "LCHM951"}, {"institution": "150400-0003", "item": "LCHM951"}],
	 "lists": [
		{"jurisdiction": "150400", "kind": "items", "effective_from": "2026-01-01", "entries": [{"code": "LCHM951"}]},
		{"jurisdiction": "150400", "kind": "institutions", "effective_from": "2026-01-01", "entries": [{"institution": "150400-0002"}, {"institution": "150400-0003"}]}]}
]}`

func TestAddedItemsAndMergedInstitutionsAreShown(t *testing.T) {
	c := apitest.NewContract(t, newHandler(apitest.RegistryOf(t, []byte(merged))))
	for _, read := range []struct {
		target string
		status int
		holds  string
		lacks  string
	}{
		{"/v1/items/LCHM951", http.StatusOK, `"name":"演示新蛋白"`, "?"},
		{"/v1/items/LCHM951?at=1-1", http.StatusNotFound, "LCHM951", `"name"`},
		{"/v1/items/LCHM951?at=1-2", http.StatusOK, `"name":"演示新蛋白"`, "?"},
		{"/v1/items?q=xindanbai", http.StatusOK, `"items":[]`, "LCHM951"},
		{"/v1/items?q=yanshixindanbai", http.StatusOK, "LCHM951", "?"},
		{"/v1/items?q=LCHM951&at=1-1", http.StatusOK, `"items":[]`, "LCHM951"},
		{"/v1/items?category=%E4%B8%B4%E5%BA%8A%E5%8C%96%E5%AD%A6%E6%A3%80%E9%AA%8C&limit=1000", http.StatusOK, "LCHM951", "?"},
		{"/v1/items?category=%E4%B8%B4%E5%BA%8A%E5%8C%96%E5%AD%A6%E6%A3%80%E9%AA%8C&limit=1000&at=1-1", http.StatusOK, "LCHM051", "LCHM951"},
		{"/v1/institutions/150400-0001", http.StatusOK, `"retrieval_url":"https://example.org/images"`, "merged_into"},
		{"/v1/institutions/150400-0002", http.StatusOK, `"merged_into":"150400-0001"`, "retrieval_url"},
		{"/v1/institutions/150400-0002?at=1-2", http.StatusOK, `"id":"150400-0002"`, "merged_into"},
		{"/v1/institutions/150400-0003/recognized-issuers?item=LCHM951", http.StatusOK, `"id":"150400-0001"`, "150400-0002"},
		{"/v1/institutions/150400-0002/recognized-at?item=LCHM951", http.StatusOK, `"id":"150400-0003"`, `"id":"150400-0001"`},
		{"/v1/regions/150400/progress", http.StatusOK, `"listed":1`, "?"},
		{"/v1/jurisdictions/150400/lists/items/versions/1.csv", http.StatusOK, "演示新蛋白", "?"},
		{"/v1/decisions?issuer=150400-0002&receiver=150400-0003&item=LCHM951&exam_time=2026-11-20T08:00:00%2B08:00", http.StatusOK, `"institution":"150400-0001"`, `"institution":"150400-0002"`},
	} {
		answer := c.Get(t, read.target)
		if answer.Status != read.status || !strings.Contains(answer.Body, read.holds) || strings.Contains(answer.Body, read.lacks) {
			t.Errorf("%s: %d, and not with %s and without %s:\n%.1500s", read.target, answer.Status, read.holds, read.lacks, answer.Body)
		}
	}
}
