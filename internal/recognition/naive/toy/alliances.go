package toy

import "concord/internal/registry"

// foundAlliances draws up to three alliances whose territories overlap.
func (m *maker) foundAlliances() {
	for _, code := range some(m.c, 45, []registry.JurisdictionCode{"B-RIVER", "A-LAKE", "C-GRASS"}) {
		m.w.Alliances = append(m.w.Alliances, m.alliance(code))
	}
	m.step.Alliances = append(m.step.Alliances, m.w.Alliances...)
}

func (m *maker) alliance(code registry.JurisdictionCode) registry.Alliance {
	a := registry.Alliance{Code: code, Name: string(code), Lead: "420000", Mark: pick(m.c, "联盟", "")}
	for _, region := range some(m.c, 35, regions) {
		a.Members = append(a.Members, registry.AllianceMember{Region: region, Period: m.membership()})
		if odds(m.c, 10) {
			a.Members = append(a.Members, registry.AllianceMember{Region: region, Period: m.membership()})
		}
	}
	return a
}

// membership draws a period with at least a day in it, which is all that an
// alliance's membership must have.
func (m *maker) membership() registry.Period {
	p := period(m.c)
	if p.Empty() {
		return registry.Always
	}
	return p
}

// changeAlliance records one alliance anew, with other members.
func (m *maker) changeAlliance() {
	if len(m.w.Alliances) == 0 {
		return
	}
	n := m.c.IntN(len(m.w.Alliances))
	m.w.Alliances[n] = m.alliance(m.w.Alliances[n].Code)
	m.step.Alliances = append(m.step.Alliances, m.w.Alliances[n])
}
