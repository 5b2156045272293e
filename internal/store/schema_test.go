package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/internal/registry"
	"concord/internal/store"
	"concord/internal/store/pgtest"
	"concord/migrations"
)

func TestSchemasAreAlike(t *testing.T) {
	schema := func(url string) map[string][]string {
		open(t, url)
		db := raw(t, url)
		all := map[string][]string{}
		for _, table := range tables(t, db, url) {
			all[table] = columns(t, db, url, table)
		}
		return all
	}
	if diff := cmp.Diff(schema(sqliteURL(t)), schema(pgtest.Open(t))); diff != "" {
		t.Errorf("tables and columns (-sqlite +postgres):\n%s", diff)
	}
}

func TestMigrationsAreAlike(t *testing.T) {
	if diff := cmp.Diff(names(t, "sqlite"), names(t, "postgres")); diff != "" {
		t.Errorf("migrations (-sqlite +postgres):\n%s", diff)
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	files := migrations.Postgres
	if dir == "sqlite" {
		files = migrations.SQLite
	}
	entries, err := files.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestEveryColumnIsExplainedOnPostgres(t *testing.T) {
	url := pgtest.Open(t)
	open(t, url)
	for _, missing := range column(t, raw(t, url), `
		SELECT c.relname || coalesce('.' || a.attname, '')
		FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
		WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = current_schema()::regnamespace AND c.relname NOT LIKE 'goose%'
			AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid) IS NULL)`) {
		t.Errorf("%s has no comment", missing)
	}
}

// Codes are compared byte for byte whatever the database's collation.
func TestEveryTextIsComparedByBytesOnPostgres(t *testing.T) {
	url := pgtest.Open(t)
	open(t, url)
	for _, wrong := range column(t, raw(t, url), `
		SELECT table_name || '.' || column_name FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name NOT LIKE 'goose%' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'`) {
		t.Errorf("%s is not compared byte for byte", wrong)
	}
}

var columnLine = regexp.MustCompile(`^    ([a-z_0-9]+) +(TEXT|INTEGER|BLOB)\b`)

func TestEveryColumnIsExplainedOnSQLite(t *testing.T) {
	explained := 0
	for _, name := range names(t, "sqlite") {
		text, err := migrations.SQLite.ReadFile("sqlite/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if !columnLine.MatchString(line) {
				continue
			}
			if !strings.Contains(line, " -- ") {
				t.Errorf("%s: no comment: %s", name, line)
			}
			explained++
		}
	}
	url := sqliteURL(t)
	open(t, url)
	db := raw(t, url)
	want := 0
	for _, table := range tables(t, db, url) {
		want += len(columns(t, db, url, table))
	}
	if explained != want {
		t.Errorf("looked at %d columns of %d", explained, want)
	}
}

func TestOpenRefusesAnotherSchema(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		if _, err := store.Open(t.Context(), url); !errors.Is(err, store.ErrSchemaOlder) {
			t.Errorf("an empty database gives %v, want ErrSchemaOlder", err)
		}
		if err := store.Migrate(t.Context(), url); err != nil {
			t.Fatal(err)
		}
		db := raw(t, url)
		if _, err := db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, " + map[bool]string{true: "1", false: "true"}[isSQLite(url)] + ")"); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(t.Context(), url); !errors.Is(err, store.ErrSchemaNewer) {
			t.Errorf("a database from the future gives %v, want ErrSchemaNewer", err)
		}
	})
}

func TestStatusTellsWhatIsApplied(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		applied := func() (n, all int) {
			status, err := store.Status(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range status {
				if !m.AppliedAt.IsZero() {
					n++
				}
			}
			return n, len(status)
		}
		if n, all := applied(); n != 0 || all == 0 {
			t.Errorf("before migrating %d of %d migrations are applied", n, all)
		}
		for range 2 {
			if err := store.Migrate(t.Context(), url); err != nil {
				t.Fatal(err)
			}
		}
		if n, all := applied(); n != all {
			t.Errorf("after migrating %d of %d migrations are applied", n, all)
		}
	})
}

func TestURLsThatNameNoDatabase(t *testing.T) {
	for _, url := range []string{"", "concord.db", "mysql://host/db", "sqlite:", "postgres://%zz"} {
		if s, err := store.Open(t.Context(), url); err == nil {
			s.Close()
			t.Errorf("%q opens", url)
		}
	}
}

func TestErrorsHideThePassword(t *testing.T) {
	_, err := store.Open(t.Context(), "postgres://concord:geheim@127.0.0.1:1/concord?sslmode=disable")
	if err == nil || strings.Contains(err.Error(), "geheim") {
		t.Errorf("the error is %v, want one without the password", err)
	}
	if !errors.Is(err, registry.ErrUnavailable) {
		t.Errorf("a server that is not there gives %v, want ErrUnavailable", err)
	}
}

func TestSQLiteFiles(t *testing.T) {
	dir := t.TempDir()
	odd := filepath.Join(dir, "登记 100% #1?.db")
	write(t, open(t, "sqlite:"+odd), registry.Step{Action: "first"})
	if _, err := os.Stat(odd); err != nil {
		t.Errorf("the database is not where its URL says: %v", err)
	}
	head, err := open(t, "sqlite:"+odd).Head(t.Context())
	if err != nil || head.Newest != 1 {
		t.Errorf("opened again it stands at %d (%v), want 1", head.Newest, err)
	}
	nowhere := "sqlite:" + filepath.Join(dir, "no", "such", "folder", "concord.db")
	if _, err := store.Open(t.Context(), nowhere); !errors.Is(err, registry.ErrUnavailable) {
		t.Errorf("a folder that is not there gives %v, want ErrUnavailable", err)
	}
}

func TestSQLiteInMemoryIsGoneWhenClosed(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s, err := store.Open(t.Context(), "sqlite::memory:", store.MigrateFirst())
	if err != nil {
		t.Fatal(err)
	}
	write(t, s, registry.Step{Action: "first"})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(os.TempDir())
	if err != nil || len(left) > 0 {
		t.Errorf("%v is left (%v)", left, err)
	}
}
