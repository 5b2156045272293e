package sheet

import (
	"fmt"
	"io"
	"strings"

	"concord/internal/registry"

	"github.com/xuri/excelize/v2"
)

// TemplateKind is what an empty workbook is to be filled with.
type TemplateKind string

// The kinds of templates.
const (
	ItemTemplate          TemplateKind = "items"
	InstitutionTemplate   TemplateKind = "institutions"
	NegativeTemplate      TemplateKind = "negative"
	QualificationTemplate TemplateKind = "qualifications"
	CodeMapTemplate       TemplateKind = "code-map"
	CoverageTemplate      TemplateKind = "coverage"
)

// TemplateKinds are all kinds in order.
var TemplateKinds = []TemplateKind{
	ItemTemplate, InstitutionTemplate, NegativeTemplate, QualificationTemplate, CodeMapTemplate, CoverageTemplate,
}

// template is a kind of table as people are asked to fill it in.
type template struct {
	title   string
	list    registry.ListKind // whose terms it brings; ListUnknown: none
	columns []templateColumn
}

// templateColumn is a column with what it takes. Its two examples are cells of
// two rows that are right as they stand.
type templateColumn struct {
	column
	need     string // 必填, 选填 …
	takes    string
	examples [2]string
	choices  string // of the drop-down, parted by spaces; other words are read too
}

// What a column asks for.
const (
	required = "必填"
	optional = "选填"
)

const (
	guideSheet   = "填写说明"
	templateRows = 5_000 // rows with drop-downs
)

var templates = map[TemplateKind]template{
	ItemTemplate: {"互认项目清单", registry.ItemList, []templateColumn{
		{column{fieldSeq, 8}, optional, "行号，不读取", [2]string{"1", "2"}, ""},
		{column{fieldName, 32}, required, "项目的规范名称，一行一项", [2]string{"钾", "胸部CT平扫"}, ""},
		{column{fieldAbbreviation, 12}, optional, "通用英文缩写", [2]string{"K", ""}, ""},
		{column{fieldCategory, 18}, optional, "检验或检查的类别；空白时沿用上一行", [2]string{"临床化学检验", "CT"}, ""},
		{column{fieldSpecimen, 12}, optional, "检验项目的标本，限定标本时填写", [2]string{"血清", ""}, ""},
		{column{fieldMethod, 14}, optional, "限定检测方法时填写", [2]string{"", ""}, ""},
		{column{fieldSite, 12}, optional, "检查项目的部位，名称中已写明的可不填", [2]string{"", "胸部"}, ""},
		{column{fieldWindow, 12}, optional, "72小时、30天、3个月、当日、长期有效；空白为未规定", [2]string{"7天", "30天"}, ""},
		{column{fieldImages, 10}, optional, "须附影像资料的填“是”", [2]string{"", "是"}, "是 否"},
		{column{fieldMark, 12}, optional, "与全清单不同的互认标识，以 HR 结尾", [2]string{"", ""}, ""},
		{column{fieldNote, 28}, optional, "原样公布", [2]string{"空腹采血", ""}, ""},
	}},
	InstitutionTemplate: {"互认医疗机构清单", registry.InstitutionList, []templateColumn{
		{column{fieldSeq, 8}, optional, "行号，不读取", [2]string{"1", "2"}, ""},
		{column{fieldInstitution, 36}, required, "执业许可证上的名称，院区单独成行", [2]string{"演示市第一医院", "演示区社区卫生服务中心"}, ""},
		{column{fieldUSCC, 24}, optional, "18位，能唯一认定机构，建议填写", [2]string{"", ""}, ""},
		{column{fieldLicence, 26}, optional, "医疗机构执业许可证登记号，22位", [2]string{"", ""}, ""},
		{column{fieldInsurance, 18}, optional, "H 加11位数字", [2]string{"", ""}, ""},
		{column{fieldLevel, 10}, optional, "三级、二级、一级或未定级", [2]string{"三级", "未定级"}, "三级 二级 一级 未定级"},
		{column{fieldGrade, 10}, optional, "甲等、乙等、丙等或未定等", [2]string{"甲等", ""}, "甲等 乙等 丙等 未定等"},
		{column{fieldKind, 16}, optional, "综合医院、中医医院、社区卫生服务中心等", [2]string{"综合医院", "社区卫生服务中心"}, ""},
		{column{fieldDistrict, 14}, optional, "所在区县", [2]string{"演示区", "演示区"}, ""},
		{column{fieldRole, 10}, optional, "出具、接收或双向；空白为双向", [2]string{"双向", "接收"}, "双向 出具 接收"},
		{column{fieldScope, 30}, optional, "“全部”，或列出项目名称，或“除……外”；空白为全部", [2]string{"全部", "钾、钠、氯"}, ""},
		{column{fieldFrom, 14}, optional, "写成 2026-01-01；空白为随清单生效", [2]string{"", "2026-03-01"}, ""},
		{column{fieldTo, 14}, optional, "最后一天；空白为长期", [2]string{"", "2026-12-31"}, ""},
		{column{fieldNote, 24}, optional, "原样公布", [2]string{"", ""}, ""},
	}},
	NegativeTemplate: {"“负面”清单", registry.NegativeList, []templateColumn{
		{column{fieldSeq, 8}, optional, "行号，不读取", [2]string{"1", "2"}, ""},
		{column{fieldIssuer, 28}, optional, "不予互认其结果的机构；空白为不限。各条件至少填写一项，同时满足才适用", [2]string{"演示市第四医院", ""}, ""},
		{column{fieldReceiver, 28}, optional, "适用于哪个接诊机构；空白为不限", [2]string{"", ""}, ""},
		{column{fieldItem, 24}, optional, "项目名称；空白为不限", [2]string{"甲胎蛋白", ""}, ""},
		{column{fieldCategory, 18}, optional, "项目类别；空白为不限", [2]string{"", "临床化学检验"}, ""},
		{column{fieldModality, 12}, optional, "CT、MR、DR、US、ECG 等；空白为不限", [2]string{"", ""}, ""},
		{column{fieldOrigin, 14}, optional, "出具机构所在地区；空白为不限", [2]string{"", ""}, ""},
		{column{fieldSituation, 32}, optional, "不予互认情形；空白为不限", [2]string{"", "术前、输血前"}, ""},
		{column{fieldAge, 14}, optional, "按周岁：6岁以下、0-6岁、60岁以上，均含本数", [2]string{"", "6岁以下"}, ""},
		{column{fieldDepartment, 14}, optional, "接诊科室；空白为不限", [2]string{"", "儿科"}, ""},
		{column{fieldEffect, 12}, optional, "不予互认或医师酌定；空白为不予互认", [2]string{"不予互认", "医师酌定"}, "不予互认 医师酌定"},
		{column{fieldFrom, 14}, optional, "写成 2026-01-01；空白为随清单生效", [2]string{"2026-03-01", ""}, ""},
		{column{fieldTo, 14}, optional, "最后一天；空白为长期", [2]string{"2026-12-31", ""}, ""},
		{column{fieldReason, 28}, optional, "列入的原因，原样公布", [2]string{"室间质评不合格", ""}, ""},
	}},
	QualificationTemplate: {"室间质评结果", registry.ListUnknown, []templateColumn{
		{column{fieldSeq, 8}, optional, "行号，不读取", [2]string{"1", "2"}, ""},
		{column{fieldInstitution, 36}, required, "已登记的机构名称", [2]string{"演示市第一医院", "演示市第二医院"}, ""},
		{column{fieldUSCC, 24}, optional, "18位，能唯一认定机构，建议填写", [2]string{"", ""}, ""},
		{column{fieldItem, 28}, required, "项目名称，一行一项", [2]string{"钾", "钠"}, ""},
		{column{fieldProgramme, 32}, optional, "组织质评的中心和计划", [2]string{"演示省临检中心室间质评", "演示省临检中心室间质评"}, ""},
		{column{fieldRound, 12}, optional, "批次", [2]string{"2026-1", "2026-1"}, ""},
		{column{fieldResult, 12}, required, "合格或不合格", [2]string{"合格", "不合格"}, "合格 不合格"},
		{column{fieldFrom, 14}, optional, "写成 2026-01-01", [2]string{"2026-01-01", "2026-01-01"}, ""},
		{column{fieldTo, 14}, optional, "最后一天；空白为长期", [2]string{"2026-12-31", ""}, ""},
		{column{fieldNote, 24}, optional, "不参与判断", [2]string{"", ""}, ""},
	}},
	CodeMapTemplate: {"本院编码对照表", registry.ListUnknown, []templateColumn{
		{column{fieldLocalCode, 18}, required, "HIS 或 LIS 中的编码，前面的零不可省略", [2]string{"00123", "CKMB"}, ""},
		{column{fieldLocalName, 30}, optional, "本院对此项目的叫法；未填项目编码和项目名称时按它对照", [2]string{"血清钾", "肌酸激酶同工酶"}, ""},
		{column{fieldCode, 18}, optional, "目录的项目编码，已知时填写", [2]string{"", ""}, ""},
		{column{fieldName, 30}, optional, "目录的项目名称，已知时填写", [2]string{"钾", ""}, ""},
		{column{fieldSpecimen, 14}, optional, "标本不同而名称相同时填写", [2]string{"血清", ""}, ""},
		{column{fieldUnit, 14}, optional, "结果的单位，单位不同而名称相同时填写", [2]string{"mmol/L", "U/L"}, ""},
		{column{fieldNote, 24}, optional, "不参与判断", [2]string{"", ""}, ""},
	}},
	CoverageTemplate: {"覆盖情况表", registry.ListUnknown, []templateColumn{
		{column{fieldSeq, 8}, optional, "行号，不读取", [2]string{"1", "2"}, ""},
		{column{fieldCoverage, 14}, required, "质控中心：一行一个中心；培训医师：一行为一机构一年", [2]string{"质控中心", "培训医师"}, "质控中心 培训医师"},
		{column{fieldRegion, 16}, optional, "所属地区；空白为上报地区", [2]string{"演示市", "演示区"}, ""},
		{column{fieldInstitution, 36}, "培训医师必填", "质控中心的挂靠单位，或医师所在机构", [2]string{"演示市第一医院", "演示市第二医院"}, ""},
		{column{fieldSpecialty, 18}, "质控中心必填", "临床检验、放射、超声等", [2]string{"临床检验", ""}, ""},
		{column{fieldLevel, 12}, "质控中心必填", "国家级、省级、市级或县级", [2]string{"市级", ""}, "国家级 省级 市级 县级"},
		{column{fieldYear, 10}, "培训医师必填", "四位年份", [2]string{"", "2026"}, ""},
		{column{fieldCount, 10}, "培训医师必填", "培训医师的人数；质控中心空白为 1", [2]string{"", "36"}, ""},
		{column{fieldNote, 24}, optional, "原样保留", [2]string{"", ""}, ""},
	}},
}

// WriteTemplate writes an empty workbook of a kind: the headings that this
// package reads, drop-downs where few values are usual, the terms of a list with
// their defaults, and a sheet that says what each column takes.
func WriteTemplate(w io.Writer, kind TemplateKind) error {
	t, ok := templates[kind]
	if !ok {
		return fmt.Errorf("there is no template %q; there are %v", kind, TemplateKinds)
	}
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	p := &printed{file: f, styles: map[string]int{}}
	if err := p.template(t); err != nil {
		return fmt.Errorf("draw template %s: %w", kind, err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write template %s: %w", kind, err)
	}
	return nil
}

func (p *printed) template(t template) error {
	if err := p.file.SetSheetName(firstSheet, listSheet); err != nil {
		return err
	}
	if err := p.addStyles(); err != nil {
		return err
	}
	if err := p.blanks(t); err != nil {
		return err
	}
	if t.list != registry.ListUnknown {
		if err := p.terms(printTerms(t.list, registry.DefaultTerms())); err != nil {
			return err
		}
	}
	return p.guide(t)
}

// blanks draws the sheet to be filled in. Its cells hold text, so that codes keep
// their zeros and dates their form.
func (p *printed) blanks(t template) error {
	columns := make([]column, len(t.columns))
	for i, c := range t.columns {
		columns[i] = c.column
		name := columnName(i + 1)
		if err := p.file.SetColStyle(listSheet, name, p.styles["text"]); err != nil {
			return err
		}
		if c.choices == "" {
			continue
		}
		if err := p.choose(fmt.Sprintf("%s2:%s%d", name, name, templateRows+1), c); err != nil {
			return err
		}
	}
	if err := p.form(listSheet, columns); err != nil {
		return err
	}
	return p.page(listSheet, 1, "landscape")
}

// choose gives cells a drop-down. Other words only warn: the reader knows more
// than a drop-down shows.
func (p *printed) choose(cells string, c templateColumn) error {
	v := excelize.NewDataValidation(true)
	v.SetSqref(cells)
	if err := v.SetDropList(strings.Fields(c.choices)); err != nil {
		return err
	}
	v.SetError(excelize.DataValidationErrorStyleWarning, string(c.heading), c.takes)
	return p.file.AddDataValidation(listSheet, v)
}

var guideColumns = []column{{"列", 18}, {"要求", 16}, {"填写内容", 60}, {"示例一", 26}, {"示例二", 26}}

// guide draws the instructions.
func (p *printed) guide(t template) error {
	if _, err := p.file.NewSheet(guideSheet); err != nil {
		return err
	}
	if err := p.form(guideSheet, guideColumns); err != nil {
		return err
	}
	rows := [][]string{}
	for _, c := range t.columns {
		rows = append(rows, []string{string(c.heading), c.need, c.takes, c.examples[0], c.examples[1]})
	}
	rows = append(rows, []string{t.title, "", "在“" + listSheet + "”工作表中填写，表头不要改动；本工作表不读取。", "", ""})
	if t.list != registry.ListUnknown {
		rows = append(rows, []string{termSheet, "", "“" + termSheet + "”工作表中是对整个清单的规定，已填默认值，可改：" + allowedTerms(t.list), "", ""})
	}
	for i, row := range rows {
		if err := p.cells(guideSheet, i+2, "body", row); err != nil {
			return err
		}
	}
	return p.page(guideSheet, 1, "landscape")
}

// allowedTerms tells what each term of a list may be.
func allowedTerms(kind registry.ListKind) string {
	var terms []string
	for _, s := range termSpecs {
		if s.kind == kind {
			terms = append(terms, strings.Fields(s.names)[0]+"："+s.allowed())
		}
	}
	return strings.Join(terms, "；")
}
