package office

import (
	"maps"
	"slices"

	"concord/internal/registry"
)

// Coverage is the table by which a region says what it has: quality centres by
// specialty and level, trained physicians by institution and year.
type Coverage struct {
	Region  registry.RegionCode
	Rows    []CoverageRow
	Source  registry.SourceFile
	Version int
}

// CoverageKind is what a row counts.
type CoverageKind string

// The kinds.
const (
	QualityCentre     CoverageKind = "quality_centre"
	TrainedPhysicians CoverageKind = "trained_physicians"
)

// CoverageRow is one line of the table; what a kind does not use is empty.
type CoverageRow struct {
	Kind        CoverageKind
	Region      registry.RegionCode
	Institution registry.InstitutionID // where the centre is, or whose physicians
	Name        string                 // the institution as printed
	Specialty   string                 // 临床检验, 放射影像, 核医学 …
	Level       string                 // national, provincial, prefecture, county
	Year        int
	Count       int
	Note        string
}

// Specialty is one in which quality is controlled, with the ways in which tables
// print it.
type Specialty struct {
	Name, NameEn string
	Prints       []string
}

// Specialties are those in which the notices ask for quality control at every
// level, down to the counties. Source: 国卫办函〔2026〕27号 and 国卫办函〔2025〕25号.
var Specialties = []Specialty{
	{"临床检验", "Laboratory medicine", []string{"临床检验", "医学检验", "检验", "检验医学", "检验科"}},
	{"放射影像", "Radiology", []string{"放射影像", "医学影像", "影像", "放射", "放射诊断", "放射科"}},
	{"核医学", "Nuclear medicine", []string{"核医学", "核医学科"}},
}

// Centres counts the quality centres of a specialty that a region has at its own
// level, by some tables. A table of the region and one of a region around it may
// tell of the same centre, so the one that tells of most counts.
func Centres(tables []Coverage, region registry.Region, s Specialty) int {
	most := 0
	for _, table := range tables {
		count := 0
		for _, r := range table.Rows {
			if r.Kind == QualityCentre && r.Region == region.Code && r.Level == centreLevels[region.Level] && slices.Contains(s.Prints, r.Specialty) {
				count += r.Count
			}
		}
		most = max(most, count)
	}
	return most
}

// centreLevels are the levels of quality centres by that of their region.
var centreLevels = map[registry.RegionLevel]string{
	registry.RegionProvince: "provincial", registry.RegionPrefecture: "prefecture", registry.RegionCounty: "county",
}

// TrainedYear is how many physicians were trained in a year, and at how many
// institutions.
type TrainedYear struct{ Year, Physicians, Institutions int }

// Trained sums up the trained physicians of some institutions by year, the newest
// first. Tables stand narrow to wide: where several tell of an institution's
// year, the first does.
func Trained(tables []Coverage, of func(registry.InstitutionID) bool) []TrainedYear {
	type key struct {
		institution registry.InstitutionID
		year        int
	}
	told := map[key]bool{}
	years := map[int]*TrainedYear{}
	for _, table := range tables {
		here := map[key]int{}
		for _, r := range table.Rows {
			if k := (key{r.Institution, r.Year}); r.Kind == TrainedPhysicians && !told[k] && of(r.Institution) {
				here[k] += r.Count
			}
		}
		for k, count := range here {
			told[k] = true
			if years[k.year] == nil {
				years[k.year] = &TrainedYear{Year: k.year}
			}
			years[k.year].Physicians += count
			years[k.year].Institutions++
		}
	}
	all := make([]TrainedYear, 0, len(years))
	for _, year := range slices.Backward(slices.Sorted(maps.Keys(years))) {
		all = append(all, *years[year])
	}
	return all
}
