// Package pgtest gives a test a real, empty PostgreSQL database.
//
// All tests of one test binary share one server; each Open makes a database of its own
// on it. The server comes from the first source that can give one:
//
//  1. $CONCORD_TEST_POSTGRES: the URL of a server whose user may create databases, or
//     the word docker or local to insist on one of the sources below;
//  2. docker: a container started with testcontainers-go, if a Docker engine answers and
//     holds the image $CONCORD_TEST_POSTGRES_IMAGE (concord-postgres:15 unless set,
//     which .ci/postgres-image builds); it is never pulled;
//  3. local: a throw-away cluster of the PostgreSQL programs on this machine.
//
// Without any, the test is skipped, or fails where $CONCORD_REQUIRE names postgres.
//
// A package that uses Open ends its server in TestMain:
//
//	func TestMain(m *testing.M) { pgtest.Main(m) }
package pgtest

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"concord/internal/parts"
)

// startLimit is how long a server may take to answer: a busy machine with two cores
// needs a few seconds.
const startLimit = 90 * time.Second

// Main runs the tests of a package, stops the server they shared, and exits.
func Main(m *testing.M) { os.Exit(Tests{m}.Run()) }

// Tests are the tests of a package. Run stops their server when they are through; it is
// for a TestMain that hands its tests to something else, such as testscript.Main.
type Tests struct{ M interface{ Run() int } }

// Run runs the tests and returns their exit code.
func (ts Tests) Run() int {
	shared.ends = true
	defer shared.stop()
	return ts.M.Run()
}

// Open returns the URL of a fresh, empty database, dropped when the test ends. The URL's
// user owns the database and may create roles. Its collation is Chinese, not the bytes:
// whoever wants to sort by bytes has to say so, as on an administrator's server.
func Open(t testing.TB) string {
	t.Helper()
	return shared.of(t).newDatabase(t)
}

// sharedServer is the one server of this test process, started by the first Open.
type sharedServer struct {
	ends   bool // whether someone stops the server at the end
	once   sync.Once
	server *server
	err    error
}

var shared sharedServer

// of returns the server, or ends the test with the reason why there is none.
func (s *sharedServer) of(t testing.TB) *server {
	t.Helper()
	if !s.ends {
		t.Fatal("this package needs func TestMain(m *testing.M) { pgtest.Main(m) }, which stops the server")
	}
	wish := os.Getenv("CONCORD_TEST_POSTGRES")
	s.once.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), startLimit)
		defer cancel()
		s.server, s.err = startFirst(ctx, sourcesFor(wish))
	})
	if s.err != nil && wish != "" {
		t.Fatalf("CONCORD_TEST_POSTGRES: %v", s.err)
	}
	if s.err != nil {
		parts.Missing(t, parts.Postgres, s.err)
	}
	return s.server
}

func (s *sharedServer) stop() {
	if s.server != nil {
		s.server.stop()
	}
}
