package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"concord/api"
	"concord/internal/office"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// call is what one request rests on from its first line to its last: one state
// of the registry, one clock reading, one language.
type call struct {
	snapshot             *recognition.Snapshot
	lang                 string
	now                  registry.Instant
	spend                Spend
	header               http.Header // of the answer
	build                string      // which program answers
	ifMatch, ifNoneMatch string
	actor                office.Actor
	doubt                error // why it cannot be told who asks
	browser              Browser
	body                 *api.Body       // that the operation takes; nil where it takes none
	receipt              *office.Receipt // begun where the request carries an Idempotency-Key
}

// Spend takes further tokens of a client's rate limit for a request that asks
// more than one thing. Its error is a 429.
type Spend func(tokens int) error

type callKey struct{}

// callOf returns the call that Pin put into a request's context.
func callOf(ctx context.Context) *call { return ctx.Value(callKey{}).(*call) }

// Pin fixes the state of the registry that a request is answered from, and
// names it in the answer's headers. It stands before every route.
func (a *API) Pin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		request := c.Request()
		pinned := &call{
			snapshot:    a.registry.Snapshot(),
			lang:        language(request.Header.Get("Accept-Language")),
			now:         registry.InstantOf(a.clock()),
			spend:       free,
			header:      c.Response().Header(),
			build:       a.build,
			ifMatch:     request.Header.Get("If-Match"),
			ifNoneMatch: request.Header.Get("If-None-Match"),
		}
		header := pinned.header
		if pinned.snapshot != nil {
			header.Set("Concord-Revision", pinned.snapshot.Revision().String())
		}
		if a.registry.Degraded() {
			header.Set("Concord-Degraded", "true")
		}
		c.SetRequest(request.WithContext(context.WithValue(request.Context(), callKey{}, pinned)))
		return next(c)
	}
}

// wrote names the state that a write made.
func (c *call) wrote(done office.Committed) { c.header.Set("Concord-Revision", done.Revision.String()) }

func free(int) error { return nil }

// Limit says what pays for a request that asks more than one thing.
func Limit(c echo.Context, spend Spend) { callOf(c.Request().Context()).spend = spend }

// Charge takes further tokens of a client's rate limit for a page that asks more
// than one thing. Its error is a 429.
func Charge(c echo.Context, tokens int) error { return callOf(c.Request().Context()).spend(tokens) }

// needSnapshot refuses a request that comes before the first snapshot.
func needSnapshot(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if callOf(c.Request().Context()).snapshot == nil {
			return NotReady()
		}
		return next(c)
	}
}

// needOffice refuses what a server without an office cannot do.
func (a *API) needOffice(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if a.office == nil {
			return Refuse(http.StatusServiceUnavailable, codeUnavailable,
				registry.Text{Zh: "此服务只读", En: "this server only reads"},
				registry.Text{Zh: "使用 concord serve 启动的服务", En: "ask a server started with concord serve"})
		}
		return next(c)
	}
}

// NotReady is the refusal before the first snapshot.
func NotReady() *Refusal {
	return Refuse(http.StatusServiceUnavailable, codeNotReady,
		registry.Text{Zh: "登记尚未载入，未作判断", En: "the registry is not loaded yet; nothing was decided"},
		registry.Text{Zh: "稍后重试", En: "try again in a moment"})
}

// called is what a region is called, with its code.
func (c *call) called(region registry.RegionCode) registry.Text {
	return c.snapshot.JurisdictionName(registry.JurisdictionCode(region), 0).WithCode(string(region))
}

// moment is a place on both time axes: the day looked at, and what the registry
// knew.
type moment struct {
	day registry.Day
	at  registry.Sequence
}

// moment reads on= and at=; today and the newest state where they are empty.
func (c *call) moment(on, at string) (moment, error) {
	m := moment{day: c.now.Day(), at: c.snapshot.Head().Newest}
	if on != "" {
		day, err := registry.ParseDay(on)
		if err != nil {
			return m, refuse([]registry.Problem{invalid("/on",
				textf("%q 不是日期", "%q is not a date", on),
				registry.Text{Zh: "写成 2026-11-22", En: "write it as 2026-11-22"})})
		}
		m.day = day
	}
	if at != "" {
		sequence, problem := c.sequence(at)
		if problem != nil {
			return m, refuse([]registry.Problem{*problem})
		}
		m.at = sequence
	}
	return m, nil
}

// sequence reads a revision that the snapshot knows.
func (c *call) sequence(at string) (registry.Sequence, *registry.Problem) {
	revision, err := registry.ParseRevision(at)
	if err != nil {
		problem := notRevision("/at", at)
		return 0, &problem
	}
	sequence, ok := c.snapshot.Sequence(revision)
	if !ok {
		problem := noRevision("/at", at, c.snapshot.Revision())
		return 0, &problem
	}
	return sequence, nil
}

func notRevision(pointer, text string) registry.Problem {
	return invalid(pointer, textf("%q 不是修订号", "%q is not a revision", text),
		registry.Text{Zh: "修订号形如 1-42，见 Concord-Revision", En: "a revision reads like 1-42; see Concord-Revision"})
}

func noRevision(pointer, text string, newest registry.Revision) registry.Problem {
	return registry.Problem{
		Pointer: pointer, Code: codeRevisionUnknown,
		Message: textf("没有修订 %s，现为 %s", "there is no revision %s; the newest is %s", text, newest),
		Fix:     registry.Text{Zh: "使用回答中给出的修订号", En: "use a revision that an answer gave"},
	}
}

// notFound refuses a name in a path.
func notFound(what registry.Text, name string) error {
	return Refuse(http.StatusNotFound, codeNotFound,
		registry.Text{
			Zh: fmt.Sprintf("没有%s %s", what.Zh, name),
			En: fmt.Sprintf("there is no %s %s", what.En, name),
		},
		registry.Text{Zh: "核对代码，或按名称检索", En: "check the code, or search by name"})
}

// clockOrNow is a clock, the real one where none is given.
func clockOrNow(clock func() time.Time) func() time.Time {
	if clock == nil {
		return time.Now
	}
	return clock
}
