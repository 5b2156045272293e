package scenario

import (
	"fmt"
	"strings"

	"concord/internal/recognition"
)

// Case is one question of a scenario and how it was answered.
type Case struct {
	File     string
	Line     int
	Scenario string   // the title
	Question string   // as the file asks it
	Answer   string   // what was answered, in a line; empty where it was refused
	Failures []string // what is not as expected; empty when all is
}

// Passed reports whether the answer is as expected.
func (c Case) Passed() bool { return len(c.Failures) == 0 }

// String is the place, the question and what is not as expected.
func (c Case) String() string {
	at := fmt.Sprintf("%s:%d: %s", c.File, c.Line, c.Question)
	if c.Passed() {
		return at
	}
	return fmt.Sprintf("%s\n\t%s\n\tscenario: %s\n\tanswer: %s", at, strings.Join(c.Failures, "\n\t"), c.Scenario, c.Answer)
}

// summary is an answer in a line: the outcome and every finding.
func summary(a *recognition.Answer) string {
	var b strings.Builder
	b.WriteString(a.Outcome.String())
	for i := range a.Findings {
		f := &a.Findings[i]
		fmt.Fprintf(&b, "; %s %s %s", f.Rule, f.Code, f.Effect)
		if f.List.Jurisdiction != "" {
			fmt.Fprintf(&b, " [%s v%d %s]", f.List, f.Version, f.Entry)
		}
	}
	return b.String()
}
