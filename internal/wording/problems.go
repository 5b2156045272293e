package wording

import (
	"fmt"

	"concord/internal/recognition"
	"concord/internal/registry"
)

// inputTexts are message and fix of every code of R00.
var inputTexts = map[recognition.InputCode][2]registry.Text{
	recognition.ReportBeforeExam: {
		{Zh: "报告时间早于检查时间", En: "report_time is before exam_time"},
		{Zh: "核对两个时间；报告时间不得早于采样或检查时间", En: "check both times; a report follows its examination"},
	},
	recognition.TimeAfterAsked: {
		{Zh: "该时间晚于询问时间", En: "the time lies after asked_at"},
		{Zh: "核对时间与时区；系统时钟最多可相差5分钟", En: "check time and offset; clocks may differ by five minutes at most"},
	},
	recognition.SituationUnknown: {
		{Zh: "情形代码不在目录中", En: "the situation is no code of the reasons catalogue"},
		{Zh: "使用 GET /v1/reasons 列出的代码，例如 ST03", En: "use a code of GET /v1/reasons, for example ST03"},
	},
	recognition.ReaderNotApplicable: {
		{Zh: "检验项目没有“异地诊断”，diagnosed_by 只用于检查项目", En: "diagnosed_by is for examinations; a laboratory result is not read elsewhere"},
		{Zh: "去掉 diagnosed_by", En: "leave diagnosed_by out"},
	},
}

// InputProblem says what is wrong with a question and how to put it right.
func InputProblem(e recognition.InputError) registry.Problem {
	texts := inputTexts[e.Code]
	p := registry.Problem{Pointer: "/" + e.Field, Code: string(e.Code), Message: texts[0], Fix: texts[1]}
	if e.Code == recognition.SituationUnknown {
		p.Pointer = fmt.Sprintf("/situations/%d", e.Index)
	}
	p.Message.Zh += "：" + e.Value
	p.Message.En += ": " + e.Value
	return p
}
