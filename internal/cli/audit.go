package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"
	"github.com/spf13/cobra"

	"concord/api"
	"concord/internal/app"
	"concord/internal/httpapi"
	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/store"
)

// auditFlags are the arguments of concord audit.
type auditFlags struct {
	params api.ListEventsParams
	json   bool
	force  bool
}

func (c *console) auditCommand() *cobra.Command {
	f := &auditFlags{}
	verify := &cobra.Command{
		Use:   "verify",
		Short: "核对全部版本与留痕 / read everything and prove that it is as it was recorded",
		Long: `逐条核对步骤、事实、留痕与上传文件的哈希链，显示数量与最新哈希。
请把最新哈希抄存到数据库以外：谁若改写一切并重算全部哈希，只有抄存的哈希能够揭穿。

Reads the whole registry, its record and the uploaded files, and names the first
link that is not as it was recorded (exit code 1). Keep the newest hashes
elsewhere: who rewrites everything, and every hash, is found out by them alone.`,
		Args: cobra.NoArgs,
		RunE: c.run(c.auditVerify),
	}
	list := &cobra.Command{
		Use:     "list",
		Short:   "列出操作留痕 / who did what",
		Example: "  concord audit list --actor li.si --from 2026-11-01\n  concord audit list --list 420000/items --json",
		Args:    cobra.NoArgs,
		RunE:    c.run(func(ctx context.Context, _ []string) error { return c.auditList(ctx, f) }),
	}
	list.Flags().BoolVar(&f.json, "json", false, "以 JSON 输出 / print the API's answer")
	export := &cobra.Command{
		Use:   "export FILE.csv",
		Short: "导出操作留痕 / write the record as CSV",
		Args:  cobra.ExactArgs(1),
		RunE:  c.run(func(ctx context.Context, args []string) error { return c.auditExport(ctx, f, args[0]) }),
	}
	export.Flags().BoolVar(&f.force, "force", false, "覆盖已有文件 / replace the file")
	for _, command := range []*cobra.Command{list, export} {
		flags := command.Flags()
		flags.StringVar(&f.params.Actor, "actor", "", "操作人 / who did it")
		flags.StringVar(&f.params.List, "list", "", "清单 / about this list, as 420000/items")
		flags.StringVar(&f.params.Noun, "noun", "", "对象 / the kind of thing: draft, account, key, settings, step …")
		flags.StringVar(&f.params.From, "from", "", "起始日期 / first day")
		flags.StringVar(&f.params.To, "to", "", "截止日期 / last day")
	}
	return group("audit", "操作留痕 / the record", verify, list, export)
}

func (c *console) auditVerify(ctx context.Context, _ []string) (err error) {
	db, err := c.openForReading(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	found, err := db.Audit(ctx)
	if err != nil {
		return err
	}
	var t table
	t.add(c.say("修订", "revision"), found.Revision.String(), found.StepHash)
	t.add(c.say("留痕", "events"), strconv.FormatInt(found.Event, 10), found.EventHash)
	t.add(c.say("文件", "files"), strconv.Itoa(found.Files), "")
	if err := t.print(c.stdout); err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.stdout, c.say("全部相符", "everything is as it was recorded"))
	return err
}

// auditList goes through the pages of the record. As JSON every page is printed
// as the API gives it, one after the other.
func (c *console) auditList(ctx context.Context, f *auditFlags) (err error) {
	db, err := c.openForReading(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	client, err := c.auditor(ctx, db)
	if err != nil {
		return err
	}
	for {
		data, err := body(client.ListEvents(ctx, &f.params))
		if err != nil {
			return unasked(err)
		}
		var page api.EventPage
		if err := json.Unmarshal(data, &page); err != nil {
			return fmt.Errorf("read the record: %w", err)
		}
		if err := c.printEvents(data, page, f.json); err != nil || page.NextCursor == nil {
			return err
		}
		f.params.Cursor = *page.NextCursor
	}
}

func (c *console) printEvents(data []byte, page api.EventPage, asJSON bool) error {
	if asJSON {
		_, err := io.Copy(c.stdout, bytes.NewReader(data))
		return err
	}
	var t table
	for _, e := range page.Items {
		t.add(strconv.FormatInt(e.Number, 10), e.At, e.Actor, e.Action, e.Noun+" "+e.Subject, e.Reason)
	}
	return t.print(c.stdout)
}

// auditor asks the API's own handlers as an auditor of the nation: who can open
// the database can read all of it.
func (c *console) auditor(ctx context.Context, db *store.Store) (*api.Client, error) {
	snapshot, err := app.ReadFor(ctx, db, c.catalogue())
	if err != nil {
		return nil, err
	}
	service := app.NewStill(db, snapshot)
	answers := httpapi.New(service, c.catalogue(), httpapi.Options{Clock: c.now, Build: buildVersion(), Office: app.NewOffice(db, service)})
	e := echo.New()
	e.HTTPErrorHandler = httpapi.HandleError
	e.Use(answers.Pin, func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(e echo.Context) error {
			httpapi.Authenticate(e, office.Actor{Name: actor(), Grants: []office.Grant{{Role: office.Auditor, Region: office.Nation}}})
			return next(e)
		}
	})
	answers.Register(e)
	inLanguage := api.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		r.Header.Set("Accept-Language", c.lang)
		return nil
	})
	return api.NewClient("http://database", inLanguage, api.WithHTTPClient(handlerDoer{e}))
}

func (c *console) auditExport(ctx context.Context, f *auditFlags, name string) (err error) {
	selection := office.EventSelection{Actor: f.params.Actor, List: f.params.List, Noun: office.Noun(f.params.Noun)}
	if f.params.From != "" {
		from, err := registry.ParseDay(f.params.From)
		if err != nil {
			return usagef("--from: %w", err)
		}
		selection.From = from.Start()
	}
	if f.params.To != "" {
		to, err := registry.ParseDay(f.params.To)
		if err != nil {
			return usagef("--to: %w", err)
		}
		selection.To = (to + 1).Start()
	}
	db, err := c.openForReading(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	err = c.writeWhole(name, f.force, func(w io.Writer) error { return app.NewRecord(db).WriteCSV(ctx, w, selection) })
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.stdout, c.say("已导出到 %s\n", "wrote %s\n"), name)
	return err
}
