package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Error is one thing that is wrong with a scenario file, where it stands, and
// how to put it right.
type Error struct {
	File    string
	Line    int
	Message string
	Fix     string
}

// Error is file:line: message (fix).
func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d: %s (%s)", e.File, e.Line, e.Message, e.Fix)
}

// Errors are all errors of a file, in the order of its lines.
type Errors []*Error

// Error is one line for each error.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// add takes in an error that a statement gave.
func (e Errors) add(err error) Errors {
	var one *Error
	if errors.As(err, &one) {
		return append(e, one)
	}
	return append(e, &Error{Message: err.Error(), Fix: "see docs/scenarios.md"})
}

// orNil is the errors in the order of lines, or nil where there is none.
func (e Errors) orNil() error {
	if len(e) == 0 {
		return nil
	}
	slices.SortStableFunc(e, func(a, b *Error) int { return cmp.Compare(a.Line, b.Line) })
	return e
}

// place is where a statement stands.
type place struct {
	file string
	line int
}

// fail makes the error of a statement.
func (p place) fail(fix, format string, args ...any) error {
	return &Error{File: p.file, Line: p.line, Message: fmt.Sprintf(format, args...), Fix: fix}
}
