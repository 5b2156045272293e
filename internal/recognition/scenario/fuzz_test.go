package scenario_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"concord/catalogs"
	"concord/internal/recognition/scenario"
)

// FuzzParse reads and plays whatever it is given: every file either passes,
// fails, or ends in errors that say where and how to put it right.
func FuzzParse(f *testing.F) {
	f.Add([]byte(stopsCounting))
	names, err := filepath.Glob("../testdata/*.scenario")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		background, scenarios, _ := strings.Cut(string(src), "\nscenario ")
		for one := range strings.SplitSeq(scenarios, "\nscenario ") {
			f.Add([]byte(background + "\nscenario " + one)) // small seeds are fuzzed well
		}
	}
	cat := catalogs.Load()
	f.Fuzz(func(t *testing.T, src []byte) {
		file, err := scenario.Parse("fuzz.scenario", src)
		checkErrors(t, err)
		if err != nil {
			return
		}
		cases, err := file.Run(cat)
		checkErrors(t, err)
		asked := 0
		for _, s := range file.Scenarios {
			asked += s.Questions()
		}
		if err == nil && len(cases) != asked {
			t.Errorf("%d questions, %d cases", asked, len(cases))
		}
	})
}

func checkErrors(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var all scenario.Errors
	if !errors.As(err, &all) || len(all) == 0 {
		t.Fatalf("error %v is none of a scenario", err)
	}
	for _, e := range all {
		if e.File != "fuzz.scenario" || e.Line < 1 || e.Message == "" || e.Fix == "" {
			t.Errorf("error says too little: %+v", *e)
		}
	}
}
