package httpapi

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/office"
	"concord/internal/progress"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// pages are the sheets of the report.
func (r *monthly) pages() []sheet.ReportPage {
	return []sheet.ReportPage{
		r.summaryPage(), r.unitsPage(), r.monthsPage(), r.movementsPage(), r.flagsPage(), r.noticesPage(), r.centresPage(), r.renewalPage(),
	}
}

// dated is the line below the title of a sheet.
func (r *monthly) dated() string {
	return fmt.Sprintf("%s，数据截至 %s", r.month.From.Start().Time().Format("2006年1月"), r.on)
}

func (r *monthly) page(name, title string, columns ...sheet.ReportColumn) sheet.ReportPage {
	return sheet.ReportPage{Name: name, Report: sheet.Report{Title: r.region.Name + title, Lines: []string{r.dated()}, Columns: columns}}
}

func textColumn(heading string, width float64) sheet.ReportColumn {
	return sheet.ReportColumn{Heading: heading, Width: width}
}

func numberColumn(heading string, width float64) sheet.ReportColumn {
	return sheet.ReportColumn{Heading: heading, Width: width, Number: true}
}

// now and last are the figures of the month and of the month before, which is
// empty where nothing was listed then.
func (r *monthly) now() progress.Rollup  { return r.past[len(r.past)-1].Rollup }
func (r *monthly) last() progress.Rollup { return progress.RollUp(r.before) }

// target is the national target that units are held against.
func target(p *progress.Progress) progress.Target {
	i := slices.IndexFunc(p.Targets, func(t progress.Target) bool { return t.By == "" && t.ID == p.Pace.Target })
	return p.Targets[max(i, 0)]
}

// reached is how many units reach the target that the month is held against.
func (r *monthly) reached(rollup progress.Rollup) progress.Reached {
	aim := target(&r.units[0])
	i := slices.IndexFunc(rollup.Targets, func(t progress.Reached) bool { return t.By == "" && t.ID == aim.ID })
	return rollup.Targets[i]
}

func (r *monthly) overdue() int {
	return lo.CountBy(r.notices, func(n office.Notice) bool { return n.Overdue(r.call.now.Day()) })
}

// summaryPage tells the month in words and figures.
func (r *monthly) summaryPage() sheet.ReportPage {
	page := r.page("概要", "检查检验结果互认工作月报", textColumn("指标", 40), numberColumn("本月", 14), numberColumn("上月", 14), numberColumn("增减", 14))
	page.Lines = append(page.Lines, r.inWords()...)
	now, last := r.now(), r.last()
	reached, before := r.reached(now), r.reached(last)
	compared := func(name string, now, last int) {
		page.Rows = append(page.Rows, []string{name, strconv.Itoa(now), strconv.Itoa(last), strconv.Itoa(now - last)})
	}
	alone := func(name string, values ...string) {
		page.Rows = append(page.Rows, append([]string{name}, append(values, "", "")[:3]...))
	}
	compared("计数单位", now.Units, last.Units)
	compared("有适用清单的单位", now.Units-now.Silent, last.Units-last.Silent)
	compared("已发布自有清单的单位", now.Units-now.WithoutOwn, last.Units-last.WithoutOwn)
	compared(fmt.Sprintf("达到 %d 项（≥）的单位", reached.Threshold), reached.AtLeast, before.AtLeast)
	compared(fmt.Sprintf("超过 %d 项（>）的单位", reached.Threshold), reached.Over, before.Over)
	alone("实际互认项目数中位数", number(now.Median), number(last.Median), number(now.Median-last.Median))
	alone("本月发布的清单版本", strconv.Itoa(r.moved(false)))
	alone("本月撤回的清单版本", strconv.Itoa(r.moved(true)))
	alone("预警事项", strconv.Itoa(len(r.flags)))
	alone("督办单", strconv.Itoa(len(r.notices)))
	alone("其中逾期未答复", strconv.Itoa(r.overdue()))
	alone("质控中心缺项（地区×专业）", strconv.Itoa(r.coverage.CentresMissing))
	alone("二级及以上机构有调阅链接（%）", percentage(r.coverage.Retrieval.Share))
	alone(fmt.Sprintf("%d 天内质评将到期的机构", r.coverage.Expiring.Days), strconv.Itoa(r.coverage.Expiring.Total))
	alone("本年度无质评结果的在册机构", strconv.Itoa(r.coverage.WithoutResults.Total))
	alone("没有合格机构的在册项目", strconv.Itoa(r.coverage.Unqualified.Total))
	return page
}

// inWords are the sentences that open the report.
func (r *monthly) inWords() []string {
	now := r.now()
	reached := r.reached(now)
	words := []string{fmt.Sprintf("截至 %s，%s %d 个计数单位中，%d 个实际互认项目达到 %d 项（≥），%d 个超过 %d 项（>）；中位数 %s 项。目标日期 %s。",
		r.on, r.region.Name, now.Units, reached.AtLeast, reached.Threshold, reached.Over, reached.Threshold, number(now.Median), reached.Due)}
	if now.Units > 1 {
		lowest := lo.Map(now.Lowest[:min(len(now.Lowest), 3)], func(p progress.Progress, _ int) string {
			return fmt.Sprintf("%s %d 项", r.name(p.Region), p.Live.Total())
		})
		words = append(words, "实际互认项目最少的单位："+strings.Join(lowest, "，")+"。")
	}
	return append(words, fmt.Sprintf("本月发布清单版本 %d 个，撤回 %d 个；预警 %d 项；督办单 %d 份，其中逾期未答复 %d 份。",
		r.moved(false), r.moved(true), len(r.flags), len(r.notices), r.overdue()))
}

func (r *monthly) moved(withdrawn bool) int {
	return lo.CountBy(r.movements, func(m movement) bool { return m.withdrawn == withdrawn })
}

func (r *monthly) name(region registry.RegionCode) string {
	return r.call.snapshot.JurisdictionName(registry.JurisdictionCode(region), r.call.snapshot.Head().Newest).Zh
}

// unitsPage is the progress of every unit against the month before.
func (r *monthly) unitsPage() sheet.ReportPage {
	page := r.page("各单位进度", "各单位互认项目进度",
		textColumn("代码", 10), textColumn("单位", 22), numberColumn("在册", 9), numberColumn("自有", 9), numberColumn("继承", 9),
		numberColumn("实际互认", 11), numberColumn("上月", 9), numberColumn("增减", 9), numberColumn("目标", 9),
		textColumn("≥目标", 9), textColumn(">目标", 9), numberColumn("尚缺", 9))
	for i := range r.units {
		p := &r.units[i]
		t := target(p)
		live, before := p.Live.Total(), r.before[i].Live.Total()
		page.Rows = append(page.Rows, []string{
			string(p.Region), r.name(p.Region), strconv.Itoa(p.Listed.Total()), strconv.Itoa(p.Listed.Own), strconv.Itoa(p.Listed.Inherited),
			strconv.Itoa(live), strconv.Itoa(before), strconv.Itoa(live - before), strconv.Itoa(t.Threshold),
			yesNo(t.AtLeast), yesNo(t.Over), strconv.Itoa(t.Needed),
		})
	}
	page.Chart = &sheet.Chart{Title: "各单位实际互认项目数与目标", Label: 1, Bars: []int{5}, Lines: []int{8}}
	return page
}

// monthsPage is the region month by month.
func (r *monthly) monthsPage() sheet.ReportPage {
	page := r.page("逐月", "逐月进展",
		textColumn("月份", 12), numberColumn("实际互认中位数", 16), numberColumn("≥目标的单位", 14), numberColumn(">目标的单位", 14), numberColumn("有清单的单位", 14))
	for i := range r.past {
		m := &r.past[i]
		reached := r.reached(m.Rollup)
		page.Rows = append(page.Rows, []string{
			m.on.String()[:len("2026-11")], number(m.Median), strconv.Itoa(reached.AtLeast), strconv.Itoa(reached.Over), strconv.Itoa(m.Units - m.Silent),
		})
	}
	page.Chart = &sheet.Chart{Title: "逐月实际互认项目数中位数", Label: 0, Lines: []int{1}}
	return page
}

// movementsPage is what was published and withdrawn.
func (r *monthly) movementsPage() sheet.ReportPage {
	page := r.page("清单变动", "本月清单变动",
		textColumn("日期", 12), textColumn("发布主体", 22), textColumn("清单", 14), numberColumn("版本", 8), textColumn("变动", 8),
		textColumn("起始日期", 12), textColumn("文件", 50))
	for _, m := range r.movements {
		what := "发布"
		if m.withdrawn {
			what = "撤回"
		}
		v := &m.version
		page.Rows = append(page.Rows, []string{
			m.at.Day().String(), r.name(registry.RegionCode(v.List.Jurisdiction)), listNames[v.List.Kind], strconv.Itoa(v.Number), what,
			v.Period.From.String(), strings.TrimSpace(v.Document.Title + " " + v.Document.Number),
		})
	}
	return noted(page, "本月没有发布或撤回清单")
}

var listNames = map[registry.ListKind]string{registry.ItemList: "项目清单", registry.InstitutionList: "机构清单", registry.NegativeList: "“负面”清单"}

// noted says in words that a table is empty.
func noted(page sheet.ReportPage, words string) sheet.ReportPage {
	if len(page.Rows) == 0 {
		page.Lines = append(page.Lines, words)
	}
	return page
}

func (r *monthly) flagsPage() sheet.ReportPage {
	page := r.page("预警", "预警事项", textColumn("代码", 14), textColumn("单位", 28), textColumn("事项", 18), textColumn("数据", 50))
	for _, f := range r.flags {
		page.Rows = append(page.Rows, []string{f.code, f.name, f.about, f.figures})
	}
	return noted(page, "本月没有预警")
}

// noticesPage is the notices as they stand on the day the report is made.
func (r *monthly) noticesPage() sheet.ReportPage {
	page := r.page("督办单", "督办单",
		textColumn("编号", 20), textColumn("发出地区", 16), textColumn("对象", 24), textColumn("事项", 18), textColumn("数据", 36),
		textColumn("发出日期", 12), textColumn("期限", 12), textColumn("状态", 10), textColumn("逾期", 8), textColumn("原因与措施", 40))
	today := r.call.now.Day()
	page.Lines = append(page.Lines, fmt.Sprintf("状态为 %s 的状态", today))
	for _, n := range r.notices {
		page.Rows = append(page.Rows, []string{
			string(n.ID), r.name(n.From), r.addressee(n), concernNames[n.About], n.Figures,
			n.SentAt().Day().String(), n.Due.String(), noticeStateNames[n.State].Zh, yesNo(n.Overdue(today)), answered(n),
		})
	}
	return noted(page, "没有督办单")
}

var concernNames = map[office.Concern]string{
	office.ItemsBelowAverage: "项目数低于平均", office.RateBelowAverage: "互认率低于平均", office.MilestoneMissed: "节点未达到",
	office.CoverageMissing: "覆盖缺项", office.OtherConcern: "其他",
}

func (r *monthly) addressee(n office.Notice) string {
	if institution, ok := r.call.snapshot.Institution(n.Institution, r.call.snapshot.Head().Newest); ok {
		return institution.Name
	}
	return r.name(n.To)
}

// answered is the newest answer to a notice.
func answered(n office.Notice) string {
	if len(n.Answers) == 0 {
		return ""
	}
	last := n.Answers[len(n.Answers)-1]
	return "原因：" + last.Cause + "；措施：" + last.Measures
}

// centresPage is which quality centres there are.
func (r *monthly) centresPage() sheet.ReportPage {
	page := r.page("质控中心", "质控中心与医师培训", textColumn("代码", 10), textColumn("地区", 24))
	for _, s := range office.Specialties {
		page.Columns = append(page.Columns, numberColumn(s.Name, 12))
	}
	page.Columns = append(page.Columns, textColumn("缺项", 36))
	for _, row := range r.coverage.Centres {
		cells := []string{row.Region, row.Name}
		for _, one := range row.Centres {
			cells = append(cells, strconv.Itoa(one.Count))
		}
		page.Rows = append(page.Rows, append(cells, strings.Join(row.Missing, "、")))
	}
	for _, t := range r.coverage.Trained {
		page.Lines = append(page.Lines, fmt.Sprintf("%d 年培训医师 %d 人，%d 家机构", t.Year, t.Physicians, t.Institutions))
	}
	page.Lines = append(page.Lines, fmt.Sprintf("按各地上报的覆盖情况表（%d 份）", r.coverage.Tables))
	return page
}

// renewalPage is what is to be renewed or added, as far as the summary names it.
func (r *monthly) renewalPage() sheet.ReportPage {
	page := r.page("时效与调阅", "质评时效与结果调阅", textColumn("事项", 26), textColumn("代码", 16), textColumn("名称", 40), textColumn("说明", 30))
	c := &r.coverage
	page.Lines = append(page.Lines, fmt.Sprintf("每类至多列出 %d 个；将到期 %d 家，无本年度结果 %d 家，无合格机构 %d 项，无调阅链接 %d 家（二级及以上 %d 家，不分公立、民营）",
		shownCoverage, c.Expiring.Total, c.WithoutResults.Total, c.Unqualified.Total, c.Retrieval.Without.Total, c.Retrieval.Institutions))
	for _, i := range c.Expiring.Institutions {
		page.Rows = append(page.Rows, []string{fmt.Sprintf("%d 天内到期", c.Expiring.Days), i.ID, i.Name, fmt.Sprintf("%d 项，最早 %s", i.Items, i.First)})
	}
	add := func(what string, all api.NamedInstitutions) {
		for _, i := range all.Institutions {
			page.Rows = append(page.Rows, []string{what, i.ID, i.Name, r.name(registry.RegionCode(i.Region))})
		}
	}
	add("本年度无质评结果", c.WithoutResults)
	for _, i := range c.Unqualified.Items {
		page.Rows = append(page.Rows, []string{"没有合格机构", i.Code, i.Name, ""})
	}
	add("无调阅链接", c.Retrieval.Without)
	return page
}

// number writes a number as short as it is.
func number(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// percentage is a share in per cent, to one place; a dash where there is none.
func percentage(share *float64) string {
	if share == nil {
		return "—"
	}
	return strconv.FormatFloat(100**share, 'f', 1, 64)
}
