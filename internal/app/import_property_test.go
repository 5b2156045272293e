package app

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"concord/catalogs"
	"concord/internal/registry"
	"concord/internal/sheet"
)

// rowsOf draws a list of items as a prefecture might have it: names that are
// known, repeated, shared by one cell, panels, and unknown.
func rowsOf(t *rapid.T) []byte {
	names := rapid.SliceOfN(rapid.SampledFrom([]string{"钾", "钠", "血清氯", "钾、钠", "谷丙转氨酶", "铁蛋白", "血脂", "某某", "左手正斜位"}), 1, 6).Draw(t, "names")
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	_ = w.Write([]string{"项目名称", "互认时限", "影像要求", "备注"})
	for _, name := range names {
		_ = w.Write([]string{
			name,
			rapid.SampledFrom([]string{"", "7天", "72小时", "3个月", "当日", "七天吧"}).Draw(t, "window"),
			rapid.SampledFrom([]string{"", "是", "否"}).Draw(t, "images"),
			rapid.SampledFrom([]string{"", "备注"}).Draw(t, "note"),
		})
	}
	w.Flush()
	return file.Bytes()
}

// TestAnyDryRunEqualsTheRealRun also shows that what is published is exported
// as it was, and that exports are read back as they were.
func TestAnyDryRunEqualsTheRealRun(t *testing.T) {
	known := &vocabularies{catalogue: catalogs.Load(), plain: newVocabulary(catalogs.Load())}
	rapid.Check(t, func(t *rapid.T) {
		store := newStore(t)
		registrar := &Registrar{store: store, catalogue: catalogs.Load(), vocabularies: known}
		bring := func(file []byte, publish bool) *Report {
			report, err := registrar.Import(t.Context(), Import{
				Kind: ImportItems, Jurisdiction: "150400", FileName: "list.csv", File: file, Limits: sheet.DefaultLimits(),
				Period: registry.Since(today), Now: today.Start(), Publish: publish,
			})
			if err != nil {
				t.Fatal(err)
			}
			return report
		}
		file := rowsOf(t)
		dry, real := bring(file, false), bring(file, true)
		if published := real.Version != 0; published != dry.Clean() {
			t.Fatalf("clean %v, published %v", dry.Clean(), published)
		}
		real.Version, real.Revision = 0, registry.Revision{}
		if diff := cmp.Diff(dry, real); diff != "" {
			t.Fatalf("reports differ (-dry +real):\n%s", diff)
		}
		if dry.Clean() {
			again := bring(exported(t, store), false)
			if summary := fmt.Sprint(again.Diff.Added.Len(), again.Diff.Removed.Len(), len(again.Diff.Changed)+len(again.Diff.Cosmetic), again.Diff.Terms, again.Problems, again.Unresolved); summary != "0 0 0 [] [] []" {
				t.Fatalf("the export reads back with changes: %s", summary)
			}
		}
	})
}

// exported is version 1 of the list as a file.
func exported(t *rapid.T, store registry.Store) []byte {
	snapshot, err := ReadAll(t.Context(), store, catalogs.Load())
	if err != nil {
		t.Fatal(err)
	}
	history, err := readList(t.Context(), store, registry.ListID{Jurisdiction: "150400", Kind: registry.ItemList})
	if err != nil {
		t.Fatal(err)
	}
	version, err := VersionOf(history, 1)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	format := rapid.SampledFrom([]sheet.Format{sheet.CSV, sheet.XLSX}).Draw(t, "format")
	if err := Export(&file, format, version, snapshot); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}
