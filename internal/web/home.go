package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"concord/internal/registry"
)

// homePage is what anybody sees first: the look-up, and where the country stands.
type homePage struct {
	frame
	Form    form
	Country countryView
	Map     tileMap
}

func (*homePage) template() string { return "home" }

// registerHome adds the home page.
func (w *Web) registerHome(e *echo.Echo) { e.GET("/", w.home) }

// home answers GET /.
func (w *Web) home(c echo.Context) error {
	look, err := w.today(c)
	if err != nil {
		return err
	}
	board := look.board(w)
	return w.render(c, http.StatusOK, &homePage{
		frame: w.frame(c, "", registry.Text{Zh: "首页", En: "Home"}),
		Form:  filled(), Country: look.country(board), Map: look.tiles(board),
	})
}
