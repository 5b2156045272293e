package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"concord/internal/recognition/scenario"
)

func (c *console) scenarioCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "scenario FILE…",
		Short: "运行验收场景文件 / run scenario files against the built-in rules",
		Long: `运行场景文件：小型登记、问题与预期答案。供医院与厂商验收使用。

Runs scenario files: small registries, questions, and the answers expected.
Acceptance cases for hospitals and vendors; the grammar is in docs/scenarios.md.
Exit code 0 when every answer is as expected, 1 when one is not, 3 when a file
cannot be read.`,
		Example: `  concord scenario acceptance.txt more/*.txt`,
		Args:    cobra.MinimumNArgs(1),
		RunE:    c.run(c.scenarios),
	}
}

// scenarios runs every file, whatever became of those before it.
func (c *console) scenarios(_ context.Context, names []string) error {
	asked, failed, broken := 0, 0, false
	for _, name := range names {
		cases, err := c.scenarioFile(name)
		var errs scenario.Errors
		if errors.As(err, &errs) {
			fmt.Fprintln(c.stderr, errs)
			broken = true
		} else if err != nil {
			return err
		}
		asked += len(cases)
		failed += c.printFailures(cases)
	}
	fmt.Fprintf(c.stdout, c.say("%d 个问题，%d 个与预期不符\n", "%d questions, %d answered otherwise than expected\n"), asked, failed)
	switch {
	case broken:
		return exitCode(exitFileProblems)
	case failed > 0:
		return exitCode(exitFailed)
	}
	return nil
}

func (c *console) scenarioFile(name string) ([]scenario.Case, error) {
	src, err := c.readFile(name)
	if err != nil {
		return nil, err
	}
	file, err := scenario.Parse(name, src)
	if err != nil {
		return nil, err
	}
	return file.Run(c.catalogue())
}

// printFailures prints the cases that were not answered as expected.
func (c *console) printFailures(cases []scenario.Case) int {
	failed := 0
	for _, one := range cases {
		if one.Passed() {
			continue
		}
		failed++
		fmt.Fprintln(c.stdout, one)
	}
	return failed
}
