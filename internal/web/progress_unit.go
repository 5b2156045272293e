package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/samber/lo"

	"concord/internal/progress"
	"concord/internal/registry"
)

// gaugeWidth is the length of a gauge in the units of its view box.
const gaugeWidth = 480

// gauge lays a unit's count along the targets.
func (l progressLook) gauge(p *progress.Progress) gauge {
	threshold := l.target().Threshold
	x := chartScale{0, float64(max(threshold*11/10, p.Listed.Total())), 0, gaugeWidth}
	g := gauge{
		Live: x.at(float64(p.Live.Total())), Listed: x.at(float64(p.Listed.Total())),
		Describe: l.say("实际互认 %d 项，在册 %d 项；目标 %d 项", "%d items live, %d listed; the target is %d", p.Live.Total(), p.Listed.Total(), threshold),
	}
	for _, t := range l.snapshot.Catalogue().Targets {
		if t.Threshold <= threshold {
			g.Marks = append(g.Marks, chartMark{x.at(float64(t.Threshold)), strconv.Itoa(t.Threshold)})
		}
	}
	return g
}

// trend says when the line of the last 90 days arrives, or why there is none.
func (l progressLook) trend(p *progress.Progress) string {
	t := p.Trend
	if t.Why != progress.HasTrend {
		return trendless[t.Why].In(l.lang)
	}
	latest := l.say("十年以后", "more than ten years on")
	if t.Latest != registry.MaxDay {
		latest = l.date(t.Latest)
	}
	text := l.say("近 90 天每周增加 %.1f 项，照此 %s 超过目标（八成把握：%s 至 %s）",
		"%.1f items a week in the last 90 days; at this pace past the target on %s (four times in five %s to %s)",
		t.PerWeek, l.date(t.Arrival), l.date(t.Earliest), latest)
	if int(t.Arrival-p.On) <= p.Pace.DaysLeft {
		return text + l.say("，赶得上。", ", in time.")
	}
	return text + l.say("，赶不上。", ", too late.")
}

// trendless says why there is no line to go by.
var trendless = map[progress.Trendless]registry.Text{
	progress.Arrived:    {Zh: "已超过目标。", En: "Past the target."},
	progress.TooShort:   {Zh: "没有满 90 天的清单，尚无趋势。", En: "No list is 90 days old: there is no trend yet."},
	progress.NoGain:     {Zh: "近 90 天没有增加。", En: "No more items than 90 days ago."},
	progress.SingleStep: {Zh: "近 90 天只增加过一次，不足以推算。", En: "All that was gained in 90 days came at once, which makes no trend."},
	progress.TooSlow:    {Zh: "按近 90 天的速度，十年内达不到目标。", En: "At the pace of the last 90 days it takes more than ten years."},
}

// mostMonths is how far back a curve goes: two years.
const mostMonths = 24

// curve draws the history of a unit.
func (l progressLook) curve(p *progress.Progress, name string) *curve {
	target := l.target()
	plan := curvePlan{
		Title: l.say("%s实际互认与在册项目数，按月", "%s: items live and listed, by month", name),
		Due:   target.Due, DueLabel: l.say("期限 %s", "due %s", target.Due), Arrival: registry.MaxDay,
		Targets: lo.Filter(l.snapshot.Catalogue().Targets, func(t registry.Target, _ int) bool { return t.Threshold <= target.Threshold }),
	}
	for _, m := range p.History[max(0, len(p.History)-mostMonths):] {
		plan.Points = append(plan.Points, curvePoint{m.On, m.Listed.Total(), m.Live.Total()})
	}
	if p.Trend.Why == progress.HasTrend {
		plan.Arrival, plan.ArrivalCount = p.Trend.Arrival, target.Threshold+1
	}
	first, last := plan.Points[0], plan.Points[len(plan.Points)-1]
	plan.Describe = l.say("%s 实际互认 %d 项，%s 实际互认 %d 项、在册 %d 项。", "%s: %d live; %s: %d live, %d listed.",
		first.On, first.Live, last.On, last.Live, last.Listed)
	return plan.draw()
}

// Months are the months of the curve, the newest first, for the table beside it.
func (p *unitPage) Months() []progress.Month {
	months := slices.Clone(p.Progress.History[max(0, len(p.Progress.History)-mostMonths):])
	slices.Reverse(months)
	return months
}

// partsOf are parts of the catalogue as a table shows them.
func partsOf(parts []progress.Part, name func(string) string) []partRow {
	greatest := 0
	for _, p := range parts {
		greatest = max(greatest, p.Listed.Total())
	}
	return lo.Map(parts, func(p progress.Part, _ int) partRow {
		return partRow{name(p.Name), p.Listed.Total(), p.Live.Total(), barOf(p.Live.Total(), p.Listed.Total(), greatest)}
	})
}

// domain is what a domain of the catalogue is called.
func (l progressLook) domain(name string) string {
	if name == registry.Lab.String() {
		return l.say("检验", "Laboratory")
	}
	return l.say("检查", "Examinations")
}

// beside tells how a unit stands to the others of its province.
func (l progressLook) beside(units []progress.Progress, p *progress.Progress) (says string, below bool) {
	live := lo.Map(units, func(u progress.Progress, _ int) int { return u.Live.Total() })
	c := comparedWith(p.Live.Total(), live)
	if !c.Compared {
		return "", false
	}
	if c.Below {
		return l.say("低于平均：同省其他 %d 个单位平均 %.1f 项", "Below average: the other %d units of the province have %.1f on average", c.Peers, c.Average), true
	}
	return l.say("同省其他 %d 个单位平均 %.1f 项", "the other %d units of the province have %.1f on average", c.Peers, c.Average), false
}

// reasons count the items that are not live by what keeps them.
func (l progressLook) reasons(inventory *progress.Inventory) (rows []reasonRow, all int) {
	counts := map[progress.Reason]int{}
	greatest := 0
	for i := range inventory.Items {
		item := &inventory.Items[i]
		if item.Live {
			continue
		}
		all++
		reason := inventory.Explain(item).Reason
		counts[reason]++
		greatest = max(greatest, counts[reason])
	}
	for reason := progress.StartsLater; reason <= progress.NobodyIssues; reason++ {
		if n := counts[reason]; n > 0 {
			rows = append(rows, reasonRow{reason.String(), reason.Text().In(l.lang), n, barOf(n, n, greatest)})
		}
	}
	return rows, all
}

// suggestedShown is how many suggestions a page shows.
const suggestedShown = 8

func (l progressLook) suggestions(all []progress.Suggestion) []suggestionRow {
	p := phrases{l.snapshot, l.lang}
	return lo.Map(all[:min(len(all), suggestedShown)], func(s progress.Suggestion, _ int) suggestionRow {
		return suggestionRow{string(s.Code), itemName(s.Item, l.lang), p.category(s.Category), s.Text().In(l.lang)}
	})
}

// targets are a unit's, those with the nearest day first.
func (l progressLook) targets(p *progress.Progress) []targetRow {
	return lo.Map(p.Targets, func(t progress.Target, _ int) targetRow {
		by := ""
		if t.By != "" {
			by = phrases{l.snapshot, l.lang}.jurisdiction(t.By)
		}
		return targetRow{Target: t, By: by, Due: t.Due.String(), PerWeek: perWeek(t.Pace), Passed: t.DaysLeft < 0}
	})
}

// joinedNames are the first names of some institutions, and how many there are.
func (l progressLook) joinedNames(names []string) string {
	const shown = 3
	text := strings.Join(names[:min(len(names), shown)], l.say("、", ", "))
	if len(names) > shown {
		text += l.say("等 %d 家", " … %d in all", len(names))
	}
	return text
}
