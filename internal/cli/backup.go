package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"concord/internal/store"
)

func (c *console) backupCommand() *cobra.Command {
	force := false
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "备份 / write everything to a file, while others read and write",
		Long: `在服务运行时取得同一时刻的全部数据：登记、各版本、留痕、上传文件、账户与密钥（不含会话）。
文件与数据库种类无关。其中有密码哈希与双因素密钥，须妥善保管。

Writes the whole registry and its record, as they are at one instant. The file
can be restored on SQLite and on PostgreSQL alike. It holds password hashes and
the secrets of second factors: keep it as you keep the database.`,
		Example: "  concord backup concord-2026-11-22.backup --database postgres://concord@db/concord",
		Args:    cobra.ExactArgs(1),
		RunE:    c.run(func(ctx context.Context, args []string) error { return c.backup(ctx, args[0], force) }),
	}
	cmd.Flags().BoolVar(&force, "force", false, "覆盖已有文件 / replace the file")
	return cmd
}

func (c *console) backup(ctx context.Context, name string, force bool) (err error) {
	db, err := c.openForReading(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	var made store.Backup
	err = c.writeWhole(name, force, func(w io.Writer) error {
		made, err = db.Backup(ctx, w, c.instant())
		return err
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.stdout, c.say("已备份到 %s：修订 %s（%s），留痕 %d 条（%s）\n", "wrote %s: revision %s (%s), %d events (%s)\n"),
		name, made.Revision, made.StepHash, made.Event, made.EventHash)
	return err
}

func (c *console) restoreCommand() *cobra.Command {
	var epoch uint32
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "恢复 / put a backup into an empty database",
		Long: `恢复到空数据库：SQLite 文件自动建立，PostgreSQL 须先执行 concord migrate up。核对无误后才提交，否则不留任何内容。
恢复后修订号进入新的世代，以恢复时刻（秒）编号：备份之后的旧修订不再存在，也不会有新修订与之同号；同一备份恢复两次，
世代也不相同。

Puts a backup into an empty database: an SQLite file is made, PostgreSQL is
migrated before. Counts, digests and both chains are compared before anything is
kept. The epoch of revisions rises to the instant of the restore, in seconds:
those after the backup are gone, and no new one is called like them, nor like
those of another restore of the same backup.`,
		Example: "  concord restore concord-2026-11-22.backup --database sqlite:new.db",
		Args:    cobra.ExactArgs(1),
		RunE:    c.run(func(ctx context.Context, args []string) error { return c.restore(ctx, args[0], epoch) }),
	}
	cmd.Flags().Uint32Var(&epoch, "epoch", 0, "新世代的编号 / number of the epoch that begins (default: the instant in seconds)")
	return cmd
}

func (c *console) restore(ctx context.Context, name string, epoch uint32) (err error) {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	// The manifest is read first: a file that is none makes no database.
	from, err := store.ReadBackup(bufio.NewReader(file))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	db, err := c.openForWriting(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	head, err := db.Restore(ctx, from, store.Restoring{At: c.instant(), Actor: actor(), Epoch: epoch})
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	_, err = fmt.Fprintf(c.stdout, c.say("已恢复到修订 %s（原 %s），全部相符\n", "restored to revision %s (it was %s); everything is as it was recorded\n"),
		head.Revision(), from.Revision)
	return err
}

// writeWhole writes a file that is there whole or not at all. One that is there
// already is replaced only by force.
func (c *console) writeWhole(name string, force bool, write func(io.Writer) error) (err error) {
	if _, err := os.Stat(name); !force && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf(c.say("%s 已存在，用 --force 覆盖", "%s is there already; --force replaces it"), name)
	}
	file, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	err = errors.Join(write(file), file.Sync(), file.Close())
	if err != nil {
		return err
	}
	return os.Rename(file.Name(), name)
}
