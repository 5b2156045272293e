package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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
	entries := []int{0, 1} // of each version, by number
	for range 8 {
		killWhenWriting(t, publish(all))
		history := historyOf(t, database)
		if n := len(history.Versions); n > len(entries) {
			t.Fatalf("%d versions after a kill, want at most %d", n, len(entries))
		} else if n == len(entries) {
			entries = append(entries, len(catalogs.Load().Items))
		}
		for number := 1; number < len(entries); number++ {
			if got := len(history.Content(number).Items); got != entries[number] {
				t.Fatalf("version %d has %d entries after a kill, want %d", number, got, entries[number])
			}
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

// killWhenWriting kills an import as soon as it says that it writes.
func killWhenWriting(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines, writing := bufio.NewScanner(said), false
	for !writing && lines.Scan() {
		writing = strings.HasPrefix(lines.Text(), "writing 0/")
	}
	if !writing {
		t.Fatal("the import ended before it wrote")
	}
	// A process that has just ended by itself cannot be killed any more.
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	_ = cmd.Wait()
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
