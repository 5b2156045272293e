package app

import (
	"context"
	"testing"

	"concord/internal/store"
	"concord/internal/store/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// tester is what a test and a case of a property have in common.
type tester interface {
	Helper()
	Cleanup(func())
	Errorf(format string, args ...any)
	Fatal(args ...any)
}

// newStore is an empty embedded store that is gone when the test ends.
func newStore(t tester) Store {
	t.Helper()
	return openStore(t, "sqlite::memory:")
}

// openStore opens a store that is closed when the test ends.
func openStore(t tester, url string) Store {
	t.Helper()
	opened, err := store.Open(context.Background(), url, store.MigrateFirst())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return opened
}
