package recognition_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"concord/catalogs"
	"concord/internal/recognition/scenario"
)

// scenarioFiles parses every scenario file of testdata.
func scenarioFiles(t *testing.T) []*scenario.File {
	t.Helper()
	names, err := filepath.Glob("testdata/*.scenario")
	if err != nil || len(names) == 0 {
		t.Fatalf("no scenario files (%v)", err)
	}
	files := make([]*scenario.File, len(names))
	for i, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if files[i], err = scenario.Parse(filepath.Base(name), src); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func TestScenarios(t *testing.T) {
	cat := catalogs.Load()
	for _, file := range scenarioFiles(t) {
		t.Run(file.Name, func(t *testing.T) {
			cases, err := file.Run(cat)
			if err != nil {
				t.Error(err)
			}
			for _, c := range cases {
				if !c.Passed() {
					t.Error(c)
				}
			}
		})
	}
}

// vectors is the number of vectors that the contract of the decision states.
const vectors = 35

func TestEveryVectorHasAScenario(t *testing.T) {
	numbered := regexp.MustCompile(`^vector ([0-9]+(?:, [0-9]+)*)`)
	found := map[int]bool{}
	for _, file := range scenarioFiles(t) {
		for _, s := range file.Scenarios {
			match := numbered.FindStringSubmatch(s.Title)
			if match == nil {
				continue
			}
			for _, digits := range regexp.MustCompile(`[0-9]+`).FindAllString(match[1], -1) {
				n, _ := strconv.Atoi(digits)
				found[n] = true
			}
		}
	}
	for n := 1; n <= vectors; n++ {
		if !found[n] {
			t.Errorf("vector %d has no scenario whose title says so", n)
		}
	}
}
