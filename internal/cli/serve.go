package cli

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"concord/catalogs/demo"
	"concord/internal/app"
	"concord/internal/registry"
	"concord/internal/server"
	"concord/internal/sheet"
	"concord/internal/store"
)

// serveFlags are the arguments of concord serve.
type serveFlags struct {
	listen  string
	proxies []string
	keys    []string
	options server.Options
	verbose bool
}

func (c *console) serveCommand() *cobra.Command {
	f := &serveFlags{}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "启动服务 / answer over HTTP",
		Long: `启动服务并显示地址。SQLite 数据库自动升级；PostgreSQL 须先由管理员执行 concord migrate up。
--demo 使用演示数据：未指定 --database 时用临时数据库，指定时只在数据库为空时填充。

Serves the API and prints its address. An embedded SQLite database is migrated
by itself; PostgreSQL is migrated by its owner with concord migrate up. While the
database is away, answers come from the last good snapshot.
--demo serves the demonstration: published lists, and the fictional 演示市; in a
temporary database, or in the one of --database if that is empty.`,
		Example: `  concord serve --demo
  concord serve --listen 0.0.0.0:8080 --database postgres://concord@db/concord
  concord serve --key "lis:$(printf %s "$KEY" | sha256sum | cut -d' ' -f1)"`,
		Args: cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, _ []string) error {
		temporary := c.demo && !cmd.Flags().Changed("database") && os.Getenv("CONCORD_DATABASE") == ""
		return c.serve(ctx, f, temporary)
	})
	flags := cmd.Flags()
	flags.StringVar(&f.listen, "listen", "127.0.0.1:8080", "监听地址 / address to listen on; port 0 takes a free one")
	flags.StringArrayVar(&f.proxies, "trusted-proxy", nil, "可信代理网段 / a network whose X-Forwarded-For is believed, as 10.0.0.0/8; may be repeated")
	flags.StringArrayVar(&f.keys, "key", nil, "接口密钥 / an API key's owner and its SHA-256, as hospital:9f86d0…; may be repeated (environment: CONCORD_KEYS, separated by commas)")
	flags.Float64Var(&f.options.AddressRate, "address-rate", 50, "每个地址每秒请求数 / requests a second for each address without a key")
	flags.IntVar(&f.options.AddressBurst, "address-burst", 200, "每个地址突发请求数 / how many of them at once")
	flags.Float64Var(&f.options.KeyRate, "key-rate", 1000, "每个密钥每秒请求数 / requests a second for each key")
	flags.BoolVar(&f.verbose, "log-requests", false, "记录每个请求 / log every request")
	return cmd
}

func (c *console) serve(ctx context.Context, f *serveFlags, temporary bool) (err error) {
	options, err := c.serverOptions(f)
	if err != nil {
		return err
	}
	if temporary {
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
	if c.demo {
		if err := c.demonstrate(ctx, db); err != nil {
			return err
		}
	}
	return c.answer(ctx, f.listen, db, options)
}

// serverOptions reads the settings of a server.
func (c *console) serverOptions(f *serveFlags) (server.Options, error) {
	level := slog.LevelWarn
	if f.verbose {
		level = slog.LevelInfo
	}
	log := slog.New(slog.NewTextHandler(c.stderr, &slog.HandlerOptions{Level: level}))
	options := f.options
	if options.AddressRate <= 0 || options.AddressBurst <= 0 || options.KeyRate <= 0 {
		return options, usagef("--address-rate, --address-burst and --key-rate are above 0")
	}
	options.Log, options.Clock, options.Build = log, c.now, buildVersion()
	keys, err := server.ParseKeyList(f.statedKeys())
	if err != nil {
		return options, usagef("--key: %w", err)
	}
	options.Keys = keys
	for _, network := range f.proxies {
		prefix, err := netip.ParsePrefix(network)
		if err != nil {
			return options, usagef("--trusted-proxy: %w", err)
		}
		options.TrustedProxies = append(options.TrustedProxies, prefix)
	}
	return options, nil
}

// statedKeys are the keys of the arguments and of the environment.
func (f *serveFlags) statedKeys() []string {
	keys := f.keys
	for text := range strings.SplitSeq(os.Getenv("CONCORD_KEYS"), ",") {
		if text = strings.TrimSpace(text); text != "" {
			keys = append(keys, text)
		}
	}
	return keys
}

// answer serves until the context ends, from a snapshot that follows the store.
func (c *console) answer(ctx context.Context, listen string, db *store.Store, options server.Options) error {
	catalogue := c.catalogue()
	service := app.New(db, catalogue, options.Log)
	if err := service.Refresh(ctx); err != nil {
		return err
	}
	options.Office = app.NewOffice(db, service)
	s, err := server.New(service, catalogue, options)
	if err != nil {
		return fmt.Errorf("set the server up: %w", err)
	}
	following, stop := context.WithCancel(ctx)
	followed := make(chan struct{})
	go func() {
		defer close(followed)
		service.Follow(following)
	}()
	defer func() {
		stop()
		<-followed
	}()
	return s.Run(ctx, listen, func(address net.Addr) {
		fmt.Fprintf(c.stdout, c.say("Concord 已启动：http://%s （接口文档 /docs）\n", "Concord serves http://%s (documentation at /docs)\n"), address)
	})
}

// demonstrate fills an empty database with the demonstration.
func (c *console) demonstrate(ctx context.Context, db *store.Store) error {
	head, err := db.Head(ctx)
	if err != nil || head.Newest != 0 {
		return err
	}
	registrar := app.NewRegistrar(db, c.catalogue())
	loaded, err := registrar.Load(ctx, app.Load{File: demo.Registry(), Now: c.instant(), Actor: demo.Actor})
	if err != nil {
		return err
	}
	if len(loaded.Problems) > 0 {
		return c.refuse(loaded.Problems)
	}
	for _, list := range demo.Lists() {
		if err := c.demonstrateList(ctx, registrar, list); err != nil {
			return err
		}
	}
	return nil
}

// demonstrateList imports one list, as concord import does.
func (c *console) demonstrateList(ctx context.Context, registrar *app.Registrar, list demo.List) error {
	report, err := registrar.Import(ctx, app.Import{
		Kind:         app.ImportKind(list.Kind),
		Jurisdiction: list.Jurisdiction,
		FileName:     list.FileName,
		File:         list.Bytes(),
		Limits:       sheet.DefaultLimits(),
		Period:       registry.Since(list.From),
		Terms:        list.Terms,
		Document:     registry.Document{Title: list.Title, IssuedOn: registry.MinDay},
		Decisions:    list.Decisions(),
		Publish:      true,
		Now:          c.instant(),
		Actor:        demo.Actor,
	})
	if err != nil || report.Clean() {
		return err
	}
	if err := c.printProblems(report); err != nil {
		return err
	}
	return fmt.Errorf("the demonstration's %s has problems", list.FileName)
}
