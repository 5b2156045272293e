package httpapi_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"

	"concord/api"
	"concord/catalogs"
	"concord/internal/app"
	"concord/internal/httpapi"
	"concord/internal/httpapi/apitest"
	"concord/internal/office"
	"concord/internal/registry"
)

// toldDesk writes one event about each of a key, the settings of two jurisdictions
// and an account, and returns the desk.
func toldDesk(t *testing.T) *officeDesk {
	t.Helper()
	d := newOfficeDesk(t)
	for i, c := range []office.Change{
		{Actor: "=1+1", Action: "key.issue", Reason: "@SUM(A1)", Keys: []office.Key{{ID: "k7f3", Hash: "5ec9e7", Owner: "医院", Region: "150502"}}},
		{Actor: "li.si", Action: "settings.choose", Settings: []office.Settings{{Jurisdiction: "150500", NoticeHours: 24}}},
		{Actor: "hubei", Action: "settings.choose", Settings: []office.Settings{{Jurisdiction: "420000", NoticeHours: 48}}},
		{Actor: "nation", Action: "account.create", Accounts: []office.Account{{Name: "li.si", FullName: "李四"}}},
		{Actor: "li.si", Action: "settings.choose", Settings: []office.Settings{{Jurisdiction: "150500", NoticeHours: 0, Version: 1}}},
	} {
		c.At = registry.InstantOf(apitest.Now) + registry.Instant(i*24*60*60)
		if _, err := d.store.Commit(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// subjects asks for events and names what they are about.
func subjects(t *testing.T, d *officeDesk, who, query string) []string {
	t.Helper()
	answer := d.as(who, http.MethodGet, "/v1/audit?limit=1000&"+query, "")
	want(t, answer, http.StatusOK, "")
	all := []string{}
	for _, e := range read[api.EventPage](t, answer).Items {
		all = append(all, e.Noun+" "+e.Subject)
	}
	return all
}

// Everybody sees the record of their regions, the nation all of it.
func TestWhoMayReadTheRecord(t *testing.T) {
	d := toldDesk(t)
	all := subjects(t, d, "nation", "")
	if !slices.Contains(all, "account li.si") || !slices.Contains(all, "step 1") {
		t.Errorf("the nation reads %v, want what concerns nobody as well", all)
	}
	local := []string{"key k7f3", "settings 150500", "settings 150500"}
	for query, want := range map[string][]string{
		"": local, "jurisdiction=150500": local[1:], "jurisdiction=150502": local[:1],
		"noun=account": {}, "jurisdiction=150500&noun=settings&actor=li.si": local[1:],
	} {
		if diff := cmp.Diff(want, subjects(t, d, "auditor", query)); diff != "" {
			t.Errorf("the auditor of 150500 reads with %q (-want +got):\n%s", query, diff)
		}
	}
	for _, target := range []string{"/v1/audit", "/v1/audit.csv"} {
		want(t, d.as("auditor", http.MethodGet, target+"?jurisdiction=420000", ""), http.StatusForbidden, "NOT_ALLOWED")
		want(t, d.as("auditor", http.MethodGet, target+"?jurisdiction=150000", ""), http.StatusForbidden, "NOT_ALLOWED")
		want(t, d.as("nation", http.MethodGet, target+"?jurisdiction=999999", ""), http.StatusNotFound, "NOT_FOUND")
		for _, who := range []string{"zhang.san", "li.si", "hubei", "neimeng", "nobody"} {
			want(t, d.as(who, http.MethodGet, target, ""), http.StatusForbidden, "NOT_ALLOWED")
		}
		want(t, d.Get(t, target), http.StatusUnauthorized, "SIGN_IN_NEEDED")
	}
}

// An account is the affair of the narrowest region that holds its grants, those
// before a change included; so is its signing in.
func TestAccountsAreTheAffairOfTheirRegion(t *testing.T) {
	d := toldDesk(t)
	for _, body := range []string{
		`{"name":"inside","full_name":"内","grants":[{"role":"editor","region":"150500"},{"role":"approver","region":"150502"}]}`,
		`{"name":"outside","full_name":"外","grants":[{"role":"editor","region":"150500"},{"role":"editor","region":"420000"}]}`,
		`{"name":"nobody","full_name":"无","grants":[]}`,
	} {
		d.done("nation", http.MethodPost, "/v1/accounts", body)
	}
	d.done("nation", http.MethodPut, "/v1/accounts/inside", `{"full_name":"内","grants":[{"role":"editor","region":"150502"}],"disabled":false}`)
	d.done("nation", http.MethodPut, "/v1/accounts/inside", `{"full_name":"内","grants":[{"role":"editor","region":"420000"}],"disabled":false}`)
	d.done("nation", http.MethodPost, "/v1/accounts/inside/password", ``)
	if diff := cmp.Diff([]string{"account inside", "account inside"}, subjects(t, d, "auditor", "noun=account")); diff != "" {
		t.Errorf("the auditor of 150500 reads (-want +got):\n%s", diff)
	}
	if all := subjects(t, d, "nation", "noun=account"); len(all) != 7 {
		t.Errorf("the nation reads %v", all)
	}
}

func TestTheRecordIsFiltered(t *testing.T) {
	d := toldDesk(t)
	for query, want := range map[string][]string{
		"actor=hubei":                     {"settings 420000"},
		"noun=settings&subject=150500":    {"settings 150500", "settings 150500"},
		"from=2026-11-25":                 {"account li.si", "settings 150500"},
		"from=2026-11-24&to=2026-11-25":   {"settings 420000", "account li.si"},
		"noun=settings&to=2026-11-23":     {"settings 150500"},
		"jurisdiction=420000&actor=li.si": {},
		"list=150500/items":               {},
	} {
		if diff := cmp.Diff(want, subjects(t, d, "nation", query)); diff != "" {
			t.Errorf("with %s (-want +got):\n%s", query, diff)
		}
	}
	for query, code := range map[string]string{
		"from=yesterday": "REQUEST_INVALID", "to=2026-13-01": "REQUEST_INVALID", "limit=0x": "REQUEST_INVALID",
		"limit=1001": "REQUEST_INVALID", "cursor=x": "REQUEST_INVALID", "cursor=MS0xOjA": "REQUEST_INVALID", "person=x": "FIELD_UNKNOWN",
	} {
		want(t, d.as("nation", http.MethodGet, "/v1/audit?"+query, ""), http.StatusBadRequest, code)
	}
}

// Both orders tell the same events, a page at a time; a cursor holds for its own.
func TestTheRecordIsReadFromEitherEnd(t *testing.T) {
	d := toldDesk(t)
	walk := func(order string) (numbers []int64, last string) {
		for cursor := ""; ; {
			page := read[api.EventPage](t, d.as("nation", http.MethodGet, "/v1/audit?limit=2&from=2026-11-23&order="+order+"&cursor="+cursor, ""))
			for _, e := range page.Items {
				numbers = append(numbers, e.Number)
			}
			if page.NextCursor == nil {
				return numbers, cursor
			}
			cursor = *page.NextCursor
		}
	}
	earliest, forward := walk("earliest")
	newest, backward := walk("newest")
	byDefault, _ := walk("")
	slices.Reverse(newest)
	if diff := cmp.Diff(earliest, newest); diff != "" || len(earliest) < 4 || !slices.IsSorted(earliest) {
		t.Errorf("from its end the record reads (-from its beginning +from its end):\n%s", diff)
	}
	if diff := cmp.Diff(earliest, byDefault); diff != "" {
		t.Errorf("without an order (-earliest +got):\n%s", diff)
	}
	for _, query := range []string{"order=newest&cursor=" + forward, "order=earliest&cursor=" + backward, "order=latest"} {
		want(t, d.as("nation", http.MethodGet, "/v1/audit?"+query, ""), http.StatusBadRequest, "REQUEST_INVALID")
	}
}

func TestTheRecordTellsBeforeAndAfter(t *testing.T) {
	d := toldDesk(t)
	var walked []api.Event
	for cursor := ""; ; {
		page := read[api.EventPage](t, d.as("nation", http.MethodGet, "/v1/audit?limit=2&cursor="+cursor, ""))
		walked = append(walked, page.Items...)
		if page.NextCursor == nil {
			break
		}
		cursor = *page.NextCursor
	}
	for i, e := range walked {
		if e.Number != int64(i+1) || i > 0 && e.PreviousHash != walked[i-1].Hash {
			t.Errorf("event %d of the pages is %d, behind %s", i+1, e.Number, e.PreviousHash)
		}
	}
	if first := walked[0]; first.Revision == nil || *first.Revision != "1-1" || first.Noun != "step" {
		t.Errorf("the first event is %+v, want the first step", first)
	}
	last := walked[len(walked)-1]
	hours := func(hours float64) any {
		return map[string]any{"jurisdiction": "150500", "notice_hours": hours, "sole_approval": false}
	}
	if diff := cmp.Diff([]any{hours(24), hours(0)}, []any{last.Before, last.After}); diff != "" || last.Version != 2 {
		t.Errorf("the last event, of version %d, goes (-want +got):\n%s", last.Version, diff)
	}
}

// What a key is known by stands neither in the answer nor in the file.
func TestKeyHashesAreNotShown(t *testing.T) {
	d := toldDesk(t)
	for _, target := range []string{"/v1/audit?noun=key", "/v1/audit.csv?noun=key"} {
		answer := d.as("nation", http.MethodGet, target, "")
		want(t, answer, http.StatusOK, "")
		if !strings.Contains(answer.Body, "k7f3") || strings.Contains(answer.Body, "5ec9e7") {
			t.Errorf("%s shows the hash, or no key: %s", target, answer.Body)
		}
	}
}

// faltering is a store whose record cannot be read beyond some reads.
type faltering struct {
	app.Store
	reads atomic.Int32
}

func (f *faltering) Events(ctx context.Context, s office.EventSelection) ([]office.Event, error) {
	if f.reads.Add(-1) < 0 {
		return nil, registry.ErrUnavailable
	}
	return f.Store.Events(ctx, s)
}

// A file that cannot be written to its end is no file: before its first byte that
// is said, later the connection breaks off.
func TestAPartOfTheRecordIsNotTakenForTheWhole(t *testing.T) {
	service, kept := apitest.Open(t, "sqlite:"+filepath.Join(t.TempDir(), "concord.db"))
	facts := make([]office.Fact, 2000)
	for i := range facts {
		facts[i] = office.Fact{Step: -1, Noun: office.NounSession, Subject: "li.si"}
	}
	if _, err := kept.Commit(t.Context(), office.Change{Facts: facts}); err != nil {
		t.Fatal(err)
	}
	store := &faltering{Store: kept}
	api := httpapi.New(service, catalogs.Load(), httpapi.Options{Office: app.NewOffice(store, service)})
	e := echo.New()
	e.HTTPErrorHandler = httpapi.HandleError
	e.Use(api.Pin, signIn)
	api.Register(e)
	server := httptest.NewServer(e)
	defer server.Close()
	ask := func(reads int32) (status int, err error) {
		store.reads.Store(reads)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/v1/audit.csv", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set(whoHeader, "nation")
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			return 0, err
		}
		defer answer.Body.Close()
		_, err = io.Copy(io.Discard, answer.Body)
		return answer.StatusCode, err
	}
	if status, err := ask(0); status != http.StatusServiceUnavailable || err != nil {
		t.Errorf("before the first byte: %d, %v, want 503", status, err)
	}
	if _, err := ask(3); err == nil {
		t.Error("in the middle the connection does not break off")
	}
	if status, err := ask(99); status != http.StatusOK || err != nil {
		t.Errorf("the whole: %d, %v", status, err)
	}
}

func TestTheRecordAsAFile(t *testing.T) {
	d := toldDesk(t)
	for range 7 { // more than is read at a time
		facts := make([]office.Fact, 100)
		for i := range facts {
			facts[i] = office.Fact{Step: -1, Noun: office.NounSession, Subject: fmt.Sprint(i)}
		}
		if _, err := d.store.Commit(t.Context(), office.Change{Actor: "li.si", Facts: facts}); err != nil {
			t.Fatal(err)
		}
	}
	text, marked := strings.CutPrefix(d.as("nation", http.MethodGet, "/v1/audit.csv", "").Body, "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked {
		t.Fatalf("the file has a byte order mark: %t; it reads with %v", marked, err)
	}
	all, err := d.store.Events(t.Context(), office.EventSelection{})
	if err != nil || len(rows) != len(all)+1 {
		t.Fatalf("%d rows of %d events (%v)", len(rows)-1, len(all), err)
	}
	at := slices.IndexFunc(rows, func(row []string) bool { return row[4] == "key" })
	if got := rows[at]; got[2] != "'=1+1" || got[9] != "'@SUM(A1)" || got[3] != "key.issue" || got[7] != "150502" {
		t.Errorf("the row of the key is %q", got)
	}
}
