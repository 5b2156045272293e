package recognition_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/catalogs"
	"concord/internal/recognition"
	"concord/internal/recognition/naive/toy"
	"concord/internal/registry"
)

const daysAhead = 60

// fresh is a Freshness as a test writes it down.
type fresh struct {
	Expiring    map[registry.InstitutionID]expiring
	Silent      []registry.InstitutionID
	Unqualified []registry.ItemCode
}

type expiring struct {
	Items int
	First registry.Day
}

func freshOf(f recognition.Freshness) fresh {
	w := fresh{Expiring: map[registry.InstitutionID]expiring{}}
	for _, e := range f.Expiring {
		w.Expiring[e.Institution.ID] = expiring{e.Items, e.First}
	}
	for _, i := range f.Silent {
		w.Silent = append(w.Silent, i.ID)
	}
	for _, i := range f.Unqualified {
		w.Unqualified = append(w.Unqualified, i.Code)
	}
	return w
}

// TestFreshnessIsWhatTheDaysSay: in any world, what expires and what nobody is
// qualified for is what looking at every single day finds.
func TestFreshnessIsWhatTheDaysSay(t *testing.T) {
	t.Parallel()
	cat := toy.Catalogue(catalogs.Load())
	expire, unqualified := 0, 0
	for seed := range 40 {
		chance := rand.New(rand.NewPCG(uint64(seed), 60))
		w := toy.Draw(chance, cat)
		s := whole(w)
		on := w.Question(chance).ExamTime.Day()
		at := registry.Sequence(chance.IntN(len(w.Steps) + 1))
		for _, region := range cat.Regions {
			got := freshOf(recognition.NewSurvey(s, on, at).Freshness(region.Code, daysAhead))
			got.Silent = nil // the round decides; see below
			want := dayByDay(s, region.Code, on, at)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("world %d, %s on %s at %d (-day by day +got):\n%s", seed, region.Code, on, at, diff)
			}
			expire, unqualified = expire+len(got.Expiring), unqualified+len(got.Unqualified)
		}
	}
	if expire == 0 || unqualified == 0 {
		t.Errorf("%d expire, %d unqualified: nothing was compared", expire, unqualified)
	}
}

// dayByDay asks every day who is qualified. Days on which an institution is
// closed tell nothing of its evidence.
func dayByDay(s *recognition.Snapshot, region registry.RegionCode, on registry.Day, at registry.Sequence) fresh {
	want := fresh{Expiring: map[registry.InstitutionID]expiring{}}
	survey := recognition.NewSurvey(s, on, at)
	u := survey.Unit(region)
	for item := range survey.Items() {
		qualified := u.Qualified(item.Code)
		if u.Listed(item.Code) != recognition.NotListed && len(qualified) == 0 {
			want.Unqualified = append(want.Unqualified, item.Code)
		}
		for _, i := range qualified {
			if last := lastQualified(s, region, i.ID, item.Code, on, at); last != registry.MaxDay {
				e, known := want.Expiring[i.ID]
				if !known || last < e.First {
					e.First = last
				}
				e.Items++
				want.Expiring[i.ID] = e
			}
		}
	}
	return want
}

func lastQualified(s *recognition.Snapshot, region registry.RegionCode, id registry.InstitutionID, item registry.ItemCode, on registry.Day, at registry.Sequence) registry.Day {
	for day := on + 1; day <= on+daysAhead; day++ {
		u := recognition.NewSurvey(s, day, at).Unit(region)
		is := func(i *registry.Institution) bool { return i.ID == id }
		if slices.ContainsFunc(u.Institutions(), is) && !slices.ContainsFunc(u.Qualified(item), is) {
			return day - 1
		}
	}
	return registry.MaxDay
}

func TestFreshnessOfTheYear(t *testing.T) {
	step := twoHospitals()
	for i := range step.Qualifications { // of last year, and running out soon
		step.Qualifications[i].Round = "2025-2"
		step.Qualifications[i].Period = registry.Between(someDay-300, someDay+30)
	}
	north := hospital("north", "北院") // on no list
	step.Institutions = append(step.Institutions, north)
	want := fresh{
		Expiring: map[registry.InstitutionID]expiring{"east": {1, someDay + 30}, "west": {1, someDay + 30}},
		Silent:   []registry.InstitutionID{"east", "west"},
	}
	if diff := cmp.Diff(want, freshOf(recognition.NewSurvey(written(t, step), someDay, 0).Freshness(registry.RegionCode(wuhan), daysAhead))); diff != "" {
		t.Errorf("with last year's results (-want +got):\n%s", diff)
	}
	renewed := step
	renewed.Qualifications = append(renewed.Qualifications,
		registry.Qualification{Institution: "east", Item: potassium, Programme: "EQA", Round: "2026-1", Result: registry.Pass, Period: registry.Since(someDay + 20)},
		registry.Qualification{Institution: "west", Item: potassium, Programme: "EQA", Round: "春", Result: registry.Fail, Period: registry.Between(someDay-10, someDay+5)},
	)
	want = fresh{Expiring: map[registry.InstitutionID]expiring{}}
	if diff := cmp.Diff(want, freshOf(recognition.NewSurvey(written(t, renewed), someDay, 0).Freshness(registry.RegionCode(wuhan), daysAhead))); diff != "" {
		t.Errorf("with this year's results (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, freshOf(recognition.NewSurvey(written(t, step), someDay, 0).Freshness("nowhere", daysAhead))); diff != "" {
		t.Errorf("of a region that is none (-want +got):\n%s", diff)
	}
}

func TestInstitutionsInARegion(t *testing.T) {
	survey := recognition.NewSurvey(written(t, twoHospitals()), someDay, 0)
	for region, want := range map[registry.RegionCode][]registry.InstitutionID{"420000": {"east", "west"}, "150400": nil, "nowhere": nil} {
		var got []registry.InstitutionID
		for _, i := range survey.InstitutionsIn(region) {
			got = append(got, i.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("institutions in %s (-want +got):\n%s", region, diff)
		}
	}
}
