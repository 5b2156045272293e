package httpapi_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"concord/catalogs"
	"concord/internal/app"
	"concord/internal/httpapi"
	"concord/internal/httpapi/apitest"
	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/store"
)

// officeDesk is the API of a registry that can be written to, asked by people
// whose sign-in is taken for granted.
type officeDesk struct {
	*apitest.Contract
	t     testing.TB
	store *store.Store
	api   *httpapi.API
	now   *atomic.Int64 // the desk's clock
}

// people are who sits at the desk, by name.
var people = map[string][]office.Grant{
	"nation":    {{Role: office.Administrator, Region: office.Nation}},
	"zhang.san": {{Role: office.Editor, Region: "150500"}},
	"li.si":     {{Role: office.Approver, Region: "150500"}},
	"wang.wu":   {{Role: office.Editor, Region: "150500"}, {Role: office.Approver, Region: "150500"}},
	"hubei":     {{Role: office.Editor, Region: "420000"}, {Role: office.Approver, Region: "420000"}},
	"neimeng":   {{Role: office.Editor, Region: "150000"}, {Role: office.Approver, Region: "150000"}},
	"auditor":   {{Role: office.Auditor, Region: "150500"}},
	"approver":  {{Role: office.Approver, Region: "150400"}},
}

// systems are keys of institutions, by their name.
var systems = map[string]office.Actor{
	"150400-0001":  {Institution: "150400-0001", Scopes: []office.Scope{office.ScopeCodeMap}},
	"150400-0002":  {Institution: "150400-0002", Scopes: []office.Scope{office.ScopeCodeMap}},
	"root-key":     {Institution: "150400-0001", Scopes: []office.Scope{office.ScopeOutcomes}},
	"outcomes-key": {Institution: "150400-0002", Scopes: []office.Scope{office.ScopeOutcomes}},
}

const whoHeader = "Test-Person"

func newOfficeDesk(t testing.TB) *officeDesk {
	t.Helper()
	return newOfficeDeskIn(t, deskDatabase(t))
}

// deskDatabase is the URL of the empty database of a desk: embedded, unless a
// test wants all desks on another one.
var deskDatabase = func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "concord.db") }

func newOfficeDeskIn(t testing.TB, database string) *officeDesk {
	t.Helper()
	service, kept := apitest.Open(t, database)
	return newOfficeDeskOver(t, service, kept)
}

func newOfficeDeskOver(t testing.TB, service *app.Service, kept *store.Store) *officeDesk {
	t.Helper()
	return newOfficeDeskBehind(t, service, kept, kept)
}

// newOfficeDeskBehind is a desk whose office sees the store as seen.
func newOfficeDeskBehind(t testing.TB, service *app.Service, kept *store.Store, seen app.Store) *officeDesk {
	t.Helper()
	d := &officeDesk{t: t, store: kept, now: &atomic.Int64{}}
	d.now.Store(apitest.Now.Unix())
	api := httpapi.New(service, catalogs.Load(), httpapi.Options{
		Clock:  func() time.Time { return time.Unix(d.now.Load(), 0).In(registry.China) },
		Build:  "test",
		Office: app.NewOffice(seen, service),
	})
	e := echo.New()
	e.HTTPErrorHandler = httpapi.HandleError
	e.Use(api.Pin, signIn)
	api.Register(e)
	d.Contract = apitest.NewContract(t, e)
	d.api = api
	return d
}

// signIn takes a person's word for who they are.
func signIn(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		name := c.Request().Header.Get(whoHeader)
		if system, ok := systems[name]; ok {
			system.Name = name
			httpapi.Authenticate(c, system)
			return next(c)
		}
		if name != "" {
			httpapi.Authenticate(c, office.Actor{Name: name, Account: office.AccountName(name), Grants: people[name]})
		}
		return next(c)
	}
}

// pass lets days go by.
func (d *officeDesk) pass(days int) { d.now.Add(int64(days) * 24 * 60 * 60) }

// as asks in the name of a person with a JSON body.
func (d *officeDesk) as(who, method, target, body string, headers ...string) apitest.Answer {
	d.t.Helper()
	return d.Ask(d.t, method, target, body, append(headers, "Content-Type: application/json", whoHeader+": "+who)...)
}

// upload posts a file with fields beside it.
func (d *officeDesk) upload(who, method, target, name, content string, fields [][2]string, headers ...string) apitest.Answer {
	d.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		d.t.Fatal(err)
	}
	_, _ = part.Write([]byte(content))
	for _, field := range fields {
		if err := form.WriteField(field[0], field[1]); err != nil {
			d.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		d.t.Fatal(err)
	}
	return d.Ask(d.t, method, target, body.String(), append(headers, "Content-Type: "+form.FormDataContentType(), whoHeader+": "+who)...)
}

// want fails unless an answer has a status, and where it is a problem, a code.
func want(t testing.TB, a apitest.Answer, status int, code string) {
	t.Helper()
	if a.Status != status {
		t.Fatalf("answered %d, want %d: %.1500s", a.Status, status, a.Body)
	}
	if code == "" {
		return
	}
	if got := read[struct {
		Code string `json:"code"`
	}](t, a).Code; got != code {
		t.Errorf("the problem's code is %s, want %s: %.800s", got, code, a.Body)
	}
}

// created is the draft that an upload by zhang.san became.
func (d *officeDesk) created(kind, content string, fields ...[2]string) string {
	d.t.Helper()
	if !slices.ContainsFunc(fields, func(field [2]string) bool { return field[0] == "effective_from" }) {
		fields = append(fields, [2]string{"effective_from", "2026-12-01"})
	}
	a := d.upload("zhang.san", http.MethodPost, "/v1/jurisdictions/150500/lists/"+kind+"/drafts", "list.csv", content, fields)
	want(d.t, a, http.StatusCreated, "")
	return read[struct {
		ID string `json:"id"`
	}](d.t, a).ID
}

// issued puts a key into the registry.
func (d *officeDesk) issued(k office.Key) {
	d.t.Helper()
	if _, err := d.store.Commit(d.t.Context(), office.Change{Actor: "test", Action: "key.issue", Keys: []office.Key{k}}); err != nil {
		d.t.Fatal(err)
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
