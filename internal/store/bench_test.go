package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"concord/internal/registry"
	"concord/internal/store"
	"concord/internal/store/pgtest"
)

// The size of the country, from the design's section on scale.
const (
	countryJurisdictions = 400
	countryInstitutions  = 15_000
	countryVersions      = 10 // of each list
	countryItems         = 600
	countryNegatives     = 20
)

// BenchmarkReadQualifications reads all qualifications from PostgreSQL.
func BenchmarkReadQualifications(b *testing.B) {
	for _, rows := range []int{100_000, 6_000_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			url := pgtest.Open(b)
			s := country(b, url)
			qualify(b, url, rows)
			for b.Loop() {
				if got := countRead(b, s, registry.Selection{Jurisdictions: []registry.JurisdictionCode{}}); got.qualifications != rows {
					b.Fatalf("read %d qualifications, want %d", got.qualifications, rows)
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/read")
		})
	}
}

// BenchmarkReadLists reads the lists of the whole country: 12,000 versions.
func BenchmarkReadLists(b *testing.B) {
	for name, create := range map[string]func(*testing.B) string{
		"sqlite":   func(b *testing.B) string { return "sqlite:" + b.TempDir() + "/concord.db" },
		"postgres": func(b *testing.B) string { return pgtest.Open(b) },
	} {
		b.Run(name, func(b *testing.B) {
			s := country(b, create(b))
			publishCountry(b, s)
			for b.Loop() {
				if got := countRead(b, s, registry.Selection{}); got.versions != countryJurisdictions*countryVersions*len(registry.ListKinds) {
					b.Fatalf("read %d versions", got.versions)
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/read")
		})
	}
}

// BenchmarkWriteQualifications writes steps of 100,000 qualifications.
func BenchmarkWriteQualifications(b *testing.B) {
	for name, create := range map[string]func(*testing.B) string{
		"sqlite":   func(b *testing.B) string { return "sqlite:" + b.TempDir() + "/concord.db" },
		"postgres": func(b *testing.B) string { return pgtest.Open(b) },
	} {
		b.Run(name, func(b *testing.B) {
			s := country(b, create(b))
			step := registry.Step{Action: "import-qualifications"}
			for i := range 100_000 {
				step.Qualifications = append(step.Qualifications, registry.Qualification{
					Institution: institutionOf(i % countryInstitutions), Item: itemOf(i % countryItems), Programme: "省临检中心室间质评",
					Round: "2026-1", Result: registry.Pass, Period: registry.Since(registry.DayOf(2026, 1, 1)),
				})
			}
			for b.Loop() {
				write(b, s, step)
			}
		})
	}
}

func institutionOf(i int) registry.InstitutionID {
	return registry.InstitutionID(fmt.Sprintf("%06d-%04d", 110000+i%countryJurisdictions, i))
}

func itemOf(i int) registry.ItemCode { return registry.ItemCode(fmt.Sprintf("LCHM%03d", i)) }

// country is a registry with the institutions of the country.
func country(b *testing.B, url string) *store.Store {
	b.Helper()
	s, err := store.Open(context.Background(), url, store.MigrateFirst())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	step := registry.Step{Action: "found"}
	for i := range countryInstitutions {
		step.Institutions = append(step.Institutions, registry.Institution{
			ID: institutionOf(i), Name: fmt.Sprintf("第%d医院", i), Open: registry.Always,
			Levels: []registry.LevelPeriod{{Level: 2, Period: registry.Always}},
		})
	}
	write(b, s, step)
	return s
}

// qualify fills the table in one statement, without the checks of each row, in
// the order in which steps would have.
func qualify(b *testing.B, url string, rows int) {
	b.Helper()
	db := raw(b, url)
	db.SetMaxOpenConns(1)
	for _, statement := range []string{
		"SET session_replication_role = replica",
		fmt.Sprintf(`INSERT INTO qualifications
			SELECT 1 + i / 100000, i %% 100000,
				(SELECT array_agg(id ORDER BY id) FROM institutions)[1 + (i / %d) %% %d], 'LCHM' || lpad((i %% %d)::text, 3, '0'),
				(ARRAY['国家卫健委临检中心室间质评', '省临检中心室间质评', '市临检中心室间质评'])[1 + i %% 3], '2026-' || i %% 4,
				CASE WHEN i %% 50 = 0 THEN 'fail' ELSE 'pass' END, date '2026-01-01' + i %% 300, date '2027-01-01' + i %% 300
			FROM generate_series(0, %d) AS i`, countryItems, countryInstitutions, countryItems, rows-1),
		"ANALYZE",
	} {
		if _, err := db.Exec(statement); err != nil {
			b.Fatalf("%.40s: %v", strings.TrimSpace(statement), err)
		}
	}
}

// publishCountry publishes the lists of every jurisdiction; each version brings
// in a few entries and ends as many.
func publishCountry(b *testing.B, s *store.Store) {
	b.Helper()
	for j := range countryJurisdictions {
		step := registry.Step{Action: "publish"}
		for n := 1; n <= countryVersions; n++ {
			for _, kind := range registry.ListKinds {
				step.Publications = append(step.Publications, countryVersion(j, kind, n))
			}
		}
		write(b, s, step)
	}
}

func countryVersion(j int, kind registry.ListKind, n int) registry.Publication {
	p := registry.Publication{Version: registry.Version{
		List:   registry.ListID{Jurisdiction: registry.JurisdictionCode(fmt.Sprint(110000 + j)), Kind: kind},
		Number: n, Period: registry.Since(registry.DayOf(2025, 1, n)), Terms: registry.DefaultTerms(),
	}}
	switch kind {
	case registry.ItemList:
		for i := range countryItems {
			p.Content.Items = append(p.Content.Items, registry.ItemEntry{
				Item: itemOf(n + i), Printed: fmt.Sprintf("项目%d", n+i), Category: "临床化学检验", Window: registry.Window{Unit: registry.WindowDays, Count: 7},
			})
		}
	case registry.InstitutionList:
		for i := j; i < countryInstitutions; i += countryJurisdictions {
			p.Content.Institutions = append(p.Content.Institutions, registry.InstitutionEntry{Institution: institutionOf(i), Level: 2, Period: registry.Always})
		}
	case registry.NegativeList:
		for i := range countryNegatives {
			p.Content.Negatives = append(p.Content.Negatives, registry.NegativeEntry{Item: itemOf(n + i), Situation: "ST03", Effect: registry.Deny, Period: registry.Always})
		}
	}
	return p
}

// counting counts what it is handed.
type counting struct{ qualifications, versions, entries int }

func (c *counting) Item(registry.Recorded[registry.AddedItem])              {}
func (c *counting) Institution(registry.Recorded[registry.Institution])     {}
func (c *counting) Consortium(registry.Recorded[registry.Consortium])       {}
func (c *counting) Alliance(registry.Recorded[registry.Alliance])           {}
func (c *counting) CodeMap(registry.Recorded[registry.CodeMap])             {}
func (c *counting) Qualification(registry.Recorded[registry.Qualification]) { c.qualifications++ }
func (c *counting) Revocation(registry.Recorded[registry.Revocation])       {}
func (c *counting) Removal(registry.Recorded[registry.Removal])             {}
func (c *counting) List(h registry.ListHistory) {
	c.versions += len(h.Versions)
	c.entries += len(h.Items) + len(h.Institutions) + len(h.Negatives)
}

func countRead(b *testing.B, s *store.Store, selection registry.Selection) counting {
	b.Helper()
	var c counting
	if _, err := s.Read(context.Background(), selection, &c); err != nil {
		b.Fatal(err)
	}
	return c
}
