package scenario

import (
	"slices"
	"strings"

	"concord/internal/registry"
)

// word is one word of a statement; what stands in double quotes is one word.
type word struct {
	text string
	line int
}

// words is what is left of a statement, read from the left.
type words struct {
	place
	rest []word
}

// split cuts a line into words; a # that begins a word begins a comment.
func split(at place, line string) ([]word, error) {
	var out []word
	for {
		line = strings.TrimLeft(line, " \t\u3000")
		if line == "" || line[0] == '#' {
			return out, nil
		}
		var text string
		if line[0] == '"' {
			end := strings.IndexByte(line[1:], '"')
			if end < 0 {
				return nil, at.fail(`close it with "`, "a quoted word does not end")
			}
			text, line = line[1:end+1], line[end+2:]
		} else {
			text, line = cutWord(line)
		}
		out = append(out, word{text, at.line})
	}
}

// cutWord cuts off the first word of a line, which does not begin with a blank.
func cutWord(line string) (text, rest string) {
	end := strings.IndexAny(line, " \t\u3000")
	if end < 0 {
		return line, ""
	}
	return line[:end], line[end:]
}

func (w *words) done() bool { return len(w.rest) == 0 }

// peek is the next word; empty at the end.
func (w *words) peek() string {
	if w.done() {
		return ""
	}
	return w.rest[0].text
}

// take reads the next word; empty at the end. Errors that follow are placed on
// its line.
func (w *words) take() string {
	if w.done() {
		return ""
	}
	next := w.rest[0]
	w.rest = w.rest[1:]
	w.line = next.line
	return next.text
}

// skip reads the next word if it is this one.
func (w *words) skip(text string) bool {
	if w.peek() != text || w.done() {
		return false
	}
	w.take()
	return true
}

// value reads the word that a keyword needs behind it.
func (w *words) value(keyword, example string) (string, error) {
	if w.done() {
		return "", w.fail("write "+keyword+" "+example, "%s is followed by nothing", keyword)
	}
	return w.take(), nil
}

// choice reads one of a few words behind a keyword.
func (w *words) choice(keyword string, allowed ...string) (string, error) {
	value, err := w.value(keyword, strings.Join(allowed, " or "))
	if err != nil {
		return "", err
	}
	if !slices.Contains(allowed, value) {
		return "", w.fail("write "+strings.Join(allowed, " or "), "%s cannot be %q", keyword, value)
	}
	return value, nil
}

// end makes sure that nothing is left.
func (w *words) end() error {
	if w.done() {
		return nil
	}
	return w.fail("remove it, or see docs/scenarios.md for what may stand here", "%q is not understood here", w.take())
}

// name reads a name that the scenario gives or has given: of an institution, a
// consortium, an alliance, a moment.
func (w *words) name(of string) (string, error) {
	if w.done() {
		return "", w.fail("write the name of "+of, "the statement ends where %s is expected", of)
	}
	value := w.take()
	if reserved(value) {
		return "", w.fail("choose another word", "%q cannot name %s", value, of)
	}
	return value, nil
}

// reserved reports whether a word means something in the grammar, so that it
// cannot be a name.
func reserved(s string) bool {
	return keywords[s] || s == "" || s == ">" || strings.Contains(s, "..") || strings.ContainsAny(s, "=:;,()#\"")
}

// keywords are the words that follow names in statements.
var keywords = keywordSet(`
	in level grade open campus-of named uscc licence insurance
	mark lead from window report exam images empty in-notice
	issues receives both only except
	deny discretion issuer receiver item category modality origin situation age department
	pass fail programme round`)

func keywordSet(all string) map[string]bool {
	set := map[string]bool{}
	for _, one := range strings.Fields(all) {
		set[one] = true
	}
	return set
}

// atPeriod reports whether the next word is a period.
func (w *words) atPeriod() bool { return strings.Contains(w.peek(), "..") }

// period reads FROM..TO, both days included and either of them left out.
func (w *words) period() (registry.Period, error) {
	text := w.take()
	first, last, _ := strings.Cut(text, "..")
	period := registry.Always
	if first != "" {
		day, err := registry.ParseDay(first)
		if err != nil {
			return period, w.badPeriod(text)
		}
		period.From = day
	}
	if last != "" {
		day, err := registry.ParseDay(last)
		if err != nil {
			return period, w.badPeriod(text)
		}
		period.To = day + 1
	}
	if text == ".." || period.Empty() {
		return period, w.badPeriod(text)
	}
	return period, nil
}

func (w *words) badPeriod(text string) error {
	return w.fail("write 2026-01-01..2026-06-30, both days included, or leave one of them out", "%q is no period", text)
}

// optionalPeriod reads a period if one stands here, else gives the default.
func (w *words) optionalPeriod(otherwise registry.Period) (registry.Period, error) {
	if !w.atPeriod() {
		return otherwise, nil
	}
	return w.period()
}

// day reads the day behind a keyword.
func (w *words) day(keyword string) (registry.Day, error) {
	text, err := w.value(keyword, "2026-05-01")
	if err != nil {
		return 0, err
	}
	day, err := registry.ParseDay(text)
	if err != nil {
		return 0, w.fail("write "+keyword+" 2026-05-01", "%s %q is no day", keyword, text)
	}
	return day, nil
}

// items reads item codes joined by commas.
func (w *words) items(keyword string) ([]registry.ItemCode, error) {
	text, err := w.value(keyword, "LCHM051,LCHM052")
	if err != nil {
		return nil, err
	}
	var codes []registry.ItemCode
	for code := range strings.SplitSeq(text, ",") {
		if code == "" {
			return nil, w.fail("write LCHM051,LCHM052 without blanks", "%s %q lacks an item code", keyword, text)
		}
		codes = append(codes, registry.ItemCode(code))
	}
	return codes, nil
}
