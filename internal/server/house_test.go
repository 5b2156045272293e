package server

import (
	"context"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/alexedwards/argon2id"

	"concord/catalogs"
	"concord/internal/app"
	"concord/internal/httpapi/apitest"
	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/store"
	"concord/internal/store/pgtest"
)

// password is everybody's.
const password = "several unrelated words"

// passwordHash is made once: it is slow on purpose.
var passwordHash = sync.OnceValue(func() string {
	hash, err := argon2id.CreateHash(password, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		panic(err)
	}
	return hash
})

// house is a whole server with an office, held to the contract.
type house struct {
	*apitest.Contract
	server   *Server
	office   *app.Office
	database string
}

func newHouse(t testing.TB, o Options) *house {
	t.Helper()
	return houseIn(t, "sqlite:"+filepath.Join(t.TempDir(), "concord.db"), o)
}

// houseIn is a house over the empty database at a URL.
func houseIn(t testing.TB, database string, options Options) *house {
	t.Helper()
	service, o := apitest.OfficeIn(t, database)
	return houseOf(t, database, service, o, options)
}

// onEachDatabase tries what rests on the store on every kind of it.
func onEachDatabase(t *testing.T, try func(t *testing.T, database string)) {
	t.Run("sqlite", func(t *testing.T) { try(t, "sqlite:"+filepath.Join(t.TempDir(), "concord.db")) })
	t.Run("postgres", func(t *testing.T) { try(t, pgtest.Open(t)) })
}

// neighbour is another server on the same database.
func (h *house) neighbour(t testing.TB, o Options) *house {
	t.Helper()
	service, office := apitest.Beside(t, h.database)
	return houseOf(t, h.database, service, office, o)
}

func houseOf(t testing.TB, database string, service *app.Service, o *app.Office, options Options) *house {
	t.Helper()
	options.Office = o
	if options.Clock == nil {
		options.Clock = (&clock{apitest.Now}).read
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	s, err := New(service, catalogs.Load(), options)
	if err != nil {
		t.Fatal(err)
	}
	return &house{apitest.NewContract(t, s), s, o, database}
}

// Ask asks with any method and a JSON body.
func (h *house) Ask(t testing.TB, method, target, body string, headers ...string) apitest.Answer {
	t.Helper()
	return h.Contract.Ask(t, method, target, body, append([]string{"Content-Type: application/json"}, headers...)...)
}

// events are what the record tells.
func (h *house) events(t testing.TB, s office.EventSelection) []office.Event {
	t.Helper()
	kept, err := store.Open(t.Context(), h.database)
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	events, err := kept.Events(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func (h *house) now() registry.Instant { return registry.InstantOf(h.server.options.Clock()) }

// commit writes a plan.
func (h *house) commit(t testing.TB, change office.Change, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	change.At, change.Actor = h.now(), "test"
	if _, err := h.office.Commit(context.Background(), change); err != nil {
		t.Fatal(err)
	}
}

// person makes an account with everybody's password.
func (h *house) person(t testing.TB, name office.AccountName, grants ...string) {
	t.Helper()
	a := office.Account{Name: name, FullName: "张三"}
	for _, text := range grants {
		role, region, _ := strings.Cut(text, ":")
		parsed, err := office.ParseRole(role)
		if err != nil {
			t.Fatal(err)
		}
		a.Grants = append(a.Grants, office.Grant{Role: parsed, Region: registry.RegionCode(region)})
	}
	_, change, err := h.office.AddAccount(context.Background(), a, passwordHash())
	h.commit(t, change, err)
}

// edit changes an account.
func (h *house) edit(t testing.TB, name office.AccountName, edit func(*office.Account)) {
	t.Helper()
	a, err := h.office.Account(context.Background(), name)
	if err != nil {
		t.Fatal(err)
	}
	edit(&a)
	_, _, change, err := h.office.ChangeAccount(context.Background(), a, "", h.now())
	h.commit(t, change, err)
}

// key issues a key and returns its text.
func (h *house) key(t testing.TB, k office.Key) string {
	t.Helper()
	text, id := app.NewKey()
	k.ID, k.Owner, k.IssuedAt = id, "测试", h.now()
	if k.Region == "" && k.Account == "" {
		k.Region = office.Nation
	}
	_, change, err := h.office.IssueKey(context.Background(), text, k)
	h.commit(t, change, err)
	return text
}

// signIn signs in and returns the cookie as a request carries it.
func (h *house) signIn(t testing.TB, name string, headers ...string) string {
	t.Helper()
	answer := h.trySignIn(t, name, password, "", headers...)
	if answer.Status != http.StatusOK {
		t.Fatalf("%s does not get in: %d %s", name, answer.Status, answer.Body)
	}
	return "Cookie: " + cookieOf(t, answer).String()
}

func (h *house) trySignIn(t testing.TB, name, password, code string, headers ...string) apitest.Answer {
	t.Helper()
	body := `{"name":"` + name + `","password":"` + password + `"}`
	if code != "" {
		body = body[:len(body)-1] + `,"code":"` + code + `"}`
	}
	return h.Post(t, "/v1/session", body, headers...)
}

// cookieOf is the session's cookie that an answer sets, its token and nothing
// else.
func cookieOf(t testing.TB, a apitest.Answer) *http.Cookie {
	t.Helper()
	if set := setCookie(a); set != nil {
		return &http.Cookie{Name: set.Name, Value: set.Value}
	}
	t.Fatalf("no session was begun: %v", a.Header["Set-Cookie"])
	return nil
}

func setCookie(a apitest.Answer) *http.Cookie {
	cookies := (&http.Response{Header: a.Header}).Cookies()
	i := slices.IndexFunc(cookies, func(c *http.Cookie) bool { return c.Name == sessionCookie })
	if i < 0 {
		return nil
	}
	return cookies[i]
}

// whoIs is whom the server takes a cookie for; empty for nobody.
func (h *house) whoIs(t testing.TB, cookie string) string {
	t.Helper()
	answer := h.Get(t, "/v1/session", cookie)
	if answer.Status == http.StatusUnauthorized {
		return ""
	}
	return read[struct{ Name string }](t, answer).Name
}
