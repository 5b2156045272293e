package web

import (
	"errors"
	"net/http"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"concord/api"
	"concord/internal/httpapi"
	"concord/internal/registry"
)

// failurePage says what went wrong and what to do.
type failurePage struct {
	frame
	Problem   api.Problem
	Unrouted  bool // the address is of no page at all
	RequestID string
}

func (*failurePage) template() string { return "failure" }

// Fail answers a request for a page with what went wrong: with a page, or a problem
// of the contract for whoever reads no pages. Who is to sign in first is sent
// there, and comes back.
func (w *Web) Fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	problem := problemOf(c, err)
	if !WantsPage(c.Request()) {
		httpapi.Answer(c, problem)
		return
	}
	if strings.HasPrefix(c.Request().URL.Path, signOnPath) {
		w.signOnRefused(c, problem)
		return
	}
	if problem.Status == http.StatusUnauthorized && w.office != nil && w.signInFirst(c) == nil {
		return
	}
	if problem.Status == http.StatusMethodNotAllowed && c.Request().Method == http.MethodGet {
		_ = c.Redirect(http.StatusSeeOther, path.Dir(c.Request().URL.EscapedPath())) // the address of a step: its page is above it
		return
	}
	for i := range problem.Errors {
		problem.Errors[i].Fix = forPeople(problem.Errors[i].Fix)
	}
	if problem.Code == "RATE_LIMITED" && len(problem.Errors) > 0 {
		problem.Errors[0].Fix = waitFix(c.Request().Method).In(languageOf(c))
	}
	if problem.Code == "REQUEST_TOO_LARGE" && len(problem.Errors) > 0 {
		problem.Errors[0].Message, problem.Errors[0].Fix = tooLarge(sayingOf(c))
	}
	p := &failurePage{
		frame: w.frame(c, "", registry.Text{Zh: problem.Title, En: capital(problem.Title)}), Problem: problem,
		Unrouted: errors.Is(err, echo.ErrNotFound), RequestID: c.Response().Header().Get("X-Request-Id"),
	}
	if rendered := w.render(c, problem.Status, p); rendered != nil {
		w.unrendered(c, problem, rendered)
	}
}

// tooLarge says how large a file may be, and how to come below that.
func tooLarge(s saying) (message, fix string) {
	return s.tf("内容过大，未写入：一个文件至多 %d MiB。", "This is too large, and nothing was written: a file has at most %d MiB.", httpapi.MaxFile()>>20),
		s.t("请返回上一页：删去不需要的工作表和图片，或另存为 csv；仍然过大的，拆分成几个文件。",
			"Go back, take out sheets and pictures that are not needed or save it as csv; where that does not help, make it several files.")
}

// unrendered tells in plain words what a page could not: it failed in its turn,
// which is noted, for the line of the access log speaks of what failed first.
func (w *Web) unrendered(c echo.Context, problem api.Problem, err error) {
	if c.Response().Committed {
		return // the client is gone and cannot be told anything
	}
	w.log.ErrorContext(c.Request().Context(), "page of a failure",
		"id", c.Response().Header().Get("X-Request-Id"), "path", c.Request().URL.Path, "error", err)
	_ = c.String(http.StatusInternalServerError, problem.Detail)
}

// capital is a phrase as it begins a title.
func capital(phrase string) string {
	first, size := utf8.DecodeRuneInString(phrase)
	return string(unicode.ToUpper(first)) + phrase[size:]
}

// waitFix is what to do about too many requests: one that only reads has nothing
// to lose.
func waitFix(method string) registry.Text {
	if method == http.MethodGet || method == http.MethodHead {
		return registry.Text{Zh: "请稍候几秒，再刷新本页", En: "wait some seconds and load the page again"}
	}
	return registry.Text{
		Zh: "请稍候几秒，再刷新本页；提交的内容尚未写入，刷新即再次提交",
		En: "wait some seconds and load the page again; what you sent is not recorded, and is sent again so",
	}
}

// back is the page to come back to after signing in.
func back(c echo.Context) string {
	if c.Request().Method != http.MethodGet {
		return "/console"
	}
	return c.Request().URL.RequestURI()
}
