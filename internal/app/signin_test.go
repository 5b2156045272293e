package app

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"concord/catalogs"
	"concord/internal/office"
	"concord/internal/registry"
)

func newOffice(t *testing.T) *Office {
	t.Helper()
	kept := newStore(t)
	return NewOffice(kept, New(kept, catalogs.Load(), slog.New(slog.DiscardHandler)))
}

// write commits a plan.
func (o *Office) write(t *testing.T, change office.Change, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	change.At, change.Actor = 1, "test"
	if _, err := o.Commit(t.Context(), change); err != nil {
		t.Fatal(err)
	}
}

// TestTheWorkTellsNothing counts the hashes that an attempt costs, and what they
// cost each.
func TestTheWorkTellsNothing(t *testing.T) {
	o := newOffice(t)
	var costs []argon2id.Params
	compare := o.passwords.compare
	o.passwords.compare = func(password, hash string) (bool, error) {
		params, _, _, err := argon2id.DecodeHash(hash)
		if err != nil {
			t.Fatal(err)
		}
		costs = append(costs, *params)
		return compare(password, hash)
	}
	hash, err := o.passwords.hash(t.Context(), "several unrelated words")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []office.Account{
		{Name: "li.si", FullName: "李四"}, {Name: "gone", FullName: "王五"}, {Name: "sso", FullName: "赵六", Subject: "a|b"},
	} {
		given := hash
		if a.Subject != "" {
			given = ""
		}
		_, change, err := o.AddAccount(t.Context(), a, given)
		o.write(t, change, err)
	}
	_, _, change, err := o.ChangeAccount(t.Context(), office.Account{Name: "gone", FullName: "王五", Disabled: true}, "", 1)
	o.write(t, change, err)
	for i, name := range []office.AccountName{"li.si", "gone", "sso", "nobody", "No Name"} {
		costs = nil
		if _, err := o.SignIn(t.Context(), SignIn{Name: name, Password: "wrong", At: registry.Instant(i)}); !errors.Is(err, ErrSignIn) {
			t.Errorf("%s: %v", name, err)
		}
		if len(costs) != 1 || costs[0] != hashing {
			t.Errorf("%s cost %v, want one hash of %v", name, costs, hashing)
		}
	}
}

func TestAtMostTwoHashesAreMadeAtATime(t *testing.T) {
	o := newOffice(t)
	entered, leave := make(chan struct{}, 10), make(chan struct{})
	o.passwords.compare = func(string, string) (bool, error) {
		entered <- struct{}{}
		<-leave
		return false, nil
	}
	done := make(chan struct{})
	for range 5 {
		go func() {
			_, _ = o.passwords.opens(t.Context(), "a", "b")
			done <- struct{}{}
		}()
	}
	<-entered
	<-entered
	select {
	case <-entered:
		t.Error("a third hash is made beside two")
	default:
	}
	if len(o.passwords.turns) != 2 {
		t.Errorf("%d turns are taken, want 2", len(o.passwords.turns))
	}
	close(leave)
	for range 5 {
		<-done
	}
}

func TestManyAttemptsAtOnceAreNoWayAroundTheWait(t *testing.T) {
	o := newOffice(t)
	o.passwords.compare = func(string, string) (bool, error) { return false, nil }
	results := make(chan error)
	for range 50 {
		go func() {
			_, err := o.SignIn(t.Context(), SignIn{Name: "li.si", Password: "guess", Network: "a", At: 1})
			results <- err
		}()
	}
	compared := 0
	for range 50 {
		if err := <-results; errors.Is(err, ErrSignIn) {
			compared++
		}
	}
	if compared != 5 {
		t.Errorf("%d of 50 attempts were compared, want 5", compared)
	}
}

func TestThrottleForgetsAndIsBounded(t *testing.T) {
	th := newThrottle[int](2, 10)
	th.try(1, 100)
	th.try(1, 100)
	for _, step := range []struct{ now, wait registry.Instant }{{100, 1}, {101, 0}, {101, 2}, {103, 0}, {103, 4}, {143, 0}, {143, 0}, {143, 1}} {
		if got := th.try(1, step.now); got != step.wait {
			t.Errorf("at %d the wait is %d, want %d", step.now, got, step.wait)
		}
	}
	for range 60 {
		th.keep(2, failures{th.of(2).count + 1, 0})
	}
	if got := th.try(2, 0); got != longestWait {
		t.Errorf("after 60 failures the wait is %d, want %d", got, longestWait)
	}
	for i := range 5 * maxThrottled {
		th.try(i, 0)
	}
	if n := len(th.young) + len(th.old); n > 2*maxThrottled {
		t.Errorf("%d are remembered, want at most %d", n, 2*maxThrottled)
	}
}

func TestPasswords(t *testing.T) {
	for _, test := range []struct {
		password string
		weak     bool
	}{
		{"several unrelated words", false}, {"蓝色 山羊 骑 自行车 过 河", false}, {"x8#kQ2!vLp0z", false},
		{"x8#kQ2!vLp0", true}, {"aaaaaaaaaaaa", true}, {"123456789012", true}, {"abcdefghijkl", true}, {"qwertyuiop12", true},
		{"password1234", true}, {"Admin12345678", true}, {"zhang.san1234", true}, {"ababababababab", true}, {"", true},
		{string(make([]byte, 4096)), true},
	} {
		if weakness := weaknessOf("zhang.san", test.password); (weakness != nil) != test.weak {
			t.Errorf("%q: %v, want weak %t", test.password, weakness, test.weak)
		}
	}
	o := newOffice(t)
	once, hash, err := o.OneTimePassword(t.Context())
	if err != nil || weaknessOf("zhang.san", once) != nil {
		t.Errorf("the one-time password %q: %v", once, err)
	}
	if opens, err := o.passwords.opens(t.Context(), once, hash); !opens || err != nil {
		t.Errorf("it does not open: %v", err)
	}
}

// TestWhatHasEndedIsDropped is the upkeep that a server does every minute.
func TestWhatHasEndedIsDropped(t *testing.T) {
	o := newOffice(t)
	now := time.Unix(1_800_000_000, 0)
	for token, end := range map[string]time.Time{"ended": now.Add(-time.Second), "held": now.Add(time.Hour)} {
		if err := o.Sessions().CommitCtx(t.Context(), token, []byte("data"), end); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.keyring.keep(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	for token, want := range map[string]bool{"ended": false, "held": true} {
		if _, found, err := o.Sessions().FindCtx(t.Context(), token); found != want || err != nil {
			t.Errorf("the session that has %s: found %t, %v", token, found, err)
		}
	}
}
