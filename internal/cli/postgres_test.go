package cli

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"concord/internal/store/pgtest"
)

// newsLimit is how long another server may go on answering as before a
// publication. It is a second where nothing else runs.
const newsLimit = 5 * time.Second

// TestEveryServerAnswersFromANewPublication runs the program on PostgreSQL: its
// operator migrates, two servers answer, a third process publishes.
func TestEveryServerAnswersFromANewPublication(t *testing.T) {
	database := pgtest.Open(t)
	run := func(args ...string) string {
		t.Helper()
		out, err := concord(t.Context(), t, append(args, "--database", database)...).CombinedOutput()
		if err != nil {
			t.Fatalf("concord %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	if out, err := concord(t.Context(), t, "progress", "--database", database).CombinedOutput(); err == nil || !strings.Contains(string(out), "migrate up") {
		t.Errorf("a database without a schema is answered with %v: %s", err, out)
	}
	run("migrate", "up")
	example, err := documentedExample()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(file, example, 0o644); err != nil {
		t.Fatal(err)
	}
	run("load", file)
	one, north := serving(t, "--database", database)
	two, south := serving(t, "--database", database)
	for _, address := range []string{north, south} {
		if got := revisionOf(t, address); got != "1-5" {
			t.Errorf("%s stands at %s, want 1-5", address, got)
		}
	}
	if err := os.WriteFile(file, []byte("项目名称,互认时限\n钾,7天\n钠,7天\n氯,7天\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	run("import", "items", file, "--jurisdiction", "150400", "--effective-from", "2026-02-01", "--publish")
	published := time.Now()
	for _, address := range []string{north, south} {
		for revisionOf(t, address) != "1-6" {
			if late := time.Since(published); late > newsLimit {
				t.Fatalf("%s still answers from before the publication after %s", address, late)
			}
		}
	}
	t.Logf("both servers answered from the publication after %s", time.Since(published))
	for _, server := range []*os.Process{one.Process, two.Process} {
		if err := server.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
	}
	if err := one.Wait(); err != nil {
		t.Errorf("a server ended with %v", err)
	}
	if err := two.Wait(); err != nil {
		t.Errorf("a server ended with %v", err)
	}
}

// TestOneSetupLinkOfTwoServersHolds starts two servers on one empty database.
func TestOneSetupLinkOfTwoServersHolds(t *testing.T) {
	database := pgtest.Open(t)
	if out, err := concord(t.Context(), t, "migrate", "up", "--database", database).CombinedOutput(); err != nil {
		t.Fatalf("concord migrate up: %v\n%s", err, out)
	}
	var addresses, tokens [2]string
	for i := range tokens {
		_, address, said := servingAloud(t, "--database", database)
		line, err := said.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		_, token, printed := strings.Cut(strings.TrimSpace(line), "/setup?token=")
		if !printed {
			t.Fatalf("the server said %q, which has no link", line)
		}
		addresses[i], tokens[i] = address, token
	}
	setUp := func(address, token string) int {
		body := `{"token":"` + token + `","name":"zhang.san","full_name":"张三","password":"several unrelated words"}`
		response, err := http.Post(address+"/v1/setup", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response.StatusCode
	}
	for _, use := range []struct {
		what           string
		server, status int
		token          string
	}{
		{"the link of the first server", 0, http.StatusForbidden, tokens[0]},
		{"the link of the second server, on the first", 0, http.StatusOK, tokens[1]},
		{"the link of the second server again", 1, http.StatusForbidden, tokens[1]},
	} {
		if got := setUp(addresses[use.server], use.token); got != use.status {
			t.Errorf("%s: %d, want %d", use.what, got, use.status)
		}
	}
}

// revisionOf is the revision that a server answers from.
func revisionOf(t *testing.T, address string) string {
	t.Helper()
	response, err := http.Get(address + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.Header.Get("Concord-Revision")
}
