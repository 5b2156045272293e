package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"concord/internal/outcome"
	"concord/internal/registry"
	"concord/internal/store"
	"concord/internal/store/pgtest"
)

// firstOutcome is when the events of these tests begin.
var firstOutcome = registry.DayOf(2026, 3, 1).Start()

// outcomeID is the id of the n-th event of these tests.
func outcomeID(n int) outcome.ID {
	return outcome.ID{0: 0xc0, 6: 0x40, 8: 0x80, 12: byte(n >> 24), 13: byte(n >> 16), 14: byte(n >> 8), 15: byte(n)}
}

// outcomeEvents are n events of a receiver from the first-th on: of each case a
// reminder and, mostly, what came of it.
func outcomeEvents(receiver registry.InstitutionID, first, n int) []outcome.Event {
	events := make([]outcome.Event, n)
	for i := range events {
		k := first + i
		e := outcome.Event{
			ID: outcomeID(k), Case: outcome.CaseID(fmt.Sprint("case-", k/2)), Stage: outcome.Reminded,
			Issuer: registry.InstitutionID(fmt.Sprintf("150400-%04d", k/2%7)), Receiver: receiver,
			Item: registry.ItemCode(fmt.Sprintf("LCHM%03d", k/2%31)), Department: "03",
			ExamTime: firstOutcome, OccurredAt: firstOutcome + registry.Instant(k/2)*3600, RecordedAt: firstOutcome, Actor: "test",
			Revision: "1-7", Comment: "复查",
		}
		if k%2 == 1 {
			e.Stage = outcome.Stages[2+k/2%2]
			if e.Stage == outcome.Repeated {
				e.Reason, e.Uncounted = "PF98", true
			}
		}
		events[i] = e
	}
	return events
}

func take(t testing.TB, s *store.Store, events []outcome.Event) []outcome.Fate {
	t.Helper()
	fates, err := s.TakeOutcomes(context.WithoutCancel(t.Context()), events)
	if err != nil {
		t.Fatal(err)
	}
	return fates
}

// counted is everything that tallies say.
func counted(t testing.TB, s *store.Store, selection outcome.Selection) map[registry.InstitutionID]outcome.Tally {
	t.Helper()
	all := map[registry.InstitutionID]outcome.Tally{}
	err := s.Tallies(t.Context(), selection, func(receiver registry.InstitutionID, month registry.Day, packed []byte) error {
		tally, err := outcome.Unpack(packed, month)
		if all[receiver] == nil {
			all[receiver] = outcome.Tally{}
		}
		maps.Copy(all[receiver], tally)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var everyMonth = outcome.Selection{First: registry.DayOf(2020, 1, 1), Last: registry.DayOf(2030, 1, 1)}

func TestOutcomesAreTakenOnce(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		s := open(t, url)
		events := outcomeEvents("150400-0100", 0, 1000)
		if fates := take(t, s, events); slices.ContainsFunc(fates, func(f outcome.Fate) bool { return f != outcome.Taken }) {
			t.Fatalf("new events are %v", fates)
		}
		before := counted(t, s, everyMonth)
		again := slices.Concat(events[:3], outcomeEvents("150400-0100", 2000, 1), events[:1])
		again = append(again, events[5])
		again[5].ID = outcomeID(5000) // another event of a stage that is marked
		want := []outcome.Fate{outcome.SameEvent, outcome.SameEvent, outcome.SameEvent, outcome.Taken, outcome.SameEvent, outcome.SameStage}
		if diff := cmp.Diff(want, take(t, s, again)); diff != "" {
			t.Errorf("fates (-want +got):\n%s", diff)
		}
		elsewhere := outcomeEvents("150400-0200", 0, 2)
		if diff := cmp.Diff([]outcome.Fate{outcome.SameEvent, outcome.SameEvent}, take(t, s, elsewhere)); diff != "" {
			t.Errorf("an id of another receiver (-want +got):\n%s", diff)
		}
		after := counted(t, s, everyMonth)
		cell := outcome.Cell{Day: (firstOutcome + 1000*3600).Day(), Issuer: "150400-0006", Item: "LCHM008", Department: "03", Stages: outcome.StagesOf(outcome.Reminded)}
		before["150400-0100"][cell]++
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("tallies (-before and one more +after):\n%s", diff)
		}
	})
}

func TestCorrectionsTakeAwayWhatTheyCorrect(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		s := open(t, url)
		take(t, s, outcomeEvents("150400-0100", 0, 2))
		correction := outcomeEvents("150400-0100", 2, 1)[0]
		correction.Corrects, correction.Case, correction.Stage = outcomeID(1), "case-0", outcome.Opened
		elsewhere := correction
		elsewhere.ID, elsewhere.Receiver = outcomeID(3), "150400-0200"
		twice := correction
		twice.ID = outcomeID(4)
		want := []outcome.Fate{outcome.Taken, outcome.CorrectsNothing, outcome.CorrectsCorrected}
		if diff := cmp.Diff(want, take(t, s, []outcome.Event{correction, elsewhere, twice})); diff != "" {
			t.Errorf("fates (-want +got):\n%s", diff)
		}
		cell := outcome.Cell{Day: firstOutcome.Day(), Issuer: "150400-0000", Item: "LCHM000", Department: "03", Stages: outcome.StagesOf(outcome.Reminded, outcome.Opened)}
		if diff := cmp.Diff(map[registry.InstitutionID]outcome.Tally{"150400-0100": {cell: 1}}, counted(t, s, everyMonth)); diff != "" {
			t.Errorf("tallies (-want +got):\n%s", diff)
		}
	})
}

// What was counted event by event is what is counted anew, to the byte.
func TestRecountIsIdentical(t *testing.T) {
	derived := []string{
		"SELECT receiver || ' ' || case_id || ' ' || stage || ' ' || {id} || ' ' || issuer || ' ' || item || ' ' || reason FROM outcome_cases ORDER BY 1",
		"SELECT receiver || ' ' || month || ' ' || {cells} FROM outcome_tallies ORDER BY 1",
		"SELECT issuer || ' ' || receiver FROM outcome_partners ORDER BY 1",
		"SELECT receiver || ' ' || events FROM outcome_receivers ORDER BY 1",
	}
	onEach(t, func(t *testing.T, url string) {
		s := open(t, url)
		chance := rand.New(rand.NewPCG(3, 4))
		for i := range 60 {
			take(t, s, randomEvents(chance, i))
		}
		state := func() (all []string) {
			for _, query := range derived {
				id, cells := "id::text", "encode(cells, 'hex')"
				if isSQLite(url) {
					id, cells = "id", "hex(cells)"
				}
				query = strings.NewReplacer("{id}", id, "{cells}", cells).Replace(query)
				all = append(all, column(t, raw(t, url), query)...)
			}
			return all
		}
		before := state()
		for range 2 {
			n, err := s.RecountOutcomes(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if want := column(t, raw(t, url), "SELECT count(*) FROM outcomes")[0]; fmt.Sprint(n) != want {
				t.Errorf("%d events are counted anew, want %s", n, want)
			}
		}
		if diff := cmp.Diff(before, state()); diff != "" || len(before) < 100 {
			t.Errorf("%d rows (-kept +counted anew):\n%s", len(before), diff)
		}
	})
}

// randomEvents are a batch of few receivers and cases, a part of it corrections.
func randomEvents(chance *rand.Rand, batch int) []outcome.Event {
	events := make([]outcome.Event, 30)
	for i := range events {
		n := batch*20 + i // batches overlap
		e := outcomeEvents("150400-0100", n, 1)[0]
		e.Case = outcome.CaseID(fmt.Sprint("case-", chance.IntN(100)))
		e.OccurredAt += registry.Instant(chance.IntN(90)) * 24 * 3600
		e.Receiver = registry.InstitutionID(fmt.Sprintf("150400-%04d", 100+n%2))
		if chance.IntN(3) == 0 {
			e.Corrects = outcomeID(chance.IntN(n + 1))
		}
		events[i] = e
	}
	return events
}

// Clients that send the same side by side, in whatever order, count it once.
func TestRetriesSideBySideCountOnce(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		s := open(t, url)
		events := slices.Concat(outcomeEvents("150400-0100", 0, 100), outcomeEvents("150400-0200", 1000, 100))
		var taken [8]int
		var clients sync.WaitGroup
		for c := range taken {
			clients.Go(func() {
				mine := slices.Clone(events)
				if c%2 == 1 {
					slices.Reverse(mine)
				}
				for batch := range slices.Chunk(mine, 25) {
					fates, err := s.TakeOutcomes(t.Context(), batch)
					if err != nil {
						t.Error(err)
						return
					}
					for _, f := range fates {
						if f == outcome.Taken {
							taken[c]++
						}
					}
				}
			})
		}
		clients.Wait()
		sum := 0
		for _, n := range taken {
			sum += n
		}
		if sum != len(events) {
			t.Errorf("%d events were acknowledged as new, want %d", sum, len(events))
		}
		cases := 0
		for _, tally := range counted(t, s, everyMonth) {
			for _, n := range tally {
				cases += n
			}
		}
		if cases != 100 {
			t.Errorf("%d cases are counted, want 100", cases)
		}
	})
}

// takenUntilKilled names the database to which this binary, run anew, is to send
// events until it is killed.
const takenUntilKilled = "CONCORD_TEST_TAKE_UNTIL_KILLED"

const eventsOfBatch = 50

// TestTakeUntilKilled is the process that TestKilledIntake kills.
func TestTakeUntilKilled(t *testing.T) {
	url := os.Getenv(takenUntilKilled)
	if url == "" {
		t.Skip("run by TestKilledIntake")
	}
	s, err := store.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	for batch := 0; ; batch++ {
		if _, err := s.TakeOutcomes(context.Background(), outcomeEvents("150400-0100", batch*eventsOfBatch, eventsOfBatch)); err != nil {
			t.Fatal(err)
		}
		fmt.Println("acknowledged", batch)
	}
}

// What was acknowledged before a kill is there, whole, and who sends everything
// again counts nothing twice.
func TestKilledIntake(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		s := open(t, url)
		chance := rand.New(rand.NewPCG(5, 6))
		for round := range 6 {
			acknowledged := takeAndKill(t, url, round+chance.IntN(3), time.Duration(chance.IntN(20_000))*time.Microsecond)
			sent := outcomeEvents("150400-0100", 0, (acknowledged+2)*eventsOfBatch)
			fates := take(t, s, sent)
			for i, fate := range fates {
				if i/eventsOfBatch <= acknowledged && fate != outcome.SameEvent {
					t.Fatalf("event %d was acknowledged with batch %d before the kill, and is now %s", i, acknowledged, fate)
				}
				if i%eventsOfBatch > 0 && fate != fates[i-1] {
					t.Fatalf("batch %d was there in part", i/eventsOfBatch)
				}
			}
			checkCounted(t, s, url)
		}
	})
}

// checkCounted fails unless events, ids and tallies agree.
func checkCounted(t *testing.T, s *store.Store, url string) {
	t.Helper()
	before := counted(t, s, everyMonth)
	if _, err := s.RecountOutcomes(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, counted(t, s, everyMonth)); diff != "" {
		t.Fatalf("tallies (-kept +counted anew):\n%s", diff)
	}
	db := raw(t, url)
	ids, events := column(t, db, "SELECT count(*) FROM outcome_ids")[0], column(t, db, "SELECT count(*) FROM outcomes")[0]
	if ids != events {
		t.Fatalf("%s ids of %s events", ids, events)
	}
}

// takeAndKill lets a process send batches, kills it some time after it has
// acknowledged some of them, and returns the last one acknowledged.
func takeAndKill(t *testing.T, url string, batches int, later time.Duration) (last int) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestTakeUntilKilled$")
	child.Env = append(os.Environ(), takenUntilKilled+"="+url)
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
		if _, err := fmt.Sscanf(lines.Text(), "acknowledged %d", &last); err != nil {
			t.Fatalf("the sending process says %q", lines.Text())
		}
		if n == batches {
			time.AfterFunc(later, func() { child.Process.Kill() })
		}
	}
	if err := child.Wait(); err == nil || child.ProcessState.Exited() {
		t.Fatalf("the sending process ended by itself: %v", err)
	}
	return last
}

func TestTalliesAreSelected(t *testing.T) {
	onEach(t, func(t *testing.T, url string) {
		s := open(t, url)
		take(t, s, slices.Concat(outcomeEvents("150400-0100", 0, 4000), outcomeEvents("150400-0200", 4000, 2)))
		for name, test := range map[string]struct {
			selection outcome.Selection
			want      []registry.InstitutionID
		}{
			"everybody's":      {everyMonth, []registry.InstitutionID{"150400-0100", "150400-0200"}},
			"one receiver's":   {outcome.Selection{Receivers: []registry.InstitutionID{"150400-0200"}, First: everyMonth.First, Last: everyMonth.Last}, []registry.InstitutionID{"150400-0200"}},
			"nobody's":         {outcome.Selection{Receivers: []registry.InstitutionID{}, First: everyMonth.First, Last: everyMonth.Last}, nil},
			"of an issuer's":   {outcome.Selection{Issuers: []registry.InstitutionID{"150400-0003"}, First: everyMonth.First, Last: everyMonth.Last}, []registry.InstitutionID{"150400-0100"}},
			"before the first": {outcome.Selection{First: everyMonth.First, Last: registry.DayOf(2026, 2, 28)}, nil},
			"of one month":     {outcome.Selection{First: registry.DayOf(2026, 3, 31), Last: registry.DayOf(2026, 3, 31)}, []registry.InstitutionID{"150400-0100"}},
		} {
			var got []registry.InstitutionID
			for receiver := range counted(t, s, test.selection) {
				got = append(got, receiver)
			}
			slices.Sort(got)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	})
}

// Events of every month of China have their partition, which refuses changes as
// the whole does; the application makes those that are missing.
func TestPartitionsByMonth(t *testing.T) {
	owner := pgtest.Open(t)
	s := open(t, owner)
	db := raw(t, owner)
	now := registry.InstantOf(time.Now())
	for _, month := range []time.Time{now.Time(), now.Time().AddDate(0, 0, -350), now.Time().AddDate(0, 0, 730-31)} {
		if name := month.Format("outcomes_2006_01"); !slices.Contains(partitions(t, db), name) {
			t.Errorf("there is no partition %s of %v", name, partitions(t, db))
		}
	}
	last := outcomeEvents("150400-0100", 0, 1)
	midnight := outcome.MonthOf(now.Day()).Start()
	last[0].OccurredAt = midnight - 1
	take(t, s, append(last, outcomeEvents("150400-0100", 2, 1)...))
	if got := column(t, db, "SELECT tableoid::regclass::text FROM outcomes WHERE number = 1")[0]; got != (midnight - 1).Time().Format("outcomes_2006_01") {
		t.Errorf("the last second of a month is in %s", got)
	}
	for _, partition := range partitions(t, db) {
		for _, change := range []string{"UPDATE %s SET comment = ''", "DELETE FROM %s", "TRUNCATE %s"} {
			if _, err := db.Exec(fmt.Sprintf(change, partition)); err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s on %s gives %v, want a refusal", change, partition, err)
			}
		}
	}
}

// The application role takes outcomes, makes partitions and recounts.
func TestApplicationRoleTakesOutcomes(t *testing.T) {
	owner := pgtest.Open(t)
	open(t, owner)
	app := applicationRole(t, owner)
	if err := store.Migrate(t.Context(), owner); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), app)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	take(t, s, outcomeEvents("150400-0100", 0, 10))
	if n, err := s.RecountOutcomes(t.Context()); n != 10 || err != nil {
		t.Errorf("%d events are counted anew (%v), want 10", n, err)
	}
	if got := column(t, raw(t, app), "SELECT ensure_outcome_partitions('2031-05-01', 2)")[0]; got != "2" {
		t.Errorf("the application makes %s partitions, want 2", got)
	}
	if _, err := raw(t, app).Exec("SELECT ensure_outcome_partitions('2031-05-01', 100000)"); err == nil {
		t.Error("the application makes partitions without end")
	}
	// A month whose events came first stays in the default partition.
	late := outcomeEvents("150400-0100", 10, 1)
	late[0].OccurredAt = registry.DayOf(2019, 5, 5).Start()
	take(t, s, late)
	if got := column(t, raw(t, app), "SELECT ensure_outcome_partitions('2019-04-01', 3)")[0]; got != "2" {
		t.Errorf("around a month in the default partition %s partitions are made, want 2", got)
	}
}

func TestOutcomesOfAClosedStore(t *testing.T) {
	s := open(t, sqliteURL(t))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.TakeOutcomes(t.Context(), outcomeEvents("150400-0100", 0, 1)); !errors.Is(err, registry.ErrUnavailable) {
		t.Errorf("a closed store gives %v, want ErrUnavailable", err)
	}
}
