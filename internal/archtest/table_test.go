package archtest

// module is the import path of this repository.
const module = "concord"

// A row says what the packages of one folder may import besides the standard library and
// lo, which all may.
type row struct {
	dir     string   // folder from the root; "a/..." is every folder below a without a row
	own     []string // folders of this repository; "..." is all of them
	never   []string // folders that are not meant by "..."
	modules []string // import path prefixes of other modules; "..." is all of them
	core    bool     // no clock, chance, log, context or network: see coreNever
}

// The modules of the table, by what they are for.
const (
	argon2id   = "github.com/alexedwards/argon2id"
	cobra      = "github.com/spf13/cobra"
	compare    = "github.com/google/go-cmp"
	echo       = "github.com/labstack/echo/v4"
	excelize   = "github.com/xuri/excelize/v2"
	fastJSON   = "github.com/go-json-experiment/json"
	goose      = "github.com/pressly/goose/v3"
	gorm       = "gorm.io"
	lo         = "github.com/samber/lo"
	oauth      = "golang.org/x/oauth2"
	oidc       = "github.com/coreos/go-oidc/v3"
	openapi    = "github.com/getkin/kin-openapi"
	openapiRun = "github.com/oapi-codegen/runtime"
	pgx        = "github.com/jackc/pgx/v5"
	pinyin     = "github.com/mozillazg/go-pinyin"
	prometheus = "github.com/prometheus/client_golang"
	properties = "pgregory.net/rapid"
	rate       = "golang.org/x/time/rate"
	sessions   = "github.com/alexedwards/scs/v2"
	sqlite     = "github.com/glebarez/sqlite"
	sqlitePure = "modernc.org/sqlite"
	testDocker = "github.com/testcontainers/testcontainers-go"
	totp       = "github.com/pquerna/otp"
	text       = "golang.org/x/text"
	yaml       = "go.yaml.in/yaml/v3"
)

// table is the shape of Concord, from the core to the shell. The edges see the use cases
// and never the store; only cli, which wires, sees everything.
var table = []row{
	{dir: "internal/registry", core: true},
	{dir: "internal/recognition", core: true,
		own: []string{"internal/registry"}},
	{dir: "internal/recognition/...",
		own: []string{"internal/registry", "internal/recognition"}},
	{dir: "internal/progress", core: true,
		own: []string{"internal/registry", "internal/recognition"}},
	{dir: "internal/progress/...",
		own: []string{"internal/registry"}},
	{dir: "internal/outcome", core: true,
		own: []string{"internal/registry"}},
	{dir: "internal/office", core: true,
		own: []string{"internal/registry"}},

	{dir: "internal/wording",
		own: []string{"internal/registry", "internal/recognition"}},
	{dir: "internal/naming",
		own:     []string{"internal/registry"},
		modules: []string{pinyin, text}},
	{dir: "internal/sheet",
		own:     []string{"internal/registry"},
		modules: []string{excelize, text}},
	{dir: "catalogs",
		own: []string{"internal/registry"}},
	{dir: "catalogs/demo",
		own: []string{"internal/registry"}},
	{dir: "migrations"},

	{dir: "internal/app",
		own: []string{"internal/registry", "internal/recognition", "internal/progress", "internal/office", "internal/outcome",
			"internal/naming", "internal/sheet", "catalogs"},
		modules: []string{argon2id, fastJSON, totp}},
	{dir: "internal/store",
		own:     []string{"internal/registry", "internal/office", "internal/outcome", "migrations"},
		modules: []string{gorm, pgx, goose, sqlite, sqlitePure}},

	{dir: "api",
		modules: []string{echo, openapiRun, openapi, yaml}},
	{dir: "internal/httpapi",
		own: []string{"api", "internal/app", "internal/office", "internal/outcome", "internal/registry", "internal/recognition",
			"internal/progress", "internal/naming", "internal/sheet", "internal/wording"},
		modules: []string{echo, fastJSON}},
	{dir: "internal/httpapi/apitest",
		own:     []string{"api", "catalogs", "internal/app", "internal/registry", "internal/store"},
		modules: []string{openapi}},
	{dir: "internal/web",
		own: []string{"api", "internal/app", "internal/httpapi", "internal/office", "internal/outcome", "internal/registry", "internal/recognition",
			"internal/progress", "internal/naming", "internal/wording"},
		modules: []string{echo, text, totp}},
	{dir: "internal/server",
		own:     []string{"api", "internal/app", "internal/httpapi", "internal/web", "internal/office", "internal/registry"},
		modules: []string{echo, fastJSON, oidc, oauth, prometheus, rate, sessions}},

	{dir: "internal/cli",
		own:     []string{"..."},
		modules: []string{cobra, "..."}},
	{dir: "cmd/concord",
		own: []string{"internal/cli"}},

	{dir: "internal/archtest"},
	{dir: "internal/bench",
		own:     []string{"..."},
		never:   []string{"internal/cli", "cmd/concord"},
		modules: []string{"..."}},
	{dir: "internal/parts"},
	{dir: "internal/store/pgtest",
		own:     []string{"internal/parts"},
		modules: []string{pgx, testDocker}},
	{dir: "internal/store/storetest",
		own:     []string{"internal/registry", "internal/office", "internal/outcome"},
		modules: []string{compare, properties}},
}

// coreNever are the packages of the standard library that a core package may not import:
// its answers depend on its arguments alone.
var coreNever = []string{
	"context", "crypto/rand", "database/sql", "log", "log/slog", "math/rand",
	"math/rand/v2", "net", "net/http", "os", "testing",
}

// contextFiles are the core files that may import context: a Store is an interface of the
// core, and what implements it waits for a database.
var contextFiles = []string{"internal/registry/store.go", "internal/office/store.go", "internal/outcome/store.go"}

// clock are the functions of package time that read it.
var clock = []string{"Now", "Since", "Until", "After", "AfterFunc", "NewTicker", "NewTimer", "Sleep", "Tick"}

// coreTestNever are the modules that even the tests of the core do without.
var coreTestNever = []string{gorm, "github.com/labstack/echo"}

// nameless are package names that say nothing about what is in them.
var nameless = []string{"base", "common", "helper", "helpers", "misc", "model", "models", "shared", "util", "utils"}

// top is what may stand at the top of the repository, besides names with a leading dot
// and what .gitignore names.
var top = []string{
	"Dockerfile", "LICENSE", "Makefile", "README.md", "api", "catalogs", "cmd", "compose.yaml",
	"docs", "go.mod", "go.sum", "internal", "migrations",
}
