package toy

import "concord/internal/registry"

// negativeEntries draws a few negative entries, each with one to three selectors.
func (m *maker) negativeEntries() []registry.NegativeEntry {
	var entries []registry.NegativeEntry
	for range 1 + m.c.IntN(3) {
		if e := m.w.Negative(m.c); e.Selects() {
			entries = append(entries, e)
		}
	}
	return distinct(entries)
}

// Negative draws a negative entry; it may have no selector but its effect.
func (w *World) Negative(c Chance) registry.NegativeEntry {
	e := registry.NegativeEntry{
		Effect: pick(c, registry.Deny, registry.Discretion),
		Period: registry.Always,
	}
	if odds(c, 30) {
		e.Period = period(c)
	}
	for range 1 + c.IntN(3) {
		w.selectBy(c, &e)
	}
	return e
}

// someone draws an institution, seldom one that the registry does not know.
func (w *World) someone(c Chance) registry.InstitutionID {
	if odds(c, 3) {
		return "T-98"
	}
	return w.institution(c).ID
}

// ages are the ranges drawn for negative entries.
var ages = []registry.AgeRange{
	{Stated: true, Min: 0, Max: 6},
	{Stated: true, Min: 14, Max: registry.MaxAge},
	{Stated: true, Min: 7, Max: 13},
}

// selectBy states one more selector.
func (w *World) selectBy(c Chance, e *registry.NegativeEntry) {
	switch c.IntN(10) {
	case 0, 1:
		e.Issuer = w.someone(c)
	case 2:
		e.Receiver = w.someone(c)
	case 3:
		e.Item = pick(c, items...)
	case 4:
		e.Category = pick(c, "临床化学检验", "超声")
	case 5:
		e.Modality = pick(c, "LAB", "DR", "US")
	case 6:
		e.Origin = pick(c, regions...)
	case 7:
		e.Situation = pick(c, situations...)
	case 8:
		e.Age = pick(c, ages...)
	case 9:
		e.Department = pick(c, "07", "07.01", "03")
	}
}
