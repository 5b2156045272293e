package api

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Outline is the contract as a page shows it.
type Outline struct {
	Title, Summary, Description string
	Sections                    []Section
	Schemas                     []Shape
	Codes                       []Code
}

// Section is the operations of one tag.
type Section struct {
	Name, Description string
	Operations        []Operation
}

// Operation is one method of one path.
type Operation struct {
	ID, Method, Path, Summary, Description string
	Parameters                             []Member
	Body                                   string // name of the body's schema; empty without one
	Replies                                []Reply
}

// Reply is one answer of an operation.
type Reply struct{ Status, Description, Schema string }

// Shape is a schema with its members, or a plain value.
type Shape struct {
	Name, Type, Description string
	Members                 []Member
}

// Member is a parameter or a member of an object.
type Member struct {
	Name, In, Type, Description string
	Required                    bool
}

// Code is the code of a problem.
type Code struct{ Name, Description string }

// NewOutline reads the outline of [Spec].
func NewOutline() (*Outline, error) {
	spec, err := openapi3.NewLoader().LoadFromData(Spec)
	if err != nil {
		return nil, fmt.Errorf("read openapi.yaml: %w", err)
	}
	o := &Outline{Title: spec.Info.Title, Summary: spec.Info.Summary, Description: spec.Info.Description}
	for _, tag := range spec.Tags {
		o.Sections = append(o.Sections, Section{tag.Name, tag.Description, operations(spec, tag.Name)})
	}
	for _, name := range slices.Sorted(maps.Keys(spec.Components.Schemas)) {
		o.Schemas = append(o.Schemas, shape(name, spec.Components.Schemas[name].Value))
	}
	o.Codes = codes(spec.Components.Schemas["Problem"].Value.Extensions["x-codes"])
	return o, nil
}

func operations(spec *openapi3.T, tag string) []Operation {
	var all []Operation
	for path, item := range spec.Paths.Map() {
		for method, operation := range item.Operations() {
			if slices.Contains(operation.Tags, tag) {
				all = append(all, outlined(method, path, operation))
			}
		}
	}
	slices.SortFunc(all, func(a, b Operation) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(b.Method, a.Method))
	})
	return all
}

func outlined(method, path string, o *openapi3.Operation) Operation {
	out := Operation{ID: o.OperationID, Method: method, Path: path, Summary: o.Summary, Description: o.Description}
	for _, p := range o.Parameters {
		out.Parameters = append(out.Parameters, Member{
			Name: p.Value.Name, In: p.Value.In, Required: p.Value.Required,
			Type: typeOf(p.Value.Schema), Description: p.Value.Description,
		})
	}
	if o.RequestBody != nil {
		out.Body = schemaIn(o.RequestBody.Value.Content)
	}
	for status, r := range o.Responses.Map() {
		out.Replies = append(out.Replies, Reply{status, *r.Value.Description, schemaIn(r.Value.Content)})
	}
	slices.SortFunc(out.Replies, func(a, b Reply) int { return cmp.Compare(a.Status, b.Status) })
	return out
}

// schemaIn names the schema of a content's only media type.
func schemaIn(content openapi3.Content) string {
	for media, c := range content {
		if c.Schema != nil && c.Schema.Ref != "" {
			return typeOf(c.Schema)
		}
		return media
	}
	return ""
}

func shape(name string, s *openapi3.Schema) Shape {
	out := Shape{Name: name, Type: inlineType(s), Description: s.Description}
	for _, part := range append(openapi3.SchemaRefs{{Value: s}}, s.AllOf...) {
		for _, member := range slices.Sorted(maps.Keys(part.Value.Properties)) {
			ref := part.Value.Properties[member]
			out.Members = append(out.Members, Member{
				Name: member, Required: slices.Contains(s.Required, member),
				Type: typeOf(ref), Description: ref.Value.Description,
			})
		}
	}
	return out
}

// typeOf names a schema: its name in the document, or what it is.
func typeOf(ref *openapi3.SchemaRef) string {
	if ref == nil {
		return ""
	}
	if name, ok := strings.CutPrefix(ref.Ref, "#/components/schemas/"); ok {
		return name
	}
	return inlineType(ref.Value)
}

func inlineType(s *openapi3.Schema) string {
	switch {
	case len(s.Enum) > 0:
		return strings.Trim(fmt.Sprint(s.Enum), "[]")
	case s.Items != nil:
		return "[ " + typeOf(s.Items) + " ]"
	case len(s.OneOf) > 0 && s.Type == nil:
		names := make([]string, len(s.OneOf))
		for i, one := range s.OneOf {
			names[i] = typeOf(one)
		}
		return strings.Join(names, " | ")
	case s.Type == nil:
		return "object"
	}
	return strings.Join(s.Type.Slice(), " | ")
}

func codes(extension any) []Code {
	texts, _ := extension.(map[string]any)
	var all []Code
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		all = append(all, Code{name, fmt.Sprint(texts[name])})
	}
	return all
}
