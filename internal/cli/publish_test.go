package cli

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTheReadmePublishesAList runs the README's “Publish a list” as it stands, with
// this program as concord and free ports.
func TestTheReadmePublishesAList(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "## Publish a list")
	_, script, begins := strings.Cut(section, "```\n")
	script, _, ends := strings.Cut(script, "```")
	if !begins || !ends {
		t.Fatal("the README shows no commands")
	}
	for _, port := range []string{"8080", "8081"} {
		script = strings.ReplaceAll(script, port, freePort(t))
	}
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{self: filepath.Join(dir, "concord"), absolute(t, "../../catalogs"): filepath.Join(dir, "catalogs")} {
		if err := os.Symlink(from, to); err != nil {
			t.Fatal(err)
		}
	}
	// What the script leaves running ends with it, and every command must succeed.
	shell := exec.CommandContext(t.Context(), "bash", "-c", "set -e\ntrap 'kill $(jobs -p)' EXIT\n"+script)
	shell.Dir = dir
	shell.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "CONCORD_LANG=en")
	out, err := shell.CombinedOutput()
	if err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	for _, want := range []string{
		`"outcome":"not_recognized"`, `"clean":true`, `"state":"submitted"`, `"state":"approved"`, `"state":"published"`,
		`"outcome":"recognized".*"mark":"鄂HR"`, `everything is as it was recorded`,
	} {
		at := regexp.MustCompile(want).FindIndex(out)
		if at == nil {
			t.Fatalf("the output does not go on with %s:\n%s", want, out)
		}
		out = out[at[1]:]
	}
}

// freePort is a port that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return fmt.Sprint(listener.Addr().(*net.TCPAddr).Port)
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	whole, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return whole
}
