package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// ReadAll reads the whole registry.
func ReadAll(ctx context.Context, store registry.Store, catalogue *registry.Catalogue) (*recognition.Snapshot, error) {
	return readSelected(ctx, store, catalogue, registry.Selection{})
}

// ReadFor reads as much of the registry as the answer to a question may rest on
// that names these institutions, by id or identifier: the lists of every
// jurisdiction around them, and their qualifications. The answer is that of the
// whole registry.
func ReadFor(ctx context.Context, store registry.Store, catalogue *registry.Catalogue, names ...string) (*recognition.Snapshot, error) {
	parties := scout{
		Builder: recognition.NewBuilder(catalogue), names: names,
		regions: map[registry.InstitutionID][]registry.RegionCode{}, merged: map[registry.InstitutionID][]registry.InstitutionID{},
	}
	nothing := registry.Selection{Jurisdictions: []registry.JurisdictionCode{}, QualifiedInstitutions: []registry.InstitutionID{}}
	if _, err := store.Read(ctx, nothing, &parties); err != nil {
		return nil, fmt.Errorf("look for the institutions %q: %w", names, err)
	}
	return readSelected(ctx, store, catalogue, parties.selection(newReference(catalogue)))
}

func readSelected(ctx context.Context, store registry.Store, catalogue *registry.Catalogue, s registry.Selection) (*recognition.Snapshot, error) {
	builder := recognition.NewBuilder(catalogue)
	head, err := store.Read(ctx, s, builder)
	if err != nil {
		return nil, fmt.Errorf("read the registry: %w", err)
	}
	return builder.Snapshot(head), nil
}

// scout finds the institutions that a question names, in every state they were
// recorded in, those that merges bind to them, and all alliances.
type scout struct {
	*recognition.Builder
	names     []string
	asked     []registry.InstitutionID
	regions   map[registry.InstitutionID][]registry.RegionCode
	merged    map[registry.InstitutionID][]registry.InstitutionID // in both directions
	alliances []registry.JurisdictionCode
}

// Institution keeps where an institution lay, whom it was merged with, and
// whether the question names it.
func (s *scout) Institution(i registry.Recorded[registry.Institution]) {
	id, into := i.Value.ID, i.Value.MergedInto
	s.regions[id] = append(s.regions[id], i.Value.Region)
	if into != "" {
		s.merged[id] = append(s.merged[id], into)
		s.merged[into] = append(s.merged[into], id)
	}
	if slices.ContainsFunc(s.names, func(name string) bool { return named(i.Value, name) }) {
		s.asked = append(s.asked, id)
	}
}

// bound are the institutions that the question names and all that merges ever
// bound to them.
func (s *scout) bound() []registry.InstitutionID {
	all := sortedCopy(s.asked)
	for k := 0; k < len(all); k++ {
		for _, id := range s.merged[all[k]] {
			if !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	return all
}

// Alliance keeps the alliance's code.
func (s *scout) Alliance(a registry.Recorded[registry.Alliance]) {
	s.alliances = append(s.alliances, a.Value.Code)
}

// named reports whether a question's name of an institution means i.
func named(i registry.Institution, name string) bool {
	if name == string(i.ID) {
		return true
	}
	system, code, ok := strings.Cut(name, ":")
	if !ok || code == "" {
		return false
	}
	switch system {
	case "uscc":
		return code == i.Identifiers.USCC
	case "licence":
		return code == i.Identifiers.Licence
	case "insurance":
		return code == i.Identifiers.Insurance
	}
	return false
}

// selection is what the answer may rest on.
func (s *scout) selection(ref *reference) registry.Selection {
	chosen := registry.Selection{
		Jurisdictions: append([]registry.JurisdictionCode{registry.Nation}, s.alliances...),
	}
	bound := s.bound()
	for _, id := range bound {
		for _, lay := range s.regions[id] {
			for _, region := range ref.ancestors(lay) {
				chosen.Jurisdictions = append(chosen.Jurisdictions, registry.JurisdictionCode(region))
			}
		}
	}
	chosen.Jurisdictions = sortedCopy(chosen.Jurisdictions)
	chosen.QualifiedInstitutions = append([]registry.InstitutionID{}, sortedCopy(bound)...)
	return chosen
}

// ReadJurisdiction reads the lists of one jurisdiction, and no qualifications.
func ReadJurisdiction(ctx context.Context, store registry.Store, catalogue *registry.Catalogue, code registry.JurisdictionCode) (*recognition.Snapshot, error) {
	return readSelected(ctx, store, catalogue, registry.Selection{
		Jurisdictions:         []registry.JurisdictionCode{code},
		QualifiedInstitutions: []registry.InstitutionID{},
	})
}
