package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"
	"github.com/samber/lo"
	"github.com/spf13/cobra"

	"concord/api"
	"concord/internal/app"
	"concord/internal/httpapi"
	"concord/internal/office"
	"concord/internal/store"
)

// statisticsFlags are the arguments of concord statistics recognition.
type statisticsFlags struct {
	params      api.RecognitionStatisticsParams
	as, groupBy string
	output      string
	server      string
	json, force bool
}

func (c *console) statisticsCommand() *cobra.Command {
	return group("statistics", "互认统计 / how often results are recognized", c.statisticsRecognition(), c.statisticsRebuild())
}

func (c *console) statisticsRecognition() *cobra.Command {
	f := &statisticsFlags{}
	cmd := &cobra.Command{
		Use:   "recognition",
		Short: "互认率 / the recognition rate",
		Long: `按病例统计提醒、查看、认可、复查与互认率。直接读取数据库时显示全部数字；--server 按公众口径，隐去 1 至 4。

Counts, by case, what was reminded, opened, recognized and repeated, and the rate.
Read from the database itself every number is shown; a server asked without a
key hides those from 1 to 4.`,
		Example: `  concord statistics recognition --region 150000 --group-by region
  concord statistics recognition --institution 150400-0001 --from 2026-01-01 --to 2026-06-30 --group-by month --json
  concord statistics recognition --region 150400 --group-by item --output 项目.csv`,
		Args: cobra.NoArgs,
		RunE: c.run(func(ctx context.Context, _ []string) error { return c.recognition(ctx, f) }),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.params.Region, "region", "", "行政区划代码 / institutions in this region (default: all)")
	flags.StringVar(&f.params.Institution, "institution", "", "机构 / of this institution")
	flags.StringVar(&f.as, "as", "", "receiver 或 issuer / whether they received the results or issued them (default: receiver)")
	flags.StringVar(&f.params.Item, "item", "", "项目代码 / of this item")
	flags.StringVar(&f.params.From, "from", "", "起始日期 / first day (default: the first of January)")
	flags.StringVar(&f.params.To, "to", "", "截止日期 / last day (default: today)")
	flags.StringVar(&f.groupBy, "group-by", "", "分组 / region, institution, issuer, item, category, department, reason or month")
	flags.StringVar(&f.output, "output", "", "写入 CSV 文件 / write a CSV file")
	flags.StringVar(&f.server, "server", "", "服务地址 / ask this server instead of the database")
	flags.BoolVar(&f.json, "json", false, "以 JSON 输出 / print the API's answer")
	flags.BoolVar(&f.force, "force", false, "覆盖已有文件 / replace the file")
	return cmd
}

func (c *console) statisticsRebuild() *cobra.Command {
	return &cobra.Command{
		Use:   "rebuild",
		Short: "由事件重算汇总 / make what is counted anew from the events",
		Long: `由全部结局事件重新计算病例与月度汇总；结果与逐批累计的完全一致。可在服务运行时执行。

Makes marks and monthly tallies anew from all events. They come out identical to
those kept up to date batch by batch. A server may run meanwhile.`,
		Args: cobra.NoArgs,
		RunE: c.run(c.rebuildStatistics),
	}
}

func (c *console) rebuildStatistics(ctx context.Context, _ []string) (err error) {
	if err := c.absent(); err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	db, err := c.openForWriting(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	n, err := db.RecountOutcomes(ctx)
	if err != nil {
		return err
	}
	return c.printed("已由 %d 个事件重算", "counted anew from %d events", n)
}

func (c *console) recognition(ctx context.Context, f *statisticsFlags) (err error) {
	f.params.As, f.params.GroupBy = api.RecognitionStatisticsParamsAs(f.as), api.RecognitionStatisticsParamsGroupBy(f.groupBy)
	asker, err := c.statistician(ctx, f.server)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, asker.close()) }()
	data, err := body(asker.client.RecognitionStatistics(ctx, &f.params))
	if err != nil {
		return unasked(err)
	}
	if f.json {
		_, err := c.stdout.Write(data)
		return err
	}
	var s api.RecognitionStatistics
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("read the statistics: %w", err)
	}
	if f.output == "" {
		return c.printStatistics(s)
	}
	err = c.writeWhole(f.output, f.force, func(w io.Writer) error { return httpapi.WriteStatistics(w, s, c.lang) })
	if err != nil {
		return err
	}
	return c.printed("已导出到 %s", "wrote %s", f.output)
}

// statistician asks a server, or the database as who may see every number.
func (c *console) statistician(ctx context.Context, address string) (*asker, error) {
	if address != "" {
		return c.ask(ctx, address, nil)
	}
	db, err := c.openForReading(ctx)
	if err != nil {
		return nil, err
	}
	client, err := c.countingClient(ctx, db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &asker{client, db.Close}, nil
}

func (c *console) countingClient(ctx context.Context, db *store.Store) (*api.Client, error) {
	service := app.New(db, c.catalogue(), slog.New(slog.DiscardHandler))
	if err := service.Refresh(ctx); err != nil {
		return nil, err
	}
	signedIn := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(e echo.Context) error {
			httpapi.Authenticate(e, office.Actor{Name: actor(), Grants: []office.Grant{{Role: office.Auditor, Region: office.Nation}}})
			return next(e)
		}
	}
	return c.clientOf(c.inProcess(service, httpapi.Options{Office: app.NewOffice(db, service)}, signedIn))
}

func (c *console) printStatistics(s api.RecognitionStatistics) error {
	var t table
	t.add(c.say("代码", "key"), c.say("提醒", "reminded"), c.say("查看", "opened"), c.say("认可", "recognized"), c.say("复查", "repeated"),
		c.say("互认率", "rate"), c.say("低于平均", "below"), c.say("名称", "name"))
	for _, g := range append([]api.RecognitionGroup{s.Total}, s.Groups...) {
		t.add(lo.FromPtrOr(g.Key, "-"), numberOr(g.Reminded), numberOr(g.Opened), numberOr(g.Recognized), numberOr(g.Repeated),
			ratePercent(g.Rate), c.below(g), g.Name)
	}
	if err := t.print(c.stdout); err != nil {
		return err
	}
	return c.printed("%s 至 %s。%s", "%s to %s. %s", s.From, s.To, s.Formula)
}

// numberOr prints a number; one that is hidden as an asterisk.
func numberOr(n *int) string {
	if n == nil {
		return "*"
	}
	return strconv.Itoa(*n)
}

// ratePercent prints a rate; where there is none, a dash.
func ratePercent(rate *float64) string {
	if rate == nil {
		return "-"
	}
	return strconv.FormatFloat(*rate*100, 'f', 1, 64) + "%"
}

// below prints the verdict with the figures behind it.
func (c *console) below(g api.RecognitionGroup) string {
	if g.BelowAverage == nil || !*g.BelowAverage {
		return ""
	}
	return fmt.Sprintf(c.say("是（同级 %s）", "yes (peers %s)"), ratePercent(g.Comparison.PeersRate))
}
