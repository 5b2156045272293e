package scenario

import (
	"cmp"

	"concord/internal/registry"
)

// alliance records an agreement of regions.
type alliance struct {
	place
	value registry.Alliance
}

func parseAlliance(w *words) (statement, error) {
	code, err := w.name("an alliance")
	if err != nil {
		return nil, err
	}
	s := &alliance{w.place, registry.Alliance{Code: registry.JurisdictionCode(code), Name: code, NameEn: code, Mark: code}}
	common, err := w.optionalPeriod(registry.Always)
	for err == nil && !w.done() {
		switch {
		case w.skip("mark"):
			s.value.Mark, err = w.value("mark", "京津冀")
		case w.skip("lead"):
			var lead string
			lead, err = w.value("lead", "110000")
			s.value.Lead = registry.RegionCode(lead)
		default:
			member := registry.AllianceMember{Region: registry.RegionCode(w.take())}
			member.Period, err = w.optionalPeriod(common)
			s.value.Members = append(s.value.Members, member)
		}
	}
	if err == nil && len(s.value.Members) == 0 {
		err = w.fail("write alliance JJJ 110000 120000", "alliance %s has no member region", code)
	}
	return s, err
}

func (s *alliance) play(on *stage) error {
	for _, m := range s.value.Members {
		if _, ok := on.region(m.Region); !ok {
			return s.fail("take a code of catalogs/regions.csv", "region %s is not in the catalogue", m.Region)
		}
	}
	s.value.Lead = cmp.Or(s.value.Lead, s.value.Members[0].Region)
	if err := s.value.Validate(); err != nil {
		return s.fail("name it by letters, for example JJJ", "%s", err)
	}
	on.alliances[s.value.Code] = s.value
	return on.write(s.place, registry.Step{Alliances: []registry.Alliance{s.value}})
}
