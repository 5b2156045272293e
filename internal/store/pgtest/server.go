package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// oldest is the first server_version_num that Concord supports.
const oldest = 150000

// tuning makes a server small and quick. Nothing in it outlives the tests, so nothing
// waits for the disk; parallel queries would need more shared memory than a container has.
var tuning = []string{
	"-c", "fsync=off",
	"-c", "synchronous_commit=off",
	"-c", "full_page_writes=off",
	"-c", "shared_buffers=32MB",
	"-c", "max_connections=100",
	"-c", "max_parallel_workers_per_gather=0",
}

// errEnded says that a server ended before it answered.
var errEnded = errors.New("the server ended while starting")

// A server is a PostgreSQL that answers.
type server struct {
	url  string // of a database that exists, as a user who may create others
	stop func()
}

// newDatabase creates a database for one test and returns its URL.
func (s *server) newDatabase(t testing.TB) string {
	t.Helper()
	name := "concord_" + strings.ToLower(rand.Text())
	const like = " template template0 encoding 'UTF8' locale_provider icu icu_locale 'zh'"
	if err := s.execute("create database " + name + like); err != nil {
		t.Fatalf("creating a database: %v", err)
	}
	t.Cleanup(func() {
		if err := s.execute("drop database " + name + " with (force)"); err != nil {
			t.Errorf("dropping a database: %v", err)
		}
	})
	return s.database(name)
}

// database returns the URL of another database of the server.
func (s *server) database(name string) string {
	at, err := url.Parse(s.url)
	if err != nil {
		panic(err) // a server has answered under this URL
	}
	at.Path = "/" + name
	return at.String()
}

// execute runs one statement. It takes no context of a test: that one is over when
// databases are dropped.
func (s *server) execute(statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// check asks the server once whether it answers and is new enough.
func check(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	var version int
	if err := conn.QueryRow(ctx, "select current_setting('server_version_num')::int").Scan(&version); err != nil {
		return fmt.Errorf("asking for the server's version: %w", err)
	}
	if version < oldest {
		return fmt.Errorf("PostgreSQL %d is too old, %d or newer is needed", version/10000, oldest/10000)
	}
	return nil
}

// await asks until the server answers, has ended, or the context has.
func await(ctx context.Context, url string, ended <-chan struct{}) error {
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		err := check(ctx, url)
		if err == nil {
			return nil
		}
		select {
		case <-ended:
			return errEnded
		case <-ctx.Done():
			return fmt.Errorf("the server did not answer in time: %w", err)
		case <-again.C:
		}
	}
}
