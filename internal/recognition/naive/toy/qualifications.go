package toy

import "concord/internal/registry"

// qualifications draws records of institutions and items, in overlapping rounds
// of two programmes.
func (m *maker) qualifications(percent int) {
	for _, i := range m.w.Institutions {
		for _, item := range some(m.c, percent, items) {
			m.step.Qualifications = append(m.step.Qualifications, m.qualification(i.ID, item))
			for odds(m.c, 20) {
				m.step.Qualifications = append(m.step.Qualifications, m.qualification(i.ID, item))
			}
		}
	}
}

func (m *maker) qualification(i registry.InstitutionID, item registry.ItemCode) registry.Qualification {
	q := registry.Qualification{
		Institution: i,
		Item:        item,
		Programme:   pick(m.c, "EQA", "QC"),
		Round:       pick(m.c, "1", "2"),
		Result:      registry.Pass,
		Period:      period(m.c),
	}
	if odds(m.c, 15) {
		q.Result = registry.Fail
	}
	return q
}

// revocations takes records back, some of them of rounds that were never held.
func (m *maker) revocations() {
	for _, i := range some(m.c, 20, m.w.Institutions) {
		for _, item := range some(m.c, 30, items) {
			key := m.qualification(i.ID, item).Key()
			m.step.Revocations = append(m.step.Revocations,
				registry.Revocation{QualificationKey: key, From: pick(m.c, days...)})
		}
	}
}

// removals takes institutions off lists for cause.
func (m *maker) removals() {
	for _, j := range m.jurisdictions() {
		if odds(m.c, 10) {
			m.step.Removals = append(m.step.Removals,
				registry.Removal{Jurisdiction: j, Institution: m.w.institution(m.c).ID, From: pick(m.c, days...)})
		}
	}
}
