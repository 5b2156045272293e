package app

import (
	"concord/internal/office"
	"concord/internal/registry"
)

// Registrar writes: files become versions and records, each as one step.
type Registrar struct {
	store        office.Store
	catalogue    *registry.Catalogue
	reference    *reference // of the catalogue alone
	vocabularies *vocabularies
}

// NewRegistrar returns a registrar of a store.
func NewRegistrar(store office.Store, catalogue *registry.Catalogue) *Registrar {
	plain := newVocabulary(catalogue)
	return &Registrar{
		store:        store,
		catalogue:    catalogue,
		reference:    plain.reference,
		vocabularies: &vocabularies{catalogue: catalogue, plain: plain},
	}
}
