package web

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
)

// setupPage asks who the first administrator is to be.
type setupPage struct {
	Token    string
	Name     string
	FullName string
	Problems []registry.Problem
}

func (setupPage) template() string { return "setup.tmpl" }

// setupDonePage says that there is an administrator, or that the link does not
// hold.
type setupDonePage struct {
	Name string // empty where the link does not hold
}

func (setupDonePage) template() string { return "setup_done.tmpl" }

// setup answers GET /setup.
func (w *Web) setup(c echo.Context) error {
	return render(c, http.StatusOK, setupPage{Token: c.QueryParam("token")})
}

// setUp answers POST /setup. What was typed stays, besides the password.
func (w *Web) setUp(c echo.Context) error {
	if w.office == nil {
		return render(c, http.StatusForbidden, setupDonePage{})
	}
	form := setupPage{Token: c.FormValue("token"), Name: c.FormValue("name"), FullName: c.FormValue("full_name")}
	if c.FormValue("password") != c.FormValue("again") {
		form.Problems = []registry.Problem{{Pointer: "/again", Message: registry.Text{Zh: "两次输入的密码不同", En: "the passwords differ"}}}
		return render(c, http.StatusUnprocessableEntity, form)
	}
	account, err := w.office.SetUp(c.Request().Context(), app.SetUp{
		Token: form.Token, Name: office.AccountName(form.Name), FullName: form.FullName, Password: c.FormValue("password"),
		At: registry.InstantOf(w.clock()),
	})
	if refused, ok := errors.AsType[app.Refused](err); ok {
		form.Problems = refused
		return render(c, http.StatusUnprocessableEntity, form)
	}
	if errors.Is(err, app.ErrSetup) {
		return render(c, http.StatusForbidden, setupDonePage{})
	}
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, setupDonePage{Name: string(account.Name)})
}
