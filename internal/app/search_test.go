package app_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"concord/catalogs"
	"concord/internal/app"
	"concord/internal/recognition"
	"concord/internal/registry"
)

func TestSearchFindsWhatListsPrint(t *testing.T) {
	cat := catalogs.Load()
	s := app.NewStill(nil, recognition.NewBuilder(cat).Snapshot(registry.Head{}))
	for text, want := range map[string]string{
		"右肩关节正位": "EXRY007", // side and view are the result's own
		"双手正位":   "EXRY012",
		"钾(K)":   "LCHM051",
		"2823-3": "LCHM051", // LOINC
		"xcg":    "PNL001",
		"血常规":    "PNL001",
	} {
		if found := s.Orders(text); len(found) == 0 || found[0] != want {
			t.Errorf("%s finds %v, want %s first", text, found, want)
		}
	}
	for _, text := range []string{"", " ", "没有这个项目", "zzzzzz"} {
		if diff := cmp.Diff([]string(nil), s.Orders(text)); diff != "" {
			t.Errorf("%q finds %s", text, diff)
		}
		if found := s.Items(text); len(found) != 0 {
			t.Errorf("%q finds the items %v", text, found)
		}
	}
	if found := s.Items("右肩关节正位"); len(found) != 1 || found[0] != "EXRY007" {
		t.Errorf("右肩关节正位 finds the items %v", found)
	}
}
