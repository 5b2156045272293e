package toy

import (
	"slices"

	"concord/internal/registry"
)

// Everyday is the world as progress toward the target sees it: without
// consortia, and without denies that hang on the patient, the department or
// where an issuer lies.
func (w *World) Everyday() *World {
	everyday := *w
	everyday.Steps = slices.Clone(w.Steps)
	for i := range everyday.Steps {
		step := &everyday.Steps[i]
		step.Consortia = nil
		step.Publications = slices.Clone(step.Publications)
		for k := range step.Publications {
			content := &step.Publications[k].Content
			content.Negatives = slices.DeleteFunc(slices.Clone(content.Negatives), conditionalDeny)
		}
	}
	return &everyday
}

func conditionalDeny(e registry.NegativeEntry) bool {
	return e.Effect == registry.Deny && !e.Unconditional()
}
