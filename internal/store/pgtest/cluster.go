package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
)

// A cluster is a throw-away data directory and the programs that serve it.
type cluster struct {
	bin      string   // folder of initdb and postgres
	dir      string   // holds the data directory, the password and the log
	as       []string // command prefix that changes the user, if we are root
	password string
}

// startCluster makes a cluster with the programs of this machine and serves it. Another
// process may take its port just before the server does; then it is made anew.
func startCluster(ctx context.Context) (started *server, err error) {
	for range 3 {
		started, err = newCluster(ctx)
		if !errors.Is(err, errEnded) {
			break
		}
	}
	return started, err
}

func newCluster(ctx context.Context) (*server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "concord-postgres-")
	if err != nil {
		return nil, err
	}
	c := cluster{bin: bin, dir: dir, password: rand.Text()}
	started, err := c.start(ctx)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return started, nil
}

func (c *cluster) start(ctx context.Context) (*server, error) {
	if err := c.leaveRoot(); err != nil {
		return nil, err
	}
	if err := c.init(ctx); err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	return c.serve(ctx, port)
}

// leaveRoot gives the folder to a user without rights: PostgreSQL refuses to run as root.
func (c *cluster) leaveRoot() error {
	if os.Geteuid() != 0 {
		return nil
	}
	servant, err := user.Lookup("postgres")
	if err != nil {
		servant, err = user.Lookup("nobody")
	}
	if err != nil {
		return fmt.Errorf("finding a user without rights: %w", err)
	}
	uid, err := strconv.Atoi(servant.Uid)
	if err != nil {
		return err
	}
	c.as = []string{"setpriv", "--reuid=" + servant.Uid, "--regid=" + servant.Gid, "--clear-groups", "--"}
	return os.Chown(c.dir, uid, -1)
}

// command prepares a program to run in the cluster's folder as its user.
func (c *cluster) command(ctx context.Context, args ...string) *exec.Cmd {
	args = slices.Concat(c.as, args)
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir = c.dir
	return cmd
}

func (c *cluster) data() string { return filepath.Join(c.dir, "data") }

func (c *cluster) init(ctx context.Context) error {
	password := filepath.Join(c.dir, "password")
	if err := os.WriteFile(password, []byte(c.password), 0o644); err != nil {
		return err
	}
	defer os.Remove(password)
	initdb := c.command(ctx, filepath.Join(c.bin, "initdb"), "--pgdata="+c.data(), "--no-sync",
		"--username=postgres", "--auth=scram-sha-256", "--pwfile="+password,
		"--encoding=UTF8", "--locale=C")
	if output, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("running initdb: %w: %s", err, output)
	}
	return nil
}

// watch serves a cluster for as long as its standard input is open, then removes it: no
// server and no folder outlives the test process, however that one ends. Interrupts from
// the terminal are left to the test process. A server that is just starting may miss its
// signal, so it is told again.
const watch = `
trap '' INT HUP
exec 3<&0
dir=$1; shift
"$@" </dev/null & server=$!
{ cat <&3; while kill -QUIT $server; do sleep 1; done; } >/dev/null 2>&1 &
wait $server
rm -rf "$dir"
`

// serve starts the server on a port of the loopback interface and waits until it answers.
func (c *cluster) serve(ctx context.Context, port string) (*server, error) {
	log, err := os.Create(filepath.Join(c.dir, "log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	stop, ended, err := c.watched(log,
		"-c", "listen_addresses=127.0.0.1", "-c", "port="+port, "-c", "unix_socket_directories=")
	if err != nil {
		return nil, err
	}
	url := fmt.Sprintf("postgres://postgres:%s@127.0.0.1:%s/postgres?sslmode=disable", c.password, port)
	if err := await(ctx, url, ended); err != nil {
		stop()
		return nil, fmt.Errorf("%w: %s", err, content(log))
	}
	return &server{url: url, stop: stop}, nil
}

// watched runs postgres under the watch. The channel closes when the server has ended.
func (c *cluster) watched(log *os.File, settings ...string) (stop func(), ended <-chan struct{}, err error) {
	postgres := []string{"sh", "-c", watch, "watch", c.dir, filepath.Join(c.bin, "postgres"), "-D", c.data()}
	cmd := c.command(context.Background(), slices.Concat(postgres, settings, tuning)...)
	cmd.Stdout, cmd.Stderr = log, log
	lifeline, err := cmd.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, fmt.Errorf("starting postgres: %w", err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = cmd.Wait() // what went wrong stands in the log
	}()
	stop = func() {
		_ = lifeline.Close()
		<-done
	}
	return stop, done, nil
}

// content reads a log that the watch may have removed from its folder already.
func content(log *os.File) []byte {
	said, _ := io.ReadAll(io.NewSectionReader(log, 0, 64<<10))
	return said
}

// freePort returns a port that nobody listened on a moment ago.
func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	return port, err
}

// programs finds the folder of initdb: the path's, else the newest that Debian keeps
// off the path.
func programs() (string, error) {
	if found, err := exec.LookPath("initdb"); err == nil {
		found, err = filepath.EvalSymlinks(found)
		return filepath.Dir(found), err
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", errors.New("initdb is neither in the path nor in /usr/lib/postgresql")
	}
	return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return release(a) - release(b) })), nil
}

// release is the number in /usr/lib/postgresql/15/bin/initdb, or 0.
func release(initdb string) int {
	number, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	return number
}
