package server

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"concord/api"
	"concord/internal/httpapi/apitest"
	"concord/internal/office"
	"concord/internal/store/pgtest"
)

// reading is a key that may read.
var reading = office.Key{Scopes: []office.Scope{office.ScopeRead}}

func (h *house) byKey(t testing.TB, key string) apitest.Answer {
	t.Helper()
	return h.Get(t, "/v1/session", "Authorization: Bearer "+key)
}

func TestKeys(t *testing.T) {
	h := newHouse(t, Options{})
	key := h.key(t, office.Key{Institution: "150400-0001", Region: "150400", Scopes: []office.Scope{office.ScopeRead, office.ScopeOutcomes}})
	identity := read[api.Identity](t, h.byKey(t, key))
	if *identity.Institution != "150400-0001" || identity.Account != nil || len(identity.Scopes) != 2 || !strings.HasPrefix(key, "ck_"+*identity.Key+"_") {
		t.Errorf("the key is taken for %+v", identity)
	}
	for _, test := range []struct {
		header string
		status int
	}{
		{"Bearer " + key, 200}, {"bearer " + key, 200},
		{"Bearer " + strings.ToUpper(key), 401}, {"Bearer " + key[:len(key)-1], 401}, {"Bearer " + key + "a", 401},
		{"Bearer ck_" + *identity.Key, 401}, {"Bearer ", 401}, {key, 401}, {"Basic c2VjcmV0", 401},
	} {
		answer := h.Post(t, "/v1/decisions", question, "Authorization: "+test.header)
		if answer.Status != test.status {
			t.Errorf("Authorization %q: %d, want %d", test.header, answer.Status, test.status)
		}
	}
}

func TestGuessingKeysIsLimited(t *testing.T) {
	h := newHouse(t, Options{AddressRate: 1e-9, AddressBurst: 3})
	for range 3 {
		if answer := h.byKey(t, "ck_guess_guess"); code(t, answer) != "KEY_INVALID" {
			t.Fatalf("%d %s", answer.Status, answer.Body)
		}
	}
	if answer := h.byKey(t, "ck_guess_guess"); answer.Status != http.StatusTooManyRequests {
		t.Errorf("a fourth guess: %d, want 429", answer.Status)
	}
}

func TestKeysEnd(t *testing.T) {
	onEachDatabase(t, keysEnd)
}

func keysEnd(t *testing.T, database string) {
	hour := &clock{apitest.Now}
	h := houseIn(t, database, Options{Clock: hour.read})
	h.person(t, "li.si", "editor:420000")
	expiring := reading
	expiring.Expires = h.now() + 60
	keys := map[string]string{
		"revoked":                  h.key(t, reading),
		"expired":                  h.key(t, expiring),
		"of a disabled account":    h.key(t, office.Key{Account: "li.si", Scopes: []office.Scope{office.ScopeAccount}}),
		"that nothing happened to": h.key(t, reading),
	}
	for name, key := range keys {
		if answer := h.byKey(t, key); answer.Status != http.StatusOK {
			t.Errorf("before anything happens, the key %s: %d", name, answer.Status)
		}
	}
	_, change, err := h.office.RevokeKey(t.Context(), idOf(keys["revoked"]))
	h.commit(t, change, err)
	h.edit(t, "li.si", func(a *office.Account) { a.Disabled = true })
	hour.now = hour.now.Add(time.Minute)
	for name, key := range keys {
		answer := h.byKey(t, key)
		if holds := answer.Status == http.StatusOK; holds != (name == "that nothing happened to") {
			t.Errorf("the key %s: %d", name, answer.Status)
		}
	}
}

func idOf(key string) string { return strings.Split(key, "_")[1] }

func TestAnAccountsKeyActsAsTheAccountIsNow(t *testing.T) {
	h := newHouse(t, Options{})
	h.person(t, "li.si", "administrator:420000")
	key := "Authorization: Bearer " + h.key(t, office.Key{Account: "li.si", Scopes: []office.Scope{office.ScopeAccount}})
	body := `{"name":"%","full_name":"王五","grants":[{"role":"editor","region":"420000"}]}`
	if answer := h.Post(t, "/v1/accounts", strings.Replace(body, "%", "first", 1), key); answer.Status != http.StatusOK {
		t.Fatalf("%d %s", answer.Status, answer.Body)
	}
	if e := h.events(t, office.EventSelection{Subject: "first"}); len(e) != 1 || !strings.HasPrefix(e[0].Actor, "li.si by key ") {
		t.Errorf("the record tells %+v", e)
	}
	h.edit(t, "li.si", func(a *office.Account) { a.Grants = []office.Grant{{Role: office.Editor, Region: "420000"}} })
	if answer := h.Post(t, "/v1/accounts", strings.Replace(body, "%", "second", 1), key); code(t, answer) != "NOT_ALLOWED" {
		t.Errorf("after the grant was taken: %d %s", answer.Status, answer.Body)
	}
}

func TestOtherServersLearnOfKeysAndForgetThem(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		h := houseIn(t, database, Options{})
		other := h.neighbour(t, Options{})
		following(t, other)
		key := h.key(t, reading)
		known := func() bool {
			_, ok := other.office.Keyring().Actor(key, h.now())
			return ok
		}
		await(t, "the other server knows the key", known)
		_, change, err := h.office.RevokeKey(t.Context(), idOf(key))
		h.commit(t, change, err)
		await(t, "the other server knows it no longer", func() bool { return !known() })
	})
}

// A key that another process issued a moment ago holds at its first use.
func TestANewKeyHoldsAtOnce(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		h := houseIn(t, database, Options{})
		other := h.neighbour(t, Options{})
		if answer := other.Get(t, "/v1/items?limit=1", "Authorization: Bearer "+h.key(t, reading)); answer.Status != http.StatusOK {
			t.Errorf("%d %s", answer.Status, answer.Body)
		}
	})
}

// following lets an office follow its store until the test ends.
func following(t *testing.T, h *house) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.office.Follow(ctx)
	}()
	stop = func() {
		cancel()
		<-done
	}
	t.Cleanup(stop)
	return stop
}

// await asks until something holds.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), outageLimit)
	defer cancel()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			t.Fatalf("after %v it is not so: %s", outageLimit, what)
		case <-again.C:
		}
	}
}

func TestTheLastUseOfAKeyIsToldOnceItIsWrittenDown(t *testing.T) {
	h := newHouse(t, Options{})
	key, unused := h.key(t, reading), h.key(t, reading)
	stop := following(t, h)
	h.byKey(t, key)
	stop()
	keys, err := h.office.Keys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		switch k.ID {
		case idOf(key):
			if k.Used != h.now()-h.now()%60 {
				t.Errorf("the key was used at %s, want the minute of %s", k.Used, h.now())
			}
		case idOf(unused):
			if k.Used != 0 {
				t.Errorf("the other key was used at %s", k.Used)
			}
		}
	}
}

func TestKeysHoldWhileTheDatabaseIsAway(t *testing.T) {
	database := pgtest.Open(t)
	h := houseIn(t, database, Options{AddressBurst: 1 << 20})
	following(t, h)
	h.person(t, "li.si", "editor:420000")
	key, cookie := h.key(t, reading), h.signIn(t, "li.si")
	restore := pgtest.Interrupt(t, database, "nobody")
	if answer := h.Post(t, "/v1/decisions", question, "Authorization: Bearer "+key); answer.Status != http.StatusOK {
		t.Errorf("a decision by key: %d %s", answer.Status, answer.Body)
	}
	if answer := h.Post(t, "/v1/decisions", question, cookie); answer.Status != http.StatusOK {
		t.Errorf("a decision by a browser: %d %s", answer.Status, answer.Body)
	}
	if answer := h.Get(t, "/v1/session", cookie); code(t, answer) != "STORE_UNAVAILABLE" {
		t.Errorf("whoever is signed in is told %d %s", answer.Status, answer.Body)
	}
	restore()
	await(t, "the session goes on", func() bool { return h.whoIs(t, cookie) == "li.si" })
}
