package toy

import "concord/internal/registry"

// negativeEntries draws a few negative entries, each with one to three selectors.
func (m *maker) negativeEntries() []registry.NegativeEntry {
	var entries []registry.NegativeEntry
	for range 1 + m.c.IntN(3) {
		if e := m.negativeEntry(); e.Selects() {
			entries = append(entries, e)
		}
	}
	return distinct(entries)
}

func (m *maker) negativeEntry() registry.NegativeEntry {
	e := registry.NegativeEntry{
		Effect: pick(m.c, registry.Deny, registry.Discretion),
		Period: registry.Always,
	}
	if odds(m.c, 30) {
		e.Period = period(m.c)
	}
	for range 1 + m.c.IntN(3) {
		m.selectBy(&e)
	}
	return e
}

// someone draws an institution, seldom one that the registry does not know.
func (m *maker) someone() registry.InstitutionID {
	if odds(m.c, 3) {
		return "T-98"
	}
	return m.w.Institutions[m.c.IntN(len(m.w.Institutions))].ID
}

// ages are the ranges drawn for negative entries.
var ages = []registry.AgeRange{
	{Stated: true, Min: 0, Max: 6},
	{Stated: true, Min: 14, Max: registry.MaxAge},
	{Stated: true, Min: 7, Max: 13},
}

// selectBy states one more selector.
func (m *maker) selectBy(e *registry.NegativeEntry) {
	switch m.c.IntN(10) {
	case 0, 1:
		e.Issuer = m.someone()
	case 2:
		e.Receiver = m.someone()
	case 3:
		e.Item = pick(m.c, items...)
	case 4:
		e.Category = pick(m.c, "临床化学检验", "超声")
	case 5:
		e.Modality = pick(m.c, "LAB", "DR", "US")
	case 6:
		e.Origin = pick(m.c, regions...)
	case 7:
		e.Situation = pick(m.c, situations...)
	case 8:
		e.Age = pick(m.c, ages...)
	case 9:
		e.Department = pick(m.c, "07", "07.01", "03")
	}
}
