package store_test

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

	"concord/internal/registry"
	"concord/internal/store"
	"concord/internal/store/storetest"
)

// killedAt names the database that this binary, run anew, is to write to until
// it is killed.
const killedAt = "CONCORD_TEST_WRITE_UNTIL_KILLED"

// TestWriteUntilKilled is the process that TestKill kills.
func TestWriteUntilKilled(t *testing.T) {
	url := os.Getenv(killedAt)
	if url == "" {
		t.Skip("run by TestKill")
	}
	s, err := store.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	for tried := registry.Sequence(0); ; {
		head, err := s.Head(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		next := head.Newest + 1
		_, err = s.Write(context.Background(), roundStep(next))
		// The step of a process killed before may still be on its way to the disk of
		// the server, and come first, but only once.
		if errors.Is(err, registry.ErrConflict) && tried != next {
			tried = next
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("acknowledged", next)
	}
}

// roundStep is a step that touches every table of facts with as many rows as
// its sequence tells, so that a part of it would show.
func roundStep(sequence registry.Sequence) registry.Step {
	id := registry.InstitutionID(fmt.Sprintf("150400-%04d", sequence))
	step := registry.Step{
		Action:       "round",
		Institutions: []registry.Institution{{ID: id, Name: "医院", Open: registry.Always}},
		Publications: []registry.Publication{{Version: registry.Version{
			List: registry.ListID{Jurisdiction: "150400", Kind: registry.ItemList}, Number: int(sequence), Terms: registry.DefaultTerms(),
		}}},
	}
	for i := range rowsOfStep {
		item := registry.ItemCode(fmt.Sprintf("LCHM%03d", (int(sequence)+i)%1000))
		step.Qualifications = append(step.Qualifications, registry.Qualification{Institution: id, Item: item, Result: registry.Pass})
		step.Publications[0].Content.Items = append(step.Publications[0].Content.Items, registry.ItemEntry{Item: item})
	}
	return step
}

const rowsOfStep = 120

// What was acknowledged before a process is killed is there, and nothing is there
// in part.
func TestKill(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		s := open(t, url)
		chance := rand.New(rand.NewPCG(1, 2))
		for range 20 {
			acknowledged := writeAndKill(t, url, chance.IntN(4), time.Duration(chance.IntN(40_000))*time.Microsecond)
			head := checkWhole(t, s)
			if head < acknowledged || head > acknowledged+1 {
				t.Fatalf("step %d was acknowledged before the kill, the registry is at %d", acknowledged, head)
			}
		}
	})
}

// writeAndKill lets a process write, kills it some time after it has acknowledged
// some steps, and returns the last step that it acknowledged.
func writeAndKill(t *testing.T, url string, steps int, later time.Duration) (last registry.Sequence) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestWriteUntilKilled$")
	child.Env = append(os.Environ(), killedAt+"="+url)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		var sequence uint64
		if _, err := fmt.Sscanf(lines.Text(), "acknowledged %d", &sequence); err != nil {
			t.Fatalf("the writing process says %q", lines.Text())
		}
		last = registry.Sequence(sequence)
		if n == steps {
			// The scanner ends when the process does.
			time.AfterFunc(later, func() { child.Process.Kill() })
		}
	}
	if err := child.Wait(); err == nil || child.ProcessState.Exited() {
		t.Fatalf("the writing process ended by itself: %v", err)
	}
	return last
}

// checkWhole fails unless the registry holds whole steps in an unbroken chain.
func checkWhole(t *testing.T, s *store.Store) registry.Sequence {
	t.Helper()
	if err := s.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := storetest.ReadContents(t, s, registry.Selection{})
	steps := int(c.Head.Newest)
	h := c.Lists[registry.ListID{Jurisdiction: "150400", Kind: registry.ItemList}]
	if len(c.Institutions) != steps || len(c.Qualifications) != steps*rowsOfStep || len(h.Versions) != steps {
		t.Fatalf("%d steps hold %d institutions, %d qualifications, %d versions",
			steps, len(c.Institutions), len(c.Qualifications), len(h.Versions))
	}
	for n := 1; n <= steps; n++ {
		if got := len(h.Content(n).Items); got != rowsOfStep {
			t.Fatalf("version %d holds %d entries, want %d", n, got, rowsOfStep)
		}
	}
	return c.Head.Newest
}
