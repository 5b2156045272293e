package cli

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/spf13/cobra"

	"concord/api"
	"concord/internal/app"
)

// progressFlags are the arguments of concord progress.
type progressFlags struct {
	region, parent, sort, state, q string
	on, at, server, output         string
	items, suggestions, json       bool
}

func (c *console) progressCommand() *cobra.Command {
	f := &progressFlags{}
	cmd := &cobra.Command{
		Use:   "progress [--region CODE] [--items | --suggestions]",
		Short: "各地距 300 项的进度 / how far a unit is from 300 items",
		Long: `列出各计数单位的在册项目数与实际互认项目数；--region 给出一地的目标、节点、趋势和
逐月进度（省份和 100000 给出汇总）；--items 逐项说明为何未实际互认；--suggestions
列出可增补的项目。

Lists, for every unit with an item listed or for one region, how many items are
listed and how many are live: at least two of its institutions have their
results recognized by others. Counted are distinct item codes. Of one region it
tells targets, milestones, trend and history, of a province or the nation the
roll-up; --items says of each item why it is not live, --suggestions what to add
next.`,
		Example: `  concord progress --region 150400
  concord progress --region 150400 --items --state not_live
  concord progress --region 150400 --suggestions
  concord progress --parent 150000 --sort live --output 进度.xlsx
  concord progress --on 2026-11-30 --json`,
		Args: cobra.NoArgs,
		RunE: c.run(func(ctx context.Context, _ []string) error { return c.progress(ctx, f) }),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.region, "region", "", "单位、省份代码或 100000 / code of a unit, a province, or 100000")
	flags.StringVar(&f.parent, "parent", "", "上级区划 / units below this region")
	flags.StringVar(&f.sort, "sort", "", "排序 / code, live, -live, listed, -listed")
	flags.BoolVar(&f.items, "items", false, "逐项情况 / every item and why one is not live")
	flags.StringVar(&f.state, "state", "", "筛选项目 / live, listed, not_live")
	flags.StringVar(&f.q, "q", "", "检索项目 / search the items")
	flags.BoolVar(&f.suggestions, "suggestions", false, "可增补的项目 / what to add next")
	flags.StringVar(&f.output, "output", "", "写入文件（.xlsx 或 .csv） / write the table to a file")
	flags.StringVar(&f.on, "on", "", "日期 / the day looked at (default: today)")
	flags.StringVar(&f.at, "at", "", "登记修订号 / what the registry knew at this revision")
	flags.StringVar(&f.server, "server", "", "服务地址 / ask this server instead of the database")
	flags.BoolVar(&f.json, "json", false, "以 JSON 输出 / print the API's answer")
	return cmd
}

func (c *console) progress(ctx context.Context, f *progressFlags) (err error) {
	if (f.items || f.suggestions) && f.region == "" {
		return usagef("%s", c.say("--items 和 --suggestions 需要 --region", "--items and --suggestions need --region"))
	}
	asker, err := c.ask(ctx, f.server, app.ReadAll)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, asker.close()) }()
	switch {
	case f.output != "":
		return c.saveProgress(ctx, asker, f)
	case f.items:
		return c.progressItems(ctx, asker, f)
	case f.suggestions:
		return c.suggestions(ctx, asker, f)
	case f.region == "":
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
	return c.printRegion(&one)
}

// saveProgress writes the table of units, or of one unit's items, to a file.
func (c *console) saveProgress(ctx context.Context, asker *asker, f *progressFlags) error {
	if f.suggestions || f.region != "" && !f.items {
		return usagef("%s", c.say("--output 用于各单位的表，或与 --items 合用", "--output is for the table of units, or with --items"))
	}
	response, err := c.askForFile(ctx, asker.client, f)
	if err != nil {
		return err
	}
	data, err := body(response, nil)
	if err != nil {
		return unasked(err)
	}
	if err := os.WriteFile(f.output, data, 0o644); err != nil {
		return fmt.Errorf("write %s: %w", f.output, err)
	}
	return nil
}

func (c *console) askForFile(ctx context.Context, client *api.Client, f *progressFlags) (*http.Response, error) {
	sort, state := api.UnitOrder(f.sort), api.ItemSelection(f.state)
	switch extension := filepath.Ext(f.output); {
	case extension == ".csv" && f.items:
		return client.ProgressItemsCSV(ctx, f.region, &api.ProgressItemsCSVParams{State: state, Q: f.q, On: f.on, At: f.at})
	case extension == ".csv":
		return client.ListProgressCSV(ctx, &api.ListProgressCSVParams{Parent: f.parent, Sort: sort, On: f.on, At: f.at})
	case extension == ".xlsx" && f.items:
		return client.ProgressItemsXLSX(ctx, f.region, &api.ProgressItemsXLSXParams{State: state, Q: f.q, On: f.on, At: f.at})
	case extension == ".xlsx":
		return client.ListProgressXLSX(ctx, &api.ListProgressXLSXParams{Parent: f.parent, Sort: sort, On: f.on, At: f.at})
	default:
		return nil, usagef("--output %s: %s", f.output, c.say("文件名应以 .xlsx 或 .csv 结尾", "the name ends in .xlsx or .csv"))
	}
}

// everyPage goes through pages of elements. As JSON every page is printed as the
// API gives it, one after the other.
func everyPage[T any](c *console, asJSON bool, ask func(cursor string) (*http.Response, error)) ([]T, error) {
	var all []T
	for cursor := ""; ; {
		data, err := body(ask(cursor))
		if err != nil {
			return nil, unasked(err)
		}
		if asJSON {
			if _, err := c.stdout.Write(data); err != nil {
				return nil, err
			}
		}
		var page struct {
			Items      []T     `json:"items"`
			NextCursor *string `json:"next_cursor"`
		}
		if err := json.Unmarshal(data, &page); err != nil {
			return nil, fmt.Errorf("read the page: %w", err)
		}
		all = append(all, page.Items...)
		if page.NextCursor == nil {
			return all, nil
		}
		cursor = *page.NextCursor
	}
}

func (c *console) everyProgress(ctx context.Context, asker *asker, f *progressFlags) error {
	units, err := everyPage[api.Progress](c, f.json, func(cursor string) (*http.Response, error) {
		return asker.client.ListProgress(ctx, &api.ListProgressParams{
			Parent: f.parent, Sort: api.UnitOrder(f.sort), On: f.on, At: f.at, Cursor: cursor,
		})
	})
	if err != nil || f.json {
		return err
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
	t.add(c.say("地区", "region"), c.say("名称", "name"), c.say("日期", "on"), c.say("在册", "listed"), c.say("自有", "own"), c.say("继承", "inherited"),
		c.say("实际互认", "live"), c.say("未对应", "unmapped"), c.say("目标", "target"), c.say("尚缺", "needed"), c.say("剩余天数", "days left"))
	for _, u := range units {
		t.add(u.Region, u.Name, u.On, strconv.Itoa(u.Listed), strconv.Itoa(u.Own), strconv.Itoa(u.Inherited), strconv.Itoa(u.Live),
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
