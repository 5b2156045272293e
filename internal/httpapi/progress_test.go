package httpapi_test

import (
	"encoding/csv"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/api"
	"concord/catalogs"
	"concord/internal/app"
	"concord/internal/httpapi/apitest"
	"concord/internal/progress/planted"
	"concord/internal/registry"
)

// plantedContract is the API over a planted field, and the truth about it.
func plantedContract(t *testing.T) (*apitest.Contract, *planted.Field) {
	t.Helper()
	_, kept := apitest.Open(t, "sqlite:"+t.TempDir()+"/concord.db")
	field := planted.Plant(7, catalogs.Load())
	if _, err := kept.Write(t.Context(), field.Step); err != nil {
		t.Fatal(err)
	}
	service := app.New(kept, catalogs.Load(), slog.New(slog.DiscardHandler))
	if err := service.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return apitest.NewContract(t, newHandler(service)), field
}

func TestProgressOverTimeIsThePlantedOne(t *testing.T) {
	c, field := plantedContract(t)
	for i := range field.Units {
		u := &field.Units[i]
		for _, on := range []registry.Day{planted.On, planted.Second} {
			p := read[api.Progress](t, c.Get(t, "/v1/regions/"+string(u.Region.Code)+"/progress?on="+on.String()))
			own, inherited := u.LiveOn(on)
			listedOwn, listedInherited := u.ListedOn(on)
			got := []int{p.Own, p.Inherited, p.LiveOwn, p.LiveInherited, p.Listed, p.Live}
			if want := []int{listedOwn, listedInherited, own, inherited, listedOwn + listedInherited, own + inherited}; !slices.Equal(got, want) {
				t.Errorf("%s on %s: %v, planted %v", u.Region.Name, on, got, want)
			}
			for _, m := range p.History {
				day, err := registry.ParseDay(m.On)
				own, inherited := u.LiveOn(day)
				if err != nil || m.LiveOwn != own || m.LiveInherited != inherited || m.Live != own+inherited {
					t.Errorf("%s in %s: %+v, planted %d and %d", u.Region.Name, m.Month, m, own, inherited)
				}
			}
			if last := p.History[len(p.History)-1]; last.On != on.String() || p.Name != u.Region.Name || p.Pace.Trend == nil {
				t.Errorf("%s: the last month is %+v, the trend %v", p.Name, last, p.Pace.Trend)
			}
		}
	}
}

func TestEveryItemSaysWhyItIsNotLive(t *testing.T) {
	c, field := plantedContract(t)
	u := &field.Units[0]
	path := "/v1/regions/" + string(u.Region.Code) + "/progress/items"
	for state, selects := range map[string]func(planted.Item) bool{
		"":         func(planted.Item) bool { return true },
		"live":     func(i planted.Item) bool { return i.Live.Contains(planted.On) },
		"listed":   func(i planted.Item) bool { return i.Listed.Contains(planted.On) },
		"not_live": func(i planted.Item) bool { return !i.Live.Contains(planted.On) },
	} {
		got := map[string]string{}
		target := path + "?limit=50"
		if state != "" {
			target += "&state=" + state
		}
		for next := target; next != ""; {
			page := read[api.ProgressItemPage](t, c.Get(t, next))
			next = ""
			if page.NextCursor != nil {
				next = target + "&cursor=" + *page.NextCursor
			}
			for _, i := range page.Items {
				got[i.Code] = text((*string)(i.Reason))
				if (i.Reason == nil) != i.Live || (i.Message == nil) != i.Live {
					t.Errorf("%s is live: %v, for %v (%v)", i.Code, i.Live, text((*string)(i.Reason)), text(i.Message))
				}
				for _, g := range i.Stopped {
					for _, s := range g.Institutions {
						if len(s.Findings) == 0 || s.Findings[0].Message == "" || strings.Contains(s.Findings[0].Message, "{") {
							t.Errorf("%s: %s is stopped by %+v", i.Code, s.Name, s.Findings)
						}
					}
				}
			}
		}
		want := map[string]string{}
		for _, i := range u.Items {
			if selects(i) {
				want[string(i.Code)] = text(nilIfEmpty(i.Reason))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("state=%s:\n%s", state, diff)
		}
	}
	one := read[api.ProgressItemPage](t, c.Get(t, path+"?q="+string(u.Items[0].Code)))
	if len(one.Items) != 1 || one.Items[0].Code != string(u.Items[0].Code) {
		t.Errorf("searched for %s: %+v", u.Items[0].Code, one.Items)
	}
}

func nilIfEmpty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func TestAProvinceAndTheNationRollUpTheirUnits(t *testing.T) {
	c, field := plantedContract(t)
	hubei := read[api.Progress](t, c.Get(t, "/v1/regions/420000/progress"))
	board := read[api.ProgressPage](t, c.Get(t, "/v1/progress?parent=420000&sort=-live"))
	if hubei.Rollup == nil || hubei.Rollup.Units != len(board.Items) || hubei.History != nil || *hubei.Rollup.Targets[1].OverShare != 0 {
		t.Fatalf("Hubei: %+v", hubei.Rollup)
	}
	for i, p := range board.Items {
		if i > 0 && p.Live > board.Items[i-1].Live {
			t.Errorf("%s stands after %s", p.Name, board.Items[i-1].Name)
		}
		if p.Pace.Trend != nil || p.History != nil {
			t.Errorf("%s has a history in a list", p.Name)
		}
	}
	full := read[api.ProgressPage](t, c.Get(t, "/v1/progress?parent=420000&sort=-live&history=true"))
	for i, p := range full.Items {
		if p.Region != board.Items[i].Region || p.Live != board.Items[i].Live || len(p.History) == 0 || p.Pace.Trend == nil {
			t.Errorf("%s in full: %d live, %d months, trend %v", p.Name, p.Live, len(p.History), p.Pace.Trend)
		}
	}
	nation := read[api.Progress](t, c.Get(t, "/v1/regions/100000/progress"))
	units := 0
	for next := "/v1/progress?limit=100"; next != ""; {
		page := read[api.ProgressPage](t, c.Get(t, next))
		units += len(page.Items)
		next = ""
		if page.NextCursor != nil {
			next = "/v1/progress?limit=100&cursor=" + *page.NextCursor
		}
	}
	if nation.Name != "全国" || nation.Rollup.Units != units || nation.Rollup.Silent > units-len(field.Units) {
		t.Errorf("the nation: %+v of %d units", nation.Rollup, units)
	}
	for _, sort := range []string{"code", "live", "listed", "-listed"} {
		if page := read[api.ProgressPage](t, c.Get(t, "/v1/progress?parent=100000&limit=2&sort="+sort)); len(page.Items) != 2 || page.NextCursor == nil {
			t.Errorf("by %s: %d units", sort, len(page.Items))
		}
	}
}

func TestSuggestionsHaveTheirFigures(t *testing.T) {
	c, _ := plantedContract(t)
	first := read[api.SuggestionPage](t, c.Get(t, "/v1/regions/420100/progress/suggestions?limit=3"))
	if len(first.Items) != 3 || first.NextCursor == nil {
		t.Fatalf("%d suggestions", len(first.Items))
	}
	for _, s := range first.Items {
		if s.Live || s.Province.Listing == 0 || s.Province.Publishing != 2 || s.Nation.Publishing != 6 || !strings.Contains(s.Message, "本省 2 个") {
			t.Errorf("%+v", s)
		}
	}
	english := read[api.SuggestionPage](t, c.Get(t, "/v1/regions/420100/progress/suggestions?limit=1", "Accept-Language: en"))
	if !strings.Contains(english.Items[0].Message, "of 2 other lists in the province") {
		t.Errorf("%s", english.Items[0].Message)
	}
}

func TestTablesOfProgress(t *testing.T) {
	c, field := plantedContract(t)
	u := &field.Units[0]
	path := "/v1/regions/" + string(u.Region.Code) + "/progress/items"
	for target, rows := range map[string]int{
		"/v1/progress.csv?parent=420000&bom=false":  len(read[api.ProgressPage](t, c.Get(t, "/v1/progress?parent=420000")).Items),
		"/v1/progress.csv?parent=420000&sort=-live": len(read[api.ProgressPage](t, c.Get(t, "/v1/progress?parent=420000")).Items),
		path + ".csv": len(u.Items),
	} {
		answer := c.Get(t, target)
		table, err := csv.NewReader(strings.NewReader(answer.Body)).ReadAll()
		if err != nil || len(table) != rows+1 {
			t.Errorf("%s: %d rows, want %d (%v)", target, len(table)-1, rows, err)
		}
	}
	for _, target := range []string{"/v1/progress.xlsx?parent=420000", path + ".xlsx?state=not_live"} {
		if answer := c.Get(t, target); answer.Status != http.StatusOK || !strings.HasPrefix(answer.Body, "PK\x03\x04") {
			t.Errorf("%s: %d, and no workbook", target, answer.Status)
		}
	}
}

func TestTargetsOfOnesOwn(t *testing.T) {
	d := newOfficeDesk(t)
	path := "/v1/jurisdictions/150500/targets"
	if set := read[api.OwnTargets](t, d.Get(t, path)); len(set.Targets) != 0 || set.Jurisdiction != "150500" {
		t.Errorf("before anybody set any: %+v", set)
	}
	before := d.Get(t, "/v1/regions/150500/progress")
	body := `{"targets":[{"id":"2026","threshold":300,"due":"2026-11-30","milestones":[{"due":"2026-06-30","count":200},{"due":"2026-03-31","count":100}]},
		{"id":"tl-600","threshold":600,"due":"2027-11-30","basis":"通卫发〔2026〕9号"}]}`
	set := read[api.OwnTargets](t, d.done("zhang.san", "PUT", path, body))
	if len(set.Targets) != 2 || set.Targets[0].Milestones[0].Count != 100 {
		t.Errorf("set: %+v", set)
	}
	if diff := cmp.Diff(set, read[api.OwnTargets](t, d.Get(t, path))); diff != "" {
		t.Error(diff)
	}
	after := d.Get(t, "/v1/regions/150500/progress")
	if after.Header.Get("ETag") == before.Header.Get("ETag") {
		t.Error("targets change a progress, but not its validator")
	}
	targets := read[api.Progress](t, after).Targets
	if len(targets) != 3 || len(targets[1].Milestones) != 2 || targets[1].SetBy != nil || text(targets[2].SetBy) != "150500" || targets[2].Needed != 601 {
		t.Errorf("in the progress: %+v", targets)
	}
	if again := d.Get(t, "/v1/regions/150500/progress", "If-None-Match: "+after.Header.Get("ETag")); again.Status != http.StatusNotModified {
		t.Errorf("who holds it is answered %d", again.Status)
	}
	if other := read[api.Progress](t, d.Get(t, "/v1/regions/150400/progress")).Targets; len(other) != 2 {
		t.Errorf("another city has %d targets", len(other))
	}
	d.done("neimeng", "PUT", "/v1/jurisdictions/150000/targets", `{"targets":[{"id":"nm-250","threshold":250,"due":"2026-08-31"}]}`)
	if all := read[api.Progress](t, d.Get(t, "/v1/regions/150500/progress")).Targets; len(all) != 4 || text(all[3].SetBy) != "150000" {
		t.Errorf("with those of the province: %+v", all)
	}
}

func TestTargetsThatCannotBeSet(t *testing.T) {
	d := newOfficeDesk(t)
	for body, pointers := range map[string][]string{
		`{"targets":[{"id":"a","threshold":1,"due":"soon","milestones":[{"due":"later","count":1}]}]}`:            {"/targets/0/due", "/targets/0/milestones/0/due"},
		`{"targets":[{"id":"2026","threshold":250,"due":"2026-11-30"}]}`:                                          {"/targets/0/id"},
		`{"targets":[{"id":"a","threshold":0,"due":"2026-11-30","milestones":[{"due":"2026-10-01","count":0}]}]}`: {"/targets/0/milestones/0/count", "/targets/0/threshold"},
		`{"targets":[{"id":"a","threshold":2,"due":"2026-11-30"},{"id":"a","threshold":1,"due":"2026-11-30","milestones":[{"due":"2026-12-01","count":1},{"due":"2026-10-01","count":1}]}]}`: {
			"/targets/1/id", "/targets/1/milestones/0"},
	} {
		a := d.as("zhang.san", "PUT", "/v1/jurisdictions/150500/targets", body)
		var got []string
		for _, e := range read[api.Problem](t, a).Errors {
			got = append(got, e.Pointer)
		}
		if a.Status/100 != 4 || !slices.Equal(got, pointers) {
			t.Errorf("%s: answered %d about %v, want %v: %.300s", body, a.Status, got, pointers, a.Body)
		}
	}
	want(t, d.Get(t, "/v1/jurisdictions/999999/targets"), http.StatusNotFound, "NOT_FOUND")
}

func TestProgressThatCannotBeTold(t *testing.T) {
	c, _ := plantedContract(t)
	for target, status := range map[string]int{
		"/v1/regions/420102/progress":                      404,
		"/v1/regions/420000/progress/items":                404,
		"/v1/regions/420000/progress/items.csv":            404,
		"/v1/regions/420000/progress/items.xlsx":           404,
		"/v1/regions/420102/progress/suggestions":          404,
		"/v1/regions/420100/progress?on=today":             400,
		"/v1/regions/420100/progress/items?state=dead":     400,
		"/v1/regions/420100/progress/items?limit=0&on=x":   400,
		"/v1/regions/420100/progress/items.csv?on=x":       400,
		"/v1/regions/420100/progress/suggestions?cursor=x": 400,
		"/v1/progress?sort=name":                           400,
		"/v1/progress.csv?sort=name":                       400,
		"/v1/progress.xlsx?on=x":                           400,
	} {
		if answer := c.Get(t, target); answer.Status != status {
			t.Errorf("%s: %d, want %d: %.300s", target, answer.Status, status, answer.Body)
		}
	}
}
