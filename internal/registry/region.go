package registry

// RegionCode is a code of GB/T 2260 with six digits, or 660000 and the XPCC
// cities below it.
type RegionCode string

// RegionLevel is the rank of a region.
type RegionLevel uint8

// The ranks of regions, wide to narrow.
const (
	RegionLevelUnknown RegionLevel = iota
	RegionProvince
	RegionPrefecture
	RegionCounty
)

// String is province, prefecture or county.
func (l RegionLevel) String() string {
	return [...]string{"", "province", "prefecture", "county"}[l]
}

// Region is a place. Source: catalogs/regions.csv.
type Region struct {
	Code     RegionCode
	Name     string // 赤峰市
	NameEn   string
	Level    RegionLevel
	Parent   RegionCode // empty for the province level
	Kind     string     // 地级市, 直辖市, 市辖区, 兵团 …
	Unit     bool       // counts toward the target of 300 items
	InScope  bool       // false for the SARs and Taiwan, which do not take part
	Mark     string     // what stands before HR in its mark: 赤峰, 鄂, 北京市西城区
	Initials string     // initials in pinyin
	// Fictional says that it is a region of the demonstration, which no figure of
	// the country counts.
	Fictional bool
}

// JurisdictionKind is the kind of a jurisdiction, for a region: a county-level
// unit publishes as a prefecture, as does a municipality.
func (r Region) JurisdictionKind() JurisdictionKind {
	switch {
	case r.Unit || r.Level == RegionPrefecture:
		return Prefecture
	case r.Level == RegionProvince:
		return Province
	case r.Level == RegionCounty:
		return District
	}
	return JurisdictionUnknown
}
