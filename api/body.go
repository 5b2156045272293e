package api

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// Body is the JSON body that an operation takes.
type Body struct {
	Required bool
	Form     bool // a multipart form stands for it as well
	schema   *openapi3.Schema
}

// BodyOf is the JSON body of an operation; nil where it takes none.
func BodyOf(operation string) *Body { return bodies()[operation] }

// bodies are the JSON bodies of [Spec] by operation.
var bodies = sync.OnceValue(func() map[string]*Body {
	spec, err := openapi3.NewLoader().LoadFromData(Spec)
	if err != nil { // it is part of the program, and tested
		panic("read openapi.yaml: " + err.Error())
	}
	all := map[string]*Body{}
	for _, item := range spec.Paths.Map() {
		for _, operation := range item.Operations() {
			if operation.RequestBody == nil {
				continue
			}
			body := operation.RequestBody.Value
			if content := body.Content["application/json"]; content != nil {
				all[operation.OperationID] = &Body{body.Required, body.Content["multipart/form-data"] != nil, content.Schema.Value}
			}
		}
	}
	return all
})

// Keyword says what a value does not keep: it is that of JSON Schema.
type Keyword string

// The keywords that are looked at. Unknown members and members of another type
// are found where a body is read into its struct.
const (
	Required  Keyword = "required"
	NotNull   Keyword = "type"
	Enum      Keyword = "enum"
	Pattern   Keyword = "pattern"
	MinLength Keyword = "minLength"
	MaxLength Keyword = "maxLength"
	Minimum   Keyword = "minimum"
	Maximum   Keyword = "maximum"
	MinItems  Keyword = "minItems"
	MaxItems  Keyword = "maxItems"
)

// Fault is a value of a body that the contract does not allow.
type Fault struct {
	Pointer string // JSON pointer into the body
	Keyword Keyword
	Limit   string // what the keyword says; words of an enum are parted by ", "
}

// Faults are all that is wrong with a body, as any JSON reader gives it: maps,
// slices, strings, float64, bool and nil. An optional member that is null counts
// as absent.
func (b *Body) Faults(body any) []Fault {
	r := faultReader{}
	r.value("", b.schema, body)
	return r.faults
}

// faultReader gathers the faults of a body.
type faultReader struct{ faults []Fault }

func (r *faultReader) fault(pointer string, broken bool, keyword Keyword, limit string) {
	if broken {
		r.faults = append(r.faults, Fault{pointer, keyword, limit})
	}
}

func (r *faultReader) value(pointer string, s *openapi3.Schema, value any) {
	switch value := value.(type) {
	case nil:
		r.fault(pointer, s.Type != nil && !s.Type.IncludesNull(), NotNull, strings.Join(s.Type.Slice(), ", "))
	case map[string]any:
		r.object(pointer, s, value)
	case []any:
		r.array(pointer, s, value)
	case string:
		r.text(pointer, s, value)
	case float64:
		r.fault(pointer, s.Min != nil && value < *s.Min, Minimum, number(s.Min))
		r.fault(pointer, s.Max != nil && value > *s.Max, Maximum, number(s.Max))
	}
}

func (r *faultReader) object(pointer string, s *openapi3.Schema, value map[string]any) {
	for _, name := range s.Required {
		r.fault(pointer+"/"+escape.Replace(name), value[name] == nil, Required, name)
	}
	for _, name := range slices.Sorted(maps.Keys(value)) {
		member := s.Properties[name]
		if member == nil {
			member = s.AdditionalProperties.Schema
		}
		if member != nil && value[name] != nil {
			r.value(pointer+"/"+escape.Replace(name), member.Value, value[name])
		}
	}
}

func (r *faultReader) array(pointer string, s *openapi3.Schema, value []any) {
	length := uint64(len(value))
	r.fault(pointer, length < s.MinItems, MinItems, strconv.FormatUint(s.MinItems, 10))
	r.fault(pointer, s.MaxItems != nil && length > *s.MaxItems, MaxItems, count(s.MaxItems))
	if s.Items == nil {
		return
	}
	for i, element := range value {
		r.value(pointer+"/"+strconv.Itoa(i), s.Items.Value, element)
	}
}

func (r *faultReader) text(pointer string, s *openapi3.Schema, value string) {
	length := uint64(utf8.RuneCountInString(value))
	r.fault(pointer, length < s.MinLength, MinLength, strconv.FormatUint(s.MinLength, 10))
	r.fault(pointer, s.MaxLength != nil && length > *s.MaxLength, MaxLength, count(s.MaxLength))
	r.fault(pointer, s.Pattern != "" && !regexp.MustCompile(s.Pattern).MatchString(value), Pattern, s.Pattern)
	if len(s.Enum) > 0 && !slices.Contains(s.Enum, any(value)) {
		words := make([]string, len(s.Enum))
		for i, word := range s.Enum {
			words[i], _ = word.(string)
		}
		r.fault(pointer, true, Enum, strings.Join(words, ", "))
	}
}

// escape writes a member's name as a part of a JSON pointer.
var escape = strings.NewReplacer("~", "~0", "/", "~1")

func number(limit *float64) string {
	if limit == nil {
		return ""
	}
	return strconv.FormatFloat(*limit, 'f', -1, 64)
}

func count(limit *uint64) string {
	if limit == nil {
		return ""
	}
	return strconv.FormatUint(*limit, 10)
}
