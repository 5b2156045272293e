package httpapi_test

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"concord/api"
	"concord/internal/httpapi"
	"concord/internal/httpapi/apitest"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// reads are one address of every read of published data, and part of what it
// answers.
var reads = []struct{ target, part string }{
	{"/v1/regions?level=prefecture&parent=150000", `"name":"赤峰市"`},
	{"/v1/items?domain=exam&modality=DR", `"code":"EXRY012"`},
	{"/v1/items?category=%E4%B8%B4%E5%BA%8A%E5%8C%96%E5%AD%A6%E6%A3%80%E9%AA%8C&limit=1000", `"code":"LCHM051"`},
	{"/v1/items/LCHM051", `"loinc":"2823-3"`},
	{"/v1/regions?q=cf&level=prefecture", `"name":"赤峰市"`},
	{"/v1/items?q=alt", `"code":"LCHM001"`},
	{"/v1/items?q=xcg&limit=1", `"code":"LHEM0`},
	{"/v1/institutions?q=ysyy", `"id":"150400-0001"`},
	{"/v1/panels", `"name":"血常规"`},
	{"/v1/panels?q=xcg", `"name":"血常规"`},
	{"/v1/panels?q=%E7%94%B5%E8%A7%A3%E8%B4%A8", `"name":"电解质四项"`},
	{"/v1/institutions?region=150404", `"name":"演示镇卫生院"`},
	{"/v1/institutions?level=3&kind=%E7%BB%BC%E5%90%88%E5%8C%BB%E9%99%A2", `"id":"150400-0001"`},
	{"/v1/institutions/150400-0005", `"status":"closed"`},
	{"/v1/institutions/150400-0005?on=2019-01-01", `"status":"open"`},
	{"/v1/institutions/150400-0005?on=1949-01-01", `"status":"planned"`},
	{"/v1/institutions/150400-0002/recognized-issuers?item=LCHM051", `"id":"150400-0001"`},
	{"/v1/institutions/150400-0001/recognized-at?item=LCHM051", `"id":"150400-0004"`},
	{"/v1/reasons", `"code":"ST03"`},
	{"/v1/jurisdictions/150400/lists/items", `"version":2}`},
	{"/v1/jurisdictions/150400/lists/items?on=2026-03-01", `"unmapped":[{"category":"其他","note":null,"printed":"中药代谢组学"`},
	{"/v1/jurisdictions/150400/lists/institutions", `"scope":{"items":["LCHM052"],"mode":"except"}`},
	{"/v1/jurisdictions/150400/lists/negative", `"age":[0,6]`},
	{"/v1/jurisdictions/150400/lists/items/versions", `"version":3`},
	{"/v1/jurisdictions/150400/lists/items/versions/1", `"contact":"0476-0000000"`},
	{"/v1/jurisdictions/150400/lists/items/versions/1.csv", "钾"},
	{"/v1/jurisdictions/150400/lists/items/versions/2/diff", `"added":[{"code":"LCHM053"`},
	{"/v1/jurisdictions/150400/lists/items/versions/1/diff?against=2", `"before":"15d"`},
	{"/v1/jurisdictions/150400/lists/items/versions/1/diff", `"against":null`},
	{"/v1/progress?parent=150000", `"region":"150400"`},
	{"/v1/regions/150400/progress", `"listed":4`},
}

func TestReads(t *testing.T) {
	c := newContract(t)
	for _, read := range reads {
		answer := c.Get(t, read.target)
		if answer.Status != http.StatusOK || !strings.Contains(answer.Body, read.part) {
			t.Errorf("%s: %d, and the answer does not hold %s:\n%.2000s", read.target, answer.Status, read.part, answer.Body)
		}
	}
}

func TestWorkbookIsAWorkbook(t *testing.T) {
	answer := newContract(t).Get(t, "/v1/jurisdictions/150400/lists/items/versions/1.xlsx")
	if answer.Status != http.StatusOK || !strings.HasPrefix(answer.Body, "PK\x03\x04") {
		t.Errorf("%d, and no workbook: %.40q", answer.Status, answer.Body)
	}
}

func TestFilesAreNamedAfterWhatTheyHold(t *testing.T) {
	c := newContract(t)
	for _, test := range []struct{ target, lang, name, plain string }{
		{"/v1/jurisdictions/150400/lists/items/versions/1.xlsx", "zh", "赤峰市-互认项目清单-第1版.xlsx", "filename=150400-items-1.xlsx;"},
		{"/v1/jurisdictions/150400/lists/items/versions/1.csv", "zh", "赤峰市-互认项目清单-第1版.csv", "filename=150400-items-1.csv;"},
		{"/v1/progress.csv?on=2026-11-22", "zh", "检查检验结果互认项目进度.csv", "filename=progress-2026-11-22.csv;"},
		{"/v1/regions/150400/progress/items.xlsx?on=2026-11-22", "zh", "赤峰市互认项目逐项情况.xlsx", "filename=150400-items-2026-11-22.xlsx;"},
		{"/v1/jurisdictions/150400/lists/items/versions/1.csv", "en", "Chifeng-item list-version 1.csv", ""},
	} {
		said := c.Get(t, test.target, "Accept-Language: "+test.lang).Header.Get("Content-Disposition")
		kind, parameters, err := mime.ParseMediaType(said)
		if err != nil || kind != "attachment" || parameters["filename"] != test.name || !strings.Contains(said, test.plain) {
			t.Errorf("%s: %s, which names %q, not %q (%v)", test.target, said, parameters["filename"], test.name, err)
		}
	}
	if refused := c.Get(t, "/v1/jurisdictions/150400/lists/items/versions/9.csv"); refused.Header.Get("Content-Disposition") != "" {
		t.Errorf("a problem is a file: %s", refused.Header.Get("Content-Disposition"))
	}
}

func TestReadsAreAnswered(t *testing.T) {
	c := newContract(t)
	for _, read := range reads {
		c.Get(t, read.target)
	}
	c.Get(t, "/v1/decisions?issuer=a&receiver=b&item=c&exam_time=2026-11-20T08:00:00%2B08:00")
	c.Post(t, "/v1/decisions/batch", `{"questions":[]}`)
}

func TestReadsAnswer304ToWhoHoldsThem(t *testing.T) {
	c := newContract(t)
	for _, read := range reads {
		tag := c.Get(t, read.target).Header.Get("ETag")
		if tag == "" {
			t.Errorf("%s has no ETag", read.target)
			continue
		}
		for _, held := range []string{tag, strings.TrimPrefix(tag, "W/"), `"other", ` + tag} {
			if again := c.Get(t, read.target, "If-None-Match: "+held); again.Status != http.StatusNotModified || again.Body != "" {
				t.Errorf("%s with If-None-Match %s: %d %q, want 304", read.target, held, again.Status, again.Body)
			}
		}
		for _, changed := range []string{"Accept-Language: en", `If-None-Match: "other"`} {
			if again := c.Get(t, read.target, changed); again.Status != http.StatusOK {
				t.Errorf("%s with %s: %d, want 200", read.target, changed, again.Status)
			}
		}
	}
}

// The validator of a version begins with the digest of its content, and stays
// the same for as long as the version says the same.
func TestVersionsAreValidatedByTheirDigest(t *testing.T) {
	c := newContract(t)
	version := c.Get(t, "/v1/jurisdictions/150400/lists/items/versions/1")
	digest := read[struct {
		Digest string `json:"digest"`
	}](t, version).Digest
	for _, target := range []string{"1", "1.csv", "1.csv?bom=false", "1.xlsx"} {
		a := c.Get(t, "/v1/jurisdictions/150400/lists/items/versions/"+target)
		if tag := a.Header.Get("ETag"); digest == "" || !strings.HasPrefix(tag, `W/"`+digest) {
			t.Errorf("%s has the ETag %s, want one of digest %q", target, tag, digest)
		}
		if marked := strings.HasPrefix(a.Body, "\ufeff"); marked != (target == "1.csv") {
			t.Errorf("%s begins with a byte order mark: %v", target, marked)
		}
	}
}

// Reads of published data take the day that is looked at, and the revision. The
// file that a version was read from has neither; what is not in the snapshot is
// known as it is today.
func TestReadsTakeADayAndARevision(t *testing.T) {
	spec, err := openapi3.NewLoader().LoadFromData(api.Spec)
	if err != nil {
		t.Fatal(err)
	}
	without := []string{"GetVersionSource", "GetAnnouncement", "SummarizeCoverage"}
	for path, item := range spec.Paths.Map() {
		o := item.Get
		if o == nil || o.Tags[0] == "operation" || o.Responses.Status(http.StatusOK) == nil ||
			o.Responses.Status(http.StatusOK).Value.Headers["ETag"] == nil || slices.Contains(without, o.OperationID) {
			continue
		}
		for _, name := range []string{"at", "on"} {
			if o.Parameters.GetByInAndName("query", name) == nil {
				t.Errorf("GET %s takes no %s=", path, name)
			}
		}
	}
}

func TestReadsThatFindNothing(t *testing.T) {
	c := newContract(t)
	for _, test := range []struct {
		target  string
		status  int
		code    string
		pointer string
	}{
		{"/v1/nothing", 404, "NOT_FOUND", ""},
		{"/v1/items/NONE", 404, "NOT_FOUND", ""},
		{"/v1/institutions/150400-9999", 404, "NOT_FOUND", ""},
		{"/v1/institutions/150400-9999/recognized-at?item=LCHM051", 404, "NOT_FOUND", ""},
		{"/v1/institutions/150400-0001/recognized-at?item=NONE", 404, "NOT_FOUND", ""},
		{"/v1/institutions/150400-0001/recognized-at", 400, "REQUEST_INVALID", "/item"},
		{"/v1/jurisdictions/150400/lists/people", 404, "NOT_FOUND", ""},
		{"/v1/jurisdictions/420100/lists/items", 404, "NOT_FOUND", ""},
		{"/v1/jurisdictions/150400/lists/items?on=2025-12-31", 404, "NOT_FOUND", ""},
		{"/v1/jurisdictions/150400/lists/items?at=1-1", 404, "NOT_FOUND", ""},
		{"/v1/jurisdictions/150400/lists/items/versions/4", 404, "NOT_FOUND", ""},
		{"/v1/jurisdictions/150400/lists/items/versions/2?at=1-4", 404, "NOT_FOUND", ""},
		{"/v1/jurisdictions/150400/lists/items/versions/0", 404, "NOT_FOUND", ""},
		{"/v1/jurisdictions/150400/lists/items/versions/x", 400, "REQUEST_INVALID", "/n"},
		{"/v1/jurisdictions/150400/lists/items/versions/4.csv", 404, "NOT_FOUND", ""},
		{"/v1/jurisdictions/150400/lists/items/versions/2/diff?against=9", 404, "NOT_FOUND", ""},
		{"/v1/regions/150402/progress", 404, "NOT_FOUND", ""},
		{"/v1/regions/999999/progress", 404, "NOT_FOUND", ""},
		{"/v1/items?at=1-99", 404, "REVISION_UNKNOWN", "/at"},
		{"/v1/items?at=2-1", 404, "REVISION_UNKNOWN", "/at"},
		{"/v1/items?at=now", 400, "REQUEST_INVALID", "/at"},
		{"/v1/items?on=today", 400, "REQUEST_INVALID", "/on"},
		{"/v1/items?limit=1001", 400, "REQUEST_INVALID", "/limit"},
		{"/v1/items?limit=-1", 400, "REQUEST_INVALID", "/limit"},
		{"/v1/items?limit=many", 400, "REQUEST_INVALID", "/limit"},
		{"/v1/items?cursor=x", 400, "REQUEST_INVALID", "/cursor"},
		{"/v1/items?domain=imaging", 400, "REQUEST_INVALID", "/domain"},
		{"/v1/regions?level=planet", 400, "REQUEST_INVALID", "/level"},
		{"/v1/institutions?level=9", 400, "REQUEST_INVALID", "/level"},
		{"/v1/institutions?level=-1", 400, "REQUEST_INVALID", "/level"},
		{"/v1/progress?level=county", 400, "REQUEST_INVALID", "/level"},
		{"/v1/items?b=1&a=1&d=1&c=1", 400, "FIELD_UNKNOWN", "/a"},
		{"/v1/items?colour=red", 400, "FIELD_UNKNOWN", "/colour"},
	} {
		answer := c.Get(t, test.target)
		problem := read[api.Problem](t, answer)
		got := fmt.Sprint(answer.Status, " ", problem.Code, " ", problem.Errors[0].Pointer)
		if want := fmt.Sprint(test.status, " ", test.code, " ", test.pointer); got != want {
			t.Errorf("%s: %s, want %s", test.target, got, want)
		}
		if answer.Header.Get("ETag") != "" {
			t.Errorf("%s: a problem has an ETag", test.target)
		}
	}
}

func TestMethodsThatAPathDoesNotKnow(t *testing.T) {
	answer := newContract(t).Post(t, "/v1/reasons", `{}`)
	if problem := read[api.Problem](t, answer); answer.Status != http.StatusMethodNotAllowed || problem.Code != "METHOD_NOT_ALLOWED" {
		t.Errorf("%d %s, want 405 METHOD_NOT_ALLOWED", answer.Status, problem.Code)
	}
}

func TestVersionsHaveAStateAndAnEnd(t *testing.T) {
	c := newContract(t)
	page := read[api.VersionPage](t, c.Get(t, "/v1/jurisdictions/150400/lists/items/versions"))
	var got []string
	for _, v := range page.Items {
		got = append(got, fmt.Sprintf("%d %s %s–%s %s, %d entries", v.Version, v.State, text(v.EffectiveFrom), text(v.EffectiveTo), v.Revision, v.EntryCount))
	}
	want := []string{
		"3 published 2027-01-01– 1-6, 1 entries",
		"2 published 2026-07-01–2026-12-31 1-5, 4 entries",
		"1 superseded 2026-01-01–2026-06-30 1-2, 3 entries",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("versions (-want +got):\n%s", diff)
	}
	before := read[api.VersionPage](t, c.Get(t, "/v1/jurisdictions/150400/lists/items/versions?at=1-4"))
	if len(before.Items) != 1 || before.Items[0].EffectiveTo != nil {
		t.Errorf("what the registry knew at 1-4: %+v, want version 1 without an end", before.Items)
	}
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func TestPagesNeitherSkipNorRepeat(t *testing.T) {
	c := newContract(t)
	whole := read[api.ItemPage](t, c.Get(t, "/v1/items?domain=exam&limit=1000"))
	var walked []api.Item
	for cursor := ""; ; {
		page := read[api.ItemPage](t, c.Get(t, "/v1/items?domain=exam&limit=50&cursor="+cursor))
		walked = append(walked, page.Items...)
		if page.NextCursor == nil {
			break
		}
		cursor = *page.NextCursor
	}
	if diff := cmp.Diff(whole.Items, walked); diff != "" {
		t.Errorf("walking the pages (-whole +walked):\n%s", diff)
	}
}

func TestRecognizedIssuers(t *testing.T) {
	page := read[api.CounterpartPage](t, newContract(t).Get(t, "/v1/institutions/150400-0004/recognized-issuers?item=LCHM051&limit=1"))
	var got []string
	for _, one := range page.Items {
		got = append(got, fmt.Sprintf("%s %s %s %s", one.Institution.ID, one.Outcome, text(one.Mark), one.Governing.Entry))
	}
	if diff := cmp.Diff([]string{"150400-0001 recognized 赤峰HR LCHM051"}, got); diff != "" || page.NextCursor == nil {
		t.Errorf("the first page (-want +got), next %v:\n%s", page.NextCursor, diff)
	}
}

// away is a registry whose database cannot be reached, or that has not been
// read yet.
type away struct {
	httpapi.Registry
	snapshot *recognition.Snapshot
}

func (a away) Snapshot() *recognition.Snapshot { return a.snapshot }
func (a away) Degraded() bool                  { return true }

func (a away) List(context.Context, registry.ListID) (registry.ListHistory, error) {
	return registry.ListHistory{}, fmt.Errorf("read a list: %w", registry.ErrUnavailable)
}

func TestDegradedAnswersSaySo(t *testing.T) {
	service := apitest.Registry(t)
	c := apitest.NewContract(t, newHandler(away{service, service.Snapshot()}))
	if got := c.Post(t, "/v1/decisions", potassium).Header.Get("Concord-Degraded"); got != "true" {
		t.Errorf("Concord-Degraded = %q, want true", got)
	}
}

func TestListsOfADatabaseThatIsAwayAreUnavailable(t *testing.T) {
	service := apitest.Registry(t)
	c := apitest.NewContract(t, newHandler(away{service, service.Snapshot()}))
	answer := c.Get(t, "/v1/jurisdictions/150400/lists/items")
	if problem := read[api.Problem](t, answer); answer.Status != http.StatusServiceUnavailable || problem.Code != "STORE_UNAVAILABLE" {
		t.Errorf("%d %s, want 503 STORE_UNAVAILABLE", answer.Status, problem.Code)
	}
}

func TestNothingIsAnsweredBeforeTheFirstSnapshot(t *testing.T) {
	c := apitest.NewContract(t, newHandler(away{apitest.Registry(t), nil}))
	for _, answer := range []apitest.Answer{c.Post(t, "/v1/decisions", potassium), c.Get(t, "/v1/items"), c.Get(t, "/v1/items?at=1-1")} {
		if problem := read[api.Problem](t, answer); answer.Status != http.StatusServiceUnavailable || problem.Code != "NOT_READY" {
			t.Errorf("%d %s, want 503 NOT_READY", answer.Status, problem.Code)
		}
	}
}
