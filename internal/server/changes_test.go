package server

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"concord/api"
	"concord/catalogs"
	"concord/internal/app"
	"concord/internal/httpapi/apitest"
)

// feedServer is a server with an office, and the address of its feed behind the
// newest change.
func feedServer(t *testing.T, o Options) (s *Server, feed string) {
	t.Helper()
	service, kept := apitest.Open(t, "sqlite:"+filepath.Join(t.TempDir(), "concord.db"))
	o.Office = app.NewOffice(kept, service)
	s, err := New(service, catalogs.Load(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s, "/v1/changes?after=" + service.Snapshot().Revision().String()
}

func TestAWaitOutlastsTheTimeOfOtherReads(t *testing.T) {
	s, feed := feedServer(t, Options{Timeout: 100 * time.Millisecond})
	if answer := apitest.NewContract(t, s).Get(t, feed+"&wait=1"); answer.Status != http.StatusOK {
		t.Errorf("a wait in vain gives %d: %s", answer.Status, answer.Body)
	}
	if writeTimeout < s.options.Timeout+patience["/v1/changes"] {
		t.Error("a connection ends before the longest wait")
	}
}

func TestStoppingEndsWaits(t *testing.T) {
	s, feed := feedServer(t, Options{})
	entered := make(chan struct{})
	s.echo.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			close(entered)
			return next(c)
		}
	})
	ctx, stop := context.WithCancel(t.Context())
	bound, stopped := make(chan net.Addr, 1), make(chan error, 1)
	go func() { stopped <- s.Run(ctx, "127.0.0.1:0", func(a net.Addr) { bound <- a }) }()
	address := (<-bound).String()
	answered := make(chan error, 1)
	go func() { answered <- emptyFeed("http://" + address + feed + "&wait=55") }()
	<-entered
	began := time.Now()
	stop()
	if err := <-answered; err != nil {
		t.Errorf("who waited got %v, want an empty part of the feed", err)
	}
	if err := <-stopped; err != nil {
		t.Errorf("stop: %v", err)
	}
	if took := time.Since(began); took > drainTime {
		t.Errorf("stopping took %v", took)
	}
}

// emptyFeed asks for a part of the feed that holds nothing.
func emptyFeed(url string) error {
	answer, err := http.Get(url)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	var changes api.Changes
	if err := json.Unmarshal(body, &changes); err != nil || len(changes.Items) != 0 || changes.Next == "" {
		return fmt.Errorf("%s with %s", answer.Status, body)
	}
	return nil
}
