package web

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/pquerna/otp"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/registry"
)

// accountPage is somebody's own account.
type accountPage struct {
	frame
	Account  api.Account
	Began    string // when the session began
	Ends     string // when it ends, whatever is done until then
	Grants   []grantView
	To       string // where they go once a one-time password is replaced
	Password form
	Begin    *factorView // a second factor on its way
	Code     form
}

func (*accountPage) template() string { return "account" }

// grantView is a role in a region, in words.
type grantView struct{ Role, Region string }

// factorView is a second factor that waits for its first code.
type factorView struct {
	Secret, URL string
	Size        int    // modules on a side
	Path        string // of the dark modules, as SVG draws it
}

func (w *Web) registerAccount(e *echo.Echo) {
	e.GET("/account", w.account, w.signedIn)
	e.POST("/account/password", w.changePassword, w.signedIn)
	e.POST("/account/second-factor", w.beginFactor, w.signedIn)
	e.POST("/account/second-factor/confirm", w.confirmFactor, w.signedIn)
	e.POST("/account/second-factor/end", w.endFactor, w.signedIn)
}

// roleTitles are what roles are called.
var roleTitles = map[api.Role]registry.Text{
	"administrator": {Zh: "管理员：管理账户、密钥和设置", En: "administrator: accounts, keys and settings"},
	"editor":        {Zh: "编辑：上传并提交清单，维护基础数据", En: "editor: uploads and submits lists, keeps the registry"},
	"approver":      {Zh: "审核：审核、发布和撤回清单", En: "approver: approves, publishes and withdraws lists"},
	"auditor":       {Zh: "审计：查看操作记录", En: "auditor: reads the record"},
}

// accountPage is the page of who asks.
func (w *Web) accountPage(c echo.Context) (*accountPage, error) {
	who, err := asked(w.client(c).GetSessionWithResponse(c.Request().Context()))
	if err != nil {
		return nil, err
	}
	page := &accountPage{
		frame: w.frame(c, sectionConsole, registry.Text{Zh: "我的账户", En: "My account"}),
		Began: toTheMinute(lo.FromPtr(who.JSON200.BeganAt)), Ends: toTheMinute(lo.FromPtr(who.JSON200.EndsAt)),
	}
	page.Here = "/account"
	if who.JSON200.Account == nil {
		return nil, echo.ErrForbidden
	}
	page.Account = *who.JSON200.Account
	page.Grants = lo.Map(page.Account.Grants, func(g api.Grant, _ int) grantView {
		return grantView{page.say(roleTitles[g.Role]), w.jurisdictionName(registry.JurisdictionCode(g.Region), page.Lang)}
	})
	return page, nil
}

// account answers GET /account?to=.
func (w *Web) account(c echo.Context) error {
	page, err := w.accountPage(c)
	if err != nil {
		return err
	}
	page.To = c.QueryParam("to")
	return w.render(c, http.StatusOK, page)
}

// refusedAccount shows the page again with a form that was refused.
func (w *Web) refusedAccount(c echo.Context, show func(*accountPage)) error {
	page, err := w.accountPage(c)
	if err != nil {
		return err
	}
	show(page)
	return w.render(c, http.StatusUnprocessableEntity, page)
}

var passwordChanged = notice("password-changed", "密码已修改，其他设备上的登录已失效。", "The password is changed; you are signed out everywhere else.")

// changePassword answers POST /account/password.
func (w *Web) changePassword(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	if f.values.Get("new") != f.values.Get("again") {
		f.wrong("again", registry.Text{Zh: "两次输入的密码不同", En: "the passwords differ"}.In(languageOf(c)), "")
	} else if _, err := asked(w.client(c).ChangePasswordWithResponse(c.Request().Context(), api.ChangePasswordJSONRequestBody{
		Old: f.values.Get("old"), New: f.values.Get("new"),
	})); err != nil && !f.doubted("old", err) {
		return err
	}
	if f.Refused() {
		return w.refusedAccount(c, func(p *accountPage) { p.Password, p.To = f, f.Get("to") })
	}
	if f.Get("to") != "" {
		return seeOther(c, local(f.Get("to")), passwordChanged)
	}
	return seeOther(c, "/account", passwordChanged)
}

// doubted puts a refused proof of who somebody is at the field that it was typed
// in, and whatever else is refused at its own.
func (f *form) doubted(name string, err error) (ok bool) {
	refused, ok := asRefused(err)
	if ok && refused.problem.Status == http.StatusUnauthorized && refused.problem.Code == "SIGN_IN_FAILED" {
		for _, p := range refused.problem.Errors {
			f.wrong(name, p.Message, p.Fix)
		}
		return true
	}
	return f.refuse(err)
}

// beginFactor answers POST /account/second-factor: the page shows what an
// authenticator needs, once.
func (w *Web) beginFactor(c echo.Context) error {
	begun, err := asked(w.client(c).BeginTOTPWithResponse(c.Request().Context()))
	if err != nil {
		return err
	}
	page, err := w.accountPage(c)
	if err != nil {
		return err
	}
	if page.Begin, err = drawn(begun.JSON200.Secret, begun.JSON200.URL); err != nil {
		return err
	}
	return w.render(c, http.StatusOK, page)
}

var factorOn = notice("factor-on", "动态口令已启用，下次登录时需要填写。", "The second factor is on; signing in asks for it from now on.")

// confirmFactor answers POST /account/second-factor/confirm.
func (w *Web) confirmFactor(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	_, err = asked(w.client(c).ConfirmTOTPWithResponse(c.Request().Context(), api.ConfirmTOTPJSONRequestBody{Code: digits(f.Get("code"))}))
	if err == nil {
		return seeOther(c, "/account", factorOn)
	}
	if !f.atCode(err) {
		return err
	}
	begun, err := drawn(f.Get("secret"), f.Get("url"))
	if err != nil {
		return err
	}
	return w.refusedAccount(c, func(p *accountPage) { p.Begin, p.Code = begun, f })
}

var factorOff = notice("factor-off", "动态口令已停用。", "The second factor is off.")

// endFactor answers POST /account/second-factor/end.
func (w *Web) endFactor(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	_, err = asked(w.client(c).EndTOTPWithResponse(c.Request().Context(), api.EndTOTPJSONRequestBody{Code: digits(f.Get("code"))}))
	if err == nil {
		return seeOther(c, "/account", factorOff)
	}
	if !f.atCode(err) {
		return err
	}
	return w.refusedAccount(c, func(p *accountPage) { p.Code = f })
}

// atCode puts a refusal at the field of the code, which is all that was typed.
func (f *form) atCode(err error) (ok bool) {
	refused, ok := asRefused(err)
	if !ok || refused.problem.Status >= http.StatusInternalServerError {
		return false
	}
	for _, p := range refused.problem.Errors {
		f.wrong("code", p.Message, p.Fix)
	}
	return true
}

// digits is a code without the space that authenticators show in it.
func digits(code string) string { return strings.ReplaceAll(code, " ", "") }

// The sizes of QR codes, in modules on a side.
const (
	smallestCode = 21
	nextCode     = 4
	largestCode  = 177
)

// drawn is a second factor with its QR code. The smallest image that holds one
// has a pixel for each module.
func drawn(secret, address string) (*factorView, error) {
	key, err := otp.NewKeyFromURL(address)
	if err != nil || key.Secret() != secret {
		return nil, echo.ErrBadRequest
	}
	for size := smallestCode; size <= largestCode; size += nextCode {
		image, err := key.Image(size, size)
		if err != nil {
			continue
		}
		var path strings.Builder
		for y := range size {
			for x := range size {
				if shade, _, _, _ := image.At(x, y).RGBA(); shade == 0 {
					fmt.Fprintf(&path, "M%d %dh1v1h-1z", x, y)
				}
			}
		}
		return &factorView{secret, address, size, path.String()}, nil
	}
	return nil, fmt.Errorf("no QR code holds %d bytes", len(address))
}
