package server

import (
	"context"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"

	"concord/internal/httpapi"
	"concord/internal/registry"
	"concord/internal/web"
)

// limits are the rate limits of clients, by key or else by address.
type limits struct {
	addresses *buckets[netip.Addr]
	clients   *buckets[string]
}

func newLimits(o Options) *limits {
	return &limits{
		addresses: newBuckets[netip.Addr](o.AddressRate, o.AddressBurst),
		clients:   newBuckets[string](o.KeyRate, o.KeyBurst),
	}
}

// maxBuckets bounds how many clients are remembered: two generations of these.
const maxBuckets = 50_000

// buckets holds a token bucket for each client. When a generation is full it
// becomes the old one, and what was the old one is forgotten; who is forgotten
// begins with a full bucket.
type buckets[K comparable] struct {
	rate  rate.Limit
	burst int

	mu         sync.Mutex
	young, old map[K]*rate.Limiter
}

func newBuckets[K comparable](perSecond float64, burst int) *buckets[K] {
	return &buckets[K]{rate: rate.Limit(perSecond), burst: burst, young: map[K]*rate.Limiter{}}
}

func (b *buckets[K]) of(key K) *rate.Limiter {
	b.mu.Lock()
	defer b.mu.Unlock()
	if limiter := b.young[key]; limiter != nil {
		return limiter
	}
	if len(b.young) >= maxBuckets {
		b.young, b.old = map[K]*rate.Limiter{}, b.young
	}
	limiter := b.old[key]
	if limiter == nil {
		limiter = rate.NewLimiter(b.rate, b.burst)
	}
	b.young[key] = limiter
	return limiter
}

// wait is how long a client has to wait until it may take tokens; 0 takes them.
func wait(limiter *rate.Limiter, now time.Time, tokens int) time.Duration {
	reservation := limiter.ReserveN(now, tokens)
	if !reservation.OK() {
		return time.Minute
	}
	delay := reservation.DelayFrom(now)
	if delay > 0 {
		reservation.CancelAt(now)
	}
	return delay
}

// limit lets a request pass when its client has a token left. Health and
// metrics always pass: whoever watches the server must see it. What a page asks
// of the contract passes with the page, which has paid.
func (s *Server) limit(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if operational(c.Path()) {
			return next(c)
		}
		limiter := s.limiterOf(c)
		spend := func(tokens int) error { return s.spend(c, limiter, tokens) }
		if c.Request().Context().Value(paid{}) == nil {
			if err := spend(1); err != nil {
				return err
			}
		}
		if web.IsPage(c.Request()) {
			c.SetRequest(c.Request().WithContext(context.WithValue(c.Request().Context(), paid{}, true)))
		}
		httpapi.Limit(c, spend)
		return next(c)
	}
}

// paid marks the context of a page whose token is spent, and so those of its own
// requests in this process.
type paid struct{}

// decisive reports whether a path answers decisions.
func decisive(path string) bool { return strings.HasPrefix(path, "/v1/decisions") }

func operational(path string) bool {
	return path == "/healthz" || path == "/readyz" || path == "/metrics"
}

// limiterOf is that of the key a request came with, or else of its address.
func (s *Server) limiterOf(c echo.Context) *rate.Limiter {
	if key := httpapi.ActorOf(c).Key; key != "" {
		return s.limits.clients.of(key)
	}
	return s.limits.addresses.of(network(c.RealIP()))
}

// network is what is counted as one address: of IPv6 the /64, which is one
// customer's.
func network(address string) netip.Addr {
	parsed, err := netip.ParseAddr(address)
	if err != nil {
		return netip.Addr{}
	}
	parsed = parsed.Unmap()
	if !parsed.Is6() {
		return parsed
	}
	prefix, err := parsed.Prefix(64)
	if err != nil {
		return parsed
	}
	return prefix.Addr()
}

func (s *Server) spend(c echo.Context, limiter *rate.Limiter, tokens int) error {
	if tokens < 1 {
		return nil
	}
	delay := wait(limiter, s.options.Clock(), tokens)
	if delay == 0 {
		return nil
	}
	c.Response().Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(delay.Seconds()))))
	return httpapi.Refuse(http.StatusTooManyRequests, "RATE_LIMITED",
		registry.Text{Zh: "请求过于频繁", En: "too many requests"},
		registry.Text{
			Zh: "按 Retry-After 稍后重试；批量查询或使用 API 密钥可提高上限",
			En: "wait as Retry-After says; batches and an API key raise the limit",
		})
}
