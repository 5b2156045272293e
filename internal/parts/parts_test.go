package parts

import (
	"errors"
	"testing"
)

func TestRequirementsAreReadFromACommaList(t *testing.T) {
	for _, c := range []struct {
		list string
		part Part
		want bool
	}{
		{"", Postgres, false},
		{"postgres", Postgres, true},
		{"docker, postgres ,", Postgres, true},
		{"local-postgres", Postgres, false},
		{"docker", Browser, false},
	} {
		got, err := requires(c.list, c.part)
		if err != nil {
			t.Errorf("CONCORD_REQUIRE=%q: %v", c.list, err)
		}
		if got != c.want {
			t.Errorf("CONCORD_REQUIRE=%q requires %s: %v, want %v", c.list, c.part, got, c.want)
		}
	}
}

func TestAMisspeltRequirementIsAnError(t *testing.T) {
	if _, err := requires("postgres,dokcer", Postgres); err == nil {
		t.Error("CONCORD_REQUIRE=postgres,dokcer was accepted")
	}
}

func TestAMissingPartSkipsAtADesk(t *testing.T) {
	t.Setenv("CONCORD_REQUIRE", "postgres")
	skipped := false
	t.Run("a test that needs a browser", func(t *testing.T) {
		defer func() { skipped = t.Skipped() }()
		Missing(t, Browser, errors.New("none is installed"))
	})
	if !skipped {
		t.Error("a test whose browser is missing and not required went on")
	}
}
