package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"

	"concord/internal/app"
	"concord/internal/httpapi"
	"concord/internal/registry"
	"concord/internal/web"
)

// Options are the settings of a server; the zero Options serve.
type Options struct {
	Log   *slog.Logger // nil: slog.Default
	Clock func() time.Time
	Build string // which program this is; part of every ETag

	// Office makes what is written, and knows accounts and keys; nil: nothing is
	// written, and everybody is anonymous.
	Office *app.Office
	// SignOn is the provider of single sign-on; the zero one is none.
	SignOn SignOn
	// Landing is where a browser goes once it is signed in; empty: /console.
	Landing string
	// The rate of requests a second and the burst, per client address without a
	// key and per key. 0: 50 and 200; 1,000 and 1,000.
	AddressRate, KeyRate   float64
	AddressBurst, KeyBurst int
	// TrustedProxies may say in X-Forwarded-For whom they ask for. Without any,
	// the address of the connection is the client's.
	TrustedProxies []netip.Prefix

	MaxBody int64         // bytes of a request's body; 0: 4 MiB
	MaxForm int64         // bytes of a form with a file; 0: the largest file, and room for the fields beside it
	Timeout time.Duration // of reads that may wait for the store; 0: 10 s

	// FloorSize, where not 0, adds POST /v1/floor: it passes the same middleware,
	// reads the body and answers this many bytes. For benchmarks only.
	FloorSize int
}

func (o Options) withDefaults() Options {
	o.Log = cmp.Or(o.Log, slog.Default())
	if o.Clock == nil {
		o.Clock = time.Now
	}
	o.AddressRate = cmp.Or(o.AddressRate, 50)
	o.AddressBurst = cmp.Or(o.AddressBurst, 200)
	o.KeyRate = cmp.Or(o.KeyRate, 1000)
	o.KeyBurst = cmp.Or(o.KeyBurst, 1000)
	o.Landing = cmp.Or(o.Landing, "/console")
	o.MaxBody = cmp.Or(o.MaxBody, 4<<20)
	o.MaxForm = cmp.Or(o.MaxForm, httpapi.MaxForm())
	o.Timeout = cmp.Or(o.Timeout, 10*time.Second)
	return o
}

// Server answers over HTTP.
type Server struct {
	echo     *echo.Echo
	options  Options
	registry httpapi.Registry
	limits   *limits
	observer *observer
	api      *httpapi.API
	sessions *sessions // nil without an office
	provider *provider
}

// New returns a server over a registry whose reference data is cat.
func New(r httpapi.Registry, cat *registry.Catalogue, o Options) (*Server, error) {
	o = o.withDefaults()
	s := &Server{
		echo: echo.New(), options: o, registry: r, limits: newLimits(o), observer: newObserver(o, r),
		sessions: newSessions(o), provider: newProvider(o),
	}
	s.echo.IPExtractor = addressBehind(o.TrustedProxies)
	s.api = httpapi.New(r, cat, s.apiOptions())
	s.echo.Use(
		identify,
		web.Language,
		s.observer.observe,
		recoverPanics,
		secure,
		unslash,
		s.api.Pin,
		s.byKey,
		sameOrigin(),
		s.bound,
		s.limit,
		s.bySession,
		compress(),
	)
	s.api.Register(s.echo)
	if err := s.addOperation(); err != nil {
		return nil, err
	}
	s.addSignOn()
	s.addPages()
	if o.FloorSize > 0 {
		s.addFloor(o.FloorSize)
	}
	return s, nil
}

// addPages adds the pages. Their errors are pages too; all others are problems of
// the contract.
func (s *Server) addPages() {
	pages := web.New(web.Options{
		Registry: s.registry, Office: s.options.Office, Contract: s.echo, SignOn: s.provider != nil, Clock: s.options.Clock,
		Log: s.options.Log,
	})
	pages.Register(s.echo)
	s.echo.HTTPErrorHandler = func(err error, c echo.Context) {
		if web.IsPage(c.Request()) || web.WantsPage(c.Request()) {
			pages.Fail(err, c)
			return
		}
		httpapi.HandleError(err, c)
	}
}

func (s *Server) apiOptions() httpapi.Options {
	options := httpapi.Options{Clock: s.options.Clock, Build: s.options.Build, Office: s.options.Office}
	if s.sessions != nil {
		options.Browser = s.sessions.of
	}
	return options
}

// addressBehind reads a client's address: that of the connection, or what
// trusted proxies say. Echo's own default would believe any header.
func addressBehind(proxies []netip.Prefix) echo.IPExtractor {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range proxies {
		p = p.Masked()
		bits := p.Addr().BitLen()
		trust = append(trust, echo.TrustIPRange(&net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), bits)}))
	}
	return echo.ExtractIPFromXFFHeader(trust...)
}

// ServeHTTP answers one request. HEAD is GET without its body, which net/http
// leaves out by itself.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead {
		get := *r
		get.Method = http.MethodGet
		r = &get
	}
	s.echo.ServeHTTP(w, r)
}

// Times of a connection. A whole batch is read within readTimeout; writeTimeout
// holds the longest read that patience allows; drainTime is what requests under
// way get when the server stops.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 30 * time.Second
	writeTimeout  = 90 * time.Second
	idleTimeout   = 120 * time.Second
	drainTime     = 15 * time.Second
)

// Run listens on an address, tells bound which one that is, and serves until
// ctx ends; then it lets the requests under way finish.
func (s *Server) Run(ctx context.Context, address string, bound func(net.Addr)) error {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", address, err)
	}
	bound(listener.Addr())
	return s.serve(ctx, listener)
}

func (s *Server) serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		ErrorLog:          slog.NewLogLogger(s.options.Log.Handler(), slog.LevelWarn),
	}
	server.RegisterOnShutdown(s.api.EndWaits)
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(listener) }()
	select {
	case err := <-stopped:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		return fmt.Errorf("stop serving: %w", err)
	}
	if err := <-stopped; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
