package toy

import (
	"fmt"
	"slices"

	"concord/internal/registry"
)

// World is a small registry as the steps that made it, and the names that are
// worth asking about.
type World struct {
	Catalogue    *registry.Catalogue
	Steps        []registry.Step
	Institutions []registry.Institution // as last recorded
	Alliances    []registry.Alliance    // as last recorded
	Items        []registry.ItemCode    // that steps added
}

// Draw makes a registry of a few steps. The catalogue is one of [Catalogue].
func Draw(c Chance, cat *registry.Catalogue) *World {
	m := &maker{c: c, w: &World{Catalogue: cat}, lists: map[registry.ListID]*series{}, maps: map[registry.InstitutionID]int{}}
	m.found()
	for range c.IntN(5) {
		m.carryOn()
	}
	return m.w
}

// Ledger is a registry in which the first n steps were written.
func (w *World) Ledger(n int) *registry.Ledger {
	ledger := registry.NewLedger()
	for i, step := range w.Steps[:n] {
		if _, err := ledger.Write(step); err != nil {
			panic(fmt.Sprintf("toy step %d: %v", i+1, err)) // drawn against the rules of writing
		}
	}
	return ledger
}

// maker draws a world step by step.
type maker struct {
	c     Chance
	w     *World
	step  registry.Step
	lists map[registry.ListID]*series
	maps  map[registry.InstitutionID]int // how many code maps an institution has
}

// found draws the first step: institutions, what binds them, and most lists.
func (m *maker) found() {
	m.foundInstitutions()
	m.foundAlliances()
	m.consortia()
	m.codeMaps()
	m.qualifications(70)
	m.addItems()
	for _, j := range m.jurisdictions() {
		m.publish(registry.ListID{Jurisdiction: j, Kind: registry.ItemList}, 60)
		m.publish(registry.ListID{Jurisdiction: j, Kind: registry.InstitutionList}, 50)
		m.publish(registry.ListID{Jurisdiction: j, Kind: registry.NegativeList}, 15)
	}
	m.close()
}

// carryOn draws a later step, in which a few things change.
func (m *maker) carryOn() {
	if odds(m.c, 20) {
		m.changeInstitution()
	}
	if odds(m.c, 15) {
		m.newcomer()
	}
	for odds(m.c, 35) {
		m.merge()
	}
	m.addItems()
	if odds(m.c, 20) {
		m.changeAlliance()
	}
	if odds(m.c, 20) {
		m.consortia()
	}
	if odds(m.c, 20) {
		m.codeMaps()
	}
	m.qualifications(10)
	m.revocations()
	m.removals()
	for _, j := range m.jurisdictions() {
		for _, kind := range registry.ListKinds {
			m.publish(registry.ListID{Jurisdiction: j, Kind: kind}, 15)
		}
	}
	m.close()
}

// addItems adds items to the catalogue, each once.
func (m *maker) addItems() {
	for _, code := range some(m.c, 35, []registry.ItemCode{addedLab, addedExam}) {
		if slices.Contains(m.w.Items, code) {
			continue
		}
		for _, model := range m.w.Catalogue.Items {
			if model.Code == models[code] {
				model.Code, model.Aliases = code, nil
				m.step.Items = append(m.step.Items, registry.AddedItem{Item: model, By: registry.Nation})
			}
		}
		m.w.Items = append(m.w.Items, code)
	}
}

// close ends the step that is being drawn.
func (m *maker) close() {
	m.step.RecordedAt = registry.Instant(len(m.w.Steps) + 1)
	m.w.Steps = append(m.w.Steps, m.step)
	m.step = registry.Step{}
}

// jurisdictions are all that may publish in the toy country.
func (m *maker) jurisdictions() []registry.JurisdictionCode {
	var all []registry.JurisdictionCode
	for _, region := range regions {
		all = append(all, registry.JurisdictionCode(region))
	}
	for _, alliance := range m.w.Alliances {
		all = append(all, alliance.Code)
	}
	if odds(m.c, 40) {
		all = append(all, registry.Nation)
	}
	return all
}
