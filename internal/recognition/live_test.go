package recognition_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/catalogs"
	"concord/internal/recognition"
	"concord/internal/recognition/naive/toy"
	"concord/internal/registry"
)

// everyday is the question that progress asks: at the beginning of a day, with
// images, and nothing else stated.
func everyday(issuer, receiver registry.InstitutionID, item registry.ItemCode, on registry.Day, at registry.Sequence) recognition.Question {
	return recognition.Question{
		Issuer: string(issuer), Receiver: string(receiver), Item: recognition.ItemRef{Code: string(item)},
		ExamTime: on.Start(), ReportTime: on.Start(), AskedAt: on.Start(), HasImages: recognition.Yes, At: at,
	}
}

// countsTowardTarget tells from an answer whether progress counts the pair: a
// yes, of an issuer of level 2 or more that is not the receiver itself.
func countsTowardTarget(a *recognition.Answer) bool {
	if !saysYes(a) || inOneHouse(a) {
		return false
	}
	for i := range a.Findings {
		if f := &a.Findings[i]; f.Rule == 32 {
			level, _ := f.Parameters.Get(recognition.ParamLevel)
			return level.Number >= 2
		}
	}
	return false
}

// TestLiveAgreesWithDecide: in any world, on any day and at any revision, a pair
// is live for an item exactly where [recognition.Decide] says yes in that world
// without consortia and without conditional denies.
func TestLiveAgreesWithDecide(t *testing.T) {
	t.Parallel()
	cat := toy.Catalogue(catalogs.Load())
	n := 200
	if testing.Short() {
		n = 20
	}
	live, asked := 0, 0
	for seed := range n {
		chance := rand.New(rand.NewPCG(uint64(seed), 7))
		w := toy.Draw(chance, cat)
		s, plain := whole(w), whole(w.Everyday())
		on := w.Question(chance).ExamTime.Day()
		at := registry.Sequence(chance.IntN(len(w.Steps) + 1))
		survey := recognition.NewSurvey(s, on, at)
		for _, issuer := range w.Institutions {
			for _, receiver := range w.Institutions {
				for item := range survey.Items() {
					got := survey.Recognizes(issuer.ID, receiver.ID, item.Code)
					a := decided(plain, everyday(issuer.ID, receiver.ID, item.Code, on, at))
					if want := countsTowardTarget(a); got != want {
						t.Fatalf("world %d: %s > %s %s on %s at %d: live %v, but %v by %v",
							seed, issuer.ID, receiver.ID, item.Code, on, at, got, a.Outcome, a.Decisive(nil))
					}
					asked++
					if got {
						live++
					}
				}
			}
		}
	}
	if live == 0 || live == asked {
		t.Errorf("%d of %d are live: nothing was compared", live, asked)
	}
}

func TestLiveNeedsTwoKnownHousesAndAKnownItem(t *testing.T) {
	survey := recognition.NewSurvey(written(t, twoHospitals()), someDay, 0)
	if !survey.Recognizes("east", "west", potassium) {
		t.Error("east's potassium is not live at west's")
	}
	for _, c := range []struct {
		why              string
		issuer, receiver registry.InstitutionID
		item             registry.ItemCode
	}{
		{"one institution is no pair", "east", "east", potassium},
		{"nobody knows the issuer", "nobody", "west", potassium},
		{"nobody knows the receiver", "east", "nobody", potassium},
		{"the catalogue has no such item", "east", "west", "LCHM999"},
		{"nobody lists sodium", "east", "west", "LCHM052"},
	} {
		if survey.Recognizes(c.issuer, c.receiver, c.item) {
			t.Errorf("%s > %s %s is live, though %s", c.issuer, c.receiver, c.item, c.why)
		}
	}
}

func TestOwnListComesBeforeWiderOnes(t *testing.T) {
	const sodium registry.ItemCode = "LCHM052"
	step := twoHospitals()
	province := publication(registry.ItemList, registry.Content{Items: []registry.ItemEntry{{Item: potassium}, {Item: sodium}}})
	province.Version.List.Jurisdiction = "420000"
	step.Publications = append(step.Publications, province)
	survey := recognition.NewSurvey(written(t, step), someDay, 0)
	for _, c := range []struct {
		region registry.RegionCode
		item   registry.ItemCode
		want   recognition.Listing
	}{
		{"420100", potassium, recognition.ListedByOwn},
		{"420100", sodium, recognition.ListedByOther},
		{"420500", potassium, recognition.ListedByOther}, // Wuhan's list says nothing for Yichang
		{"420100", "LHEM001", recognition.NotListed},
		{"150400", potassium, recognition.NotListed},
		{"420100", "LCHM999", recognition.NotListed}, // no item of the catalogue
		{"999999", potassium, recognition.NotListed}, // no region of the catalogue
	} {
		if got := survey.Unit(c.region).Listed(c.item); got != c.want {
			t.Errorf("%s is listed for %s as %v, want %v", c.item, c.region, got, c.want)
		}
	}
}

func TestRowsWithoutItemAreCountedInTheOwnListInForce(t *testing.T) {
	step := twoHospitals()
	step.Publications[0].Version.Unmapped = []registry.Unmapped{{Printed: "神秘项目"}, {Printed: "另一项"}}
	step.Publications[0].Version.Period = registry.Since(someDay)
	s := written(t, step)
	for _, c := range []struct {
		region registry.RegionCode
		on     registry.Day
		want   int
	}{
		{"420100", someDay, 2},
		{"420100", someDay - 1, 0}, // not in force yet
		{"420500", someDay, 0},     // never published a list
		{"999999", someDay, 0},
	} {
		if got := recognition.NewSurvey(s, c.on, 0).Unit(c.region).Unmapped(); got != c.want {
			t.Errorf("%s on %s: %d rows without an item, want %d", c.region, c.on, got, c.want)
		}
	}
}

func TestOpenInstitutionsOfARegion(t *testing.T) {
	closed := hospital("closed", "旧院")
	closed.Open = registry.Period{From: registry.MinDay, To: someDay}
	district := hospital("district", "区院")
	district.Region = "420102"
	away := hospital("away", "外市医院")
	away.Region = "420500"
	s := written(t, recorded(hospital("east", "东院"), closed, district, away), recorded(hospital("late", "新院")))
	for _, c := range []struct {
		region registry.RegionCode
		on     registry.Day
		at     registry.Sequence
		want   []registry.InstitutionID
	}{
		{"420100", someDay, 0, []registry.InstitutionID{"east", "district", "late"}},
		{"420100", someDay, 1, []registry.InstitutionID{"east", "district"}},
		{"420100", someDay - 1, 1, []registry.InstitutionID{"east", "closed", "district"}},
		{"420102", someDay, 0, []registry.InstitutionID{"district"}},
		{"999999", someDay, 0, nil},
	} {
		var got []registry.InstitutionID
		for _, i := range recognition.NewSurvey(s, c.on, c.at).Unit(c.region).Institutions() {
			got = append(got, i.ID)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s on %s at %d:\n%s", c.region, c.on, c.at, diff)
		}
	}
}
