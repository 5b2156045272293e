package web_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"concord/internal/parts"
	"concord/internal/web"
)

// screen is one page as somebody looks at it.
type screen struct {
	name, target string
	person       string // who is signed in; empty: nobody
	status       int    // 0: 200
}

// looks are how every page is looked at: between them every size, colour and
// language.
var looks = []look{{}, {Phone: true, Dark: true, English: true}}

// TestScreens looks at every page, at a desk and on a phone: nothing is wider
// than the window, the keyboard reaches nothing that is hidden, nothing moves once it is shown, axe finds nothing that keeps
// anybody out. $CONCORD_SCREENSHOTS is a folder for pictures of all of them.
func TestScreens(t *testing.T) {
	axe, err := os.ReadFile("../../.ci/axe/node_modules/axe-core/axe.min.js")
	if err != nil {
		parts.Missing(t, parts.Axe, err)
	}
	s := furnished(t)
	for _, l := range looks {
		t.Run(l.String(), func(t *testing.T) {
			tabs := map[string]*tab{}
			for _, screen := range screens {
				b := tabs[screen.person]
				if b == nil {
					b = s.tab(t, l)
					b.observe(t)
					if screen.person != "" {
						b.enter(t, screen.person)
					}
					tabs[screen.person] = b
				}
				t.Run(screen.name, func(t *testing.T) { b.examine(t, screen, l, string(axe)) })
			}
		})
	}
}

// examine looks at one page.
func (b *tab) examine(t *testing.T, s screen, l look, axe string) {
	b.refused = s.status >= 400
	b.open(t, s.target)
	if over := eval[int](t, b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
		t.Errorf("%s is %d px wider than the window: %s", s.target, over, eval[string](t, b, widest))
	}
	if shifted := eval[float64](t, b, `window.shifted`); shifted > 0 {
		t.Errorf("%s: things move by %g once they are shown", s.target, shifted)
	}
	for _, stop := range eval[[]string](t, b, hiddenStops) {
		t.Errorf("%s: the keyboard stops at what nobody sees: %s", s.target, stop)
	}
	if title := eval[string](t, b, `document.title`); strings.HasPrefix(title, " ·") {
		t.Errorf("%s has no title", s.target)
	}
	b.run(t, chromedp.Evaluate[chromedp.Void](axe))
	for _, violation := range eval[[]string](t, b, runAxe) {
		t.Errorf("%s: %s", s.target, violation)
	}
	if folder := os.Getenv("CONCORD_SCREENSHOTS"); folder != "" {
		b.picture(t, filepath.Join(folder, s.name+"-"+l.String()+".png"))
	}
}

// widest names what reaches beyond the window.
const widest = `[...document.querySelectorAll("main *, header *, footer *")].filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).slice(0, 3).map((e) => e.outerHTML.slice(0, 160)).join("\n")`

// hiddenStops are what the keyboard reaches and nobody sees. The skip link shows
// itself once it is reached.
const hiddenStops = `[...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")].filter((e) => {
	if (e.matches(".skip") || e.tabIndex < 0 || e.disabled || !e.checkVisibility({visibilityProperty: true})) return false;
	for (let around = e; around; around = around.parentElement) if (getComputedStyle(around).clipPath !== "none") return true;
	return e.getBoundingClientRect().width < 2 || e.getBoundingClientRect().height < 2;
}).slice(0, 3).map((e) => e.outerHTML.slice(0, 160))`

// runAxe is what axe finds, one line each.
const runAxe = `axe.run(document, {runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}).then((r) => r.violations.flatMap((v) => v.nodes.slice(0, 3).map((n) => v.id + " (" + v.help + "): " + n.html.slice(0, 200) + " " + (n.any[0]?.message ?? ""))))`

// picture keeps a picture of the whole page.
func (b *tab) picture(t *testing.T, file string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	png := value(t, b, chromedp.FullScreenshot(100))
	if err := os.WriteFile(file, png, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestEveryPageIsAScreen holds the routes of the pages against the list of
// screens.
func TestEveryPageIsAScreen(t *testing.T) {
	for _, route := range web.PageRoutes() {
		pattern := regexp.MustCompile("^" + regexp.MustCompile(`:\w+`).ReplaceAllString(route, "[^/?]+") + `(\?|$)`)
		seen := false
		for _, s := range screens {
			seen = seen || pattern.MatchString(s.target)
		}
		if !seen {
			t.Errorf("nobody looks at %s", route)
		}
	}
}

// budget is how much a public page may weigh with its style and its script,
// compressed.
const budget = 50 << 10

func TestPagesAreLight(t *testing.T) {
	s := furnished(t)
	weigh := func(target string) int {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+target, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept-Encoding", "gzip")
		request.Header.Set("Accept", "text/html")
		response, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return len(body)
	}
	_, home := s.visitor(t, "zh").get(t, "/")
	around := 0
	for _, asset := range regexp.MustCompile(`/assets/(?:style\.css|script\.js)\?v=\w+`).FindAllString(home, -1) {
		around += weigh(asset)
	}
	if around == 0 {
		t.Fatal("the home page loads nothing")
	}
	for _, screen := range screens {
		if screen.person != "" {
			continue
		}
		if size := weigh(screen.target) + around; size > budget {
			t.Errorf("%s weighs %d bytes with what it loads, more than %d", screen.target, size, budget)
		}
	}
}
