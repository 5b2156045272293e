package cli

import (
	"context"

	"github.com/spf13/cobra"

	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
)

func (c *console) qualificationCommand() *cobra.Command {
	return group("qualification", "质评记录 / evidence of quality", c.qualificationRevoke())
}

func (c *console) qualificationRevoke() *cobra.Command {
	var institution, item, programme, round, from, reason string
	cmd := &cobra.Command{
		Use:   "revoke --institution ID --item CODE --programme NAME --round ROUND --from DATE --reason WHY",
		Short: "因故撤销质评记录 / take evidence back for cause",
		Args:  cobra.NoArgs,
		Example: `  concord qualification revoke --institution 150400-0001 --item LCHM051 \
    --programme 省临检中心室间质评 --round 2026-1 --from 2026-10-01 --reason 弄虚作假`,
		RunE: c.run(func(ctx context.Context, _ []string) error {
			day, err := dayFlag("from", from)
			if err != nil {
				return err
			}
			r := registry.Revocation{From: day, Reason: reason, QualificationKey: registry.QualificationKey{
				Institution: registry.InstitutionID(institution), Item: registry.ItemCode(item), Programme: programme, Round: round,
			}}
			return c.revoke(ctx, r)
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&institution, "institution", "", "机构编码 / id of the institution (required)")
	flags.StringVar(&item, "item", "", "项目代码 / code of the item (required)")
	flags.StringVar(&programme, "programme", "", "质评计划 / the programme, as it was recorded")
	flags.StringVar(&round, "round", "", "轮次 / the round, as it was recorded")
	flags.StringVar(&from, "from", "", "不再有效的首日，可早于今日 / the first day for which it no longer speaks, also a past one (required)")
	flags.StringVar(&reason, "reason", "", "原因 / why (required)")
	mustState(cmd, "institution", "item", "from", "reason")
	return cmd
}

func (c *console) revoke(ctx context.Context, r registry.Revocation) error {
	err := c.keep(ctx, true, func(desk *app.Office) (office.Change, error) {
		_, change, err := desk.Revoke(ctx, r)
		return change, err
	})
	if err != nil {
		return err
	}
	return c.printed("%s %s 自 %s 起撤销", "%s %s is revoked from %s on", r.Institution, r.Item, r.From)
}
