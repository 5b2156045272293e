package cli

import (
	"cmp"
	"context"
	"fmt"
	"os"

	"github.com/labstack/echo/v4"
	"github.com/spf13/cobra"

	"concord/api"
	"concord/internal/app"
	"concord/internal/httpapi"
)

type reportFlags struct{ region, month string }

func (c *console) reportCommand() *cobra.Command {
	f := &reportFlags{}
	cmd := &cobra.Command{
		Use:   "report --region CODE [--month YYYY-MM] FILE.xlsx",
		Short: "工作月报 / the report of a province's or a unit's month",
		Long: `生成一个省份或计数单位的工作月报（Excel）：概要、各单位进度、逐月进展、清单变动、
预警、督办单、质控中心、质评时效与调阅，附图表。

Writes the report of a month as an Excel workbook: a summary, progress of every
unit, the months so far, versions published and withdrawn, flags, notices and
coverage, with charts.`,
		Example: `  concord report --region 150000 --month 2026-11 月报.xlsx`,
		Args:    cobra.ExactArgs(1),
		RunE:    c.run(func(ctx context.Context, args []string) error { return c.report(ctx, f, args[0]) }),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.region, "region", "", "省份或单位代码 / code of a province or a unit")
	flags.StringVar(&f.month, "month", "", "月份，默认本月 / the month (default: this one)")
	_ = cmd.MarkFlagRequired("region")
	return cmd
}

// report writes a report of the database's registry as its operator may read it.
func (c *console) report(ctx context.Context, f *reportFlags, file string) (err error) {
	db, err := c.openForReading(ctx)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, db.Close()) }()
	snapshot, err := app.ReadAll(ctx, db, c.catalogue())
	if err != nil {
		return err
	}
	service := app.NewStill(db, snapshot)
	signedIn := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(e echo.Context) error {
			httpapi.Authenticate(e, operator())
			return next(e)
		}
	}
	client, err := c.clientOf(c.inProcess(service, httpapi.Options{Office: app.NewOffice(db, service)}, signedIn))
	if err != nil {
		return err
	}
	month := cmp.Or(f.month, c.instant().Day().String()[:len("2026-11")])
	data, err := body(client.ReportXLSX(ctx, f.region, &api.ReportXLSXParams{Month: month}))
	if err != nil {
		return unasked(err)
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	_, err = fmt.Fprintf(c.stdout, c.say("已将 %s 的月报写入 %s\n", "wrote the report of %s to %s\n"), month, file)
	return err
}
