package httpapi

import (
	"context"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"concord/api"
	"concord/internal/app"
	"concord/internal/progress"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// Registry is what the handlers ask; package app provides it.
type Registry interface {
	// Snapshot is the newest state known here; nil before the first one.
	Snapshot() *recognition.Snapshot
	// Degraded reports whether the database is away and answers may be old.
	Degraded() bool
	// List is a list's history; empty where nobody published it.
	List(ctx context.Context, id registry.ListID) (registry.ListHistory, error)
	// Items, Institutions and Regions are what a search text finds, the best first.
	Items(q string) []registry.ItemCode
	Institutions(q string) []registry.InstitutionID
	Regions(q string) []registry.RegionCode
	// Orders are the codes of the items and panels that it finds.
	Orders(q string) []string
	// Board is the progress of every unit on a day against the national targets, as
	// the registry knew it at a sequence. Nobody changes what it gives.
	Board(s *recognition.Snapshot, on registry.Day, at registry.Sequence) []progress.Progress
}

// Options are what a server may set; the zero Options serve.
type Options struct {
	Clock func() time.Time // nil: time.Now
	Build string           // which program answers; part of every ETag
	// Office makes what is written; nil where nothing can be.
	Office *app.Office
	// Browser is the other end of a request that signs in or out; nil where
	// nobody can.
	Browser func(echo.Context) Browser
}

// API answers the contract from a registry.
type API struct {
	registry Registry
	office   *app.Office
	browser  func(echo.Context) Browser
	clock    func() time.Time
	build    string
	panels   panels
	waits    context.Context // ends when nobody is to wait any more
	endWaits context.CancelFunc
}

// New returns the API over a registry whose reference data is cat.
func New(r Registry, cat *registry.Catalogue, o Options) *API {
	waits, end := context.WithCancel(context.Background())
	return &API{
		registry: r, office: o.Office, browser: o.Browser, clock: clockOrNow(o.Clock), build: o.Build, panels: newPanels(cat),
		waits: waits, endWaits: end,
	}
}

// Register adds the routes of the contract to an Echo, which is to have Pin
// before them. The routes of operation are package server's.
func (a *API) Register(e *echo.Echo) {
	e.JSONSerializer = serializer{}
	e.Binder = bodyBinder{}
	every := map[string][]echo.MiddlewareFunc{}
	for _, operation := range decisionOperations {
		every[operation] = []echo.MiddlewareFunc{needSnapshot, unstored}
	}
	for _, operation := range publishedOperations {
		every[operation] = []echo.MiddlewareFunc{needSnapshot, a.published}
	}
	for _, operation := range slices.Concat(versionReads, progressReads, correctedReads) {
		every[operation] = []echo.MiddlewareFunc{needSnapshot, revalidated}
	}
	for _, operation := range coverageReads {
		every[operation] = []echo.MiddlewareFunc{needSnapshot, a.needOffice, revalidated}
	}
	every["GetVersionSource"] = append(every["GetVersionSource"], a.needOffice)
	for _, operation := range publishedByOffice {
		every[operation] = []echo.MiddlewareFunc{needSnapshot, a.needOffice, a.published}
	}
	for _, operation := range officeReads {
		every[operation] = []echo.MiddlewareFunc{needSnapshot, a.needOffice, unstored}
	}
	every["GetCodeMap"] = []echo.MiddlewareFunc{needSnapshot, a.needOffice, revalidated}
	every["GetAnnouncement"] = []echo.MiddlewareFunc{needSnapshot, a.needOffice, revalidated}
	for _, operation := range WriteOperations {
		every[operation] = []echo.MiddlewareFunc{needSnapshot, a.needOffice, unstored, a.asksLeave(operation), takes(api.BodyOf(operation)), a.once}
	}
	for _, operation := range sessionOperations {
		every[operation] = []echo.MiddlewareFunc{a.needOffice, a.needBrowser, unstored, a.asksLeave(operation), takes(api.BodyOf(operation))}
	}
	handler := api.NewStrictHandler(a, []api.StrictMiddlewareFunc{knownParameters})
	api.RegisterHandlersWithOptions(suffixes{e, map[string]echo.HandlerFunc{}}, handler, api.RegisterHandlersOptions{OperationMiddlewares: every})
}

// decisionOperations are answered anew each time: their day is asked_at.
var decisionOperations = []string{"Decide", "DecideByQuery", "DecideBatch"}

// publishedOperations are reads of published data.
var publishedOperations = []string{
	"ListRegions", "ListItems", "GetItem", "ListPanels", "ListInstitutions", "ListReasons",
	"RecognizedIssuers", "RecognizedAt",
	"ListVersions", "DiffVersions",
	"ListProgress", "ListProgressCSV", "ListProgressXLSX",
	"ProgressItems", "ProgressItemsCSV", "ProgressItemsXLSX", "SuggestItems",
	"ListConsortia", "ListAlliances",
}

// progressReads are reads of progress with what jurisdictions set themselves,
// which is not in the snapshot: they make their validator themselves.
var progressReads = []string{"GetProgress"}

// coverageReads rest on the snapshot and on tables that are not in it: they make
// their validator themselves.
var coverageReads = []string{"SummarizeCoverage"}

// versionReads are reads of versions, whose validator is their content's digest.
var versionReads = []string{"GetList", "GetVersion", "GetVersionCSV", "GetVersionXLSX", "GetVersionSource"}

// correctedReads are reads of nouns that people correct, whose validator begins
// with their state.
var correctedReads = []string{"GetInstitution", "GetConsortium", "GetAlliance"}

// publishedByOffice are reads of published data that the snapshot does not hold.
var publishedByOffice = []string{"ListQualifications", "ListCodeMaps"}

// officeReads are reads of what is not published, or not of the registry.
var officeReads = []string{
	"GetSettings", "ListDrafts", "GetDraft", "DraftRows", "DraftFile", "AnnotatedDraft",
	"ListAnnouncements", "GetTemplate",
	"ListChanges", "ListEvents", "ListEventsCSV",
	"GetCoverage", "GetTargets", "GetPrices",
	"RecognitionStatistics", "RecognitionStatisticsCSV",
	"ListNotices", "GetNotice", "ReportXLSX",
	"ListAccounts", "GetAccount", "ListKeys",
}

// WriteOperations are the operations that write.
var WriteOperations = []string{
	"PutSettings", "PutTargets",
	"CreateDraft", "EditDraft", "DiscardDraft", "SubmitDraft", "ApproveDraft", "RejectDraft", "AnnounceDraft", "PublishDraft",
	"RegisterObjection", "HandleObjection", "WithdrawVersion",
	"CreateInstitution", "CorrectInstitution", "CloseInstitution", "MergeInstitution",
	"ImportQualifications", "RevokeQualification", "RemoveInstitution", "RecordConsortium", "RecordAlliance",
	"MapCodes", "AddItem", "UploadCoverage",
	"ReportOutcomes", "UploadPrices",
	"SendNotice", "AnswerNotice", "AcceptNotice", "ReturnNotice",
	"CreateAccount", "PutAccount", "ResetPassword", "EndSessions", "IssueKey", "RevokeKey",
}

// sessionOperations are of who asks alone. They leave no receipt: its fingerprint
// would be a digest of a password.
var sessionOperations = []string{
	"GetSession", "SignIn", "SignOut", "ChangePassword", "BeginTOTP", "ConfirmTOTP", "EndTOTP", "SetUp",
}

var _ api.StrictServerInterface = (*API)(nil)
