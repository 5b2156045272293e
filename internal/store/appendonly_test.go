package store_test

import (
	"database/sql"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"concord/internal/registry"
	"concord/internal/store"
	"concord/internal/store/pgtest"
)

// Whoever changes what was recorded, its owner included, is refused.
func TestNothingRecordedCanBeChanged(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		write(t, open(t, url), roundStep(1))
		db := raw(t, url)
		for _, table := range recordTables(t, db, url) {
			changes := []string{fmt.Sprintf("UPDATE %s SET %s = %[2]s", table, columns(t, db, url, table)[0]), "DELETE FROM " + table}
			if isSQLite(url) {
				// Triggers of SQLite speak for each row, so that an empty table says nothing.
				if column(t, db, "SELECT count(*) FROM "+table)[0] == "0" {
					continue
				}
			} else {
				changes = append(changes, "TRUNCATE "+table+" CASCADE")
			}
			for _, change := range changes {
				if _, err := db.Exec(change); err == nil || !strings.Contains(err.Error(), "append-only") {
					t.Errorf("%s gives %v, want a refusal", change, err)
				}
			}
		}
	})
}

// replaced are the tables whose rows come and go; nothing of them is the record.
var replaced = []string{"credentials", "key_uses", "receipts", "sessions"}

// recordTables are the tables whose rows stay as they are.
func recordTables(t testing.TB, db *sql.DB, url string) []string {
	t.Helper()
	return slices.DeleteFunc(tables(t, db, url), func(table string) bool { return slices.Contains(replaced, table) })
}

// Every table has its triggers, whether or not a test has written to it.
func TestEveryTableRefusesChanges(t *testing.T) {
	url := sqliteURL(t)
	open(t, url)
	db := raw(t, url)
	for _, table := range recordTables(t, db, url) {
		triggers := column(t, db, "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '"+table+"'")
		if len(triggers) != 2 {
			t.Errorf("table %s has the triggers %v, want one for UPDATE and one for DELETE", table, triggers)
		}
	}
}

// The application role of PostgreSQL serves and publishes, and has no right to
// change anything.
func TestApplicationRoleAppendsOnly(t *testing.T) {
	owner := pgtest.Open(t)
	// The role is made after the first migration, and is granted its rights by
	// migrating again.
	if err := store.Migrate(t.Context(), owner); err != nil {
		t.Fatal(err)
	}
	app := applicationRole(t, owner)
	if err := store.Migrate(t.Context(), owner); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), app)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	write(t, s, roundStep(1))
	write(t, s, registry.Step{Basis: 1, Publications: roundStep(2).Publications})
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	db := raw(t, app)
	for _, table := range recordTables(t, db, app) {
		for _, change := range []string{"DELETE FROM " + table, "TRUNCATE " + table, "DROP TABLE " + table, "ALTER TABLE " + table + " DISABLE TRIGGER ALL"} {
			_, err := db.Exec(change)
			if err == nil || !strings.Contains(err.Error(), "permission denied") && !strings.Contains(err.Error(), "must be owner") {
				t.Errorf("%s by the application role gives %v, want a refusal for lack of rights", change, err)
			}
		}
	}
}

// applicationRole makes the role concord_app and returns the URL with which it
// opens the database.
func applicationRole(t *testing.T, owner string) string {
	t.Helper()
	db := raw(t, owner)
	if len(column(t, db, "SELECT rolname FROM pg_roles WHERE rolname = 'concord_app'")) == 0 {
		if _, err := db.Exec("CREATE ROLE concord_app"); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			// Its rights on the database go with it; those on others keep the role.
			if _, err := raw(t, owner).Exec("DROP OWNED BY concord_app; DROP ROLE concord_app"); err != nil {
				t.Logf("the role stays: %v", err)
			}
		})
	}
	if _, err := db.Exec("ALTER ROLE concord_app LOGIN PASSWORD 'appends-only'"); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(owner)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("concord_app", "appends-only")
	return u.String()
}
