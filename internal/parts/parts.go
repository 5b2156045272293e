// Package parts decides what happens to a test whose real part (a PostgreSQL, a Docker
// engine, a browser) is not on this machine.
//
// At a desk the test is skipped and says why. Where $CONCORD_REQUIRE names the part it
// fails instead, so that a check which promises every part cannot pass without one:
//
//	CONCORD_REQUIRE=postgres,docker go test ./...
package parts

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// Part is something real that a test needs and that no Go module brings.
type Part string

// The parts that tests need.
const (
	Postgres      Part = "postgres"       // a PostgreSQL server, from wherever
	Docker        Part = "docker"         // a PostgreSQL server in a container
	LocalPostgres Part = "local-postgres" // a PostgreSQL server from the programs of this machine
	Browser       Part = "browser"        // Chromium with a Chinese font
	Axe           Part = "axe"            // axe-core, which checks the accessibility of pages
)

var known = []Part{Postgres, Docker, LocalPostgres, Browser, Axe}

// Missing ends the test, because part is not here: skipped, or failed where
// $CONCORD_REQUIRE names it.
func Missing(t testing.TB, part Part, why error) {
	t.Helper()
	required, err := requires(os.Getenv("CONCORD_REQUIRE"), part)
	if err != nil {
		t.Fatal(err)
	}
	if required {
		t.Fatalf("CONCORD_REQUIRE names %s, but: %v", part, why)
	}
	t.Skipf("left out, needs %s: %v", part, why)
}

// requires tells whether the comma list names part. An unknown name is an error: a
// misspelt requirement would otherwise require nothing.
func requires(list string, part Part) (bool, error) {
	var named []Part
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.TrimSpace(name); name != "" {
			named = append(named, Part(name))
		}
	}
	for _, name := range named {
		if !slices.Contains(known, name) {
			return false, fmt.Errorf("CONCORD_REQUIRE names %q, which is none of %v", name, known)
		}
	}
	return slices.Contains(named, part), nil
}
