package bench

import (
	"context"
	"net/http/httptest"
	"os/exec"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"concord/internal/parts"
)

// typing types into the look-up of an open page, and gives the times in ms from a
// key to the frame in which its suggestions stand there. Before each the field is
// empty and its list closed.
const typing = `(async () => {
	const times = [], input = document.querySelector("#f-issuer");
	const list = document.getElementById(input.getAttribute("aria-controls"));
	const frame = () => new Promise(requestAnimationFrame);
	const type = (text) => { input.value = text; input.dispatchEvent(new Event("input")); };
	input.focus();
	for (const text of ["c", "cf", "cfs", "赤峰", "赤峰市第1", "医院", "150400"]) {
		type("");
		while (!list.hidden) await frame();
		const key = performance.now();
		type(text);
		while (list.hidden) {
			if (performance.now() - key > 2000) throw new Error("nothing is suggested for " + text);
			await frame();
		}
		times.push(performance.now() - key);
	}
	return times;
})()`

// BenchmarkTyping measures from a key to its suggestions in Chromium, over the
// whole country.
func BenchmarkTyping(b *testing.B) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		parts.Missing(b, parts.Browser, err)
	}
	p := newPages(b)
	p.ask(b, "/suggest/institutions?q=c") // makes the index, as a server does that follows its store
	served := httptest.NewServer(p.handler)
	b.Cleanup(served.Close)
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU)
	browser, stop := chromedp.NewContext(context.Background(), chromedp.WithAllocatorOptions(options...))
	b.Cleanup(stop)
	if err := chromedp.Do(browser, chromedp.Navigate(served.URL+"/look-up"), chromedp.WaitReady(chromedp.CSS("#f-issuer[role=combobox]"))); err != nil {
		b.Fatal(err)
	}
	var times []float64
	for b.Loop() {
		more, err := chromedp.Run(browser, chromedp.Evaluate[[]float64](typing, chromedp.EvalAwaitPromise))
		if err != nil {
			b.Fatal(err)
		}
		times = append(times, more...)
	}
	slices.Sort(times)
	median := times[len(times)/2]
	b.ReportMetric(median, "ms-median")
	b.ReportMetric(times[len(times)-1], "ms-worst")
	if bound := float64(suggestBound.Milliseconds()); median > bound {
		b.Errorf("the median is %.1f ms, more than %.0f", median, bound)
	}
}
