package httpapi_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/samber/lo"

	"concord/api"
	"concord/internal/office"
	"concord/internal/registry"
	"concord/internal/store/pgtest"
)

func TestCoverageIsSummedUp(t *testing.T) {
	for name, open := range map[string]func() *officeDesk{
		"sqlite":   func() *officeDesk { return newOfficeDesk(t) },
		"postgres": func() *officeDesk { return newOfficeDeskIn(t, pgtest.Open(t)) },
	} {
		t.Run(name, func(t *testing.T) { covered(t, open()) })
	}
}

// covered plants the coverage of 通辽 and 内蒙古 and reads what is summed up.
func covered(t *testing.T, d *officeDesk) {
	const summary = "/v1/regions/150500/coverage/summary"
	d.done("neimeng", "POST", "/v1/institutions", strings.Replace(newHospital, "91350100M000100Y43", "", 1))
	d.done("neimeng", "POST", "/v1/institutions", `{"name":"科尔沁演示医院","region":"150502","level":2}`)
	d.done("neimeng", "POST", "/v1/institutions", `{"name":"科尔沁演示卫生院","region":"150502","level":1}`)
	d.done("zhang.san", "POST", "/v1/regions/150500/coverage", `{"rows":[
		{"kind":"quality_centre","specialty":"医学检验","level":"市级"},
		{"kind":"quality_centre","specialty":"临床检验","level":"市级"},
		{"kind":"quality_centre","specialty":"放射影像","level":"省级"},
		{"kind":"quality_centre","region":"科尔沁区","specialty":"核医学","level":"县级"},
		{"kind":"trained_physicians","institution":"通辽演示医院","year":2025,"count":7},
		{"kind":"trained_physicians","institution":"通辽演示医院","year":2026,"count":12},
		{"kind":"trained_physicians","institution":"科尔沁演示医院","year":2026,"count":3}]}`)
	before := d.Get(t, summary)
	// The region around tells of the same centre, of another, and of a year once more.
	d.done("neimeng", "POST", "/v1/regions/150000/coverage", `{"rows":[
		{"kind":"quality_centre","region":"通辽市","specialty":"临床检验","level":"市级"},
		{"kind":"quality_centre","region":"通辽市","specialty":"核医学","level":"市级","count":2},
		{"kind":"trained_physicians","institution":"通辽演示医院","year":2026,"count":99},
		{"kind":"trained_physicians","institution":"演示市第一医院","year":2026,"count":40}]}`)
	got := read[api.CoverageSummary](t, d.Get(t, summary))
	if got.Tables != 2 || got.Name != "通辽市" {
		t.Errorf("the summary: %+v", got)
	}
	same := []api.CentreCount{{Specialty: "临床检验", Count: 2}, {Specialty: "放射影像", Count: 0}, {Specialty: "核医学", Count: 2}}
	if diff := cmp.Diff(api.CentreRow{Region: "150500", Name: "通辽市", Centres: same, Missing: []string{"放射影像"}}, got.Centres[0]); diff != "" {
		t.Errorf("centres of the prefecture (-want +got):\n%s", diff)
	}
	county := slices.IndexFunc(got.Centres, func(r api.CentreRow) bool { return r.Region == "150502" })
	if diff := cmp.Diff([]string{"临床检验", "放射影像"}, got.Centres[county].Missing); diff != "" {
		t.Errorf("missing in 科尔沁区 (-want +got):\n%s", diff)
	}
	if want := 1 + 2 + 3*(len(got.Centres)-2); got.CentresMissing != want {
		t.Errorf("%d centres are missing, want %d", got.CentresMissing, want)
	}
	if diff := cmp.Diff([]api.TrainedYear{{Year: 2026, Physicians: 15, Institutions: 2}, {Year: 2025, Physicians: 7, Institutions: 1}}, got.Trained); diff != "" {
		t.Errorf("trained (-want +got):\n%s", diff)
	}
	if r := got.Retrieval; r.Institutions != 2 || r.Linked != 1 || *r.Share != 0.5 || r.With.Institutions[0].Name != "通辽演示医院" || r.Without.Institutions[0].Name != "科尔沁演示医院" {
		t.Errorf("retrieval: %+v", r)
	}
	held := d.Ask(t, "GET", summary, "", "If-None-Match: "+before.Header.Get("ETag"))
	if held.Status != http.StatusOK {
		t.Errorf("a table was uploaded, and who holds the summary from before is answered %d", held.Status)
	}
	if again := d.Ask(t, "GET", summary, "", "If-None-Match: "+held.Header.Get("ETag")); again.Status != http.StatusNotModified {
		t.Errorf("nothing changed, and who holds the summary is answered %d", again.Status)
	}
	want(t, d.Get(t, "/v1/regions/999999/coverage/summary"), http.StatusNotFound, "NOT_FOUND")
}

func TestCoverageTellsWhatIsToBeRenewed(t *testing.T) {
	d := newOfficeDesk(t)
	d.done("neimeng", "POST", "/v1/institutions", `{"name":"通辽演示医院","region":"150502","level":2}`)
	today := registry.Instant(d.now.Load()).Day()
	qualified := registry.Qualification{
		Institution: "150500-0001", Item: "LCHM051", Programme: "省临检中心", Round: "2026-1", Result: registry.Pass,
		Period: registry.Between(today-100, today+20),
	}
	if _, err := d.store.Commit(t.Context(), office.Change{Actor: "test", Action: "qualification.import", Steps: []registry.Step{{Qualifications: []registry.Qualification{qualified}}}}); err != nil {
		t.Fatal(err)
	}
	d.done("neimeng", "POST", "/v1/institutions", `{"name":"科尔沁演示医院","region":"150502","level":2}`) // the snapshot follows
	got := read[api.CoverageSummary](t, d.Get(t, "/v1/regions/150500/coverage/summary"))
	want := []api.ExpiringInstitution{{ID: "150500-0001", Name: "通辽演示医院", Region: "150502", Items: 1, First: (today + 20).String()}}
	if diff := cmp.Diff(want, got.Expiring.Institutions); diff != "" || got.Expiring.Total != 1 || got.Expiring.Qualifications != 1 {
		t.Errorf("expiring (-want +got):\n%s", diff)
	}
	later := read[api.CoverageSummary](t, d.Get(t, "/v1/regions/150500/coverage/summary?on="+(today+21).String()))
	if later.Expiring.Total != 0 {
		t.Errorf("expiring once it has: %+v", later.Expiring)
	}
	chifeng := read[api.CoverageSummary](t, d.Get(t, "/v1/regions/150400/coverage/summary"))
	unit := read[struct {
		Items []struct{ Code string } `json:"items"`
	}](t, d.Get(t, "/v1/regions/150400/progress/items?limit=1000"))
	listed := lo.Map(unit.Items, func(i struct{ Code string }, _ int) string { return i.Code })
	for _, i := range chifeng.Unqualified.Items {
		if !slices.Contains(listed, i.Code) {
			t.Errorf("%s is not listed in 赤峰, and told to have nobody qualified", i.Code)
		}
	}
	if chifeng.Unqualified.Total == 0 || chifeng.WithoutResults.Total == 0 {
		t.Errorf("赤峰's lists are served by everybody: %+v %+v", chifeng.Unqualified, chifeng.WithoutResults)
	}
}
