package server

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"concord/api"
)

//go:embed docs.tmpl
var docsTemplate string

//go:embed docs.css
var docsStyle []byte

// renderDocs is the contract as one page that needs nothing from elsewhere.
func renderDocs() ([]byte, error) {
	outline, err := api.NewOutline()
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for _, schema := range outline.Schemas {
		names[schema.Name] = true
	}
	functions := template.FuncMap{
		"spans":   spans,
		"lines":   func(s string) []string { return strings.Split(strings.TrimSpace(s), "\n\n") },
		"isShape": func(name string) bool { return names[name] },
		"element": func(name string) string { return strings.Trim(name, "[] ") },
	}
	page, err := template.New("docs").Funcs(functions).Parse(docsTemplate)
	if err != nil {
		return nil, fmt.Errorf("read the template of /docs: %w", err)
	}
	var html bytes.Buffer
	if err := page.Execute(&html, outline); err != nil {
		return nil, fmt.Errorf("render /docs: %w", err)
	}
	return html.Bytes(), nil
}

// span is a piece of a description; code stands between backticks.
type span struct {
	Text string
	Code bool
}

func spans(description string) []span {
	var all []span
	code := false
	for text := range strings.SplitSeq(description, "`") {
		all = append(all, span{text, code})
		code = !code
	}
	return all
}
