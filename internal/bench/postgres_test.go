package bench

import (
	"runtime"
	"testing"

	"concord/catalogs"
	"concord/internal/recognition"
	"concord/internal/registry"
	"concord/internal/store"
	"concord/internal/store/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// BenchmarkLoadPostgres reads the whole country out of PostgreSQL into a
// snapshot, and then a second one while the first is alive, as a swap does.
func BenchmarkLoadPostgres(b *testing.B) {
	c := national()
	db := c.store(b)
	b.ResetTimer()
	for b.Loop() {
		before := liveHeap()
		first := readAll(b, db)
		b.ReportMetric(float64(liveHeap()-before)/(1<<20), "MiB-live")
		runtime.KeepAlive(first)
	}
}

func readAll(b *testing.B, db registry.Store) *recognition.Snapshot {
	builder := recognition.NewBuilder(catalogs.Load())
	head, err := db.Read(b.Context(), registry.Selection{}, builder)
	if err != nil {
		b.Fatal(err)
	}
	return builder.Snapshot(head)
}

// store writes the country into a fresh PostgreSQL database.
func (c *country) store(b *testing.B) registry.Store {
	url := pgtest.Open(b)
	if err := store.Migrate(b.Context(), url); err != nil {
		b.Fatal(err)
	}
	db, err := store.Open(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	write := func(step registry.Step) {
		if _, err := db.Write(b.Context(), step); err != nil {
			b.Fatal(err)
		}
	}
	for step := range c.steps() {
		write(step)
	}
	const institutionsPerStep = 500
	for i := 0; i < len(c.institutions); i += institutionsPerStep {
		step := registry.Step{RecordedAt: firstDay.Start(), Action: "import"}
		for k := i; k < min(i+institutionsPerStep, len(c.institutions)); k++ {
			step.Qualifications = append(step.Qualifications, c.qualifications(k)...)
		}
		write(step)
	}
	return db
}
