package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"concord/catalogs"
	"concord/internal/registry"
	"concord/internal/store"
)

// TestKillDuringAnImportLeavesTheOldVersionWhole kills an import the moment it
// writes, over and over: the list then has its old version or the new one, each
// with every entry, and can be published again.
func TestKillDuringAnImportLeavesTheOldVersionWhole(t *testing.T) {
	folder := t.TempDir()
	database := "sqlite:" + filepath.Join(folder, "concord.db")
	one, all := manyItems(t, folder, "one.csv", 1), manyItems(t, folder, "all.csv", 0)
	publish := func(file string) *exec.Cmd {
		return concord(t.Context(), t, "import", "items", file, "--database", database, "--jurisdiction", "150400",
			"--effective-from", "2020-01-01", "--confirm", "--publish", "--progress", "always")
	}
	if out, err := publish(one).CombinedOutput(); err != nil {
		t.Fatalf("publish version 1: %v\n%s", err, out)
	}
	whole := []int{0, 1, len(catalogs.Load().Items)} // entries of each version, by number
	for grown := int64(16); grown <= 1<<20; grown *= 2 {
		killWhenWriting(t, publish(all), filepath.Join(folder, "concord.db-wal"), grown)
		history := historyOf(t, database)
		for _, v := range history.Versions {
			if got := len(history.Content(v.Number).Items); v.Number >= len(whole) || got != whole[v.Number] {
				t.Fatalf("killed after %d bytes: version %d has %d entries, want versions of %v", grown, v.Number, got, whole[1:])
			}
		}
		t.Logf("killed after %d bytes: %d versions", grown, len(history.Versions))
		if len(history.Versions) == 2 {
			break // it was too late to kill, and every later import is
		}
	}
	if out, err := publish(all).CombinedOutput(); err != nil {
		t.Fatalf("publish after the kills: %v\n%s", err, out)
	}
}

// manyItems writes a list of the first n items of the catalogue; of all for 0.
func manyItems(t *testing.T, folder, name string, n int) string {
	t.Helper()
	items := catalogs.Load().Items
	if n > 0 {
		items = items[:n]
	}
	var b strings.Builder
	b.WriteString("项目编码,项目名称\n")
	for _, i := range items {
		fmt.Fprintf(&b, "%s,%q\n", i.Code, i.Name)
	}
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// killWhenWriting kills an import that has said that it writes, as soon as the
// log of the database has grown so far.
func killWhenWriting(t *testing.T, cmd *exec.Cmd, log string, grown int64) {
	t.Helper()
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(said)
	if !says(lines, "writing 0/") {
		t.Fatal("the import ended before it wrote")
	}
	ended := make(chan bool)
	go func() {
		defer close(ended)
		says(lines, "writing 1/")
	}()
	growsTo(log, size(log)+grown, ended)
	// A process that has just ended by itself cannot be killed any more.
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	_ = cmd.Wait()
}

// says reads lines up to one that begins as wanted.
func says(lines *bufio.Scanner, beginning string) bool {
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), beginning) {
			return true
		}
	}
	return false
}

// growsTo returns when a file is so large, or when the import has nothing more
// to say.
func growsTo(file string, bytes int64, ended <-chan bool) {
	for size(file) < bytes {
		select {
		case <-ended:
			return
		default:
			runtime.Gosched()
		}
	}
}

// size is that of a file, 0 where there is none.
func size(file string) int64 {
	info, err := os.Stat(file)
	if err != nil {
		return 0
	}
	return info.Size()
}

func historyOf(t *testing.T, database string) registry.ListHistory {
	t.Helper()
	db, err := store.Open(context.Background(), database)
	if err != nil {
		t.Fatalf("open after a kill: %v", err)
	}
	defer db.Close()
	history, err := db.List(context.Background(), registry.ListID{Jurisdiction: "150400", Kind: registry.ItemList})
	if err != nil {
		t.Fatalf("read after a kill: %v", err)
	}
	return history
}
