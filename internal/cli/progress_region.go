package cli

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/samber/lo"

	"concord/api"
)

// printRegion tells where one region stands.
func (c *console) printRegion(p *api.Progress) error {
	fmt.Fprintf(c.stdout, c.say("%s %s，%s：在册 %d 项（自有 %d，继承 %d），实际互认 %d 项（自有 %d，继承 %d），未对应 %d 行\n",
		"%s %s on %s: %d listed (%d own, %d inherited), %d live (%d own, %d inherited), %d rows without an item\n"),
		p.Region, p.Name, p.On, p.Listed, p.Own, p.Inherited, p.Live, p.LiveOwn, p.LiveInherited, p.Unmapped)
	if p.Rollup != nil {
		return c.printRollup(p.Rollup)
	}
	fmt.Fprintln(c.stdout, c.trend(p))
	for _, part := range []func(*api.Progress) error{c.printTargets, c.printParts, c.printHistory} {
		fmt.Fprintln(c.stdout)
		if err := part(p); err != nil {
			return err
		}
	}
	return nil
}

// trend says when the line of the last 90 days arrives, or why there is none.
func (c *console) trend(p *api.Progress) string {
	t := p.Pace.Trend
	if t.Reason != nil {
		return map[string]string{
			"arrived":     c.say("已超过目标", "beyond the target"),
			"too_short":   c.say("无趋势：首份清单不足 90 天", "no trend: the first list is younger than 90 days"),
			"no_gain":     c.say("无趋势：近 90 天没有增加", "no trend: no more items than 90 days ago"),
			"single_step": c.say("无趋势：近 90 天只增加过一次", "no trend: all that was gained in 90 days came at once"),
			"too_slow":    c.say("按近 90 天的速度十年内达不到", "at the pace of the last 90 days it takes more than ten years"),
		}[*t.Reason]
	}
	latest := c.say("十年以后", "more than ten years on")
	if t.Latest != nil {
		latest = *t.Latest
	}
	text := fmt.Sprintf(c.say("近 90 天每周增加 %.1f 项，按此 %s 超过目标（八成把握 %s 至 %s）", "%.1f items a week in the last 90 days; at this pace beyond the target on %s (four times in five %s to %s)"),
		*t.PerWeek, *t.Arrival, *t.Earliest, latest)
	if *t.InTime {
		return text + c.say("，赶得上", ", in time")
	}
	return text + c.say("，赶不上", ", too late")
}

func (c *console) printTargets(p *api.Progress) error {
	var t table
	t.add(c.say("目标", "target"), c.say("期限", "due"), "≥", ">", c.say("自有≥", "own ≥"), c.say("自有>", "own >"),
		c.say("尚缺", "needed"), c.say("剩余天数", "days left"), c.say("每周需增", "per week"), c.say("节点", "milestones"))
	for _, one := range p.Targets {
		perWeek := "—"
		if one.PerWeek != nil {
			perWeek = fmt.Sprintf("%.1f", *one.PerWeek)
		}
		milestones := lo.Map(one.Milestones, func(m api.MilestoneState, _ int) string {
			return fmt.Sprintf("%s %d/%d %s", m.Due, m.Live, m.Count, tick(m.Reached))
		})
		t.add(fmt.Sprintf("%s >%d", one.ID, one.Threshold), one.Due, tick(one.AtLeast), tick(one.Over), tick(one.Own.AtLeast), tick(one.Own.Over),
			strconv.Itoa(one.Needed), strconv.Itoa(one.DaysLeft), perWeek, strings.Join(milestones, "  "))
	}
	return t.print(c.stdout)
}

func (c *console) printParts(p *api.Progress) error {
	var t table
	t.add(c.say("类别", "category"), c.say("在册", "listed"), c.say("自有", "own"), c.say("实际互认", "live"), c.say("其中自有", "live own"))
	for _, d := range p.ByDomain {
		name := map[string]string{"lab": c.say("检验", "laboratory"), "exam": c.say("检查", "examinations")}[d.Domain]
		t.add(name, strconv.Itoa(d.Listed), strconv.Itoa(d.Own), strconv.Itoa(d.Live), strconv.Itoa(d.LiveOwn))
	}
	for _, one := range p.ByCategory {
		t.add("  "+one.Category, strconv.Itoa(one.Listed), strconv.Itoa(one.Own), strconv.Itoa(one.Live), strconv.Itoa(one.LiveOwn))
	}
	return t.print(c.stdout)
}

// printHistory prints the last two years.
func (c *console) printHistory(p *api.Progress) error {
	const shown = 24
	var t table
	t.add(c.say("月份", "month"), c.say("在册", "listed"), c.say("实际互认", "live"))
	for _, m := range p.History[max(0, len(p.History)-shown):] {
		t.add(m.Month, strconv.Itoa(m.Listed), strconv.Itoa(m.Live))
	}
	return t.print(c.stdout)
}

func (c *console) printRollup(r *api.Rollup) error {
	fmt.Fprintf(c.stdout, c.say("%d 个单位，中位数 %g 项，%d 个没有可用清单，%d 个未发布自有清单\n", "%d units, median %g, %d with nothing listed, %d with no list of their own\n"),
		r.Units, r.Median, r.Silent, r.WithoutOwn)
	var t table
	t.add(c.say("目标", "target"), "≥", "%", ">", "%", c.say("自有≥", "own ≥"), c.say("自有>", "own >"))
	for _, one := range r.Targets {
		t.add(fmt.Sprintf("%s %d", one.ID, one.Threshold), strconv.Itoa(one.AtLeast), percent(one.AtLeastShare),
			strconv.Itoa(one.Over), percent(one.OverShare), strconv.Itoa(one.Own.AtLeast), strconv.Itoa(one.Own.Over))
	}
	t.add()
	t.add(c.say("最低", "lowest"), "", c.say("在册", "listed"), c.say("实际互认", "live"))
	for _, u := range r.Lowest {
		t.add(u.Region, u.Name, strconv.Itoa(u.Listed), strconv.Itoa(u.Live))
	}
	return t.print(c.stdout)
}

func percent(share *float64) string {
	if share == nil {
		return "—"
	}
	return fmt.Sprintf("%.1f", 100**share)
}

func (c *console) progressItems(ctx context.Context, asker *asker, f *progressFlags) error {
	items, err := everyPage[api.ProgressItem](c, f.json, func(cursor string) (*http.Response, error) {
		return asker.client.ProgressItems(ctx, f.region, &api.ProgressItemsParams{
			State: api.ItemSelection(f.state), Q: f.q, On: f.on, At: f.at, Cursor: cursor,
		})
	})
	if err != nil || f.json {
		return err
	}
	var t table
	t.add(c.say("编码", "code"), c.say("名称", "name"), c.say("来源", "listed"), c.say("互认", "live"), c.say("原因与机构", "why, and who"))
	for _, i := range items {
		t.add(i.Code, i.Name, string(i.Listed), tick(i.Live), c.why(&i))
	}
	return t.print(c.stdout)
}

// why says why an item is not live, and of whom.
func (c *console) why(i *api.ProgressItem) string {
	if i.Live {
		return ""
	}
	parts := []string{*i.Message}
	if i.LiveFrom != nil {
		parts = append(parts, c.say("自 ", "from ")+*i.LiveFrom)
	}
	if i.LiveUntil != nil {
		parts = append(parts, c.say("曾至 ", "was until ")+*i.LiveUntil)
	}
	if i.Counted.Total > 0 {
		parts = append(parts, c.say("可互认：", "counts: ")+c.names(i.Counted.Institutions, i.Counted.Total))
	}
	for _, g := range i.Stopped {
		parts = append(parts, g.Message+"："+c.names(g.Institutions, g.Total))
	}
	return strings.Join(parts, "；")
}

// names are the first three of some institutions, and how many there are.
func (c *console) names(all []api.StoppedInstitution, total int) string {
	const shown = 3
	names := lo.Map(all[:min(len(all), shown)], func(i api.StoppedInstitution, _ int) string { return i.Name })
	text := strings.Join(names, "、")
	if total > len(names) {
		text += fmt.Sprintf(c.say("等 %d 家", " … %d in all"), total)
	}
	return text
}

func (c *console) suggestions(ctx context.Context, asker *asker, f *progressFlags) error {
	all, err := everyPage[api.Suggestion](c, f.json, func(cursor string) (*http.Response, error) {
		return asker.client.SuggestItems(ctx, f.region, &api.SuggestItemsParams{On: f.on, At: f.at, Cursor: cursor})
	})
	if err != nil || f.json {
		return err
	}
	var t table
	t.add(c.say("编码", "code"), c.say("名称", "name"), c.say("依据", "what speaks for it"))
	for _, s := range all {
		t.add(s.Code, s.Name, s.Message)
	}
	return t.print(c.stdout)
}
