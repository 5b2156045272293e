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

// TestUnitAgreesWithPairs: in any world, what a unit finds about its items and
// institutions at once is what asking about every pair finds.
func TestUnitAgreesWithPairs(t *testing.T) {
	t.Parallel()
	cat := toy.Catalogue(catalogs.Load())
	n := 150
	if testing.Short() {
		n = 40
	}
	live, dead := 0, 0
	for seed := range n {
		chance := rand.New(rand.NewPCG(uint64(seed), 23))
		w := toy.Draw(chance, cat)
		s := whole(w)
		on := w.Question(chance).ExamTime.Day()
		at := registry.Sequence(chance.IntN(len(w.Steps) + 1))
		survey := recognition.NewSurvey(s, on, at)
		for _, region := range cat.Regions {
			u := survey.Unit(region.Code)
			for item := range u.Items() {
				candidates := u.Candidates(item.Code)
				counting := 0
				for _, c := range candidates {
					want := slices.ContainsFunc(u.Institutions(), func(r *registry.Institution) bool {
						return survey.Recognizes(c.Institution.ID, r.ID, item.Code)
					})
					if c.Counts() != want {
						t.Fatalf("world %d: %s of %s in %s on %s at %d: counts %v, pair by pair %v",
							seed, item.Code, c.Institution.ID, region.Code, on, at, c.Counts(), want)
					}
					if want {
						counting++
					}
				}
				if item.Live != (counting >= recognition.LeastIssuers) {
					t.Fatalf("world %d: %s in %s on %s at %d is live: %v, though %d count", seed, item.Code, region.Code, on, at, item.Live, counting)
				}
				if item.Live {
					live++
				} else {
					dead++
				}
			}
		}
	}
	if live == 0 || dead == 0 {
		t.Errorf("%d live, %d not: nothing was compared", live, dead)
	}
}

// TestNothingChangesBetweenTurns: in any world, what is listed and live in a
// region is the same on two days with no turn between them.
func TestNothingChangesBetweenTurns(t *testing.T) {
	t.Parallel()
	cat := toy.Catalogue(catalogs.Load())
	n := 40
	if testing.Short() {
		n = 10
	}
	changes := 0
	for seed := range n {
		chance := rand.New(rand.NewPCG(uint64(seed), 29))
		w := toy.Draw(chance, cat)
		s := whole(w)
		at := registry.Sequence(chance.IntN(len(w.Steps) + 1))
		begin := w.Question(chance).ExamTime.Day() - 100
		for _, region := range cat.Regions {
			turns := s.Turns(region.Code, at)
			before := itemsOf(s, region.Code, begin, at)
			for day := begin + 1; day < begin+200; day++ {
				now := itemsOf(s, region.Code, day, at)
				if slices.Equal(before, now) {
					continue
				}
				changes++
				if _, turn := slices.BinarySearch(turns, day); !turn {
					t.Fatalf("world %d: %s changes on %s at %d, which is no turn:\n%s", seed, region.Code, day, at, cmp.Diff(before, now))
				}
				before = now
			}
		}
	}
	if changes == 0 {
		t.Error("nothing ever changed: nothing was compared")
	}
}

// itemOn is what a unit finds about one item.
type itemOn struct {
	code    registry.ItemCode
	listing recognition.Listing
	live    bool
}

func itemsOf(s *recognition.Snapshot, region registry.RegionCode, on registry.Day, at registry.Sequence) []itemOn {
	var all []itemOn
	for item := range recognition.NewSurvey(s, on, at).Unit(region).Items() {
		all = append(all, itemOn{item.Code, item.Listing, item.Live})
	}
	return all
}

// wuhanOf is Wuhan on someDay after steps.
func wuhanOf(t *testing.T, steps ...registry.Step) *recognition.Unit {
	t.Helper()
	return recognition.NewSurvey(written(t, steps...), someDay, 0).Unit("420100")
}

// TestListsOfAnItemStandNarrowToWide: whatever was recorded first, alliances
// stand behind the province and the one with fewer members before the other.
func TestListsOfAnItemStandNarrowToWide(t *testing.T) {
	step := twoHospitals()
	allied := func(code registry.JurisdictionCode, members ...registry.RegionCode) {
		a := registry.Alliance{Code: code, Name: string(code), Lead: "420000"}
		for _, region := range members {
			a.Members = append(a.Members, registry.AllianceMember{Region: region, Period: registry.Always})
		}
		step.Alliances = append(step.Alliances, a)
	}
	allied("WIDE", "420100", "420500")
	allied("NEAR", "420100")
	allied("ALIKE", "420100")
	for _, by := range []registry.JurisdictionCode{registry.Nation, "WIDE", "NEAR", "ALIKE", "420000"} {
		list := publication(registry.ItemList, registry.Content{Items: []registry.ItemEntry{{Item: potassium}}})
		list.Version.List.Jurisdiction = by
		step.Publications = append(step.Publications, list)
	}
	got := recognition.NewSurvey(written(t, step), someDay, 0).Unit("420100").ListedBy(potassium)
	want := []registry.JurisdictionCode{"420100", "420000", "ALIKE", "NEAR", "WIDE", registry.Nation}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhoListsAnItem(t *testing.T) {
	step := twoHospitals()
	province := publication(registry.ItemList, registry.Content{Items: []registry.ItemEntry{{Item: potassium}}})
	province.Version.List.Jurisdiction = "420000"
	step.Publications = append(step.Publications, province)
	s := written(t, step)
	survey := recognition.NewSurvey(s, someDay, 0)
	for _, c := range []struct {
		region registry.RegionCode
		item   registry.ItemCode
		want   []registry.JurisdictionCode
	}{
		{"420100", potassium, []registry.JurisdictionCode{"420100", "420000"}},
		{"420500", potassium, []registry.JurisdictionCode{"420000"}},
		{"420100", "LCHM052", nil},
		{"420100", "LCHM999", nil}, // no item of the catalogue
		{"999999", potassium, nil}, // no region of the catalogue
	} {
		if diff := cmp.Diff(c.want, survey.Unit(c.region).ListedBy(c.item)); diff != "" {
			t.Errorf("%s for %s:\n%s", c.item, c.region, diff)
		}
	}
	for region, want := range map[registry.JurisdictionCode]bool{"420100": true, "420500": false, "999999": false} {
		codes, published := survey.OwnList(region)
		if published != want || want && !slices.Equal(codes, []registry.ItemCode{potassium}) {
			t.Errorf("%s lists %v (published: %v)", region, codes, published)
		}
	}
	if survey.On() != someDay {
		t.Errorf("the survey is of %s", survey.On())
	}
}

func TestOfAnUnknownRegionOrItemNothingIsFound(t *testing.T) {
	s := written(t, twoHospitals())
	nowhere := recognition.NewSurvey(s, someDay, 0).Unit("999999")
	for range nowhere.Items() {
		t.Error("an unknown region has an item")
	}
	if got := s.Turns("999999", 0); got != nil {
		t.Errorf("an unknown region turns on %v", got)
	}
	for _, found := range []int{
		len(nowhere.Institutions()), len(nowhere.Candidates(potassium)), len(wuhanOf(t, twoHospitals()).Candidates("LCHM999")),
		len(wuhanOf(t, twoHospitals()).Qualified("LCHM999")), nowhere.Unmapped(),
	} {
		if found != 0 {
			t.Errorf("found %d of nothing", found)
		}
	}
}

func TestItemsMayBeLeftEarly(t *testing.T) {
	n := 0
	for range wuhanOf(t, twoHospitals()).Items() {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d items", n)
	}
}

func TestWhoIsQualified(t *testing.T) {
	step := twoHospitals()
	var got []registry.InstitutionID
	for _, i := range wuhanOf(t, step).Qualified(potassium) {
		got = append(got, i.ID)
	}
	if !slices.Equal(got, []registry.InstitutionID{"east", "west"}) {
		t.Errorf("qualified for potassium are %v", got)
	}
	if more := wuhanOf(t, step).Qualified("LCHM052"); more != nil {
		t.Errorf("qualified for sodium are %d", len(more))
	}
}

func TestWhatStandsInTheWay(t *testing.T) {
	for _, c := range []struct {
		title    string
		change   func(*registry.Step)
		receiver registry.InstitutionID
		begins   registry.Day
		want     []recognition.Code
	}{
		{"nothing", func(*registry.Step) {}, "west", registry.MaxDay, nil},
		{"there is nobody else", func(s *registry.Step) {
			s.Institutions[1].CampusOf = "east"
		}, "", registry.MaxDay, nil},
		{"no proof", func(s *registry.Step) {
			s.Qualifications = s.Qualifications[1:]
		}, "west", registry.MaxDay, []recognition.Code{recognition.NotQualified}},
		{"proof that begins later", func(s *registry.Step) {
			s.Qualifications[0].Period = registry.Since(someDay + 10)
		}, "west", someDay + 10, []recognition.Code{recognition.NotQualified}},
		{"level 1, on a list that takes it", func(s *registry.Step) {
			s.Institutions[0].Levels[0].Level = 1
			for i := range s.Publications {
				s.Publications[i].Version.Terms.Institutions.MinLevel = 1
			}
		}, "west", registry.MaxDay, []recognition.Code{recognition.LevelNotCovered}},
		{"a deny, and no proof", func(s *registry.Step) {
			s.Qualifications = s.Qualifications[1:]
			s.Publications = append(s.Publications, publication(registry.NegativeList, registry.Content{Negatives: []registry.NegativeEntry{
				{Issuer: "east", Effect: registry.Deny, Period: registry.Always},
			}}))
		}, "west", registry.MaxDay, []recognition.Code{recognition.NegInstitution, recognition.NotQualified}},
	} {
		step := twoHospitals()
		c.change(&step)
		candidate := wuhanOf(t, step).Candidates(potassium)[0]
		var got []recognition.Code
		for _, f := range candidate.Obstacles {
			got = append(got, f.Code)
		}
		if candidate.Institution.ID != "east" || candidate.Receiver != c.receiver || candidate.Begins != c.begins || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v of %s at %q, beginning %s; want %v", c.title, got, candidate.Institution.ID, candidate.Receiver, candidate.Begins, c.want)
		}
	}
}
