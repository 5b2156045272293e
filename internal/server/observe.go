package server

import (
	"errors"
	"log/slog"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"concord/internal/httpapi"
)

// observer writes the access log and counts requests.
type observer struct {
	log      *slog.Logger
	metrics  *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

// times are the bounds of request times: a decision takes tens of microseconds, a workbook
// some hundred milliseconds.
var times = []float64{50e-6, 100e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 25e-3, 50e-3, 100e-3, 250e-3, 1, 5}

func newObserver(o Options, r httpapi.Registry) *observer {
	b := &observer{
		log:     o.Log,
		metrics: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "concord_http_requests_total", Help: "Requests answered, by route, method and status.",
		}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "concord_http_request_seconds", Help: "Time to answer, by route.", Buckets: times,
		}, []string{"route"}),
	}
	b.metrics.MustRegister(b.requests, b.seconds,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		gauge("concord_snapshot_sequence", "Sequence of the registry that answers come from; 0 before the first.", func() float64 {
			if s := r.Snapshot(); s != nil {
				return float64(s.Revision().Sequence)
			}
			return 0
		}),
		gauge("concord_degraded", "1 while the store is away and the last good snapshot answers.", func() float64 {
			if r.Degraded() {
				return 1
			}
			return 0
		}))
	return b
}

func gauge(name, help string, value func() float64) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value)
}

// observe answers errors, so that the status it notes is the one that was sent.
func (b *observer) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		begun := time.Now()
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		took := time.Since(begun)
		route := c.Path()
		if route == "" {
			route = "unmatched"
		}
		status := c.Response().Status
		b.requests.WithLabelValues(route, method(c), strconv.Itoa(status)).Inc()
		b.seconds.WithLabelValues(route).Observe(took.Seconds())
		b.note(c, status, took, err)
		return nil
	}
}

// method is a request's method; those nobody serves are one.
func method(c echo.Context) string {
	switch m := c.Request().Method; m {
	case echo.GET, echo.HEAD, echo.POST, echo.PUT, echo.DELETE:
		return m
	}
	return "other"
}

// note writes a line of the access log. Queries are left out: nothing in them
// is needed, and people put things there that do not belong.
func (b *observer) note(c echo.Context, status int, took time.Duration, err error) {
	level := slog.LevelInfo
	if status >= 500 {
		level = slog.LevelError
	}
	ctx := c.Request().Context()
	if !b.log.Enabled(ctx, level) {
		return
	}
	attributes := []slog.Attr{
		slog.String("id", c.Response().Header().Get(requestIDHeader)),
		slog.String("method", method(c)),
		slog.String("path", c.Request().URL.Path),
		slog.Int("status", status),
		slog.Int64("bytes", c.Response().Size),
		slog.Duration("took", took),
		slog.String("address", c.RealIP()),
	}
	if err != nil {
		attributes = append(attributes, slog.String("error", err.Error()))
	}
	if panicked, ok := errors.AsType[*panicError](err); ok {
		attributes = append(attributes, slog.String("stack", panicked.stack))
	}
	b.log.LogAttrs(ctx, level, "request", attributes...)
}

func newPanicError(cause any) *panicError { return &panicError{cause, string(debug.Stack())} }
