package app

import (
	"log/slog"
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/catalogs"
	"concord/internal/progress"
	"concord/internal/progress/planted"
	"concord/internal/recognition"
	"concord/internal/registry"
	"concord/internal/store/pgtest"
)

// figures are all that progress tells of a unit.
type figures struct {
	Progress     progress.Progress
	Items        []progress.Item
	Explanations []progress.Explanation
	Suggestions  []progress.Suggestion
}

func figuresOf(s *recognition.Snapshot, unit *registry.Region) figures {
	inventory := progress.Take(s, unit.Code, planted.On, 0)
	f := figures{
		Progress:    progress.InFull(s, unit.Code, planted.On, 0, progress.Aims(s.Catalogue())),
		Items:       inventory.Items,
		Suggestions: progress.Suggest(s, unit, planted.On, 0),
	}
	for i := range inventory.Items {
		f.Explanations = append(f.Explanations, inventory.Explain(&inventory.Items[i]))
	}
	return f
}

// TestFiguresAreEqualInEveryStore plants a field in both databases: each figure is
// what the same steps give without one, and the counts are the planted ones.
func TestFiguresAreEqualInEveryStore(t *testing.T) {
	cat := catalogs.Load()
	field := planted.Plant(3, cat)
	ledger := registry.NewLedger()
	if _, err := ledger.Write(field.Step); err != nil {
		t.Fatal(err)
	}
	builder := recognition.NewBuilder(cat)
	want := builder.Snapshot(ledger.Read(registry.Selection{}, builder))
	for _, url := range []string{"sqlite::memory:", pgtest.Open(t)} {
		kept := openStore(t, url)
		if _, err := kept.Write(t.Context(), field.Step); err != nil {
			t.Fatal(err)
		}
		service := New(kept, cat, slog.New(slog.DiscardHandler))
		if err := service.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i := range field.Units {
			u := &field.Units[i]
			got := figuresOf(service.Snapshot(), &u.Region)
			if diff := cmp.Diff(figuresOf(want, &u.Region), got); diff != "" {
				t.Errorf("%s in %s:\n%.4000s", u.Region.Name, url, diff)
			}
			if own, inherited := u.LiveOn(planted.On); (progress.Count{Own: own, Inherited: inherited}) != got.Progress.Live {
				t.Errorf("%s in %s: live are %+v, planted were %d own and %d inherited", u.Region.Name, url, got.Progress.Live, own, inherited)
			}
		}
	}
}
