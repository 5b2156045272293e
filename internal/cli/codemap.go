package cli

import (
	"context"

	"github.com/spf13/cobra"

	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
)

// importCodeMap is concord import code-map: a file of an institution's own codes.
func (c *console) importCodeMap() *cobra.Command {
	f := &importFlags{}
	var institution, reason string
	cmd := &cobra.Command{
		Use:   "code-map FILE --institution ID",
		Short: "本院编码对照表 / what an institution's own codes mean",
		Args:  cobra.ExactArgs(1),
		Example: `  concord import code-map 编码.csv --institution 150400-0001 --effective-from 2026-12-01 \
    --resolve CKMB='LCHM074;LCAR005' --resolve 科研项目甲= --publish`,
		RunE: c.run(func(ctx context.Context, args []string) error {
			order, err := c.tableOrder(f, args[0])
			if err != nil {
				return err
			}
			from := order.Now.Day()
			if f.from != "" {
				if from, err = dayFlag("effective-from", f.from); err != nil {
					return err
				}
			}
			codes := app.CodeMapOrder{
				Institution: registry.InstitutionID(institution), FileName: order.FileName, File: order.File, Limits: order.Limits,
				From: from, Decisions: order.Decisions, Publish: f.publish, Reason: reason,
			}
			return c.keepTable(ctx, f, order, func(desk *app.Office) (*app.Report, office.Change, error) {
				report, change, err := desk.MapCodes(ctx, codes)
				if err != nil {
					return nil, change, err
				}
				return &report.Report, change, nil
			})
		}),
	}
	cmd.Flags().StringVar(&institution, "institution", "", "机构编码 / id of the institution (required)")
	cmd.Flags().StringVar(&f.from, "effective-from", "", "生效日期 / the first day (default: today)")
	cmd.Flags().StringVar(&reason, "reason", "", "原因 / why")
	f.declareTable(cmd)
	mustState(cmd, "institution")
	return cmd
}
