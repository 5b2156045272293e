// Package catalogs holds the reference data of the registry: reviewed like
// code, linted by its tests and embedded in the binary.
//
// README.md documents every column of every file. The parsers here are strict
// and panic, because the only data they ever read is the data the tests have
// read before.
package catalogs

import (
	"embed"
	"sync"

	"concord/internal/registry"
)

//go:embed *.csv
var files embed.FS

// Load returns the whole catalogue. It is parsed once and shared: nobody may
// change it.
var Load = sync.OnceValue(func() *registry.Catalogue {
	return &registry.Catalogue{
		Regions:     regions(),
		Categories:  categories(),
		Items:       items(),
		Panels:      panels(),
		Ambiguous:   ambiguousNames(),
		Qualifiers:  qualifiers(),
		Departments: departments(),
		Reasons:     reasons(),
		Targets:     targets(),
		Classes:     institutionClasses(),
	}
})
