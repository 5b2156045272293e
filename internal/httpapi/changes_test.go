package httpapi_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"concord/api"
	"concord/catalogs"
	"concord/internal/app"
	"concord/internal/httpapi/apitest"
	"concord/internal/registry"
	"concord/internal/store"
)

// note is a step that changes nothing but the revision.
func note(t testing.TB, s *store.Store, action string) registry.Revision {
	t.Helper()
	revision, err := s.Write(context.Background(), registry.Step{Action: action, RecordedAt: registry.InstantOf(apitest.Now)})
	if err != nil {
		t.Fatal(err)
	}
	return revision
}

func TestTheFeedTellsEveryStep(t *testing.T) {
	d := newOfficeDesk(t)
	whole := read[api.Changes](t, d.Get(t, "/v1/changes"))
	var published, institutions []string
	for i, c := range whole.Items {
		if want := fmt.Sprintf("1-%d", i+1); c.Revision != want {
			t.Errorf("step %d is of revision %s, want %s", i+1, c.Revision, want)
		}
		for _, v := range c.Published {
			published = append(published, fmt.Sprintf("%s %s/%s/%d", c.Revision, v.Jurisdiction, v.Kind, v.Version))
		}
		institutions = append(institutions, c.Institutions...)
	}
	want := []string{"1-2 150400/items/1", "1-3 150400/institutions/1", "1-4 150400/negative/1", "1-5 150400/items/2", "1-6 150400/items/3"}
	if diff := cmp.Diff(want, published); diff != "" {
		t.Errorf("published (-want +got):\n%s", diff)
	}
	if len(institutions) == 0 || whole.Next != whole.Items[len(whole.Items)-1].Revision || whole.Restored != nil {
		t.Errorf("institutions %v, next %s, restored %v", institutions, whole.Next, whole.Restored)
	}
	var walked []api.Change
	for after := ""; ; {
		page := read[api.Changes](t, d.Get(t, "/v1/changes?limit=1&after="+after))
		if len(page.Items) == 0 {
			break
		}
		walked = append(walked, page.Items...)
		after = page.Next
	}
	if diff := cmp.Diff(whole.Items, walked); diff != "" {
		t.Errorf("walking the feed (-whole +walked):\n%s", diff)
	}
}

func TestFeedsThatCannotBeRead(t *testing.T) {
	d := newOfficeDesk(t)
	for target, code := range map[string]string{
		"after=1-99": "REVISION_UNKNOWN", "after=2-1": "REVISION_UNKNOWN", "after=0-0": "",
		"after=now": "REQUEST_INVALID", "wait=56": "REQUEST_INVALID", "wait=-1": "REQUEST_INVALID", "limit=1001": "REQUEST_INVALID",
		"since=1-1": "FIELD_UNKNOWN", "after=1-0": "", "wait=0": "",
	} {
		answer := d.Get(t, "/v1/changes?"+target)
		status := map[string]int{"": 200, "REVISION_UNKNOWN": 404}[code]
		if status == 0 {
			status = 400
		}
		want(t, answer, status, code)
	}
}

// Who waits is answered as soon as another server writes, and what it is told can
// then be read here.
func TestWhoWaitsIsToldOfTheNextStep(t *testing.T) {
	database := "sqlite:" + filepath.Join(t.TempDir(), "concord.db")
	d := newOfficeDeskIn(t, database)
	other, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	before := read[api.Changes](t, d.Get(t, "/v1/changes")).Next
	answered := make(chan apitest.Answer, 1)
	go func() { answered <- d.Get(t, "/v1/changes?wait=55&after="+before) }()
	began := time.Now()
	revision := note(t, other, "elsewhere")
	answer := <-answered
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("told after %v", took)
	}
	page := read[api.Changes](t, answer)
	if len(page.Items) != 1 || page.Next != revision.String() || page.Items[0].Action != "elsewhere" || answer.Header.Get("Concord-Revision") != page.Next {
		t.Errorf("told of %+v, revision %s", page, answer.Header.Get("Concord-Revision"))
	}
	want(t, d.Get(t, "/v1/reasons?at="+page.Next), http.StatusOK, "")
}

func TestNobodyWaitsForEver(t *testing.T) {
	d := newOfficeDesk(t)
	next := read[api.Changes](t, d.Get(t, "/v1/changes")).Next
	if page := read[api.Changes](t, d.Get(t, "/v1/changes?wait=1&after="+next)); len(page.Items) != 0 || page.Next != next {
		t.Errorf("after a wait in vain the feed tells %+v", page)
	}
	answered := make(chan apitest.Answer, 1)
	go func() { answered <- d.Get(t, "/v1/changes?wait=55&after="+next) }()
	d.api.EndWaits()
	began := time.Now()
	if page := read[api.Changes](t, <-answered); len(page.Items) != 0 || page.Next != next {
		t.Errorf("when the server stops the feed tells %+v", page)
	}
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("the wait ended after %v", took)
	}
}

// A client that saw what a restore undid is told so and goes on from there; one
// that did not simply goes on.
func TestTheFeedGoesOnAcrossARestore(t *testing.T) {
	lost := newOfficeDesk(t)
	var file bytes.Buffer
	if _, err := lost.store.Backup(t.Context(), &file, 0); err != nil {
		t.Fatal(err)
	}
	kept := read[api.Changes](t, lost.Get(t, "/v1/changes")).Next
	undone := []string{note(t, lost.store, "undone").String(), note(t, lost.store, "undone").String()}

	desk := restoredDesk(t, &file)
	first := note(t, desk.store, "after the restore").String()
	for _, test := range []struct {
		after    string
		want     []string
		restored *api.Restored
	}{
		{kept, []string{first}, nil},
		{first, nil, nil},
		{undone[0], []string{first}, &api.Restored{To: kept, UndoneFrom: undone[0], UndoneTo: undone[0]}},
		{undone[1], []string{first}, &api.Restored{To: kept, UndoneFrom: undone[0], UndoneTo: undone[1]}},
	} {
		page := read[api.Changes](t, desk.Get(t, "/v1/changes?after="+test.after))
		var got []string
		for _, c := range page.Items {
			got = append(got, c.Revision)
		}
		if diff := cmp.Diff(test.want, got); diff != "" || page.Next != first {
			t.Errorf("after %s (-want +got), next %s:\n%s", test.after, page.Next, diff)
		}
		if diff := cmp.Diff(test.restored, page.Restored); diff != "" {
			t.Errorf("after %s what was undone (-want +got):\n%s", test.after, diff)
		}
	}
	want(t, desk.Get(t, "/v1/items/LCHM051?at="+kept), http.StatusOK, "")
	want(t, desk.Get(t, "/v1/items/LCHM051?at="+undone[0]), http.StatusNotFound, "REVISION_UNKNOWN")
	if all := read[api.Changes](t, desk.Get(t, "/v1/changes")).Items; all[len(all)-1].Revision != first || first[:2] != "2-" || all[len(all)-2].Revision != kept {
		t.Errorf("from the beginning the feed ends with %s and %s", all[len(all)-2].Revision, all[len(all)-1].Revision)
	}
}

// restoredDesk is the API over a new database that holds a backup.
func restoredDesk(t *testing.T, file *bytes.Buffer) *officeDesk {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "restored.db"), store.MigrateFirst())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	backup, err := store.ReadBackup(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Restore(t.Context(), backup, store.Restoring{Actor: "console root"}); err != nil {
		t.Fatal(err)
	}
	service := app.New(s, catalogs.Load(), slog.New(slog.DiscardHandler))
	if err := service.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return newOfficeDeskOver(t, service, s)
}
