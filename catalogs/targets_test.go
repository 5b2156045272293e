package catalogs_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"concord/catalogs"
	"concord/internal/registry"
)

func TestTargets(t *testing.T) {
	want := []registry.Target{
		{ID: "2025", Threshold: 200, Due: registry.DayOf(2025, time.November, 30), Basis: "国卫办函〔2025〕25号"},
		{ID: "2026", Threshold: 300, Due: registry.DayOf(2026, time.November, 30), Basis: "国卫办函〔2026〕27号"},
	}
	if diff := cmp.Diff(want, catalogs.Load().Targets); diff != "" {
		t.Errorf("targets (-want +got):\n%s", diff)
	}
}
