package app

import (
	"concord/internal/naming"
	"concord/internal/office"
	"concord/internal/registry"
)

// Registrar writes: files become versions and records, each as one step.
type Registrar struct {
	store     office.Store
	catalogue *registry.Catalogue
	reference *reference
	resolver  *naming.Resolver
}

// NewRegistrar returns a registrar of a store.
func NewRegistrar(store office.Store, catalogue *registry.Catalogue) *Registrar {
	return &Registrar{
		store:     store,
		catalogue: catalogue,
		reference: newReference(catalogue),
		resolver:  naming.NewResolver(catalogue),
	}
}
