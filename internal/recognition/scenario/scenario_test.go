package scenario_test

import (
	"testing"

	"concord/catalogs"
	"concord/internal/recognition/scenario"
)

// stopsCounting is the scenario that package doc and guide show.
const stopsCounting = `# A list stops counting after its last day.
institutions  north south
items-list    150400 v1  LCHM051  window 7d report   2026-01-01..2026-06-30
north > south  LCHM051  exam 2026-06-20  asked 2026-06-27   recognized      ITEM_LISTED QUALIFIED WITHIN_WINDOW
north > south  LCHM051  exam 2026-07-02  asked 2026-07-03   not_recognized  ITEM_NOT_LISTED
`

// run plays a file that is expected to fit the grammar and the catalogue.
func run(t *testing.T, src string) []scenario.Case {
	t.Helper()
	file, err := scenario.Parse("test.scenario", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	cases, err := file.Run(catalogs.Load())
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

func TestTheGuidesExamplePasses(t *testing.T) {
	cases := run(t, stopsCounting)
	if len(cases) != 2 {
		t.Fatalf("%d questions were asked, want 2", len(cases))
	}
	for _, c := range cases {
		if !c.Passed() {
			t.Error(c)
		}
	}
}
