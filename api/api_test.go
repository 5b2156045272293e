package api_test

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"concord/api"
)

func TestSpecIsValid(t *testing.T) {
	loader := openapi3.NewLoader()
	spec, err := loader.LoadFromData(api.Spec)
	if err != nil {
		t.Fatalf("read openapi.yaml: %v", err)
	}
	if err := spec.Validate(loader.Context); err != nil {
		t.Errorf("openapi.yaml: %v", err)
	}
}

func TestOutlineHasEveryOperation(t *testing.T) {
	outline, err := api.NewOutline()
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for _, section := range outline.Sections {
		for _, operation := range section.Operations {
			shown[operation.ID] = true
		}
	}
	spec, err := openapi3.NewLoader().LoadFromData(api.Spec)
	if err != nil {
		t.Fatal(err)
	}
	for path, item := range spec.Paths.Map() {
		for method, operation := range item.Operations() {
			if !shown[operation.OperationID] {
				t.Errorf("%s %s stands in no section of /docs", method, path)
			}
		}
	}
	if len(outline.Codes) == 0 {
		t.Error("the outline has no codes of problems")
	}
}
