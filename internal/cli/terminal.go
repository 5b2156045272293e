package cli

import (
	"fmt"
	"os"

	"concord/internal/app"
)

// progressEvery is how many rows lie between two progress lines that are not on
// a terminal.
const progressEvery = 1000

// progressLines tells how an import reports its progress on standard error; nil
// where it is not to.
func (c *console) progressLines(when string) func(app.Stage, int, int) {
	terminal := isTerminal(c.stderr)
	if when == "never" || when == "auto" && !terminal {
		return nil
	}
	return func(stage app.Stage, done, total int) {
		if done != total && done%progressEvery != 0 {
			return
		}
		end := "\n"
		if terminal && done != total {
			end = "\r"
		}
		fmt.Fprintf(c.stderr, "%s %d/%d%s", c.stage(stage), done, total, end)
	}
}

func (c *console) stage(s app.Stage) string {
	words := map[app.Stage]string{
		app.StageReading: "读取", app.StageResolving: "识别", app.StageChecking: "检查", app.StageWriting: "写入",
	}
	return c.say(words[s], string(s))
}

// isTerminal reports whether somebody looks at what is written.
func isTerminal(w any) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
