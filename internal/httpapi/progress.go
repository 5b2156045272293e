package httpapi

import (
	"context"
	"fmt"
	"slices"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/progress"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// Counting asks about every listed item of a unit, so it costs more of a
// client's rate limit than a decision: one unit, and all of them.
const (
	tokensOfUnit  = 5
	tokensOfUnits = 25

	tokensOfHistories = 100 // of a page of units with their histories, at most
)

// ListProgress answers GET /v1/progress.
func (a *API) ListProgress(ctx context.Context, r api.ListProgressRequestObject) (api.ListProgressResponseObject, error) {
	c := callOf(ctx)
	p, err := c.page(r.Params.On, r.Params.At, r.Params.Limit, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	if err := oneOf("level", r.Params.Level, api.Unit); err != nil {
		return nil, err
	}
	all, next, err := a.board(c, p, r.Params.Parent, r.Params.Sort)
	if err != nil {
		return nil, err
	}
	if r.Params.History {
		if err := c.spend(min(len(all)*tokensOfUnit, tokensOfHistories)); err != nil {
			return nil, err
		}
		units := lo.Map(all, func(p progress.Progress, _ int) registry.RegionCode { return p.Region })
		all = progress.AllInFull(c.snapshot, units, p.day, p.at, progress.Aims(c.snapshot.Catalogue()))
	}
	wire := func(p progress.Progress, _ int) api.Progress { return ProgressOf(c.snapshot, p) }
	return api.ListProgress200JSONResponse{Items: lo.Map(all, wire), NextCursor: next}, nil
}

// board is a page of the units below a region.
func (a *API) board(c *call, p page, parent api.UnitParent, order api.UnitOrder) (all []progress.Progress, next *string, err error) {
	if err := oneOf("sort", order, api.ByCode, api.ByLive, api.ByMostLive, api.ByListed, api.ByMostListed); err != nil {
		return nil, nil, err
	}
	if err := c.spend(min(p.limit*tokensOfUnit, tokensOfUnits) - 1); err != nil {
		return nil, nil, err
	}
	all = a.counted(c, registry.RegionCode(parent), p.moment)
	if order != "" && order != api.ByCode {
		slices.SortStableFunc(all, byOrder(order))
	}
	all, next = cut(p, all)
	return all, next, nil
}

// counted are the units below a region as counted; of the nation, or of none,
// all.
func (a *API) counted(c *call, parent registry.RegionCode, m moment) []progress.Progress {
	units := a.registry.Board(c.snapshot, m.day, m.at)
	if parent == "" || parent == registry.RegionCode(registry.Nation) {
		return slices.Clone(units)
	}
	return lo.Filter(units, func(p progress.Progress, _ int) bool {
		region, ok := c.snapshot.Region(p.Region)
		return ok && region.Parent == parent
	})
}

// units are those below a region; of the nation, or of none, all.
func (c *call) units(parent registry.RegionCode) []registry.Region {
	all := progress.Units(c.snapshot.Catalogue())
	if parent == "" || parent == registry.RegionCode(registry.Nation) {
		return all
	}
	return lo.Filter(all, func(unit registry.Region, _ int) bool { return unit.Parent == parent })
}

func byOrder(order api.UnitOrder) func(a, b progress.Progress) int {
	return func(a, b progress.Progress) int {
		switch order {
		case api.ByLive:
			return a.Live.Total() - b.Live.Total()
		case api.ByMostLive:
			return b.Live.Total() - a.Live.Total()
		case api.ByListed:
			return a.Listed.Total() - b.Listed.Total()
		}
		return b.Listed.Total() - a.Listed.Total()
	}
}

// cut is the page's part of all, and the cursor of the page after it.
func cut[T any](p page, all []T) (part []T, next *string) {
	from := min(p.offset, len(all))
	to := min(from+p.limit, len(all))
	if to < len(all) {
		next = p.next(to)
	}
	return all[from:to], next
}

// GetProgress answers GET /v1/regions/{code}/progress.
func (a *API) GetProgress(ctx context.Context, r api.GetProgressRequestObject) (api.GetProgressResponseObject, error) {
	c := callOf(ctx)
	m, err := c.moment(r.Params.On, r.Params.At)
	if err != nil {
		return nil, err
	}
	region, rolled, err := c.told(r.Code)
	if err != nil {
		return nil, err
	}
	tokens := tokensOfUnit
	if rolled {
		tokens = tokensOfUnits
	}
	if err := c.spend(tokens - 1); err != nil {
		return nil, err
	}
	aims, version, err := a.aims(ctx, c, region)
	if err != nil {
		return nil, err
	}
	tag := fmt.Sprintf(`W/"%s.%s.%s.%s%s"`, c.snapshot.Revision(), c.now.Day(), c.lang, c.build, version)
	c.header.Set("ETag", tag)
	if Holds(c.ifNoneMatch, tag) {
		return unchanged{}, nil
	}
	return api.GetProgress200JSONResponse(a.progress(c, region, rolled, m, aims)), nil
}

// progress is that of a unit in full, or of a province or the nation with its
// units rolled up.
func (a *API) progress(c *call, region registry.RegionCode, rolled bool, m moment, aims []progress.Aim) api.Progress {
	if !rolled {
		return ProgressOf(c.snapshot, progress.InFull(c.snapshot, region, m.day, m.at, aims))
	}
	answer := ProgressOf(c.snapshot, progress.Of(c.snapshot, region, m.day, m.at, aims))
	units := a.counted(c, region, m)
	if region == registry.RegionCode(registry.Nation) {
		units = progress.National(c.snapshot, units)
	}
	rollup := c.rollupOf(progress.RollUp(progress.Against(units, aims)))
	answer.Rollup = &rollup
	return answer
}

// told is a region whose progress is told: a unit, or a province or the nation,
// whose units are rolled up.
func (c *call) told(code string) (region registry.RegionCode, rolled bool, err error) {
	if code == string(registry.Nation) {
		return registry.RegionCode(code), true, nil
	}
	found, ok := c.snapshot.Region(registry.RegionCode(code))
	switch {
	case ok && found.Unit:
		return found.Code, false, nil
	case ok && found.Level == registry.RegionProvince:
		return found.Code, true, nil
	}
	return "", false, notFound(registry.Text{Zh: "计数单位或省份", En: "unit or province"}, code)
}

// ProgressOf is a region's progress as the wire shows it.
func ProgressOf(s *recognition.Snapshot, p progress.Progress) api.Progress {
	name, parent := string(p.Region), (*string)(nil)
	if region, ok := s.Region(p.Region); ok {
		name, parent = region.Name, orNull(region.Parent)
	} else if p.Region == registry.RegionCode(registry.Nation) {
		name = s.JurisdictionName(registry.Nation, 0).Zh
	}
	return api.Progress{
		Region: string(p.Region), Name: name, Parent: parent, On: p.On.String(), CountBasis: progress.CountBasis,
		Listed: p.Listed.Total(), Own: p.Listed.Own, Inherited: p.Listed.Inherited,
		Live: p.Live.Total(), LiveOwn: p.Live.Own, LiveInherited: p.Live.Inherited,
		Unmapped:   p.Unmapped,
		Targets:    lo.Map(p.Targets, func(t progress.Target, _ int) api.TargetState { return targetOf(t) }),
		ByCategory: lo.Map(p.ByCategory, func(c progress.Part, _ int) api.CategoryProgress { return categoryOf(c) }),
		ByDomain:   lo.Map(p.ByDomain, func(d progress.Part, _ int) api.DomainProgress { return domainOf(d) }),
		History:    lo.Map(p.History, func(m progress.Month, _ int) api.MonthProgress { return monthOf(m) }),
		Pace:       paceOf(p),
	}
}

func targetOf(t progress.Target) api.TargetState {
	return api.TargetState{
		ID: t.ID, Threshold: t.Threshold, Due: t.Due.String(),
		AtLeast: t.AtLeast, Over: t.Over,
		Own:    api.TargetReached{AtLeast: t.OwnAtLeast, Over: t.OwnOver},
		Needed: t.Needed, DaysLeft: t.DaysLeft, PerWeek: perWeek(t.Pace), SetBy: orNull(t.By),
		Milestones: lo.Map(t.Milestones, func(m progress.Passage, _ int) api.MilestoneState {
			return api.MilestoneState{Due: m.Due.String(), Count: m.Count, Live: m.Live, Reached: m.Reached(), Ahead: m.Ahead}
		}),
	}
}

func perWeek(p progress.Pace) *float64 {
	if items, ok := p.PerWeek(); ok {
		return &items
	}
	return nil
}

func paceOf(p progress.Progress) api.Pace {
	pace := api.Pace{Target: orNull(p.Pace.Target), DaysLeft: p.Pace.DaysLeft, Needed: p.Pace.Needed, PerWeek: perWeek(p.Pace)}
	if p.History != nil {
		pace.Trend = trendOf(p)
	}
	return pace
}

func trendOf(p progress.Progress) *api.Trend {
	t := p.Trend
	if t.Why != progress.HasTrend {
		return &api.Trend{Reason: orNull(t.Why.String())}
	}
	inTime := int(t.Arrival-p.On) <= p.Pace.DaysLeft
	return &api.Trend{
		PerWeek: &t.PerWeek, InTime: &inTime,
		Arrival: dayOrNull(t.Arrival), Earliest: dayOrNull(t.Earliest), Latest: dayOrNull(t.Latest),
	}
}

func categoryOf(p progress.Part) api.CategoryProgress {
	return api.CategoryProgress{
		Category: p.Name, Listed: p.Listed.Total(), Own: p.Listed.Own, Inherited: p.Listed.Inherited,
		Live: p.Live.Total(), LiveOwn: p.Live.Own, LiveInherited: p.Live.Inherited,
	}
}

func domainOf(p progress.Part) api.DomainProgress {
	c := categoryOf(p)
	return api.DomainProgress{
		Domain: c.Category, Listed: c.Listed, Own: c.Own, Inherited: c.Inherited,
		Live: c.Live, LiveOwn: c.LiveOwn, LiveInherited: c.LiveInherited,
	}
}

func monthOf(m progress.Month) api.MonthProgress {
	return api.MonthProgress{
		Month: m.Name(), On: m.On.String(), Listed: m.Listed.Total(), Own: m.Listed.Own, Inherited: m.Listed.Inherited,
		Live: m.Live.Total(), LiveOwn: m.Live.Own, LiveInherited: m.Live.Inherited,
	}
}

func (c *call) rollupOf(r progress.Rollup) api.Rollup {
	return api.Rollup{
		Units: r.Units, Silent: r.Silent, WithoutOwn: r.WithoutOwn, Median: r.Median,
		Targets: lo.Map(r.Targets, func(t progress.Reached, _ int) api.RollupTarget { return reachedOf(t, r.Units) }),
		Lowest: lo.Map(r.Lowest, func(p progress.Progress, _ int) api.UnitLive {
			wire := ProgressOf(c.snapshot, p)
			return api.UnitLive{Region: wire.Region, Name: wire.Name, Listed: wire.Listed, Live: wire.Live}
		}),
	}
}

func reachedOf(t progress.Reached, units int) api.RollupTarget {
	wire := api.RollupTarget{
		ID: t.ID, Threshold: t.Threshold, Due: t.Due.String(), SetBy: orNull(t.By),
		AtLeast: t.AtLeast, AtLeastShare: share(t.AtLeast, units), Over: t.Over, OverShare: share(t.Over, units),
	}
	wire.Own.AtLeast, wire.Own.Over = t.OwnAtLeast, t.OwnOver
	return wire
}

// share is a part of a whole; nil where there is no whole.
func share(part, whole int) *float64 {
	if whole == 0 {
		return nil
	}
	return lo.ToPtr(float64(part) / float64(whole))
}
