package toy

import (
	"fmt"
	"slices"

	"concord/internal/registry"
)

// foundInstitutions draws the institutions, half of them in one place so that
// many pairs meet under its lists.
func (m *maker) foundInstitutions() {
	home := pick(m.c, regions...)
	for n := range 5 + m.c.IntN(5) {
		region := home
		if odds(m.c, 45) {
			region = pick(m.c, regions...)
		}
		m.w.Institutions = append(m.w.Institutions, m.institution(n, region))
	}
	m.step.Institutions = append(m.step.Institutions, m.w.Institutions...)
}

func (m *maker) institution(n int, region registry.RegionCode) registry.Institution {
	i := registry.Institution{
		ID:     registry.InstitutionID(fmt.Sprintf("T-%02d", n+1)),
		Name:   fmt.Sprintf("演示医院%02d", n+1),
		Region: region,
		Levels: m.levels(),
		Open:   registry.Always,
		Identifiers: registry.Identifiers{
			USCC:    fmt.Sprintf("USCC%02d", n/2), // shared by two
			Licence: fmt.Sprintf("LICENCE%02d", n+1),
		},
	}
	if odds(m.c, 50) {
		i.Identifiers.Insurance = fmt.Sprintf("H%011d", n+1)
	}
	if n > 0 && odds(m.c, 15) {
		i.CampusOf = m.w.Institutions[m.c.IntN(n)].Root()
	}
	if odds(m.c, 10) {
		i.Open = period(m.c)
	}
	return i
}

// levels draws a history of levels; unknown, which is common, is no level at all.
func (m *maker) levels() []registry.LevelPeriod {
	level := func() registry.Level { return pick(m.c, registry.Level(3), 2, 2, 3, 1) }
	switch {
	case odds(m.c, 15):
		return nil
	case odds(m.c, 20):
		change := pick(m.c, days...)
		return []registry.LevelPeriod{
			{Level: level(), Period: registry.Period{From: registry.MinDay, To: change}},
			{Level: level(), Period: registry.Since(change)},
		}
	}
	return []registry.LevelPeriod{{Level: level(), Period: registry.Always}}
}

// newcomer records one more institution.
func (m *maker) newcomer() {
	i := m.institution(len(m.w.Institutions), pick(m.c, regions...))
	m.w.Institutions = append(m.w.Institutions, i)
	m.step.Institutions = append(m.step.Institutions, i)
}

// changeInstitution records one institution anew: moved, closed, of another
// level, or with the identifiers of another.
func (m *maker) changeInstitution() {
	n := m.c.IntN(len(m.w.Institutions))
	changed := m.institution(n, m.w.Institutions[n].Region)
	if odds(m.c, 30) {
		changed.Region = pick(m.c, regions...)
	}
	if odds(m.c, 70) {
		changed.MergedInto = m.w.Institutions[n].MergedInto
	}
	m.w.Institutions[n] = changed
	m.step.Institutions = append(m.step.Institutions, changed)
}

// merge records that one institution is another one's duplicate, if it can be.
func (m *maker) merge() {
	n := m.c.IntN(len(m.w.Institutions))
	merged := m.w.Institutions[n]
	merged.MergedInto = m.w.institution(m.c).ID
	recorded := func(i registry.Institution) bool { return i.ID == merged.ID }
	if slices.ContainsFunc(m.step.Institutions, recorded) || registry.CheckMerge(merged.ID, merged.MergedInto, m.w.lookUp) != nil {
		return
	}
	m.w.Institutions[n] = merged
	m.step.Institutions = append(m.step.Institutions, merged)
}

func (w *World) lookUp(id registry.InstitutionID) (registry.Institution, bool) {
	for _, i := range w.Institutions {
		if i.ID == id {
			return i, true
		}
	}
	return registry.Institution{}, false
}

// consortia records two consortia, whose members come and go.
func (m *maker) consortia() {
	for _, id := range []string{"east", "west"} {
		c := registry.Consortium{ID: id, Name: id}
		for _, i := range some(m.c, 25, m.w.Institutions) {
			c.Members = append(c.Members, registry.ConsortiumMember{Institution: i.ID, Period: period(m.c)})
			if odds(m.c, 20) {
				c.Members = append(c.Members, registry.ConsortiumMember{Institution: i.ID, Period: period(m.c)})
			}
		}
		m.step.Consortia = append(m.step.Consortia, c)
	}
}

// nextMap numbers the code maps of an institution.
func (m *maker) nextMap(id registry.InstitutionID) int {
	m.maps[id]++
	return m.maps[id]
}

// codeMaps records local codes: one item, two, or confirmed to be none.
func (m *maker) codeMaps() {
	for _, i := range some(m.c, 40, m.w.Institutions) {
		m.step.CodeMaps = append(m.step.CodeMaps, registry.CodeMap{
			Institution: i.ID,
			Number:      m.nextMap(i.ID),
			Period:      period(m.c),
			Codes: []registry.LocalCode{
				{Code: "ONE", Items: []registry.ItemCode{pick(m.c, items...)}},
				{Code: "TWO", Items: []registry.ItemCode{"LCHM051", pick(m.c, "LHEM001", addedLab)}},
				{Code: "THREE", Items: []registry.ItemCode{"LHEM001", addedExam, addedLab}},
				{Code: "NONE"},
			},
		})
	}
}
