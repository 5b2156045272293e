package progress_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/catalogs"
	"concord/internal/progress"
	"concord/internal/recognition"
	"concord/internal/recognition/naive"
	"concord/internal/recognition/naive/toy"
	"concord/internal/registry"
)

// slow counts progress from the published lists and from whole decisions, with
// no regard to time.
type slow struct {
	world    *toy.World
	on       registry.Day
	at       registry.Sequence
	lists    map[registry.ListID]registry.ListHistory
	snapshot *recognition.Snapshot // of the world without consortia and conditional denies
}

// histories keeps the lists of what it reads.
type histories struct {
	registry.Reader
	of map[registry.ListID]registry.ListHistory
}

func (h histories) List(l registry.ListHistory) { h.of[l.ID] = l }

func snapshotOf(w *toy.World) *recognition.Snapshot {
	b := recognition.NewBuilder(w.Catalogue)
	return b.Snapshot(w.Ledger(len(w.Steps)).Read(registry.Selection{}, b))
}

func newSlow(w *toy.World, on registry.Day, at registry.Sequence) *slow {
	lists := histories{Reader: &naive.Registry{}, of: map[registry.ListID]registry.ListHistory{}}
	w.Ledger(len(w.Steps)).Read(registry.Selection{}, lists)
	return &slow{world: w, on: on, at: at, lists: lists.of, snapshot: snapshotOf(w.Everyday())}
}

// listedBy are the items on a jurisdiction's list in force.
func (s *slow) listedBy(j registry.JurisdictionCode) map[registry.ItemCode]bool {
	items := map[registry.ItemCode]bool{}
	history := s.lists[registry.ListID{Jurisdiction: j, Kind: registry.ItemList}]
	if version, ok := history.InForce(s.on, s.at); ok {
		for _, e := range history.Content(version.Number).Items {
			if _, known := s.snapshot.ItemAt(e.Item, s.at); known {
				items[e.Item] = true
			}
		}
	}
	return items
}

// within are a region and the regions that contain it.
func (s *slow) within(region registry.RegionCode) []registry.RegionCode {
	chain := []registry.RegionCode{region}
	for i := 0; i < len(chain); i++ {
		for _, r := range s.world.Catalogue.Regions {
			if r.Code == chain[i] && r.Parent != "" {
				chain = append(chain, r.Parent)
			}
		}
	}
	return chain
}

// wider are the jurisdictions that contain a region, without its own.
func (s *slow) wider(region registry.RegionCode) []registry.JurisdictionCode {
	chain := s.within(region)
	wider := []registry.JurisdictionCode{registry.Nation}
	for _, r := range chain[1:] {
		wider = append(wider, registry.JurisdictionCode(r))
	}
	for alliance := range s.snapshot.Alliances(s.at) {
		for _, m := range alliance.Members {
			if m.Period.Contains(s.on) && slices.Contains(chain, m.Region) {
				wider = append(wider, alliance.Code)
			}
		}
	}
	return wider
}

// inside are the institutions of a region that are open, without those merged
// into others.
func (s *slow) inside(region registry.RegionCode) []*registry.Institution {
	known := func(id registry.InstitutionID) (registry.Institution, bool) {
		i, ok := s.snapshot.Institution(id, s.at)
		if !ok {
			return registry.Institution{}, false
		}
		return *i, true
	}
	var open []*registry.Institution
	for i := range s.snapshot.Institutions(s.at) {
		if i.Open.Contains(s.on) && slices.Contains(s.within(i.Region), region) && registry.Survivor(i.ID, known) == i.ID {
			open = append(open, i)
		}
	}
	return open
}

// issues reports whether a result of one is recognized at another of them.
func (s *slow) issues(issuer *registry.Institution, receivers []*registry.Institution, item registry.ItemCode) bool {
	return slices.ContainsFunc(receivers, func(receiver *registry.Institution) bool {
		a := s.ask(issuer, receiver, item)
		return !one(a) && issuerLevel(a) >= 2 &&
			(a.Outcome == recognition.Recognized || a.Outcome == recognition.PhysicianDiscretion)
	})
}

func (s *slow) ask(issuer, receiver *registry.Institution, item registry.ItemCode) *recognition.Answer {
	q := recognition.Question{
		Issuer: string(issuer.ID), Receiver: string(receiver.ID), Item: recognition.ItemRef{Code: string(item)},
		ExamTime: s.on.Start(), AskedAt: s.on.Start(), HasImages: recognition.Yes, At: s.at,
	}
	var a recognition.Answer
	if err := recognition.Decide(s.snapshot, &q, &a); err != nil {
		panic(err) // nothing about the question can be refused
	}
	return &a
}

// one reports whether an answer found issuer and receiver to be one institution.
func one(a *recognition.Answer) bool {
	return slices.ContainsFunc(a.Findings, func(f recognition.Finding) bool { return f.Code == recognition.SameInstitution })
}

// issuerLevel is the level that R32 found.
func issuerLevel(a *recognition.Answer) int64 {
	for _, f := range a.Findings {
		if level, ok := f.Parameters.Get(recognition.ParamLevel); ok && f.Rule == 32 {
			return level.Number
		}
	}
	return 0
}

// count is a unit's progress.
func (s *slow) count(region registry.RegionCode) counts {
	var c counts
	own := s.listedBy(registry.JurisdictionCode(region))
	inherited := map[registry.ItemCode]bool{}
	for _, j := range s.wider(region) {
		for item := range s.listedBy(j) {
			inherited[item] = !own[item]
		}
	}
	for item := range own {
		c.Listed.Own++
		c.Live.Own += s.live(region, item)
	}
	for item, only := range inherited {
		if only {
			c.Listed.Inherited++
			c.Live.Inherited += s.live(region, item)
		}
	}
	return c
}

// live is 1 where two institutions issue results of an item that count.
func (s *slow) live(region registry.RegionCode, item registry.ItemCode) int {
	institutions := s.inside(region)
	var issuers []*registry.Institution
	for _, issuer := range institutions {
		counted := slices.ContainsFunc(issuers, func(other *registry.Institution) bool { return one(s.ask(issuer, other, item)) })
		if !counted && s.issues(issuer, institutions, item) {
			issuers = append(issuers, issuer)
		}
	}
	return min(1, len(issuers)/2)
}

// TestProgressAgreesWithSlowCount counts every region of random registries twice.
func TestProgressAgreesWithSlowCount(t *testing.T) {
	t.Parallel()
	cat := toy.Catalogue(catalogs.Load())
	worlds := 150
	if testing.Short() {
		worlds = 15
	}
	var sum counts
	for seed := range worlds {
		chance := rand.New(rand.NewPCG(uint64(seed), 11))
		w := toy.Draw(chance, cat)
		s := snapshotOf(w)
		on := w.Question(chance).ExamTime.Day()
		at := registry.Sequence(1 + chance.IntN(len(w.Steps)))
		count := newSlow(w, on, at)
		for _, region := range cat.Regions {
			got := countsOf(progress.Of(s, region.Code, on, at, nil))
			if diff := cmp.Diff(count.count(region.Code), got); diff != "" {
				t.Fatalf("world %d: %s on %s at %d, slow -, Of +:\n%s", seed, region.Name, on, at, diff)
			}
			sum.Listed.Own += got.Listed.Own
			sum.Listed.Inherited += got.Listed.Inherited
			sum.Live.Own += got.Live.Own
			sum.Live.Inherited += got.Live.Inherited
		}
	}
	if sum.Live.Own == 0 || sum.Live.Inherited == 0 || sum.Live.Total() == sum.Listed.Total() {
		t.Errorf("listed and live in all worlds: %+v: nothing was compared", sum)
	}
}

// TestTimelineAgreesWithSingleDays: what is counted once for a span of days is
// what each of its days counts, in any world, for any region.
func TestTimelineAgreesWithSingleDays(t *testing.T) {
	t.Parallel()
	cat := toy.Catalogue(catalogs.Load())
	worlds := 60
	if testing.Short() {
		worlds = 6
	}
	moved := 0
	for seed := range worlds {
		chance := rand.New(rand.NewPCG(uint64(seed), 13))
		w := toy.Draw(chance, cat)
		s := snapshotOf(w)
		at := registry.Sequence(chance.IntN(1 + len(w.Steps)))
		begin := w.Question(chance).ExamTime.Day()
		for _, region := range cat.Regions {
			line := progress.NewTimeline(s, region.Code, at)
			for day := begin - 60; day < begin+60; day++ {
				want := progress.Of(s, region.Code, day, at, nil).Live
				if got := line.Live(day); got != want {
					t.Fatalf("world %d: %s on %s at %d: %+v on the timeline, %+v alone", seed, region.Name, day, at, got, want)
				}
				if line.Live(day-1) != want {
					moved++
				}
			}
		}
	}
	if moved == 0 {
		t.Error("nothing ever changed: nothing was compared")
	}
}

// TestCandidatesAgreeWithDecisions: an institution is said to count exactly where
// some other one recognizes its results, and an item is live exactly where enough
// of them count.
func TestCandidatesAgreeWithDecisions(t *testing.T) {
	t.Parallel()
	cat := toy.Catalogue(catalogs.Load())
	worlds := 60
	if testing.Short() {
		worlds = 6
	}
	counting, stopped := 0, 0
	for seed := range worlds {
		chance := rand.New(rand.NewPCG(uint64(seed), 17))
		w := toy.Draw(chance, cat)
		s := snapshotOf(w)
		on := w.Question(chance).ExamTime.Day()
		at := registry.Sequence(1 + chance.IntN(len(w.Steps)))
		slow := newSlow(w, on, at)
		for _, region := range cat.Regions {
			u := recognition.NewSurvey(s, on, at).Unit(region.Code)
			inside := slow.inside(region.Code)
			for item := range u.Items() {
				n := 0
				for _, c := range u.Candidates(item.Code) {
					if want := slow.issues(c.Institution, inside, item.Code); c.Counts() != want {
						t.Fatalf("world %d: %s of %s in %s on %s at %d: counts %v, by decisions %v: %v",
							seed, item.Code, c.Institution.ID, region.Name, on, at, c.Counts(), want, c.Obstacles)
					}
					if c.Counts() {
						n++
						counting++
					} else {
						stopped++
					}
				}
				if live := n >= recognition.LeastIssuers; live != item.Live {
					t.Fatalf("world %d: %s in %s on %s at %d: %d count, live %v", seed, item.Code, region.Name, on, at, n, item.Live)
				}
			}
		}
	}
	if counting == 0 || stopped == 0 {
		t.Errorf("%d count, %d do not: nothing was compared", counting, stopped)
	}
}
