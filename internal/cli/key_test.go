package cli

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"concord/api"
)

// A server knows the keys of its database and its limits: a key that was issued
// is known, another is refused, and an address without one gets no more than it
// may.
func TestAServerKnowsItsKeysAndLimits(t *testing.T) {
	database := "sqlite:" + filepath.Join(t.TempDir(), "concord.db")
	printed, err := concord(t.Context(), t, "key", "issue", "--database", database, "--owner", "LIS", "--region", "150400", "--json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var issued api.IssuedKey
	if err := json.Unmarshal(printed, &issued); err != nil {
		t.Fatal(err)
	}
	_, address := serving(t, "--demo", "--database", database, "--address-rate", "0.001", "--address-burst", "2", "--key-rate", "100")
	for _, asked := range []struct {
		name, key string
		want      int
	}{
		{"a known key", *issued.Secret, http.StatusOK},
		{"a known key once more", *issued.Secret, http.StatusOK},
		{"an unknown key", "another", http.StatusUnauthorized},
		{"no key, within the burst", "", http.StatusOK},
		{"no key, beyond it", "", http.StatusTooManyRequests},
	} {
		if got := statusOf(t, address+"/v1/reasons", asked.key); got != asked.want {
			t.Errorf("%s: %d, want %d", asked.name, got, asked.want)
		}
	}
}

func statusOf(t *testing.T, address, key string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode
}

// The first start prints a link for the first administrator, and the next one,
// once there is an account, does not.
func TestTheFirstStartPrintsASetupLink(t *testing.T) {
	database := "sqlite:" + filepath.Join(t.TempDir(), "concord.db")
	first, out := starting(t, database)
	link := regexp.MustCompile(`http://\S+/setup\?token=(\S+)`).FindStringSubmatch(line(t, out))
	if link == nil {
		t.Fatal("the first start prints no link")
	}
	if page := string(get(t, link[0])); !strings.Contains(page, `name="token" value="`+link[1]+`"`) {
		t.Errorf("the page of %s does not carry its token:\n%s", link[0], page)
	}
	stopped(t, first, out)
	add := concord(t.Context(), t, "user", "add", "zhang.san", "--database", database, "--full-name", "张三", "--grant", "administrator:100000")
	if output, err := add.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	second, out := starting(t, database)
	if rest := stopped(t, second, out); rest != "" {
		t.Errorf("with an account the server prints %s", rest)
	}
}

// starting starts a server that has said its address.
func starting(t *testing.T, database string) (*exec.Cmd, *bufio.Reader) {
	t.Helper()
	cmd := concord(t.Context(), t, "serve", "--listen", "127.0.0.1:0", "--database", database)
	cmd.Stderr = os.Stderr
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	out := bufio.NewReader(pipe)
	line(t, out)
	return cmd, out
}

func line(t *testing.T, out *bufio.Reader) string {
	t.Helper()
	text, err := out.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// stopped stops a server and returns what it said besides.
func stopped(t *testing.T, cmd *exec.Cmd, out *bufio.Reader) string {
	t.Helper()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(out)
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	return string(rest)
}
