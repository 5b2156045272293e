package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/samber/lo"
)

// Errors of a schema that is not the one this program was built for.
var (
	// ErrSchemaOlder says that the database lacks migrations.
	ErrSchemaOlder = errors.New("the database's schema is older than this program: run concord migrate up")
	// ErrSchemaNewer says that a newer program has migrated the database.
	ErrSchemaNewer = errors.New("the database's schema is newer than this program: use a newer concord")
)

// schemas is where a dialect's migrations are and how they are applied.
type schemas struct {
	goose goose.Dialect
	files fs.FS
	dir   string
	after string // statements run behind every migration
}

// Migration is one step of the schema.
type Migration struct {
	Number    int64
	Name      string    // the file's name
	AppliedAt time.Time // zero while it is not applied
}

// Migrate brings the schema of the database at a URL up to date. On PostgreSQL
// the user must own the schema; others wait while it runs.
func Migrate(ctx context.Context, url string) error {
	db, err := openDatabase(ctx, url)
	if err != nil {
		return err
	}
	defer db.close()
	return db.migrate(ctx)
}

func (d *database) migrate(ctx context.Context) error {
	provider, conn, err := d.provider()
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate %s: %w", d.name, registryError(ctx, err))
	}
	if d.dialect.schemas.after == "" {
		return nil
	}
	if _, err := conn.ExecContext(ctx, d.dialect.schemas.after); err != nil {
		return fmt.Errorf("grant rights on %s: %w", d.name, registryError(ctx, err))
	}
	return nil
}

// Status returns all migrations this program knows, in order, and when each was
// applied to the database at a URL.
func Status(ctx context.Context, url string) ([]Migration, error) {
	db, err := openDatabase(ctx, url)
	if err != nil {
		return nil, err
	}
	defer db.close()
	provider, _, err := db.provider()
	if err != nil {
		return nil, err
	}
	known, err := provider.Status(ctx)
	if err != nil {
		return nil, fmt.Errorf("look at the schema of %s: %w", db.name, registryError(ctx, err))
	}
	return lo.Map(known, func(s *goose.MigrationStatus, _ int) Migration {
		return Migration{Number: s.Source.Version, Name: s.Source.Path, AppliedAt: s.AppliedAt}
	}), nil
}

// provider is goose on the database, and the pool it works on.
func (d *database) provider() (*goose.Provider, *sql.DB, error) {
	conn, err := d.writes.DB()
	if err != nil {
		return nil, nil, fmt.Errorf("open %s: %w", d.name, err)
	}
	provider, err := d.dialect.schemas.provider(conn)
	if err != nil {
		return nil, nil, fmt.Errorf("read the migrations: %w", err)
	}
	return provider, conn, nil
}

func (s schemas) provider(conn *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(s.files, s.dir)
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if s.goose == goose.DialectPostgres {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(s.goose, conn, files, options...)
}

// newest is the number of the last migration this program knows.
func (s schemas) newest() (int64, error) {
	files, err := fs.Sub(s.files, s.dir)
	if err != nil {
		return 0, err
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil || len(names) == 0 {
		return 0, errors.Join(err, errors.New("no migrations"))
	}
	return goose.NumericComponent(names[len(names)-1])
}

// checkSchema reads the schema's number without goose, which would create its
// table where there is none: the application role may not.
func (d *database) checkSchema(ctx context.Context) error {
	want, err := d.dialect.schemas.newest()
	if err != nil {
		return err
	}
	var have int64
	err = d.read(ctx, func(tx *transaction) error {
		if !tx.Migrator().HasTable(goose.DefaultTablename) {
			return nil
		}
		return tx.Raw("SELECT max(version_id) FROM " + goose.DefaultTablename).Scan(&have).Error
	})
	switch {
	case err != nil:
		return err
	case have < want:
		return fmt.Errorf("migration %d of %d: %w", have, want, ErrSchemaOlder)
	case have > want:
		return fmt.Errorf("migration %d of %d: %w", have, want, ErrSchemaNewer)
	}
	return nil
}
