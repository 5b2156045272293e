package httpapi

import (
	"context"
	"net/url"

	"github.com/labstack/echo/v4"

	"concord/internal/office"
	"concord/internal/registry"
)

// leave refuses who may not do an operation, as far as its path tells.
type leave func(a *API, c echo.Context) error

// leaves are who may do what takes a body: it is asked before the body is read,
// so that who may not do a thing is told so, and not how to do it. Where the body
// decides who may, its handler asks the rest.
var leaves = map[string]leave{
	"PutSettings":          inJurisdiction(office.Administration),
	"PutTargets":           inJurisdiction(office.Aiming),
	"CreateDraft":          inJurisdiction(office.Drafting),
	"WithdrawVersion":      inJurisdiction(office.Approval),
	"RemoveInstitution":    inJurisdiction(office.Approval),
	"EditDraft":            onDraft(office.Drafting),
	"DiscardDraft":         onDraft(office.Drafting),
	"SubmitDraft":          onDraft(office.Drafting),
	"ApproveDraft":         onDraft(office.Approval),
	"RejectDraft":          rejecter,
	"AnnounceDraft":        onDraft(office.Publication),
	"PublishDraft":         onDraft(office.Publication),
	"RegisterObjection":    onDraft(office.Publication),
	"HandleObjection":      onDraft(office.Publication),
	"CreateInstitution":    somebody,
	"CorrectInstitution":   keeper,
	"CloseInstitution":     keeper,
	"MergeInstitution":     keeper,
	"MapCodes":             coder,
	"ImportQualifications": importer,
	"RevokeQualification":  revoker,
	"RecordConsortium":     somebody,
	"RecordAlliance":       somebody,
	"AddItem":              somebody,
	"UploadCoverage":       inRegion(office.Drafting),
	"UploadPrices":         inRegion(office.Drafting),
	"ReportOutcomes":       reporter,
	"SendNotice":           somebody,
	"AnswerNotice":         onNotice(addressee),
	"AcceptNotice":         onNotice(sender),
	"ReturnNotice":         onNotice(sender),
	"CreateAccount":        administrator,
	"PutAccount":           administrator,
	"ResetPassword":        administrator,
	"EndSessions":          administrator,
	"IssueKey":             somebody,
	"RevokeKey":            somebody,

	"GetSession": everybody, "SignIn": everybody, "SignOut": everybody, "SetUp": everybody,
	"ChangePassword": atBrowser((*call).session),
	"BeginTOTP":      atBrowser((*call).signedInSession),
	"ConfirmTOTP":    atBrowser((*call).signedInSession),
	"EndTOTP":        atBrowser((*call).session),
}

// asksLeave asks who may do an operation before anything is read of it. It panics
// where the table has no row: no server starts that would not ask.
func (a *API) asksLeave(operation string) echo.MiddlewareFunc {
	may, known := leaves[operation]
	if !known {
		panic("nothing says who may " + operation)
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := may(a, c); err != nil {
				return err
			}
			return next(c)
		}
	}
}

// asked is the call and its context that an operation is asked in.
func asked(c echo.Context) (context.Context, *call) {
	ctx := c.Request().Context()
	return ctx, callOf(ctx)
}

// named is a parameter of the path. One that cannot be read names nothing.
func named(c echo.Context, parameter string) string {
	value := c.Param(parameter)
	if c.Request().URL.RawPath == "" {
		return value
	}
	value, _ = url.PathUnescape(value)
	return value
}

func everybody(*API, echo.Context) error { return nil }

func somebody(_ *API, c echo.Context) error {
	_, call := asked(c)
	return call.signedIn()
}

func atBrowser(session func(*call) (office.Session, error)) leave {
	return func(_ *API, c echo.Context) error {
		_, call := asked(c)
		_, err := session(call)
		return err
	}
}

func administrator(a *API, c echo.Context) error {
	_, call := asked(c)
	return a.administrator(call)
}

func reporter(_ *API, c echo.Context) error {
	_, call := asked(c)
	return call.mayReport()
}

func inJurisdiction(duty office.Duty) leave {
	return func(a *API, c echo.Context) error {
		_, call := asked(c)
		return a.may(call, duty, registry.JurisdictionCode(named(c, "code")))
	}
}

func inRegion(duty office.Duty) leave {
	return func(a *API, c echo.Context) error {
		_, call := asked(c)
		_, err := a.regionFor(call, named(c, "code"), duty)
		return err
	}
}

func onDraft(duty office.Duty) leave {
	return func(a *API, c echo.Context) error {
		ctx, _ := asked(c)
		_, err := a.draftFor(ctx, named(c, "id"), duty)
		return err
	}
}

func rejecter(a *API, c echo.Context) error {
	ctx, _ := asked(c)
	duty, err := a.rejection(ctx, named(c, "id"))
	if err != nil {
		return err
	}
	return onDraft(duty)(a, c)
}

func onNotice(side func(office.Notice) registry.RegionCode) leave {
	return func(a *API, c echo.Context) error {
		ctx, _ := asked(c)
		_, err := a.noticeFor(ctx, named(c, "id"), office.Pressing, side)
		return err
	}
}

func keeper(a *API, c echo.Context) error {
	_, call := asked(c)
	_, err := a.keptInstitution(call, named(c, "id"))
	return err
}

func coder(a *API, c echo.Context) error {
	_, call := asked(c)
	_, err := a.codedInstitution(call, named(c, "id"))
	return err
}

func revoker(a *API, c echo.Context) error {
	_, call := asked(c)
	_, err := a.keptQualification(call, named(c, "id"))
	return err
}

// importer leaves a request that names no jurisdiction to who reads its query.
func importer(a *API, c echo.Context) error {
	code := c.QueryParam("jurisdiction")
	if code == "" {
		return somebody(a, c)
	}
	_, call := asked(c)
	return a.may(call, office.Upkeep, registry.JurisdictionCode(code))
}
