package httpapi

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"concord/api"
	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/outcome"
	"concord/internal/progress"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// monthsOfReport is how many months the report of a month looks back, itself
// included.
const monthsOfReport = 12

// ReportXLSX answers GET /v1/regions/{code}/report.xlsx.
func (a *API) ReportXLSX(ctx context.Context, r api.ReportXLSXRequestObject) (api.ReportXLSXResponseObject, error) {
	c := callOf(ctx)
	code, err := a.regionFor(c, r.Code, office.Supervision)
	if err != nil {
		return nil, err
	}
	month, err := c.month(r.Params.Month)
	if err != nil {
		return nil, err
	}
	region, _ := c.snapshot.Region(code)
	if !region.Unit && region.Level != registry.RegionProvince {
		return nil, notFound(registry.Text{Zh: "计数单位或省份", En: "unit or province"}, r.Code)
	}
	if err := c.spend(tokensOfHistories - 1); err != nil {
		return nil, err
	}
	report, err := a.monthly(ctx, c, *region, month)
	if err != nil {
		return nil, err
	}
	file := &bytes.Buffer{}
	if err := sheet.WriteReports(file, report.pages()); err != nil {
		return nil, err
	}
	c.attach(region.Name+"检查检验结果互认工作月报"+r.Params.Month+".xlsx", r.Code+"-report-"+r.Params.Month+".xlsx")
	return api.ReportXLSX200ApplicationVndOpenxmlformatsOfficedocumentSpreadsheetmlSheetResponse{Body: file, ContentLength: int64(file.Len())}, nil
}

// month reads month=, which has begun.
func (c *call) month(text string) (registry.Period, error) {
	first, err := time.Parse("2006-01", text)
	if err != nil {
		return registry.Period{}, refuse([]registry.Problem{invalid("/month",
			textf("%q 不是月份", "%q is not a month", text), registry.Text{Zh: "写成 2026-11", En: "write it as 2026-11"})})
	}
	month := monthAt(first.Year(), first.Month())
	if month.From > c.now.Day() {
		return registry.Period{}, refuse([]registry.Problem{invalid("/month",
			textf("%s 尚未开始", "%s has not begun", text), registry.Text{Zh: "填写本月或以前的月份", En: "ask for this month or an earlier one"})})
	}
	return month, nil
}

func monthAt(year int, month time.Month) registry.Period {
	return registry.Period{From: registry.DayOf(year, month, 1), To: registry.DayOf(year, month+1, 1)}
}

// monthBefore is the month before one.
func monthBefore(month registry.Period) registry.Period {
	date := (month.From - 1).Start().Time()
	return monthAt(date.Year(), date.Month())
}

// monthly is what the report of a region's month tells.
type monthly struct {
	call      *call
	region    registry.Region
	month     registry.Period
	on        registry.Day // the last day of the month, or today
	units     []progress.Progress
	before    []progress.Progress // of the same units, on the last day of the month before
	past      []monthFigures      // the oldest first, the month itself last
	movements []movement
	flags     []flag
	notices   []office.Notice
	coverage  api.CoverageSummary
}

// monthFigures are the figures of the units together at the end of a month.
type monthFigures struct {
	on registry.Day
	progress.Rollup
}

// movement is a version that was published or withdrawn.
type movement struct {
	at        registry.Instant
	withdrawn bool
	version   registry.Version
}

// monthly gathers the report of a month.
func (a *API) monthly(ctx context.Context, c *call, region registry.Region, month registry.Period) (*monthly, error) {
	r := &monthly{call: c, region: region, month: month, on: min(month.To-1, c.now.Day())}
	aims, _, err := a.aims(ctx, c, region.Code)
	if err != nil {
		return nil, err
	}
	units := c.units(region.Code)
	if region.Unit {
		units = []registry.Region{region}
	}
	at := c.snapshot.Head().Newest
	r.count(units, aims, at)
	r.flag()
	if err := a.flagRates(ctx, r); err != nil {
		return nil, err
	}
	tables, err := a.office.CoverageAround(ctx, region.Code)
	if err != nil {
		return nil, err
	}
	r.coverage = c.coverage(region, tables, moment{day: r.on, at: at})
	if r.movements, err = a.movements(ctx, c, region.Code, month); err != nil {
		return nil, err
	}
	r.notices, err = a.noticesOf(ctx, region.Code, r.month)
	return r, err
}

// count counts the units at the end of the month and of those before.
func (r *monthly) count(units []registry.Region, aims []progress.Aim, at registry.Sequence) {
	r.units = progress.Board(r.call.snapshot, units, r.on, at, aims)
	r.past = []monthFigures{{r.on, progress.RollUp(r.units)}}
	month := r.month
	for len(r.past) < monthsOfReport {
		month = monthBefore(month)
		all := progress.Board(r.call.snapshot, units, month.To-1, at, aims)
		if r.before == nil {
			r.before = all
		}
		figures := monthFigures{month.To - 1, progress.RollUp(all)}
		if figures.Silent == figures.Units {
			break
		}
		r.past = append(r.past, figures)
	}
	slices.Reverse(r.past)
}

// movements are the versions that were published or withdrawn in a month by a
// region and those in it, in the order of time.
func (a *API) movements(ctx context.Context, c *call, region registry.RegionCode, month registry.Period) ([]movement, error) {
	var all []movement
	in := func(at registry.Instant) bool { return month.Contains(at.Day()) }
	for _, inside := range c.snapshot.Catalogue().Regions {
		if !slices.Contains(a.office.Chain(inside.Code), region) {
			continue
		}
		for _, kind := range registry.ListKinds {
			history, err := a.registry.List(ctx, registry.ListID{Jurisdiction: registry.JurisdictionCode(inside.Code), Kind: kind})
			if err != nil {
				return nil, err
			}
			for _, v := range history.Versions {
				if in(v.PublishedAt) {
					all = append(all, movement{at: v.PublishedAt, version: v})
				}
				if v.Withdrawn == 0 {
					continue
				}
				at, err := a.office.RecordedAt(ctx, v.Withdrawn)
				if err != nil {
					return nil, err
				}
				if in(at) {
					all = append(all, movement{at, true, v})
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b movement) int { return cmp.Compare(a.at, b.at) })
	return all, nil
}

// noticesOf are the notices to a region, to one in it, or by it, that were sent by
// the end of a month and were not accepted before it, those sent last first.
func (a *API) noticesOf(ctx context.Context, region registry.RegionCode, month registry.Period) ([]office.Notice, error) {
	all, err := a.office.SupervisionNotices(ctx, office.NoticeSelection{})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(n office.Notice) bool {
		last := n.Transitions[len(n.Transitions)-1]
		return n.SentAt().Day() >= month.To || n.State == office.NoticeAccepted && last.At.Day() < month.From ||
			n.From != region && !slices.Contains(a.office.Chain(n.To), region)
	}), nil
}

// flag is something about a unit or an institution that may become a notice.
type flag struct {
	code, name     string
	about, figures string
}

// flagRates looks for rates of recognition in the month that lie below those of
// peers: of units, and of institutions.
func (a *API) flagRates(ctx context.Context, r *monthly) error {
	for _, by := range []app.Grouping{app.GroupsByRegion, app.GroupsByInstitution} {
		figures, err := a.office.Recognition(ctx, r.call.snapshot, app.RecognitionQuery{Region: r.region.Code, Period: r.month, By: by})
		if err != nil {
			return err
		}
		for _, g := range figures.Groups {
			if c := g.Comparison; c != nil && c.Below {
				r.flags = append(r.flags, flag{g.Key, r.whose(g.Key, by), "互认率低于平均",
					fmt.Sprintf("%d 例中互认 %.1f%%，同省同类 %d 个平均 %.1f%%", c.Cases, 100*c.Rate, c.Peers, 100*c.PeersRate)})
			}
		}
	}
	return nil
}

// whose is what a group of the statistics is called.
func (r *monthly) whose(key string, by app.Grouping) string {
	if by == app.GroupsByRegion {
		return r.name(registry.RegionCode(key))
	}
	if i, ok := r.call.snapshot.Institution(registry.InstitutionID(key), r.call.snapshot.Head().Newest); ok {
		return i.Name
	}
	return key
}

// peersOf are the live items of the other units of the report.
func (r *monthly) peersOf(i int) []int {
	var peers []int
	for k := range r.units {
		if k != i {
			peers = append(peers, r.units[k].Live.Total())
		}
	}
	return peers
}

// flag looks for what the units' figures say against them.
func (r *monthly) flag() {
	for i := range r.units {
		p := &r.units[i]
		add := func(about, figures string, values ...any) {
			r.flags = append(r.flags, flag{string(p.Region), r.name(p.Region), about, fmt.Sprintf(figures, values...)})
		}
		if p.Listed.Total() == 0 {
			add("无清单", "当日没有适用的项目清单")
		}
		if live, before := p.Live.Total(), r.before[i].Live.Total(); live < before {
			add("较上月减少", "实际互认 %d 项，上月 %d 项", live, before)
		}
		if c := outcome.CompareItems(p.Live.Total(), r.peersOf(i)); c.Below {
			add("项目数低于平均", "实际互认 %d 项，其他 %d 个单位平均 %.1f 项", c.Live, c.Peers, c.Average)
		}
		for _, t := range p.Targets {
			if t.Due <= r.on && t.Due >= r.month.From && !t.Over {
				add("目标未达到", "%s 前超过 %d 项，实际 %d 项", t.Due, t.Threshold, p.Live.Total())
			}
			for _, m := range t.Milestones {
				if !m.Ahead && !m.Reached() {
					add("节点未达到", "%s 前 %d 项，实际 %d 项", m.Due, m.Count, m.Live)
				}
			}
		}
	}
}
