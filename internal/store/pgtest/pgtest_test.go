package pgtest

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"concord/internal/parts"
)

// A test binary started with this variable only serves a cluster until it is killed.
const servesOnly = "PGTEST_SERVES_ONLY"

func TestMain(m *testing.M) {
	if os.Getenv(servesOnly) != "" {
		serveUntilKilled()
	}
	Main(m)
}

func TestEverySourceGivesAServerThatEndsWhenStopped(t *testing.T) {
	for _, s := range []source{docker, local} {
		t.Run(s.name, func(t *testing.T) {
			started, err := s.start(t.Context())
			if err != nil {
				parts.Missing(t, s.part, err)
			}
			version := ask(t, started.url, "select version()")
			if !strings.HasPrefix(version, "PostgreSQL ") {
				t.Errorf("the server says it is %q", version)
			}
			started.stop()
			if err := check(t.Context(), started.url); err == nil {
				t.Error("the server still answers after it was stopped")
			}
		})
	}
}

func TestEveryOpenIsADatabaseOfItsOwn(t *testing.T) {
	north, south := Open(t), Open(t)
	ask(t, north, "create table lists (code text)")
	if got := ask(t, north, "select count(*)::text from pg_tables where tablename = 'lists'"); got != "1" {
		t.Errorf("the first database has %s tables called lists, want 1", got)
	}
	if got := ask(t, south, "select count(*)::text from pg_tables where tablename = 'lists'"); got != "0" {
		t.Errorf("the second database has %s tables called lists, want none", got)
	}
}

func TestADatabaseIsDroppedWithItsTest(t *testing.T) {
	var url string
	t.Run("a test", func(t *testing.T) { url = Open(t) })
	_, err := pgx.Connect(t.Context(), url)
	var refused *pgconn.PgError
	if !errors.As(err, &refused) || refused.Code != "3D000" {
		t.Errorf("connecting after the test: %v, want that the database does not exist", err)
	}
}

func TestAnInterruptedDatabaseIsAwayUntilItIsRestored(t *testing.T) {
	url := Open(t)
	spared, lost := connect(t, As(t, "spared", url)), connect(t, url)
	restore := Interrupt(t, url, "spared")
	if err := lost.Ping(t.Context()); err == nil {
		t.Error("a session outlived the outage")
	}
	if err := spared.Ping(t.Context()); err != nil {
		t.Errorf("the spared session ended: %v", err)
	}
	if err := check(t.Context(), url); err == nil {
		t.Error("a client could connect during the outage")
	}
	restore()
	if err := check(t.Context(), url); err != nil {
		t.Errorf("after the outage: %v", err)
	}
}

func TestTextSortsUnlikeItsBytesUnlessAsked(t *testing.T) {
	url := Open(t)
	const names = "(values ('b'), ('C'), ('a')) as t(name)"
	if got := ask(t, url, "select string_agg(name, '' order by name) from "+names); got != "abC" {
		t.Errorf("sorted by the database: %s, want abC", got)
	}
	if got := ask(t, url, `select string_agg(name, '' order by name collate "C") from `+names); got != "Cab" {
		t.Errorf("sorted by bytes: %s, want Cab", got)
	}
}

func TestAClusterEndsWithAKilledTestProcess(t *testing.T) {
	if _, err := programs(); err != nil {
		parts.Missing(t, parts.LocalPostgres, err)
	}
	folder := openFolder(t)
	process := exec.CommandContext(t.Context(), os.Args[0])
	process.Env = append(os.Environ(), servesOnly+"=yes", "TMPDIR="+folder)
	process.Stderr = os.Stderr
	output, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatalf("waiting for the other process's server: %v", err)
	}
	url := strings.TrimSpace(line)
	if err := check(t.Context(), url); err != nil {
		t.Fatalf("before the kill: %v", err)
	}
	if err := process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = process.Wait() // says that it was killed
	eventually(t, "the server is gone", func() bool { return check(t.Context(), url) != nil })
	eventually(t, "its folder is gone", func() bool { return empty(t, folder) })
}

func TestSourcesFollowTheWish(t *testing.T) {
	for _, c := range []struct {
		wish string
		want []string
	}{
		{"", []string{"docker", "local"}},
		{"docker", []string{"docker"}},
		{"local", []string{"local"}},
		{"postgres://somewhere/else", []string{"named server"}},
	} {
		var got []string
		for _, s := range sourcesFor(c.wish) {
			got = append(got, s.name)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("CONCORD_TEST_POSTGRES=%q tries (-want +got):\n%s", c.wish, diff)
		}
	}
}

func TestTheNextSourceServesWhereOneCannot(t *testing.T) {
	none := source{name: "none", start: func(context.Context) (*server, error) { return nil, errors.New("not here") }}
	other := source{name: "other", start: func(context.Context) (*server, error) { return &server{url: "other"}, nil }}

	started, err := startFirst(t.Context(), []source{none, other})
	if err != nil || started.url != "other" {
		t.Errorf("the second source was not used: %v, %v", started, err)
	}
	if _, err := startFirst(t.Context(), []source{none, none}); err == nil || err.Error() != "none: not here\nnone: not here" {
		t.Errorf("no source can serve: %q, want the reason of each", err)
	}
}

func TestANamedServerHasToAnswer(t *testing.T) {
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := named("postgres://postgres@127.0.0.1:" + port + "/postgres")(t.Context()); err == nil {
		t.Error("a server that nobody runs was accepted")
	}
}

func TestTheNewestReleaseOfDebianIsANumber(t *testing.T) {
	if got := release("/usr/lib/postgresql/15/bin/initdb"); got != 15 {
		t.Errorf("release %d, want 15", got)
	}
}

// serveUntilKilled starts a cluster, prints its URL and never ends by itself.
func serveUntilKilled() {
	started, err := startCluster(context.Background())
	if err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	os.Stdout.WriteString(started.url + "\n")
	select {}
}

// ask runs a statement and returns its one text, or nothing if it has none.
func ask(t *testing.T, url, statement string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var text string
	if err := conn.QueryRow(t.Context(), statement).Scan(&text); err != nil && !errors.Is(err, pgx.ErrNoRows) {
		t.Fatalf("%s: %v", statement, err)
	}
	return text
}

// openFolder is a temporary folder that every user of the machine may use.
func openFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "pgtest-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	return dir
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func empty(t *testing.T, dir string) bool {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(entries) == 0
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	deadline := time.After(30 * time.Second)
	for !holds() {
		select {
		case <-deadline:
			t.Fatalf("after 30 s it is still not so that %s", what)
		case <-again.C:
		}
	}
}
