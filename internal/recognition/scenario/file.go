package scenario

import (
	"bytes"
	"strings"
)

// File is a parsed scenario file.
type File struct {
	Name      string
	Scenarios []Scenario
}

// Scenario is a small registry that begins empty, and the questions asked of it.
type Scenario struct {
	Title      string
	Line       int // of its title; 1 for a file without titles
	statements []statement
}

// Questions is the number of questions that the scenario asks.
func (s Scenario) Questions() int {
	n := 0
	for _, one := range s.statements {
		if _, ok := one.(*question); ok {
			n++
		}
	}
	return n
}

// Parse reads a scenario file. The error is [Errors]: all that is wrong, by line.
func Parse(name string, src []byte) (*File, error) {
	p := parser{file: &File{Name: name}}
	src = bytes.TrimPrefix(src, []byte("\uFEFF"))
	number := 0
	for line := range strings.Lines(string(src)) {
		number++
		p.line(place{name, number}, strings.TrimRight(line, "\r\n"))
	}
	p.finish(place{name, number})
	if err := p.errors.orNil(); err != nil {
		return nil, err
	}
	return p.file, nil
}

// parser collects lines into statements and statements into scenarios.
type parser struct {
	file       *File
	background []statement // before the first title: part of every scenario
	comment    string      // the first comment: the title of a file without titles
	pending    []word
	errors     Errors
}

// line takes one physical line. An indented one continues the statement above.
func (p *parser) line(at place, text string) {
	if comment, ok := strings.CutPrefix(text, "#"); ok && p.comment == "" {
		p.comment = strings.TrimSpace(comment)
	}
	if title, ok := strings.CutPrefix(text, "scenario "); ok {
		p.flush(at)
		p.begin(at, strings.TrimSpace(title))
		return
	}
	read, err := split(at, text)
	if err != nil {
		p.errors = p.errors.add(err)
		return
	}
	if len(read) == 0 {
		return
	}
	if !strings.HasPrefix(text, " ") && !strings.HasPrefix(text, "\t") {
		p.flush(at)
	} else if len(p.pending) == 0 {
		p.errors = p.errors.add(at.fail("begin a statement in the first column", "an indented line continues the statement above, and there is none"))
		return
	}
	p.pending = append(p.pending, read...)
}

// begin starts the scenario of a title.
func (p *parser) begin(at place, title string) {
	if title == "" {
		p.errors = p.errors.add(at.fail("write: scenario what it shows", "a scenario has no title"))
	}
	p.file.Scenarios = append(p.file.Scenarios, Scenario{Title: title, Line: at.line})
}

// flush parses the statement that the pending words make.
func (p *parser) flush(at place) {
	if len(p.pending) == 0 {
		return
	}
	at.line = p.pending[0].line
	parsed, err := parseStatement(&words{place: at, rest: p.pending})
	p.pending = nil
	if err != nil {
		p.errors = p.errors.add(err)
		return
	}
	if n := len(p.file.Scenarios); n > 0 {
		p.file.Scenarios[n-1].statements = append(p.file.Scenarios[n-1].statements, parsed)
		return
	}
	p.background = append(p.background, parsed)
}

// finish gives every scenario the statements before the first title; a file
// without titles is one scenario, called as its first comment says.
func (p *parser) finish(at place) {
	p.flush(at)
	if len(p.file.Scenarios) == 0 {
		p.file.Scenarios = []Scenario{{Title: p.comment, Line: 1, statements: p.background}}
	} else {
		p.share()
	}
	for _, s := range p.file.Scenarios {
		if s.Questions() == 0 && len(p.errors) == 0 {
			at.line = s.Line
			p.errors = p.errors.add(at.fail("ask one: north > south LCHM051 exam 2026-06-20 recognized", "scenario %q asks no question", s.Title))
		}
	}
}

func (p *parser) share() {
	for _, one := range p.background {
		if q, ok := one.(*question); ok {
			p.errors = p.errors.add(q.fail("move it below a title", "a question stands before the first scenario"))
		}
	}
	for i, s := range p.file.Scenarios {
		p.file.Scenarios[i].statements = append(append([]statement{}, p.background...), s.statements...)
	}
}
