package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"concord/catalogs"
	"concord/catalogs/demo"
	"concord/internal/registry"
	"concord/internal/store"
)

// openForWriting opens the database, creating an embedded one where there is
// none. A PostgreSQL database is migrated by its operator.
func (c *console) openForWriting(ctx context.Context) (*store.Store, error) {
	if store.Embedded(c.database) {
		return store.Open(ctx, c.database, store.MigrateFirst())
	}
	return store.Open(ctx, c.database)
}

// openForReading opens a database that must exist.
func (c *console) openForReading(ctx context.Context) (*store.Store, error) {
	if err := c.absent(); err != nil {
		return nil, fmt.Errorf("open the database: %w (%s)", err,
			c.say("用 --database 指定数据库，或先用 concord load、concord import --publish 建立",
				"name it with --database, or make it with concord load or concord import --publish"))
	}
	return store.Open(ctx, c.database)
}

// absent is the error that an embedded database is not there.
func (c *console) absent() error {
	if !store.Embedded(c.database) {
		return nil
	}
	_, path, _ := strings.Cut(c.database, ":")
	_, err := os.Stat(path)
	return err
}

// useTemporaryDatabase makes the run use an empty database until it is removed.
func (c *console) useTemporaryDatabase() (remove func(), err error) {
	folder, err := os.MkdirTemp("", "concord-")
	if err != nil {
		return nil, fmt.Errorf("make a temporary database: %w", err)
	}
	c.database = "sqlite:" + filepath.Join(folder, "concord.db")
	return func() { _ = os.RemoveAll(folder) }, nil
}

// closing closes a store where the command is done with it and keeps the first
// error.
func closing(s registry.Store, err *error) {
	if failed := s.Close(); failed != nil && *err == nil {
		*err = fmt.Errorf("close the database: %w", failed)
	}
}

// catalogue is the reference data; of the demonstration, with its fictional
// regions.
func (c *console) catalogue() *registry.Catalogue {
	if c.demo {
		return demo.Catalogue(catalogs.Load())
	}
	return catalogs.Load()
}
