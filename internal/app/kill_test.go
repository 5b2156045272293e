package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/store"
	"concord/internal/store/pgtest"
)

// killedWhilePublishing names the database in which this binary, run anew, is to
// publish until it is killed.
const killedWhilePublishing = "CONCORD_TEST_PUBLISH_UNTIL_KILLED"

// TestPublishUntilKilled is the process that TestKillWhilePublishing kills: it
// takes one draft after the other from upload to publication.
func TestPublishUntilKilled(t *testing.T) {
	url := os.Getenv(killedWhilePublishing)
	if url == "" {
		t.Skip("run by TestKillWhilePublishing")
	}
	opened, err := store.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	b := newBureau(t, opened)
	catalogue := []string{"LCHM001", "LCHM051", "LCHM052", "LCHM030"}
	for {
		// A list of two items, so that half a version would show.
		items := []string{catalogue[rand.IntN(2)], catalogue[2+rand.IntN(2)]}
		view, err := b.publish(tongliao, items, DraftChange{From: &b.today})
		if errors.Is(err, registry.ErrConflict) { // the step of a process killed before came first
			continue
		}
		if _, moved := errors.AsType[*MovedError](err); moved {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("published", view.Published)
	}
}

// A kill at any point of publishing leaves the old version or the new one, whole,
// with the draft in the state that goes with it; and the chain holds.
func TestKillWhilePublishing(t *testing.T) {
	for name, url := range map[string]string{"sqlite": "sqlite:" + t.TempDir() + "/concord.db", "postgres": pgtest.Open(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kept := openStore(t, url)
			chance := rand.New(rand.NewPCG(3, 4))
			for range 20 {
				told := publishAndKill(t, url, 1+chance.IntN(3), time.Duration(chance.IntN(60_000))*time.Microsecond)
				checkPublications(t, kept, told)
			}
		})
	}
}

// publishAndKill lets a process publish, kills it some time after it has told of
// some publications, and returns the last version that it told of.
func publishAndKill(t *testing.T, url string, publications int, later time.Duration) (last int) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestPublishUntilKilled$")
	child.Env = append(os.Environ(), killedWhilePublishing+"="+url)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 1; lines.Scan(); n++ {
		if _, err := fmt.Sscanf(lines.Text(), "published %d", &last); err != nil {
			t.Fatalf("the publishing process says %q", lines.Text())
		}
		if n == publications {
			time.AfterFunc(later, func() { child.Process.Kill() })
		}
	}
	if err := child.Wait(); err == nil || child.ProcessState.Exited() {
		t.Fatalf("the publishing process ended by itself: %v", err)
	}
	return last
}

func checkPublications(t *testing.T, kept office.Store, told int) {
	t.Helper()
	if err := kept.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
	history, err := readList(t.Context(), kept, tongliao)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(history.Versions); n < told || n > told+1 {
		t.Fatalf("version %d was told of before the kill; the list has %d", told, n)
	}
	drafts, err := kept.Drafts(t.Context(), office.DraftSelection{States: []office.State{office.Published}})
	if err != nil {
		t.Fatal(err)
	}
	became := map[int]bool{}
	for _, d := range drafts {
		became[d.Published] = true
		if _, err := kept.File(t.Context(), d.File.SHA256); err != nil {
			t.Errorf("draft %s has lost its file: %v", d.ID, err)
		}
	}
	for _, v := range history.Versions {
		if got := len(history.Content(v.Number).Items); got != 2 || !became[v.Number] {
			t.Fatalf("version %d has %d entries, want 2, and a draft that became it: %v", v.Number, got, became[v.Number])
		}
	}
	if len(became) != len(history.Versions) {
		t.Fatalf("%d drafts are published, the list has %d versions", len(became), len(history.Versions))
	}
}
