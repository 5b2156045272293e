package naive

import (
	"slices"
	"strings"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// negativeLists asks R10–R12 and the discretion entries of R50 of every negative
// list “in force at asked_at”.
func (a *asking) negativeLists() {
	for _, h := range a.Registry.lists {
		if h.ID.Kind != registry.NegativeList {
			continue
		}
		v := a.inForce(h.ID, a.asked, a.at)
		for _, e := range v.negatives() {
			if !e.Period.Contains(a.asked) {
				continue
			}
			if a.reaches(v, e, a.issuer) && a.asks(v, e) {
				a.bite(v, e, a.issuer)
			}
			// “R10, R11 of both”: for the reader, denies that name it.
			if a.reader != nil && a.is(a.reader, e.Issuer) && e.Effect == registry.Deny &&
				a.reaches(v, e, a.reader) && a.asks(v, e) {
				a.bite(v, e, a.reader)
			}
		}
	}
}

// asks reports whether an entry is asked at all. “R20: R10–R12 (unless
// own=apply) not asked.” “Deny outweighs every list, and R21 unless the terms
// say otherwise.”
func (a *asking) asks(v version, e registry.NegativeEntry) bool {
	if e.Effect != registry.Deny {
		return true
	}
	if a.same && !v.Terms.Negative.ApplyToOwn {
		return false
	}
	return !(a.consortium && v.Terms.Negative.SkipConsortium)
}

// reaches reports whether an entry holds for the pair. “An entry naming an
// issuer inside the publisher's territory follows that issuer's results wherever
// they go; every other holds for receivers inside the publisher's territory.”
func (a *asking) reaches(v version, e registry.NegativeEntry, issuer *registry.Institution) bool {
	publisher := v.List.Jurisdiction
	if issuer != nil && a.is(issuer, e.Issuer) && a.holds(publisher, issuer, a.asked) {
		return true
	}
	return a.receiver != nil && a.holds(publisher, a.receiver, a.asked)
}

// bite leaves what an entry has to say about a result of an institution, if its
// selectors match.
func (a *asking) bite(v version, e registry.NegativeEntry, issuer *registry.Institution) {
	if !a.matches(e, issuer) {
		return
	}
	f := Finding{List: v.List, Version: int32(v.Number), Entry: e.Key()}
	missing := a.missing(e)
	if e.Effect == registry.Discretion {
		f.Rule, f.Code, f.Effect = 50, recognition.NegDiscretion, recognition.Discretionary
		a.leaveOrMiss(f, missing, recognition.NegNotAssessed, recognition.Noted)
		return
	}
	f.Rule, f.Code = denial(e)
	f.Effect = recognition.Against
	a.leaveOrMiss(f, missing, recognition.DataRequired, recognition.Unknown)
}

// denial is the rule a deny entry belongs to: “R10 with an institution selector,
// none for item; R11 with institution and item, category or modality; R12 any
// other”.
func denial(e registry.NegativeEntry) (recognition.Rule, recognition.Code) {
	institution := e.Issuer != "" || e.Receiver != ""
	item := e.Item != "" || e.Category != "" || e.Modality != ""
	switch {
	case institution && !item:
		return 10, recognition.NegInstitution
	case institution:
		return 11, recognition.NegInstitutionItem
	}
	return 12, recognition.NegItem
}

// leaveOrMiss leaves a finding, or, where fields are missing that it depends on,
// one finding that names each. “Age, department or modality not stated while
// every other selector matches: deny → DATA_REQUIRED (unknown, names the field),
// discretion → note NEG_NOT_ASSESSED.”
func (a *asking) leaveOrMiss(f Finding, missing []string, code recognition.Code, effect recognition.Effect) {
	if len(missing) == 0 {
		a.leave(f)
		return
	}
	for _, field := range missing {
		f.Code, f.Effect, f.Field = code, effect, field
		a.leave(f)
	}
}

// missing are the fields that an entry needs and the question does not state.
func (a *asking) missing(e registry.NegativeEntry) []string {
	var missing []string
	if e.Age.Stated && !a.q.Age.Stated {
		missing = append(missing, "patient_age_years")
	}
	if e.Department != "" && a.department() == "" {
		missing = append(missing, "department")
	}
	if e.Modality != "" && a.item == nil {
		missing = append(missing, "modality")
	}
	return missing
}

// matches reports whether every selector that can be compared matches: “issuer,
// receiver, item, category, modality, origin region, situation, age, department”.
func (a *asking) matches(e registry.NegativeEntry, issuer *registry.Institution) bool {
	return (e.Issuer == "" || issuer != nil && a.is(issuer, e.Issuer)) &&
		(e.Receiver == "" || a.receiver != nil && a.is(a.receiver, e.Receiver)) &&
		(e.Item == "" || a.item != nil && a.item.Code == e.Item) &&
		(e.Category == "" || a.item != nil && a.item.Category == e.Category) &&
		(e.Modality == "" || a.item == nil || a.item.Modality == e.Modality) &&
		(e.Origin == "" || issuer != nil && a.liesIn(issuer, e.Origin)) &&
		(e.Situation == "" || a.inSituation(e.Situation)) &&
		(!e.Age.Stated || !a.q.Age.Stated || e.Age.Min <= a.q.Age.Years && a.q.Age.Years <= e.Age.Max) &&
		(e.Department == "" || a.department() == "" || within(a.department(), e.Department))
}

// inSituation reports whether a stated situation is the code, or leads to it.
// “A situation not stated is absent.”
func (a *asking) inSituation(wanted registry.ReasonCode) bool {
	return slices.ContainsFunc(a.q.Situations, func(stated registry.ReasonCode) bool {
		return slices.Contains(a.leadsThrough(stated), wanted)
	})
}

// department is the code of the stated department; empty where it is not stated
// or not known.
func (a *asking) department() string {
	for _, d := range a.catalogue.Departments {
		if a.q.Department == d.Code || a.q.Department == d.Name || slices.Contains(d.Aliases, a.q.Department) {
			return d.Code
		}
	}
	return ""
}

// within reports whether a department is another or one of its specialties:
// 07.01 is within 07.
func within(department, wanted string) bool {
	return department == wanted || strings.HasPrefix(department, wanted+".")
}
