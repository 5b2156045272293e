package store

import (
	"context"
	"errors"

	"github.com/samber/lo"

	"concord/internal/office"
	"concord/internal/registry"
)

// targetsJSON is what a jurisdiction set itself, in the record.
type targetsJSON struct {
	Jurisdiction registry.JurisdictionCode `json:"jurisdiction"`
	Targets      []targetJSON              `json:"targets"`
}

type targetJSON struct {
	ID         string          `json:"id"`
	Threshold  int             `json:"threshold"`
	Due        registry.Day    `json:"due"`
	Basis      string          `json:"basis,omitempty"`
	Milestones []milestoneJSON `json:"milestones,omitempty"`
}

type milestoneJSON struct {
	Due   registry.Day `json:"due"`
	Count int          `json:"count"`
}

var targets = kept[office.Targets, targetsJSON]{
	noun: office.NounTargets,
	state: func(t office.Targets) targetsJSON {
		return targetsJSON{t.Jurisdiction, lo.Map(t.Targets, func(t office.Target, _ int) targetJSON { return targetJSONOf(t) })}
	},
	value: func(j targetsJSON) (office.Targets, error) {
		all := lo.Map(j.Targets, func(j targetJSON, _ int) office.Target { return j.target() })
		return office.Targets{Jurisdiction: j.Jurisdiction, Targets: some(all)}, nil
	},
	about: func(t office.Targets) about {
		return about{subject: string(t.Jurisdiction), jurisdiction: t.Jurisdiction}
	},
	number: func(t *office.Targets) *int { return &t.Version },
}

func targetJSONOf(t office.Target) targetJSON {
	milestones := lo.Map(t.Milestones, func(m office.Milestone, _ int) milestoneJSON { return milestoneJSON(m) })
	return targetJSON{t.ID, t.Threshold, t.Due, t.Basis, milestones}
}

func (j targetJSON) target() office.Target {
	milestones := lo.Map(j.Milestones, func(m milestoneJSON, _ int) office.Milestone { return office.Milestone(m) })
	return office.Target{
		Target:     registry.Target{ID: j.ID, Threshold: j.Threshold, Due: j.Due, Basis: j.Basis},
		Milestones: some(milestones),
	}
}

// Targets are those without any where a jurisdiction set none.
func (s *Store) Targets(ctx context.Context, code registry.JurisdictionCode) (office.Targets, error) {
	set, err := targets.get(ctx, s, string(code))
	if errors.Is(err, registry.ErrNotFound) {
		return office.Targets{Jurisdiction: code}, nil
	}
	return set, err
}
