package cli

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/spf13/cobra"

	"concord/api"
	"concord/internal/app"
)

// progressFlags are the arguments of concord progress.
type progressFlags struct {
	region, on, at, server string
	json                   bool
}

func (c *console) progressCommand() *cobra.Command {
	f := &progressFlags{}
	cmd := &cobra.Command{
		Use:   "progress [--region CODE]",
		Short: "各地距 300 项的进度 / how far a unit is from 300 items",
		Long: `列出各计数单位的在册项目数与实际互认项目数。

Lists, for every unit with an item listed or for one region, how many items are
listed and how many are live: at least two of its institutions have their
results recognized by others. Counted are distinct item codes.`,
		Example: `  concord progress --region 150400
  concord progress --on 2026-11-30 --json`,
		Args: cobra.NoArgs,
		RunE: c.run(func(ctx context.Context, _ []string) error { return c.progress(ctx, f) }),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.region, "region", "", "计数单位代码 / code of one unit")
	flags.StringVar(&f.on, "on", "", "日期 / the day looked at (default: today)")
	flags.StringVar(&f.at, "at", "", "登记修订号 / what the registry knew at this revision")
	flags.StringVar(&f.server, "server", "", "服务地址 / ask this server instead of the database")
	flags.BoolVar(&f.json, "json", false, "以 JSON 输出 / print the API's answer")
	return cmd
}

func (c *console) progress(ctx context.Context, f *progressFlags) (err error) {
	asker, err := c.ask(ctx, f.server, app.ReadAll)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, asker.close()) }()
	if f.region == "" {
		return c.everyProgress(ctx, asker, f)
	}
	data, err := body(asker.client.GetProgress(ctx, f.region, &api.GetProgressParams{On: f.on, At: f.at}))
	if err != nil {
		return unasked(err)
	}
	if f.json {
		_, err := c.stdout.Write(data)
		return err
	}
	var one api.Progress
	if err := json.Unmarshal(data, &one); err != nil {
		return fmt.Errorf("read the progress: %w", err)
	}
	return c.printProgress([]api.Progress{one})
}

// everyProgress goes through the pages of all units. As JSON every page is
// printed as the API gives it, one after the other.
func (c *console) everyProgress(ctx context.Context, asker *asker, f *progressFlags) error {
	var units []api.Progress
	params := &api.ListProgressParams{On: f.on, At: f.at}
	for {
		data, err := body(asker.client.ListProgress(ctx, params))
		if err != nil {
			return unasked(err)
		}
		if f.json {
			if _, err := c.stdout.Write(data); err != nil {
				return err
			}
		}
		var page api.ProgressPage
		if err := json.Unmarshal(data, &page); err != nil {
			return fmt.Errorf("read the progress: %w", err)
		}
		units = append(units, page.Items...)
		if page.NextCursor == nil {
			break
		}
		params.Cursor = *page.NextCursor
	}
	if f.json {
		return nil
	}
	return c.printProgress(withLists(units))
}

// withLists leaves out the units for which nothing is listed.
func withLists(units []api.Progress) []api.Progress {
	var listed []api.Progress
	for _, u := range units {
		if u.Listed > 0 || u.Unmapped > 0 {
			listed = append(listed, u)
		}
	}
	return listed
}

func (c *console) printProgress(units []api.Progress) error {
	var t table
	t.add(c.say("地区", "region"), c.say("日期", "on"), c.say("在册", "listed"), c.say("自有", "own"), c.say("继承", "inherited"),
		c.say("实际互认", "live"), c.say("未对应", "unmapped"), c.say("目标", "target"), c.say("尚缺", "needed"), c.say("剩余天数", "days left"))
	for _, u := range units {
		t.add(u.Region, u.On, strconv.Itoa(u.Listed), strconv.Itoa(u.Own), strconv.Itoa(u.Inherited), strconv.Itoa(u.Live),
			strconv.Itoa(u.Unmapped), c.targets(u.Targets), strconv.Itoa(u.Pace.Needed), strconv.Itoa(u.Pace.DaysLeft))
	}
	if len(units) == 0 {
		t.add(c.say("尚无名单", "nothing is listed"))
	}
	return t.print(c.stdout)
}

// targets prints whether each target is reached: 2026 ≥300 ✓ >300 ✗.
func (c *console) targets(all []api.TargetState) string {
	text := ""
	for i, t := range all {
		if i > 0 {
			text += "  "
		}
		text += fmt.Sprintf("%s ≥%d %s >%d %s", t.ID, t.Threshold, tick(t.AtLeast), t.Threshold, tick(t.Over))
	}
	return text
}

func tick(reached bool) string {
	if reached {
		return "✓"
	}
	return "✗"
}
