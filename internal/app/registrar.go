package app

import (
	"concord/internal/naming"
	"concord/internal/registry"
)

// Registrar writes: files become versions and records, each as one step.
type Registrar struct {
	store     registry.Store
	catalogue *registry.Catalogue
	reference *reference
	resolver  *naming.Resolver
	notice    int
}

// NewRegistrar returns a registrar of a store. Additions to a list begin no
// earlier than notice days after their publication.
func NewRegistrar(store registry.Store, catalogue *registry.Catalogue, notice int) *Registrar {
	return &Registrar{
		store:     store,
		catalogue: catalogue,
		reference: newReference(catalogue),
		resolver:  naming.NewResolver(catalogue),
		notice:    notice,
	}
}
