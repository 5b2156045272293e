package cli

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"concord/internal/store/pgtest"
)

// TestMain lets the test binary be concord: scripts run the real program, one
// process for each command.
func TestMain(m *testing.M) {
	testscript.Main(pgtest.Tests{M: m}, map[string]func(){
		"concord": func() { os.Exit(Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup:               withExample,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// withExample gives every script the documented registry file, a database of
// its own, and the lists of the demonstration.
func withExample(env *testscript.Env) error {
	env.Setenv("CONCORD_DATABASE", "sqlite:"+filepath.Join(env.WorkDir, "concord.db"))
	env.Setenv("CONCORD_LANG", "en")
	example, err := documentedExample()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(env.WorkDir, "example.json"), example, 0o644); err != nil {
		return err
	}
	list, err := os.ReadFile("../../catalogs/demo/hubei_2023.csv")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(env.WorkDir, "hubei.csv"), list, 0o644)
}

// exits runs a program and looks at its exit code: exits 11 concord check …
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE program [argument…]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var failed *exec.ExitError
	err = ts.Exec(args[1], args[2:]...)
	if errors.As(err, &failed) {
		got = failed.ExitCode()
	} else if err != nil {
		ts.Fatalf("run %s: %v", args[1], err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}
