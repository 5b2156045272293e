package sheet

import (
	"strings"

	"concord/internal/registry"
)

// CoverageRow is one row of a coverage table: a quality centre, or how many
// physicians an institution had trained in a year.
type CoverageRow struct {
	Kind        CoverageKind
	KindText    Text
	Region      Text
	Institution Text // of a centre: the one it stands in
	Specialty   Text
	Level       CoverageLevel // of a centre
	LevelText   Text
	Year        int // 0 where none is stated
	YearText    Text
	Count       int // 1 where a centre states none
	CountText   Text
	Note        Text
}

// CoverageKind is what a row of a coverage table counts.
type CoverageKind uint8

// The kinds; the zero value is none that is understood.
const (
	CoverageUnknown CoverageKind = iota
	QualityCentre
	TrainedPhysicians
)

// String is quality_centre or trained_physicians.
func (k CoverageKind) String() string {
	return [...]string{"", "quality_centre", "trained_physicians"}[k]
}

// CoverageLevel is the level of a quality centre.
type CoverageLevel uint8

// The levels; the zero value states none.
const (
	CoverageLevelUnknown CoverageLevel = iota
	NationalLevel
	ProvincialLevel
	PrefectureLevel
	CountyLevel
)

// String is national, provincial, prefecture or county.
func (l CoverageLevel) String() string {
	return [...]string{"", "national", "provincial", "prefecture", "county"}[l]
}

// The columns of a coverage table, besides those it shares with others.
const (
	fieldCoverage  field = "类别"
	fieldRegion    field = "地区"
	fieldSpecialty field = "专业"
	fieldYear      field = "年度"
	fieldCount     field = "数量"
)

var coverageLayout = &layout{
	title: registry.Text{Zh: "覆盖情况表", En: "a coverage table"},
	needs: []field{fieldCoverage, fieldCount},
	known: []field{fieldSpecialty, fieldLevel, fieldInstitution, fieldYear},
	least: 3,
	words: says(
		seqWords, noteWords, institutionWords,
		phrase[field]{fieldCoverage, "类别 覆盖类别 统计类别 指标类别 kind"},
		phrase[field]{fieldRegion, "地区 地市 区县 所在地区 行政区 行政区划 所属地区 region"},
		phrase[field]{fieldSpecialty, "专业 专业名称 质控专业 亚专业 学科 specialty"},
		phrase[field]{fieldLevel, "级别 质控中心级别 层级 level"},
		phrase[field]{fieldYear, "年度 年份 年 统计年度 year"},
		phrase[field]{fieldCount, "数量 人数 个数 数量(人数) 培训人数 医师人数 培训医师人数 count"},
	),
}

// Coverage reads the coverage tables of all sheets.
func (b *Book) Coverage() Reading[CoverageRow] { return read(b, coverageLayout, coverageRow) }

var (
	coverageKinds = says(
		phrase[CoverageKind]{QualityCentre, "质控中心 质量控制中心 医疗质控中心 医疗质量控制中心 qualitycentre quality_centre"},
		phrase[CoverageKind]{TrainedPhysicians, "培训医师 受训医师 医师培训 培训医师人数 trainedphysicians trained_physicians"},
	)
	coverageLevels = says(
		phrase[CoverageLevel]{NationalLevel, "国家级 国家 national"},
		phrase[CoverageLevel]{ProvincialLevel, "省级 省 自治区级 直辖市级 provincial"},
		phrase[CoverageLevel]{PrefectureLevel, "市级 地市级 设区市级 市 盟市级 州级 prefecture"},
		phrase[CoverageLevel]{CountyLevel, "县级 区县级 县区级 区级 县 旗县级 county"},
	)
)

func coverageRow(r *record) CoverageRow {
	row := CoverageRow{
		KindText:    r.demand(fieldCoverage),
		Region:      r.text(fieldRegion),
		Institution: r.text(fieldInstitution),
		Specialty:   r.text(fieldSpecialty),
		LevelText:   r.text(fieldLevel),
		YearText:    r.text(fieldYear),
		CountText:   r.text(fieldCount),
		Note:        r.text(fieldNote),
	}
	row.Kind = word(r, row.KindText, coverageKinds, coverageUnreadable)
	row.Level = word(r, row.LevelText, coverageLevels, coverageLevelUnreadable)
	row.Year = r.number(row.YearText, yearUnreadable, 1990, 2100)
	row.Count = r.number(row.CountText, countUnreadable, 0, 1_000_000)
	switch row.Kind {
	case QualityCentre:
		r.demand(fieldSpecialty)
		r.demand(fieldLevel)
		if saysNothing(row.CountText.Value) {
			row.Count = 1
		}
	case TrainedPhysicians:
		r.demand(fieldInstitution)
		r.demand(fieldYear)
		r.demand(fieldCount)
	}
	return row
}

// word reads a value of a small vocabulary; an empty one is the zero value.
func word[V any](r *record, t Text, words wordSet[V], unreadable trouble) V {
	value, ok := words.of(t.Value)
	if !ok && !saysNothing(t.Value) {
		r.trouble(t, unreadable)
	}
	return value
}

// number reads a count between two bounds, both included, with or without its
// unit: 12, 12人, 2026年度. An empty one is 0.
func (r *record) number(t Text, unreadable trouble, least, most int) int {
	if saysNothing(t.Value) {
		return 0
	}
	folded, _ := foldShort(t.Value)
	digits := strings.TrimSuffix(strings.TrimRight(folded, "人名个家年"), "年度")
	n, ok := parseCount(digits)
	if digits == "" || !ok || n < least || n > most {
		r.trouble(t, unreadable)
		return 0
	}
	return n
}
