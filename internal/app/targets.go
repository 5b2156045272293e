package app

import (
	"context"
	"fmt"
	"slices"

	"concord/internal/office"
	"concord/internal/registry"
)

// Targets are what a jurisdiction set itself.
func (o *Office) Targets(ctx context.Context, code registry.JurisdictionCode) (office.Targets, error) {
	return o.store.Targets(ctx, code)
}

// Aim plans to set the targets of a jurisdiction anew.
func (o *Office) Aim(ctx context.Context, t office.Targets) (office.Targets, office.Change, error) {
	before, err := o.store.Targets(ctx, t.Jurisdiction)
	if err != nil {
		return t, office.Change{}, err
	}
	if problems := checkTargets(t.Targets, o.service.catalogue.Targets); problems != nil {
		return t, office.Change{}, Refused(problems)
	}
	for i := range t.Targets {
		slices.SortStableFunc(t.Targets[i].Milestones, func(a, b office.Milestone) int { return int(a.Due - b.Due) })
	}
	t.Version = before.Version
	return t, office.Change{Action: "targets.set", Targets: []office.Targets{t}}, nil
}

// checkTargets says what is wrong with targets, each with its place.
func checkTargets(all []office.Target, national []registry.Target) []registry.Problem {
	if len(all) > office.MaxTargets {
		return []registry.Problem{at(registry.Problem{Pointer: "/targets"}, "VALUE_INVALID",
			texts("目标至多 %d 个", "there are at most %d targets", office.MaxTargets),
			texts("合并或删去一些目标", "leave some out"))}
	}
	var problems []registry.Problem
	seen := map[string]bool{}
	for i, t := range all {
		place := fmt.Sprintf("/targets/%d", i)
		if t.ID == "" || seen[t.ID] {
			problems = append(problems, at(registry.Problem{Pointer: place + "/id"}, "VALUE_INVALID",
				texts("目标 %q 缺少代号或重复", "the target %q has no id, or one that stands twice", t.ID),
				texts("每个目标用不同的代号，例如 2027-600", "give each target an id of its own, for example 2027-600")))
		}
		seen[t.ID] = true
		if t.Threshold < 1 {
			problems = append(problems, at(registry.Problem{Pointer: place + "/threshold"}, "VALUE_INVALID",
				texts("目标项数应大于 0", "a threshold is above 0"), texts("填写项数，例如 600", "state a number of items, for example 600")))
		}
		if same := slices.IndexFunc(national, func(n registry.Target) bool { return n.ID == t.ID }); same >= 0 {
			problems = append(problems, differsFrom(national[same], t, place)...)
		}
		problems = append(problems, checkMilestones(t, place+"/milestones")...)
	}
	return problems
}

// differsFrom says where a target with the id of a national one is another.
func differsFrom(national registry.Target, t office.Target, place string) []registry.Problem {
	if t.Threshold == national.Threshold && t.Due == national.Due {
		return nil
	}
	return []registry.Problem{at(registry.Problem{Pointer: place + "/id"}, "VALUE_INVALID",
		texts("%s 是国家目标：%d 项，%s 前", "%s is the national target: %d items by %s", national.ID, national.Threshold, national.Due),
		texts("设节点时沿用其项数和日期；另设目标请换代号", "keep its threshold and day to give it milestones, or choose another id"))}
}

func checkMilestones(t office.Target, place string) []registry.Problem {
	if len(t.Milestones) > office.MaxMilestones {
		return []registry.Problem{at(registry.Problem{Pointer: place}, "VALUE_INVALID",
			texts("每个目标至多 %d 个节点", "a target has at most %d milestones", office.MaxMilestones), texts("减少节点", "leave some out"))}
	}
	var problems []registry.Problem
	days := map[registry.Day]bool{}
	for i, m := range t.Milestones {
		if m.Count < 1 || m.Due > t.Due || days[m.Due] {
			problems = append(problems, at(registry.Problem{Pointer: fmt.Sprintf("%s/%d", place, i)}, "VALUE_INVALID",
				texts("节点应有项数，不晚于目标日期 %s，且一日一个", "a milestone counts items, is no later than the target's day %s, and has its day for itself", t.Due),
				texts("例如 2026-03-31 前 100 项", "for example 100 by 2026-03-31")))
		}
		days[m.Due] = true
	}
	return problems
}
