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
