package web

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"concord/internal/httpapi"
	"concord/internal/registry"
)

// The languages of the pages.
const (
	chinese = "zh"
	english = "en"
)

const (
	languageCookie  = "concord_lang"
	languageSeconds = 365 * 24 * 3600
)

// Language settles the language of a page before anything is asked: what
// ?lang= says, which is kept, what was said before, or what the browser prefers.
// It stands before the middleware that reads Accept-Language.
func Language(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		request := c.Request()
		if !IsPage(request) {
			return next(c)
		}
		if said := request.URL.Query().Get("lang"); request.Method == http.MethodGet && (said == chinese || said == english) {
			return keepLanguage(c, said)
		}
		if cookie, err := request.Cookie(languageCookie); err == nil && (cookie.Value == chinese || cookie.Value == english) {
			request.Header.Set("Accept-Language", cookie.Value)
		}
		return next(c)
	}
}

// keepLanguage remembers a language in the browser and shows the page in it.
func keepLanguage(c echo.Context, lang string) error {
	c.SetCookie(&http.Cookie{
		Name: languageCookie, Value: lang, Path: "/", MaxAge: languageSeconds, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	values := c.Request().URL.Query()
	values.Del("lang")
	return c.Redirect(http.StatusSeeOther, pathWith(c.Request().URL.Path, values))
}

// languageOf is the language that a page is shown in.
func languageOf(c echo.Context) string { return httpapi.Language(c.Request()) }

// Serves reports whether a path is of the pages: all but the contract's and what
// the server is run by.
func Serves(path string) bool {
	for _, other := range []string{"/v1/", "/healthz", "/readyz", "/metrics", "/docs"} {
		if strings.HasPrefix(path, other) {
			return false
		}
	}
	return true
}

// IsPage reports whether a request asks for a page, and not for what one loads.
func IsPage(r *http.Request) bool {
	return Serves(r.URL.Path) && !strings.HasPrefix(r.URL.Path, "/assets/") && !strings.HasPrefix(r.URL.Path, "/suggest/")
}

// WantsPage reports whether whoever asks for a page reads pages, as browsers do:
// errors are then pages too. So are those of single sign-on, which no program
// asks for.
func WantsPage(r *http.Request) bool {
	return (IsPage(r) || strings.HasPrefix(r.URL.Path, signOnPath)) && strings.Contains(r.Header.Get("Accept"), "text/html")
}

// both is a text in both languages.
func both(zh, en string) registry.Text { return registry.Text{Zh: zh, En: en} }

// sprint is a text in both languages with the same values.
func sprint(zh, en string, values ...any) registry.Text {
	return registry.Text{Zh: fmt.Sprintf(zh, values...), En: fmt.Sprintf(en, values...)}
}

// saying says texts in the language of a page.
type saying string

func sayingOf(c echo.Context) saying { return saying(languageOf(c)) }

func (s saying) t(zh, en string) string { return both(zh, en).In(string(s)) }

func (s saying) tf(zh, en string, values ...any) string { return fmt.Sprintf(s.t(zh, en), values...) }
