package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// check compares one thing about an answer with what is expected; empty where
// it is as expected.
type check func(*recognition.Answer) (failure string)

func beginsExpectation(s string) bool {
	_, ok := recognition.ParseOutcome(s)
	return ok || s == "refused"
}

// readExpectations reads OUTCOME CODE… [more]… or refused CODE….
func (q *question) readExpectations(w *words) error {
	if w.done() {
		return w.fail("end it with recognized, physician_discretion, not_recognized, undetermined or refused CODE", "the question says no outcome")
	}
	first := w.take()
	if first == "refused" {
		return q.readRefused(w)
	}
	outcome, _ := recognition.ParseOutcome(first)
	q.checks = append(q.checks, checkOutcome(outcome))
	decisive, err := readCodes(w)
	if err != nil {
		return err
	}
	for _, one := range decisive {
		q.checks = append(q.checks, checkDecisive(one))
	}
	for !w.done() {
		if err := q.readExpectation(w); err != nil {
			return err
		}
	}
	return nil
}

func (q *question) readRefused(w *words) error {
	for !w.done() {
		q.refused = append(q.refused, w.take())
	}
	if len(q.refused) == 0 {
		return w.fail("write refused TIME_AFTER_ASKED", "it is not said with which code it is refused")
	}
	return nil
}

// expectations are what may be said after the decisive codes.
var expectations = map[string]func(*words) (check, error){
	"with":        codesExpectation(checkWith),
	"noted":       codesExpectation(checkNoted),
	"without":     codesExpectation(checkWithout),
	"exactly":     readExactly,
	"mark":        readMark,
	"valid-until": readValidUntil,
	"governed-by": readGovernedBy,
	"may-accept":  readMayAccept,
}

func (q *question) readExpectation(w *words) error {
	keyword := w.take()
	read, ok := expectations[keyword]
	if !ok {
		return w.fail("write with, noted, without, exactly, mark, valid-until, governed-by or may-accept, or a code of docs/findings.md", "%q is not understood in an expectation", keyword)
	}
	one, err := read(w)
	q.checks = append(q.checks, one)
	return err
}

// wanted is a finding expected: its code and, in brackets, some of its parameters.
type wanted struct {
	text       string
	code       recognition.Code
	parameters []registry.Term
}

// readCodes reads the codes that stand here; there may be none.
func readCodes(w *words) ([]wanted, error) {
	var all []wanted
	for looksLikeCode(w.peek()) {
		one, err := readCode(w)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func looksLikeCode(s string) bool { return s != "" && s[0] >= 'A' && s[0] <= 'Z' }

// readCode reads CODE or CODE(name=value,…).
func readCode(w *words) (wanted, error) {
	one := wanted{text: w.take()}
	name, inside, bracketed := strings.Cut(one.text, "(")
	codes := recognition.Codes()
	i := slices.IndexFunc(codes, func(c recognition.Code) bool { return c.String() == name })
	if i < 0 {
		return one, w.fail("take a code of docs/findings.md", "%q is no code of a finding", name)
	}
	one.code = codes[i]
	if !bracketed {
		return one, nil
	}
	for pair := range strings.SplitSeq(strings.TrimSuffix(inside, ")"), ",") {
		name, value, ok := strings.Cut(pair, "=")
		if !ok || !strings.HasSuffix(inside, ")") {
			return one, w.fail("write DATA_REQUIRED(field=has_images)", "%q is not understood", one.text)
		}
		one.parameters = append(one.parameters, registry.Term{Name: name, Value: value})
	}
	return one, nil
}

// matches reports whether a finding is the one that is meant.
func (want wanted) matches(f *recognition.Finding) bool {
	return f.Code == want.code && !slices.ContainsFunc(want.parameters, func(p registry.Term) bool {
		value, ok := property(f, p.Name)
		return !ok || value != p.Value
	})
}

// property is a parameter of a finding, or what else may be asked about it, as
// scenario files write it.
func property(f *recognition.Finding, name string) (value string, ok bool) {
	switch name {
	case "rule":
		return f.Rule.String(), true
	case "effect":
		return f.Effect.String(), true
	case "list":
		return f.List.String(), true
	case "version":
		return strconv.Itoa(int(f.Version)), true
	case "entry":
		return string(f.Entry), true
	}
	for _, p := range f.Parameters {
		if p.Name != recognition.NoParameter && p.Name.String() == name {
			return parameterValue(p), true
		}
	}
	return "", false
}

func parameterValue(p recognition.Parameter) string {
	switch p.Type {
	case recognition.NumberParameter:
		return strconv.FormatInt(p.Number, 10)
	case recognition.BoolParameter:
		return strconv.FormatBool(p.Number != 0)
	case recognition.DayParameter:
		return registry.Day(p.Number).String()
	case recognition.InstantParameter:
		return registry.Instant(p.Number).String()
	case recognition.WindowParameter:
		return p.Window().String()
	}
	return p.Text
}

func checkOutcome(want recognition.Outcome) check {
	return func(a *recognition.Answer) string {
		if a.Outcome == want {
			return ""
		}
		return fmt.Sprintf("outcome %s, expected %s", a.Outcome, want)
	}
}

// anyFinding reports whether a finding is the one wanted and meets a condition.
func anyFinding(a *recognition.Answer, want wanted, and func(recognition.Effect) bool) bool {
	return slices.ContainsFunc(a.Findings, func(f recognition.Finding) bool { return want.matches(&f) && and(f.Effect) })
}

func checkDecisive(want wanted) check {
	return func(a *recognition.Answer) string {
		if anyFinding(a, want, func(e recognition.Effect) bool { return e == a.Deciding() }) {
			return ""
		}
		return "not decisive: " + want.text
	}
}

func checkWith(want wanted) check {
	return func(a *recognition.Answer) string {
		if anyFinding(a, want, func(recognition.Effect) bool { return true }) {
			return ""
		}
		return "no finding: " + want.text
	}
}

func checkNoted(want wanted) check {
	return func(a *recognition.Answer) string {
		if anyFinding(a, want, func(e recognition.Effect) bool { return e == recognition.Noted }) {
			return ""
		}
		return "not noted: " + want.text
	}
}

func checkWithout(want wanted) check {
	return func(a *recognition.Answer) string {
		if anyFinding(a, want, func(recognition.Effect) bool { return true }) {
			return "an unexpected finding: " + want.text
		}
		return ""
	}
}

// codesExpectation reads the codes behind a keyword, at least one.
func codesExpectation(one func(wanted) check) func(*words) (check, error) {
	return func(w *words) (check, error) {
		codes, err := readCodes(w)
		if err == nil && len(codes) == 0 {
			err = w.fail("write a code of docs/findings.md", "a code is expected here")
		}
		return func(a *recognition.Answer) string {
			for _, want := range codes {
				if failure := one(want)(a); failure != "" {
					return failure
				}
			}
			return ""
		}, err
	}
}

// readExactly reads all codes of the deciding effect, in the order of findings.
func readExactly(w *words) (check, error) {
	codes, err := readCodes(w)
	return func(a *recognition.Answer) string {
		var want []recognition.Code
		for _, one := range codes {
			want = append(want, one.code)
		}
		if got := a.Decisive(nil); !slices.Equal(got, want) {
			return fmt.Sprintf("decisive are %v, expected exactly %v", got, want)
		}
		return ""
	}, err
}

func readMark(w *words) (check, error) {
	want, err := w.value("mark", "鄂HR or none")
	return equal("mark", want, func(a *recognition.Answer) string { return a.Mark }), err
}

// equal compares a text of the answer; “none” expects it to be empty.
func equal(what, want string, of func(*recognition.Answer) string) check {
	return func(a *recognition.Answer) string {
		got := of(a)
		if got == want || got == "" && want == "none" {
			return ""
		}
		if got == "" {
			got = "none"
		}
		return fmt.Sprintf("%s %s, expected %s", what, got, want)
	}
}

func readValidUntil(w *words) (check, error) {
	text, err := w.value("valid-until", "2026-06-27 or none")
	if err != nil {
		return nil, err
	}
	want := text
	if text != "none" {
		at, err := parseInstant(text)
		if err != nil {
			return nil, w.fail("write 2026-06-27, 2026-06-27T10:00+08:00 or none", "valid-until %q is no time", text)
		}
		want = at.String()
	}
	return equal("valid until", want, func(a *recognition.Answer) string {
		if !a.Windowed {
			return ""
		}
		return a.ValidUntil.String()
	}), nil
}

// readGovernedBy reads JURISDICTION[/vN[/ENTRY]] or none.
func readGovernedBy(w *words) (check, error) {
	want, err := w.value("governed-by", "420000/v1/LCHM051 or none")
	depth := strings.Count(want, "/")
	return equal("governed by", want, func(a *recognition.Answer) string {
		if a.Governing == (recognition.Governing{}) {
			return ""
		}
		whole := fmt.Sprintf("%s/v%d/%s", a.Governing.List.Jurisdiction, a.Governing.Version, a.Governing.Entry)
		return strings.Join(strings.SplitN(whole, "/", 3)[:min(depth, 2)+1], "/")
	}), err
}

func readMayAccept(w *words) (check, error) {
	want, err := w.choice("may-accept", "yes", "no")
	return equal("may accept", want, func(a *recognition.Answer) string {
		if a.PhysicianMayAccept {
			return "yes"
		}
		return "no"
	}), err
}
