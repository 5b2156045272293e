package sheet

import "concord/internal/registry"

// QualificationRow is one record of a quality assessment.
type QualificationRow struct {
	Institution   Text
	InstitutionID Text
	USCC          Text
	Item          Text
	Code          Text
	Programme     Text
	Round         Text
	Result        registry.Result
	ResultText    Text
	Period        registry.Period
	Note          Text
}

// The columns of qualifications, besides those they share with others.
const (
	fieldProgramme field = "质评计划"
	fieldRound     field = "轮次"
	fieldResult    field = "结果"
)

var qualificationLayout = &layout{
	title: registry.Text{Zh: "室间质评结果", En: "a table of qualifications"},
	key:   fieldItem,
	needs: []field{fieldInstitution, fieldItem, fieldResult},
	least: 2,
	words: says(
		seqWords, noteWords, codeWords, itemWords, institutionWords, usccWords, fromWords, toWords, periodWords,
		phrase[field]{fieldID, "机构编码 机构代码 机构编号 机构id institutionid"},
		phrase[field]{fieldProgramme, "质评计划 质评计划名称 计划 计划名称 室间质评计划 室间质评计划名称 质评项目计划 质评组织 组织机构 组织单位 质评机构 programme program"},
		phrase[field]{fieldRound, "轮次 批次 次数 质评轮次 质评次数 活动次数 期次 质评批次 年度批次 round"},
		phrase[field]{fieldResult, "结果 质评结果 成绩 质评成绩 结论 评价 评价结果 是否合格 合格情况 考核结果 result"},
		phrase[field]{fieldCategory, "类别 分类 专业 项目类别 专业分类 category"},
	),
}

// Qualifications reads the quality assessments of all sheets.
func (b *Book) Qualifications() Reading[QualificationRow] {
	return read(b, qualificationLayout, qualificationRow)
}

func qualificationRow(r *record) QualificationRow {
	row := QualificationRow{
		Institution:   r.demand(fieldInstitution),
		InstitutionID: r.text(fieldID),
		USCC:          r.text(fieldUSCC),
		Item:          r.demand(fieldItem),
		Code:          r.text(fieldCode),
		Programme:     r.text(fieldProgramme),
		Round:         r.text(fieldRound),
		ResultText:    r.demand(fieldResult),
		Period:        r.period(),
		Note:          r.text(fieldNote),
	}
	row.Result = r.result(row.ResultText)
	return row
}

var results = says(
	phrase[registry.Result]{registry.Pass, "合格 通过 满意 达标 可接受 是 √ pass passed ok yes"},
	phrase[registry.Result]{registry.Fail, "不合格 未通过 不通过 不满意 未达标 不达标 不可接受 未合格 否 × fail failed no"},
)

func (r *record) result(t Text) registry.Result {
	result, ok := results.of(t.Value)
	if !ok && t.Stated() {
		r.trouble(t, resultUnreadable)
	}
	return result
}
