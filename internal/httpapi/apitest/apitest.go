// Package apitest holds what tests of the API share: a small registry in a real
// store, and a check of every answer against the contract.
package apitest

import (
	"context"
	_ "embed"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"concord/catalogs"
	"concord/internal/app"
	"concord/internal/registry"
	"concord/internal/store"
)

//go:embed registry.json
var file []byte

// Now is the instant at which the tests ask.
var Now = time.Date(2026, 11, 22, 10, 0, 0, 0, registry.China)

// Registry is the application over an embedded database that holds
// registry.json. The store is closed when the test ends.
func Registry(t testing.TB) *app.Service {
	t.Helper()
	return RegistryIn(t, "sqlite:"+filepath.Join(t.TempDir(), "concord.db"))
}

// RegistryOf is Registry with another registry file in place of registry.json.
func RegistryOf(t testing.TB, file []byte) *app.Service {
	t.Helper()
	service, _ := loaded(t, "sqlite:"+filepath.Join(t.TempDir(), "concord.db"), file)
	return service
}

// RegistryIn is Registry over the empty database at a URL.
func RegistryIn(t testing.TB, database string) *app.Service {
	t.Helper()
	service, _ := Open(t, database)
	return service
}

// Open is the application over the empty database at a URL, filled with
// registry.json, and its store.
func Open(t testing.TB, database string) (*app.Service, *store.Store) {
	t.Helper()
	return loaded(t, database, file)
}

func loaded(t testing.TB, database string, file []byte) (*app.Service, *store.Store) {
	t.Helper()
	ctx := context.Background()
	kept, err := store.Open(ctx, database, store.MigrateFirst())
	if err != nil {
		t.Fatalf("open the store: %v", err)
	}
	t.Cleanup(func() {
		if err := kept.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	load := app.Load{File: file, Now: registry.InstantOf(Now), Actor: "test"}
	result, err := app.NewRegistrar(kept, catalogs.Load()).Load(ctx, load)
	if err != nil {
		t.Fatalf("load the registry file: %v", err)
	}
	for _, p := range result.Problems {
		t.Fatalf("registry file: %v", p)
	}
	service := app.New(kept, catalogs.Load(), slog.New(slog.DiscardHandler))
	if err := service.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	return service, kept
}

// OfficeIn is the application over the empty database at a URL, filled with
// registry.json, and the office that writes in it.
func OfficeIn(t testing.TB, database string) (*app.Service, *app.Office) {
	t.Helper()
	service, kept := Open(t, database)
	return service, staffed(t, kept, service)
}

// Beside is what another server on the database of a first one has.
func Beside(t testing.TB, database string) (*app.Service, *app.Office) {
	t.Helper()
	kept, err := store.Open(context.Background(), database)
	if err != nil {
		t.Fatalf("open the store: %v", err)
	}
	t.Cleanup(func() {
		if err := kept.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	service := app.New(kept, catalogs.Load(), slog.New(slog.DiscardHandler))
	if err := service.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	return service, staffed(t, kept, service)
}

// staffed is an office that knows its keys.
func staffed(t testing.TB, kept *store.Store, service *app.Service) *app.Office {
	t.Helper()
	office := app.NewOffice(kept, service)
	if err := office.Keyring().Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	return office
}
