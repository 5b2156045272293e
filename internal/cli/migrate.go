package cli

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"concord/internal/registry"
	"concord/internal/store"
)

func (c *console) migrateCommand() *cobra.Command {
	up := &cobra.Command{
		Use:     "up",
		Short:   "升级数据库结构 / bring the schema up to date",
		Example: "  concord migrate up --database postgres://owner@db/concord",
		Args:    cobra.NoArgs,
		RunE:    c.run(c.migrateUp),
	}
	status := &cobra.Command{
		Use:   "status",
		Short: "列出各次升级 / list the migrations and when each was applied",
		Args:  cobra.NoArgs,
		RunE:  c.run(c.migrateStatus),
	}
	return group("migrate", "数据库结构 / the schema of the database", up, status)
}

func (c *console) migrateUp(ctx context.Context, _ []string) error {
	if err := store.Migrate(ctx, c.database); err != nil {
		return err
	}
	_, err := fmt.Fprintln(c.stdout, c.say("数据库结构已是最新", "the schema is up to date"))
	return err
}

func (c *console) migrateStatus(ctx context.Context, _ []string) error {
	migrations, err := store.Status(ctx, c.database)
	if err != nil {
		return err
	}
	var t table
	for _, m := range migrations {
		applied := c.say("未执行", "pending")
		if !m.AppliedAt.IsZero() {
			applied = m.AppliedAt.In(registry.China).Format(time.RFC3339)
		}
		t.add(strconv.FormatInt(m.Number, 10), m.Name, applied)
	}
	return t.print(c.stdout)
}
