package web_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"concord/internal/parts"
)

// patience bounds one action in the browser: far above what any takes.
const patience = 60 * time.Second

// chromium is the one browser of all tests, started when first asked for.
var chromium = sync.OnceValues(startChromium)

var stopChromium = func() {}

func startChromium() (context.Context, error) {
	names := []string{"chromium", "chromium-browser", "google-chrome"}
	i := slices.IndexFunc(names, func(name string) bool { _, err := exec.LookPath(name); return err == nil })
	if i < 0 {
		return nil, errors.New("no Chromium is installed")
	}
	if fonts, err := exec.Command("fc-list", ":lang=zh-cn", "family").Output(); err != nil || len(fonts) == 0 {
		return nil, fmt.Errorf("no Chinese font is installed (%w)", err)
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(names[i]), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("force-color-profile", "srgb"), chromedp.WSURLReadTimeout(patience),
	)
	ctx, stop := chromedp.NewContext(context.Background(), chromedp.WithAllocatorOptions(options...))
	stopChromium = stop
	return ctx, chromedp.Do(ctx)
}

func TestMain(m *testing.M) {
	code := m.Run()
	stopChromium()
	os.Exit(code)
}

// look is how a page is looked at; the zero look is a desk, light, in Chinese.
type look struct {
	Phone, Dark, English, NoScript bool
}

// String names the look in the words of a file name.
func (l look) String() string {
	words := []string{"desktop"}
	if l.Phone {
		words[0] = "phone"
	}
	for _, more := range []struct {
		is   bool
		word string
	}{{l.Dark, "dark"}, {l.English, "en"}, {l.NoScript, "noscript"}} {
		if more.is {
			words = append(words, more.word)
		}
	}
	return strings.Join(words, "-")
}

func (l look) lang() string {
	if l.English {
		return "en"
	}
	return "zh"
}

// tab is a window of a person's own: no cookie of another tab is in it. What its
// pages complain of, and any other host they ask, fails the test.
type tab struct {
	context.Context
	site *site

	mu         sync.Mutex
	complaints []string
	refused    bool // answers of 4xx are meant, and no complaint
}

// tab opens a window.
func (s *site) tab(t *testing.T, l look) *tab {
	t.Helper()
	browser, err := chromium()
	if err != nil {
		parts.Missing(t, parts.Browser, err)
	}
	b := &tab{site: s}
	ctx, stop := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(stop)
	b.Context = ctx
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	b.run(t, call(log.Enable, cdp.Empty{}), call(network.Enable, network.EnableParams{}), call(runtime.Enable, cdp.Empty{}), b.looking(l))
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, complaint := range b.complaints {
			t.Errorf("%s", complaint)
		}
	})
	return b
}

// step is something that is done in a tab.
type step = chromedp.Action[chromedp.Void]

// call is a command of the browser's protocol.
func call[P, R any](command cdp.Command[P, R], params P) step {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, command, params)
		return err
	})
}

// looking sets the size of the window, its colours and its language.
func (b *tab) looking(l look) step {
	width, height, scheme := int64(1280), int64(900), "light"
	if l.Phone {
		width, height = 390, 844
	}
	if l.Dark {
		scheme = "dark"
	}
	return chromedp.Steps(
		call(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1, Mobile: l.Phone}),
		call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}}),
		call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.NoScript}),
		call(network.SetCookie, network.SetCookieParams{Name: "concord_lang", Value: l.lang(), URL: b.site.URL}),
	)
}

// listen hears what pages complain of and whom they ask.
func (b *tab) listen(event any) {
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && !(b.refused && e.Entry.Source == log.EntrySourceNetwork) {
			b.complain("%s logs %s", e.Entry.URL, e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		b.complain("an exception: %s", e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			b.complain("the console is told %s", e.Type)
		}
	case *network.EventRequestWillBeSent:
		if asked := e.Request.URL; !strings.HasPrefix(asked, b.site.URL+"/") && !strings.HasPrefix(asked, "data:") && asked != "about:blank" {
			b.complain("another host is asked: %s", asked)
		}
	}
}

func (b *tab) complain(format string, values ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.complaints = append(b.complaints, fmt.Sprintf(format, values...))
}

// run does what a person does.
func (b *tab) run(t *testing.T, steps ...step) {
	t.Helper()
	ctx, stop := context.WithTimeout(b.Context, patience)
	defer stop()
	for i, step := range steps {
		if err := chromedp.Do(ctx, step); err != nil {
			t.Fatalf("step %d: %v\n%s", i+1, err, b.state())
		}
	}
}

// state is what a failed test tells of the page.
func (b *tab) state() string {
	ctx, stop := context.WithTimeout(b.Context, 5*time.Second)
	defer stop()
	address, _ := chromedp.Run(ctx, chromedp.Location()) // of a page that may be gone
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector("main")?.innerText ?? document.body.innerText`))
	return address + "\n" + text
}

// open shows a page.
func (b *tab) open(t *testing.T, target string) {
	t.Helper()
	b.run(t, chromedp.Navigate(b.site.URL+target), chromedp.WaitReady(chromedp.CSS("main")))
}

// text is what stands in an element.
func (b *tab) text(t *testing.T, selector string) string {
	t.Helper()
	return value(t, b, chromedp.Text(chromedp.CSS(selector)))
}

// value is what an action gives.
func value[T any](t *testing.T, b *tab, action chromedp.Action[T]) T {
	t.Helper()
	ctx, stop := context.WithTimeout(b.Context, patience)
	defer stop()
	v, err := chromedp.Run(ctx, action)
	if err != nil {
		t.Fatalf("%v\n%s", err, b.state())
	}
	return v
}

// eval is the value of an expression on the page.
func eval[T any](t *testing.T, b *tab, expression string) T {
	t.Helper()
	return value(t, b, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// enter signs a person in, on the page for it.
func (b *tab) enter(t *testing.T, name string) {
	t.Helper()
	b.open(t, "/sign-in")
	b.run(t,
		chromedp.SetValue(chromedp.CSS(`input[name="name"]`), name),
		chromedp.SetValue(chromedp.CSS(`input[name="password"]`), password),
		b.press(`main form button[type="submit"]`),
	)
}

// press presses what leads to another page, and waits for that.
func (b *tab) press(selector string) step { return loading(chromedp.Click(chromedp.CSS(selector))) }

// loading does what leads to another page, and waits for that.
func loading(action step) step {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.RunResponse(ctx, action)
		return err
	})
}

// observeShifts counts how far things move after they were shown.
const observeShifts = `window.shifted = 0; new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) window.shifted += e.value; }).observe({type: "layout-shift", buffered: true});`

// observe has every page that is opened from now on count its shifts.
func (b *tab) observe(t *testing.T) {
	t.Helper()
	b.run(t, call(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: observeShifts}))
}
