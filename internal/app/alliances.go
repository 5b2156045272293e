package app

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"concord/internal/office"
	"concord/internal/registry"
)

// allianceCode is the form of an alliance's code: never a region's.
var allianceCode = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]{1,31}$`)

// Ally plans a new state of an alliance.
func (o *Office) Ally(ctx context.Context, a registry.Alliance, reason string) (registry.Alliance, office.Change, error) {
	g, err := o.registrar.readInstitutions(ctx)
	if err != nil {
		return a, office.Change{}, err
	}
	if problems := g.checkAlliance(a); len(problems) > 0 {
		return a, office.Change{}, Refused(problems)
	}
	t := telling{noun: office.NounAlliance, subject: string(a.Code), jurisdiction: a.Code, after: allianceFactOf(a)}
	if before, ok := g.alliances[a.Code]; ok {
		t.before = allianceFactOf(before)
	}
	change, err := decided(g.head, deed{"alliance.record", fmt.Sprintf("alliance %s with %d members", a.Code, len(a.Members)), reason},
		registry.Step{Alliances: []registry.Alliance{a}}, t)
	return a, change, err
}

func (g *ground) checkAlliance(a registry.Alliance) []registry.Problem {
	var problems []registry.Problem
	add := func(pointer, code string, message, fix registry.Text) {
		problems = append(problems, at(registry.Problem{Pointer: pointer}, code, message, fix))
	}
	if !allianceCode.MatchString(string(a.Code)) {
		add("/code", "VALUE_INVALID", texts("%q 不能作为联盟代码", "%q is no code of an alliance", a.Code),
			texts("以字母开头，2 至 32 个字母、数字或连字符，例如 JJJ", "write 2 to 32 letters, digits and hyphens, a letter first, for example JJJ"))
	}
	if a.Name == "" {
		add("/name", "VALUE_INVALID", texts("没有名称", "it has no name"), texts("填写名称，例如 京津冀", "state it, for example 京津冀"))
	}
	for i, m := range a.Members {
		pointer := fmt.Sprintf("/members/%d", i)
		if !has(g.regions, m.Region) {
			add(pointer+"/region", "REGION_UNKNOWN", texts("没有行政区划 %q", "no region has the code %q", m.Region), texts("使用六位行政区划代码", "use a code of six digits"))
		}
		if m.Period.Empty() {
			add(pointer+"/to", "PERIOD_EMPTY", texts("截止日期早于起始日期", "the membership ends before it begins"), fixPeriod)
		}
		if slices.ContainsFunc(a.Members[:i], func(b registry.AllianceMember) bool { return b.Region == m.Region && overlap(b.Period, m.Period) }) {
			add(pointer, "ENTRY_TWICE", texts("%s在同一时期列了两次", "%s is a member twice at a time", g.regionCalled(m.Region)), texts("保留一条，或使时期不重叠", "keep one, or let the periods not meet"))
		}
	}
	if !slices.ContainsFunc(a.Members, func(m registry.AllianceMember) bool { return m.Region == a.Lead }) {
		add("/lead", "LEAD_NO_MEMBER", texts("牵头地区%s不在成员之中", "the lead region %s is not among the members", g.regionCalled(a.Lead)), texts("将牵头地区列为成员", "list it as a member"))
	}
	return problems
}
