package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/samber/lo"

	"concord/internal/office"
	"concord/internal/registry"
)

// Associate plans a new state of a consortium. It is the affair of the narrowest
// region that holds its members, those of the state before included.
func (o *Office) Associate(ctx context.Context, c registry.Consortium, reason string) (registry.Consortium, office.Change, error) {
	g, err := o.registrar.readInstitutions(ctx)
	if err != nil {
		return c, office.Change{}, err
	}
	if problems := g.checkConsortium(c); len(problems) > 0 {
		return c, office.Change{}, Refused(problems)
	}
	t := telling{noun: office.NounConsortium, subject: c.ID, after: consortiumFactOf(c)}
	before, known := g.consortia[c.ID]
	if known {
		t.before = consortiumFactOf(before)
	}
	regions := lo.Map(slices.Concat(c.Members, before.Members), func(m registry.ConsortiumMember, _ int) registry.RegionCode {
		return g.institutions[m.Institution].Region
	})
	t.jurisdiction = registry.JurisdictionCode(o.Together(regions...))
	change, err := decided(g.head, deed{"consortium.record", fmt.Sprintf("consortium %s with %d members", c.ID, len(c.Members)), reason},
		registry.Step{Consortia: []registry.Consortium{c}}, t)
	return c, change, err
}

// Together is the narrowest region that holds all of some regions; of none, or
// where only the country holds them, the [office.Nation].
func (o *Office) Together(regions ...registry.RegionCode) registry.RegionCode {
	if len(regions) == 0 {
		return office.Nation
	}
	for _, wider := range o.Chain(regions[0]) {
		if !slices.ContainsFunc(regions, func(r registry.RegionCode) bool { return !slices.Contains(o.Chain(r), wider) }) {
			return wider
		}
	}
	return office.Nation
}

func (g *ground) checkConsortium(c registry.Consortium) []registry.Problem {
	var problems []registry.Problem
	add := func(pointer, code string, message, fix registry.Text) {
		problems = append(problems, at(registry.Problem{Pointer: pointer}, code, message, fix))
	}
	if c.ID == "" {
		add("/id", "VALUE_INVALID", texts("没有编号", "it has no id"), texts("填写编号，例如 150400-LHT01", "state one, for example 150400-LHT01"))
	}
	if c.Name == "" {
		add("/name", "VALUE_INVALID", texts("没有名称", "it has no name"), texts("填写名称", "state it"))
	}
	if len(c.Members) == 0 {
		add("/members", "VALUE_INVALID", texts("没有成员", "it has no members"), texts("解散时写明各成员的截止日期", "to dissolve it, state until when each was a member"))
	}
	for i, m := range c.Members {
		pointer := fmt.Sprintf("/members/%d", i)
		if !has(g.institutions, m.Institution) {
			add(pointer+"/institution", "INSTITUTION_UNKNOWN", texts("没有机构 %q", "no institution has the id %q", m.Institution), texts("先登记该机构", "record it first"))
		}
		if m.Period.Empty() {
			add(pointer+"/to", "PERIOD_EMPTY", texts("截止日期早于起始日期", "the membership ends before it begins"), fixPeriod)
		}
		if slices.ContainsFunc(c.Members[:i], func(b registry.ConsortiumMember) bool {
			return b.Institution == m.Institution && overlap(b.Period, m.Period)
		}) {
			add(pointer, "ENTRY_TWICE", texts("%s在同一时期列了两次", "%s is a member twice at a time", g.institutionCalled(m.Institution)), texts("保留一条，或使时期不重叠", "keep one, or let the periods not meet"))
		}
	}
	return problems
}

func overlap(a, b registry.Period) bool {
	return !a.Empty() && !b.Empty() && a.From < b.To && b.From < a.To
}
