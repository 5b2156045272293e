package store_test

import (
	"context"
	"path/filepath"
	"testing"

	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/store"
	"concord/internal/store/pgtest"
	"concord/internal/store/storetest"
)

func TestMain(m *testing.M) {
	pgtest.Main(m)
}

// databases make an empty database and return its URL.
var databases = map[string]func(*testing.T) string{
	"sqlite":   sqliteURL,
	"postgres": func(t *testing.T) string { return pgtest.Open(t) },
}

func sqliteURL(t *testing.T) string {
	return "sqlite:" + filepath.Join(t.TempDir(), "concord.db")
}

// onEach runs a test on both databases.
func onEach(t *testing.T, test func(t *testing.T, url string)) {
	for name, create := range databases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, create(t))
		})
	}
}

func open(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url, store.MigrateFirst())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func TestConformance(t *testing.T) {
	for name, create := range databases {
		t.Run(name, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T) storetest.Opener {
				url := create(t)
				return func(t *testing.T) office.Store { return open(t, url) }
			})
		})
	}
}

// write writes a step that must be taken.
func write(t testing.TB, s *store.Store, step registry.Step) {
	t.Helper()
	if _, err := s.Write(context.Background(), step); err != nil {
		t.Fatalf("write %s: %v", step.Action, err)
	}
}
