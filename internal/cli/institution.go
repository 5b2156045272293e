package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
)

// institutionFlags are the arguments of concord institution.
type institutionFlags struct {
	name, region, kind, grade, campusOf string
	level                               int
	levelSince, opened                  string
	uscc, licence, insurance, link      string
	accept                              []string
	confirm                             bool
	on, into, reason                    string
}

func (c *console) institutionCommand() *cobra.Command {
	cmd := group("institution", "登记、更名、关闭、合并机构 / record, rename, close and merge institutions",
		c.institutionCreate(), c.institutionRename(), c.institutionClose(), c.institutionMerge())
	cmd.Long = `维护机构登记，均留痕（操作人记为 console <系统用户>）。疑似重复时拒绝并列出已有机构，确为另一家时加 --confirm。

Keeps the institutions. Every write leaves its line in the record, in the name of
console <os user>. What may be a duplicate is refused with the institution it
resembles; --confirm says that it is another. See docs/upkeep.md.`
	return cmd
}

func (c *console) institutionCreate() *cobra.Command {
	f := &institutionFlags{}
	cmd := &cobra.Command{
		Use:     "create --name NAME --region CODE",
		Short:   "登记新机构 / record an institution",
		Args:    cobra.NoArgs,
		Example: `  concord institution create --name 演示医院 --region 150402 --kind 综合医院 --level 2 --uscc 91350100M000100Y43`,
	}
	cmd.RunE = c.run(func(ctx context.Context, _ []string) error {
		form, err := f.form(cmd)
		if err != nil {
			return err
		}
		return c.keepInstitution(ctx, func(desk *app.Office) (registry.Institution, office.Change, error) {
			return desk.CreateInstitution(ctx, form)
		})
	})
	flags := cmd.Flags()
	flags.StringVar(&f.name, "name", "", "全称 / its full name (required)")
	flags.StringVar(&f.region, "region", "", "所在县区或地市代码 / code of its county or prefecture (required)")
	flags.StringVar(&f.kind, "kind", "", "类别，如 综合医院 / what it is")
	flags.StringVar(&f.grade, "grade", "", "等次，如 甲等 / its grade")
	flags.StringVar(&f.campusOf, "campus-of", "", "主院编码 / id of the root institution, for a campus")
	flags.IntVar(&f.level, "level", 0, "等级 1、2、3 / its level")
	flags.StringVar(&f.levelSince, "level-since", "", "该等级自哪日起 / from which day (default: since ever)")
	flags.StringVar(&f.opened, "opened", "", "开业日期 / the day of its opening")
	flags.StringVar(&f.uscc, "uscc", "", "统一社会信用代码 / unified social credit code")
	flags.StringVar(&f.licence, "licence", "", "执业许可证号 / practice licence number")
	flags.StringVar(&f.insurance, "insurance", "", "医保编码 / insurance code")
	flags.StringVar(&f.link, "retrieval-url", "", "调阅地址（https）/ where its images and reports can be retrieved")
	flags.StringArrayVar(&f.accept, "accept", nil, "校验码不符但确认无误的代码 / an identifier that is genuine although a check digit fails")
	flags.BoolVar(&f.confirm, "confirm", false, "确为另一家机构 / it is another institution than the one it resembles")
	flags.StringVar(&f.reason, "reason", "", "原因 / why")
	mustState(cmd, "name", "region")
	return cmd
}

// mustState marks flags as required. They were declared, so it cannot fail.
func mustState(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		_ = cmd.MarkFlagRequired(name)
	}
}

// form is what the flags of a command state; flags that were left out are nil.
func (f *institutionFlags) form(cmd *cobra.Command) (app.InstitutionForm, error) {
	form := app.InstitutionForm{Accepted: f.accept, Confirm: f.confirm, Reason: f.reason}
	for _, one := range []struct {
		flag, value string
		field       **string
	}{
		{"name", f.name, &form.Name}, {"kind", f.kind, &form.Kind}, {"grade", f.grade, &form.Grade},
		{"uscc", f.uscc, &form.USCC}, {"licence", f.licence, &form.Licence}, {"insurance", f.insurance, &form.Insurance},
		{"retrieval-url", f.link, &form.RetrievalURL},
	} {
		if cmd.Flags().Changed(one.flag) {
			*one.field = &one.value
		}
	}
	region, root, level := registry.RegionCode(f.region), registry.InstitutionID(f.campusOf), registry.Level(f.level)
	form.Region, form.CampusOf, form.Level = &region, &root, &level
	if !slices.Contains([]int{0, 1, 2, 3}, f.level) {
		return form, usagef("--level is 1, 2 or 3")
	}
	for _, one := range []struct {
		flag, value string
		field       **registry.Day
	}{{"level-since", f.levelSince, &form.LevelSince}, {"opened", f.opened, &form.Opened}} {
		if one.value == "" {
			continue
		}
		day, err := dayFlag(one.flag, one.value)
		if err != nil {
			return form, err
		}
		*one.field = &day
	}
	return form, nil
}

func (c *console) institutionRename() *cobra.Command {
	f := &institutionFlags{}
	cmd := &cobra.Command{
		Use:   "rename ID NAME",
		Short: "更名，旧名保留为别名 / rename an institution; the former name stays an alias",
		Args:  cobra.ExactArgs(2),
		RunE: c.run(func(ctx context.Context, args []string) error {
			form := app.InstitutionForm{Name: &args[1], Confirm: f.confirm, Reason: f.reason}
			return c.keepInstitution(ctx, func(desk *app.Office) (registry.Institution, office.Change, error) {
				return desk.CorrectInstitution(ctx, registry.InstitutionID(args[0]), form)
			})
		}),
	}
	cmd.Flags().BoolVar(&f.confirm, "confirm", false, "确为另一家机构 / it is another institution than the one it resembles")
	cmd.Flags().StringVar(&f.reason, "reason", "", "原因 / why")
	return cmd
}

func (c *console) institutionClose() *cobra.Command {
	f := &institutionFlags{}
	cmd := &cobra.Command{
		Use:   "close ID --on DATE --reason WHY",
		Short: "关闭机构 / close an institution",
		Args:  cobra.ExactArgs(1),
		RunE: c.run(func(ctx context.Context, args []string) error {
			on, err := dayFlag("on", f.on)
			if err != nil {
				return err
			}
			return c.keepInstitution(ctx, func(desk *app.Office) (registry.Institution, office.Change, error) {
				return desk.CloseInstitution(ctx, registry.InstitutionID(args[0]), on, f.reason)
			})
		}),
	}
	cmd.Flags().StringVar(&f.on, "on", "", "不再开放的首日 / the first day on which it is closed (required)")
	cmd.Flags().StringVar(&f.reason, "reason", "", "原因 / why (required)")
	mustState(cmd, "on", "reason")
	return cmd
}

func (c *console) institutionMerge() *cobra.Command {
	f := &institutionFlags{}
	cmd := &cobra.Command{
		Use:   "merge ID --into ID --reason WHY",
		Short: "合并重复登记 / merge a duplicate into the institution it doubles",
		Args:  cobra.ExactArgs(1),
		RunE: c.run(func(ctx context.Context, args []string) error {
			return c.keepInstitution(ctx, func(desk *app.Office) (registry.Institution, office.Change, error) {
				return desk.MergeInstitution(ctx, registry.InstitutionID(args[0]), registry.InstitutionID(f.into), f.reason)
			})
		}),
	}
	cmd.Flags().StringVar(&f.into, "into", "", "保留的机构 / the institution that stays (required)")
	cmd.Flags().StringVar(&f.reason, "reason", "", "原因 / why (required)")
	mustState(cmd, "into", "reason")
	return cmd
}

// keepInstitution writes a change of an institution and prints which it was.
func (c *console) keepInstitution(ctx context.Context, plan func(*app.Office) (registry.Institution, office.Change, error)) error {
	var i registry.Institution
	err := c.keep(ctx, true, func(desk *app.Office) (change office.Change, err error) {
		i, change, err = plan(desk)
		return change, err
	})
	if err != nil {
		return err
	}
	return c.printed("%s %s 已登记", "%s %s is recorded", i.ID, i.Name)
}
