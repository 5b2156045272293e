package archtest

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// repository is the root of the repository.
var repository = os.DirFS("../..")

func TestTheSourcesKeepTheTable(t *testing.T) {
	sources, err := parse(repository)
	if err != nil {
		t.Fatal(err)
	}
	for _, sentence := range violations(table, sources) {
		t.Error(sentence)
	}
}

func TestTheTopOfTheRepositoryHoldsNothingElse(t *testing.T) {
	names, err := strangers(repository)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		t.Errorf("%s does not belong at the top of the repository", name)
	}
}

func TestEveryFolderHasOneRow(t *testing.T) {
	seen := make(map[string]bool)
	for _, r := range table {
		if seen[r.dir] {
			t.Errorf("%s has two rows", r.dir)
		}
		seen[r.dir] = true
	}
}

// The table is only as good as what reads it: each case is a source that breaks it, or
// one that does not, and the sentence that is expected.
func TestViolationsAreReported(t *testing.T) {
	for _, c := range []struct {
		name, file, content string
		want                []string
	}{
		{
			"the core may use lo and the standard library",
			"internal/registry/item.go", `package registry; import ("strings"; "github.com/samber/lo")`,
			nil,
		}, {
			"an inner package may not import an outer one",
			"internal/registry/item.go", `package registry; import "concord/internal/recognition"`,
			[]string{"internal/registry/item.go imports concord/internal/recognition: registry may import nothing of this module"},
		}, {
			"an edge may not see the store",
			"internal/httpapi/lists.go", `package httpapi; import ("concord/api"; "concord/internal/store")`,
			[]string{"internal/httpapi/lists.go imports concord/internal/store: httpapi may import nothing of this module but " +
				"api, internal/app, internal/office, internal/outcome, internal/registry, internal/recognition, internal/progress, internal/naming, internal/sheet, internal/wording"},
		}, {
			"a use case may not know the database's library",
			"internal/app/publish.go", `package app; import "gorm.io/gorm"`,
			[]string{"internal/app/publish.go imports gorm.io/gorm: app may use no other module but github.com/alexedwards/argon2id, github.com/go-json-experiment/json, github.com/pquerna/otp"},
		}, {
			"a module is more than a prefix of letters",
			"internal/store/row.go", `package store; import "gorm.io.example.org/gorm"`,
			[]string{"internal/store/row.go imports gorm.io.example.org/gorm: store may use no other module but " +
				"gorm.io, github.com/jackc/pgx/v5, github.com/pressly/goose/v3, github.com/glebarez/sqlite, modernc.org/sqlite"},
		}, {
			"cli wires everything",
			"internal/cli/serve.go", `package cli; import ("concord/internal/store"; "gorm.io/gorm")`,
			nil,
		}, {
			"bench may import all but cli",
			"internal/bench/load.go", `package bench; import ("concord/internal/store"; "concord/internal/cli")`,
			[]string{"internal/bench/load.go imports concord/internal/cli: bench may import all of this module but that"},
		}, {
			"subpackages of recognition share a row and may see each other",
			"internal/recognition/scenario/run.go", `package scenario; import ("concord/internal/recognition"; "concord/internal/recognition/naive")`,
			nil,
		}, {
			"a package without a row",
			"internal/statistics/rate.go", `package statistics`,
			[]string{"internal/statistics has no row in the import table"},
		}, {
			"a package at the top without a row",
			"main.go", `package main`,
			[]string{". has no row in the import table"},
		}, {
			"the core does not read the clock, under any name",
			"internal/recognition/decide.go", `package recognition; import clock "time"; var now = clock.Now; var day = 24 * clock.Hour`,
			[]string{"internal/recognition/decide.go uses time.Now: in the core, time is an argument"},
		}, {
			"the shell may read the clock",
			"internal/app/decide.go", `package app; import "time"; var now = time.Now()`,
			nil,
		}, {
			"the core does not log",
			"internal/progress/count.go", `package progress; import "log/slog"`,
			[]string{"internal/progress/count.go imports log/slog: an answer of the core depends on its arguments alone"},
		}, {
			"only the store's interface knows a context",
			"internal/registry/store.go", `package registry; import "context"`,
			nil,
		}, {
			"no other file of the core does",
			"internal/registry/item.go", `package registry; import "context"`,
			[]string{"internal/registry/item.go imports context: an answer of the core depends on its arguments alone"},
		}, {
			"tests import what they like",
			"internal/httpapi/lists_test.go", `package httpapi_test; import "concord/internal/store"`,
			nil,
		}, {
			"but the core's tests do without a database",
			"internal/recognition/decide_test.go", `package recognition; import ("os"; "gorm.io/gorm")`,
			[]string{"internal/recognition/decide_test.go imports gorm.io/gorm: the core is tested without it"},
		}, {
			"a package has a name that says something",
			"internal/recognition/utils/clone.go", `package utils`,
			[]string{"internal/recognition/utils/clone.go is in package utils, a name that says nothing"},
		}, {
			"what lies under testdata is no source",
			"internal/sheet/testdata/broken.go", `not Go`,
			nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			sources, err := parse(fstest.MapFS{c.file: {Data: []byte(c.content)}})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, violations(table, sources)); diff != "" {
				t.Errorf("violations (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAFileThatDoesNotParseIsAnError(t *testing.T) {
	_, err := parse(fstest.MapFS{"internal/sheet/row.go": {Data: []byte("not Go")}})
	if err == nil || !strings.Contains(err.Error(), "internal/sheet/row.go") {
		t.Errorf("parsing a broken file: %v, want an error that names it", err)
	}
}

func TestStrangersAtTheTopAreReported(t *testing.T) {
	names, err := strangers(fstest.MapFS{
		".gitignore":        {Data: []byte("/bin/\n*.db\n")},
		".ci/run":           {},
		"bin/concord":       {},
		"concord.db":        {},
		"internal/doc.go":   {},
		"pkg/thing.go":      {},
		"notes.txt":         {},
		"go.mod":            {},
		"docs/operation.md": {},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"notes.txt", "pkg"}, names); diff != "" {
		t.Errorf("strangers (-want +got):\n%s", diff)
	}
}
