package cli

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"concord/internal/app"
	"concord/internal/server"
	"concord/internal/store"
)

// serveFlags are the arguments of concord serve.
type serveFlags struct {
	listen  string
	proxies []string
	signOn  signOnFlags
	options server.Options
	verbose bool
}

// signOnFlags name the provider of single sign-on.
type signOnFlags struct{ issuer, clientID, secretFile, redirectURL string }

func (c *console) serveCommand() *cobra.Command {
	f := &serveFlags{}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "启动服务 / answer over HTTP",
		Long: `启动服务并显示地址。SQLite 数据库自动升级；PostgreSQL 须先由管理员执行 concord migrate up。
--demo 使用演示数据：未指定 --database 时用临时数据库，指定时只在数据库为空时填充。
尚无账户时，同时显示建立第一个管理员的一次性链接。

Serves the API and prints its address. An embedded SQLite database is migrated
by itself; PostgreSQL is migrated by its owner with concord migrate up. While the
database is away, answers come from the last good snapshot.
--demo serves the demonstration: published lists, and the fictional 演示市; in a
temporary database, or in the one of --database if that is empty.
While there is no account, a link for the first administrator is printed; it
holds once, and until a server of the database is started again. docs/accounts.md tells of people and keys.`,
		Example: `  concord serve --demo
  concord serve --listen 0.0.0.0:8080 --database postgres://concord@db/concord
  concord serve --oidc-issuer https://sso.example.cn --oidc-client-id concord \
    --oidc-client-secret-file /run/secrets/oidc --oidc-redirect-url https://concord.example.cn/v1/session/oidc/callback`,
		Args: cobra.NoArgs,
	}
	cmd.RunE = c.run(func(ctx context.Context, _ []string) error {
		temporary := c.demo && !cmd.Flags().Changed("database") && os.Getenv("CONCORD_DATABASE") == ""
		return c.serve(ctx, f, temporary)
	})
	flags := cmd.Flags()
	flags.StringVar(&f.listen, "listen", "127.0.0.1:8080", "监听地址 / address to listen on; port 0 takes a free one")
	flags.StringArrayVar(&f.proxies, "trusted-proxy", nil, "可信代理网段 / a network whose X-Forwarded-For is believed, as 10.0.0.0/8; may be repeated")
	flags.StringVar(&f.signOn.issuer, "oidc-issuer", "", "单点登录提供方 / the provider of single sign-on (OpenID Connect)")
	flags.StringVar(&f.signOn.clientID, "oidc-client-id", "", "在提供方登记的客户端 / this server's name there")
	flags.StringVar(&f.signOn.secretFile, "oidc-client-secret-file", "", "客户端密钥文件 / the file that holds its secret there")
	flags.StringVar(&f.signOn.redirectURL, "oidc-redirect-url", "", "回调地址 / …/v1/session/oidc/callback as browsers reach it")
	flags.StringVar(&f.options.Landing, "landing", "/console", "登录后转到 / where a browser goes once single sign-on is done")
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
		if err := Demonstrate(ctx, db, c.instant()); err != nil {
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
	signOn, err := f.signOn.read()
	if err != nil {
		return options, err
	}
	options.SignOn = signOn
	for _, network := range f.proxies {
		prefix, err := netip.ParsePrefix(network)
		if err != nil {
			return options, usagef("--trusted-proxy: %w", err)
		}
		options.TrustedProxies = append(options.TrustedProxies, prefix)
	}
	return options, nil
}

// read reads the settings of single sign-on, which are stated all or not at all.
func (f signOnFlags) read() (server.SignOn, error) {
	if f == (signOnFlags{}) {
		return server.SignOn{}, nil
	}
	if f.issuer == "" || f.clientID == "" || f.secretFile == "" || f.redirectURL == "" {
		return server.SignOn{}, usagef("--oidc-issuer, --oidc-client-id, --oidc-client-secret-file and --oidc-redirect-url go together")
	}
	secret, err := os.ReadFile(f.secretFile)
	if err != nil {
		return server.SignOn{}, usagef("--oidc-client-secret-file: %w", err)
	}
	return server.SignOn{
		Issuer: f.issuer, ClientID: f.clientID, ClientSecret: strings.TrimSpace(string(secret)), RedirectURL: f.redirectURL,
	}, nil
}

// answer serves until the context ends, from a snapshot that follows the store.
func (c *console) answer(ctx context.Context, listen string, db *store.Store, options server.Options) error {
	catalogue := c.catalogue()
	service := app.New(db, catalogue, options.Log)
	if err := service.Refresh(ctx); err != nil {
		return err
	}
	options.Office = app.NewOffice(db, service)
	if err := options.Office.Keyring().Refresh(ctx); err != nil {
		return err
	}
	s, err := server.New(service, catalogue, options)
	if err != nil {
		return fmt.Errorf("set the server up: %w", err)
	}
	token, err := options.Office.OpenSetup(ctx)
	if err != nil {
		return fmt.Errorf("look for accounts: %w", err)
	}
	defer following(ctx, service.Follow, options.Office.Follow)()
	return s.Run(ctx, listen, func(address net.Addr) {
		fmt.Fprintf(c.stdout, c.say("Concord 已启动：http://%s （接口文档 /docs）\n", "Concord serves http://%s (documentation at /docs)\n"), address)
		if token != "" {
			fmt.Fprintf(c.stdout, c.say("尚无账户。建立第一个管理员（一次有效）：http://%s/setup?token=%s\n",
				"There is no account yet. The first administrator is made, once, at http://%s/setup?token=%s\n"), address, token)
		}
	})
}

// following runs what follows the store beside the server; stop waits for its
// end.
func following(ctx context.Context, follow ...func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	for _, f := range follow {
		group.Go(func() { f(ctx) })
	}
	return func() {
		cancel()
		group.Wait()
	}
}
