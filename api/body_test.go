package api

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"
)

func TestFaultsOfABody(t *testing.T) {
	for _, c := range []struct {
		operation, body string
		want            []Fault
	}{
		{"PutSettings", `{"notice_hours":48,"sole_approval":false}`, nil},
		{"PutSettings", `{}`, []Fault{{"/notice_hours", Required, "notice_hours"}, {"/sole_approval", Required, "sole_approval"}}},
		{"PutSettings", `{"notice_hours":-1,"sole_approval":null}`, []Fault{{"/sole_approval", Required, "sole_approval"}, {"/notice_hours", Minimum, "0"}}},
		{"PutSettings", `null`, []Fault{{"", NotNull, "object"}}},
		{"SubmitDraft", `{"comment":null}`, nil},
		{"EditDraft", `{"edits":[{"row":0},null,{"column":"A"}]}`, []Fault{{"/edits/0/row", Minimum, "1"}, {"/edits/1", NotNull, "object"}, {"/edits/2/row", Required, "row"}}},
		{"EditDraft", `{"terms":{"a/b~":null},"announcement":{}}`, []Fault{
			{"/announcement/from", Required, "from"}, {"/announcement/to", Required, "to"}, {"/announcement/contact", Required, "contact"},
		}},
		{"IssueKey", `{"owner":"LIS","scopes":[]}`, []Fault{{"/scopes", MinItems, "1"}}},
		{"IssueKey", `{"owner":"LIS","scopes":["read","all"]}`, []Fault{{"/scopes/1", Enum, strings.Join(enumOf(t, "KeyScope"), ", ")}}},
		{"CorrectInstitution", `{"level":4}`, []Fault{{"/level", Maximum, "3"}}},
		{"HandleObjection", `{"handling":" "}`, []Fault{{"/handling", Pattern, `\S`}}},
	} {
		var body any
		if err := json.Unmarshal([]byte(c.body), &body); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, BodyOf(c.operation).Faults(body)); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", c.operation, c.body, diff)
		}
	}
}

func enumOf(t *testing.T, name string) (words []string) {
	t.Helper()
	spec, err := openapi3.NewLoader().LoadFromData(Spec)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range spec.Components.Schemas[name].Value.Enum {
		words = append(words, word.(string))
	}
	return words
}

// enforced are the keywords that a body is held to, here or where it is read into
// its struct; explained only tell people something. Formats are read by handlers.
var (
	enforced = []string{
		"Type", "Required", "Properties", "AdditionalProperties", "Items", "Enum", "Pattern",
		"MinLength", "MaxLength", "Min", "Max", "MinItems", "MaxItems",
	}
	explained = []string{"Format", "Description", "Examples", "Extensions", "Origin"}
)

// A keyword that nobody enforces is no promise: it does not stand in a body.
func TestEveryKeywordOfABodyIsEnforced(t *testing.T) {
	seen := map[*openapi3.Schema]bool{}
	byHand := []string{"Decide", "DecideBatch", "ReportOutcomes"} // each element is judged by itself
	for operation, body := range bodies() {
		if !slices.Contains(byHand, operation) {
			checkKeywords(t, operation, body.schema, seen)
		}
	}
	if len(seen) < 30 {
		t.Errorf("only %d schemas were looked at", len(seen))
	}
}

func checkKeywords(t *testing.T, place string, s *openapi3.Schema, seen map[*openapi3.Schema]bool) {
	t.Helper()
	if seen[s] {
		return
	}
	seen[s] = true
	fields := reflect.ValueOf(*s)
	for i := range fields.NumField() {
		name := fields.Type().Field(i).Name
		if !fields.Field(i).IsZero() && !slices.Contains(enforced, name) && !slices.Contains(explained, name) {
			t.Errorf("%s has the keyword %s, which nobody enforces", place, name)
		}
	}
	parts := map[string]*openapi3.SchemaRef{"[]": s.Items, "{}": s.AdditionalProperties.Schema}
	for name, member := range s.Properties {
		parts[name] = member
	}
	for name, part := range parts {
		if part != nil && part.Ref != "#/components/schemas/Entry" { // read by hand
			checkKeywords(t, place+"/"+name, part.Value, seen)
		}
	}
}
