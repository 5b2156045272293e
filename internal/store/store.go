package store

import (
	"context"
	"fmt"
	"sync/atomic"

	"concord/internal/office"
	"concord/internal/registry"
)

// Store keeps the registry in a database.
type Store struct {
	db    *database
	watch *watch
	// partitioned is the day on which partitions for outcomes were last made.
	partitioned atomic.Int64
}

var _ office.Store = (*Store)(nil)

// Open opens the database at a URL: sqlite:PATH, or postgres://…. A database
// whose schema is not the one this program was built for is refused with
// [ErrSchemaOlder] or [ErrSchemaNewer].
func Open(ctx context.Context, url string, options ...Option) (*Store, error) {
	o := chosen(options)
	db, err := openDatabase(ctx, url)
	if err != nil {
		return nil, err
	}
	if err := db.ready(ctx, o.migrate); err != nil {
		db.close()
		return nil, err
	}
	return &Store{db: db, watch: newWatch(db, o.poll)}, nil
}

// ready sees to it that the schema is the one of this program.
func (d *database) ready(ctx context.Context, migrate bool) error {
	if migrate {
		if err := d.migrate(ctx); err != nil {
			return err
		}
	}
	if err := d.checkSchema(ctx); err != nil {
		return fmt.Errorf("open %s: %w", d.name, err)
	}
	return nil
}

// Close frees the connections. Waits under way end with ErrUnavailable.
func (s *Store) Close() error {
	s.watch.stop()
	s.db.close()
	return nil
}

// Head tells where the registry stands.
func (s *Store) Head(ctx context.Context) (registry.Head, error) {
	var head registry.Head
	err := s.db.read(ctx, func(tx *transaction) (err error) {
		head, err = tx.head()
		return err
	})
	if err != nil {
		return registry.Head{}, fmt.Errorf("read the head: %w", err)
	}
	return head, nil
}
