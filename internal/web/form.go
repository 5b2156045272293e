package web

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
)

// form is what somebody typed, and what is wrong with it: a page that refuses
// shows both.
type form struct {
	values   url.Values
	problems []api.ProblemDetail
}

// formOf is the form of a request; what cannot be read is an error.
func formOf(c echo.Context) (form, error) {
	values, err := c.FormParams()
	return form{values: values}, err
}

// queryForm is the form of a page that is asked for with GET.
func queryForm(c echo.Context) form { return form{values: c.QueryParams()} }

// filled is a form that shows what stands.
func filled(pairs ...string) form {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return form{values: values}
}

// Get is the first value of a field that is not empty, without space around it.
func (f form) Get(name string) string {
	for _, value := range f.All(name) {
		return value
	}
	return ""
}

// All are the values of a field that may stand there more than once, without the
// empty ones.
func (f form) All(name string) []string {
	var all []string
	for _, value := range f.values[name] {
		if value = strings.TrimSpace(value); value != "" {
			all = append(all, value)
		}
	}
	return all
}

// Has reports whether a field has a value, as that of a checked box.
func (f form) Has(name, value string) bool { return slices.Contains(f.values[name], value) }

// Optional is nil where a field is empty.
func (f form) Optional(name string) *string { return optional(f.Get(name)) }

// optional is nil for an empty text.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// wrong adds a problem with a field.
func (f *form) wrong(name, message, fix string) {
	f.problems = append(f.problems, api.ProblemDetail{Pointer: "/" + name, Code: "FIELD", Message: message, Fix: fix})
}

// refuse puts the problems of an error at their fields; ok is false where it is
// no refusal of what was typed, which a page cannot help.
func (f *form) refuse(err error) (ok bool) {
	refused, ok := asRefused(err)
	if !ok || refused.problem.Status >= http.StatusInternalServerError || refused.problem.Status == http.StatusUnauthorized {
		return false
	}
	for _, p := range refused.problem.Errors {
		p.Fix = forPeople(p.Fix)
		f.problems = append(f.problems, p)
	}
	return true
}

// clause is a part of a fix, with what ends it.
var clause = regexp.MustCompile(`[^；，;]+[；，;]? ?`)

// forPeople is a fix without what only a program can do: ask an address of the
// contract, or read of its forms.
func forPeople(fix string) string {
	said := lo.Reject(clause.FindAllString(fix, -1), func(part string, _ int) bool {
		return strings.Contains(part, "/v1/") || strings.Contains(part, "/docs")
	})
	return strings.TrimRight(strings.Join(said, ""), "；，; ")
}

func asRefused(err error) (*refusedError, bool) { return errors.AsType[*refusedError](err) }

// Problems are what is wrong with a field: those whose pointer is its name, or
// lies below.
func (f form) Problems(name string) []api.ProblemDetail {
	var own []api.ProblemDetail
	for _, p := range f.problems {
		if p.Pointer == "/"+name || strings.HasPrefix(p.Pointer, "/"+name+"/") {
			said, _ := unnamed(p)
			own = append(own, said)
		}
	}
	return own
}

// unnamed is a problem without the name that the contract has for its field,
// which nobody sees on a page; ok is false where it does not name it.
func unnamed(p api.ProblemDetail) (said api.ProblemDetail, ok bool) {
	name := p.Pointer[strings.LastIndexByte(p.Pointer, '/')+1:]
	rest, named := strings.CutPrefix(p.Message, p.Pointer+" ")
	switch {
	case p.Pointer == "":
		return p, false
	case p.Message == "缺少 "+name:
		p.Message, p.Fix = "尚未填写", ""
	case p.Message == name+" is missing":
		p.Message, p.Fix = "is to be filled in", ""
	case named:
		p.Message = rest
	default:
		return p, false
	}
	return p, true
}

// Refused reports whether anything is wrong.
func (f form) Refused() bool { return len(f.problems) > 0 }

// AllProblems are all of them, for the summary above a form.
func (f form) AllProblems() []api.ProblemDetail { return f.problems }

// fieldView is one field of a form as the template “field” shows it.
type fieldView struct {
	Name, Label, Value string
	Problems           []api.ProblemDetail
	Type               string // of the input; empty: text
	Hint               string
	Suggest            string // kind of what is suggested; empty: nothing
	Options            []option
	Required           bool
	Autocomplete       string
}

// field is a field of a form.
func (f form) field(name, label string) fieldView {
	return fieldView{Name: name, Label: label, Value: f.Get(name), Problems: f.Problems(name)}
}

// option is one choice of a field or filter.
type option struct{ Value, Label string }

// The With methods are for templates: each gives the field with one thing more.

// As gives the input a type: date, password, number, textarea, checkbox, select.
func (f fieldView) As(kind string) fieldView { f.Type = kind; return f }

// WithHint explains the field.
func (f fieldView) WithHint(hint string) fieldView { f.Hint = hint; return f }

// Suggesting suggests institutions, items, orders (items and panels) or regions
// while somebody types.
func (f fieldView) Suggesting(kind string) fieldView { f.Suggest = kind; return f }

// Choosing offers choices.
func (f fieldView) Choosing(options []option) fieldView {
	f.Type, f.Options = "select", options
	return f
}

// Needed says that the field may not be empty.
func (f fieldView) Needed() fieldView { f.Required = true; return f }

// Completing says what a browser may fill in.
func (f fieldView) Completing(what string) fieldView { f.Autocomplete = what; return f }

// Described reports whether anything describes the field.
func (f fieldView) Described() bool { return f.Hint != "" || len(f.Problems) > 0 }
