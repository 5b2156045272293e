package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"gorm.io/driver/postgres"

	"concord/migrations"
)

// revisionChannel is where a step is announced when it commits.
const revisionChannel = "concord_revision"

// ensurePartitions makes the partitions of outcomes: of the last 12 months, of
// this one and of the next 24, by the months of China.
const ensurePartitions = `SELECT ensure_outcome_partitions(
	((now() AT TIME ZONE INTERVAL '+08:00') - INTERVAL '12 months')::date, 12 + 1 + 24)`

// The advisory lock is “Concord” in ASCII. Row and table locks would need rights
// that the application role does not have. Behind the lock every statement of a
// READ COMMITTED transaction sees all that earlier writers committed.
var postgresDialect = dialect{
	kind:       "postgres",
	read:       &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
	write:      &sql.TxOptions{Isolation: sql.LevelReadCommitted},
	lock:       "SELECT pg_advisory_xact_lock(x'436f6e636f7264'::bigint)",
	notify:     "NOTIFY " + revisionChannel,
	batch:      500, // of at most 24 columns; PostgreSQL binds at most 65,535 values
	copies:     true,
	draftState: "(e.state_after::jsonb ->> 'state')",
	among:      "= ANY (ARRAY(SELECT jsonb_array_elements_text(?::jsonb)))",
	amongIDs:   "= ANY (ARRAY(SELECT jsonb_array_elements_text(?::jsonb)::uuid))",
	partitions: ensurePartitions,
	columns: `SELECT column_name, data_type FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position`,
	forms: map[string]form{
		"bigint": numberForm, "integer": numberForm, "text": textForm, "bytea": bytesForm,
		"jsonb":                    {"%s::text", readText},
		"boolean":                  {"%s::int", readTruth},
		"date":                     {"%s - DATE '1970-01-01'", readDate},
		"uuid":                     {"%s::text", readText},
		"timestamp with time zone": {"extract(epoch FROM %s)::bigint", readTime},
	},
	schemas: schemas{
		goose: goose.DialectPostgres,
		files: migrations.Postgres,
		dir:   "postgres",
		after: "CALL grant_application_role(); " + ensurePartitions,
	},
}

func openPostgres(ctx context.Context, url string) (*database, error) {
	name := withoutPassword(url)
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("database URL %s: %w", name, err)
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, registryError(ctx, err))
	}
	sqlDB := stdlib.OpenDBFromPool(pool)
	db := &database{
		name:    name,
		dialect: postgresDialect,
		listen:  postgresListener(config.ConnConfig),
		close: func() {
			sqlDB.Close()
			pool.Close()
		},
	}
	if db.reads, err = orm(postgres.New(postgres.Config{Conn: sqlDB})); err != nil {
		db.close()
		return nil, fmt.Errorf("open %s: %w", name, registryError(ctx, err))
	}
	db.writes = db.reads
	return db, nil
}

// withoutPassword makes a URL fit for messages.
func withoutPassword(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "(unreadable)"
	}
	return u.Redacted()
}
