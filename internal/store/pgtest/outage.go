package pgtest

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// As returns the URL of a database for a client with an application_name.
func As(t testing.TB, client, database string) string {
	t.Helper()
	at, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	settings := at.Query()
	settings.Set("application_name", client)
	at.RawQuery = settings.Encode()
	return at.String()
}

// Interrupt makes a database of Open unreachable: its sessions end and nobody can
// connect any more, until restore is called or the test ends. The sessions that the
// spared client (see As) already has go on: its way to the database is another.
func Interrupt(t testing.TB, database, spared string) (restore func()) {
	t.Helper()
	at, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(at.Path, "/")
	server := shared.of(t)
	restore = sync.OnceFunc(func() {
		if err := server.execute("alter database " + name + " with allow_connections true"); err != nil {
			t.Errorf("letting clients back to the database: %v", err)
		}
	})
	t.Cleanup(restore)
	for _, statement := range []string{
		"alter database " + name + " with allow_connections false",
		fmt.Sprintf("select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '%s' and application_name <> '%s'", name, spared),
	} {
		if err := server.execute(statement); err != nil {
			t.Fatalf("taking the database away: %v", err)
		}
	}
	return restore
}
