// Package api is the outside contract: openapi.yaml, written by hand, and the
// types, the server interface and the client generated from it.
//
// A change of the contract begins in openapi.yaml; go generate follows, and the
// compiler says which handlers do not keep it any more. The tests of package
// httpapi check every answer against its schema.
package api

import _ "embed"

//go:generate go tool oapi-codegen -config types.yaml openapi.yaml
//go:generate go tool oapi-codegen -config server.yaml openapi.yaml

// Spec is openapi.yaml.
//
//go:embed openapi.yaml
var Spec []byte
