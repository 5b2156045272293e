package cli

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/samber/lo"
	"github.com/spf13/cobra"

	"concord/api"
	"concord/internal/app"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// listFlags are the arguments of concord lists.
type listFlags struct {
	on, at, server string
	version        int
	against        int
	output         string
	json           bool
}

func (c *console) listsCommand() *cobra.Command {
	return group("lists", "查看、比较、导出名单 / show, compare and export lists",
		c.listCommand("show", "显示名单的版本或条目 / show a version and its entries", c.showList,
			"  concord lists show 150400/items\n  concord lists show 150400/items --version 2 --json"),
		c.listCommand("versions", "列出全部版本 / list all versions, future ones included", c.listVersions,
			"  concord lists versions 150400/items"),
		c.listCommand("diff", "比较两个版本 / what a version changes", c.diffList,
			"  concord lists diff 150400/items --version 3 --against 1"),
		c.listCommand("export", "导出为 xlsx 或 csv / write a version as a file", c.exportList,
			"  concord lists export 150400/items --output 项目清单.xlsx"),
	)
}

func (c *console) listCommand(use, short string, do func(context.Context, *asker, listPath, *listFlags) error, example string) *cobra.Command {
	f := &listFlags{}
	cmd := &cobra.Command{
		Use:     use + " JURISDICTION/KIND",
		Short:   short,
		Example: example,
		Args:    cobra.ExactArgs(1),
		RunE:    c.run(func(ctx context.Context, args []string) error { return c.onList(ctx, args[0], f, do) }),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.at, "at", "", "登记修订号 / what the registry knew at this revision")
	flags.StringVar(&f.server, "server", "", "服务地址 / ask this server instead of the database")
	switch use {
	case "diff":
		flags.IntVar(&f.against, "against", 0, "对照版本 / the version it is compared with (default: the one before)")
	case "export":
		flags.StringVar(&f.output, "output", "", "文件名，按后缀定格式 / the file, .xlsx or .csv (required)")
		// The flag was declared above; marking it cannot fail.
		_ = cmd.MarkFlagRequired("output")
	default:
		flags.StringVar(&f.on, "on", "", "日期 / the day looked at (default: today)")
	}
	if use != "versions" {
		flags.IntVar(&f.version, "version", 0, "版本号 / the version (default: the one in force)")
	}
	if use != "export" {
		flags.BoolVar(&f.json, "json", false, "以 JSON 输出 / print the API's answer")
	}
	return cmd
}

// listPath names a list as the API's paths do.
type listPath struct {
	jurisdiction string
	kind         api.ListKind
}

func (p listPath) String() string { return p.jurisdiction + "/" + string(p.kind) }

func parseListPath(s string) (listPath, error) {
	jurisdiction, kind, _ := strings.Cut(s, "/")
	if _, err := registry.ParseListKind(kind); err != nil || jurisdiction == "" {
		return listPath{}, usagef("list %q: write JURISDICTION/KIND, for example 150400/items", s)
	}
	return listPath{jurisdiction, api.ListKind(kind)}, nil
}

func (c *console) onList(ctx context.Context, name string, f *listFlags, do func(context.Context, *asker, listPath, *listFlags) error) (err error) {
	path, err := parseListPath(name)
	if err != nil {
		return err
	}
	asker, err := c.ask(ctx, f.server, func(ctx context.Context, s registry.Store, catalogue *registry.Catalogue) (*recognition.Snapshot, error) {
		return app.ReadJurisdiction(ctx, s, catalogue, registry.JurisdictionCode(path.jurisdiction))
	})
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, asker.close()) }()
	return do(ctx, asker, path, f)
}

// version reads the version asked for, or the one in force.
func (c *console) version(ctx context.Context, a *asker, p listPath, f *listFlags) (data []byte, v api.ListVersion, err error) {
	if f.version != 0 {
		data, err = body(a.client.GetVersion(ctx, p.jurisdiction, p.kind, f.version, &api.GetVersionParams{At: f.at, On: f.on}))
	} else {
		data, err = body(a.client.GetList(ctx, p.jurisdiction, p.kind, &api.GetListParams{At: f.at, On: f.on}))
	}
	if err != nil {
		return nil, v, unasked(err)
	}
	if err := json.Unmarshal(data, &v); err != nil {
		return nil, v, fmt.Errorf("read the list: %w", err)
	}
	return data, v, nil
}

func (c *console) showList(ctx context.Context, a *asker, p listPath, f *listFlags) error {
	data, v, err := c.version(ctx, a, p, f)
	if err != nil {
		return err
	}
	if f.json {
		_, err := c.stdout.Write(data)
		return err
	}
	fmt.Fprintf(c.stdout, c.say("%s 第 %d 版，%s 起，%d 条，登记版本 %s\n", "%s version %d, from %s, %d entries, revision %s\n"),
		p, v.Version, lo.FromPtr(v.EffectiveFrom), v.EntryCount, v.Revision)
	if err := c.printTerms(v.Terms); err != nil {
		return err
	}
	return c.printEntries(v)
}

func (c *console) printTerms(terms map[string]string) error {
	names := lo.Keys(terms)
	slices.Sort(names)
	var t table
	for _, name := range names {
		if terms[name] != "" {
			t.add("  "+name, terms[name])
		}
	}
	return t.print(c.stdout)
}

// printEntries prints entries in the columns their kind has, and rows without a
// catalogue item below them.
func (c *console) printEntries(v api.ListVersion) error {
	var t table
	columns := entryColumns[v.Kind]
	t.add(columns...)
	for _, entry := range v.Entries {
		fields, _ := entry.(map[string]any)
		t.add(lo.Map(columns, func(name string, _ int) string { return fieldText(fields[name]) })...)
	}
	for _, u := range v.Unmapped {
		t.add(c.say("（无目录项目）", "(no catalogue item)"), u.Printed)
	}
	return t.print(c.stdout)
}

var entryColumns = map[api.ListKind][]string{
	"items":        {"entry", "printed", "window", "mark", "images", "note"},
	"institutions": {"institution", "level", "role", "scope", "from", "to", "note"},
	"negative":     {"effect", "issuer", "receiver", "item", "category", "modality", "origin", "situation", "age", "department", "from", "to", "reason"},
}

// fieldText prints a value of a JSON object in a column; nothing is a dash.
func fieldText(value any) string {
	switch v := value.(type) {
	case nil:
		return "-"
	case string:
		return cmp.Or(v, "-")
	case map[string]any:
		if items, _ := v["items"].([]any); len(items) > 0 {
			return fmt.Sprint(v["mode"], " ", items)
		}
		return fmt.Sprint(v["mode"])
	}
	return fmt.Sprint(value)
}

func (c *console) listVersions(ctx context.Context, a *asker, p listPath, f *listFlags) error {
	var t table
	t.add(c.say("版本", "version"), c.say("状态", "state"), c.say("生效", "from"), c.say("截止", "to"), c.say("条目", "entries"), c.say("登记版本", "revision"), c.say("发布时间", "published"))
	params := &api.ListVersionsParams{At: f.at, On: f.on}
	for {
		data, err := body(a.client.ListVersions(ctx, p.jurisdiction, p.kind, params))
		if err != nil {
			return unasked(err)
		}
		if f.json {
			if _, err := c.stdout.Write(data); err != nil {
				return err
			}
		}
		var page api.VersionPage
		if err := json.Unmarshal(data, &page); err != nil {
			return fmt.Errorf("read the versions: %w", err)
		}
		for _, v := range page.Items {
			t.add(strconv.Itoa(v.Version), string(v.State), lo.FromPtr(v.EffectiveFrom), cmp.Or(lo.FromPtr(v.EffectiveTo), "-"), strconv.Itoa(v.EntryCount), v.Revision, v.PublishedAt)
		}
		if page.NextCursor == nil {
			break
		}
		params.Cursor = *page.NextCursor
	}
	if f.json {
		return nil
	}
	return t.print(c.stdout)
}

// numbered is the version asked for by number, or the number of the one in force.
func (c *console) numbered(ctx context.Context, a *asker, p listPath, f *listFlags) (int, error) {
	if f.version != 0 {
		return f.version, nil
	}
	_, v, err := c.version(ctx, a, p, f)
	return v.Version, err
}

func (c *console) diffList(ctx context.Context, a *asker, p listPath, f *listFlags) error {
	n, err := c.numbered(ctx, a, p, f)
	if err != nil {
		return err
	}
	data, err := body(a.client.DiffVersions(ctx, p.jurisdiction, p.kind, n, &api.DiffVersionsParams{Against: f.against, At: f.at}))
	if err != nil {
		return unasked(err)
	}
	if f.json {
		_, err := c.stdout.Write(data)
		return err
	}
	var diff api.ListDiff
	if err := json.Unmarshal(data, &diff); err != nil {
		return fmt.Errorf("read the comparison: %w", err)
	}
	return c.printDiff(diff)
}

func (c *console) printDiff(d api.ListDiff) error {
	var t table
	for _, one := range []struct {
		sign    string
		entries []api.Entry
	}{{"+", d.Added}, {"-", d.Removed}} {
		for _, entry := range one.entries {
			fields, _ := entry.(map[string]any)
			t.add(append([]string{one.sign}, lo.Map(entryColumns[d.Kind], func(name string, _ int) string { return fieldText(fields[name]) })...)...)
		}
	}
	for _, one := range []struct {
		sign    string
		changes []api.EntryChange
	}{{"~", d.Changed}, {"≈", d.Cosmetic}} {
		for _, change := range one.changes {
			for _, f := range change.Fields {
				t.add(one.sign, change.Entry, f.Name, f.Before+" → "+f.After)
			}
		}
	}
	for _, f := range d.Terms {
		t.add("~", c.say("条款", "term"), f.Name, f.Before+" → "+f.After)
	}
	if err := t.print(c.stdout); err != nil {
		return err
	}
	_, err := fmt.Fprintln(c.stdout, c.differences(len(d.Added), len(d.Removed), len(d.Changed), d.Unchanged, len(d.Cosmetic)))
	return err
}

// differences counts what a version changes; what differs only in print is told
// where there is any.
func (c *console) differences(added, removed, changed, unchanged, cosmetic int) string {
	counts := fmt.Sprintf(c.say("新增 %d，减少 %d，变更 %d，不变 %d", "%d added, %d removed, %d changed, %d unchanged"), added, removed, changed, unchanged)
	if cosmetic > 0 {
		counts += fmt.Sprintf(c.say("，仅文字不同 %d", ", %d different only in print"), cosmetic)
	}
	return counts
}

func (c *console) exportList(ctx context.Context, a *asker, p listPath, f *listFlags) error {
	n, err := c.numbered(ctx, a, p, f)
	if err != nil {
		return err
	}
	var data []byte
	switch strings.ToLower(filepath.Ext(f.output)) {
	case ".csv":
		data, err = body(a.client.GetVersionCSV(ctx, p.jurisdiction, p.kind, n, &api.GetVersionCSVParams{At: f.at}))
	case ".xlsx":
		data, err = body(a.client.GetVersionXLSX(ctx, p.jurisdiction, p.kind, n, &api.GetVersionXLSXParams{At: f.at}))
	default:
		return usagef("--output %s: the file's name ends in .xlsx or .csv", f.output)
	}
	if err != nil {
		return err
	}
	if err := os.WriteFile(f.output, data, 0o644); err != nil {
		return fmt.Errorf("export %s: %w", p, err)
	}
	_, err = fmt.Fprintf(c.stdout, c.say("已导出 %s 第 %d 版到 %s\n", "wrote %s version %d to %s\n"), p, n, f.output)
	return err
}
