package store

import (
	"context"

	"github.com/samber/lo"
	"gorm.io/gorm"

	"concord/internal/office"
	"concord/internal/registry"
)

// coverageJSON is a region's coverage table in the record.
type coverageJSON struct {
	Region registry.RegionCode `json:"region"`
	Rows   []coverageRowJSON   `json:"rows"`
	Source sourceJSON          `json:"source"`
}

type coverageRowJSON struct {
	Kind        office.CoverageKind    `json:"kind"`
	Region      registry.RegionCode    `json:"region,omitempty"`
	Institution registry.InstitutionID `json:"institution,omitempty"`
	Name        string                 `json:"name,omitempty"`
	Specialty   string                 `json:"specialty,omitempty"`
	Level       string                 `json:"level,omitempty"`
	Year        int                    `json:"year,omitempty"`
	Count       int                    `json:"count,omitempty"`
	Note        string                 `json:"note,omitempty"`
}

type sourceJSON struct {
	Name   string `json:"name,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
}

var coverages = kept[office.Coverage, coverageJSON]{
	noun: office.NounCoverage,
	state: func(c office.Coverage) coverageJSON {
		rows := lo.Map(c.Rows, func(r office.CoverageRow, _ int) coverageRowJSON { return coverageRowJSON(r) })
		return coverageJSON{c.Region, rows, sourceJSON(c.Source)}
	},
	value: func(j coverageJSON) (office.Coverage, error) {
		rows := lo.Map(j.Rows, func(r coverageRowJSON, _ int) office.CoverageRow { return office.CoverageRow(r) })
		return office.Coverage{Region: j.Region, Rows: some(rows), Source: registry.SourceFile(j.Source)}, nil
	},
	about: func(c office.Coverage) about {
		return about{subject: string(c.Region), jurisdiction: registry.JurisdictionCode(c.Region)}
	},
	number: func(c *office.Coverage) *int { return &c.Version },
}

// Coverage is the coverage table of a region.
func (s *Store) Coverage(ctx context.Context, region registry.RegionCode) (office.Coverage, error) {
	return coverages.get(ctx, s, string(region))
}

// Coverages are those of some regions, by region.
func (s *Store) Coverages(ctx context.Context, regions []registry.RegionCode) ([]office.Coverage, error) {
	return coverages.all(ctx, s, bySubject, func(db *gorm.DB) *gorm.DB { return db.Where("e.subject IN ?", regions) })
}
