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

// has is the condition that a finding carries a parameter that says something.
func has(name r.ParameterName) func(*r.Finding) bool {
	return func(f *r.Finding) bool {
		p, ok := f.Parameters.Get(name)
		return ok && (p.Type != r.TextParameter || p.Text != "")
	}
}

// unlimited is the condition that a window never ends.
func unlimited(f *r.Finding) bool {
	p, _ := f.Parameters.Get(r.ParamWindow)
	return p.Window().Unit == registry.WindowUnlimited
}

// no is the condition that a yes-or-no parameter says no, or that a level is not
// known.
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
	{r.ReportFinal, nil, "该报告为{status}报告。", "The report is {status}."},
	{r.ReportNotFinal, nil, "该报告为{status}报告，不能作为互认依据。", "The report is {status} and cannot be relied on."},
	{r.CodeResolved, nil, "所查项目为“{item_name}”。", "The code stands for {item_name}."},
	{r.CodeUnmapped, says(r.ParamSystem, "loinc"), "LOINC 编码“{code}”没有经核实的对应项目。", "LOINC code {code} matches no verified item."},
	{r.CodeUnmapped, nil, "编码“{code}”（{system}）没有对应到目录中的项目。", "Code {code} ({system}) matches no item of the catalogue."},
	{r.CodeAmbiguous, nil, "编码“{code}”（{system}）可能是{items}中的一项，请明确。", "Code {code} ({system}) may mean one of several items; say which: {items}."},
	{r.InstitutionsOpen, nil, "出具机构与接诊机构均已登记，相关日期正常执业。", "Both institutions are registered and open."},
	{r.InstitutionUnknown, nil, "{party}“{institution}”没有登记。", "The {party}, {institution}, is not in the registry."},
	{r.InstitutionAmbiguous, nil, "{party}“{institution}”对应多家已登记机构，请使用登记编号。", "The {party}, {institution}, matches several institutions; use the id of the registry."},
	{r.InstitutionClosed, nil, "{party}“{institution}”在相关日期尚未开业或已停业。", "The {party}, {institution}, was not open on the day concerned."},
	{r.NegInstitution, has(r.ParamReason), "按{list_name}，涉及该机构的结果不予互认（{reason}）。", "Under {list_name}, results that involve this institution are not recognized ({reason})."},
	{r.NegInstitution, nil, "按{list_name}，涉及该机构的结果不予互认。", "Under {list_name}, results that involve this institution are not recognized."},
	{r.NegInstitutionItem, has(r.ParamReason), "按{list_name}，涉及该机构的此项结果不予互认（{reason}）。", "Under {list_name}, this institution's results for the item are not recognized ({reason})."},
	{r.NegInstitutionItem, nil, "按{list_name}，涉及该机构的此项结果不予互认。", "Under {list_name}, this institution's results for the item are not recognized."},
	{r.NegItem, has(r.ParamReason), "按{list_name}，此项目或此种情形的结果不予互认（{reason}）。", "Under {list_name}, results for this item, or in this situation, are not recognized ({reason})."},
	{r.NegItem, nil, "按{list_name}，此项目或此种情形的结果不予互认。", "Under {list_name}, results for this item, or in this situation, are not recognized."},
	{r.SameInstitution, says(r.ParamParty, "reader"), "诊断机构“{institution}”与接诊机构为同一机构（或其院区）。", "The reading institution, {institution}, and the receiver are one institution, or campuses of one."},
	{r.SameInstitution, nil, "出具机构“{institution}”与接诊机构为同一机构（或其院区）。", "The issuer, {institution}, and the receiver are one institution, or campuses of one."},
	{r.ConsortiumFull, nil, "检查时与查询时，两家机构同属紧密型医联体“{consortium}”。", "Both institutions belong to one close-knit consortium ({consortium}), at the time of the examination and now."},
	{r.ReaderIgnored, nil, "检查时，诊断机构“{institution}”与出具机构不属于同一紧密型医联体，按出具机构判断。", "The reading institution, {institution}, was in no consortium with the issuer, so the issuer decides."},
	{r.Covered, nil, "两家机构同在{jurisdiction}的互认区域内。", "Both institutions lie in the territory of {jurisdiction}."},
	{r.OutOfScope, has(r.ParamListedBy), "该项目只列入{listed_by}的互认项目清单，接诊机构不在其适用区域内。", "Only {listed_by} lists the item, and the receiver lies outside its territory."},
	{r.OutOfScope, nil, "两家机构不在任何共同的互认区域内。", "The two institutions share no area of mutual recognition."},
	{r.IssuerListed, nil, "“{institution}”已列入{list_name}（{role}）。", "{institution} is on {list_name} ({role})."},
	{r.IssuerNotListed, no(r.ParamListPublished), "检查时当地没有生效的互认医疗机构清单，“{institution}”的结果没有互认依据。", "No institution list was in force there at the time of the examination, so nothing calls for recognizing results of {institution}."},
	{r.IssuerNotListed, has(r.ParamRemovedFrom), "“{institution}”自{removed_from}起因故被移出{list_name}。", "{institution} was removed for cause from {list_name} as of {removed_from}."},
	{r.IssuerNotListed, has(r.ParamRole), "“{institution}”在{list_name}中{role}，其结果不在互认之列。", "{institution} is on {list_name} only to receive results; its own are not covered."},
	{r.IssuerNotListed, nil, "检查时“{institution}”不在{list_name}中。", "{institution} was not on {list_name} at the time of the examination."},
	{r.ReceiverListed, nil, "“{institution}”已列入{list_name}（{role}）。", "{institution} is on {list_name} ({role})."},
	{r.ReceiverNotListed, no(r.ParamListPublished), "当地目前没有生效的互认医疗机构清单，“{institution}”没有互认义务。", "No institution list is in force there, so {institution} has no duty to recognize."},
	{r.ReceiverNotListed, has(r.ParamRemovedFrom), "“{institution}”自{removed_from}起因故被移出{list_name}。", "{institution} was removed for cause from {list_name} as of {removed_from}."},
	{r.ReceiverNotListed, has(r.ParamRole), "“{institution}”在{list_name}中{role}，不承担接收义务。", "{institution} is on {list_name} only to issue results and has no duty to accept any."},
	{r.ReceiverNotListed, nil, "查询时“{institution}”不在{list_name}中。", "{institution} is not on {list_name} at the time of asking."},
	{r.LevelCovered, no(r.ParamLevel), "出具机构级别未登记，清单对此没有要求。", "The issuer's level is not recorded, and the list requires none."},
	{r.LevelCovered, nil, "出具机构级别（{level}）符合清单要求。", "The issuer's level ({level}) meets the list's requirement."},
	{r.LevelNotCovered, nil, "出具机构为{level}，低于清单要求的{min_level}。", "The issuer's level ({level}) is below the one that the list requires ({min_level})."},
	{r.LevelDirection, effect(r.Discretionary), "出具机构级别（{level}）低于接诊机构（{receiver_level}）。", "The issuer ({level}) ranks below the receiver ({receiver_level})."},
	{r.LevelDirection, nil, "出具机构级别（{level}）低于接诊机构（{receiver_level}），清单不要求向上互认。", "The issuer ({level}) ranks below the receiver ({receiver_level}), and the list does not ask for recognition upwards."},
	{r.LevelUnknown, nil, "{party}的级别未登记，无法判断是否符合清单的级别要求。", "The level of the {party} is not recorded, so the list's requirement cannot be checked."},
	{r.ItemListed, has(r.ParamListedSince), "“{item_name}”自{listed_since}起列入{list_name}（第{version}版）。", "{item_name} has been on {list_name} since {listed_since} (version {version})."},
	{r.ItemListed, nil, "“{item_name}”已列入{list_name}（第{version}版）。", "{item_name} is on {list_name} (version {version})."},
	{r.ItemNotListed, no(r.ParamListPublished), "当地目前没有生效的互认项目清单。", "No item list is in force there."},
	{r.ItemNotListed, no(r.ParamListedAtAsked), "“{item_name}”目前不在{list_name}中。", "{item_name} is not on {list_name} now."},
	{r.ItemNotListed, nil, "检查时“{item_name}”尚未列入{list_name}。", "{item_name} was not yet on {list_name} at the time of the examination."},
	{r.Qualified, nil, "该机构此项目质量评价合格（{evidence}）。", "The institution passed quality assessment for this item ({evidence})."},
	{r.ListedInScope, nil, "该项目在该机构的互认范围内，以列入清单为质量依据。", "The item is within the institution's scope on the list, and being listed is the evidence of quality."},
	{r.ItemNotInInstitutionScope, nil, "该项目不在出具机构的互认范围内。", "The item is outside the issuer's scope on the list."},
	{r.NotQualified, has(r.ParamProgramme), "该机构此项目质量评价不合格（{evidence}）。", "The institution failed quality assessment for this item ({evidence})."},
	{r.NotQualified, nil, "没有该机构此项目的质量评价记录。", "The institution has no quality record for this item."},
	{r.QualificationLapsed, has(r.ParamRevokedFrom), "该机构此项目的质量评价（{evidence}）自{revoked_from}起被撤销。", "The institution's qualification for this item ({evidence}) was revoked as of {revoked_from}."},
	{r.QualificationLapsed, nil, "该机构此项目的质量评价（{evidence}）有效期至{until}，检查时已过期。", "The institution's qualification for this item ({evidence}) was valid until {until} and had lapsed by the time of the examination."},
	{r.Comparable, nil, "已填写的标本、方法、部位等与清单条目相符。", "Specimen, method, site and so on agree with the list, as far as they are stated."},
	{r.NotComparable, nil, "{field}不符，报告为“{stated}”，清单为“{expected}”。", "The {field} differs: the report says “{stated}”, the list “{expected}”."},
	{r.NotCompared, nil, "{field}“{stated}”不在词表内，未作比对。", "The {field}, “{stated}”, is not in the vocabulary and was not compared."},
	{r.ImagesPresent, nil, "影像资料可以调阅。", "The images are at hand."},
	{r.ImagesMissing, nil, "清单要求影像资料可以调阅，目前无法调阅。", "The list requires images to be at hand, and they are not."},
	{r.DataRequired, nil, "缺少判断所需的信息“{field}”。", "One more thing is needed: {field}."},
	{r.WithinWindow, has(r.ParamUntil), "互认时限为{window}，自{anchor}起算，有效至{until}。", "The window of {window} from {anchor} runs until {until}."},
	{r.WithinWindow, nil, "清单规定该项目互认时限不限。", "The list sets no time limit."},
	{r.WindowExpired, nil, "互认时限为{window}，自{anchor}起算，已于{until}届满。", "The window of {window} from {anchor} ended at {until}."},
	{r.WindowUnstated, effect(r.Discretionary), "清单没有规定互认时限，结果自{anchor}起已超过{window}。", "The list states no window, and the result is more than {window} old."},
	{r.WindowUnstated, unlimited, "清单没有规定互认时限。", "The list states no window."},
	{r.WindowUnstated, nil, "清单没有规定互认时限，结果自{anchor}起未超过{window}。", "The list states no window, and the result is no more than {window} old."},
	{r.SituationFound, nil, "所述情形“{situation}”属于可以重新检查的情形。", "The situation given (“{situation}”) allows a repeat."},
	{r.SituationNoted, nil, "已记录所述情形“{situation}”。", "The situation given (“{situation}”) is noted."},
	{r.NegDiscretion, has(r.ParamReason), "按{list_name}，此种情形由接诊医师决定是否采信（{reason}）。", "Under {list_name}, this case is left to the physician ({reason})."},
	{r.NegDiscretion, nil, "按{list_name}，此种情形由接诊医师决定是否采信。", "Under {list_name}, this case is left to the physician."},
	{r.NegNotAssessed, nil, "{list_name}中有一条规定缺少判断所需的信息“{field}”，本次未作判断。", "One entry of {list_name} was not assessed, because it depends on {field}."},
	{r.OperatorDependent, nil, "{modality}检查结果受操作者影响较大。", "{modality} results depend on the operator."},
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
	"both": {Zh: "出具并接收结果", En: "issues and receives"}, "issues": {Zh: "仅出具结果", En: "issues"}, "receives": {Zh: "仅接收结果", En: "receives"},
	"registry": {Zh: "登记编码", En: "registry code"}, "local": {Zh: "出具机构本院编码", En: "the issuer's own code"},
	"receiver-local": {Zh: "接诊机构本院编码", En: "the receiver's own code"}, "loinc": {Zh: "LOINC", En: "LOINC"},
	"exam": {Zh: "检查（采样）时间", En: "the examination"}, "report": {Zh: "报告时间", En: "the report"},
	"specimen": {Zh: "标本", En: "specimen"}, "method": {Zh: "方法", En: "method"}, "body_site": {Zh: "部位", En: "body site"},
	"laterality": {Zh: "侧别", En: "side"}, "contrast": {Zh: "增强方式", En: "contrast"}, "projection": {Zh: "体位", En: "projection"},
	"has_images":        {Zh: "影像资料是否可用（has_images）", En: "whether images are at hand (has_images)"},
	"patient_age_years": {Zh: "患者年龄（patient_age_years）", En: "the patient's age (patient_age_years)"},
	"department":        {Zh: "就诊科室（department）", En: "the department (department)"},
	"modality":          {Zh: "检查类别", En: "the modality"},
	"US":                {Zh: "超声", En: "Ultrasound"}, "ECG": {Zh: "心电", En: "ECG"}, "MR": {Zh: "磁共振", En: "MR"},
	"DR": {Zh: "X线", En: "X-ray"}, "NM": {Zh: "核医学", En: "Nuclear medicine"}, "ES": {Zh: "内镜", En: "Endoscopy"},
	"PA": {Zh: "病理", En: "Pathology"}, "FN": {Zh: "功能", En: "Function test"},
}
