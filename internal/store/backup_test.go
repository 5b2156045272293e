package store_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/store"
	"concord/internal/store/storetest"
)

// made is when the backups of the tests are made.
var made = registry.DayOf(2026, 11, 22).Start()

func backup(t *testing.T, s *store.Store) []byte {
	t.Helper()
	var file bytes.Buffer
	if _, err := s.Backup(t.Context(), &file, made); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// restore restores a backup into a store.
func restore(t *testing.T, s *store.Store, file []byte) (registry.Head, error) {
	t.Helper()
	from, err := store.ReadBackup(bytes.NewReader(file))
	if err != nil {
		return registry.Head{}, err
	}
	return s.Restore(t.Context(), from, store.Restoring{At: restoredAt, Actor: "console root"})
}

// restoredAt is when the suite restores, and began the life that begins then.
var (
	restoredAt = made + 60
	began      = uint32(restoredAt)
)

// No table is forgotten.
func TestBackupHoldsEveryTable(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		open(t, url)
		got := slices.Concat(store.BackedUp, store.LeftOut)
		slices.Sort(got)
		if diff := cmp.Diff(tables(t, raw(t, url), url), got); diff != "" {
			t.Errorf("tables (-database +backup):\n%s", diff)
		}
	})
}

// A registry restored on either database reads as the one that was backed up.
func TestRestoredRegistryIsTheSame(t *testing.T) {
	seed := 0
	for source, from := range databases {
		for target, to := range databases {
			seed++
			t.Run(source+" to "+target, func(t *testing.T) {
				t.Parallel()
				s := open(t, from(t))
				storetest.Fill(t, s, seed)
				file := backup(t, s)
				url := to(t)
				restored := open(t, url)
				head, err := restore(t, restored, file)
				if err != nil {
					t.Fatal(err)
				}
				sameAfterRestore(t, s, restored, head)
				for _, table := range store.BackedUp {
					if n := column(t, raw(t, url), "SELECT count(*) FROM "+table)[0]; n == "0" {
						t.Errorf("table %s is empty: nothing shows that it is restored", table)
					}
				}
			})
		}
	}
}

func sameAfterRestore(t *testing.T, s, restored *store.Store, head registry.Head) {
	t.Helper()
	if err := restored.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	want, got := storetest.ReadContents(t, s, registry.Selection{}), storetest.ReadContents(t, restored, registry.Selection{})
	want.Head.Epochs = append(want.Head.Epochs, registry.Epoch{Number: began, After: want.Head.Newest})
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the registry (-source +restored):\n%s", diff)
	}
	if diff := cmp.Diff(got.Head, head); diff != "" {
		t.Errorf("the head (-read +told):\n%s", diff)
	}
	before, after := storetest.ReadOffice(t, s), storetest.ReadOffice(t, restored)
	last := after.Events[len(after.Events)-1]
	after.Events = after.Events[:len(after.Events)-1]
	if diff := cmp.Diff(before, after, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the office (-source +restored):\n%s", diff)
	}
	if last.Noun != office.NounEpoch || last.Subject != fmt.Sprint(began) || last.Actor != "console root" || !strings.Contains(last.After, fmt.Sprintf(`"after":"1-%d"`, want.Head.Newest)) {
		t.Errorf("the record tells of the restore %+v", last)
	}
}

// What follows a restore is of its epoch, and a restored registry is backed up
// and restored in turn.
func TestRestoredRegistryGoesOn(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		s := open(t, sqliteURL(t))
		storetest.Fill(t, s, 1)
		restored := open(t, url)
		head, err := restore(t, restored, backup(t, s))
		if err != nil {
			t.Fatal(err)
		}
		revision, err := restored.Write(t.Context(), registry.Step{Action: "next"})
		if want := (registry.Revision{Epoch: began, Sequence: head.Newest + 1}); err == nil && revision != want {
			err = fmt.Errorf("the next step is %s, want %s", revision, want)
		}
		if err != nil {
			t.Fatal(err)
		}
		again := open(t, sqliteURL(t))
		third, err := restore(t, again, backup(t, restored))
		if err != nil {
			t.Fatal(err)
		}
		want := append(slices.Clone(head.Epochs), registry.Epoch{Number: began + 1, After: head.Newest + 1})
		if diff := cmp.Diff(want, third.Epochs); diff != "" {
			t.Errorf("epochs after two restores (-want +got):\n%s", diff)
		}
	})
}

func TestRestoreBeginsTheEpochItIsTold(t *testing.T) {
	file := backup(t, open(t, sqliteURL(t)))
	s := open(t, sqliteURL(t))
	for _, test := range []struct {
		epoch uint32
		good  bool
	}{{1, false}, {5, true}} {
		from, err := store.ReadBackup(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		head, err := s.Restore(t.Context(), from, store.Restoring{Epoch: test.epoch})
		if (err == nil) != test.good || test.good && head.Revision().Epoch != test.epoch {
			t.Errorf("a restore as epoch %d gives %v (%v)", test.epoch, head, err)
		}
	}
}

// A life that was lost is not called like the one that follows it, be its clock
// wrong.
func TestOneBackupRestoredTwiceBeginsTwoEpochs(t *testing.T) {
	s := open(t, sqliteURL(t))
	storetest.Fill(t, s, 1)
	file := backup(t, s)
	begun := map[uint32]bool{1: true}
	for _, at := range []registry.Instant{made + 60, made + 61, 0, made + 24*60*60} {
		from, err := store.ReadBackup(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		head, err := open(t, sqliteURL(t)).Restore(t.Context(), from, store.Restoring{At: at, Actor: "console root"})
		if err != nil {
			t.Fatal(err)
		}
		epoch := head.Revision().Epoch
		if begun[epoch] {
			t.Errorf("the restore at %s begins epoch %d once more", at, epoch)
		}
		begun[epoch] = true
	}
}

// A backup made while others write holds one state of all tables.
func TestBackupWhileOthersWrite(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		s := open(t, url)
		stop := make(chan struct{})
		var writer sync.WaitGroup
		writer.Go(func() {
			for n := registry.Sequence(1); ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				change := office.Change{Steps: []registry.Step{roundStep(n)}, Settings: []office.Settings{{Jurisdiction: "150400", Version: int(n) - 1}}}
				if _, err := s.Commit(context.WithoutCancel(t.Context()), change); err != nil {
					t.Error(err)
					return
				}
			}
		})
		for range 5 {
			if err := s.Wait(t.Context(), checkBackup(t, s)); err != nil {
				t.Fatal(err)
			}
		}
		close(stop)
		writer.Wait()
	})
}

// checkBackup makes a backup and restores it whole; it returns where it stands.
func checkBackup(t *testing.T, s *store.Store) registry.Sequence {
	t.Helper()
	restored := open(t, sqliteURL(t))
	if _, err := restore(t, restored, backup(t, s)); err != nil {
		t.Fatal(err)
	}
	return checkWhole(t, restored)
}

// A file that is not whole, or not as it was written, leaves nothing.
func TestBadBackupsAreRefused(t *testing.T) {
	s := open(t, sqliteURL(t))
	storetest.Fill(t, s, 3)
	good := backup(t, s)
	bad := map[string][]byte{
		"nothing":                     nil,
		"another file":                []byte("PK\x03\x04 and more"),
		"another gzip":                zipped("{}\n"),
		"half of it":                  good[:len(good)/2],
		"all but its last byte":       good[:len(good)-1],
		"more behind it":              append(slices.Clone(good), 'x'),
		"another backup behind it":    append(slices.Clone(good), good...),
		"a bit turned over":           turned(good, len(good)/2),
		"a newer format":              edited(t, good, `{"concord_backup":1`, `{"concord_backup":2`),
		"a newer schema":              edited(t, good, `"schema":`, `"schema":9`),
		"its last line cut off":       zipped(text(t, good)[:strings.LastIndex(text(t, good), `{"sha256"`)]),
		"a text changed":              zipped(strings.Replace(text(t, good), "演示市第一医院", "演示市第二医院", 1)),
		"a fact changed":              edited(t, good, "演示市第一医院", "演示市第二医院"),
		"an event changed":            edited(t, good, `"draft.publish"`, `"draft.submit"`),
		"a row taken out":             edited(t, good, "[3,0,5]\n", ""),
		"a row too short":             edited(t, good, "[3,0,5]\n", "[3,0]\n"),
		"a row that is none":          edited(t, good, "[3,0,5]\n", "[3,0,5\n"),
		"a value of another type":     edited(t, good, "[3,0,5]\n", "[\"3\",0,5]\n"),
		"a table that is not known":   edited(t, good, `{"table":"files"`, `{"table":"goose_db_version"`),
		"a table that stands twice":   edited(t, good, `{"table":"files"`, `{"table":"events"`),
		"a column that is not known":  edited(t, good, `"sha256","name"`, `"sha256","nom"`),
		"a file with other bytes":     edited(t, good, `"YWJj"`, `"YWJk"`),
		"another end than it says":    edited(t, good, `"revision":"1-`, `"revision":"1-9`),
		"an event told, but not kept": edited(t, good, `"event":`, `"event":1`),
	}
	onEach(t, func(t *testing.T, url string) {
		target := open(t, url)
		for name, file := range bad {
			_, err := restore(t, target, file)
			if !errors.Is(err, store.ErrBackup) && !errors.Is(err, store.ErrTampered) {
				t.Errorf("a backup with %s gives %v, want ErrBackup or ErrTampered", name, err)
			}
			isEmpty(t, target)
		}
		if _, err := restore(t, target, good); err != nil {
			t.Errorf("after all of them the good backup gives %v", err)
		}
		if _, err := restore(t, target, good); !errors.Is(err, store.ErrNotEmpty) {
			t.Errorf("a second restore gives %v, want ErrNotEmpty", err)
		}
	})
}

func isEmpty(t *testing.T, s *store.Store) {
	t.Helper()
	head, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	events, err := s.Events(t.Context(), office.EventSelection{})
	if err != nil || head.Newest != 0 || len(head.Epochs) != 1 || len(events) != 0 {
		t.Fatalf("the database holds %d steps and %d events, in %d epochs (%v); want none", head.Newest, len(events), len(head.Epochs), err)
	}
}

// text is what a backup says, in clear.
func text(t *testing.T, file []byte) string {
	t.Helper()
	zip, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(zip)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

func zipped(text string) []byte {
	var b bytes.Buffer
	zip := gzip.NewWriter(&b)
	io.WriteString(zip, text)
	zip.Close()
	return b.Bytes()
}

func turned(file []byte, at int) []byte {
	file = slices.Clone(file)
	file[at] ^= 4
	return file
}

// edited is a backup in which one text was replaced by who knows how to write
// the last line.
func edited(t *testing.T, file []byte, before, after string) []byte {
	t.Helper()
	content := text(t, file)
	content = content[:strings.LastIndex(content, `{"sha256"`)]
	if !strings.Contains(content, before) {
		t.Fatalf("the backup does not hold %s", before)
	}
	content = strings.Replace(content, before, after, 1)
	sum := sha256.Sum256([]byte(content))
	return zipped(content + `{"sha256":"` + hex.EncodeToString(sum[:]) + `"}` + "\n")
}

// restoredTo names the database, and restoredFrom the backup, that this binary,
// run anew, is to restore until it is killed.
const (
	restoredTo   = "CONCORD_TEST_RESTORE_UNTIL_KILLED"
	restoredFrom = "CONCORD_TEST_RESTORE_FROM"
)

// TestRestoreUntilKilled is the process that TestKilledRestoreLeavesAllOrNothing kills.
func TestRestoreUntilKilled(t *testing.T) {
	url := os.Getenv(restoredTo)
	if url == "" {
		t.Skip("run by TestKilledRestoreLeavesAllOrNothing")
	}
	file, err := os.ReadFile(os.Getenv(restoredFrom))
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, url)
	fmt.Println("restoring")
	if _, err := restore(t, s, file); err != nil {
		t.Fatal(err)
	}
	fmt.Println("restored")
	select {}
}

func TestKilledRestoreLeavesAllOrNothing(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		source := open(t, sqliteURL(t))
		for n := range registry.Sequence(40) {
			write(t, source, roundStep(n+1))
		}
		file := filepath.Join(t.TempDir(), "backup")
		if err := os.WriteFile(file, backup(t, source), 0o600); err != nil {
			t.Fatal(err)
		}
		target := open(t, url)
		for later := time.Millisecond; ; later *= 2 {
			acknowledged := restoreAndKill(t, url, file, later)
			head, err := target.Head(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if head.Newest == 0 && !acknowledged {
				isEmpty(t, target)
				continue
			}
			if later == time.Millisecond {
				t.Error("no restore was killed before it was done")
			}
			t.Logf("done within %v", later)
			checkWhole(t, target)
			return
		}
	})
}

// restoreAndKill lets a process restore and kills it some time after it began,
// perhaps too late: then it has acknowledged the restore.
func restoreAndKill(t *testing.T, url, file string, later time.Duration) (acknowledged bool) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestRestoreUntilKilled$")
	child.Env = append(os.Environ(), restoredTo+"="+url, restoredFrom+"="+file)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		switch lines.Text() {
		case "restoring":
			// The scanner ends when the process does.
			time.AfterFunc(later, func() { child.Process.Kill() })
		case "restored":
			acknowledged = true
		}
	}
	if err := child.Wait(); err == nil || child.ProcessState.Exited() {
		t.Fatalf("the restoring process ended by itself: %v", err)
	}
	return acknowledged
}
