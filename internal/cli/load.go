package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"concord/internal/app"
	"concord/internal/registry"
)

func (c *console) loadCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "load FILE.json",
		Short: "载入一份完整的小型登记 / load a whole small registry from one JSON file",
		Long: `把一份 JSON 文件（机构、院区、医联体、联盟、代码对照、质评、撤销、名单各版本及条款）载入空数据库。
文件有误时逐条列出全部问题（退出码 3），不写入任何内容。

Loads institutions, campuses, consortia, alliances, code maps, qualifications,
revocations and list versions into an empty database. Every problem of the file
is listed with its JSON pointer (exit code 3); then nothing is written.
The schema is documented in docs/load.md. FILE may be - for standard input.`,
		Example: `  concord load registry.json --database sqlite:trial.db
  concord check --database sqlite:trial.db --issuer 150402-0001 --receiver 150402-0002 \
    --item LCHM051 --exam-time 2026-06-20T08:00:00+08:00`,
		Args: cobra.ExactArgs(1),
		RunE: c.run(c.load),
	}
}

func (c *console) load(ctx context.Context, args []string) (err error) {
	file, err := c.readFile(args[0])
	if err != nil {
		return err
	}
	db, err := c.openForWriting(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	loaded, err := app.NewRegistrar(db, c.catalogue()).Load(ctx, app.Load{File: file, Now: c.instant(), Actor: actor()})
	if err != nil {
		return err
	}
	if len(loaded.Problems) > 0 {
		return c.refuse(loaded.Problems)
	}
	_, err = fmt.Fprintf(c.stdout, c.say("已载入 %d 步，登记版本 %s\n", "loaded %d steps, revision %s\n"), loaded.Steps, loaded.Revision)
	return err
}

// refuse prints every problem of a file and ends with its exit code.
func (c *console) refuse(problems []registry.Problem) error {
	var t table
	for _, p := range problems {
		t.add(problemPlace(p), p.Code, p.Message.In(c.lang))
		t.add("", "", "→ "+p.Fix.In(c.lang))
	}
	if err := t.print(c.stderr); err != nil {
		return err
	}
	fmt.Fprintf(c.stderr, c.say("共 %d 个问题，未写入任何内容\n", "%d problems; nothing was written\n"), len(problems))
	return exitCode(exitFileProblems)
}

// problemPlace is where a problem stands: Sheet!B5, or a JSON pointer.
func problemPlace(p registry.Problem) string {
	if p.Row == 0 {
		return cmp.Or(p.Pointer, p.Sheet)
	}
	if p.Sheet == "" {
		return fmt.Sprintf("%s%d", p.Column, p.Row)
	}
	return fmt.Sprintf("%s!%s%d", p.Sheet, p.Column, p.Row)
}

// readFile reads a file, or standard input for “-”.
func (c *console) readFile(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(c.stdin)
	}
	return os.ReadFile(name)
}
