package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/samber/lo"

	"concord/internal/office"
	"concord/internal/progress"
	"concord/internal/registry"
)

// Aims are the national targets and what a region and those that contain it set
// themselves, narrow to wide; version changes when any of that does. While the
// store is away they are those read last.
func (o *Office) Aims(ctx context.Context, region registry.RegionCode) (aims []progress.Aim, version string, err error) {
	aims = progress.Aims(o.service.catalogue)
	for _, r := range o.Chain(region) {
		set, err := o.remembered(ctx, registry.JurisdictionCode(r))
		if err != nil {
			return nil, "", err
		}
		aims = withOwn(aims, set)
		version += fmt.Sprintf(".%d", set.Version)
	}
	return aims, version, nil
}

// remembered are the targets of a jurisdiction, those read last where the store
// is away.
func (o *Office) remembered(ctx context.Context, code registry.JurisdictionCode) (office.Targets, error) {
	set, err := o.Targets(ctx, code)
	if errors.Is(err, registry.ErrUnavailable) {
		last, _ := o.targets.LoadOrStore(code, office.Targets{Jurisdiction: code})
		return last.(office.Targets), nil
	}
	if err == nil {
		o.targets.Store(code, set)
	}
	return set, err
}

// withOwn adds what a jurisdiction set: milestones to aims with the same id, else
// further aims.
func withOwn(aims []progress.Aim, set office.Targets) []progress.Aim {
	for _, t := range set.Targets {
		milestones := lo.Map(t.Milestones, func(m office.Milestone, _ int) progress.Milestone { return progress.Milestone(m) })
		national := false
		for i := range aims {
			if aims[i].By == "" && aims[i].ID == t.ID {
				aims[i].Milestones, national = append(aims[i].Milestones, milestones...), true
			}
		}
		if !national {
			aims = append(aims, progress.Aim{Target: t.Target, By: set.Jurisdiction, Milestones: milestones})
		}
	}
	return aims
}
