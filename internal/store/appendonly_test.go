package store_test

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/store"
	"concord/internal/store/pgtest"
)

// Whoever changes what was recorded, its owner included, is refused.
func TestNothingRecordedCanBeChanged(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		s := open(t, url)
		twoSteps(t, s)
		if _, err := s.Commit(t.Context(), office.Change{Files: []office.File{abc}}); err != nil {
			t.Fatal(err)
		}
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
var replaced = []string{
	"credentials", "key_uses", "outcome_cases", "outcome_partners", "outcome_receivers", "outcome_tallies", "receipts", "sessions", "setup_links",
}

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

// The application role of PostgreSQL serves, publishes and restores, and has no
// right to change anything.
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
	source := open(t, sqliteURL(t))
	if _, err := source.Commit(t.Context(), office.Change{Accounts: []office.Account{{Name: "wang.wu", FullName: "王五"}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := restore(t, s, backup(t, source)); err != nil {
		t.Errorf("a restore by the application role: %v", err)
	}
	serves(t, s)
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	db := raw(t, app)
	for _, table := range replaced {
		for _, change := range []string{
			fmt.Sprintf("UPDATE %s SET %s = %[2]s", table, columns(t, db, app, table)[0]), "DELETE FROM " + table,
		} {
			if _, err := db.Exec(change); err != nil {
				t.Errorf("%s by the application role: %v", change, err)
			}
		}
	}
	for _, table := range recordTables(t, db, app) {
		first := columns(t, db, app, table)[0]
		for _, change := range []string{
			fmt.Sprintf("UPDATE %s SET %s = %[2]s", table, first),
			"DELETE FROM " + table, "TRUNCATE " + table, "DROP TABLE " + table, "ALTER TABLE " + table + " DISABLE TRIGGER ALL",
		} {
			_, err := db.Exec(change)
			if err == nil || !strings.Contains(err.Error(), "permission denied") && !strings.Contains(err.Error(), "must be owner") {
				t.Errorf("%s by the application role gives %v, want a refusal for lack of rights", change, err)
			}
		}
	}
}

// serves does with a store what a server does: writes of every kind.
func serves(t *testing.T, s *store.Store) {
	t.Helper()
	write(t, s, roundStep(1))
	write(t, s, registry.Step{Basis: 1, Publications: roundStep(2).Publications})
	change := office.Change{
		Actor: "li.si", Accounts: []office.Account{{Name: "li.si", FullName: "李四"}}, Files: []office.File{abc},
		Credentials: []office.Credential{{Account: "li.si"}}, Receipt: &office.Receipt{Actor: "li.si", Key: "r"},
	}
	_, committed := s.Commit(t.Context(), change)
	for _, err := range []error{
		committed,
		s.UseTOTP(t.Context(), "li.si", 1),
		s.UseKeys(t.Context(), []office.KeyUse{{ID: "k"}}),
		s.CommitCtx(t.Context(), "token", nil, time.Now()),
		s.CommitCtx(t.Context(), "token", []byte("x"), time.Now()),
		s.DeleteCtx(t.Context(), "token"),
		s.DropSessions(t.Context(), time.Now()),
	} {
		if err != nil {
			t.Error(err)
		}
	}
}

// A session's token is in the database under its hash alone.
func TestTokensAreNotStored(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		const token = "MtJ0dfJeYv0zlTAJ"
		if err := open(t, url).CommitCtx(t.Context(), token, []byte("data"), time.Now()); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256([]byte(token))
		if got := column(t, raw(t, url), "SELECT token_hash FROM sessions"); len(got) != 1 || got[0] != hex.EncodeToString(sum[:]) {
			t.Errorf("the session is kept under %v, want the token's hash", got)
		}
	})
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
