package toy

import (
	"slices"

	"concord/internal/registry"
)

// series is where a list stands.
type series struct {
	newest   int
	from     registry.Day // of the newest version that was not withdrawn
	earlier  registry.Day // of the one before it
	standing bool         // whether the newest version may be withdrawn
}

// publish draws the next version of a list, with the given odds; now and then
// two at once, as past versions are loaded, or after a withdrawal.
func (m *maker) publish(list registry.ListID, percent int) {
	if !odds(m.c, percent) {
		return
	}
	s := m.lists[list]
	if s == nil {
		s = &series{from: registry.MinDay, earlier: registry.MinDay}
		m.lists[list] = s
	}
	if s.standing && odds(m.c, 25) {
		m.step.Withdrawals = append(m.step.Withdrawals, registry.Withdrawal{List: list, Number: s.newest})
		s.standing, s.from = false, s.earlier
		if odds(m.c, 40) {
			return
		}
	}
	m.publishNext(list, s)
	if odds(m.c, 10) {
		m.publishNext(list, s)
	}
}

func (m *maker) publishNext(list registry.ListID, s *series) {
	v := registry.Version{List: list, Number: s.newest + 1, Period: m.tenure(s), Terms: m.terms(list.Kind)}
	s.newest++
	s.earlier, s.from, s.standing = s.from, v.Period.From, true
	m.step.Publications = append(m.step.Publications, registry.Publication{Version: v, Content: m.content(list)})
}

// tenure draws a period that starts no earlier than the version before.
func (m *maker) tenure(s *series) registry.Period {
	from := registry.MinDay
	if s.newest > 0 || odds(m.c, 40) {
		from = max(s.from, pick(m.c, days...))
	}
	to := pick(m.c, days...) + 1
	if to <= from || !odds(m.c, 20) {
		to = registry.MaxDay
	}
	return registry.Period{From: from, To: to}
}

func (m *maker) content(list registry.ListID) registry.Content {
	switch list.Kind {
	case registry.ItemList:
		return registry.Content{Items: m.itemEntries()}
	case registry.InstitutionList:
		return registry.Content{Institutions: m.institutionEntries(list.Jurisdiction)}
	}
	return registry.Content{Negatives: m.negativeEntries()}
}

// distinct keeps the first entry of each key.
func distinct[E interface{ Key() registry.EntryKey }](entries []E) []E {
	var kept []E
	for _, e := range entries {
		if !slices.ContainsFunc(kept, func(k E) bool { return k.Key() == e.Key() }) {
			kept = append(kept, e)
		}
	}
	return kept
}

func (m *maker) itemEntries() []registry.ItemEntry {
	var entries []registry.ItemEntry
	for _, item := range some(m.c, 75, items) {
		entries = append(entries, m.itemEntry(item))
		for odds(m.c, 30) {
			entries = append(entries, m.itemEntry(item))
		}
	}
	return distinct(entries)
}

func (m *maker) itemEntry(item registry.ItemCode) registry.ItemEntry {
	e := registry.ItemEntry{Item: item, Window: m.window(), Images: odds(m.c, 20)}
	if odds(m.c, 40) {
		e.Qualifiers = m.qualifiers(25)
	}
	if odds(m.c, 10) {
		e.Mark = "自HR"
	}
	return e
}

func (m *maker) window() registry.Window {
	return pick(m.c, windows...)
}

var windows = []registry.Window{
	{Unit: registry.WindowDays, Count: 30},
	{},
	{Unit: registry.WindowDays, Count: 10},
	{Unit: registry.WindowMonths, Count: 1},
	{Unit: registry.WindowHours, Count: 72},
	{Unit: registry.WindowSameDay},
	{Unit: registry.WindowUnlimited},
	{},
}

// vocabulary are the values drawn for qualifiers: related by is-a, unrelated, of
// another kind.
var vocabulary = [...][]string{
	registry.Specimen:   {"SERUM", "VEN", "BLOOD", "URINE", "WB-EDTA", "WB"},
	registry.Method:     {"CLIA", "IMMUNO", "ECLIA", "PCR"},
	registry.BodySite:   {"HAND", "CHEST", "HEAD"},
	registry.Laterality: {"R", "L", "B"},
	registry.Contrast:   {"PLAIN", "ENHANCED", "PLAIN-ENHANCED"},
	registry.Projection: {"AP", "AP-LAT", "LAT"},
}

// qualifiers draws each kind with the given odds.
func (m *maker) qualifiers(percent int) registry.Qualifiers { return qualifiers(m.c, percent) }

func qualifiers(c Chance, percent int) registry.Qualifiers {
	var q registry.Qualifiers
	for _, kind := range registry.QualifierKinds {
		if odds(c, percent) {
			q[kind] = pick(c, vocabulary[kind]...)
		}
	}
	return q
}

// institutionEntries lists institutions of the jurisdiction's territory.
func (m *maker) institutionEntries(j registry.JurisdictionCode) []registry.InstitutionEntry {
	var entries []registry.InstitutionEntry
	for _, i := range m.w.Institutions {
		if m.liesIn(i, j) && odds(m.c, 80) {
			entries = append(entries, m.institutionEntry(i.ID))
		}
	}
	return entries
}

// liesIn reports whether an institution lies in a jurisdiction's territory, for
// an alliance at some time.
func (m *maker) liesIn(i registry.Institution, j registry.JurisdictionCode) bool {
	if j == registry.Nation {
		return true
	}
	territory := []registry.RegionCode{registry.RegionCode(j)}
	for _, alliance := range m.w.Alliances {
		if alliance.Code == j {
			territory = nil
			for _, member := range alliance.Members {
				territory = append(territory, member.Region)
			}
		}
	}
	for region := i.Region; region != ""; region = m.parent(region) {
		if slices.Contains(territory, region) {
			return true
		}
	}
	return false
}

func (m *maker) parent(code registry.RegionCode) registry.RegionCode {
	for _, region := range m.w.Catalogue.Regions {
		if region.Code == code {
			return region.Parent
		}
	}
	return ""
}

func (m *maker) institutionEntry(id registry.InstitutionID) registry.InstitutionEntry {
	e := registry.InstitutionEntry{Institution: id, Period: registry.Always}
	if odds(m.c, 20) {
		e.Level = pick(m.c, registry.Level(2), 3, 1)
	}
	if odds(m.c, 20) {
		e.Role = pick(m.c, registry.RoleIssues, registry.RoleReceives)
	}
	if odds(m.c, 20) {
		e.Scope = registry.Scope{Mode: pick(m.c, registry.ScopeOnly, registry.ScopeExcept), Items: some(m.c, 50, sortedItems)}
	}
	if odds(m.c, 15) {
		e.Period = period(m.c)
	}
	return e
}

// sortedItems are the items in the order of a scope.
var sortedItems = slices.Sorted(slices.Values(items))
