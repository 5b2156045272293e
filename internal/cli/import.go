package cli

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/samber/lo"
	"github.com/spf13/cobra"

	"concord/internal/app"
	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// importFlags are the arguments of concord import.
type importFlags struct {
	jurisdiction string
	from, to     string
	terms        []string
	resolve      []string
	resolveFile  string
	accept       []string
	document     documentFlags
	announced    announcementFlags
	withdraws    []int
	as           string
	approvedBy   string
	publish      bool
	confirm      bool
	json         bool
	progress     string
}

// announcementFlags describe the public notice that a version went through.
type announcementFlags struct{ from, to, contact string }

// documentFlags describe the paper behind a version.
type documentFlags struct{ title, number, issuer, url, issuedOn string }

func (c *console) importCommand() *cobra.Command {
	kinds := lo.Map(app.ImportKinds, func(k app.ImportKind, _ int) *cobra.Command { return c.importKind(k) })
	cmd := group("import", "读取名单文件，检查并发布 / read a file of a list, check it, publish it", append(kinds, c.importCodeMap())...)
	cmd.Long = `读取 .xlsx 或 .csv 文件，识别名称，逐行检查。不加 --publish 只检查不写入。
有未识别的名称或问题时不写入任何内容，退出码 3。

Reads .xlsx and .csv files as prefectures have them, resolves their names and
checks them row by row. Without --publish it is a dry run of the very same
checks. With unresolved names or problems nothing is written (exit code 3).
docs/import.md says which headings are known and what a person may decide.`
	return cmd
}

// importShorts say what each kind of file is.
var importShorts = map[app.ImportKind]string{
	app.ImportItems:          "互认项目清单 / an item list",
	app.ImportInstitutions:   "医疗机构清单 / an institution list",
	app.ImportNegative:       "“负面”清单 / a negative list",
	app.ImportQualifications: "室间质评结果 / qualifications",
}

func (c *console) importKind(kind app.ImportKind) *cobra.Command {
	f := &importFlags{}
	cmd := &cobra.Command{
		Use:   string(kind) + " FILE --jurisdiction CODE",
		Short: importShorts[kind],
		Args:  cobra.ExactArgs(1),
		RunE:  c.run(func(ctx context.Context, args []string) error { return c.importFile(ctx, kind, f, args[0]) }),
	}
	f.declare(cmd, kind)
	cmd.Example = importExamples[kind]
	return cmd
}

var importExamples = map[app.ImportKind]string{
	app.ImportItems: `  concord import items 项目清单.xlsx --jurisdiction 150400 --effective-from 2026-12-01
  concord import items 项目清单.xlsx --jurisdiction 150400 --effective-from 2026-12-01 \
    --term window_lab=15d --resolve 血常规=PNL001 --resolve 科研项目甲= --publish`,
	app.ImportInstitutions: `  concord import institutions 机构清单.xlsx --jurisdiction 150400 --effective-from 2026-12-01 \
    --term min_level=2 --publish`,
	app.ImportNegative:       `  concord import negative 负面清单.xlsx --jurisdiction 150400 --effective-from 2026-12-01 --publish`,
	app.ImportQualifications: `  concord import qualifications 质评结果.xlsx --jurisdiction 150400 --publish`,
}

func (f *importFlags) declare(cmd *cobra.Command, kind app.ImportKind) {
	flags := cmd.Flags()
	flags.StringVar(&f.jurisdiction, "jurisdiction", "", "发布主体代码 / code of the region, alliance or 100000 (required)")
	flags.StringArrayVar(&f.resolve, "resolve", nil, "NAME=CODE：人工指定；NAME= 表示目录中没有该项目 / what a printed name means; NAME= for no catalogue item")
	flags.StringVar(&f.resolveFile, "resolve-file", "", "CSV 文件，每行 名称,代码 / CSV file with a name and a code in each row")
	flags.BoolVar(&f.publish, "publish", false, "检查通过即发布 / publish when all is well")
	flags.BoolVar(&f.json, "json", false, "以 JSON 输出报告 / print the report as JSON")
	flags.StringVar(&f.progress, "progress", "auto", "进度显示 / progress lines on stderr: auto (on a terminal), always, never")
	required := []string{"jurisdiction"}
	if _, isList := kind.List(); isList {
		f.declareVersion(cmd)
		required = append(required, "effective-from")
	}
	for _, name := range required {
		// The flag was declared above; marking it cannot fail.
		_ = cmd.MarkFlagRequired(name)
	}
}

func (f *importFlags) declareVersion(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.from, "effective-from", "", "生效日期 / the first day, 2026-12-01 (required)")
	flags.StringVar(&f.to, "effective-to", "", "截止日期 / the last day, included (default: none)")
	flags.StringArrayVar(&f.terms, "term", nil, "NAME=VALUE：条款 / a term of the version; may be repeated")
	flags.StringArrayVar(&f.accept, "accept", nil, "校验码不符但确认无误的代码 / an identifier that is genuine although a check digit fails")
	flags.BoolVar(&f.confirm, "confirm", false, "确认清空名单或删除超过 20% / an empty list, or taking away more than 20 %, is meant")
	flags.IntSliceVar(&f.withdraws, "withdraw", nil, "同时撤回的尚未生效版本 / a scheduled version that the same step takes back; may be repeated")
	flags.StringVar(&f.as, "as", "", "编辑账户（建立账户后，发布时必填）/ the editor who answers for it (once there are accounts)")
	flags.StringVar(&f.approvedBy, "approved-by", "", "审核账户，须为另一人 / the approver, another person")
	flags.StringVar(&f.announced.from, "announced-from", "", "公示起始日期 / first day of the public notice")
	flags.StringVar(&f.announced.to, "announced-to", "", "公示截止日期 / its last day")
	flags.StringVar(&f.announced.contact, "announcement-contact", "", "异议联系方式 / where objections were received")
	flags.StringVar(&f.document.title, "document-title", "", "公布文件标题 / title of the published paper")
	flags.StringVar(&f.document.number, "document-number", "", "文号 / its number")
	flags.StringVar(&f.document.issuer, "document-issuer", "", "发文单位 / who issued it")
	flags.StringVar(&f.document.issuedOn, "document-date", "", "发文日期 / when")
	flags.StringVar(&f.document.url, "document-url", "", "网址 / where it can be read")
}

func (c *console) importFile(ctx context.Context, kind app.ImportKind, f *importFlags, name string) (err error) {
	order, err := c.order(kind, f, name)
	if err != nil {
		return err
	}
	if !order.Publish && c.absent() != nil { // a dry run leaves nothing behind
		remove, err := c.useTemporaryDatabase()
		if err != nil {
			return err
		}
		defer remove()
	}
	db, err := c.openForWriting(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	report, err := app.NewRegistrar(db, c.catalogue()).Import(ctx, order)
	if err != nil {
		return err
	}
	if err := c.printReport(report, order, f.json); err != nil {
		return err
	}
	if !report.Clean() {
		return exitCode(exitFileProblems)
	}
	return nil
}

// order reads the arguments and the files they name.
func (c *console) order(kind app.ImportKind, f *importFlags, name string) (app.Import, error) {
	order := app.Import{
		Kind:         kind,
		Jurisdiction: registry.JurisdictionCode(f.jurisdiction),
		FileName:     filepath.Base(name),
		Limits:       sheet.DefaultLimits(),
		Accepted:     f.accept,
		Publish:      f.publish,
		Confirm:      f.confirm,
		Withdraws:    f.withdraws,
		As:           office.AccountName(f.as),
		ApprovedBy:   office.AccountName(f.approvedBy),
		Now:          c.instant(),
		Actor:        actor(),
		Progress:     c.progressLines(f.progress),
	}
	var err error
	for _, read := range []func() error{
		func() error { order.Period, err = f.period(kind); return err },
		func() error { order.Terms, err = f.statedTerms(); return err },
		func() error { order.Document, err = f.document.document(); return err },
		func() error { order.Announcement, err = f.announced.announcement(); return err },
		func() error { order.Decisions, err = f.decisions(); return err },
		func() error { order.File, err = c.readFile(name); return err },
	} {
		if err := read(); err != nil {
			return app.Import{}, err
		}
	}
	return order, nil
}

func (f *importFlags) period(kind app.ImportKind) (registry.Period, error) {
	if _, isList := kind.List(); !isList {
		return registry.Always, nil
	}
	from, err := registry.ParseDay(f.from)
	if err != nil {
		return registry.Period{}, usagef("--effective-from: %w", err)
	}
	if f.to == "" {
		return registry.Since(from), nil
	}
	to, err := registry.ParseDay(f.to)
	if err != nil {
		return registry.Period{}, usagef("--effective-to: %w", err)
	}
	return registry.Between(from, to), nil
}

func (f *importFlags) statedTerms() ([]registry.Term, error) {
	terms := make([]registry.Term, len(f.terms))
	for i, stated := range f.terms {
		name, value, ok := strings.Cut(stated, "=")
		if !ok {
			return nil, usagef("--term %s: write NAME=VALUE", stated)
		}
		terms[i] = registry.Term{Name: name, Value: value}
	}
	return terms, nil
}

func (d documentFlags) document() (registry.Document, error) {
	document := registry.Document{Title: d.title, Number: d.number, Issuer: d.issuer, URL: d.url, IssuedOn: registry.MinDay}
	if d.issuedOn == "" {
		return document, nil
	}
	day, err := registry.ParseDay(d.issuedOn)
	if err != nil {
		return document, usagef("--document-date: %w", err)
	}
	document.IssuedOn = day
	return document, nil
}

func (a announcementFlags) announcement() (registry.Announcement, error) {
	if a == (announcementFlags{}) {
		return registry.Announcement{}, nil
	}
	from, err := registry.ParseDay(a.from)
	if err != nil {
		return registry.Announcement{}, usagef("--announced-from: %w", err)
	}
	to, err := registry.ParseDay(a.to)
	if err != nil {
		return registry.Announcement{}, usagef("--announced-to: %w", err)
	}
	return registry.Announcement{Period: registry.Between(from, to), Contact: a.contact}, nil
}

// decisions are those of the file and of the flags, which outweigh them.
func (f *importFlags) decisions() ([]registry.NameDecision, error) {
	decisions, err := readDecisions(f.resolveFile)
	if err != nil {
		return nil, err
	}
	for _, stated := range f.resolve {
		i := strings.LastIndex(stated, "=")
		if i < 1 {
			return nil, usagef("--resolve %s: write NAME=CODE, or NAME= for no catalogue item", stated)
		}
		decisions = append(decisions, registry.NameDecision{Name: stated[:i], Code: registry.ItemCode(stated[i+1:])})
	}
	return decisions, nil
}

// readDecisions reads a CSV file of names and codes. A first row that says name
// and code is a header.
func readDecisions(name string) ([]registry.NameDecision, error) {
	if name == "" {
		return nil, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read the decisions: %w", err)
	}
	defer file.Close()
	rows := csv.NewReader(file)
	rows.FieldsPerRecord = -1
	var decisions []registry.NameDecision
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return decisions, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the decisions: %w", err)
		}
		d, ok := decisionOf(row)
		if ok {
			decisions = append(decisions, d)
		}
	}
}

func decisionOf(row []string) (registry.NameDecision, bool) {
	row = append(row, "")
	name, code := strings.TrimSpace(strings.TrimPrefix(row[0], "\ufeff")), strings.TrimSpace(row[1])
	header := slices.Contains([]string{"name", "名称", "项目名称"}, name) && slices.Contains([]string{"code", "代码", "编码"}, code)
	return registry.NameDecision{Name: name, Code: registry.ItemCode(code)}, name != "" && !header
}
