package bench

import (
	"runtime"
	"testing"

	"concord/catalogs"
	"concord/internal/recognition"
	"concord/internal/registry"
)

// BenchmarkSnapshotHeap reports the live heap of one national snapshot.
func BenchmarkSnapshotHeap(b *testing.B) {
	c := national()
	for b.Loop() {
		before := liveHeap()
		snapshot := c.snapshot(b)
		b.ReportMetric(float64(liveHeap()-before)/(1<<20), "MiB-live")
		runtime.KeepAlive(snapshot)
	}
}

func liveHeap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkRepublish builds the next snapshot after one jurisdiction published
// a new version of its item list.
func BenchmarkRepublish(b *testing.B) {
	c := national()
	ledger := c.ledger(b)
	builder := recognition.NewBuilder(catalogs.Load())
	snapshot := builder.Snapshot(ledger.Read(registry.Selection{}, builder))
	b.ResetTimer()
	for n := 0; b.Loop(); n++ {
		b.StopTimer()
		after := snapshot.Head().Newest
		code := c.jurisdictions[n%len(c.jurisdictions)]
		number := versionsPerList + 1 + n/len(c.jurisdictions)
		if _, err := ledger.Write(registry.Step{Publications: publish(code, c.firstContent(code), number)}); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		next := snapshot.Extend()
		snapshot = next.Snapshot(ledger.Read(registry.Selection{After: after}, next))
	}
}
