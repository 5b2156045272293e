package store_test

import (
	"database/sql"
	"strings"
	"testing"

	_ "github.com/glebarez/sqlite" // the driver sqlite
	_ "github.com/jackc/pgx/v5/stdlib"
)

// raw opens a database behind the store's back, as an operator could.
func raw(t testing.TB, url string) *sql.DB {
	t.Helper()
	driver, source := "pgx", url
	if path, embedded := strings.CutPrefix(url, "sqlite:"); embedded {
		driver, source = "sqlite", path
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// column returns the one column of a query.
func column(t testing.TB, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func isSQLite(url string) bool { return strings.HasPrefix(url, "sqlite:") }

// tables are the registry's own tables; of partitioned ones the whole.
func tables(t testing.TB, db *sql.DB, url string) []string {
	t.Helper()
	if isSQLite(url) {
		return column(t, db, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%' ORDER BY name`)
	}
	return column(t, db, `SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
		AND relnamespace = current_schema()::regnamespace AND relname NOT LIKE 'goose%' ORDER BY relname::text COLLATE "C"`)
}

// partitions are the parts of tables of PostgreSQL, which have their columns from
// them.
func partitions(t testing.TB, db *sql.DB) []string {
	t.Helper()
	return column(t, db, `SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'
		AND relnamespace = current_schema()::regnamespace ORDER BY relname::text COLLATE "C"`)
}

// columns are the columns of a table in order.
func columns(t testing.TB, db *sql.DB, url, table string) []string {
	t.Helper()
	if isSQLite(url) {
		return column(t, db, `SELECT name FROM pragma_table_info('`+table+`') ORDER BY cid`)
	}
	return column(t, db, `SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = '`+table+`' ORDER BY ordinal_position`)
}
