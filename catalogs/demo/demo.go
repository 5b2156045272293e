// Package demo holds the demonstration that concord serve --demo shows: three
// lists as they were published, real hospitals as plain members of lists marked
// as a demonstration, and one fictional prefecture, 演示市, where every outcome
// can be seen.
//
// Judgements about an institution (a failed round, a negative entry) are only
// ever of the fictional ones. The days from which the published lists hold are
// not known for certain; those used here are assumptions of the demonstration.
package demo

import (
	"embed"
	"slices"

	"concord/internal/registry"
)

//go:embed registry.json *.csv
var files embed.FS

// Registry is the fictional prefecture as a registry file (docs/load.md), to be
// loaded before the lists.
func Registry() []byte { return read("registry.json") }

// Actor is who writes the demonstration.
const Actor = "demo"

// List is a list of the demonstration as concord import reads it.
type List struct {
	Kind         string // items or institutions
	Jurisdiction registry.JurisdictionCode
	FileName     string
	From         registry.Day
	Terms        []registry.Term
	Title        string
}

// byListing takes standing on the list as evidence of quality, since no
// assessment of a real hospital is part of the demonstration.
var byListing = []registry.Term{{Name: "quality_lab", Value: "by_listing"}}

// Lists are the published lists and the institutions that take part, in the
// order in which they are imported.
func Lists() []List {
	return []List{
		{
			Kind: "items", Jurisdiction: "420000", FileName: "hubei_2023.csv", From: registry.DayOf(2023, 1, 1), Terms: byListing,
			Title: "湖北省互认项目（2023年公布，节选；生效日期为演示假定）",
		},
		{
			Kind: "institutions", Jurisdiction: "420000", FileName: "hubei_institutions.csv", From: registry.DayOf(2023, 1, 1),
			Title: "湖北省参与机构（演示数据，非官方名单）",
		},
		{
			Kind: "items", Jurisdiction: "440000", FileName: "guangdong_imaging_2024.csv", From: registry.DayOf(2024, 1, 1),
			Title: "广东省影像互认项目（2024年公布，节选；生效日期为演示假定）",
		},
		{
			Kind: "institutions", Jurisdiction: "440000", FileName: "guangdong_institutions.csv", From: registry.DayOf(2024, 1, 1),
			Title: "广东省参与机构（演示数据，非官方名单）",
		},
		{
			Kind: "items", Jurisdiction: "110000", FileName: "beijing_lab_2025.csv", From: registry.DayOf(2025, 1, 1), Terms: byListing,
			Title: "北京市检验互认项目（2025年，第三方转录；生效日期为演示假定）",
		},
		{
			Kind: "institutions", Jurisdiction: "110000", FileName: "beijing_institutions.csv", From: registry.DayOf(2025, 1, 1),
			Title: "北京市参与机构（演示数据，非官方名单）",
		},
	}
}

// Bytes is the list's file.
func (l List) Bytes() []byte { return read(l.FileName) }

// Decisions are what a person decided about names of the list.
func (l List) Decisions() []registry.NameDecision { return decisions(l.FileName) }

// read returns an embedded file, which cannot be missing.
func read(name string) []byte {
	data, err := files.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return data
}

// regions are the fictional ones. Their codes lie outside GB/T 2260.
var regions = []registry.Region{
	{Code: "990000", Name: "演示省", NameEn: "Demo Province", Level: registry.RegionProvince, Kind: "演示", InScope: true, Fictional: true, Mark: "演示省", Initials: "yss"},
	{Code: "990100", Name: "演示市", NameEn: "Demo City", Level: registry.RegionPrefecture, Parent: "990000", Kind: "演示", Unit: true, InScope: true, Fictional: true, Mark: "演示", Initials: "yss"},
	{Code: "990102", Name: "演示区", NameEn: "Demo District", Level: registry.RegionCounty, Parent: "990100", Kind: "演示", InScope: true, Fictional: true, Mark: "演示市演示区", Initials: "ysq"},
	{Code: "990121", Name: "演示县", NameEn: "Demo County", Level: registry.RegionCounty, Parent: "990100", Kind: "演示", InScope: true, Fictional: true, Mark: "演示县", Initials: "ysx"},
}

// Catalogue is a catalogue with the fictional regions added.
func Catalogue(of *registry.Catalogue) *registry.Catalogue {
	with := *of
	with.Regions = append(slices.Clone(of.Regions), regions...)
	return &with
}
