package naive

import (
	"slices"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// situations asks R50: “a situation that leads to one of the six cases (maps_to
// followed to its end) → SITUATION; other known codes SITUATION_NOTED”.
func (a *asking) situations() {
	for _, stated := range a.q.Situations {
		through := a.leadsThrough(stated)
		last, _ := a.reason(through[len(through)-1])
		if last.Class == registry.Statutory {
			a.leave(Finding{Rule: 50, Code: recognition.SituationFound, Effect: recognition.Discretionary})
			continue
		}
		a.leave(Finding{Rule: 50, Code: recognition.SituationNoted, Effect: recognition.Noted})
	}
}

// leadsThrough is a code and all that maps_to leads to from it.
func (a *asking) leadsThrough(code registry.ReasonCode) []registry.ReasonCode {
	var through []registry.ReasonCode
	for code != "" {
		through = append(through, code)
		reason, _ := a.reason(code)
		code = reason.MapsTo
	}
	return through
}

// operator asks R51: “modality is operator-dependent by the terms”.
func (a *asking) operator(l listing) {
	if l.version.exists() && slices.Contains(l.terms().OperatorDependent, a.item.Modality) {
		a.leave(l.finding(51, recognition.OperatorDependent, recognition.Discretionary))
	}
}
