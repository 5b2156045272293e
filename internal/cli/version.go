package cli

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"concord/internal/recognition"
)

// version is set by the linker of a released binary.
var version = ""

func (c *console) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "显示版本 / print the version",
		Args:  cobra.NoArgs,
		RunE: c.run(func(context.Context, []string) error {
			fmt.Fprintf(c.stdout, "concord %s (rules %s, %s)\n", buildVersion(), recognition.RulesVersion, runtime.Version())
			return nil
		}),
	}
}

// buildVersion is the linker's, else that of the commit it was built from.
func buildVersion() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			return setting.Value[:min(12, len(setting.Value))]
		}
	}
	return "unknown"
}
