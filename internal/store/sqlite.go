package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/glebarez/sqlite"
	"github.com/pressly/goose/v3"

	"concord/migrations"
)

// inMemory is the path of a database that is gone when it is closed. It is a
// file all the same: connections to SQLite's own :memory: share nothing.
const inMemory = ":memory:"

// sqliteReaders is how many reads run side by side.
const sqliteReaders = 4

// A batch is short, because the driver takes quadratic time to bind values: 20
// rows at a time are 15 times faster than 500.
var sqliteDialect = dialect{
	kind:       sqlite.DriverName,
	read:       &sql.TxOptions{ReadOnly: true},
	batch:      20,
	draftState: "json_extract(e.state_after, '$.state')",
	among:      "IN (SELECT value FROM json_each(?))",
	amongIDs:   "IN (SELECT value FROM json_each(?))",
	columns:    "SELECT name, type FROM pragma_table_info(?) ORDER BY cid",
	forms:      map[string]form{"INTEGER": numberForm, "TEXT": textForm, "BLOB": bytesForm},
	schemas: schemas{
		goose: goose.DialectSQLite3,
		files: migrations.SQLite,
		dir:   "sqlite",
	},
}

// openSQLite opens one connection to write with and some to read with. synchronous
// FULL makes a commit outlast the loss of power, not only of the process.
func openSQLite(ctx context.Context, path string) (*database, error) {
	if path == "" {
		return nil, fmt.Errorf("database URL %q names no file", sqliteURL)
	}
	path, remove, err := fileOf(path)
	if err != nil {
		return nil, err
	}
	writer, err := sql.Open(sqlite.DriverName, sqliteDSN(path, "immediate"))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	writer.SetMaxOpenConns(1)
	reader, err := sql.Open(sqlite.DriverName, sqliteDSN(path, "deferred", "query_only(1)"))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	reader.SetMaxOpenConns(sqliteReaders)
	db := &database{name: sqliteURL + path, dialect: sqliteDialect, close: func() {
		reader.Close()
		writer.Close()
		remove()
	}}
	if err := db.overSQLite(writer, reader); err != nil {
		db.close()
		return nil, fmt.Errorf("open %s: %w", db.name, registryError(ctx, err))
	}
	return db, nil
}

func (d *database) overSQLite(writer, reader *sql.DB) (err error) {
	if d.writes, err = orm(&sqlite.Dialector{Conn: writer}); err != nil {
		return err
	}
	d.reads, err = orm(&sqlite.Dialector{Conn: reader})
	return err
}

// fileOf returns the file of a database and what removes it when it is closed.
func fileOf(path string) (file string, remove func(), err error) {
	if path != inMemory {
		return path, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "concord-sqlite-")
	if err != nil {
		return "", nil, fmt.Errorf("make a place for a database in memory: %w", err)
	}
	return filepath.Join(dir, "concord.db"), func() { os.RemoveAll(dir) }, nil
}

// sqliteDSN writes the settings of every connection. The timeout stands first,
// because the others may already have to wait for another process.
func sqliteDSN(path, begin string, more ...string) string {
	settings := url.Values{"_txlock": {begin}}
	settings["_pragma"] = append([]string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"}, more...)
	escaped := strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	return "file:" + escaped + "?" + settings.Encode()
}
