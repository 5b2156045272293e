package cli

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/go-json-experiment/json"

	"concord/api"
)

// concord is the test binary as concord: see TestMain.
func concord(ctx context.Context, t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Args = append([]string{"concord"}, args...)
	cmd.Path = self
	cmd.Env = append(os.Environ(), "CONCORD_LANG=en")
	return cmd
}

// serving starts a server and returns its address once it says so.
func serving(t *testing.T, args ...string) (*exec.Cmd, string) {
	t.Helper()
	cmd, address, _ := servingAloud(t, args...)
	return cmd, address
}

// servingAloud is serving, with what the server goes on to say.
func servingAloud(t *testing.T, args ...string) (*exec.Cmd, string, *bufio.Reader) {
	t.Helper()
	cmd := concord(t.Context(), t, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewReader(out)
	line, err := said.ReadString('\n')
	if err != nil {
		t.Fatalf("the server said %q and ended: %v", line, err)
	}
	address := regexp.MustCompile(`http://[0-9.:]+`).FindString(line)
	if address == "" {
		t.Fatalf("the server said %q, which has no address", line)
	}
	return cmd, address, said
}

// demoQuestions are one question for each outcome that the demonstration shows.
// They state when they are asked, so that they are answered alike for years.
var demoQuestions = []struct {
	name, query string
	outcome     api.Outcome
	decisive    string
}{
	{"potassium between two hospitals", "issuer=990100-0001&receiver=990100-0002&item=LCHM051&exam_time=2026-06-08T08:00:00+08:00", api.Recognized, "QUALIFIED"},
	{"from a lower level", "issuer=990100-0004&receiver=990100-0001&item=LCHM051&exam_time=2026-06-08T08:00:00+08:00", api.PhysicianDiscretion, "LEVEL_DIRECTION"},
	{"after the window", "issuer=990100-0001&receiver=990100-0002&item=LCHM051&exam_time=2026-06-01T08:00:00+08:00", api.NotRecognized, "WINDOW_EXPIRED"},
	{"whether there are images is not said", "issuer=990100-0001&receiver=990100-0002&item=ECTX018&exam_time=2026-06-08T08:00:00+08:00", api.Undetermined, "DATA_REQUIRED"},
	{"no images", "issuer=990100-0001&receiver=990100-0002&item=ECTX018&has_images=false&exam_time=2026-06-08T08:00:00+08:00", api.NotRecognized, "IMAGES_MISSING"},
	{"ultrasound", "issuer=990100-0001&receiver=990100-0002&item=EULS001&exam_time=2026-06-08T08:00:00+08:00", api.PhysicianDiscretion, "OPERATOR_DEPENDENT"},
	{"a township of the same consortium", "issuer=990100-0005&receiver=990100-0004&item=LCHM051&exam_time=2026-06-08T08:00:00+08:00", api.Recognized, "CONSORTIUM_FULL"},
	{"with a failed round", "issuer=990100-0005&receiver=990100-0004&item=LCHM001&exam_time=2026-06-08T08:00:00+08:00", api.NotRecognized, "NOT_QUALIFIED"},
	{"a township without one", "issuer=990100-0009&receiver=990100-0001&item=LCHM051&exam_time=2026-06-08T08:00:00+08:00", api.NotRecognized, "LEVEL_NOT_COVERED"},
	{"a laboratory of unknown level", "issuer=990100-0008&receiver=990100-0001&item=LCHM051&exam_time=2026-06-08T08:00:00+08:00", api.Undetermined, "LEVEL_UNKNOWN"},
	{"a code of two meanings", "issuer=990100-0001&receiver=990100-0002&item=local:CKMB&exam_time=2026-06-08T08:00:00+08:00", api.Undetermined, "CODE_AMBIGUOUS"},
	{"denied by the negative list", "issuer=990100-0003&receiver=990100-0001&item=LTUM001&exam_time=2026-06-08T08:00:00+08:00", api.NotRecognized, "NEG_INSTITUTION_ITEM"},
	{"evidence that was revoked", "issuer=990100-0002&receiver=990100-0001&item=LCHM031&exam_time=2026-06-08T08:00:00+08:00", api.NotRecognized, "QUALIFICATION_LAPSED"},
	{"Wuhan to Yichang on the list of Hubei", "issuer=420100-0001&receiver=420500-0001&item=LCHM051&exam_time=2026-06-08T08:00:00+08:00", api.Recognized, "LISTED_IN_SCOPE"},
	{"Wuhan to Beijing", "issuer=420100-0001&receiver=110000-0001&item=LCHM051&exam_time=2026-06-08T08:00:00+08:00", api.NotRecognized, "OUT_OF_SCOPE"},
}

func TestTheDemonstrationShowsEveryOutcome(t *testing.T) {
	server, address := serving(t, "--demo")
	for _, q := range demoQuestions {
		query := strings.ReplaceAll(q.query+"&asked_at=2026-06-10T10:00:00+08:00", "+", "%2B")
		var answer api.Answer
		if err := json.Unmarshal(get(t, address+"/v1/decisions?"+query), &answer); err != nil {
			t.Fatal(err)
		}
		if answer.Outcome != q.outcome || !strings.Contains(strings.Join(answer.Decisive, " "), q.decisive) {
			t.Errorf("%s: %s by %v, want %s by %s", q.name, answer.Outcome, answer.Decisive, q.outcome, q.decisive)
		}
	}
	theReadmeAnswersAsPrinted(t, address)
	checkAsksTheServer(t, address)
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("the server ended with %v, want a graceful end", err)
	}
}

func get(t *testing.T, address string) []byte {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s: %s", address, response.Status, data)
	}
	return data
}

// theReadmeAnswersAsPrinted asks the README's curl lines and compares the
// outcome with the comment behind each.
func theReadmeAnswersAsPrinted(t *testing.T, address string) {
	t.Helper()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	base := regexp.MustCompile(`(?m)^Q='http://[^/]+(/[^']+)'$`).FindSubmatch(readme)
	lines := regexp.MustCompile(`(?m)^curl "\$Q(&[^"]+)" +# (\w+)`).FindAllSubmatch(readme, -1)
	if base == nil || len(lines) < 3 {
		t.Fatalf("the README shows %d questions, want three", len(lines))
	}
	for _, line := range lines {
		var answer api.Answer
		if err := json.Unmarshal(get(t, address+string(base[1])+string(line[1])), &answer); err != nil {
			t.Fatal(err)
		}
		if string(answer.Outcome) != string(line[2]) {
			t.Errorf("the README says that %s is %s; it is %s", line[1], line[2], answer.Outcome)
		}
	}
}

// checkAsksTheServer compares what concord check prints with what the server
// answers.
func checkAsksTheServer(t *testing.T, address string) {
	t.Helper()
	printed, err := concord(t.Context(), t, "check", "--server", address, "--json", "--lang", "zh",
		"--issuer", "990100-0001", "--receiver", "990100-0002", "--item", "LCHM051",
		"--exam-time", "2026-06-08T08:00:00+08:00", "--asked-at", "2026-06-10T10:00:00+08:00").Output()
	if err != nil {
		t.Fatalf("concord check --server: %v", err)
	}
	query := url.Values{
		"issuer": {"990100-0001"}, "receiver": {"990100-0002"}, "item": {"LCHM051"},
		"exam_time": {"2026-06-08T08:00:00+08:00"}, "asked_at": {"2026-06-10T10:00:00+08:00"},
	}
	answered := get(t, address+"/v1/decisions?"+query.Encode())
	if strings.TrimSpace(string(printed)) != strings.TrimSpace(string(answered)) {
		t.Errorf("concord check --server prints\n%s\nand the server answers\n%s", printed, answered)
	}
}
