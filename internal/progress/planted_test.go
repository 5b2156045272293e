package progress_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/catalogs"
	"concord/internal/progress"
	"concord/internal/progress/planted"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// harvest is a planted field and the snapshot of its registry.
func harvest(t *testing.T, seed uint64) (*planted.Field, *recognition.Snapshot) {
	t.Helper()
	field := planted.Plant(seed, catalogs.Load())
	ledger := registry.NewLedger()
	if _, err := ledger.Write(field.Step); err != nil {
		t.Fatal(err)
	}
	b := recognition.NewBuilder(catalogs.Load())
	return field, b.Snapshot(ledger.Read(registry.Selection{}, b))
}

// months are a unit's live items at the ends of months, as planted.
func months(u *planted.Unit, on registry.Day) map[string]int {
	live := map[string]int{}
	for day := planted.First; day <= on; day++ {
		own, inherited := u.LiveOn(day)
		live[day.String()[:7]] = own + inherited
	}
	return live
}

func TestEveryFigureIsThePlantedOne(t *testing.T) {
	for seed := range uint64(5) {
		field, s := harvest(t, seed)
		for i := range field.Units {
			u := &field.Units[i]
			for _, on := range []registry.Day{planted.On, planted.Second - 1, planted.Scheduled, planted.First - 1} {
				checkCounts(t, u, progress.InFull(s, u.Region.Code, on, 0, aims))
			}
			checkItems(t, u, progress.Take(s, u.Region.Code, planted.On, 0))
		}
	}
}

func checkCounts(t *testing.T, u *planted.Unit, p progress.Progress) {
	t.Helper()
	var want counts
	want.Listed.Own, want.Listed.Inherited = u.ListedOn(p.On)
	want.Live.Own, want.Live.Inherited = u.LiveOn(p.On)
	if diff := cmp.Diff(want, countsOf(p)); diff != "" {
		t.Errorf("%s on %s:\n%s", u.Region.Name, p.On, diff)
	}
	got := map[string]int{}
	for _, m := range p.History {
		got[m.Name()] = m.Live.Total()
	}
	planted := months(u, p.On)
	if len(planted) == 0 {
		planted = map[string]int{p.On.String()[:7]: 0}
	}
	if diff := cmp.Diff(planted, got); diff != "" {
		t.Errorf("%s on %s, month by month:\n%s", u.Region.Name, p.On, diff)
	}
	for _, parts := range [][]progress.Part{p.ByCategory, p.ByDomain} {
		checkParts(t, u, p.On, parts)
	}
}

func checkParts(t *testing.T, u *planted.Unit, on registry.Day, parts []progress.Part) {
	t.Helper()
	want := map[string]counts{}
	for _, part := range parts {
		var c counts
		for i := range u.Items {
			item := &u.Items[i]
			if (item.Category == part.Name || item.Domain.String() == part.Name) && item.Listed.Contains(on) {
				add(&c.Listed, item.Own)
				if item.Live.Contains(on) {
					add(&c.Live, item.Own)
				}
			}
		}
		want[part.Name] = c
	}
	for _, part := range parts {
		if diff := cmp.Diff(want[part.Name], counts{part.Listed, part.Live}); diff != "" {
			t.Errorf("%s on %s, %s:\n%s", u.Region.Name, on, part.Name, diff)
		}
	}
}

func add(c *progress.Count, own bool) {
	if own {
		c.Own++
	} else {
		c.Inherited++
	}
}

// told is what an inventory says about an item.
type told struct {
	Reason               string
	Counted              []registry.InstitutionID
	Stopped              map[string][]registry.InstitutionID
	LiveFrom, LiveUntil  registry.Day
	ListedNow            bool
	ListedFrom, ListedTo registry.Day
}

func checkItems(t *testing.T, u *planted.Unit, inv *progress.Inventory) {
	t.Helper()
	got := map[registry.ItemCode]told{}
	for i := range inv.Items {
		item := &inv.Items[i]
		e := inv.Explain(item)
		one := told{
			Reason: e.Reason.String(), LiveFrom: item.LiveFrom, LiveUntil: item.LiveUntil,
			ListedNow: item.Listing != recognition.NotListed, ListedFrom: item.ListedFrom, ListedTo: item.ListedUntil,
			Stopped: map[string][]registry.InstitutionID{},
		}
		for _, i := range e.Counted {
			one.Counted = append(one.Counted, i.ID)
		}
		for _, g := range e.Stopped {
			for _, i := range g.Institutions {
				one.Stopped[g.Reason.String()] = append(one.Stopped[g.Reason.String()], i.ID)
			}
		}
		got[item.Code] = one
	}
	want := map[registry.ItemCode]told{}
	for i := range u.Items {
		want[u.Items[i].Code] = truthOf(&u.Items[i])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s, item by item:\n%s", u.Region.Name, diff)
	}
}

func truthOf(i *planted.Item) told {
	on := planted.On
	want := told{
		Reason: i.Reason, Counted: i.Counted, Stopped: i.Stopped, ListedNow: i.Listed.Contains(on),
		LiveFrom: registry.MaxDay, LiveUntil: registry.MinDay, ListedFrom: registry.MaxDay, ListedTo: registry.MinDay,
	}
	if i.Live.From > on {
		want.LiveFrom = i.Live.From
	}
	if !i.Live.Empty() && i.Live.To <= on {
		want.LiveUntil = i.Live.Last()
	}
	if i.Listed.From > on {
		want.ListedFrom = i.Listed.From
	}
	if i.Listed.To <= on {
		want.ListedTo = i.Listed.Last()
	}
	return want
}

func TestRollUpIsThePlantedOne(t *testing.T) {
	field, s := harvest(t, 1)
	hubei := slices.DeleteFunc(progress.Units(catalogs.Load()), func(r registry.Region) bool { return r.Parent != "420000" })
	low := []progress.Aim{{Target: registry.Target{ID: "low", Threshold: 1, Due: planted.On}}}
	board := progress.Board(s, hubei, planted.On, 0, low)
	for i := range board {
		if diff := cmp.Diff(progress.Of(s, hubei[i].Code, planted.On, 0, low), board[i]); diff != "" {
			t.Errorf("%s on the board and alone:\n%s", hubei[i].Name, diff)
		}
	}
	r := progress.RollUp(board)
	planted3, over := 0, 0
	for i := range field.Units {
		if u := &field.Units[i]; u.Region.Parent == "420000" {
			planted3++
			if own, inherited := u.LiveOn(planted.On); own+inherited > 1 {
				over++
			}
		}
	}
	if planted3 != 3 || over != 3 {
		t.Fatalf("%d units of Hubei are planted, %d with live items", planted3, over)
	}
	// The province's list holds for all of them, but only three have hospitals.
	if r.Units != len(hubei) || r.Silent != 0 || r.WithoutOwn != len(hubei)-3 || r.Median != 0 || r.Targets[0].Over != over || r.Targets[0].AtLeast != over {
		t.Errorf("rolled up: %+v", r)
	}
	if len(r.Lowest) != progress.LowestShown || r.Lowest[0].Live.Total() != 0 {
		t.Errorf("the lowest are %+v", r.Lowest)
	}
}

func TestSuggestionsAreThePlantedOnes(t *testing.T) {
	field, s := harvest(t, 2)
	listing := func(code registry.ItemCode, among func(*planted.Unit) bool) int {
		n := 0
		for i := range field.Units {
			u := &field.Units[i]
			if among(u) && slices.ContainsFunc(u.Items, func(i planted.Item) bool { return i.Code == code && i.Own && i.Listed.Contains(planted.On) }) {
				n++
			}
		}
		return n
	}
	for i := range field.Units {
		own := &field.Units[i]
		others := func(u *planted.Unit) bool { return u.Region.Code != own.Region.Code }
		near := func(u *planted.Unit) bool {
			return others(u) && own.Region.Parent != "" && u.Region.Parent == own.Region.Parent
		}
		suggestions := progress.Suggest(s, &own.Region, planted.On, 0)
		if len(suggestions) == 0 {
			t.Errorf("%s: nothing is suggested", own.Region.Name)
		}
		for k, one := range suggestions {
			at := slices.IndexFunc(own.Items, func(i planted.Item) bool { return i.Code == one.Code })
			if at >= 0 && own.Items[at].Own && own.Items[at].Listed.Contains(planted.On) {
				t.Errorf("%s: %s is suggested and listed", own.Region.Name, one.Code)
			}
			if one.Province.Listing != listing(one.Code, near) || one.Nation.Listing != listing(one.Code, others) || one.Nation.Publishing != len(field.Units)-1 {
				t.Errorf("%s: %s is listed by %+v and %+v", own.Region.Name, one.Code, one.Province, one.Nation)
			}
			if live := at >= 0 && own.Items[at].Live.Contains(planted.On); live != one.Live || (len(one.ListedBy) > 0) != (at >= 0 && !own.Items[at].Own) {
				t.Errorf("%s: %s is live: %v, listed by %v", own.Region.Name, one.Code, one.Live, one.ListedBy)
			}
			if k > 0 && !one.Live && one.Province.Listing > suggestions[k-1].Province.Listing {
				t.Errorf("%s: %s comes after %s", own.Region.Name, one.Code, suggestions[k-1].Code)
			}
		}
	}
}
