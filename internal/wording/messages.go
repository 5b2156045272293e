package wording

import (
	r "concord/internal/recognition"
	"concord/internal/registry"
)

// message is one sentence of a code; when nil, it is the code's last resort.
type message struct {
	code   r.Code
	when   func(*r.Finding) bool
	zh, en string
}

// has is the condition that a finding carries a parameter.
func has(name r.ParameterName) func(*r.Finding) bool {
	return func(f *r.Finding) bool {
		_, ok := f.Parameters.Get(name)
		return ok
	}
}

// no is the condition that a yes-or-no parameter says no.
func no(name r.ParameterName) func(*r.Finding) bool {
	return func(f *r.Finding) bool {
		p, ok := f.Parameters.Get(name)
		return ok && p.Number == 0
	}
}

// says is the condition that a parameter has a value.
func says(name r.ParameterName, value string) func(*r.Finding) bool {
	return func(f *r.Finding) bool {
		p, _ := f.Parameters.Get(name)
		return p.Text == value
	}
}

func effect(e r.Effect) func(*r.Finding) bool {
	return func(f *r.Finding) bool { return f.Effect == e }
}

var sentences = compile([]message{
	{r.ReportFinal, nil, "报告状态为{status}。", "The report is {status}."},
	{r.ReportNotFinal, nil, "报告状态为{status}，不是最终报告，不能作为互认依据。", "The report is {status}, not final, and cannot be relied on."},
	{r.CodeResolved, nil, "编码对应项目“{item_name}”。", "The code means {item_name}."},
	{r.CodeUnmapped, says(r.ParamSystem, "loinc"), "LOINC 编码 {code} 未核实对应关系，无法确定项目。", "LOINC code {code} has no verified item here."},
	{r.CodeUnmapped, nil, "编码 {code}（{system}）没有对应的目录项目，无法判断。", "Code {code} ({system}) maps to no catalogue item, so nothing can be said."},
	{r.CodeAmbiguous, nil, "编码 {code}（{system}）可能对应多个项目（{items}），请明确。", "Code {code} ({system}) may mean several items ({items}); say which."},
	{r.InstitutionsOpen, nil, "出具机构与接诊机构均在册、在业。", "Both institutions are registered and open."},
	{r.InstitutionUnknown, nil, "{party} {institution} 未在登记中，无法判断。", "The {party} {institution} is not in the registry, so nothing can be said."},
	{r.InstitutionAmbiguous, nil, "{party} {institution} 对应多家机构，请使用登记编号。", "The {party} {institution} may be several institutions; use the registry id."},
	{r.InstitutionClosed, nil, "{party}“{institution}”在有关日期不在业。", "The {party} {institution} was not open on the day concerned."},
	{r.NegInstitution, nil, "{list_name}规定不予互认该机构的结果。{reason}", "The {list_name} denies this institution's results. {reason}"},
	{r.NegInstitutionItem, nil, "{list_name}规定不予互认该机构的此项结果。{reason}", "The {list_name} denies this item of this institution. {reason}"},
	{r.NegItem, nil, "{list_name}规定此种情形不予互认。{reason}", "The {list_name} denies results in this case. {reason}"},
	{r.SameInstitution, says(r.ParamParty, "reader"), "诊断机构与接诊机构为同一机构“{institution}”。", "The reading and the receiving institution are one: {institution}."},
	{r.SameInstitution, nil, "出具机构与接诊机构为同一机构“{institution}”。", "The issuing and the receiving institution are one: {institution}."},
	{r.ConsortiumFull, nil, "两院在检查时和询问时同属紧密型医联体“{consortium}”。", "Both institutions belong to one consortium ({consortium}) at both times."},
	{r.ReaderIgnored, nil, "诊断机构 {institution} 与出具机构在检查时不属于同一紧密型医联体，按出具机构判断。", "The reading institution {institution} was in no consortium with the issuer, so the issuer is judged."},
	{r.Covered, nil, "两院同在{jurisdiction}的互认地域内。", "Both institutions lie in the territory of {jurisdiction}."},
	{r.OutOfScope, has(r.ParamListedBy), "该项目只列在{listed_by}的清单中，其适用地域不含接诊机构。", "Only {listed_by} lists the item, and its territory does not hold the receiver."},
	{r.OutOfScope, nil, "两院之间没有共同的互认地域。", "No jurisdiction of mutual recognition spans the two institutions."},
	{r.IssuerListed, nil, "“{institution}”列在{list_name}中（{role}）。", "{institution} stands on {list_name} ({role})."},
	{r.IssuerNotListed, no(r.ParamListPublished), "当地尚未公布互认医疗机构清单，“{institution}”的结果没有互认依据。", "No institution list was in force there, so {institution} stands on none."},
	{r.IssuerNotListed, has(r.ParamRemovedFrom), "“{institution}”自{removed_from}起因故移出{list_name}。", "{institution} was removed for cause from {list_name} as of {removed_from}."},
	{r.IssuerNotListed, has(r.ParamRole), "“{institution}”在{list_name}中仅为{role}，不出具互认结果。", "{institution} stands on {list_name} only as: {role}."},
	{r.IssuerNotListed, nil, "检查时“{institution}”不在{list_name}中。", "{institution} did not stand on {list_name} at the time of the examination."},
	{r.ReceiverListed, nil, "“{institution}”列在{list_name}中（{role}）。", "{institution} stands on {list_name} ({role})."},
	{r.ReceiverNotListed, no(r.ParamListPublished), "当地尚未公布互认医疗机构清单，“{institution}”没有互认义务。", "No institution list is in force there, so {institution} stands on none."},
	{r.ReceiverNotListed, has(r.ParamRemovedFrom), "“{institution}”自{removed_from}起移出{list_name}。", "{institution} was removed from {list_name} as of {removed_from}."},
	{r.ReceiverNotListed, has(r.ParamRole), "“{institution}”在{list_name}中仅为{role}，不承担接收义务。", "{institution} stands on {list_name} only as: {role}."},
	{r.ReceiverNotListed, nil, "询问时“{institution}”不在{list_name}中。", "{institution} does not stand on {list_name} at the time of asking."},
	{r.LevelCovered, nil, "出具机构级别（{level}）符合要求。", "The issuer's level ({level}) meets the list's terms."},
	{r.LevelNotCovered, nil, "出具机构为{level}，低于要求的{min_level}。", "The issuer is {level}, below the required {min_level}."},
	{r.LevelDirection, effect(r.Discretionary), "出具机构（{level}）低于接诊机构（{receiver_level}），由接诊医师酌定。", "The issuer ({level}) ranks below the receiver ({receiver_level}); the physician decides."},
	{r.LevelDirection, nil, "出具机构（{level}）低于接诊机构（{receiver_level}），不在互认方向内。", "The issuer ({level}) ranks below the receiver ({receiver_level}), against the list's direction."},
	{r.LevelUnknown, nil, "{party}级别未登记，无法判断级别要求。", "The level of the {party} is not known, and the terms ask for it."},
	{r.ItemListed, nil, "“{item_name}”自{listed_since}起列在{list_name}中（第{version}版）。", "{item_name} has stood on {list_name} since {listed_since} (version {version})."},
	{r.ItemNotListed, no(r.ParamListPublished), "当地尚无在效的互认项目清单。", "No item list is in force there."},
	{r.ItemNotListed, no(r.ParamListedAtAsked), "“{item_name}”现不在{list_name}中。", "{item_name} does not now stand on {list_name}."},
	{r.ItemNotListed, nil, "检查时“{item_name}”尚未列入{list_name}。", "{item_name} did not stand on {list_name} at the time of the examination."},
	{r.Qualified, nil, "该项目有合格的质量评价（{programme} {round}）。", "There is passing evidence of quality ({programme} {round})."},
	{r.ListedInScope, nil, "该项目在机构的互认范围内，以列入清单为质量依据。", "The item lies in the institution's scope; standing on the list is the evidence."},
	{r.ItemNotInInstitutionScope, nil, "该项目不在出具机构的互认范围内。", "The item lies outside the issuer's scope on the list."},
	{r.NotQualified, has(r.ParamProgramme), "该项目质量评价不合格（{programme} {round}）。", "The quality assessment was failed ({programme} {round})."},
	{r.NotQualified, nil, "没有该机构此项目的质量评价记录。", "There is no quality record of this institution for this item."},
	{r.QualificationLapsed, has(r.ParamRevokedFrom), "该项目的质量资格自{revoked_from}起被撤销（{programme} {round}）。", "The qualification was revoked as of {revoked_from} ({programme} {round})."},
	{r.QualificationLapsed, nil, "该项目的质量资格已于{until}届满（{programme} {round}），检查时无有效记录。", "The qualification ended on {until} ({programme} {round}); none held at the examination."},
	{r.Comparable, nil, "标本、方法、部位等与清单条目相符。", "Specimen, method, site and the like agree with the entry."},
	{r.NotComparable, nil, "{field}不符：报告为 {stated}，清单条目为 {expected}。", "The {field} differs: the report has {stated}, the entry {expected}."},
	{r.NotCompared, nil, "{field} {stated} 不在词表内，未作比较。", "The {field} {stated} is outside the vocabulary and was not compared."},
	{r.ImagesPresent, nil, "影像资料可用。", "The images are at hand."},
	{r.ImagesMissing, nil, "清单要求附影像资料，但影像未取得。", "The list asks for images, and there are none."},
	{r.DataRequired, nil, "需要补充信息才能判断：{field}。", "One more thing must be known: {field}."},
	{r.WithinWindow, has(r.ParamUntil), "在互认时限内（{window}，自{anchor}起），至{until}。", "Within the window ({window} from {anchor}), until {until}."},
	{r.WithinWindow, nil, "清单规定互认时限不限。", "The list sets no limit of time."},
	{r.WindowExpired, nil, "已超过互认时限（{window}，自{anchor}起），止于{until}。", "Past the window ({window} from {anchor}), which ended {until}."},
	{r.WindowUnstated, effect(r.Discretionary), "清单未规定时限，结果已超过{window}，由接诊医师酌定。", "No window is printed and the result is older than {window}; the physician decides."},
	{r.WindowUnstated, nil, "清单未规定时限，结果尚未超过{window}。", "No window is printed; the result is not older than {window}."},
	{r.SituationFound, nil, "存在可以重新检查的情形：{situation}。", "A situation in which repeating is allowed: {situation}."},
	{r.SituationNoted, nil, "已注明情形：{situation}。", "Noted: {situation}."},
	{r.NegDiscretion, nil, "{list_name}规定此种情形由接诊医师酌定。{reason}", "The {list_name} leaves this case to the physician. {reason}"},
	{r.NegNotAssessed, nil, "{list_name}中一条须知道{field}方能判断的规定未作判断。", "An entry of the {list_name} was not assessed: it asks for {field}."},
	{r.OperatorDependent, nil, "{modality}检查结果与操作者关系密切，由接诊医师酌定。", "{modality} results depend on the operator; the physician decides."},
})

// compile groups the sentences by code.
func compile(messages []message) [][]sentence {
	all := make([][]sentence, len(r.Codes())+1)
	for _, m := range messages {
		all[m.code] = append(all[m.code], sentence{when: m.when, zh: split(m.zh), en: split(m.en)})
	}
	return all
}

// words are the values of text parameters as people read them.
var words = map[string]registry.Text{
	"final": {Zh: "最终", En: "final"}, "amended": {Zh: "修订", En: "amended"},
	"preliminary": {Zh: "初步", En: "preliminary"}, "cancelled": {Zh: "作废", En: "cancelled"},
	"issuer": {Zh: "出具机构", En: "issuer"}, "receiver": {Zh: "接诊机构", En: "receiver"}, "reader": {Zh: "诊断机构", En: "reader"},
	"both": {Zh: "双向", En: "issues and receives"}, "issues": {Zh: "出具", En: "issues"}, "receives": {Zh: "接收", En: "receives"},
	"registry": {Zh: "登记编码", En: "registry code"}, "local": {Zh: "出具机构本院编码", En: "the issuer's own code"},
	"receiver-local": {Zh: "接诊机构本院编码", En: "the receiver's own code"}, "loinc": {Zh: "LOINC", En: "LOINC"},
	"exam": {Zh: "检查时间", En: "the examination"}, "report": {Zh: "报告时间", En: "the report"},
	"specimen": {Zh: "标本", En: "specimen"}, "method": {Zh: "方法", En: "method"}, "body_site": {Zh: "部位", En: "body site"},
	"laterality": {Zh: "侧别", En: "side"}, "contrast": {Zh: "增强方式", En: "contrast"}, "projection": {Zh: "体位", En: "projection"},
	"has_images":        {Zh: "影像资料是否可用（has_images）", En: "whether images are at hand (has_images)"},
	"patient_age_years": {Zh: "患者年龄（patient_age_years）", En: "the patient's age (patient_age_years)"},
	"department":        {Zh: "就诊科室（department）", En: "the department (department)"},
	"modality":          {Zh: "检查类别", En: "the modality"},
	"US":                {Zh: "超声", En: "Ultrasound"}, "ECG": {Zh: "心电", En: "ECG"},
}
