package cli

import (
	"context"

	"github.com/spf13/cobra"

	"concord/internal/app"
	"concord/internal/office"
)

func (c *console) coverageCommand() *cobra.Command {
	return group("coverage", "覆盖情况 / quality centres and trained physicians of a region", c.coverageImport())
}

func (c *console) coverageImport() *cobra.Command {
	f := &importFlags{}
	cmd := &cobra.Command{
		Use:     "import FILE --region CODE",
		Short:   "读取覆盖情况表，检查并登记 / read a coverage table, check it, record it",
		Args:    cobra.ExactArgs(1),
		Example: `  concord coverage import 覆盖情况.xlsx --region 150400 --publish`,
		RunE: c.run(func(ctx context.Context, args []string) error {
			order, err := c.tableOrder(f, args[0])
			if err != nil {
				return err
			}
			return c.keepTable(ctx, f, order, func(desk *app.Office) (*app.Report, office.Change, error) {
				_, report, change, err := desk.Cover(ctx, order)
				return report, change, err
			})
		}),
	}
	cmd.Flags().StringVar(&f.jurisdiction, "region", "", "行政区划代码 / code of the region (required)")
	f.declareTable(cmd)
	mustState(cmd, "region")
	return cmd
}

// declareTable declares the flags of every file that is no list.
func (f *importFlags) declareTable(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.resolve, "resolve", nil, "NAME=CODE：人工指定 / what a printed name means")
	flags.StringVar(&f.resolveFile, "resolve-file", "", "CSV 文件，每行 名称,代码 / CSV file with a name and a code in each row")
	flags.BoolVar(&f.publish, "publish", false, "检查通过即登记 / record it when all is well")
	flags.BoolVar(&f.json, "json", false, "以 JSON 输出报告 / print the report as JSON")
}
