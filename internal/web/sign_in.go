package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"concord/api"
	"concord/internal/httpapi"
	"concord/internal/registry"
)

// signInPage asks who somebody is.
type signInPage struct {
	frame
	Form   form
	To     string // where they go then
	Code   bool   // a one-time code is asked for
	SignOn bool
}

func (*signInPage) template() string { return "sign_in" }

func (w *Web) registerSignIn(e *echo.Echo) {
	e.GET("/sign-in", w.signInForm)
	e.POST("/sign-in", w.signIn)
	e.POST("/sign-out", w.signOut)
}

// defaultLanding is where people go who signed in for nothing in particular.
const defaultLanding = "/console"

// local is a page of this server, or else the console.
func local(to string) string { return Local(to, defaultLanding) }

// Local is a page of this server, or else another: a link to signing in leads
// nobody to another site.
func Local(to, otherwise string) string {
	address, err := url.Parse(to)
	if err != nil || address.IsAbs() || address.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") {
		return otherwise
	}
	if strings.Contains(to, `\`) || !Serves(address.Path) || slices.Contains([]string{"/sign-in", "/sign-out", "/setup"}, address.Path) {
		return otherwise
	}
	return to
}

func (w *Web) signInPage(c echo.Context, f form) *signInPage {
	page := &signInPage{
		frame: w.frame(c, sectionConsole, registry.Text{Zh: "登录", En: "Sign in"}),
		Form:  f, To: local(f.Get("to")), SignOn: w.signOn,
	}
	page.Here = "/sign-in?to=" + escaped(page.To)
	return page
}

// signInForm answers GET /sign-in?to=. Who is signed in already goes on.
func (w *Web) signInForm(c echo.Context) error {
	if w.office == nil {
		return httpapi.NotReady()
	}
	f := filled("to", c.QueryParam("to"))
	if httpapi.ActorOf(c).Known() {
		return c.Redirect(http.StatusSeeOther, local(f.Get("to")))
	}
	return w.render(c, http.StatusOK, w.signInPage(c, f))
}

// signIn answers POST /sign-in. What was typed stays, besides the password, which
// no page ever holds.
func (w *Web) signIn(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	signedIn, err := asked(w.client(c).SignInWithResponse(c.Request().Context(), api.SignInJSONRequestBody{
		Name: f.Get("name"), Password: f.values.Get("password"), Code: f.Optional("code"),
	}))
	if err != nil {
		return w.signInRefused(c, f, err)
	}
	to := local(f.Get("to"))
	if account := signedIn.JSON200.Account; account != nil && account.OneTimePassword {
		to = "/account?to=" + escaped(to)
	}
	return c.Redirect(http.StatusSeeOther, to)
}

// signInRefused shows the form again, and asks for a code once the password holds
// and the account wants one.
func (w *Web) signInRefused(c echo.Context, f form, err error) error {
	refused, ok := asRefused(err)
	if !ok || refused.problem.Status >= http.StatusInternalServerError {
		return err
	}
	page := w.signInPage(c, f)
	page.Code = refused.problem.Code == "SECOND_FACTOR_NEEDED" || f.values.Has("code")
	if refused.problem.Code != "SECOND_FACTOR_NEEDED" {
		page.Form.problems = refused.problem.Errors
	}
	if refused.problem.Code == "SIGN_IN_THROTTLED" {
		page.Form.problems[0].Fix = page.say(registry.Text{Zh: "忘记密码可请管理员重置", En: "an administrator can reset the password"})
	}
	return w.render(c, refused.problem.Status, page)
}

// signOut answers POST /sign-out.
func (w *Web) signOut(c echo.Context) error {
	if _, err := asked(w.client(c).SignOutWithResponse(c.Request().Context())); err != nil {
		return err
	}
	return seeOther(c, "/", signedOut)
}

var signedOut = notice("signed-out", "已退出登录。", "You are signed out.")

// signOnPath is where single sign-on begins and comes back to. It is of the
// contract, and only browsers go there.
const signOnPath = "/v1/session/oidc"

// SignOnAddress begins single sign-on; it comes back to the page that asked for it,
// and to the server's own choice where none did.
func (p *signInPage) SignOnAddress() string {
	if p.Form.Get("to") == "" {
		return signOnPath
	}
	return signOnPath + "?to=" + escaped(p.To)
}

// comeBackKey is where a request keeps the page that single sign-on began from.
const comeBackKey = "come-back"

// ComeBack says which page single sign-on began from, for whoever has to sign in
// otherwise then.
func ComeBack(c echo.Context, to string) { c.Set(comeBackKey, to) }

// signOnRefused shows why single sign-on did not succeed, and how else to sign in.
func (w *Web) signOnRefused(c echo.Context, problem api.Problem) {
	to, _ := c.Get(comeBackKey).(string)
	f := filled("to", cmp.Or(to, c.QueryParam("to")))
	f.problems = problem.Errors
	page := w.signInPage(c, f)
	if problem.Code == "PROVIDER_REFUSED" {
		page.Form.problems[0].Fix = page.say(registry.Text{Zh: "请重新登录", En: "sign in again"})
	}
	if rendered := w.render(c, problem.Status, page); rendered != nil {
		w.unrendered(c, problem, rendered)
	}
}
