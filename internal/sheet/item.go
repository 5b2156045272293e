package sheet

import (
	"strings"

	"concord/internal/registry"
)

// ItemRow is one row of an item list, or one paragraph that lists several items.
// Names are as printed; Code and Qualifiers are set where the file was written
// by this registry or by people who know its codes.
type ItemRow struct {
	Name         Text
	Abbreviation Text
	Category     Text
	Code         Text
	Qualifiers   Text // codes of qualifiers, parted by semicolons
	Specimen     Text
	Method       Text
	Site         Text
	Laterality   Text
	Contrast     Text
	Projection   Text
	Modality     Text
	Unit         Text
	Scope        Text // 级别, 范围 as printed: 省级, 市级(北京)
	Mark         Text // 赤峰HR
	Window       registry.Window
	WindowText   Text
	Images       *bool // nil where the row does not say
	ImagesText   Text
	Note         Text
}

// The columns of an item list.
const (
	fieldName         field = "项目名称"
	fieldWeakName     field = "检验检查项目"
	fieldAbbreviation field = "英文缩写"
	fieldIgnored      field = "英文名称"
	fieldCategory     field = "类别"
	fieldGroup        field = "大类"
	fieldCode         field = "项目编码"
	fieldQualifiers   field = "限定编码"
	fieldSpecimen     field = "标本"
	fieldMethod       field = "方法"
	fieldSite         field = "部位"
	fieldLaterality   field = "侧别"
	fieldContrast     field = "增强"
	fieldProjection   field = "投照体位"
	fieldModality     field = "检查模态"
	fieldUnit         field = "单位"
	fieldLevelScope   field = "级别"
	fieldMark         field = "互认标识"
	fieldWindow       field = "互认时限"
	fieldImages       field = "影像要求"
	fieldNote         field = "备注"
)

var noteWords = phrase[field]{fieldNote, "备注 说明 备注说明 其他说明 其他 注 note notes remark remarks comment 质控要求 质量要求 技术要求"}

var (
	codeWords     = phrase[field]{fieldCode, "项目编码 项目代码 编码 代码 标准编码 标准代码 互认项目编码 互认编码 目录编码 code itemcode"}
	specimenWords = phrase[field]{fieldSpecimen, "标本 样本 标本类型 样本类型 标本种类 样本种类 标本名称 样品类型 检测标本 检验标本 检测样本 specimen sample"}
	siteWords     = phrase[field]{fieldSite, "部位 检查部位 身体部位 检查部位及体位 部位名称 bodysite site"}
	modalityWords = phrase[field]{fieldModality, "检查模态 模态 设备类型 检查设备 设备 成像方式 检查方式 检查手段 modality"}
)

var itemLayout = &layout{
	title:      registry.Text{Zh: "项目清单", En: "an item list"},
	key:        fieldName,
	weak:       fieldWeakName,
	least:      1,
	paragraphs: true,
	words: says(
		seqWords, noteWords, codeWords, specimenWords, siteWords, modalityWords,
		phrase[field]{fieldName, "项目名称 中文名称 项目中文名称 项目中文简称 中文简称 中文名 名称 互认项目 互认项目名称 检验项目名称 检查项目名称 检验检查项目名称 检查检验项目名称 医学检验项目名称 医学影像检查项目名称 项目全称 标准名称 标准项目名称 规范名称 项目规范名称 规范化名称 检测项目名称 检查名称 检验名称 指标名称 分析物 被测量 namezh name item itemname nameasprinted nameaspublished"},
		phrase[field]{fieldWeakName, "项目 检验项目 检查项目 检测项目 检验检查项目 检查检验项目 检验指标 检测指标 检查内容 检验内容 指标 项目内容 互认内容 具体项目 医学检验项目 医学影像检查项目 互认检验项目 互认检查项目"},
		phrase[field]{fieldAbbreviation, "英文缩写 缩写 英文简称 简称 代号 英文代号 项目缩写 英文名称(缩写) 项目名称(缩写) abbreviation abbr"},
		phrase[field]{fieldIgnored, "英文名称 英文名 英文 项目英文名称 项目名称(英文) 中文名称(英文) 英文全称 别名 项目别名 曾用名 同义词 nameen alias aliases loinc 拼音码 收费编码 收费标准 价格 医保编码 国家医保编码"},
		phrase[field]{fieldCategory, "类别 分类 专业 检查类别 检验类别 项目类别 项目分类 检验分类 检查分类 类型 项目类型 检查类型 检验类型 学科 学科分类 专业类别 专业分类 专业组 亚专业 小类 亚类 二级分类 二级类别 二级目录 所属专业 所属类别 检查大类及小类 category subcategory listcategory class"},
		phrase[field]{fieldGroup, "大类 一级分类 一级类别 一级目录 项目大类 检查大类 检验大类 专业大类 group domain"},
		phrase[field]{fieldQualifiers, "限定编码 qualifiers"},
		phrase[field]{fieldMethod, "方法 检测方法 检验方法 检查方法 方法学 检测方法学 测定方法 method"},
		phrase[field]{fieldLaterality, "侧别 左右 左右侧 侧 方位 laterality"},
		phrase[field]{fieldContrast, "增强 平扫增强 平扫/增强 平扫或增强 是否增强 对比剂 扫描方式 contrast"},
		phrase[field]{fieldProjection, "投照体位 体位 投照 投照位 投照方位 摄影体位 projection"},
		phrase[field]{fieldUnit, "单位 计量单位 结果单位 报告单位 参考单位 unit units"},
		phrase[field]{fieldLevelScope, "级别 范围 互认范围 互认级别 互认层级 层级 适用范围 互认区域 标识 互认等级 level scope"},
		phrase[field]{fieldMark, "互认标识 标识码 互认标志 报告标识 hr标识 mark"},
		phrase[field]{fieldWindow, "互认时限 时限 有效期 有效期限 有效时间 有效时限 时效 时效性 互认时效 互认有效期 互认期限 互认时间 互认有效时间 互认周期 结果有效期 结果时效 互认时限要求 时限要求 时间要求 互认时间要求 有效天数 互认天数 validity window validityperiod validitydays"},
		phrase[field]{fieldImages, "影像要求 影像 影像资料 影像资料要求 是否需要影像 是否要求影像 是否需影像 需要影像 图像要求 是否附影像 影像调阅 是否调阅影像 影像调阅要求 images"},
	),
}

// Items reads the item lists of all sheets.
func (b *Book) Items() Reading[ItemRow] { return read(b, itemLayout, itemRow) }

func itemRow(r *record) ItemRow {
	row := ItemRow{
		Name:         r.demand(fieldName),
		Abbreviation: r.text(fieldAbbreviation),
		Category:     r.category,
		Code:         r.text(fieldCode),
		Qualifiers:   r.text(fieldQualifiers),
		Specimen:     r.text(fieldSpecimen),
		Method:       r.text(fieldMethod),
		Site:         r.text(fieldSite),
		Laterality:   r.text(fieldLaterality),
		Contrast:     r.text(fieldContrast),
		Projection:   r.text(fieldProjection),
		Modality:     r.text(fieldModality),
		Unit:         r.text(fieldUnit),
		Scope:        r.text(fieldLevelScope),
		Mark:         r.text(fieldMark),
		WindowText:   r.text(fieldWindow),
		ImagesText:   r.text(fieldImages),
		Note:         r.text(fieldNote),
	}
	if !row.Code.Stated() {
		row.Name.Value = withoutOrdinal(row.Name.Value)
	}
	row.Window = r.window(row.WindowText)
	row.Images = r.images(row.ImagesText)
	row.settleMark()
	row.takeNote()
	return row
}

func (r *record) window(t Text) registry.Window {
	w, ok := parseWindow(t.Value, r.units[fieldWindow])
	if !ok {
		r.trouble(t, windowUnreadable)
	}
	return w
}

var imageWords = says(
	phrase[bool]{true, "是 需 需要 要 要求 必须 有 √ ✓ ✔ y yes true 1 需附影像 需要影像 须附影像 附影像 带影像 需提供影像 需调阅影像 需影像 含影像"},
	phrase[bool]{false, "否 不 不需 不需要 不要求 无需 无要求 × ✗ x n no false 0 不需影像 不需要影像 无需影像 不附影像"},
)

// images reads an image requirement; an empty one says nothing.
func (r *record) images(t Text) *bool {
	if !t.Stated() {
		return nil
	}
	if needed, ok := imageWords.of(t.Value); ok {
		return &needed
	}
	if !saysNothing(t.Value) {
		r.trouble(t, imagesUnreadable)
	}
	return nil
}

// settleMark sorts out columns headed 标识 or 级别, which hold marks (苏HR) in
// some lists and levels (省级) in others.
func (row *ItemRow) settleMark() {
	isMark := func(t Text) bool { return strings.HasSuffix(strings.ToUpper(fold(t.Value)), "HR") }
	switch {
	case row.Mark.Stated() && !isMark(row.Mark):
		if !row.Scope.Stated() {
			row.Scope = row.Mark
		}
		row.Mark = Text{}
	case !row.Mark.Stated() && isMark(row.Scope):
		row.Mark = row.Scope
	}
}

// takeNote fills empty columns from a note of pairs (部位=腹部;检查模态=DX).
// The note itself stays whole.
func (row *ItemRow) takeNote() {
	columns := map[field]*Text{
		fieldSite: &row.Site, fieldModality: &row.Modality, fieldUnit: &row.Unit,
		fieldSpecimen: &row.Specimen, fieldMethod: &row.Method, fieldAbbreviation: &row.Abbreviation,
	}
	for pair := range strings.FieldsFuncSeq(row.Note.Value, func(r rune) bool { return r == ';' || r == '；' || r == '\n' }) {
		name, value, ok := strings.Cut(pair, "=")
		if !ok || len(name) > 60 {
			continue
		}
		column := columns[itemLayout.words[foldHeading(name)]]
		if value = strings.TrimFunc(value, invisible); column != nil && !column.Stated() && !saysNothing(value) {
			*column = Text{value, row.Note.Place}
		}
	}
}
