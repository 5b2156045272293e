package catalogs_test

import (
	"testing"

	"concord/catalogs"
)

func TestLoadReadsEveryFile(t *testing.T) {
	c := catalogs.Load()
	for name, count := range map[string][2]int{
		"regions":             {len(c.Regions), 3217},
		"items":               {len(c.Items), 926},
		"reasons":             {len(c.Reasons), 36},
		"targets":             {len(c.Targets), 2},
		"institution classes": {len(c.Classes), 182},
	} {
		if count[0] != count[1] {
			t.Errorf("%d %s, want %d", count[0], name, count[1])
		}
	}
}
