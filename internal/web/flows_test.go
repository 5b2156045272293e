package web_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// choose types into a field and takes the suggestion that is offered first.
func choose(id, typed string) step {
	field := chromedp.CSS("#" + id)
	return chromedp.Steps(
		chromedp.Clear(field),
		chromedp.SendKeys(field, typed),
		chromedp.WaitVisible(chromedp.CSS("#"+id+"[aria-expanded=true]")),
		chromedp.KeyEvent(kb.ArrowDown),
		chromedp.KeyEvent(kb.Enter),
		chromedp.WaitReady(chromedp.CSS("#"+id+"[aria-expanded=false]")),
	)
}

// set gives a field a value, as a date picker does.
func set(id, value string) step { return chromedp.SetValue(chromedp.CSS("#"+id), value) }

// words are what the outcomes are called.
var words = map[string][2]string{
	"recognized":   {"可互认", "Recognized"},
	"discretion":   {"由接诊医师判断", "Physician's discretion"},
	"unrecognized": {"不互认", "Not recognized"},
}

func TestAPhysicianLooksUp(t *testing.T) {
	s := furnished(t)
	for _, l := range []look{{}, {Phone: true, Dark: true, English: true}} {
		t.Run(l.String(), func(t *testing.T) {
			b := s.tab(t, l)
			b.open(t, "/look-up")
			b.run(t, choose("f-issuer", "ysyy"), choose("f-receiver", "ysey"), choose("f-item", "xj"), set("f-exam_date", "2026-11-20"), b.press(`form[data-look-up] button[type=submit]`))
			language := 0
			if l.English {
				language = 1
			}
			for _, ask := range []struct{ date, outcome string }{{"2026-11-20", "recognized"}, {"2026-11-10", "unrecognized"}} {
				b.run(t, set("f-exam_date", ask.date), b.press(`form[data-look-up] button[type=submit]`))
				if word := b.text(t, "main h1"); word != words[ask.outcome][language] {
					t.Errorf("examined %s: %q, want %s", ask.date, word, words[ask.outcome][language])
				}
			}
			b.open(t, "/look-up?issuer=990100-0001&receiver=990100-0002&item=LCHM051&exam_date=2026-11-20&situation=ST03")
			if word := b.text(t, "main h1"); word != words["discretion"][language] {
				t.Errorf("before an operation: %q", word)
			}
		})
	}
}

// TestInitialsAreTakenByEnter: what only one thing has is taken at once, and shown
// before anything is sent; where nothing is found, that is to be seen.
func TestInitialsAreTakenByEnter(t *testing.T) {
	s := furnished(t)
	b := s.tab(t, look{})
	b.open(t, "/look-up")
	item := chromedp.CSS("#f-item")
	b.run(t, chromedp.SendKeys(item, "xcg"), chromedp.WaitVisible(chromedp.CSS(".sg-meant")), chromedp.KeyEvent(kb.Enter),
		chromedp.WaitReady(chromedp.CSS("#f-item[aria-expanded=false]")))
	if taken := eval[string](t, b, `document.querySelector("#f-item").value + " " + document.querySelector("input[name=item]").value`); taken != "血常规 PNL001" {
		t.Errorf("xcg became %q", taken)
	}
	b.run(t, chromedp.Clear(item), chromedp.SendKeys(item, "zzzzzz"), chromedp.WaitVisible(chromedp.CSS("#f-item ~ .sg .sg-none")))
	if said := b.text(t, "#f-item ~ .sg .sg-none"); !strings.Contains(said, "没有找到") {
		t.Errorf("of nothing: %q", said)
	}
}

func TestALookUpIsAnsweredAgain(t *testing.T) {
	s := furnished(t)
	b := s.tab(t, look{})
	b.open(t, "/look-up?issuer=990100-0001&receiver=990100-0002&item=LCHM051&exam_date=2026-11-20")
	answer := b.text(t, ".lu-why")
	again := eval[string](t, b, `[...document.querySelectorAll(".lu-record a")].map((a) => a.getAttribute("href")).find((href) => href.includes("asked_at"))`)
	s.publish(t, "990100", "items", `{"effective_from":"2026-11-22","entries":[{"code":"LCHM030"}],"confirm":true}`)
	b.open(t, "/look-up?issuer=990100-0001&receiver=990100-0002&item=LCHM051&exam_date=2026-11-20")
	if now := b.text(t, ".lu-why"); now == answer {
		t.Error("a list without the item changes nothing")
	}
	b.open(t, again)
	if repeated := b.text(t, ".lu-why"); repeated != answer {
		t.Errorf("the link gives %q, not %q", repeated, answer)
	}
}

func TestALookUpIsPrinted(t *testing.T) {
	s := furnished(t)
	b := s.tab(t, look{})
	b.open(t, "/look-up?issuer=990100-0001&receiver=990100-0002&item=LCHM051&exam_date=2026-11-20")
	pdf := value(t, b, chromedp.PrintToPDF())
	pages := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(pdf, -1))
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) || pages < 1 || pages > 2 {
		t.Errorf("%d bytes on %d pages", len(pdf), pages)
	}
	if shown := eval[bool](t, b, `matchMedia("print").matches || getComputedStyle(document.querySelector(".lu-answer")).display !== "none"`); !shown {
		t.Error("the answer is not shown")
	}
}

// A heading stands with what it is of, and no sheet stays half empty.
func TestTheHomePageIsPrinted(t *testing.T) {
	s := furnished(t)
	b := s.tab(t, look{})
	b.open(t, "/")
	pdf := value(t, b, chromedp.PrintToPDF())
	if pages := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(pdf, -1)); pages < 1 || pages > 2 {
		t.Errorf("on %d pages", pages)
	}
	b.run(t, call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
	for _, heading := range eval[[]string](t, b, `[...document.querySelectorAll("h1, h2, h3, caption")].filter((h) => getComputedStyle(h).breakAfter !== "avoid").map((h) => h.innerText)`) {
		t.Errorf("%q may stand alone at the foot of a sheet", heading)
	}
}

// tabTo goes on by Tab until an element has the focus.
func (b *tab) tabTo(t *testing.T, selector string) {
	t.Helper()
	for range 60 {
		if eval[bool](t, b, `document.activeElement.matches(`+quote(selector)+`)`) {
			return
		}
		b.run(t, chromedp.KeyEvent(kb.Tab))
		if eval[bool](t, b, `document.activeElement !== document.body && getComputedStyle(document.activeElement).outlineStyle === "none"`) {
			t.Fatalf("the focus on %s is not to be seen", eval[string](t, b, `document.activeElement.outerHTML.slice(0, 160)`))
		}
	}
	t.Fatalf("Tab does not lead to %s", selector)
}

func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `\'`) + "'" }

func TestALookUpByKeyboardAlone(t *testing.T) {
	s := furnished(t)
	b := s.tab(t, look{})
	b.open(t, "/")
	b.run(t, chromedp.KeyEvent(kb.Tab))
	if first := eval[string](t, b, `document.activeElement.className`); first != "skip" {
		t.Errorf("Tab leads to %q first, not past the navigation", first)
	}
	b.tabTo(t, `a[href="/look-up"]`)
	b.run(t, loading(chromedp.KeyEvent(kb.Enter)))
	for _, field := range []struct{ id, typed string }{{"f-issuer", "ysyy"}, {"f-receiver", "ysey"}, {"f-item", "xj"}} {
		b.tabTo(t, "#"+field.id)
		b.run(t, chromedp.Clear(chromedp.CSS("#"+field.id)), chromedp.KeyEvent(field.typed), chromedp.WaitVisible(chromedp.CSS("#"+field.id+"[aria-expanded=true]")), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.Enter))
	}
	b.tabTo(t, "#f-exam_date")
	b.run(t, chromedp.KeyEvent("11202026"))
	b.tabTo(t, "form[data-look-up] button[type=submit]")
	b.run(t, loading(chromedp.KeyEvent(kb.Enter)))
	if word := b.text(t, "main h1"); word != words["recognized"][0] {
		t.Errorf("%q", word)
	}
}

func TestALookUpWithoutJavaScript(t *testing.T) {
	s := furnished(t)
	v := s.visitor(t, "zh")
	for _, ask := range []struct{ issuer, receiver, item, say string }{
		{"演示市第一人民医院", "演示二院", "血钾", "可互认"},
		{"ysyy", "990100-0002", "LCHM051", "演示市第一人民医院"}, // initials may be another's: it is offered
		{"演示", "演示二院", "血钾", "演示市第二人民医院"},               // it may mean several, which are offered
		{"没有这家医院", "演示二院", "血钾", "没有这家医院"},
	} {
		_, body := v.get(t, "/look-up?issuer="+ask.issuer+"&receiver="+ask.receiver+"&item="+ask.item+"&exam_date=2026-11-20&ask=1")
		if !strings.Contains(body, ask.say) {
			t.Errorf("from %s to %s for %s does not say %s", ask.issuer, ask.receiver, ask.item, ask.say)
		}
	}
}

// publish has a list published by two people through the contract.
func (s *site) publish(t *testing.T, jurisdiction, kind, draft string) {
	t.Helper()
	wang, li := s.signedIn(t, "wang", "zh"), s.signedIn(t, "li", "zh")
	made := wang.do(t, "POST", "/v1/jurisdictions/"+jurisdiction+"/lists/"+kind+"/drafts", draft)
	id := regexp.MustCompile(`"id":"([^"]+)"`).FindStringSubmatch(made)[1]
	for _, step := range []struct {
		who    *visitor
		action string
	}{{wang, "submit"}, {li, "approve"}, {wang, "publish"}} {
		step.who.do(t, "POST", "/v1/drafts/"+id+"/"+step.action, `{"confirm":true}`)
	}
}

// uploaded is a list for 演示市 as people have them: one name means several items,
// one window cannot be read.
const uploaded = "项目名称,有效期\n葡萄糖,30天\n钾,7天\n钙,大约一周\n院内特色检测一号,30天\n"

// TestTwoPeoplePublishAList uploads a list with errors, mends them in place,
// and has another person approve and publish it, in a browser of their own.
func TestTwoPeoplePublishAList(t *testing.T) {
	s := furnished(t)
	file := filepath.Join(t.TempDir(), "演示市互认项目.csv")
	if err := os.WriteFile(file, []byte(uploaded), 0o644); err != nil {
		t.Fatal(err)
	}
	board := s.tab(t, look{})
	board.open(t, "/progress/990100")
	before := board.text(t, "main")

	wang := s.tab(t, look{})
	wang.enter(t, "wang")
	wang.open(t, "/console/drafts/new?jurisdiction=990100&kind=items")
	wang.run(t,
		chromedp.SetUploadFiles(chromedp.CSS(`input[type=file]`), []string{file}),
		set("f-effective_from", "2026-11-22"),
		wang.press(`.actions button[type=submit]`),
	)
	draft := regexp.MustCompile(`/console/drafts/[^?]+`).FindString(value(t, wang, chromedp.Location()))
	if draft == "" {
		t.Fatalf("no draft: %s", wang.state())
	}
	// What is wrong is put right where it stands, and sent as one form.
	wang.run(t,
		chromedp.Click(chromedp.CSS(`input[type=radio][name="mean:院内特色检测一号"][value=none]`)),
		chromedp.SetValue(chromedp.CSS(`.draft-cells .wrong input[name^="cell:"]`), "7天"),
		wang.press(`form[data-mend] button[type=submit]`),
	)
	// The list takes away more than a fifth of what it held, which is to be meant.
	wang.run(t, chromedp.Click(chromedp.CSS(`input[name=confirm]`)), wang.press(`form[data-mend] button[type=submit]`))
	wang.run(t, wang.press(`form[action$="/submit"] button[type=submit]`))

	li := s.tab(t, look{})
	li.enter(t, "li")
	li.open(t, "/console")
	li.run(t, li.press(`main a[href="`+draft+`"]`))
	li.run(t, li.press(`form[action$="/approve"] button[type=submit]`))
	li.run(t, li.press(`form[action$="/publish"] button[type=submit]`))
	if state := li.text(t, ".draft-head .badge"); state != "已发布" {
		t.Errorf("the draft is %q", state)
	}

	board.open(t, "/progress/990100")
	if after := board.text(t, "main"); after == before {
		t.Error("the board shows what it showed before")
	}
	board.open(t, "/lists/990100/items")
	if list := board.text(t, "main"); !strings.Contains(list, "院内特色检测一号") {
		t.Errorf("the list does not show what was published: %s", list)
	}
}
