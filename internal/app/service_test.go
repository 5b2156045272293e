package app

import (
	"log/slog"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"concord/catalogs"
	"concord/internal/office"
	"concord/internal/recognition"
	"concord/internal/registry"
)

func newService(store registry.Store) *Service {
	return New(store, catalogs.Load(), slog.New(slog.DiscardHandler))
}

func writeInstitution(t *testing.T, store registry.Store, id registry.InstitutionID) {
	t.Helper()
	step := registry.Step{Institutions: []registry.Institution{{ID: id, Name: "医院" + string(id), Region: "150402", Open: registry.Always}}}
	if _, err := store.Write(t.Context(), step); err != nil {
		t.Fatal(err)
	}
}

func TestInstitutionsAreFoundOnceTheyAreRecorded(t *testing.T) {
	store := newStore(t)
	service := newService(store)
	if found := service.Institutions("医院A"); found != nil {
		t.Errorf("found %v before the first snapshot", found)
	}
	for i, id := range []registry.InstitutionID{"A", "B"} {
		writeInstitution(t, store, id)
		if err := service.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]registry.InstitutionID{id}, service.Institutions("医院"+string(id))); diff != "" {
			t.Errorf("step %d (-want +got):\n%s", i+1, diff)
		}
	}
	if found := service.Items("钾"); len(found) == 0 || found[0] != "LCHM051" {
		t.Errorf("钾 finds %v, want LCHM051 first", found)
	}
	if found := service.Regions("cf"); len(found) == 0 || found[0] != "150400" {
		t.Errorf("cf finds %v, want 150400 first", found)
	}
}

// An item is found from the refresh on that brings it, and the index of items is
// made anew only then.
func TestAddedItemsAreFoundOnceTheyAreRecorded(t *testing.T) {
	store := newStore(t)
	service := newService(store)
	finds := func(q string, want ...registry.ItemCode) {
		t.Helper()
		if diff := cmp.Diff(want, service.Items(q), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-want +found):\n%s", q, diff)
		}
	}
	finds("演示新蛋白")
	load(t, store, additions)
	if err := service.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"演示新蛋白", "新蛋白", "LCHM951", "YSDB9", "ysxdb"} {
		finds(q, "LCHM951")
	}
	before := service.current.Load().items()
	writeInstitution(t, store, "Z")
	if err := service.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if service.current.Load().items() != before {
		t.Error("the index of items was made anew for an institution")
	}
	more := registry.AddedItem{By: registry.Nation, Item: registry.Item{Code: "LCHM952", Name: "另一新项", Domain: registry.Lab}}
	if _, err := store.Write(t.Context(), registry.Step{Items: []registry.AddedItem{more}}); err != nil {
		t.Fatal(err)
	}
	if err := service.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	finds("另一新项", "LCHM952")
	finds("演示新蛋白", "LCHM951")
}

// TestTheSmallestSnapshotAnswersAsTheWholeOne asks every question of a registry
// of two provinces both ways.
func TestTheSmallestSnapshotAnswersAsTheWholeOne(t *testing.T) {
	t.Run("two provinces", func(t *testing.T) {
		smallAsWhole(t, twoProvinces, "W1", "W2", "Y1", "C1", "uscc:914201000000000000", "nobody")
	})
	t.Run("merged institutions and an added item", func(t *testing.T) {
		smallAsWhole(t, additions, "150400-0001", "150400-0002", "150400-0003", "uscc:91150402MA0N000009")
	})
}

func smallAsWhole(t *testing.T, file string, institutions ...string) {
	t.Helper()
	store := newStore(t)
	load(t, store, file)
	whole, err := ReadAll(t.Context(), store, catalogs.Load())
	if err != nil {
		t.Fatal(err)
	}
	for _, issuer := range institutions {
		for _, receiver := range institutions {
			for _, item := range []string{"LCHM051", "LCHM052", "LCHM053", "LCHM951", "local:K"} {
				q := recognition.Question{
					Issuer: issuer, Receiver: receiver, Item: recognition.ParseItemRef(item),
					ExamTime: registry.DayOf(2026, 6, 1).Start(), AskedAt: registry.DayOf(2026, 6, 2).Start(),
				}
				small, err := ReadFor(t.Context(), store, catalogs.Load(), issuer, receiver)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(answer(t, whole, q), answer(t, small, q), cmpopts.IgnoreUnexported(recognition.Answer{})); diff != "" {
					t.Errorf("%s > %s %s (-whole +small):\n%s", issuer, receiver, item, diff)
				}
			}
		}
	}
}

func answer(t *testing.T, s *recognition.Snapshot, q recognition.Question) recognition.Answer {
	t.Helper()
	var a recognition.Answer
	if err := recognition.Decide(s, &q, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func load(t *testing.T, store office.Store, file string) {
	t.Helper()
	loaded, err := NewRegistrar(store, catalogs.Load()).Load(t.Context(), Load{File: []byte(file), Now: loadedAt, Actor: "test"})
	if err != nil || loaded.Problems != nil {
		t.Fatalf("load: %v %v", err, loaded.Problems)
	}
}

const twoProvinces = `{
	"institutions": [
		{"id": "W1", "name": "武汉甲", "region": "420106", "level": 3, "identifiers": {"uscc": "914201000000000000"}},
		{"id": "W2", "name": "武汉乙", "region": "420106", "level": 2},
		{"id": "Y1", "name": "宜昌甲", "region": "420500", "level": 3},
		{"id": "C1", "name": "赤峰甲", "region": "150402", "level": 3}],
	"alliances": [{"code": "EC", "name": "演示联盟", "lead": "420000", "members": ["420000", "150400"]}],
	"code_maps": [{"institution": "W1", "codes": [{"code": "K", "items": ["LCHM051"]}]}],
	"qualifications": [
		{"institution": "W1", "items": ["LCHM051", "LCHM052", "LCHM053"]},
		{"institution": "C1", "items": ["LCHM051", "LCHM052"]}],
	"lists": [
		{"jurisdiction": "420100", "kind": "items", "effective_from": "2026-01-01", "entries": [{"code": "LCHM051", "window": "7d"}]},
		{"jurisdiction": "420000", "kind": "items", "effective_from": "2026-01-01", "entries": [{"code": "LCHM051", "window": "30d"}, {"code": "LCHM052"}]},
		{"jurisdiction": "EC", "kind": "items", "effective_from": "2026-01-01", "entries": [{"code": "LCHM053"}]},
		{"jurisdiction": "420100", "kind": "institutions", "effective_from": "2026-01-01", "entries": [{"institution": "W1"}, {"institution": "W2"}]},
		{"jurisdiction": "420500", "kind": "institutions", "effective_from": "2026-01-01", "entries": [{"institution": "Y1"}]},
		{"jurisdiction": "150400", "kind": "institutions", "effective_from": "2026-01-01", "entries": [{"institution": "C1"}]},
		{"jurisdiction": "150400", "kind": "negative", "effective_from": "2026-01-01", "entries": [{"issuer": "C1", "item": "LCHM053"}]},
		{"jurisdiction": "420500", "kind": "negative", "effective_from": "2026-01-01", "entries": [{"origin": "150400", "effect": "discretion"}]}]
}`
