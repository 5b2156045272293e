package httpapi

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strconv"

	"github.com/samber/lo"

	"concord/api"
	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/outcome"
	"concord/internal/registry"
)

// A year of a province is tens of megabytes to go through.
const tokensOfStatistics = 20

// maxMonths bounds the period of one question.
const maxMonths = 60

// RecognitionStatistics answers GET /v1/statistics/recognition.
func (a *API) RecognitionStatistics(ctx context.Context, r api.RecognitionStatisticsRequestObject) (api.RecognitionStatisticsResponseObject, error) {
	s, err := a.recognitionStatistics(ctx, r.Params)
	if err != nil {
		return nil, err
	}
	return api.RecognitionStatistics200JSONResponse(s), nil
}

// RecognitionStatisticsCSV answers GET /v1/statistics/recognition.csv.
func (a *API) RecognitionStatisticsCSV(ctx context.Context, r api.RecognitionStatisticsCSVRequestObject) (api.RecognitionStatisticsCSVResponseObject, error) {
	s, err := a.recognitionStatistics(ctx, api.RecognitionStatisticsParams{
		Region: r.Params.Region, Institution: r.Params.Institution, As: api.RecognitionStatisticsParamsAs(r.Params.As), Item: r.Params.Item,
		From: r.Params.From, To: r.Params.To, GroupBy: api.RecognitionStatisticsParamsGroupBy(r.Params.GroupBy),
	})
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if err := WriteStatistics(&file, s, callOf(ctx).lang); err != nil {
		return nil, err
	}
	callOf(ctx).attach("recognition.csv", "recognition.csv")
	return api.RecognitionStatisticsCSV200TextCsvResponse{Body: &file, ContentLength: int64(file.Len())}, nil
}

func (a *API) recognitionStatistics(ctx context.Context, p api.RecognitionStatisticsParams) (api.RecognitionStatistics, error) {
	c := callOf(ctx)
	q, err := c.recognitionQuery(p)
	if err != nil {
		return api.RecognitionStatistics{}, err
	}
	if err := c.spend(tokensOfStatistics - 1); err != nil {
		return api.RecognitionStatistics{}, err
	}
	counted, err := a.office.Recognition(ctx, c.snapshot, q)
	if err != nil {
		return api.RecognitionStatistics{}, err
	}
	w := statisticsWriter{call: c, query: q, priced: counted.Priced, public: !a.seesSmallCells(c, q)}
	return w.statistics(counted), nil
}

// recognitionQuery reads what is asked for; everything wrong with it is told.
func (c *call) recognitionQuery(p api.RecognitionStatisticsParams) (app.RecognitionQuery, error) {
	q := app.RecognitionQuery{
		Region: registry.RegionCode(p.Region), Institution: registry.InstitutionID(p.Institution),
		Item: registry.ItemCode(p.Item), Issuing: p.As == api.RecognitionStatisticsParamsAsIssuer, By: app.Grouping(p.GroupBy),
	}
	if q.Region == office.Nation {
		q.Region = ""
	}
	problems := c.unknownIn(q)
	if p.As != "" && p.As != api.RecognitionStatisticsParamsAsReceiver && !q.Issuing {
		problems = append(problems, noWord("as", p.As, "receiver", "issuer"))
	}
	if q.By != app.Ungrouped && !slices.Contains(app.Groupings, q.By) {
		problems = append(problems, noWord("group_by", p.GroupBy, list(app.Groupings)...))
	}
	period, err := c.reportedPeriod(p.From, p.To)
	if err != nil {
		problems = append(problems, refusalOf(err).Problems...)
	}
	q.Period = period
	if problems != nil {
		return q, refuse(problems)
	}
	return q, nil
}

// unknownIn are the codes of a query that mean nothing.
func (c *call) unknownIn(q app.RecognitionQuery) []registry.Problem {
	_, region := c.snapshot.Region(q.Region)
	_, institution := c.snapshot.Institution(q.Institution, c.snapshot.Head().Newest)
	_, item := c.snapshot.Item(q.Item)
	var problems []registry.Problem
	for _, one := range []struct {
		pointer, code, value string
		known                bool
	}{
		{"/region", "REGION_UNKNOWN", string(q.Region), region},
		{"/institution", "INSTITUTION_UNKNOWN", string(q.Institution), institution},
		{"/item", "ITEM_UNKNOWN", string(q.Item), item},
	} {
		if one.value != "" && !one.known {
			problems = append(problems, registry.Problem{
				Pointer: one.pointer, Code: one.code,
				Message: textf("没有 %q", "there is no %q", one.value),
				Fix:     registry.Text{Zh: "核对代码，或按名称检索", En: "check the code, or search by name"},
			})
		}
	}
	return problems
}

// reportedPeriod is the period that is counted: the year up to today where
// nothing is stated.
func (c *call) reportedPeriod(from, to string) (registry.Period, error) {
	last, err := dayStated("/to", to, c.now.Day())
	if err != nil {
		return registry.Period{}, err
	}
	first, err := dayStated("/from", from, registry.DayOf(last.Start().Time().Year(), 1, 1))
	if err != nil {
		return registry.Period{}, err
	}
	earliest := last.Start().Time().AddDate(0, -maxMonths, 0)
	if first > last || registry.InstantOf(earliest).Day() > first {
		return registry.Period{}, refuse([]registry.Problem{invalid("/from",
			textf("%s 到 %s 不是 %d 个月以内的时段", "%s to %s is no period of at most %d months", first, last, maxMonths),
			registry.Text{Zh: "核对起止日期", En: "check both days"})})
	}
	return registry.Between(first, last), nil
}

// seesSmallCells reports whether the actor has a role in the region that is asked
// for, or speaks for the very institution.
func (a *API) seesSmallCells(c *call, q app.RecognitionQuery) bool {
	region := q.Region
	if institution, ok := c.snapshot.Institution(q.Institution, c.snapshot.Head().Newest); ok && q.Institution != "" {
		if c.actor.Institution != "" && app.House(c.snapshot, c.actor.Institution) == app.House(c.snapshot, q.Institution) {
			return true
		}
		region = institution.Region
	}
	return a.mayIn(c, office.Supervision, cmp.Or(region, office.Nation)) == nil
}

// statisticsWriter writes statistics for somebody.
type statisticsWriter struct {
	call   *call
	query  app.RecognitionQuery
	priced bool
	public bool
}

func (w statisticsWriter) statistics(s app.RecognitionStatistics) api.RecognitionStatistics {
	answer := api.RecognitionStatistics{
		Region: orNull(w.query.Region), Institution: orNull(w.query.Institution), Item: orNull(w.query.Item), GroupBy: orNull(w.query.By),
		As: api.RecognitionStatisticsAsReceiver, From: w.query.Period.From.String(), To: w.query.Period.Last().String(),
		Formula: outcome.Formula.In(w.call.lang), Public: w.public, Groups: []api.RecognitionGroup{}, Method: comparisonMethod,
	}
	if w.query.Issuing {
		answer.As = api.RecognitionStatisticsAsIssuer
	}
	var total outcome.Veil
	veils := make([]outcome.Veil, len(s.Groups))
	if w.public {
		total = outcome.VeiledAlone(s.Total.Counts)
		veils = outcome.Veiled(lo.Map(s.Groups, func(g app.RecognitionGroup, _ int) outcome.Counts { return g.Counts }))
	}
	answer.Total = w.group(s.Total, total)
	answer.Total.Name = registry.Text{Zh: "合计", En: "total"}.In(w.call.lang)
	for i, g := range s.Groups {
		one := w.group(g, veils[i])
		one.Key, one.Name = lo.ToPtr(g.Key), w.name(g.Key)
		if w.query.By == app.GroupsByReason {
			one.Rate = nil // whoever repeats has not recognized: it would always be near 0
		}
		answer.Groups = append(answer.Groups, one)
	}
	return answer
}

var comparisonMethod = api.ComparisonMethod{
	Confidence: 0.95, LeastCases: outcome.LeastCases, LeastPeers: outcome.LeastPeers, LeastGap: outcome.LeastGap,
	LeastShareOfItems: outcome.LeastShare, SmallestShown: outcome.SmallCell,
}

func (w statisticsWriter) group(g app.RecognitionGroup, veil outcome.Veil) api.RecognitionGroup {
	one := api.RecognitionGroup{
		Reminded: shown(g.Reminded, veil.Reminded), Opened: shown(g.Opened, veil.Opened),
		Recognized: shown(g.Recognized, veil.Recognized), Repeated: shown(g.Repeated, veil.Repeated),
		Numerator: shown(g.Numerator, veil.Numerator), Denominator: shown(g.Denominator, veil.Denominator),
		Suppressed: veil.Any(), Items: itemsOf(g.Items),
	}
	if rate, ok := g.Rate(); ok && !veil.Rate() {
		one.Rate = &rate
	}
	if g.Comparison != nil && !veil.Rate() {
		one.Comparison = comparisonOf(*g.Comparison)
		if g.Comparison.Compared {
			one.BelowAverage = &g.Comparison.Below
		}
	}
	if w.priced && !veil.Recognized {
		one.Saved = w.saved(g.Group)
	}
	return one
}

// shown is a number, or null where it is hidden.
func shown(n int, hidden bool) *int {
	if hidden {
		return nil
	}
	return &n
}

func comparisonOf(c outcome.Comparison) *api.RateComparison {
	w := &api.RateComparison{Cases: c.Cases, Upper: c.Upper, Peers: c.Peers, Compared: c.Compared}
	if c.Cases > 0 {
		w.Rate = &c.Rate
	}
	if c.Peers > 0 {
		w.PeersRate = &c.PeersRate
	}
	return w
}

func itemsOf(c *outcome.ItemComparison) *api.ItemsComparison {
	if c == nil {
		return nil
	}
	w := &api.ItemsComparison{Live: c.Live, Peers: c.Peers, Average: c.Average}
	if c.Compared {
		w.BelowAverage = &c.Below
	}
	return w
}

func (w statisticsWriter) saved(g outcome.Group) *api.Saved {
	s := &api.Saved{Yuan: yuan(g.Fen), Priced: g.Priced, Formula: registry.Text{
		Zh: "估算：接收机构所在地当日价格 × 认可病例数，无价格的病例不计",
		En: "an estimate: the price on the day where the receiver is × recognized cases; cases without a price count nothing",
	}.In(w.call.lang)}
	if g.Recognized > 0 {
		coverage := float64(g.Priced) / float64(g.Recognized)
		s.Coverage = &coverage
	}
	return s
}

// name is what the thing with a key is called.
func (w statisticsWriter) name(key string) string {
	s := w.call.snapshot
	switch w.query.By {
	case app.GroupsByRegion:
		if r, ok := s.Region(registry.RegionCode(key)); ok {
			return registry.Text{Zh: r.Name, En: r.NameEn}.In(w.call.lang)
		}
	case app.GroupsByInstitution, app.GroupsByIssuer:
		if i, ok := s.Institution(registry.InstitutionID(key), s.Head().Newest); ok {
			return i.Name
		}
	case app.GroupsByItem:
		if i, ok := s.Item(registry.ItemCode(key)); ok {
			return registry.Text{Zh: i.Name, En: i.NameEn}.In(w.call.lang)
		}
	case app.GroupsByCategory:
		return s.Catalogue().CategoryName(key).In(w.call.lang)
	case app.GroupsByReason:
		if r, ok := s.Reason(registry.ReasonCode(key)); ok {
			return registry.Text{Zh: r.Name, En: r.NameEn}.In(w.call.lang)
		}
	case app.GroupsByDepartment:
		return w.department(key)
	}
	return key
}

func (w statisticsWriter) department(code string) string {
	if code == "" {
		return registry.Text{Zh: "（未填）", En: "(not told)"}.In(w.call.lang)
	}
	departments := w.call.snapshot.Catalogue().Departments
	if i := slices.IndexFunc(departments, func(d registry.Department) bool { return d.Code == code }); i >= 0 {
		return registry.Text{Zh: departments[i].Name, En: departments[i].NameEn}.In(w.call.lang)
	}
	return code
}

// byteOrderMark lets Excel read a CSV file as UTF-8.
const byteOrderMark = "\ufeff"

// WriteStatistics writes statistics as CSV, the total first. What is hidden or
// undefined is an empty cell.
func WriteStatistics(w io.Writer, s api.RecognitionStatistics, lang string) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	table := csv.NewWriter(w)
	if err := table.Write(lo.Map(statisticsColumns, func(c statisticsColumn, _ int) string { return c.heading.In(lang) })); err != nil {
		return err
	}
	for _, g := range append([]api.RecognitionGroup{s.Total}, s.Groups...) {
		if err := table.Write(lo.Map(statisticsColumns, func(c statisticsColumn, _ int) string { return c.value(g) })); err != nil {
			return err
		}
	}
	table.Flush()
	return table.Error()
}

type statisticsColumn struct {
	heading registry.Text
	value   func(api.RecognitionGroup) string
}

var statisticsColumns = []statisticsColumn{
	{registry.Text{Zh: "代码", En: "key"}, func(g api.RecognitionGroup) string { return lo.FromPtr(g.Key) }},
	{registry.Text{Zh: "名称", En: "name"}, func(g api.RecognitionGroup) string { return unformula(g.Name) }},
	{registry.Text{Zh: "提醒", En: "reminded"}, func(g api.RecognitionGroup) string { return whole(g.Reminded) }},
	{registry.Text{Zh: "查看", En: "opened"}, func(g api.RecognitionGroup) string { return whole(g.Opened) }},
	{registry.Text{Zh: "认可", En: "recognized"}, func(g api.RecognitionGroup) string { return whole(g.Recognized) }},
	{registry.Text{Zh: "复查", En: "repeated"}, func(g api.RecognitionGroup) string { return whole(g.Repeated) }},
	{registry.Text{Zh: "分子", En: "numerator"}, func(g api.RecognitionGroup) string { return whole(g.Numerator) }},
	{registry.Text{Zh: "分母", En: "denominator"}, func(g api.RecognitionGroup) string { return whole(g.Denominator) }},
	{registry.Text{Zh: "互认率", En: "rate"}, func(g api.RecognitionGroup) string { return decimal(g.Rate, 4) }},
	{registry.Text{Zh: "明显低于平均", En: "below average"}, func(g api.RecognitionGroup) string { return truth(g.BelowAverage) }},
	{registry.Text{Zh: "同级机构互认率", En: "peers' rate"}, func(g api.RecognitionGroup) string {
		if g.Comparison == nil {
			return ""
		}
		return decimal(g.Comparison.PeersRate, 4)
	}},
	{registry.Text{Zh: "实际互认项目", En: "live items"}, func(g api.RecognitionGroup) string {
		if g.Items == nil {
			return ""
		}
		return strconv.Itoa(g.Items.Live)
	}},
	{registry.Text{Zh: "估算节省（元）", En: "saved, estimate (yuan)"}, func(g api.RecognitionGroup) string {
		if g.Saved == nil {
			return ""
		}
		return decimal(&g.Saved.Yuan, 2)
	}},
	{registry.Text{Zh: "价格覆盖率", En: "share with a price"}, func(g api.RecognitionGroup) string {
		if g.Saved == nil {
			return ""
		}
		return decimal(g.Saved.Coverage, 4)
	}},
}

func whole(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

func decimal(f *float64, digits int) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', digits, 64)
}

func truth(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}

// unformula keeps a spreadsheet from taking a name for a formula.
func unformula(s string) string {
	if s != "" && (s[0] == '=' || s[0] == '+' || s[0] == '-' || s[0] == '@') {
		return "'" + s
	}
	return s
}
