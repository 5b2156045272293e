package cli

import (
	"context"

	"github.com/spf13/cobra"

	"concord/internal/app"
	"concord/internal/office"
)

func (c *console) pricesCommand() *cobra.Command {
	return group("prices", "项目价格 / what items cost in a region", c.pricesImport())
}

func (c *console) pricesImport() *cobra.Command {
	f := &importFlags{}
	cmd := &cobra.Command{
		Use:     "import FILE --region CODE",
		Short:   "读取价格表，检查并登记 / read a price list, check it, record it",
		Args:    cobra.ExactArgs(1),
		Example: `  concord prices import 价格.xlsx --region 150400 --publish`,
		RunE: c.run(func(ctx context.Context, args []string) error {
			order, err := c.tableOrder(f, args[0])
			if err != nil {
				return err
			}
			return c.keepTable(ctx, f, order, func(desk *app.Office) (*app.Report, office.Change, error) {
				return desk.Price(ctx, order)
			})
		}),
	}
	cmd.Flags().StringVar(&f.jurisdiction, "region", "", "行政区划代码 / code of the region (required)")
	f.declareTable(cmd)
	mustState(cmd, "region")
	return cmd
}
