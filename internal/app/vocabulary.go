package app

import (
	"reflect"
	"slices"
	"sync"

	"concord/internal/naming"
	"concord/internal/registry"
)

// vocabulary is what codes and printed names are read by.
type vocabulary struct {
	reference *reference
	resolver  *naming.Resolver
}

func newVocabulary(c *registry.Catalogue) *vocabulary {
	return &vocabulary{newReference(c), naming.NewResolver(c)}
}

// vocabularies are that of the catalogue, and that of the catalogue with the
// items which the registry added, made anew only when it has added others.
type vocabularies struct {
	catalogue *registry.Catalogue
	plain     *vocabulary

	mu       sync.Mutex
	added    []registry.AddedItem
	extended *vocabulary
}

// with is the vocabulary that knows the catalogue's items and those added.
func (v *vocabularies) with(added []registry.AddedItem) *vocabulary {
	if len(added) == 0 {
		return v.plain
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if !reflect.DeepEqual(v.added, added) {
		v.added, v.extended = added, newVocabulary(extended(v.catalogue, added))
	}
	return v.extended
}

// extended is the catalogue with the items that were added to it. What it holds
// itself meanwhile is its own.
func extended(c *registry.Catalogue, added []registry.AddedItem) *registry.Catalogue {
	whole := *c
	whole.Items = slices.Clip(c.Items)
	for _, a := range added {
		if !slices.ContainsFunc(c.Items, func(i registry.Item) bool { return i.Code == a.Item.Code }) {
			whole.Items = append(whole.Items, a.Item)
		}
	}
	return &whole
}
