package office

import "concord/internal/registry"

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
