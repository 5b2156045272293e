package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"concord/internal/registry"
)

// Exit codes. Those from 10 on are the outcomes of concord check.
const (
	exitDone          = 0
	exitFailed        = 1
	exitUsage         = 2
	exitFileProblems  = 3
	exitDiscretion    = 10
	exitNotRecognized = 11
	exitUndetermined  = 12
)

// console is one run of the command line.
type console struct {
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	now    func() time.Time

	database string
	lang     string
	demo     bool // the demonstration's fictional regions are known
	running  bool // a command's own code was reached: errors are no longer usage
}

// Run runs one command and returns its exit code.
func Run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c := &console{stdin: stdin, stdout: stdout, stderr: stderr, now: time.Now}
	root := c.root()
	root.SetArgs(args)
	return c.exit(root.ExecuteContext(ctx))
}

// exit prints an error and says which code it ends with.
func (c *console) exit(err error) int {
	var code exitCode
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &usage), !c.running:
		fmt.Fprintf(c.stderr, "concord: %v\n", err)
		fmt.Fprintln(c.stderr, c.say("用法见 concord help COMMAND", "see concord help COMMAND"))
		return exitUsage
	}
	fmt.Fprintf(c.stderr, "concord: %v\n", err)
	return exitFailed
}

// exitCode is an end that needs no message: the command has printed everything.
type exitCode int

// Error names the code.
func (e exitCode) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// usageError is an argument that cannot be understood.
type usageError struct{ err error }

// Error is the error's own message.
func (e usageError) Error() string { return e.err.Error() }

// Unwrap is the error itself.
func (e usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// root is the command tree.
func (c *console) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "concord",
		Short: "检查检验结果互认登记 / a registry of mutual recognition",
		Long: `Concord 登记各地发布的检查检验结果互认名单，并回答：甲医院的这一结果，乙医院是否互认，为什么。

Concord keeps the lists of results that hospitals recognize from one another,
and answers whether a given result of hospital A is recognized at hospital B,
and why.

Exit codes: 0 done, 1 failed, 2 usage, 3 the file has problems;
concord check: 0 recognized, 10 physician's discretion, 11 not recognized, 12 undetermined.`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetIn(c.stdin)
	root.SetOut(c.stdout)
	root.SetErr(c.stderr)
	root.CompletionOptions.HiddenDefaultCmd = true
	flags := root.PersistentFlags()
	flags.StringVar(&c.database, "database", envOr("CONCORD_DATABASE", "sqlite:concord.db"), "sqlite:PATH or postgres://… (environment: CONCORD_DATABASE)")
	flags.StringVar(&c.lang, "lang", envOr("CONCORD_LANG", "zh"), "language of messages: zh or en (environment: CONCORD_LANG)")
	flags.BoolVar(&c.demo, "demo", false, "演示数据（含虚构的演示省）/ the demonstration, which knows the fictional 演示省")
	root.AddCommand(
		c.serveCommand(), c.importCommand(), c.loadCommand(), c.scenarioCommand(), c.checkCommand(),
		c.progressCommand(), c.listsCommand(), c.userCommand(), c.keyCommand(), c.migrateCommand(),
		c.auditCommand(), c.backupCommand(), c.restoreCommand(), c.versionCommand(),
		c.institutionCommand(), c.qualificationCommand(), c.coverageCommand(),
		c.pricesCommand(), c.statisticsCommand(), c.reportCommand(),
	)
	return root
}

// run makes a command's function: what fails before it is the usage.
func (c *console) run(do func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if c.lang != "zh" && c.lang != "en" {
			return usagef("--lang is zh or en")
		}
		c.running = true
		return do(cmd.Context(), args)
	}
}

// group makes a command that only holds others.
func group(use, short string, commands ...*cobra.Command) *cobra.Command {
	g := &cobra.Command{
		Use:   use,
		Short: short,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usagef("%s needs a subcommand", cmd.CommandPath())
		},
	}
	g.AddCommand(commands...)
	return g
}

// say is the sentence in the language of the run.
func (c *console) say(zh, en string) string { return registry.Text{Zh: zh, En: en}.In(c.lang) }

// instant is the present, to the second.
func (c *console) instant() registry.Instant { return registry.InstantOf(c.now()) }

func envOr(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
