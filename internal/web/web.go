package web

import (
	"cmp"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"concord/internal/app"
	"concord/internal/httpapi"
)

// Registry is what the pages ask; package app provides it.
type Registry = httpapi.Registry

// Options are what the pages rest on.
type Options struct {
	Registry Registry
	// Office keeps what is not yet published, and accounts; nil where nothing can
	// be written.
	Office *app.Office
	// Contract answers /v1: the pages write, and read what takes an account, as any
	// other client of it.
	Contract http.Handler
	// SignOn says that there is a provider of single sign-on.
	SignOn bool
	Clock  func() time.Time // nil: time.Now
	Log    *slog.Logger     // nil: slog.Default
}

// Web answers with pages.
type Web struct {
	registry Registry
	office   *app.Office
	contract http.Handler
	signOn   bool
	clock    func() time.Time
	log      *slog.Logger
	assets   assets
	sets     map[string]templateSet // by language
}

// New returns the pages over a registry.
func New(o Options) *Web {
	w := &Web{
		registry: o.Registry, office: o.Office, contract: o.Contract, signOn: o.SignOn, clock: o.Clock,
		log: cmp.Or(o.Log, slog.Default()), assets: loadAssets(),
	}
	if w.clock == nil {
		w.clock = time.Now
	}
	w.sets = map[string]templateSet{chinese: parseTemplates(chinese), english: parseTemplates(english)}
	return w
}

// Register adds the routes of the pages to an Echo.
func (w *Web) Register(e *echo.Echo) {
	w.assets.register(e)
	e.GET("/suggest/:kind", w.suggest)
	w.registerPublic(e)
	w.registerPublishing(e)
	w.registerNouns(e)
}

// registerPublic adds the pages that take no account.
func (w *Web) registerPublic(e *echo.Echo) {
	w.registerHome(e)
	w.registerLookUp(e)
	w.registerJurisdictions(e)
	w.registerLists(e)
	w.registerListVersions(e)
	w.registerListDiffs(e)
	w.registerAnnouncements(e)
	w.registerItems(e)
	w.registerInstitutions(e)
	w.registerProgress(e)
}

// registerPublishing adds one's own account, and the way of a list to publication.
func (w *Web) registerPublishing(e *echo.Echo) {
	w.registerSetup(e)
	w.registerSignIn(e)
	w.registerAccount(e)
	w.registerWaiting(e)
	w.registerDrafts(e)
	w.registerVersions(e)
}

// registerNouns adds the pages of the console about what the registry keeps.
func (w *Web) registerNouns(e *echo.Echo) {
	w.registerPeople(e)
	w.registerAudit(e)
	w.registerKeys(e)
	w.registerKeptInstitutions(e)
	w.registerQualifications(e)
	w.registerSettings(e)
	w.registerTargets(e)
	w.registerNotices(e)
	w.registerStatistics(e)
	w.registerConsortia(e)
	w.registerAlliances(e)
	w.registerCodeMaps(e)
	w.registerCoverage(e)
	w.registerPrices(e)
	w.registerAddedItems(e)
}
