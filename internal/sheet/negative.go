package sheet

import "concord/internal/registry"

// NegativeRow is one row of a negative list. Every column may be empty and then
// does not select; the codes stand where the file was written by this registry.
type NegativeRow struct {
	Issuer         Text // institution as printed
	IssuerID       Text
	Receiver       Text
	ReceiverID     Text
	Item           Text
	Code           Text
	Category       Text
	Modality       Text
	Origin         Text // region of the issuer
	OriginCode     Text
	Situation      Text
	SituationCode  Text
	Age            registry.AgeRange
	AgeText        Text
	Department     Text
	DepartmentCode Text
	Effect         registry.NegativeEffect // 0 where the row states none
	EffectText     Text
	Period         registry.Period // Always where none is stated
	Reason         Text
	Row            Place // the row as a whole
}

// The columns of a negative list, besides those it shares with others.
const (
	fieldIssuer         field = "出具机构"
	fieldIssuerID       field = "出具机构编码"
	fieldReceiver       field = "接收机构"
	fieldReceiverID     field = "接收机构编码"
	fieldItem           field = "项目"
	fieldOrigin         field = "来源地区"
	fieldOriginCode     field = "来源地区编码"
	fieldSituation      field = "情形"
	fieldSituationCode  field = "情形编码"
	fieldAge            field = "年龄"
	fieldDepartment     field = "科室"
	fieldDepartmentCode field = "科室编码"
	fieldEffect         field = "效力"
	fieldReason         field = "原因"
)

var itemWords = phrase[field]{fieldItem, "项目 项目名称 互认项目 检验项目 检查项目 检验检查项目 检查检验项目 检测项目 中文名称 项目中文名称 检验项目名称 检查项目名称 负面项目 item itemname"}

var negativeLayout = &layout{
	title: registry.Text{Zh: "“负面”清单", En: "a negative list"},
	known: []field{fieldIssuer, fieldItem, fieldSituation, fieldEffect},
	least: 2,
	words: says(
		seqWords, codeWords, modalityWords, itemWords, fromWords, toWords, periodWords,
		phrase[field]{fieldIssuer, "出具机构 出具方 出具医院 出具医疗机构 报告机构 报告出具机构 检查机构 检验机构 医疗机构 机构 机构名称 医疗机构名称 单位名称 医院名称 issuer"},
		phrase[field]{fieldIssuerID, "出具机构编码 机构编码 issuerid"},
		phrase[field]{fieldReceiver, "接收机构 接收方 接诊机构 接收医院 接收医疗机构 接诊医院 receiver"},
		phrase[field]{fieldReceiverID, "接收机构编码 receiverid"},
		phrase[field]{fieldCategory, "类别 项目类别 分类 检查类别 检验类别 专业 category"},
		phrase[field]{fieldOrigin, "来源地区 来源地 出具地区 地区 origin"},
		phrase[field]{fieldOriginCode, "来源地区编码 地区编码 origincode"},
		phrase[field]{fieldSituation, "情形 不予互认情形 情况 情形描述 负面情形 适用情形 具体情形 可不予互认情形 不互认情形 临床情形 situation"},
		phrase[field]{fieldSituationCode, "情形编码 情形代码 situationcode"},
		phrase[field]{fieldAge, "年龄 年龄范围 适用年龄 年龄段 患者年龄 age"},
		phrase[field]{fieldDepartment, "科室 诊疗科目 适用科室 临床科室 就诊科室 department"},
		phrase[field]{fieldDepartmentCode, "科室编码 科室代码 departmentcode"},
		phrase[field]{fieldEffect, "效力 处理 处理方式 互认要求 互认意见 处理意见 effect"},
		phrase[field]{fieldReason, "原因 理由 事由 原因说明 不予互认原因 列入原因 备注 说明 依据 reason note"},
	),
}

// Negatives reads the negative lists of all sheets.
func (b *Book) Negatives() Reading[NegativeRow] { return read(b, negativeLayout, negativeRow) }

func negativeRow(r *record) NegativeRow {
	row := NegativeRow{
		Issuer:         r.text(fieldIssuer),
		IssuerID:       r.text(fieldIssuerID),
		Receiver:       r.text(fieldReceiver),
		ReceiverID:     r.text(fieldReceiverID),
		Item:           r.text(fieldItem),
		Code:           r.text(fieldCode),
		Category:       r.text(fieldCategory),
		Modality:       r.text(fieldModality),
		Origin:         r.text(fieldOrigin),
		OriginCode:     r.text(fieldOriginCode),
		Situation:      r.text(fieldSituation),
		SituationCode:  r.text(fieldSituationCode),
		AgeText:        r.text(fieldAge),
		Department:     r.text(fieldDepartment),
		DepartmentCode: r.text(fieldDepartmentCode),
		EffectText:     r.text(fieldEffect),
		Period:         r.period(),
		Reason:         r.text(fieldReason),
		Row:            Place{Sheet: r.grid.name, Row: r.row},
	}
	row.unstate()
	row.Age = r.age(row.AgeText)
	row.Effect = r.effect(row.EffectText)
	return row
}

// unstate empties the selectors that say 无, 不限, 全部 or - and so select
// nothing.
func (row *NegativeRow) unstate() {
	for _, t := range []*Text{
		&row.Issuer, &row.Receiver, &row.Item, &row.Category, &row.Modality, &row.Origin,
		&row.Situation, &row.AgeText, &row.Department,
	} {
		if folded, ok := foldShort(t.Value); ok && (saysNothing(folded) || unselective[folded]) {
			t.Value = ""
		}
	}
}

var unselective = says(phrase[bool]{true, "不限 全部 所有 任何 任意 各 全部机构 所有机构 全部医疗机构 所有医疗机构 各医疗机构 全部项目 所有项目 全部科室 所有科室 全部年龄 所有年龄 不限年龄 any all"})

func (r *record) age(t Text) registry.AgeRange {
	age, ok := parseAge(t.Value)
	if !ok {
		r.trouble(t, ageUnreadable)
	}
	return age
}

var effects = says(
	phrase[registry.NegativeEffect]{registry.Deny, "不予互认 不互认 不予认可 不认可 不认 禁止互认 禁止 暂停互认 暂不互认 取消互认 拒绝 deny"},
	phrase[registry.NegativeEffect]{registry.Discretion, "医师酌定 医生酌定 酌定 酌情 酌情互认 可不互认 可不予互认 可以不予互认 由医师决定 由接诊医师决定 由接诊医师判断 医师判断 医师决定 慎重互认 谨慎互认 discretion"},
)

func (r *record) effect(t Text) registry.NegativeEffect {
	if saysNothing(t.Value) {
		return 0
	}
	effect, ok := effects.of(t.Value)
	if !ok {
		r.trouble(t, effectUnreadable)
	}
	return effect
}

func printEffect(e registry.NegativeEffect) string {
	return [...]string{"", "不予互认", "医师酌定"}[min(e, 2)]
}
