package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// database is one of the two databases, opened.
type database struct {
	name    string // the URL without its password
	dialect dialect
	reads   *gorm.DB
	writes  *gorm.DB // the same as reads on PostgreSQL
	listen  listener // nil where the database notifies nobody
	close   func()
}

// dialect is what the two databases do in different ways.
type dialect struct {
	kind       string
	read       *sql.TxOptions
	write      *sql.TxOptions
	lock       string // takes the turn to write, where beginning does not
	notify     string // tells other processes of the step, where the database can
	batch      int    // rows of one INSERT
	copies     bool   // rows can be streamed in by COPY
	draftState string // the state of a draft in its newest event, e
	// among and amongIDs compare a text or a UUID with the elements of one JSON array.
	among, amongIDs string
	partitions      string // makes partitions for outcomes; empty where there are none
	columns         string // query of the names and types of a table's columns, in order
	forms           map[string]form
	schemas         schemas
}

const (
	sqliteURL     = "sqlite:"
	postgresURL   = "postgres://"
	postgresqlURL = "postgresql://"
)

// Embedded reports whether a URL names an embedded database, which needs no
// operator to migrate it.
func Embedded(url string) bool { return strings.HasPrefix(url, sqliteURL) }

func openDatabase(ctx context.Context, url string) (*database, error) {
	switch {
	case Embedded(url):
		return openSQLite(ctx, strings.TrimPrefix(url, sqliteURL))
	case strings.HasPrefix(url, postgresURL), strings.HasPrefix(url, postgresqlURL):
		return openPostgres(ctx, url)
	}
	return nil, fmt.Errorf("database URL %q is neither sqlite:PATH nor postgres://…", withoutPassword(url))
}

// orm opens GORM over a pool. Every write goes through an explicit transaction,
// and errors are returned, not logged.
func orm(dialector gorm.Dialector) (*gorm.DB, error) {
	return gorm.Open(dialector, &gorm.Config{
		Logger:                 logger.Discard,
		SkipDefaultTransaction: true,
		TranslateError:         true,
		DisableAutomaticPing:   true,
	})
}

// transaction is a transaction through GORM, with the connection below it for
// what GORM is too slow for.
type transaction struct {
	*gorm.DB
	dialect dialect
	conn    *sql.Conn
}

// read runs do on one consistent state of the database.
func (d *database) read(ctx context.Context, do func(*transaction) error) error {
	return d.run(ctx, d.reads, d.dialect.read, do)
}

// write runs do when it is its turn, and commits what it wrote whole.
func (d *database) write(ctx context.Context, do func(*transaction) error) error {
	return d.run(ctx, d.writes, d.dialect.write, func(tx *transaction) error {
		if d.dialect.lock != "" {
			if err := tx.Exec(d.dialect.lock).Error; err != nil {
				return err
			}
		}
		return do(tx)
	})
}

// writeBeside runs do without waiting for the turn to write: what it writes is no
// part of the registry, and it sees to it itself that nobody writes the same.
func (d *database) writeBeside(ctx context.Context, do func(*transaction) error) error {
	return d.run(ctx, d.writes, d.dialect.write, do)
}

func (d *database) run(ctx context.Context, pool *gorm.DB, o *sql.TxOptions, do func(*transaction) error) error {
	err := pool.WithContext(ctx).Connection(func(c *gorm.DB) error {
		conn, ok := c.Statement.ConnPool.(*sql.Conn)
		if !ok {
			return fmt.Errorf("connection is a %T, not a *sql.Conn", c.Statement.ConnPool)
		}
		return c.Transaction(func(tx *gorm.DB) error {
			return do(&transaction{DB: tx, dialect: d.dialect, conn: conn})
		}, o)
	})
	return registryError(ctx, err)
}
