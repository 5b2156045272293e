package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"concord/api"
	"concord/internal/registry"
)

// setupPage asks who the first administrator is to be.
type setupPage struct {
	frame
	Form form
}

func (*setupPage) template() string { return "setup" }

// setupDonePage says that there is an administrator, or that the link does not
// hold.
type setupDonePage struct {
	frame
	Name string // empty where the link does not hold
}

func (*setupDonePage) template() string { return "setup_done" }

func (w *Web) registerSetup(e *echo.Echo) {
	e.GET("/setup", w.setup)
	e.POST("/setup", w.setUp)
}

func (w *Web) setupFrame(c echo.Context) frame {
	f := w.frame(c, "", registry.Text{Zh: "首次启动", En: "First start"})
	f.Plain = true
	return f
}

// setup answers GET /setup.
func (w *Web) setup(c echo.Context) error {
	return w.render(c, http.StatusOK, &setupPage{w.setupFrame(c), queryForm(c)})
}

// setUp answers POST /setup. What was typed stays, besides the password.
func (w *Web) setUp(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	if f.Get("password") != f.Get("again") {
		f.wrong("again", registry.Text{Zh: "两次输入的密码不同", En: "the passwords differ"}.In(languageOf(c)), "")
		return w.render(c, http.StatusUnprocessableEntity, &setupPage{w.setupFrame(c), f})
	}
	done, err := asked(w.client(c).SetUpWithResponse(c.Request().Context(), api.SetUpJSONRequestBody{
		Token: f.values.Get("token"), Name: f.Get("name"), FullName: f.Get("full_name"), Password: f.values.Get("password"),
	}))
	if refused, ok := asRefused(err); ok && refused.problem.Code == "SETUP_INVALID" {
		return w.render(c, http.StatusForbidden, &setupDonePage{frame: w.setupFrame(c)})
	}
	if err != nil && f.refuse(err) {
		return w.render(c, http.StatusUnprocessableEntity, &setupPage{w.setupFrame(c), f})
	}
	if err != nil {
		return err
	}
	return w.render(c, http.StatusOK, &setupDonePage{w.setupFrame(c), done.JSON200.Name})
}
