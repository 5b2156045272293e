package naive

import (
	"cmp"
	"slices"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// Finding is what a rule has to say, without the parameters that only inform.
type Finding struct {
	Rule     recognition.Rule
	Code     recognition.Code
	Effect   recognition.Effect
	List     registry.ListID
	Version  int32
	Entry    registry.EntryKey
	Field    string                    // of the question, where the finding is about one
	ListedBy registry.JurisdictionCode // the narrower jurisdiction that lists the item
}

// Answer is what was decided.
type Answer struct {
	Outcome            recognition.Outcome
	PhysicianMayAccept bool
	Mark               string
	Windowed           bool
	ValidUntil         registry.Instant
	Governing          recognition.Governing
	Findings           []Finding
}

// Of is the part of the engine's answer that is compared with an [Answer].
func Of(a *recognition.Answer) Answer {
	naive := Answer{
		Outcome:            a.Outcome,
		PhysicianMayAccept: a.PhysicianMayAccept,
		Mark:               a.Mark,
		Windowed:           a.Windowed,
		ValidUntil:         a.ValidUntil,
		Governing:          a.Governing,
	}
	for _, f := range a.Findings {
		field, _ := f.Parameters.Get(recognition.ParamField)
		listedBy, _ := f.Parameters.Get(recognition.ParamListedBy)
		naive.Findings = append(naive.Findings, Finding{
			f.Rule, f.Code, f.Effect, f.List, f.Version, f.Entry, field.Text, registry.JurisdictionCode(listedBy.Text),
		})
	}
	return naive
}

// sortFindings puts findings “in rule order, within a rule by jurisdiction,
// version, entry”.
func sortFindings(findings []Finding) {
	slices.SortStableFunc(findings, func(f, g Finding) int {
		return cmp.Or(
			cmp.Compare(f.Rule, g.Rule),
			cmp.Compare(f.List.Jurisdiction, g.List.Jurisdiction),
			cmp.Compare(f.List.Kind, g.List.Kind),
			cmp.Compare(f.Version, g.Version),
			cmp.Compare(f.Entry, g.Entry),
			cmp.Compare(f.Code, g.Code),
		)
	})
}

// weigh turns findings into an outcome. “Any against → not_recognized; else any
// unknown → undetermined; else any discretion → physician_discretion; else,
// with something for, recognized.”
func weigh(findings []Finding) recognition.Outcome {
	has := func(e recognition.Effect) bool {
		return slices.ContainsFunc(findings, func(f Finding) bool { return f.Effect == e })
	}
	switch {
	case has(recognition.Against):
		return recognition.NotRecognized
	case has(recognition.Unknown):
		return recognition.Undetermined
	case has(recognition.Discretionary):
		return recognition.PhysicianDiscretion
	case has(recognition.For):
		return recognition.Recognized
	}
	return recognition.Undetermined
}
