package web

import (
	"net/url"
	"strconv"
	"time"
	"unicode"

	"github.com/labstack/echo/v4"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/office"
	"concord/internal/registry"
)

func (w *Web) registerStatistics(e *echo.Echo) {
	e.GET("/console/statistics", w.shown(w.statistics), w.signedIn)
}

// statistics answers GET /console/statistics.
func (w *Web) statistics(c echo.Context, f form) (*deskPage, error) {
	s := sayingOf(c)
	p := w.desk(c, "statistics", both("互认统计", "Statistics"),
		s.t("每一例是一份结果出示给一名医师一次。互认率＝互认例数÷提醒例数；没有提醒就没有互认率。",
			"A case is one result shown to one physician. The rate is recognized ÷ reminded cases; without a reminder there is none."))
	query := w.statisticsQuery(c, f)
	r, err := asked(w.client(c).RecognitionStatisticsWithResponse(c.Request().Context(), &query))
	if err != nil && !f.refuse(err) {
		return nil, err
	}
	p.form(f, statisticsForm(s, f, query))
	if err != nil {
		return p, nil
	}
	p.with(w.totalOf(c, *r.JSON200))
	if groups := r.JSON200.Groups; len(groups) > 0 {
		section := rowsOn(p, c, statisticsTable(s, r.JSON200.Method, groups), groups).titled(s.t("分组", "Groups"))
		section.Bars = barsOf(s, groups)
		p.with(section)
	}
	return p.with(w.reportLinks(c, query.Region), deskSection{Text: methodText(s, r.JSON200.Method)}), nil
}

func (w *Web) statisticsQuery(c echo.Context, f form) api.RecognitionStatisticsParams {
	region := w.regionTyped(f.Get("region"))
	if !c.QueryParams().Has("region") {
		region = w.placeAsked(c, f)
	}
	if region == string(registry.Nation) {
		region = "" // the contract's word for all regions
	}
	return api.RecognitionStatisticsParams{
		Region: region, Institution: w.institutionTyped(f.Get("institution")), Item: w.itemTyped(f.Get("item")),
		As: api.RecognitionStatisticsParamsAs(f.Get("as")), From: f.Get("from"), To: f.Get("to"),
		GroupBy: api.RecognitionStatisticsParamsGroupBy(f.Get("group_by")),
	}
}

func statisticsForm(s saying, f form, query api.RecognitionStatisticsParams) deskForm {
	region := f.field("region", s.t("地区", "Region")).Suggesting("regions").WithHint(s.t("留空为全国", "empty is the nation"))
	region.Value = query.Region
	return deskForm{
		Get: true, Action: "/console/statistics", Button: s.t("统计", "Count"),
		Fields: []fieldView{
			region, f.field("institution", s.t("医疗机构", "Institution")).Suggesting("institutions"), f.field("item", s.t("项目", "Item")).Suggesting("items"),
			f.field("as", s.t("角色", "Role")).Choosing([]option{{"receiver", s.t("接诊机构（看结果的一方）", "who received the results")}, {"issuer", s.t("出具机构", "who issued them")}}),
			f.field("from", s.t("自", "From")).As("date"), f.field("to", s.t("至", "To")).As("date"),
			f.field("group_by", s.t("分组", "Group by")).Choosing([]option{
				{"", s.t("不分组", "no groups")}, {"region", s.t("地区", "region")}, {"institution", s.t("接诊机构", "institution")},
				{"issuer", s.t("出具机构", "issuer")}, {"item", s.t("项目", "item")},
				{"category", s.t("类别", "category")}, {"department", s.t("科室", "department")},
				{"reason", s.t("重复检查理由", "reason of a repeat")}, {"month", s.t("月份", "month")},
			}),
		},
	}
}

// hidden is what stands where a number is not shown, or there is none.
const hidden = "—"

func countText(n *int) string {
	if n == nil {
		return hidden
	}
	return strconv.Itoa(*n)
}

// rateText is a rate in percent, or nothing where there is none.
func rateText(rate *float64) string {
	if rate == nil {
		return hidden
	}
	return strconv.FormatFloat(*rate*100, 'f', 1, 64) + "%"
}

func (w *Web) totalOf(c echo.Context, r api.RecognitionStatistics) deskSection {
	s, total := sayingOf(c), r.Total
	place := s.t("全国", "the nation")
	if r.Region != nil {
		place = w.placeName(s, *r.Region)
	}
	facts := []deskFact{
		{Label: s.t("期间", "Period"), Value: s.tf("%s 至 %s", "%s to %s", r.From, r.To)},
		{Label: s.t("互认率", "Rate"), Value: rateText(total.Rate) + " " + s.tf("（%s ÷ %s）", "(%s ÷ %s)", countText(total.Numerator), countText(total.Denominator))},
		{Label: s.t("提醒", "Reminded"), Value: countText(total.Reminded)}, {Label: s.t("打开", "Opened"), Value: countText(total.Opened)},
		{Label: s.t("互认", "Recognized"), Value: countText(total.Recognized)},
		{Label: s.t("重复检查", "Repeated"), Value: countText(total.Repeated)},
	}
	if total.Saved != nil {
		facts = append(facts, deskFact{Label: s.t("节约费用（估算）", "Saved (estimate)"), Value: s.tf("%.0f 元（%d 例有价格）",
			"%.0f yuan (%d cases with a price)", total.Saved.Yuan, total.Saved.Priced)})
	}
	if below := belowText(s, total); below.Tone != "" {
		facts = append(facts, deskFact{Label: s.t("与平均比较", "Against the average"), Value: below.Text, Note: below.Note, Tone: below.Tone})
	}
	section := deskSection{Title: place, Facts: facts}
	if lo.FromPtr(total.Reminded) == 0 && !total.Suppressed {
		section.Text, section.Tone = s.t("这一期间没有提醒，因此没有互认率（不是 0）。",
			"Nothing was reminded in this period, so there is no rate (it is not 0)."), "fair"
	}
	if total.Suppressed || r.Public {
		section.Text, section.Tone = s.t("为避免识别个人，1 至 4 例的数字不显示（—）；在该地区有角色者可见。",
			"Numbers from 1 to 4 are not shown (—), lest they tell of a person; whoever has a role in the region sees them."), "fair"
	}
	return section
}

// belowText says how a group stands against its peers, with the figures behind.
func belowText(s saying, g api.RecognitionGroup) cell {
	if g.BelowAverage == nil {
		return cell{Text: s.t("不比较", "not compared")}
	}
	note := ""
	if x := g.Comparison; x != nil {
		note = s.tf("同类 %d 家平均 %s；区间上限 %.1f%%，%d 例",
			"%d peers at %s; upper end %.1f%%, %d cases", x.Peers, rateText(x.PeersRate), x.Upper*100, x.Cases)
	}
	if *g.BelowAverage {
		return cell{Text: s.t("明显低于平均", "clearly below average"), Tone: "bad", Note: note}
	}
	return cell{Text: s.t("不低于平均", "not below average"), Tone: "good", Note: note}
}

func statisticsTable(s saying, method api.ComparisonMethod, groups []api.RecognitionGroup) table[api.RecognitionGroup] {
	number := func(key string, label registry.Text, of func(api.RecognitionGroup) *int) column[api.RecognitionGroup] {
		return column[api.RecognitionGroup]{
			Key: key, Label: label, Number: true, Less: byNumber(func(g api.RecognitionGroup) int { return lo.FromPtrOr(of(g), -1) }),
			Value: func(g api.RecognitionGroup) cell { return cell{Text: countText(of(g))} },
		}
	}
	t := table[api.RecognitionGroup]{
		Name: "groups", Caption: both("互认统计", "Statistics"),
		Columns: []column[api.RecognitionGroup]{
			{Key: "name", Label: both("分组", "Group"), Less: byText(func(g api.RecognitionGroup) string { return lo.FromPtr(g.Key) }),
				Value: func(g api.RecognitionGroup) cell {
					return cell{Text: lo.CoalesceOrEmpty(g.Name, lo.FromPtr(g.Key), s.t("未填写", "not stated"))}
				}},
			number("reminded", both("提醒", "Reminded"), func(g api.RecognitionGroup) *int { return g.Reminded }),
			number("opened", both("打开", "Opened"), func(g api.RecognitionGroup) *int { return g.Opened }),
			number("recognized", both("互认", "Recognized"), func(g api.RecognitionGroup) *int { return g.Recognized }),
			number("repeated", both("重复检查", "Repeated"), func(g api.RecognitionGroup) *int { return g.Repeated }),
			{Key: "rate", Label: both("互认率", "Rate"), Number: true, Less: byNumber(func(g api.RecognitionGroup) float64 { return lo.FromPtrOr(g.Rate, -1) }),
				Value: func(g api.RecognitionGroup) cell {
					return cell{Text: rateText(g.Rate)}
				}},
			{Key: "average", Label: both("与平均比较", "Against the average"), Value: func(g api.RecognitionGroup) cell { return belowText(s, g) }},
		},
		Filters: []filter[api.RecognitionGroup]{{Key: "below", Label: both("平均", "Average"), Options: []option{{"yes", s.t("明显低于平均", "clearly below")}},
			Match: func(g api.RecognitionGroup, _ string) bool { return lo.FromPtr(g.BelowAverage) }}},
	}
	if lo.SomeBy(groups, func(g api.RecognitionGroup) bool { return g.Items != nil }) {
		t.Columns = append(t.Columns, column[api.RecognitionGroup]{Key: "items", Label: both("在用项目", "Live items"),
			Value: func(g api.RecognitionGroup) cell { return itemsText(s, g.Items, method) }})
	}
	return t
}

func itemsText(s saying, i *api.ItemsComparison, method api.ComparisonMethod) cell {
	if i == nil {
		return cell{}
	}
	shown := cell{Text: strconv.Itoa(i.Live), Note: s.tf("其他 %d 个地区平均 %.0f", "average of %d others %.0f", i.Peers, i.Average)}
	if lo.FromPtr(i.BelowAverage) {
		shown.Tone, shown.Note = "bad", shown.Note+s.tf("；不足其 %.0f%%", "; under %.0f%% of it", method.LeastShareOfItems*100)
	}
	return shown
}

// The chart of rates: bars of up to fullBar units, a row each barStep units high.
const (
	fullBar = 430
	barStep = 28
	barFrom = 205
	maxBars = 25
)

// barsOf is the rates of groups as a chart; nil where no group has one.
func barsOf(s saying, groups []api.RecognitionGroup) *barsView {
	rated := lo.Filter(groups, func(g api.RecognitionGroup, _ int) bool { return g.Rate != nil })
	if len(rated) == 0 {
		return nil
	}
	rated = rated[:min(len(rated), maxBars)]
	chart := &barsView{
		Title:       s.t("互认率（斜纹：明显低于平均）", "Recognition rate (hatched: clearly below average)"),
		Description: s.t("数据见下表。", "The table below has the figures."), Height: len(rated)*barStep + 6,
	}
	for n, g := range rated {
		length := max(1, int(*g.Rate*fullBar))
		chart.Rows = append(chart.Rows, barView{
			Label: shortened(g.Name), Value: rateText(g.Rate), Top: n*barStep + 5, Middle: n*barStep + 19,
			Length: length, End: barFrom + length + 8, Below: lo.FromPtr(g.BelowAverage),
		})
	}
	return chart
}

// shortened is a name as long as there is room for, 13 characters or as many of
// half the width: its end tells hospitals of one university apart.
func shortened(name string) string {
	letters, head, tail := []rune(name), 4, 8
	if len(letters) > 0 && !unicode.Is(unicode.Han, letters[0]) {
		head, tail = 2*head, 2*tail
	}
	if len(letters) <= head+1+tail {
		return name
	}
	return string(letters[:head]) + "…" + string(letters[len(letters)-tail:])
}

// reportLinks leads to the month's report, for whoever has a role in the region.
func (w *Web) reportLinks(c echo.Context, region string) deskSection {
	s := sayingOf(c)
	if region == "" || !w.does(c, office.Supervision, registry.JurisdictionCode(region)) {
		return deskSection{}
	}
	month := w.now().Day().String()[:len("2006-01")]
	return deskSection{Title: s.t("工作月报", "Report of a month"), Links: []deskLink{
		{"/v1/regions/" + url.PathEscape(region) + "/report.xlsx?month=" + month, s.tf("下载 %s 月报（Excel）", "Report of %s (Excel)", month), "quiet"},
		{"/v1/regions/" + url.PathEscape(region) + "/report.xlsx?month=" + monthBefore(month), s.tf("下载 %s 月报（Excel）", "Report of %s (Excel)", monthBefore(month)), "quiet"},
	}}
}

// monthBefore is the month before one: 2026-11 is before 2026-12.
func monthBefore(month string) string {
	first, err := time.Parse("2006-01", month)
	if err != nil {
		return month
	}
	return first.AddDate(0, -1, 0).Format("2006-01")
}

func methodText(s saying, m api.ComparisonMethod) string {
	return s.tf("“明显低于平均”：分母至少 %d 例、同类至少 %d 家，且区间（%.0f%%）上限低于同类平均、互认率低出至少 %.0f 个百分点。不按医师统计，也不比较医师。",
		"“Clearly below average”: at least %d cases and %d peers; the upper end of the interval (%.0f%%) lies below the peers' rate, and the rate at least %.0f points. Nothing is counted or compared by physician.",
		m.LeastCases, m.LeastPeers, m.Confidence*100, m.LeastGap*100)
}
